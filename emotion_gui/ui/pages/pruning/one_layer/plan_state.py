"""What can be undone on the Prune page, as values and commands."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QUndoCommand

from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset, Repair
from emotion_gui.core.pruning.plan import LayerPlan

Pair = tuple[int, int]
# Where each rule's threshold stands until somebody moves it.
START_DEG = {PruningPreset.PAPER: 8.0, PruningPreset.CORRECTED: 5.0, PruningPreset.REFIT: 5.0}
QUICK_ORDERS = (
    None,
    Criterion.DISTINCTIVENESS,
    Criterion.IMPORTANCE,
    Criterion.L1,
    Criterion.RANDOM,
)


@dataclass(frozen=True)
class PlanState:
    """Everything a person decided about one measured layer.

    Attributes:
        options: rule, thresholds and readings.
        excluded: pairs (lower, higher map) that were unticked.
        count: exactly so many maps go, by the options' order; None goes by threshold.
        fixed: a plan from a file that these choices do not lead to; the next choice drops it.
        applied: the plan that masks the network now; None for the untouched original.
    """

    options: PruningOptions = dataclasses.field(default_factory=PruningOptions)
    excluded: frozenset[Pair] = frozenset()
    count: int | None = None
    fixed: LayerPlan | None = None
    applied: LayerPlan | None = None

    @classmethod
    def first(cls) -> PlanState:
        """Where everybody begins."""
        preset = PruningPreset.CORRECTED
        return cls(PruningOptions(preset=preset, threshold_deg=START_DEG[preset]))

    @classmethod
    def of(cls, plan: LayerPlan, *, applied: LayerPlan | None) -> PlanState:
        """The choices that are written down in a plan."""
        excluded = frozenset(plan.excluded_pairs)
        return cls(plan.options, excluded, plan.wanted, applied=applied)

    @property
    def choices(self) -> tuple[object, ...]:
        """All that a plan follows from."""
        return (self.options, self.excluded, self.count, self.fixed)

    @property
    def unrepaired(self) -> PruningOptions:
        """The options without the repair, which takes too long to follow a slider or a study."""
        return dataclasses.replace(self.options, repair=Repair.NONE)

    def repaired(self, plan: LayerPlan) -> PlanState:
        """The same with the repair on both sides; `plan` is what these choices lead to."""
        options = dataclasses.replace(plan.options, repair=Repair.BOTH_SIDES)
        fixed = None if self.fixed is None else dataclasses.replace(plan, options=options)
        return dataclasses.replace(self, options=options, fixed=fixed)

    def with_options(self, **changes: object) -> PlanState:
        """The same with some options changed (fields of `PruningOptions`)."""
        options = dataclasses.replace(self.unrepaired, **changes)  # type: ignore[arg-type]
        return dataclasses.replace(self, options=options, fixed=None)

    def with_preset(self, preset: PruningPreset) -> PlanState:
        """Another rule, with its own start of the threshold while that was not moved."""
        threshold_deg = self.options.threshold_deg
        if threshold_deg == START_DEG[self.options.preset]:
            threshold_deg = START_DEG[preset]
        return self.with_options(preset=preset, threshold_deg=threshold_deg)

    def on_rung(self, order: Criterion, gone: int | None) -> PlanState:
        """A step of the ladder; later ones know no threshold: as many maps go as do now."""
        is_paper = order is Criterion.DISTINCTIVENESS
        after = self.with_options(
            preset=PruningPreset.PAPER if is_paper else PruningPreset.REFIT,
            order=None if is_paper else order,
        )
        by_number = not is_paper and after.count is None and gone is not None
        return after.with_count(gone) if by_number else after

    def with_tick(self, pair: Pair, *, ticked: bool) -> PlanState:
        """The same with one pair included again or left out."""
        excluded = self.excluded - {pair} if ticked else self.excluded | {pair}
        return dataclasses.replace(self, options=self.unrepaired, excluded=excluded, fixed=None)

    def with_count(self, count: int | None) -> PlanState:
        """The same with exactly so many maps gone, or by threshold again."""
        return dataclasses.replace(self, options=self.unrepaired, count=count, fixed=None)


class ChangeState(QUndoCommand):
    """From one state to another; one drag of the threshold is one step."""

    def __init__(
        self,
        text: str,
        before: PlanState,
        after: PlanState,
        show: Callable[[PlanState], object],
        *,
        gesture: int = 0,
    ) -> None:
        """`gesture` above 0 joins this command with the one before it of the same gesture."""
        super().__init__(text)
        self._before, self._after, self._show = before, after, show
        self._gesture = gesture

    def id(self) -> int:
        return 1 if self._gesture else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, ChangeState) or other._gesture != self._gesture:
            return False
        self._after = other._after
        return True

    def redo(self) -> None:
        self._show(self._after)

    def undo(self) -> None:
        self._show(self._before)
