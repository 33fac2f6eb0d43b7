"""The page's model: what is measured, what was decided, what it would do; all undoable."""

from __future__ import annotations

import dataclasses
import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QUndoStack

from emotion_gui.core.errors import ConfigError, PlanMismatchError
from emotion_gui.core.pruning.criteria import SEARCHED, Criterion
from emotion_gui.core.pruning.options import Preset, PruningOptions
from emotion_gui.core.pruning.plan import LayerPlan
from emotion_gui.operations import measure_layer as jobs
from emotion_gui.operations.measure_layer import PreviewFigures
from emotion_gui.ui.pages.pruning.one_layer.plan_state import (
    ChangeState,
    PlanState,
)
from emotion_gui.workers.task_manager import Task, TaskManager

if TYPE_CHECKING:
    from emotion_gui.core.pruning.layer_session import Preview
    from emotion_gui.core.pruning.planning import LayerAngles
    from emotion_gui.operations.measure_layer import Measured
    from emotion_gui.operations.prune_layer import PruneResult

FRAME_MS = 16.0
# Where each rule's threshold stands until somebody moves it.
START_DEG = {Preset.PAPER: 8.0, Preset.CORRECTED: 5.0, Preset.REFIT: 5.0}
QUICK_ORDERS = (
    None,
    Criterion.DISTINCTIVENESS,
    Criterion.IMPORTANCE,
    Criterion.L1,
    Criterion.RANDOM,
)


