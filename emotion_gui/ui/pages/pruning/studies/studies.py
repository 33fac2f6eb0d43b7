"""The studies beside the bench of one layer; one of them runs at a time."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QPushButton

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


class Studies(QObject):
    """The studies; one of them runs at a time."""

    failed = Signal(object)  # Exception
    saved = Signal(object)  # RunRow
    written = Signal(object)  # Path
    busy_changed = Signal()
    started = Signal()

    def __init__(self, services: PageServices, parent: QObject) -> None:
        super().__init__(parent)
        self.rounds, self.layers = RoundsView(services), LayersView(services)
        self.comparison = ComparisonView(services)
        self.quantizing = QuantizeView(services)
        self.goal = GoalView(services)
        self._views: dict[str, StudyView] = {
            ROUNDS: self.rounds,
            ALL_LAYERS: self.layers,
            COMPARISON: self.comparison,
            QUANTIZE: self.quantizing,
            GOAL: self.goal,
        }
        self._controls: ControlsPanel | None = None
        self._stack: CurrentStack | None = None
        self.shown: StudyView | None = None
        self._used: set[str] = set()
        for view in self._views.values():
            view.busy_changed.connect(self.busy_changed)
            view.failed.connect(self.failed)
            view.saved.connect(self.saved)
            view.written.connect(self.written)

    @property
    def busy(self) -> bool:
        return any(view.busy for view in self._views.values())

    @property
    def used(self) -> frozenset[str]:
        """Names of the data sets that a study was started on."""
        return frozenset(self._used)

    def put_into(self, stack: CurrentStack, controls: ControlsPanel) -> None:
        """Behind the bench, in the order of the switch."""
        self._stack, self._controls = stack, controls
        for view in self._views.values():
            stack.addWidget(view)
            controls.add_settings(view.settings)

    def show_view(self, key: str) -> None:
        """Bring a view to the front with its settings."""
        assert self._stack is not None
        assert self._controls is not None
        self.shown = self._views.get(key)
        number = [ONE_LAYER, *self._views].index(key)
        self._stack.setCurrentIndex(number)
        has_rule = self.shown not in (self.comparison, self.quantizing, self.goal)
        has_layer = self.shown not in (self.layers, self.goal)
        self._controls.set_view(
            number,
            one_layer=self.shown is None,
            has_rule=has_rule,
            has_layer=has_layer,
            has_angles=self.shown not in (self.quantizing, self.goal),
        )

    def set_source(self, request: MeasureRequest | None, options: PruningOptions) -> None:
        """What the next study starts from."""
        for view in self._views.values():
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
