"""Distinctiveness against its criteria: as many maps gone, the same faces, one table."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.acquaintance import Acquaintance
from emotion_gui.core.evaluation.complexity import complexity, measure_latency
from emotion_gui.core.evaluation.judge import Judge
from emotion_gui.core.evaluation.metrics import BoolArray, IntArray
from emotion_gui.core.faces.stored import Faces
from emotion_gui.core.jobs import JobContext, Progress, without_reports
from emotion_gui.core.model.checkpoint import Checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.learned_faces import after_training
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.compaction import compact, proof_faces, prove_equal
from emotion_gui.core.pruning.comparison_table import (
    CANDIDATES,
    MAGNITUDE,
    SAME_SIZE,
    Candidate,
    ComparisonRow,
    CriteriaComparison,
    Stage,
    WeightUpdate,
)
from emotion_gui.core.pruning.evaluator import PlanEvaluator
from emotion_gui.core.pruning.masking import masked
from emotion_gui.core.pruning.measurement import LayerMeasurement, PruningData
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset
from emotion_gui.core.pruning.plan import LayerPlan, SilenceReason
from emotion_gui.core.pruning.planning import plan_for_count, plan_of_maps
from emotion_gui.core.pruning.ranking import ranked_plan
from emotion_gui.core.pruning.scores import (
    Criterion,
    lowest,
    magnitude_pruned,
    rescaled,
    response_products,
    score_maps,
    thinet_factors,
)
from emotion_gui.core.pruning.statistics import Doubles
from emotion_gui.core.pruning.sweep import RANDOM_SEEDS, RandomBand
from emotion_gui.core.pruning.takeovers import (
    Takeover,
    fold_merges,
    folded,
    folded_filters,
    fused,
    merged_neurons,
    reconstructed,
    taken_over,
)

SHARES = (0.25, 0.5, 0.75)
_PRESETS = {
    WeightUpdate.REFIT: PruningPreset.REFIT,
    WeightUpdate.FITTED: PruningPreset.CORRECTED,
}  # else Paper
_TAKEOVERS = frozenset(
    {
        WeightUpdate.NEURON_MERGING,
        WeightUpdate.GRAIL,
        WeightUpdate.INTRA_FUSION,
        WeightUpdate.FOLDED,
    }
)


@dataclass(frozen=True, eq=False, kw_only=True)
class ComparisonConfig:
    """Who competes, on which faces, at which sizes.

    Attributes:
        checkpoint: the original; never altered.
        train_faces: uint8 (n, side, side); scores and fits come from these, and `finetune` and
            `from_scratch` train on them.
        train_labels: shape (n,), for the Taylor scores.
        eval_faces: uint8 (m, side, side); accuracies come from these.
        eval_labels: shape (m,).
        layer: 0-based convolution; the last by default.
        shares: of the layer's maps that go, each over 0 and under 1.
        candidates: rankings with updates.
        magnitude: whether single weights by magnitude compete too.
        options: normalisation of the angles, ridge of the refit.
        random_seeds: draws of `random`, at least 1.
        finetune: trains a compacted network for so many epochs and returns it. Every candidate
            then has a second row (for `random` the draw of median accuracy).
        finetune_epochs: 0 leaves fine-tuning out.
        from_scratch: trains a network of a shape from random weights, once a size.
        latency_runs: timed passes a size.
    """

    checkpoint: Checkpoint
    train_faces: Faces
    train_labels: IntArray
    eval_faces: Faces
    eval_labels: IntArray
    layer: int | None = None
    shares: tuple[float, ...] = SHARES
    candidates: tuple[Candidate, ...] = CANDIDATES
    magnitude: bool = True
    options: PruningOptions = dataclasses.field(default_factory=PruningOptions)
    random_seeds: int = RANDOM_SEEDS
    finetune: Callable[[EmotionCNN, int, JobContext], EmotionCNN] | None = None
    finetune_epochs: int = 0
    from_scratch: Callable[[NetworkSpec, JobContext], EmotionCNN] | None = None
    latency_runs: int = 200

    def __post_init__(self) -> None:
        if not self.shares or not all(0.0 < share < 1.0 for share in self.shares):
            raise ConfigError("shares", self.shares, "each must lie between 0 and 1")
        if self.random_seeds < 1:
            raise ConfigError("random_seeds", self.random_seeds, "at least one draw is needed")


@dataclass(frozen=True)
class Entry:
    """One place of the table: the same for whoever works it out.

    Attributes:
        share: of the layer's maps that goes.
        who: a ranking, `MAGNITUDE` or `SAME_SIZE`.
    """

    share: float
    who: Candidate | str

    @property
    def text(self) -> str:
        """What is being done, for the progress."""
        who = self.who
        told = f"{who.criterion}, {who.update}" if isinstance(who, Candidate) else who
        return f"{self.share:.0%} of the maps: {told}"


def entries_of(config: ComparisonConfig) -> tuple[Entry, ...]:
    """All places in the order of the table; each can be worked out alone."""
    at_each: list[Candidate | str] = list(config.candidates)
    if config.magnitude:
        at_each.append(MAGNITUDE)
    if config.from_scratch is not None:
        at_each.append(SAME_SIZE)
    return tuple(Entry(share, who) for share in config.shares for who in at_each)


RowsOf = Callable[[Sequence[Entry]], Iterable[Sequence[ComparisonRow]]]
"""Works entries out elsewhere, in their order."""


def compare(
    config: ComparisonConfig, context: JobContext, *, elsewhere: RowsOf | None = None
) -> CriteriaComparison:
    """Prune by every ranking, judge all on the same faces, compact and time what is left.

    Progress carries each `ComparisonRow` as its detail when it is judged, the unpruned network's
    first; times are measured in the end, so that `ms` is NaN until then.

    Rankings see the training faces only. The table looks at the evaluation labels: to choose
    a candidate by it, and then report that candidate's accuracy, takes other faces.

    Args:
        config: who competes.
        context: progress, pause and cancel.
        elsewhere: who works the entries out; None = this process.

    Raises:
        ConfigError: faces, labels or layer that do not fit.
        EqualityProofError: compaction would change some network's answers.
        JobCancelled: a stop was asked for.
    """
    comparison = MeasuredComparison(config, context)
    entries, found = entries_of(config), list[ComparisonRow]()
    context.report(Progress(0, len(entries), "Unpruned", detail=comparison.before))

    def here() -> Iterator[Sequence[ComparisonRow]]:
        for number, entry in enumerate(entries):
            context.checkpoint()
            context.report(Progress(number, len(entries), entry.text))
            yield comparison.rows(entry, context)

    worked_out = here() if elsewhere is None else elsewhere(entries)
    for number, rows in enumerate(worked_out):
        for row in rows:
            text = f"{row.share:.0%} of the maps: {row.criterion}, {row.stage}"
            context.report(Progress(number + 1, len(entries), text, detail=row))
            found.append(row)
    context.checkpoint()
    context.report(Progress(len(entries), len(entries), "Measuring time"))
    return comparison.timed(found)


class MeasuredComparison:
    """The layer measured once; from then on each entry stands alone.

    Attributes:
        before: the unpruned network as a row of share 0.
    """

    def __init__(self, config: ComparisonConfig, context: JobContext) -> None:
        self._config = config
        self._original = config.checkpoint.network
        last = len(self._original.spec.widths) - 1
        self._layer = last if config.layer is None else config.layer
        self._preprocessing = config.checkpoint.info.preprocessing
        self._scores: dict[tuple[Criterion, int], Doubles] = {}
        data = PruningData(config.train_faces, self._preprocessing, config.train_labels)
        self._measured = LayerMeasurement(self._original, data, layer=self._layer, context=context)
        self._maps = self._measured.maps
        context.checkpoint()
        context.report(Progress(0, len(entries_of(config)), "Measuring the layer"))
        self._evaluator = PlanEvaluator(
            self._original,
            config.eval_faces,
            config.eval_labels,
            self._preprocessing,
            layer=self._layer,
            context=without_reports(context),
        )
        self._judge = Judge(
            config.eval_faces,
            self._evaluator.labels,
            self._preprocessing,
            before=self._evaluator.correct,
            known=_known(config),
            context=without_reports(context),
        )
        self.before = self._row(0.0, "unpruned", "", self._original, self._evaluator.correct)

    def rows(self, entry: Entry, context: JobContext) -> list[ComparisonRow]:
        """An entry's row, and that of the same network trained on where that is asked for."""
        share, who = entry.share, entry.who
        count = min(self._maps - 1, max(1, round(share * self._maps)))
        if isinstance(who, Candidate):
            return self._entered(who, share, count, context)
        if who == MAGNITUDE:
            sparse, zeroed = magnitude_pruned(self._original, self._layer, share)
            row = self._row(share, MAGNITUDE, "", sparse, self._judge.right(sparse))
            return [dataclasses.replace(row, zero_weights=zeroed)]
        assert self._config.from_scratch is not None
        fresh = self._config.from_scratch(self._spec_of(self._maps - count), context)
        row = self._row(share, SAME_SIZE, "", fresh, self._judge.right(fresh))
        return [dataclasses.replace(row, stage=Stage.SCRATCH)]

    def timed(self, rows: Sequence[ComparisonRow]) -> CriteriaComparison:
        """Time one network of each size, in turns, and close the table."""
        sizes = dict.fromkeys(row.maps_left for row in (self.before, *rows))
        networks = [self._of_size(left) for left in sizes]
        times = measure_latency(networks, runs=self._config.latency_runs)
        ms = dict(zip(sizes, times, strict=True))
        closed = [
            dataclasses.replace(row, cost=dataclasses.replace(row.cost, ms=ms[row.maps_left]))
            for row in (self.before, *rows)
        ]
        return CriteriaComparison(
            layer=self._layer,
            layer_name=self._original.spec.layer_names()[self._layer],
            maps=self._maps,
            before=closed[0],
            rows=tuple(closed[1:]),
        )

    def _of_size(self, left: int) -> EmotionCNN:
        """Some network with so many maps left: what it costs does not depend on its weights."""
        return self._original if left == self._maps else EmotionCNN(self._spec_of(left))

    def _spec_of(self, left: int) -> NetworkSpec:
        widths = list(self._original.spec.widths)
        widths[self._layer] = left
        return self._original.spec.with_widths(widths)

    def _entered(
        self, candidate: Candidate, share: float, count: int, context: JobContext
    ) -> list[ComparisonRow]:
        seeds = self._config.random_seeds if candidate.criterion is Criterion.RANDOM else 1
        draws = [self._drawn(candidate, count, seed, context) for seed in range(seeds)]
        draws.sort(key=lambda draw: int(draw[2].sum()))
        plan, pruned, right = draws[len(draws) // 2]
        smaller = compact(pruned, plan)
        prove_equal(pruned, smaller, proof_faces(self._config.eval_faces), self._preprocessing)
        row = self._row(share, str(candidate.criterion), str(candidate.update), smaller, right)
        if candidate.criterion is Criterion.RANDOM:
            shares = [float(draw[2].mean()) for draw in draws]
            band = RandomBand(shares[0], float(np.mean(shares)), shares[-1])
            row = dataclasses.replace(row, band=band)
        if self._config.finetune is None or not self._config.finetune_epochs:
            return [row]
        tuned = self._config.finetune(smaller, self._config.finetune_epochs, context)
        trained = self._row(share, row.criterion, row.update, tuned, self._judge.right(tuned))
        return [row, dataclasses.replace(trained, stage=Stage.FINETUNED)]

    def _drawn(
        self, candidate: Candidate, count: int, seed: int, context: JobContext
    ) -> tuple[LayerPlan, EmotionCNN, BoolArray]:
        """Plan, masked network and which evaluation faces it gets right."""
        plan = self._plan(candidate, count, seed)
        if candidate.update is WeightUpdate.RESCALED:
            products = response_products(self._measured)
            zeroed = masked(self._original, plan)
            pruned = rescaled(zeroed, plan, thinet_factors(products, plan.survivors))
            return plan, pruned, self._judge.right(pruned)
        if candidate.update in _TAKEOVERS:
            pruned = taken_over(self._original, self._layer, self._takeover(candidate, plan))
            return plan, pruned, self._judge.right(pruned)
        refit = candidate.update is WeightUpdate.REFIT
        statistics = self._measured.statistics if refit else None
        right = self._evaluator.correct_under(plan, statistics, context=without_reports(context))
        return plan, masked(self._original, plan, statistics), right

    def _takeover(self, candidate: Candidate, plan: LayerPlan) -> Takeover:
        survivors = plan.survivors
        filters, offsets = folded_filters(self._original, self._layer)
        match candidate.update:
            case WeightUpdate.NEURON_MERGING:
                return merged_neurons(filters, offsets, survivors)
            case WeightUpdate.GRAIL:
                maps = self._measured.statistics.maps
                gram = maps.covariance + np.outer(maps.mean, maps.mean)
                return reconstructed(gram, survivors, ridge=self._config.options.ridge)
            case WeightUpdate.INTRA_FUSION:
                return fused(filters, self._scores[candidate.criterion, 0], survivors)
            case _:
                return folded(filters, fold_merges(filters), plan.maps_gone)

    def _plan(self, candidate: Candidate, count: int, seed: int) -> LayerPlan:
        preset = _PRESETS.get(candidate.update, PruningPreset.PAPER)
        options = dataclasses.replace(self._config.options, preset=preset)
        angles = self._measured.angles(options)
        if candidate.update in (WeightUpdate.MERGED, WeightUpdate.FITTED):
            return plan_for_count(angles, options, count)
        key = (candidate.criterion, seed)
        if key not in self._scores:
            self._scores[key] = score_maps(
                candidate.criterion, self._measured, options=options, seed=seed
            )
        if (
            candidate.update is WeightUpdate.ZEROED
            and candidate.criterion is Criterion.DISTINCTIVENESS
        ):
            # Paper would merge them, which is another candidate.
            chosen = lowest(self._scores[key], count).tolist()
            plan = plan_of_maps(angles, options, chosen, SilenceReason.LOW_IMPORTANCE)
            return dataclasses.replace(plan, wanted=count)
        return ranked_plan(angles, options, candidate.criterion, self._scores[key], count)

    def _row(
        self, share: float, criterion: str, update: str, network: EmotionCNN, right: BoolArray
    ) -> ComparisonRow:
        left = network.spec.widths[self._layer]
        return ComparisonRow(
            share=share,
            criterion=criterion,
            update=update,
            stage=Stage.PRUNED,
            maps_gone=self._maps - left,
            maps_left=left,
            judgement=self._judge.of(right),
            cost=complexity(network),
        )


def _known(config: ComparisonConfig) -> Acquaintance:
    """What any network of the table has learned, so that one rest is fair to all its rows."""
    learned = config.checkpoint.info.learned
    if config.from_scratch is not None or (config.finetune and config.finetune_epochs):
        learned = after_training(learned, config.train_faces)
    return Acquaintance.between(config.eval_faces, learned)