class PlanEditor(QObject):
    """Decisions about one measured layer, and their preview.

    Where a preview is instant it is made on the spot; if it ever takes longer than a frame,
    further changes are joined to one preview an event loop turn. Inner layers are previewed in
    a task, the newest wish last.
    """

    options_changed = Signal(object)  # PlanState
    angles_changed = Signal(object)  # LayerAngles, after another normalisation
    plan_changed = Signal(object)  # LayerPlan
    preview_started = Signal()  # the accuracy will follow
    figures_changed = Signal(object)  # PreviewFigures
    applied_changed = Signal()  # another plan, or none, masks the network
    preview_failed = Signal(object)  # Exception

    def __init__(self, tasks: TaskManager, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.stack = QUndoStack(self)
        self.measured: Measured | None = None
        self.state = PlanState(
            PruningOptions(preset=Preset.CORRECTED, threshold_deg=START_DEG[Preset.CORRECTED])
        )
        self.plan: LayerPlan | None = None
        self.figures: PreviewFigures | None = None
        self._compacted: list[PruneResult] = []
        self._gesture = 1
        self._last_ms = 0.0
        self._by_angle: tuple[object, LayerPlan] | None = None
        self._task: Task | None = None
        self._is_stale = False
        self._shown_normalisation: object = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._preview)

    # -- what there is ------------------------------------------------------------------------

    def set_measured(self, measured: Measured) -> None:
        """Start over on a freshly measured layer, with the options chosen before.

        Nothing is told before `refresh`.
        """
        if self._task is not None:
            self._task.abandon()
            self._task = None
        self.measured = measured
        options = self.state.options
        if not self._is_quick(options):
            options = dataclasses.replace(options, order=None)
        self.state = PlanState(options)
        self.plan = self.figures = self._by_angle = None
        self.stack.clear()
        self._compacted.clear()

    def refresh(self) -> None:
        """Tell everything again, to widgets that showed something else meanwhile."""
        self._shown_normalisation = None
        self._show(self.state)

    @property
    def angles(self) -> LayerAngles:
        """Of the measured layer under the chosen normalisation."""
        assert self.measured is not None
        return self.measured.session.angles(self.state.options)

    @property
    def by_angle(self) -> LayerPlan | None:
        """What the threshold would lead to while a number decides; None where it decides."""
        if self.measured is None or self.state.count is None:
            return None
        options = dataclasses.replace(self.state.options, order=None)
        key = (options, self.state.excluded)
        if self._by_angle is None or self._by_angle[0] != key:
            plan = self.measured.session.plan(options, excluded_pairs=self.state.excluded)
            self._by_angle = (key, plan)
        return self._by_angle[1]

    @property
    def compacted(self) -> PruneResult | None:
        """The compacted network of the applied plan, once there is one."""
        for result in self._compacted:
            if result.plan == self.state.applied:
                return result
        return None

    @property
    def is_waiting(self) -> bool:
        """Whether a joined preview is still to be made."""
        return self._later.isActive()

    @property
    def can_apply(self) -> bool:
        """Whether the shown plan takes maps away and is not in force yet."""
        return self.plan is not None and self.plan.maps_gone > 0 and self.plan != self.state.applied

    # -- what a person does -------------------------------------------------------------------

    def change_options(self, text: str, *, gesture: bool = False, **changes: object) -> None:
        """Change fields of `PruningOptions`; a `gesture` joins its steps until `end_gesture`."""
        after = self.state.with_options(**changes)
        if after != self.state:
            self._push(text, after, gesture=self._gesture if gesture else 0)

    def end_gesture(self) -> None:
        """The next threshold change is an undo step of its own."""
        self._gesture += 1

    def change_count(self, count: int | None, text: str, *, gesture: bool = False) -> None:
        """Let exactly `count` maps go, or go by threshold again."""
        after = self.state.with_count(count)
        if after != self.state:
            self._push(text, after, gesture=self._gesture if gesture else 0)

    def load(self, plan: LayerPlan, text: str) -> None:
        """Show a plan from a file, as one step.

        Where its choices lead to it, they can be changed from there.

        Raises:
            PlanMismatchError: it is for another network or another layer.
        """
        assert self.measured is not None
        session = self.measured.session
        plan.check(session.network)
        if plan.layer != session.layer:
            names = session.network.spec.layer_names()
            raise PlanMismatchError(
                f"it is for {names[plan.layer]}, and {names[session.layer]} is measured"
            )
        after = PlanState(
            options=plan.options,
            excluded=frozenset(plan.excluded_pairs),
            count=plan.wanted,
            applied=self.state.applied,
        )
        quick = self._is_quick(plan.options)
        if not quick:
            after = after.with_options(order=None)
        same = self._decided(after) if quick else None
        if same is None or (same.merges, same.silences) != (plan.merges, plan.silences):
            after = dataclasses.replace(after, fixed=plan)
        self._push(text, after)

    def tick(self, first: int, second: int, *, ticked: bool) -> None:
        """Include a pair, or leave it out."""
        pair = (min(first, second), max(first, second))
        text = self.tr("include pair {i} – {j}") if ticked else self.tr("leave pair {i} – {j}")
        self._push(text.format(i=pair[0], j=pair[1]), self.state.with_tick(pair, ticked=ticked))

    def apply(self) -> None:
        """Mask the network by the shown plan."""
        if self._later.isActive():
            self._later.stop()
            self._preview()
        if self.plan is None or not self.can_apply:
            return
        after = dataclasses.replace(self.state, applied=self.plan)
        text = self.tr("apply: {count} maps").format(count=self.plan.maps_gone)
        self._push(text, after)

    def add_compacted(self, result: PruneResult) -> None:
        """Remember a compaction; it stays known while its plan is undone and redone."""
        self._compacted.append(result)
        self.applied_changed.emit()

    # -- inside -------------------------------------------------------------------------------

    def _push(self, text: str, after: PlanState, *, gesture: int = 0) -> None:
        self.stack.push(ChangeState(text, self.state, after, self._show, gesture=gesture))

    def _show(self, state: PlanState) -> None:
        before, self.state = self.state, state
        if self.measured is None:
            return
        self.options_changed.emit(state)
        if self._shown_normalisation != state.options.normalisation:
            self._shown_normalisation = state.options.normalisation
            self.plan = None
            self.angles_changed.emit(self.angles)
        decided = before.choices != state.choices
        if decided or self.plan is None:
            if self._last_ms <= FRAME_MS:
                self._preview()
            elif not self._later.isActive():
                self._later.start()
        if before.applied != state.applied or self.figures is None:
            self.applied_changed.emit()

    @Slot()
    def _preview(self) -> None:
        if self.measured is None:
            return
        started = time.perf_counter()
        session, plan = self.measured.session, self._decided(self.state)
        if plan is None:
            return
        if session.is_instant:
            result = session.preview_plan(plan)
            self._set_plan(plan)
            self._set_figures(result)
        else:
            self._set_plan(plan)
            self._preview_in_task()
        self._last_ms = (time.perf_counter() - started) * 1e3

    def _is_quick(self, options: PruningOptions) -> bool:
        """Whether the order of maps is known at once; others take passes over the faces."""
        assert self.measured is not None
        instant = self.measured.session.is_instant
        order = options.order
        return order in QUICK_ORDERS or (order in SEARCHED and instant)

    def _decided(self, state: PlanState) -> LayerPlan | None:
        """The plan that a state leads to; None if so many maps cannot go."""
        assert self.measured is not None
        if state.fixed is not None:
            return state.fixed
        try:
            return self.measured.session.plan(
                state.options, count=state.count, excluded_pairs=state.excluded
            )
        except ConfigError as error:
            self.preview_failed.emit(error)
            return None

    def _set_plan(self, plan: LayerPlan) -> None:
        self.plan = plan
        self.plan_changed.emit(plan)

    def _set_figures(self, preview: Preview) -> None:
        self.figures = PreviewFigures(
            gone=preview.maps_gone,
            maps=preview.plan.maps,
            judgement=preview.judgement,
            original=preview.before,
        )
        self.figures_changed.emit(self.figures)

    def _preview_in_task(self) -> None:
        assert self.measured is not None
        assert self.plan is not None
        self.preview_started.emit()
        if self._task is not None:
            self._is_stale = True
            self._task.cancel()
            return
        self._is_stale = False
        job = partial(jobs.preview, self.measured.session, self.plan)
        self._task = self._tasks.start(
            job,
            title=self.tr("Accuracy preview"),
            exclusive=False,
            on_success=self._on_previewed,
            on_failure=self._on_failed,
            on_cancel=self._on_ended,
        )

    def _on_previewed(self, preview: Preview) -> None:
        if self.plan == preview.plan:
            self._set_figures(preview)
        self._on_ended()

    def _on_failed(self, error: Exception) -> None:
        self.preview_failed.emit(error)
        self._on_ended()

    def _on_ended(self) -> None:
        self._task = None
        if self._is_stale:
            self._preview_in_task()
