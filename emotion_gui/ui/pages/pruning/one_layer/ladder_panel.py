"""The three steps of distinctiveness side by side, above the lists of the bench."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from emotion_gui.core.jobs import Progress
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.options import PruningPreset
from emotion_gui.operations.measure_layer import climb
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.pruning.one_layer.plan_editor import PlanEditor
from emotion_gui.ui.pages.pruning.texts import order_words, p_cell
from emotion_gui.workers.task_manager import TaskManager
from emotion_gui.workers.task_slot import TaskSlot

if TYPE_CHECKING:
    from emotion_gui.core.pruning.ladder import Rung

STEPS = (Criterion.DISTINCTIVENESS, Criterion.CONTRIBUTIONS, Criterion.FISHER)
_PAUSE_MS = 60
"""After the last move, before the steps are judged."""


class LadderPanel(QWidget):
    """Accuracy of each step for as many maps as go now; a click takes the step.

    Steps are judged in a task, which another move makes out of date.
    """

    lost_changed = Signal(object)  # tuple of LostMap: why the maps of the step in force go
    list_wanted = Signal(bool)  # whether that list is to be seen

    def __init__(
        self, editor: PlanEditor, tasks: TaskManager, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._editor = editor
        self._rungs: dict[Criterion, Rung] = {}
        self._climbing = TaskSlot(tasks, parent=self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self._climb)
        self._names = dict(
            zip(
                STEPS,
                (self.tr("1 Angles"), self.tr("2 Contributions"), self.tr("3 Spans")),
                strict=True,
            )
        )
        self._buttons = {order: self._step(order) for order in STEPS}
        self.propose_button = _link(self.tr("Take what loses least"))
        self.propose_button.setToolTip(
            self.tr(
                "The order that moves the answers least on training faces that nothing was fitted "
                "to, and the repair without labels: what the command line does for a number"
            )
        )
        self.propose_button.clicked.connect(editor.propose)
        self.list_button = _link("")
        self.list_button.setCheckable(True)
        self.list_button.toggled.connect(self._on_list)
        self._lay_out()
        self._on_list(False)
        editor.plan_changed.connect(self._on_plan)
        editor.shown_changed.connect(self._on_plan)
        self._on_plan()

    @property
    def current(self) -> Criterion | None:
        """The step in force, repaired or not, if it is one of the ladder's."""
        options, count = self._editor.state.options, self._editor.state.count
        if options.preset is PruningPreset.PAPER:
            is_printed = options.own_order is Criterion.DISTINCTIVENESS
            return Criterion.DISTINCTIVENESS if is_printed else None
        refitted = options.preset is PruningPreset.REFIT and count is not None
        return options.own_order if refitted and options.own_order in STEPS[1:] else None

    def button(self, order: Criterion) -> QPushButton:
        """Takes a step and tells its accuracy."""
        return self._buttons[order]

    # -- inside -------------------------------------------------------------------------------

    @Slot()
    def _on_plan(self) -> None:
        """Another number, another rule or another layer."""
        editor = self._editor
        measured, plan = editor.measured, editor.plan
        may = measured is not None and measured.session.is_instant and editor.is_shown
        self.setVisible(may)
        if not may:
            self.list_button.setChecked(False)
        gone = 0 if plan is None else plan.maps_gone
        self.propose_button.setEnabled(may and gone > 0 and not editor.is_repaired)
        self._rungs.clear()
        self._climbing.stop()
        self._soon.stop()
        self._show_steps()
        if may and plan is not None:
            self._soon.start()

    @Slot()
    def _climb(self) -> None:
        editor = self._editor
        if editor.measured is None or editor.plan is None or not editor.is_shown:
            return
        self._climbing.start(
            partial(climb, editor.measured, editor.plan, editor.state.unrepaired),
            self.tr("Steps of distinctiveness"),
            self._on_climbed,
            on_progress=self._on_progress,
        )

    def _on_progress(self, progress: Progress) -> None:
        if isinstance(progress.detail, tuple):
            order, found = progress.detail
            self._show_rung(order, found)

    def _on_climbed(self, rungs: dict[Criterion, Rung]) -> None:
        for order, found in rungs.items():
            self._show_rung(order, found)

    def _show_rung(self, order: Criterion, found: Rung) -> None:
        is_new = self._rungs.get(order) is not found
        self._rungs[order] = found
        self._show_steps()
        if is_new and order is (self.current or Criterion.FISHER):
            self.lost_changed.emit(found.lost)

    def _show_steps(self) -> None:
        for order, button in self._buttons.items():
            name = self._names[order]
            figures = numbers.UNKNOWN
            if order in self._rungs:
                judged = self._rungs[order].preview.judgement
                figures = f"{numbers.percent(judged.accuracy)} · p {p_cell(judged.p)}"
            button.setText(f"{name}\n{figures}")
            button.setAccessibleName(f"{name}: {figures}")
            button.setChecked(order is self.current)

    @Slot(bool)
    def _on_list(self, shown: bool) -> None:
        self.list_button.setText(self.tr("All pairs") if shown else self.tr("Why each map goes"))
        self.list_wanted.emit(shown)

    def _take(self, order: Criterion) -> None:
        if order is not self.current:
            self._editor.take_rung(order)
        self._show_steps()
        self.list_button.setChecked(True)

    def _step(self, order: Criterion) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        button.setProperty("step", True)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        is_first = order is STEPS[0]
        preset = PruningPreset.PAPER if is_first else PruningPreset.REFIT
        button.setToolTip(order_words(order, preset))
        button.clicked.connect(partial(self._take, order))
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for button in self._buttons.values():
            row.addWidget(button, 1)
        side = QVBoxLayout()
        side.setSpacing(0)
        for link in (self.propose_button, self.list_button):
            side.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(side)


def _link(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("link", True)
    return button
