"""Prune a little, fine-tune, measure the angles again, and stop before it hurts."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.acquaintance import Acquaintance
from emotion_gui.core.evaluation.complexity import complexity
from emotion_gui.core.evaluation.judge import Judge
from emotion_gui.core.evaluation.judgement import Cost, Judged, Judgement
from emotion_gui.core.evaluation.metrics import BoolArray, IntArray
from emotion_gui.core.faces.stored import Faces
from emotion_gui.core.jobs import JobContext, Progress, without_reports
from emotion_gui.core.model.checkpoint import Checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.learned_faces import LearnedFaces, after_training
from emotion_gui.core.pruning.compaction import compact, proof_faces, prove_equal
from emotion_gui.core.pruning.layer_session import LayerSession
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.plan import LayerPlan


class StopReason(StrEnum):
    """Why no further round follows."""

    ROUNDS = "all rounds done"
    DROP = "accuracy fell by more than the limit"
    NOTHING_LEFT = "no map is left to prune"


@dataclass(frozen=True, eq=False, kw_only=True)
class IterativeConfig:
    """What to prune and how patiently.

    Attributes:
        checkpoint: the original; never altered.
        train_faces: uint8 (n, side, side); angles and fits come from these, and `finetune`
            trains on them.
        eval_faces: uint8 (m, side, side); they decide when to stop, so report the result's
            accuracy on other faces.
        eval_labels: shape (m,).
        finetune: trains a compacted network for so many epochs and returns it.
        options: preset, threshold and the rest.
        layer: 0-based convolution; the last by default.
        share: of the maps *left* that go in each round; None takes those under the threshold.
        rounds: at most.
        epochs: of fine-tuning after each round; 0 leaves it out.
        most_drop: the largest accepted loss of accuracy against the original, in [0, 1].
    """

    checkpoint: Checkpoint
    train_faces: Faces
    eval_faces: Faces
    eval_labels: IntArray
    finetune: Callable[[EmotionCNN, int], EmotionCNN]
    options: PruningOptions = dataclasses.field(default_factory=PruningOptions)
    layer: int | None = None
    share: float | None = 0.2
    rounds: int = 5
    epochs: int = 2
    most_drop: float = 0.02

    def __post_init__(self) -> None:
        if self.share is not None and not 0.0 < self.share < 1.0:
            raise ConfigError("share", self.share, "must lie between 0 and 1")
        if self.rounds < 1 or self.epochs < 0:
            raise ConfigError("rounds", (self.rounds, self.epochs), "at least one round")
        if not 0.0 <= self.most_drop <= 1.0:
            raise ConfigError("most_drop", self.most_drop, "from 0 to 1")


@dataclass(frozen=True)
class IterativeRound(Judged):
    """One round of the trail; round 0 is the original.

    Attributes:
        number: from 0.
        maps_gone: in this round.
        maps_left: of the layer, after it.
        accuracy_pruned: before fine-tuning.
        judgement: after fine-tuning, tested against the original.
        cost: after it.
        kept: False for the round that fell by too much.
        plan: of this round, made for the network of the round before; None for round 0.
    """

    number: int
    maps_gone: int
    maps_left: int
    accuracy_pruned: float
    judgement: Judgement
    cost: Cost
    kept: bool = True
    plan: LayerPlan | None = None


@dataclass(frozen=True, eq=False)
class IterativeResult:
    """The last good network (the original if the first round was too much) and the trail."""

    network: EmotionCNN
    rounds: tuple[IterativeRound, ...]
    stopped: StopReason


def prune_iteratively(config: IterativeConfig, context: JobContext) -> IterativeResult:
    """Rounds of measuring, planning, compacting (with proof) and fine-tuning.

    Progress counts rounds and carries each `IterativeRound` as its detail.

    Raises:
        ConfigError: faces, labels or layer that do not fit.
        EqualityProofError: compaction would change some network's answers.
        JobCancelled: a stop was asked for; the trail so far was reported.
    """
    rounds = _Rounds.of(config, context)
    good, trail = config.checkpoint, [rounds.original()]
    context.report(Progress(0, config.rounds, "Round 0", detail=trail[0]))
    for number in range(1, config.rounds + 1):
        context.checkpoint()
        found = rounds.next(number, good)
        if found is None:
            return IterativeResult(good.network, tuple(trail), StopReason.NOTHING_LEFT)
        entry, smaller = found
        trail.append(entry)
        context.report(Progress(number, config.rounds, f"Round {number}", detail=entry))
        if not entry.kept:
            return IterativeResult(good.network, tuple(trail), StopReason.DROP)
        info = dataclasses.replace(good.info, spec=smaller.spec, learned=rounds.learned)
        good = Checkpoint(smaller, info)
    return IterativeResult(good.network, tuple(trail), StopReason.ROUNDS)


@dataclass(frozen=True, eq=False, kw_only=True)
class _Rounds:
    """What all rounds share.

    Attributes:
        config: what was asked for.
        layer: 0-based.
        learned: the faces that a network knows after its rounds.
        judge: over the evaluation faces, against the original.
        before: for each of them, whether the original is right.
        context: of the whole; steps inside a round report nothing to it.
    """

    config: IterativeConfig
    layer: int
    learned: LearnedFaces | None
    judge: Judge
    before: BoolArray
    context: JobContext

    @classmethod
    def of(cls, config: IterativeConfig, context: JobContext) -> _Rounds:
        original = config.checkpoint
        layer = len(original.info.spec.widths) - 1 if config.layer is None else config.layer
        learned = original.info.learned
        if config.epochs:
            learned = after_training(learned, config.train_faces)
        judge = Judge(
            config.eval_faces,
            config.eval_labels,
            original.info.preprocessing,
            known=Acquaintance.between(config.eval_faces, learned),
            context=without_reports(context),
        )
        before = judge.right(original.network)
        return cls(
            config=config,
            layer=layer,
            learned=learned,
            judge=judge.against(before),
            before=before,
            context=context,
        )

    def original(self) -> IterativeRound:
        """Round 0."""
        network = self.config.checkpoint.network
        return IterativeRound(
            number=0,
            maps_gone=0,
            maps_left=network.spec.widths[self.layer],
            accuracy_pruned=float(self.before.mean()),
            judgement=self.judge.of(self.before),
            cost=complexity(network),
        )

    def next(self, number: int, good: Checkpoint) -> tuple[IterativeRound, EmotionCNN] | None:
        """Prune the last good network and train on; None where no map is left to prune."""
        config, quiet = self.config, without_reports(self.context)
        session = LayerSession(
            good,
            train_faces=config.train_faces,
            eval_faces=config.eval_faces,
            eval_labels=config.eval_labels,
            layer=self.layer,
            context=quiet,
        )
        plan = _next_plan(session, config)
        if plan is None:
            return None
        pruned = session.preview_plan(plan, context=quiet).accuracy
        smaller = _smaller(session, plan, config)
        self.context.checkpoint()
        if config.epochs:
            smaller = config.finetune(smaller, config.epochs).eval()
        judgement = self.judge(smaller)
        # Against the original, not the round before: small losses must not add up unseen.
        fell = float(self.before.mean()) - judgement.accuracy > config.most_drop
        entry = IterativeRound(
            number=number,
            maps_gone=plan.maps_gone,
            maps_left=plan.maps_left,
            accuracy_pruned=pruned,
            judgement=judgement,
            cost=complexity(smaller),
            kept=not fell,
            plan=plan,
        )
        return entry, smaller


def _next_plan(session: LayerSession, config: IterativeConfig) -> LayerPlan | None:
    if session.maps < 2:
        return None
    count = None
    if config.share is not None:
        count = min(session.maps - 1, max(1, round(config.share * session.maps)))
    plan = session.plan(config.options, count=count)
    return plan if plan.maps_gone else None


def _smaller(session: LayerSession, plan: LayerPlan, config: IterativeConfig) -> EmotionCNN:
    masked = session.masked(plan)
    smaller = compact(masked, plan)
    preprocessing = config.checkpoint.info.preprocessing
    prove_equal(masked, smaller, proof_faces(config.eval_faces), preprocessing)
    return smaller
