"""The model of the bench: what is measured, what was decided, what it would do; all undoable."""

from __future__ import annotations

import dataclasses
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QUndoStack

from emotion_gui.core.errors import ConfigError, PlanMismatchError
from emotion_gui.core.pruning.criteria import SEARCHED, Criterion
from emotion_gui.core.pruning.options import Normalisation, PruningOptions, PruningPreset, Repair
from emotion_gui.core.pruning.plan import LayerPlan
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.pruning.one_layer.latest_preview import LatestPreview
from emotion_gui.ui.pages.pruning.one_layer.plan_state import QUICK_ORDERS, ChangeState, PlanState
from emotion_gui.ui.pages.pruning.texts import preset_name
from emotion_gui.workers.task_manager import TaskManager

if TYPE_CHECKING:
    from emotion_gui.core.pruning.layer_session import Preview
    from emotion_gui.core.pruning.planning import LayerAngles
    from emotion_gui.operations.measure_layer import Measured
    from emotion_gui.operations.prune_layer import PruneResult

FRAME_MS = 16.0  # of a screen: previews that are faster follow every step of the slider


class PlanEditor(QObject):
    """Decisions about one measured layer, and their preview.

    Where a preview is instant it is made on the spot; if it ever takes longer than a frame,
    further changes are joined to one preview an event loop turn. Inner layers are previewed in
    a task, the newest wish last.
    """

    shown_changed = Signal(bool)  # whether the measured layer is the one that is asked for
    state_changed = Signal(object)  # PlanState
    angles_changed = Signal(object)  # LayerAngles, after another normalisation
    plan_changed = Signal(object)  # LayerPlan
    preview_started = Signal()  # the accuracy will follow
    figures_changed = Signal(object)  # Preview
    progressed = Signal(object)  # Progress of a preview in a task
    applied_changed = Signal()  # another plan, or none, masks the network; or it was compacted
    failed = Signal(object)  # Exception

    def __init__(self, tasks: TaskManager, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self.measured: Measured | None = None
        self.is_shown = self.is_dragged = False
        self.state = PlanState.first()
        self.plan: LayerPlan | None = None
        self.figures: Preview | None = None
        self._results: list[PruneResult] = []
        self._gesture = 1
        self._last_ms = 0.0
        self._by_angle: tuple[object, LayerPlan] | None = None
        self._previews = LatestPreview(tasks, self)
        self._previews.started.connect(self.preview_started)
        self._previews.progressed.connect(self.progressed)
        self._previews.previewed.connect(self._on_previewed)
        self._previews.dropped.connect(self._drop_repair)
        self._previews.failed.connect(self.failed)
        self._shown_normalisation: object = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._preview)

    # -- what there is ------------------------------------------------------------------------

    def set_measured(self, measured: Measured) -> None:
        """Start over on a freshly measured layer, with the options chosen before.

        Nothing is told before `set_shown`.
        """
        self._previews.stop()
        self.measured = measured
        options = self.state.options
        if not self._is_quick(options):
            options = dataclasses.replace(options, order=None)
        self.state = PlanState(options)
        self.plan = self.figures = self._by_angle = None
        self.stack.clear()
        self._results.clear()

    def set_shown(self, shown: bool) -> None:
        """Tell everything again to panels that showed something else meanwhile, or close them."""
        if shown == self.is_shown:
            return
        self.is_shown = shown
        self.shown_changed.emit(shown)
        if shown:
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
        for result in self._results:
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
        may = self.plan is not None and self.plan.maps_gone > 0 and not self.is_repairing
        return may and self.plan != self.state.applied

    @property
    def is_repairing(self) -> bool:
        """Whether the shown plan's repair is under way."""
        return self.is_repaired and self._previews.busy

    @property
    def is_repaired(self) -> bool:
        """Whether the shown plan repairs, done or under way."""
        return self.plan is not None and self.plan.options.repair is not Repair.NONE

    @property
    def can_repair(self) -> bool:
        """Whether the shown plan takes maps away and leaves the others as they are."""
        return self.plan is not None and self.plan.maps_gone > 0 and not self.is_repaired

    def is_searched(self, order: Criterion) -> bool:
        """Whether an order takes a search that is too long for this layer."""
        session = None if self.measured is None else self.measured.session
        is_there = session is not None and (session.is_instant or session.has_steps(order))
        return order in SEARCHED and not is_there

    # -- what a person decides ----------------------------------------------------------------

    @Slot(float)
    def set_threshold(self, threshold_deg: float) -> None:
        """Pairs under this angle are similar; it decides again if a number did."""
        threshold_deg = round(threshold_deg, 1)
        if self.state.count is not None:
            self.go_by_number(False)
        text = self.tr("threshold {angle}°").format(angle=numbers.number(threshold_deg, 1))
        self._change(text, gesture=True, threshold_deg=threshold_deg)

    @Slot(float)
    def set_complementary(self, limit_deg: float) -> None:
        """Pairs over this angle are complementary, whatever the threshold."""
        text = self.tr("opposite above {angle}°").format(angle=numbers.number(limit_deg, 1))
        self._change(text, gesture=True, complementary_deg=limit_deg)

    @Slot(bool)
    def link_limits(self, linked: bool) -> None:
        """Whether both limits stand at the same distance from their end."""
        limit_deg = None if linked else self.state.options.complementary_limit_deg
        text = self.tr("link the lines") if linked else self.tr("part the lines")
        self._change(text, complementary_deg=limit_deg)

    @Slot(str)
    def set_preset(self, preset: str) -> None:
        """Another rule, with its own start of the threshold while that was not moved."""
        chosen = PruningPreset(preset)
        text = self.tr("rule {name}").format(name=preset_name(chosen))
        self._push(text, self.state.with_preset(chosen))

    @Slot(str)
    def set_normalisation(self, normalisation: str) -> None:
        """Another reading of the activations."""
        self._change(self.tr("other angles"), normalisation=Normalisation(normalisation))

    @Slot(bool)
    def set_remove_silent(self, remove: bool) -> None:
        """Whether silent maps go, too."""
        self._change(self.tr("silent maps"), remove_silent=remove)

    @Slot(str)
    def set_order(self, order: str) -> None:
        """Who goes first where a number decides: a `Criterion`, or "" for the rule's own."""
        self._change(self.tr("other order"), order=Criterion(order) if order else None)

    def take_rung(self, order: Criterion) -> None:
        """A step of the ladder: the paper's rule as printed, or a refit after a later order.

        Later orders know no threshold: as many maps go as do now.
        """
        self._catch_up()
        gone = None if self.plan is None else self.plan.maps_gone
        after = self.state.on_rung(order, gone)
        self._push(self.tr("step of the ladder"), after)

    @Slot(bool)
    def go_by_number(self, by_number: bool) -> None:
        """Let as many maps go as now, or by threshold again."""
        gone = 0 if self.plan is None else self.plan.maps_gone
        text = self.tr("by number") if by_number else self.tr("by angle")
        self._push(text, self.state.with_count(gone if by_number else None))

    @Slot(float)
    def set_count(self, count: float) -> None:
        """Let exactly so many maps go."""
        text = self.tr("%Ln maps", "", round(count))
        self._push(text, self.state.with_count(round(count)), gesture=True)

    @Slot()
    def begin_drag(self) -> None:
        """The mouse holds a limit: plans follow each other faster than they can be listed."""
        self.is_dragged = True

    @Slot()
    def end_gesture(self) -> None:
        """The next move of a slider is an undo step of its own."""
        self.is_dragged = False
        self._gesture += 1

    def tick(self, first: int, second: int, *, ticked: bool) -> None:
        """Include a pair, or leave it out."""
        pair = (min(first, second), max(first, second))
        text = self.tr("include pair {i} – {j}") if ticked else self.tr("leave pair {i} – {j}")
        after = self.state.with_tick(pair, ticked=ticked)
        self._push(text.format(i=pair[0], j=pair[1]), after)

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
            raise PlanMismatchError(
                f"it is for layer {plan.layer + 1}, layer {session.layer + 1} is measured"
            )
        after = PlanState.of(plan, applied=self.state.applied)
        quick = self._is_quick(plan.options)
        if not quick:
            after = after.with_options(order=None)
        same = self._decided(after) if quick else None
        if same is None or (same.merges, same.silences) != (plan.merges, plan.silences):
            after = dataclasses.replace(after, fixed=plan)
        self._push(text, after)

    @Slot()
    def propose(self) -> None:
        """The order and the repair that lose least, in a task; one step to undo."""
        self._catch_up()
        measured = self.measured
        gone = 0 if self.plan is None else self.plan.maps_gone
        if measured is None or not gone:
            return
        order = measured.proposed or Criterion.FISHER  # of an inner layer always the spans
        if self.is_searched(order):
            return
        after = self.state.with_options(preset=PruningPreset.REFIT, order=order).with_count(gone)
        plan = self._decided(after)
        if plan is not None and not self.is_repairing:
            self._push(self.tr("what loses least"), after.repaired(plan))
            self._catch_up()

    @Slot()
    def repair(self) -> None:
        """Move filters and head towards the original's answers, in a task; one step to undo."""
        self._catch_up()
        if self.plan is not None and self.can_repair:
            self._push(self.tr("repair without labels"), self.state.repaired(self.plan))
            self._catch_up()

    @Slot()
    def stop_repair(self) -> None:
        """Go back to before the repair that is under way."""
        if self.is_repairing:
            self._previews.cancel()

    @Slot()
    def apply(self) -> None:
        """Mask the network by the shown plan."""
        self._catch_up()
        if self.plan is None or not self.can_apply:
            return
        after = dataclasses.replace(self.state, applied=self.plan)
        self._push(self.tr("apply: %Ln maps", "", self.plan.maps_gone), after)

    def add_compacted(self, result: PruneResult) -> None:
        """Remember a compaction; it stays known while its plan is undone and redone."""
        self._results.append(result)
        self.applied_changed.emit()

    # -- inside -------------------------------------------------------------------------------

    def _catch_up(self) -> None:
        """Decide at once what was to be decided a turn of the event loop later."""
        if self._later.isActive():
            self._later.stop()
            self._preview()

    def _change(self, text: str, *, gesture: bool = False, **changes: object) -> None:
        self._push(text, self.state.with_options(**changes), gesture=gesture)

    def _push(self, text: str, after: PlanState, *, gesture: bool = False) -> None:
        """One undo step; those of one gesture (a drag) are joined until `end_gesture`."""
        if after != self.state:
            number = self._gesture if gesture else 0
            self.stack.push(ChangeState(text, self.state, after, self._show, gesture=number))

    def _show(self, state: PlanState) -> None:
        before, self.state = self.state, state
        if self.measured is None:
            return
        self.state_changed.emit(state)
        if self._shown_normalisation != state.options.normalisation:
            self._shown_normalisation = state.options.normalisation
            # A plan belongs to the angles that it was made from: whoever draws both meanwhile
            # would draw the old plan's pairs on the new angles.
            self.plan = None
            self.angles_changed.emit(self.angles)
        if before.choices != state.choices or self.plan is None:
            # At once while it keeps up with the hand; joining costs a turn of the event loop, so
            # it begins only after a preview that was slow.
            if self._last_ms <= FRAME_MS:
                self._preview()
            elif not self._later.isActive():
                self._later.start()
        if before.applied != state.applied or self.figures is None:
            self.applied_changed.emit()

    @Slot()
    def _preview(self) -> None:
        started = time.perf_counter()
        if self.measured is None or (plan := self._decided(self.state)) is None:
            return
        session, self.plan = self.measured.session, plan
        self.plan_changed.emit(plan)
        if session.needs_a_job(plan):
            self._previews.begin(session, plan)
        else:
            self._previews.stop()  # a repair that nobody waits for any more
            self._set_figures(session.preview_plan(plan))
        self._last_ms = (time.perf_counter() - started) * 1e3

    def _is_quick(self, options: PruningOptions) -> bool:
        """Whether the order of maps is known at once; others take passes over the faces."""
        order = options.order
        return order in QUICK_ORDERS or (order in SEARCHED and not self.is_searched(order))

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
            self.failed.emit(error)
            return None

    def _set_figures(self, preview: Preview) -> None:
        self.figures = preview
        self.figures_changed.emit(preview)

    @Slot(object)
    def _on_previewed(self, preview: Preview) -> None:
        if self.plan == preview.plan:  # otherwise the hand has moved on
            self._set_figures(preview)

    @Slot()
    def _drop_repair(self) -> None:
        """A repair that came to nothing is undone, so that plan and figures belong together."""
        if self.is_repaired and self.stack.canUndo():
            self.stack.undo()
