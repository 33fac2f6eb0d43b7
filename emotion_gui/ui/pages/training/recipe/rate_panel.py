"""The learning-rate range test: a button, its curve, and the rate it suggests."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from emotion_gui.core.jobs import Progress
from emotion_gui.core.training.requests import TrainRequest
from emotion_gui.operations.train import RateJob
from emotion_gui.ui.numbers import count
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.training.texts import rate_text
from emotion_gui.ui.widgets import CurvePlot, set_role
from emotion_gui.workers.task_slot import TaskSlot

if TYPE_CHECKING:
    from emotion_gui.core.training.rate_finder import RateCurve

_PLOT_PX = 150


class RatePanel(QWidget):
    """Tries growing rates on the recipe as it stands; nothing is stored."""

    rate_wanted = Signal(float)
    failed = Signal(Exception)

    def __init__(
        self,
        services: PageServices,
        request: Callable[[], TrainRequest | None],
        job: RateJob,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._services, self._request, self._job = services, request, job
        self._search = TaskSlot(
            services.tasks, when_busy="refuse", on_failure=self._on_failed, parent=self
        )
        self._suggestion = 0.0
        self.find_button = QPushButton(self.tr("Find a learning rate"))
        self.find_button.setToolTip(
            self.tr("A hundred steps of a throw-away network while the rate grows.")
        )
        self.use_button = QPushButton(self.tr("Use it"))
        self.note = set_role(QLabel(), "small")
        self.note.setWordWrap(True)
        self.plot = CurvePlot(
            services.theme,
            name=self.tr("Loss over learning rate"),
            x_label=self.tr("learning rate, power of ten"),
            y_label=self.tr("loss"),
        )
        self.plot.setFixedHeight(_PLOT_PX)
        buttons = QHBoxLayout()
        buttons.addWidget(self.find_button)
        buttons.addStretch(1)
        buttons.addWidget(self.use_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(6)
        column.addLayout(buttons)
        column.addWidget(self.note)
        column.addWidget(self.plot)
        for widget in (self.note, self.plot, self.use_button):
            widget.hide()
        self.find_button.clicked.connect(self._on_find)
        self.use_button.clicked.connect(self._on_use)

    @Slot()
    def _on_find(self) -> None:
        if self._search.busy:
            self._search.cancel()
            return
        request = self._request()
        if request is None:
            return
        self.use_button.hide()
        self.plot.hide()
        self._search.start(
            partial(self._job, self._services.workspace, request),
            self.tr("Looking for a learning rate"),
            self._on_found,
            on_progress=self._on_progress,
            on_cancel=self._on_ended,
        )
        self.find_button.setText(self.tr("Stop"))

    def _on_progress(self, progress: Progress) -> None:
        self.note.setText(
            self.tr("Step {n} of {total}").format(
                n=count(progress.done), total=count(progress.total or 0)
            )
        )
        self.note.show()

    def _on_found(self, curve: RateCurve) -> None:
        self._on_ended()
        self._suggestion = curve.suggestion
        self.plot.clear()
        powers = [math.log10(rate) for rate in curve.rates]
        self.plot.set_series("loss", powers, list(curve.losses), label=self.tr("loss"))
        self.plot.set_marker(math.log10(curve.suggestion))
        self.note.setText(
            self.tr(
                "{rate}: the middle of the fall of the loss, a good rate to begin with."
            ).format(rate=rate_text(curve.suggestion))
        )
        for widget in (self.note, self.plot, self.use_button):
            widget.show()

    def _on_failed(self, error: Exception) -> None:
        self._on_ended()
        self.failed.emit(error)

    def _on_ended(self) -> None:
        self.note.hide()
        self.find_button.setText(self.tr("Find a learning rate"))

    @Slot()
    def _on_use(self) -> None:
        self.rate_wanted.emit(self._suggestion)
        for widget in (self.note, self.plot, self.use_button):
            widget.hide()
