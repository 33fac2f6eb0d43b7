"""Which steps the ladder of distinctiveness has, and whose step a plan is; without torch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.options import PruningPreset
from emotion_gui.core.pruning.plan import LayerPlan

if TYPE_CHECKING:
    from emotion_gui.core.pruning.layer_session import LayerSession

RUNGS = (Criterion.DISTINCTIVENESS, Criterion.CONTRIBUTIONS, Criterion.FISHER)
"""From the paper's to the one that keeps most."""


def is_climbed(session: LayerSession) -> bool:
    """Whether the maps are ranked for every step, so that a step only has to be judged."""
    return all(session.has_steps(order) for order in RUNGS[1:])


def step_of(plan: LayerPlan) -> Criterion | None:
    """Which step a plan is of, repaired or not, if any."""
    options = plan.options
    if options.preset is PruningPreset.PAPER:
        is_printed = options.own_order is Criterion.DISTINCTIVENESS
        return Criterion.DISTINCTIVENESS if is_printed else None
    may = options.preset is PruningPreset.REFIT and not plan.is_by_threshold
    return options.own_order if may and options.own_order in RUNGS[1:] else None
