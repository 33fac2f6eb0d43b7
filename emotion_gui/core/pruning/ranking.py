"""A plan from a ranking of maps: who goes is the ranking's, what follows is the preset's."""

from __future__ import annotations

import dataclasses

from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset
from emotion_gui.core.pruning.plan import LayerPlan, SilenceReason
from emotion_gui.core.pruning.planning import LayerAngles, plan_for_count, plan_of_maps
from emotion_gui.core.pruning.scores import lowest
from emotion_gui.core.pruning.statistics import Doubles


def ranked_plan(
    angles: LayerAngles, options: PruningOptions, rule: Criterion, scores: Doubles, count: int
) -> LayerPlan:
    """The `count` lowest maps go.

    Only distinctiveness names partners: under Paper and Corrected its maps merge into them.
    All others are zeroed (Paper), replaced by their means (Corrected) or refitted (Refit).

    Args:
        angles: of the layer.
        options: the preset is the weight update.
        rule: who made the scores.
        scores: one a map.
        count: maps that go.

    Raises:
        ConfigError: fewer than none or all maps.
    """
    if rule is Criterion.DISTINCTIVENESS and options.preset is not PruningPreset.REFIT:
        return plan_for_count(angles, options, count)
    reason = SilenceReason.RANDOM if rule is Criterion.RANDOM else SilenceReason.LOW_IMPORTANCE
    plan = plan_of_maps(angles, options, lowest(scores, count).tolist(), reason)
    return dataclasses.replace(plan, wanted=count)
