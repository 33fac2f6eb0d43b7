"""What the bench shows before a layer is measured: what to do first, or the progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.jobs import Progress
from emotion_gui.ui import numbers
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.translation import core_text
from emotion_gui.ui.widgets import Card, EmptyState, set_role
from emotion_gui.ui.widgets.progress_line import ProgressLine

if TYPE_CHECKING:
    from emotion_gui.operations.subject import MeasureRequest, Sources


class StartPanel(Card):
    """Teaches the first step and offers its button."""

    measure_wanted = Signal()
    cancel_wanted = Signal()
    page_wanted = Signal(str)  # name of another page

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.empty = EmptyState(theme, icon="prune", title="", text="")
        self.train_button = self.empty.add_button(self.tr("Go to Train"), self._ask_train)
        self.data_button = self.empty.add_button(self.tr("Go to Data"), self._ask_data)
        self.measure_button = self.empty.add_button(
            self.tr("Measure the maps"), self.measure_wanted.emit, primary=True
        )
        self.progress_text = set_role(QLabel(), "muted")
        self.progress_line = ProgressLine(self.tr("Progress of measuring"))
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.cancel_button.clicked.connect(self.cancel_wanted)
        self._running = QWidget()
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.progress_line, 1)
        row.addWidget(self.cancel_button)
        column = QVBoxLayout(self._running)
        column.setContentsMargins(200, 0, 200, 190)
        column.addWidget(self.progress_text)
        column.addLayout(row)
        self.body.addWidget(self.empty, 1)
        self.body.addWidget(self._running)

    def show_situation(
        self, sources: Sources | None, request: MeasureRequest | None, *, running: bool
    ) -> None:
        """What is missing: a model, a data set, or only the measurement."""
        self._running.setVisible(running)
        no_model = sources is not None and not sources.models
        no_data = sources is not None and not sources.datasets
        self.train_button.setVisible(no_model and not running)
        self.data_button.setVisible(no_data and not running)
        self.measure_button.setVisible(request is not None and not running)
        if running:
            title, text = (
                self.tr("Measuring…"),
                self.tr(
                    "The network sees every training face once; what each map answers is kept."
                ),
            )
            self.cancel_button.setEnabled(True)
        elif no_model:
            title, text = (
                self.tr("There is no trained network yet"),
                self.tr("Train one first; then come back to see which of its maps say the same."),
            )
        elif no_data:
            title, text = (
                self.tr("There is no data set yet"),
                self.tr(
                    "Angles between maps are taken over training faces: import or load some, and "
                    "split them into parts."
                ),
            )
        else:
            title, text = (
                self.tr("Which maps say the same?"),
                self.tr(
                    "Measuring runs every training face through the network once and takes the "
                    "angle between the answers of every two maps. Near 0° two maps are similar, "
                    "near 180° opposite. The original network is never changed."
                ),
            )
        self.empty.set_text(title, text)

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        """How far the measuring is."""
        text = core_text(progress.text)
        self.progress_line.show_share(progress.done, progress.total)
        if progress.total:
            text = f"{text} · {numbers.count(progress.done)} / {numbers.count(progress.total)}"
        self.progress_text.setText(text)

    def show_stopping(self) -> None:
        """Said at once when a stop is asked for."""
        self.progress_text.setText(self.tr("Stopping…"))
        self.cancel_button.setEnabled(False)

    def _ask_train(self) -> None:
        self.page_wanted.emit("train")

    def _ask_data(self) -> None:
        self.page_wanted.emit("data")
