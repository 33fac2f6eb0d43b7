"""What the pruning page and the command line both work with: one layer, measured once."""

from __future__ import annotations

import dataclasses
from collections.abc import Set
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.acquaintance import Acquaintance
from emotion_gui.core.evaluation.judgement import Judged, Judgement
from emotion_gui.core.evaluation.metrics import BoolArray, IntArray
from emotion_gui.core.faces.stored import Faces
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import Checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.pruning.activations import (
    Means,
    ObservedLayer,
    layer_side,
    record,
    refit_inputs,
)
from emotion_gui.core.pruning.choosing import least_loss_order
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.distinctiveness import (
    Indices,
    cluster_order,
)
from emotion_gui.core.pruning.evaluator import PlanEvaluator
from emotion_gui.core.pruning.fisher import has_exact_information
from emotion_gui.core.pruning.greedy_order import GreedyOrder
from emotion_gui.core.pruning.masking import map_importance, masked
from emotion_gui.core.pruning.measurement import LayerMeasurement, PruningData
from emotion_gui.core.pruning.options import (
    Normalisation,
    PruningOptions,
    PruningPreset,
    Reduce,
    Repair,
)
from emotion_gui.core.pruning.pairs import DecidedPairs, pair_table
from emotion_gui.core.pruning.plan import LayerPlan, PairKind, Plan
from emotion_gui.core.pruning.planning import (
    LayerAngles,
    Pair,
    make_plan,
    plan_for_count,
    plan_of_maps,
)
from emotion_gui.core.pruning.ranking import ranked_plan
from emotion_gui.core.pruning.repair import repaired
from emotion_gui.core.pruning.scores import (
    contributions,
    fisher_steps,
    score_maps,
    takeover_steps,
)
from emotion_gui.core.pruning.statistics import Doubles, LayerStatistics


@dataclass(frozen=True)
class Preview(Judged):
    """What a plan would do to the accuracy on the session's evaluation faces.

    Attributes:
        plan: the decisions.
        judgement: after pruning, tested against the original network.
        before: of the original network.
    """

    plan: LayerPlan
    judgement: Judgement
    before: Judgement

    @property
    def maps_gone(self) -> int:
        """How many maps would go."""
        return self.plan.maps_gone

    @property
    def correct_before(self) -> int:
        """Evaluation faces that the original network gets right."""
        return self.before.correct


