"""Repair without labels of whatever a plan has taken away, from the input to the head."""

from __future__ import annotations

from emotion_gui.core.jobs import JobContext, part_of
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.pruning.blocks import repair_block
from emotion_gui.core.pruning.both_sides import repair_both_sides
from emotion_gui.core.pruning.compaction import compact, expanded
from emotion_gui.core.pruning.measurement import PruningData
from emotion_gui.core.pruning.options import Repair
from emotion_gui.core.pruning.plan import Plan


def repair_of(plan: Plan) -> Repair:
    """What follows the plan: the most thorough that one of its parts asks for."""
    return max((part.options.repair for part in plan.parts), key=list(Repair).index)


def repaired(
    original: EmotionCNN,
    masked: EmotionCNN,
    plan: Plan,
    data: PruningData,
    *,
    context: JobContext | None = None,
) -> EmotionCNN:
    """The masked network mended towards the original's own answers, as the plan asks for.

    Inner layers follow each other from front to back, each over what those before it give now;
    then the last layer, or, where it lost no map, the head alone.

    Args:
        original: not altered.
        masked: under every part of `plan`; not altered.
        plan: whose maps are gone.
        data: faces to fit to, the more the better; labels are not looked at.
        context: progress; may cancel.

    Raises:
        JobCancelled: a stop was asked for.
    """
    repair = repair_of(plan)
    if repair is Repair.NONE:
        return masked
    filters = repair is Repair.BOTH_SIDES
    context = context or JobContext()
    last = len(original.blocks) - 1
    survivors = {part.layer: part.survivors for part in plan.parts}
    changed = _inner_layers_mended(original, masked, plan, data, filters, context)
    steps = sum(layer < last for layer in survivors) + 1
    mended = repair_both_sides(
        original,
        changed,
        survivors.get(last, tuple(range(original.spec.widths[last]))),
        data,
        filters=filters and last in survivors,
        context=part_of(context, start=steps - 1, size=1, total=steps),
    )
    return mended.network


def _inner_layers_mended(
    original: EmotionCNN,
    masked: EmotionCNN,
    plan: Plan,
    data: PruningData,
    filters: bool,
    context: JobContext,
) -> EmotionCNN:
    """Works on the small network, which is faster, and writes the values back into the masked."""
    survivors = {part.layer: part.survivors for part in plan.parts}
    inner = sorted(layer for layer in survivors if layer < len(original.blocks) - 1)
    if not inner:
        return masked
    stages = [masked]
    for part in plan.parts:
        stages.append(compact(stages[-1], part))
    smaller = stages.pop()
    for done, layer in enumerate(inner):
        every = tuple(range(original.spec.widths[layer + 1]))
        smaller = repair_block(
            original,
            smaller,
            layer,
            data,
            readers=survivors.get(layer + 1, every),
            filters=filters,
            context=part_of(context, start=done, size=1, total=len(inner) + 1),
        )
    for part, stage in zip(reversed(plan.parts), reversed(stages), strict=True):
        smaller = expanded(smaller, stage, part)
    return smaller
