"""Pruning in one go, as the command line and the demonstration do it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Set
from dataclasses import dataclass
from pathlib import Path

from emotion_gui.core.evaluation.acquaintance import Acquaintance
from emotion_gui.core.evaluation.complexity import timed_costs
from emotion_gui.core.evaluation.judgement import (
    Cost,
    Judge,
    Judgement,
    change_to_json,
    costs_to_json,
)
from emotion_gui.core.evaluation.metrics import IntArray
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import Checkpoint, save_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.learned_faces import after_training
from emotion_gui.core.pruning.activations import Faces
from emotion_gui.core.pruning.compaction import compact, prove_equal
from emotion_gui.core.pruning.layer_session import LayerSession
from emotion_gui.core.pruning.masking import recalibrated
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.plan import LayerPlan, PairKind, Plan
from emotion_gui.core.pruning.planning import Pair

_PROOF_FACES = 4096


@dataclass(frozen=True, eq=False, kw_only=True)
class PruneConfig:
    """What to prune, on which faces, and where to put it.

    Attributes:
        checkpoint: the original; never altered.
        train_faces: uint8 (n, side, side); angles and fits come from these, and `finetune`
            trains on them.
        eval_faces: uint8 (m, side, side); accuracies come from these.
        eval_labels: shape (m,).
        train_labels: shape (n,); only the Taylor orders need them.
        options: preset, threshold and the rest.
        plan: replay this one instead of making one; options, layer and maps are then its own.
        layer: 0-based convolution; the last by default.
        maps: exactly so many maps *go*, instead of those under the threshold.
        excluded_pairs: pairs (i, j), i < j, that stay as they are.
        recalibrate: renew the batch norms after the layer from `train_faces`.
        finetune: trains a compacted network further and returns it; implies `compact` (in a
            masked network the pruned maps would come back to life).
        compact: whether the result is the smaller network rather than the masked one.
        out: checkpoint to write, if any.
        latency_runs: timed passes a network.
    """

    checkpoint: Checkpoint
    train_faces: Faces
    eval_faces: Faces
    eval_labels: IntArray
    train_labels: IntArray | None = None
    options: PruningOptions = dataclasses.field(default_factory=PruningOptions)
    plan: LayerPlan | None = None
    layer: int | None = None
    maps: int | None = None
    excluded_pairs: Set[Pair] = frozenset()
    recalibrate: bool = False
    finetune: Callable[[EmotionCNN], EmotionCNN] | None = None
    compact: bool = False
    out: Path | None = None
    latency_runs: int = 200


@dataclass(frozen=True)
class PruneResult:
    """Before and after, on the same faces and in the same run.

    "After" is the network that is returned and saved: a masked one costs as much as before.

    Attributes:
        checkpoint: the pruned network with its description.
        plan: the decisions.
        layer: 0-based convolution.
        layer_name: the same for people, such as `module 5`.
        maps_before: maps of the layer.
        maps_after: of them still with an effect.
        similar: pairs under the threshold.
        complementary: pairs over the complementary threshold.
        before: of the original.
        after: of the returned network, by a full pass, tested against the original.
        cost_before: of the original.
        cost_after: of the returned network; times are measured in turns.
        max_logit_difference: between the masked and the compacted network (the proof; the
            compacted network is made for it even where the masked one is returned).
        compacted: whether the maps are really gone.
        finetuned: whether training followed.
    """

    checkpoint: Checkpoint
    plan: LayerPlan
    layer: int
    layer_name: str
    maps_before: int
    maps_after: int
    similar: int
    complementary: int
    before: Judgement
    after: Judgement
    cost_before: Cost
    cost_after: Cost
    max_logit_difference: float
    compacted: bool
    finetuned: bool

    def to_json(self) -> dict[str, object]:
        """The command line's object; `layer` counts from 1, as people do."""
        return {
            "layer": self.layer + 1,
            "layer_name": self.layer_name,
            "preset": str(self.plan.options.preset),
            "maps_before": self.maps_before,
            "maps_after": self.maps_after,
            "similar": self.similar,
            "complementary": self.complementary,
            **change_to_json(self.before, self.after),
            **costs_to_json(self.cost_before, self.cost_after),
            "max_logit_difference": self.max_logit_difference,
            "compacted": self.compacted,
            "finetuned": self.finetuned,
        }


