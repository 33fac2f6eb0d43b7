"""The three steps of distinctiveness side by side, above the lists of the bench."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from emotion_gui.core.jobs import Progress
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.options import PruningPreset
from emotion_gui.core.pruning.steps import RUNGS, is_climbed, step_of
from emotion_gui.operations.measure_layer import climb
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.pruning.one_layer.plan_editor import PlanEditor
from emotion_gui.ui.pages.pruning.texts import order_words, p_cell
from emotion_gui.workers.task_manager import TaskManager
from emotion_gui.workers.task_slot import TaskSlot

if TYPE_CHECKING:
    from emotion_gui.core.pruning.ladder import Rung

_PAUSE_MS = 60
"""After the last move, before the steps are judged."""


class LadderPanel(QWidget):
    """Accuracy of each step for as many maps as go now; a click takes the step.

    Steps are judged in a task, which another move makes out of date. In inner layers, where maps
    have to be ranked first and each step is a pass over the faces, they wait until somebody asks.
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
        self._climbing.changed.connect(self._show_links)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self._climb)
        self._names = dict(
            zip(
                RUNGS,
                (self.tr("1 Angles"), self.tr("2 Contributions"), self.tr("3 Spans")),
                strict=True,
            )
        )
        self._buttons = {order: self._step(order) for order in RUNGS}
        self.propose_button = _link(self.tr("Take what loses least"))
        self.propose_button.setToolTip(
            self.tr(
                "The order that moves the answers least on training faces that nothing was fitted "
                "to, and the repair without labels: what the command line does for a number"
            )
        )
        self.propose_button.clicked.connect(editor.propose)
        self.judge_button = _link(self.tr("Judge the steps"))
        self.judge_button.setToolTip(
            self.tr(
                "An inner layer: its maps are ranked by what they add to the answers some layers "
                "further on, and the faces go through the network for each step. That takes "
                "seconds to minutes the first time"
            )
        )
        self.judge_button.clicked.connect(self._climb)
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
        plan = self._editor.plan
        return None if plan is None else step_of(plan)

    def button(self, order: Criterion) -> QPushButton:
        """Takes a step and tells its accuracy."""
        return self._buttons[order]

    # -- inside -------------------------------------------------------------------------------

    @Slot()
    def _on_plan(self) -> None:
        """Another number, another rule or another layer."""
        editor = self._editor
        may = editor.measured is not None and editor.is_shown
        self.setVisible(may)
        if not may:
            self.list_button.setChecked(False)
        self._rungs.clear()
        is_asked_for = self._climbing.busy or self._soon.isActive() or self._is_ranked
        self._climbing.stop()
        self._soon.stop()
        self._show_steps()
        self._show_links()
        if is_asked_for and editor.plan is not None and may:
            self._soon.start()

    @property
    def _is_ranked(self) -> bool:
        """Whether judging the steps takes no more than a preview does."""
        measured = self._editor.measured
        if measured is None:
            return False
        return measured.session.is_instant or is_climbed(measured.session)

    def _show_links(self) -> None:
        editor = self._editor
        gone = 0 if editor.plan is None else editor.plan.maps_gone
        self.propose_button.setEnabled(editor.is_shown and gone > 0 and not editor.is_repaired)
        self.propose_button.setVisible(self._is_ranked)
        self.list_button.setVisible(self._is_ranked)
        self.judge_button.setVisible(not self._is_ranked)
        self.judge_button.setEnabled(editor.plan is not None and not self._climbing.busy)
        for order, button in self._buttons.items():
            button.setEnabled(self._is_ranked or order is RUNGS[0])

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
        is_first = order is RUNGS[0]
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
        for link in (self.judge_button, self.propose_button, self.list_button):
            side.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(side)


def _link(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("link", True)
    return button
