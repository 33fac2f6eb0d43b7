"""The studies beside the bench of one layer; one of them runs at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.operations.subject import MeasureRequest
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.pruning.one_layer.controls import ControlsPanel
from emotion_gui.ui.pages.pruning.studies.comparison_view import ComparisonView
from emotion_gui.ui.pages.pruning.studies.goal_view import GoalView
from emotion_gui.ui.pages.pruning.studies.layers_view import LayersView
from emotion_gui.ui.pages.pruning.studies.quantize_view import QuantizeView
from emotion_gui.ui.pages.pruning.studies.rounds_view import RoundsView
from emotion_gui.ui.pages.pruning.studies.study_view import StudyView
from emotion_gui.ui.pages.pruning.view_switch import (
    ALL_LAYERS,
    COMPARISON,
    GOAL,
    ONE_LAYER,
    QUANTIZE,
    ROUNDS,
)
from emotion_gui.ui.widgets.current_stack import CurrentStack

View = TypeVar("View", bound=StudyView)
_KEYS = (ROUNDS, ALL_LAYERS, COMPARISON, QUANTIZE, GOAL)
"""In the order of the switch."""


class Studies(QObject):
    """The studies; one of them runs at a time."""

    failed = Signal(object)  # Exception
    saved = Signal(object)  # RunRow
    written = Signal(object)  # Path
    busy_changed = Signal()
    started = Signal()

    def __init__(self, services: PageServices, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._made: list[StudyView] = []
        self._source: tuple[MeasureRequest | None, PruningOptions] = (None, PruningOptions())
        self._controls: ControlsPanel | None = None
        self._stack: CurrentStack | None = None
        self.shown: StudyView | None = None
        self._used: set[str] = set()

    # Each is made when it is shown first, or ahead of that in a turn of its own: all at once
    # took half of the time in which the page came up.

    @cached_property
    def rounds(self) -> RoundsView:
        return self._make(RoundsView)

    @cached_property
    def layers(self) -> LayersView:
        return self._make(LayersView)

    @cached_property
    def comparison(self) -> ComparisonView:
        return self._make(ComparisonView)

    @cached_property
    def quantizing(self) -> QuantizeView:
        return self._make(QuantizeView)

    @cached_property
    def goal(self) -> GoalView:
        return self._make(GoalView)

    def _make(self, kind: Callable[[PageServices], View]) -> View:
        view = kind(self._services)
        view.busy_changed.connect(self.busy_changed)
        view.failed.connect(self.failed)
        view.saved.connect(self.saved)
        view.written.connect(self.written)
        view.set_source(*self._source)
        self._made.append(view)
        return view

    def _view(self, key: str) -> StudyView:
        """A study by its key in the switch."""
        views: dict[str, Callable[[], StudyView]] = {
            ROUNDS: lambda: self.rounds,
            ALL_LAYERS: lambda: self.layers,
            COMPARISON: lambda: self.comparison,
            QUANTIZE: lambda: self.quantizing,
            GOAL: lambda: self.goal,
        }
        return views[key]()

    def _settings(self, key: str) -> QWidget:
        return self._view(key).settings

    def make_next(self) -> bool:
        """Make one that nobody has asked for yet; False when all are there."""
        assert self._stack is not None
        return self._stack.make_next()

    @property
    def busy(self) -> bool:
        return any(view.busy for view in self._made)

    @property
    def used(self) -> frozenset[str]:
        """Names of the data sets that a study was started on."""
        return frozenset(self._used)

    def put_into(self, stack: CurrentStack, controls: ControlsPanel) -> None:
        """Behind the bench, in the order of the switch."""
        self._stack, self._controls = stack, controls
        for key in _KEYS:
            stack.add_later(partial(self._view, key))
            controls.add_settings(partial(self._settings, key))

    def show_view(self, key: str) -> None:
        """Bring a view to the front with its settings."""
        assert self._stack is not None
        assert self._controls is not None
        number = [ONE_LAYER, *_KEYS].index(key)
        self._stack.setCurrentIndex(number)
        self.shown = None if key == ONE_LAYER else self._view(key)
        self._controls.set_view(
            number,
            one_layer=key == ONE_LAYER,
            has_rule=key not in (COMPARISON, QUANTIZE, GOAL),
            has_layer=key not in (ALL_LAYERS, GOAL),
            has_angles=key not in (QUANTIZE, GOAL),
        )

    def set_source(self, request: MeasureRequest | None, options: PruningOptions) -> None:
        """What the next study starts from."""
        self._source = request, options
        for view in self._made:
            view.set_source(request, options)

    def show_button(self, button: QPushButton) -> None:
        """The shown study's main action, or Stop while it runs."""
        view = self.shown
        button.setVisible(view is not None)
        if view is not None:
            button.setText(self.tr("Stop") if view.busy else view.start_text())
            button.setEnabled(view.busy or (view.request is not None and not self.busy))

    @Slot()
    def start_or_stop(self) -> None:
        view = self.shown
        if view is None:
            return
        if view.busy:
            view.stop()
        elif view.request is not None:
            self.started.emit()
            view.show_content()
            self._used.add(view.request.dataset)
            view.start()