class LayerSession:
    """One layer of one checkpoint, recorded over training faces and judged on others.

    Building it runs the network once over both sets of faces; everything after that works on
    what was kept. Not safe for use from several threads at a time.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        *,
        train_faces: Faces,
        eval_faces: Faces,
        eval_labels: IntArray,
        train_labels: IntArray | None = None,
        layer: int | None = None,
        context: JobContext | None = None,
    ) -> None:
        """Record the layer; a job (progress in faces, first the training, then the others).

        Args:
            checkpoint: the original; never altered.
            train_faces: uint8 (n, side, side); at least two, no labels needed.
            eval_faces: uint8 (m, side, side), at least one.
            eval_labels: shape (m,).
            train_labels: shape (n,); only the Taylor orders need them.
            layer: 0-based convolution; the last by default.
            context: progress and cancel.

        Raises:
            ConfigError: no such layer, or faces or labels that do not fit.
            JobCancelled: a stop was asked for.
        """
        network = checkpoint.network
        count = len(network.spec.widths)
        self.layer = count - 1 if layer is None else layer
        self.side = layer_side(network.spec, self.layer)
        if len(train_faces) < 2:
            raise ConfigError("train_faces", len(train_faces), "at least two faces are needed")
        self.checkpoint, self._faces = checkpoint, train_faces
        preprocessing = checkpoint.info.preprocessing
        recording = record(self._observed(context))
        self._ranking = LayerMeasurement(
            network,
            PruningData(train_faces, preprocessing, train_labels),
            layer=self.layer,
            recording=recording,
        )
        self._scores: dict[tuple[Criterion, Normalisation, Reduce], Doubles] = {}
        self._steps: dict[Criterion, GreedyOrder] = {}
        self._repaired: dict[LayerPlan, tuple[EmotionCNN, Preview]] = {}
        self.activations: Means = recording.means
        self.statistics: LayerStatistics = recording.statistics
        self._evaluator = PlanEvaluator(
            network, eval_faces, eval_labels, preprocessing, layer=self.layer, context=context
        )
        self.known = Acquaintance.between(eval_faces, checkpoint.info.learned)
        self.before = self.judged(self._evaluator.correct)
        self.angles()

    @property
    def network(self) -> EmotionCNN:
        """The original network."""
        return self.checkpoint.network

    @property
    def maps(self) -> int:
        """Maps of the layer."""
        return int(self.activations.shape[1])

    @property
    def n(self) -> int:
        """Evaluation faces."""
        return len(self._evaluator.labels)

    @property
    def correct_before(self) -> BoolArray:
        """For each evaluation face, whether the original network is right."""
        return self._evaluator.correct

    @property
    def is_instant(self) -> bool:
        """Whether `preview` takes milliseconds (the last layer) rather than seconds."""
        return self._evaluator.is_instant

    @property
    def importance(self) -> npt.NDArray[np.float64]:
        """Standard deviation of activation times norm of outgoing weights, for each map."""
        return map_importance(self.network, self.layer, self.statistics)

    def angles(self, options: PruningOptions | None = None) -> LayerAngles:
        """Angles and vector lengths under the options' normalisation, measured once each."""
        return self._ranking.angles(options or PruningOptions())

    def plan(
        self,
        options: PruningOptions,
        *,
        count: int | None = None,
        excluded_pairs: Set[Pair] = frozenset(),
    ) -> LayerPlan:
        """The plan by threshold, or, with `count`, the one by which exactly `count` maps go."""
        angles = self.angles(options)
        if count is None:
            return make_plan(angles, options, excluded_pairs=excluded_pairs)
        if options.walks_pairs:
            return plan_for_count(angles, options, count, excluded_pairs=excluded_pairs)
        if options.order is None:
            return plan_for_count(angles, options, count, importance=self.importance)
        return ranked_plan(angles, options, options.order, self.scores(options), count)

    def scores(self, options: PruningOptions, *, context: JobContext | None = None) -> Doubles:
        """One score a map under the options' order, the lowest goes first; measured once each.

        Raises:
            ConfigError: a Taylor order without training labels.
            JobCancelled: a stop was asked for before it began.
        """
        order, plain = options.own_order, PruningOptions()
        by_angle = options if order is Criterion.DISTINCTIVENESS else plain
        key = (order, by_angle.normalisation, by_angle.reduce)
        if key not in self._scores:
            if context is not None:
                context.checkpoint()
            is_greedy = order in (Criterion.FISHER, Criterion.CONTRIBUTIONS)
            self._scores[key] = (
                self.steps(order).scores
                if is_greedy
                else score_maps(order, self._ranking, options=options)
            )
        return self._scores[key]

    @property
    def has_exact_answers(self) -> bool:
        """Whether what a map adds to the answers is known, and not estimated from slopes."""
        return has_exact_information(self._ranking)

    def has_steps(self, order: Criterion) -> bool:
        """Whether `steps` of this order are there at once."""
        return order in self._steps

    def steps(self, order: Criterion) -> GreedyOrder:
        """Who goes after whom in answer space, and what that costs; searched once each.

        Args:
            order: contributions or spans.
        """
        if order not in self._steps:
            ridge = PruningOptions().ridge
            self._steps[order] = (
                takeover_steps(contributions(self._ranking))
                if order is Criterion.CONTRIBUTIONS
                else fisher_steps(self._ranking, ridge=ridge)
            )
        return self._steps[order]

    def best_order(self, count: int, *, context: JobContext | None = None) -> Criterion:
        """The order by which so many maps lose least, see `least_loss_order`.

        Raises:
            JobCancelled: a stop was asked for.
        """

        def scores_of(order: Criterion) -> Doubles:
            return self.scores(PruningOptions(order=order), context=context)

        return least_loss_order(self._ranking, count, scores_of, context=context)

    def plan_of(self, options: PruningOptions, maps: Set[int]) -> LayerPlan:
        """A plan that takes away exactly these maps, chosen by hand."""
        return plan_of_maps(self.angles(options), options, sorted(maps))

    def pairs(self, plan: LayerPlan, kind: PairKind) -> DecidedPairs:
        """The table of similar or complementary pairs under the plan, with reasons."""
        return pair_table(plan, self.angles(plan.options), kind)

    def preview(
        self,
        options: PruningOptions,
        *,
        count: int | None = None,
        excluded_pairs: Set[Pair] = frozenset(),
        context: JobContext | None = None,
    ) -> Preview:
        """Plan and resulting accuracy; milliseconds where `is_instant`, else run it as a job."""
        plan = self.plan(options, count=count, excluded_pairs=excluded_pairs)
        return self.preview_plan(plan, context=context)

    def preview_plan(self, plan: LayerPlan, *, context: JobContext | None = None) -> Preview:
        """The accuracy under a given plan.

        Equal, face by face, to masking the network and running it over the evaluation faces
        (fine-tuning and recalibration are not included).
        """
        if plan.options.repair is not Repair.NONE:
            return self._mended(plan, context)[1]
        if plan.options.preset is PruningPreset.REFIT:
            self.prepare_refit(context=context)
        right = self._evaluator.correct_under(plan, self.statistics, context=context)
        return Preview(plan=plan, judgement=self.judged(right), before=self.before)

    def judged(self, right: BoolArray) -> Judgement:
        """Judge by answers to the evaluation faces, tested against the original network."""
        return self.known.judge(right, before=self.correct_before)

    def _observed(self, context: JobContext | None) -> ObservedLayer:
        return ObservedLayer(
            self.network,
            self._faces,
            self.checkpoint.info.preprocessing,
            self.layer,
            context or JobContext(),
        )

    def prepare_refit(self, *, context: JobContext | None = None) -> None:
        """Measure what Refit needs, once; instant for 1x1 maps of the last layer."""
        if self.statistics.inputs is not None:
            return
        inputs = self.statistics.maps if self.side == 1 else refit_inputs(self._observed(context))
        self.statistics = dataclasses.replace(self.statistics, inputs=inputs)

    def needs_a_job(self, plan: LayerPlan) -> bool:
        """Whether `preview_plan` and `masked` take long: inner layers, and repairs not yet made."""
        if plan.options.repair is Repair.NONE:
            return not self.is_instant
        return plan not in self._repaired

    def masked(self, plan: LayerPlan, *, context: JobContext | None = None) -> EmotionCNN:
        """A copy of the original network with the plan applied to its weights, and repaired."""
        if plan.options.repair is not Repair.NONE:
            return self._mended(plan, context)[0]
        return self._as_decided(plan)

    def _mended(self, plan: LayerPlan, context: JobContext | None) -> tuple[EmotionCNN, Preview]:
        """The repaired network and how good it is, by a full pass; made once a plan."""
        if plan not in self._repaired:
            data = PruningData(self._faces, self.checkpoint.info.preprocessing)
            network = repaired(
                self.network, self._as_decided(plan), Plan((plan,)), data, context=context
            )
            right = self._evaluator.correct_of(network, context=context)
            preview = Preview(plan=plan, judgement=self.judged(right), before=self.before)
            self._repaired[plan] = (network, preview)
        return self._repaired[plan]

    def _as_decided(self, plan: LayerPlan) -> EmotionCNN:
        if plan.options.preset is PruningPreset.REFIT:
            self.prepare_refit()
        return masked(self.network, plan, self.statistics)

    def most_active_faces(self, index: int, count: int = 9) -> Indices:
        """Positions in `train_faces` on which map `index` is strongest, strongest first."""
        order = np.argsort(-self.activations[:, index], kind="stable")
        return np.asarray(order[:count])

    def map_order(self, options: PruningOptions | None = None) -> Indices:
        """An order of the maps with similar ones side by side, for the angle matrix."""
        return cluster_order(self.angles(options).angles_deg)
