"""Apply a plan for any number of layers: mask, compact, prove."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from emotion_gui.core.errors import PlanMismatchError
from emotion_gui.core.jobs import JobContext, Progress, part_of, without_reports
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.pruning.compaction import compact, proof_faces, prove_equal
from emotion_gui.core.pruning.masking import masked
from emotion_gui.core.pruning.measurement import LayerMeasurement, PruningData
from emotion_gui.core.pruning.options import PruningPreset
from emotion_gui.core.pruning.plan import LayerPlan, Plan, fingerprint
from emotion_gui.core.pruning.repair import repaired


@dataclass(frozen=True, eq=False)
class AppliedPlan:
    """A plan applied.

    Attributes:
        masked: all maps still there, those that go without effect; undoable.
        compacted: the smaller network with the same answers.
        max_logit_difference: between the two (the proof).
    """

    masked: EmotionCNN
    compacted: EmotionCNN
    max_logit_difference: float


def apply_plan(
    network: EmotionCNN,
    plan: Plan,
    data: PruningData,
    *,
    repair_data: PruningData | None = None,
    context: JobContext | None = None,
) -> AppliedPlan:
    """Apply the parts in their order, repair if the plan says so, compact, and prove.

    What is proved is that the compacted network answers as the masked one does.

    Each part under Refit is fitted on the network as the parts before it left it, so that, from
    front to back, later layers make up for what earlier ones lost. Applying a plan again gives
    the same network.

    Args:
        network: the original; not altered.
        plan: made for it.
        data: faces for the refits and the proof.
        repair_data: faces for the repair, the more the better; `data` by default.
        context: progress in layers; may cancel.

    Raises:
        PlanMismatchError: the plan is for another network.
        EqualityProofError: the compacted network does not answer like the masked one.
        JobCancelled: a stop was asked for.
    """
    plan.check(network)
    context = context or JobContext()
    changed = network
    fitting = part_of(context, start=0, size=1, total=5)
    for done, part in enumerate(plan.parts):
        context.checkpoint()
        fitting.report(Progress(done, len(plan.parts), "Pruning"))
        changed = masked_part(changed, part, data, context=without_reports(context))
    repairing = part_of(context, start=1, size=4, total=5)
    changed = repaired(network, changed, plan, repair_data or data, context=repairing)
    context.checkpoint()
    context.report(Progress(1, 1, "Proving equality"))
    smaller = compact_layers(changed, plan)
    difference = prove_equal(changed, smaller, proof_faces(data.faces), data.preprocessing)
    return AppliedPlan(changed, smaller, difference)


def masked_part(
    network: EmotionCNN,
    part: LayerPlan,
    data: PruningData,
    *,
    context: JobContext | None = None,
) -> EmotionCNN:
    """A copy of `network`, other parts of a plan perhaps already applied, under one more part."""
    statistics = None
    if part.options.preset is PruningPreset.REFIT:
        measured = LayerMeasurement(network, data, layer=part.layer, context=context)
        statistics = measured.statistics
    return masked(network, dataclasses.replace(part, fingerprint=fingerprint(network)), statistics)


def compact_layers(masked_network: EmotionCNN, plan: Plan) -> EmotionCNN:
    """Remove the maps of every part; the order does not matter.

    Raises:
        PlanMismatchError: a map that should go still has an effect.
    """
    smaller = masked_network
    for part in plan.parts:
        smaller = compact(smaller, part)
    if smaller.spec != plan.spec_after(masked_network.spec):
        raise PlanMismatchError("its layers have other widths than the plan")
    return smaller
