"""Take maps of one layer away: mask, renew, compact with proof, train on, judge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from emotion_gui.core.evaluation.judgement import change_to_json, costs_to_json
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.pruning.plan import LayerPlan, PairKind, Plan
from emotion_gui.operations.keep import Pruned
from emotion_gui.operations.subject import SEED, Subject

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.judgement import Cost, Judgement
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.pruning.layer_session import LayerSession

STEPS = 3


@dataclass(frozen=True, kw_only=True)
class PruneRequest:
    """What is done with a plan for one layer.

    Attributes:
        compact: whether the result is the smaller network rather than the masked one.
        recalibrate: renew the batch norms after the layer from the training faces.
        epochs: of fine-tuning; implies `compact` (in a masked network the pruned maps would
            come back to life).
        seed: of the fine-tuning.
        latency_runs: timed passes a network.
    """

    compact: bool = False
    recalibrate: bool = False
    epochs: int = 0
    seed: int = SEED
    latency_runs: int = 200

    @property
    def is_compacted(self) -> bool:
        return self.compact or self.epochs > 0


@dataclass(frozen=True, eq=False, kw_only=True)
class PruneResult:
    """Before and after, on the same faces and in the same run.

    "After" is `network`: a masked one costs as much as before.

    Attributes:
        subject: model and faces.
        request: what was asked for.
        plan: the decisions.
        network: the pruned network.
        similar: pairs under the threshold.
        complementary: pairs over the complementary threshold.
        before: of the original.
        after: of `network`, by a full pass.
        cost_before: of the original.
        cost_after: of `network`.
        difference: largest difference of a logit between the masked and the compacted network
            (the proof; the compacted network is made for it even where the masked one is kept).
        proof_faces: faces that it was found on.
    """

    subject: Subject
    request: PruneRequest
    plan: LayerPlan
    network: EmotionCNN
    similar: int
    complementary: int
    before: Judgement
    after: Judgement
    cost_before: Cost
    cost_after: Cost
    difference: float
    proof_faces: int

    @property
    def layer_name(self) -> str:
        """The layer for people, such as `module 5`."""
        return self.subject.network.spec.layer_names()[self.plan.layer]

    @property
    def pruned(self) -> Pruned:
        """To be kept as a run or a file."""
        return pruned_by(
            self.subject,
            self.plan,
            self.network,
            self.request,
            before=self.before,
            after=self.after,
        )

    def to_json(self) -> dict[str, object]:
        """The command line's object; `layer` counts from 1, as people do."""
        return {
            "layer": self.plan.layer + 1,
            "layer_name": self.layer_name,
            "preset": str(self.plan.options.preset),
            "order": str(self.plan.options.own_order),
            "repair": str(self.plan.options.repair),
            "maps_before": self.plan.maps,
            "maps_after": self.plan.maps_left,
            "similar": self.similar,
            "complementary": self.complementary,
            **change_to_json(self.before, self.after),
            **costs_to_json(self.cost_before, self.cost_after),
            "max_logit_difference": self.difference,
            "compacted": self.request.is_compacted,
            "finetuned": self.request.epochs > 0,
        }


def record_layer(subject: Subject, layer: int | None, context: JobContext) -> LayerSession:
    """Measure a layer (0-based; the last by default) over the faces that it learns from.

    Raises:
        ConfigError: faces, labels or layer that do not fit.
        JobCancelled: a stop was asked for.
    """
    from emotion_gui.core.pruning.layer_session import LayerSession

    return LayerSession(
        subject.checkpoint,
        train_faces=subject.learning.stored,
        train_labels=subject.learning.labels,
        eval_faces=subject.judged.stored,
        eval_labels=subject.judged.labels,
        layer=layer,
        context=context,
    )


def prune_layer(
    subject: Subject,
    session: LayerSession,
    plan: LayerPlan,
    request: PruneRequest,
    context: JobContext,
) -> PruneResult:
    """Apply a plan to the layer that `session` has measured.

    Raises:
        PlanMismatchError: the plan is for another network or layer.
        EqualityProofError: compaction would change the answers.
        JobCancelled: a stop was asked for.
    """
    from emotion_gui.core.evaluation.complexity import timed_costs
    from emotion_gui.core.pruning.compaction import compact, proof_faces, prove_equal
    from emotion_gui.core.pruning.masking import recalibrated

    context.checkpoint()
    context.report(Progress(0, STEPS, "Removing the maps"))
    masked, learning = session.masked(plan, context=context), subject.learning.stored
    if request.recalibrate:
        masked = recalibrated(masked, learning, subject.preprocessing, layer=plan.layer)
    smaller = compact(masked, plan)
    context.checkpoint()
    context.report(Progress(1, STEPS, "Proving equality"))
    faces = proof_faces(subject.judged.stored)
    difference = prove_equal(masked, smaller, faces, subject.preprocessing)
    if request.epochs:
        context.report(Progress(1, STEPS, "Fine-tuning"))
        smaller = subject.finetune(smaller, request.epochs, context, seed=request.seed)
    network = smaller if request.is_compacted else masked
    judge, before = subject.judge(
        context, trained=request.epochs > 0, before=session.correct_before
    )
    after = judge(network)
    context.checkpoint()
    context.report(Progress(2, STEPS, "Measuring one face"))
    cost_before, cost_after = timed_costs([subject.network, network], runs=request.latency_runs)
    return PruneResult(
        subject=subject,
        request=request,
        plan=plan,
        network=network,
        similar=len(session.pairs(plan, PairKind.SIMILAR)),
        complementary=len(session.pairs(plan, PairKind.COMPLEMENTARY)),
        before=before,
        after=after,
        cost_before=cost_before,
        cost_after=cost_after,
        difference=difference,
        proof_faces=len(faces),
    )


def masked_by(subject: Subject, session: LayerSession, plan: LayerPlan) -> Pruned:
    """The network under a plan that nobody has compacted yet, judged as its preview was."""
    preview = session.preview_plan(plan)
    return pruned_by(
        subject,
        plan,
        session.masked(plan),
        PruneRequest(),
        before=preview.before,
        after=preview.judgement,
    )


def pruned_by(
    subject: Subject,
    plan: LayerPlan,
    network: EmotionCNN,
    request: PruneRequest,
    *,
    before: Judgement,
    after: Judgement,
) -> Pruned:
    """A network pruned by a plan for one layer, to be kept."""
    return Pruned(
        network=network,
        subject=subject,
        plans=(Plan((plan,)),),
        compacted=request.is_compacted,
        recalibrated=request.recalibrate,
        finetuned=request.epochs > 0,
        before=before,
        after=after,
    )