def prune_checkpoint(config: PruneConfig, context: JobContext) -> PruneResult:
    """Measure, plan, check, mask, prove, compact, fine-tune, judge, save - what was asked for.

    Raises:
        ConfigError: faces, labels, layer or count that do not fit.
        PlanMismatchError: the plan to replay is for another network; nothing was measured.
        EqualityProofError: compaction would change the answers; nothing was saved.
        StorageError: the disk refused.
        JobCancelled: a stop was asked for.
    """
    if config.plan is not None:
        config.plan.check(config.checkpoint.network)
    session = LayerSession(
        config.checkpoint,
        train_faces=config.train_faces,
        train_labels=config.train_labels,
        eval_faces=config.eval_faces,
        eval_labels=config.eval_labels,
        layer=config.layer if config.plan is None else config.plan.layer,
        context=context,
    )
    plan = config.plan or session.plan(
        config.options, count=config.maps, excluded_pairs=config.excluded_pairs
    )
    network, difference = _pruned(session, plan, config, context)
    preprocessing = config.checkpoint.info.preprocessing
    learned = config.checkpoint.info.learned
    if config.finetune is not None:
        learned = after_training(learned, config.train_faces)
    known = Acquaintance.between(config.eval_faces, learned)
    judge = Judge(
        config.eval_faces, config.eval_labels, preprocessing, before=session.correct_before,
        known=known, context=context,
    )  # fmt: skip
    judged = judge.of(session.correct_before), judge(network)
    context.checkpoint()
    info = dataclasses.replace(
        config.checkpoint.info,
        spec=network.spec,
        learned=learned,
        plan={
            **Plan((plan,)).to_json(),
            "compacted": _is_compacted(config),
            "recalibrated": config.recalibrate,
            "finetuned": config.finetune is not None,
            "previous": config.checkpoint.info.plan,
        },
    )
    result = _judged(session, plan, Checkpoint(network, info), judged, difference, config)
    if config.out is not None:
        save_checkpoint(config.out, network, info)
    return result


def _is_compacted(config: PruneConfig) -> bool:
    return config.compact or config.finetune is not None


def _pruned(
    session: LayerSession, plan: LayerPlan, config: PruneConfig, context: JobContext
) -> tuple[EmotionCNN, float]:
    """The network to return, and the difference between masked and compacted."""
    context.checkpoint()
    preprocessing = config.checkpoint.info.preprocessing
    changed = session.masked(plan)
    if config.recalibrate:
        changed = recalibrated(changed, config.train_faces, preprocessing, layer=plan.layer)
    smaller = compact(changed, plan)
    step = max(1, -(-len(config.eval_faces) // _PROOF_FACES))
    difference = prove_equal(changed, smaller, config.eval_faces[::step], preprocessing)
    if config.finetune is not None:
        smaller = config.finetune(smaller).eval()
    return (smaller if _is_compacted(config) else changed), difference


def _judged(
    session: LayerSession,
    plan: LayerPlan,
    pruned: Checkpoint,
    judged: tuple[Judgement, Judgement],
    difference: float,
    config: PruneConfig,
) -> PruneResult:
    original = session.network
    costs = timed_costs((original, pruned.network), runs=config.latency_runs)
    return PruneResult(
        checkpoint=pruned,
        plan=plan,
        layer=plan.layer,
        layer_name=original.spec.layer_names()[plan.layer],
        maps_before=plan.maps,
        maps_after=plan.maps_left,
        similar=len(session.pairs(plan, PairKind.SIMILAR)),
        complementary=len(session.pairs(plan, PairKind.COMPLEMENTARY)),
        before=judged[0],
        after=judged[1],
        cost_before=costs[0],
        cost_after=costs[1],
        max_logit_difference=difference,
        compacted=_is_compacted(config),
        finetuned=config.finetune is not None,
    )
