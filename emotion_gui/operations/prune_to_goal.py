"""Prune, repair and quantise as one plan, to a goal of bytes, milliseconds and accuracy."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.judgement import change_to_json
from emotion_gui.core.fields import Field, declared
from emotion_gui.core.jobs import JobContext, Progress, part_of
from emotion_gui.operations.keep import Pruned, export_pruned, save_pruned_run
from emotion_gui.operations.subject import SEED, Subject

if TYPE_CHECKING:
    from emotion_gui.core.engines.names import EngineName
    from emotion_gui.core.evaluation.judge import Judge
    from emotion_gui.core.evaluation.judgement import Judgement
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.model.spec import NetworkSpec
    from emotion_gui.core.pruning.applying import AppliedPlan
    from emotion_gui.core.pruning.goals import Cell, Step, Survey
    from emotion_gui.core.pruning.measurement import PruningData
    from emotion_gui.core.pruning.plan import Plan
    from emotion_gui.core.workspace.records import RunRow
    from emotion_gui.core.workspace.workspace import Workspace
    from emotion_gui.operations.quantize import QuantizeResult
    from emotion_gui.operations.shape_costs import ShapeCosts

FITTED_FACES, HELD_FACES = 4096, 1024
_KB = 1000.0


@dataclass(frozen=True, kw_only=True)
class GoalRequest:
    """What the network shall become; 0 leaves a wish out.

    Attributes:
        at_most_kb: of its weights, or of its graph in 8 bits.
        at_most_ms: for one face by the fastest engine on this computer.
        at_least: accuracy on the faces that accuracies are taken on, 0 to 1.
        at_most_worse: than the model there, as a share of the faces.
        quantize: whether 8 bits follow the repair.
        epochs: of fine-tuning between the repair and the 8 bits.
        seed: of the fine-tuning.
    """

    at_most_kb: float = declared(
        0.0,
        Field(
            label="At most",
            title="Largest size",
            tip="Of the weights, or of the graph in 8 bits",
            high=1e6,
            step=10,
            unit=" kB",
            lowest="any size",
        ),
    )
    at_most_ms: float = declared(
        0.0,
        Field(
            label="A face in",
            title="Longest time for a face",
            tip="By the fastest engine on this computer",
            high=1e4,
            step=0.05,
            unit=" ms",
            lowest="any time",
        ),
    )
    at_least: float = declared(
        0.0,
        Field(
            label="At least",
            title="Lowest accuracy",
            high=1.0,
            step=0.005,
            unit=" %",
            shown=100.0,
            lowest="any accuracy",
        ),
    )
    at_most_worse: float = declared(
        0.0,
        Field(
            label="At most worse",
            title="Largest loss of accuracy",
            tip="Than the model on the same faces, in points",
            high=1.0,
            step=0.001,
            unit=" points",
            shown=100.0,
            lowest="any loss",
        ),
    )
    quantize: bool = declared(True, Field(label="8 bits", title="Quantise after the repair"))
    epochs: int = declared(
        0, Field(label="Fine-tune", title="Fine-tune epochs", high=100, unit=" epochs")
    )
    seed: int = SEED

    def check(self) -> None:
        """Raises ConfigError: no wish at all."""
        if not (self.at_most_kb or self.at_most_ms or self.at_least or self.at_most_worse):
            raise ConfigError("goal", "", "name a size, a time or an accuracy")

    @property
    def has_ceiling(self) -> bool:
        """Whether a size or a time is asked for."""
        return bool(self.at_most_kb or self.at_most_ms)


@dataclass(frozen=True, kw_only=True)
class LayerReport:
    """What a layer holds and could give.

    Attributes:
        name: of the layer.
        maps: that it has.
        removable: the largest share up to which no loss can be told on held-out faces; 0 if none.
        stored_bytes: of its own weights.
        macs: its own multiplications.
        saved_bytes: of the whole network, were the removable maps gone.
        saved_macs: likewise.
        saved_ms: for one face by the fastest engine here.
    """

    name: str
    maps: int
    removable: float
    stored_bytes: int
    macs: int
    saved_bytes: int
    saved_macs: int
    saved_ms: float


@dataclass(frozen=True, kw_only=True)
class NextShare:
    """Why a layer does not lose more: what its next share would have cost.

    Attributes:
        gone: maps that would be gone.
        lost: further nats.
        saved_bytes: of weights in float.
        saved_macs: multiplications.
    """

    gone: int
    lost: float
    saved_bytes: int
    saved_macs: int


@dataclass(frozen=True, eq=False, kw_only=True)
class GoalSurvey:
    """Every layer tried alone, and what each could give; a goal needs it only once.

    Attributes:
        survey: the cells.
        layers: the report.
        engine: the fastest for the network here; by it are the milliseconds.
        ms: of the whole network by it.
    """

    survey: Survey
    layers: tuple[LayerReport, ...]
    engine: EngineName
    ms: float


@dataclass(frozen=True, eq=False, kw_only=True)
class GoalResult:
    """A network on its way to a goal, judged.

    Attributes:
        subject: model and faces.
        request: what was asked for.
        found: the survey.
        plan: one part a layer that loses maps.
        expected: nats lost, the survey's layers added up.
        measured: nats lost by the repaired network on the same held-out faces.
        next_shares: why each layer does not lose more; None where only one map is left.
        network: pruned, repaired, fine-tuned if asked for; in float.
        quantized: the same in 8 bits, if asked for.
        difference: largest difference of a logit, masked against compacted.
        before: of the original.
        after_pruning: of `network`.
        after: of what is kept.
        bytes_before, bytes_after: in float; of what is kept.
        ms_before, ms_after: of both, in turns, each by its fastest engine.
    """

    subject: Subject
    request: GoalRequest
    found: GoalSurvey
    plan: Plan
    expected: float
    measured: float
    next_shares: tuple[NextShare | None, ...]
    network: EmotionCNN
    quantized: QuantizeResult | None
    difference: float
    before: Judgement
    after_pruning: Judgement
    after: Judgement
    bytes_before: int
    bytes_after: int
    ms_before: float
    ms_after: float

    @property
    def missed(self) -> tuple[str, ...]:
        """The wishes that are not met, by their names in the request."""
        asked, lost = self.request, self.before.accuracy - self.after.accuracy
        checks = (
            ("at_most_kb", asked.at_most_kb, self.bytes_after > asked.at_most_kb * _KB),
            ("at_most_ms", asked.at_most_ms, self.ms_after > asked.at_most_ms),
            ("at_least", asked.at_least, self.after.accuracy < asked.at_least),
            ("at_most_worse", asked.at_most_worse, lost > asked.at_most_worse),
        )
        return tuple(name for name, wish, is_missed in checks if wish and is_missed)

    @property
    def pruned(self) -> Pruned:
        """The network in float, to be kept as a run or a file."""
        wishes = dataclasses.asdict(self.request)
        return Pruned(
            network=self.network,
            subject=self.subject,
            plans=(self.plan,),
            compacted=True,
            finetuned=self.request.epochs > 0,
            before=self.before,
            after=self.after_pruning,
            facts={"goal": {name: wish for name, wish in wishes.items() if wish}},
        )

    def to_json(self) -> dict[str, Any]:
        """The command line's object."""
        layers = [
            {**dataclasses.asdict(report), "next": next_share and dataclasses.asdict(next_share)}
            for report, next_share in zip(self.found.layers, self.next_shares, strict=True)
        ]
        return {
            "maps_before": list(self.subject.network.spec.widths),
            "maps_after": list(self.network.spec.widths),
            **change_to_json(self.before, self.after),
            "accuracy_pruned": self.after_pruning.accuracy,
            "mcnemar_p_pruned": self.after_pruning.p,
            "bytes_before": self.bytes_before,
            "bytes_after": self.bytes_after,
            "macs_before": self.subject.network.multiplications(),
            "macs_after": self.network.multiplications(),
            "ms_before": self.ms_before,
            "ms_after": self.ms_after,
            "divergence_expected": self.expected,
            "divergence": self.measured,
            "max_logit_difference": self.difference,
            "quantized": self.quantized is not None,
            "missed": list(self.missed),
            "layers": layers,
        }


def survey(subject: Subject, request: GoalRequest, context: JobContext) -> GoalSurvey:
    """Try every layer alone on held-out training faces, and time what each could give.

    Progress carries each `Cell` as its detail.

    Raises:
        ConfigError: no layer has a map to give.
        JobCancelled: a stop was asked for.
    """
    from emotion_gui.core.pruning.goals import survey_layers
    from emotion_gui.operations.shape_costs import ShapeCosts

    fitted, held = _parts(subject)
    found = survey_layers(subject.network, fitted, held, context=context)
    context.checkpoint()
    costs = ShapeCosts(found.spec, in_8_bits=False)
    free = [found.removable(layer) for layer in range(len(found.spec.widths))]
    specs = [_without(found.spec, cell) for cell in free]
    times = costs.milliseconds([found.spec, *specs])
    reports = [
        _report(found.spec, layer, cell, specs[layer], times[0] - times[layer + 1])
        for layer, cell in enumerate(free)
    ]
    return GoalSurvey(survey=found, layers=tuple(reports), engine=costs.engine, ms=times[0])


def prune_to_goal(
    subject: Subject,
    request: GoalRequest,
    context: JobContext,
    *,
    found: GoalSurvey | None = None,
) -> GoalResult:
    """Survey (unless it is there already), look for the place, prune, repair, quantise, judge.

    What goes is chosen on training faces; the faces that accuracies are taken on are asked once
    about the original and once about each of the two results.

    Raises:
        ConfigError: no wish, or one that cannot be met; says where it ends.
        JobCancelled: a stop was asked for.
    """
    from emotion_gui.core.pruning.goals import path_of, plan_at
    from emotion_gui.operations.shape_costs import ShapeCosts

    request.check()
    if found is None:
        surveying = part_of(context, start=0, size=4, total=10)
        found = survey(subject, request, surveying)
    judge, before = subject.judge(context, trained=request.epochs > 0)
    if request.at_least > before.accuracy:
        reason = f"the model itself reaches {100 * before.accuracy:.1f} %"
        raise ConfigError("at_least", f"{100 * request.at_least:g} %", reason)
    path = path_of(found.survey, _cost_for(request, found.survey.spec))
    costs = ShapeCosts(found.survey.spec, in_8_bits=request.quantize)
    search = _Search(subject, request, found.survey, path, costs, context)
    place = search.place(before)
    plan = plan_at(found.survey, path[place])
    working = part_of(context, start=6, size=3, total=10)
    applied = search.applied(plan, subject.everything, working)
    network = applied.compacted
    if request.epochs:
        context.report(Progress(9, 10, "Fine-tuning"))
        network = subject.finetune(network, request.epochs, context, seed=request.seed)
    draft = GoalResult(
        subject=subject,
        request=request,
        found=found,
        plan=plan,
        expected=path[place].lost,
        measured=search.lost(network)[0],
        next_shares=_next_shares(found.survey, path[place]),
        network=network,
        quantized=None,
        difference=applied.max_logit_difference,
        before=before,
        after_pruning=before,
        after=before,
        bytes_before=subject.network.stored_bytes(),
        bytes_after=network.stored_bytes(),
        ms_before=0.0,
        ms_after=0.0,
    )
    return _judged(draft, judge, context)


def _judged(draft: GoalResult, judge: Judge, context: JobContext) -> GoalResult:
    """With accuracies, 8 bits and milliseconds."""
    context.report(Progress(9, 10, "Judging"))
    after = judge(draft.network)
    draft = dataclasses.replace(draft, after_pruning=after, after=after)
    if draft.request.quantize:
        context.report(Progress(9, 10, "Quantising"))
        small = _in_8_bits(draft, judge, context)
        draft = dataclasses.replace(
            draft, quantized=small, after=small.after, bytes_after=small.bytes_after
        )
    context.checkpoint()
    ms_before, ms_after = _milliseconds(draft)
    return dataclasses.replace(draft, ms_before=ms_before, ms_after=ms_after)


def _in_8_bits(draft: GoalResult, judge: Judge, context: JobContext) -> QuantizeResult:
    from emotion_gui.core.jobs import without_reports
    from emotion_gui.core.model.checkpoint import Checkpoint
    from emotion_gui.core.quantizing.options import QuantizeRequest
    from emotion_gui.operations.quantize import (
        QuantizeResult,
        costs_in_turns,
        quantize_network,
    )

    origin = draft.subject
    checkpoint = Checkpoint(draft.network, draft.pruned.info())
    subject = dataclasses.replace(origin, checkpoint=checkpoint)
    quantized = quantize_network(
        draft.network,
        origin.learning.pixels(),
        origin.preprocessing,
        QuantizeRequest(blame=False),
        without_reports(context),
    )
    size, speeds = costs_in_turns(checkpoint, quantized.network)
    return QuantizeResult(
        subject=subject,
        quantized=quantized,
        before=draft.before,
        after=judge(quantized.network),
        bytes_before=size,
        bytes_after=quantized.network.stored_bytes(),
        speeds=speeds,
    )


def _milliseconds(result: GoalResult) -> tuple[float, float]:
    """Of the original and of what is kept, each by its fastest engine, in turns."""
    from emotion_gui.core.engines.engine import make_engine
    from emotion_gui.core.engines.measuring import engine_speeds
    from emotion_gui.core.model.checkpoint import Checkpoint

    subject, small = result.subject, result.quantized
    network = result.network if small is None else small.quantized.network
    after = Checkpoint(network, subject.checkpoint.info)
    engines = {
        "before": make_engine(subject.checkpoint, result.found.engine),
        "torch": make_engine(after, "torch"),
        "onnxruntime": make_engine(after, "onnxruntime"),
    }
    speeds = engine_speeds(engines, side=subject.network.spec.input_side)
    assert speeds is not None
    return speeds["before"].one, min(speeds["torch"].one, speeds["onnxruntime"].one)


class _Search:
    """Looks for the place on the path that meets the goal."""

    def __init__(
        self,
        subject: Subject,
        request: GoalRequest,
        found: Survey,
        path: tuple[Step, ...],
        costs: ShapeCosts,
        context: JobContext,
    ) -> None:
        self._subject, self._request, self._survey = subject, request, found
        self._path, self._costs, self._context = path, costs, context
        self._fitted, self._held = _parts(subject)

    def place(self, before: Judgement) -> int:
        """Index on the path, at least 1.

        Raises:
            ConfigError: the goal cannot be met.
        """
        if self._request.has_ceiling:
            places = [self._by_size(), self._by_time()]
            place = max(places)
            if place == 0:
                raise ConfigError("goal", "", "the network is within it without pruning")
            return place
        return self._by_accuracy(before.accuracy)

    def applied(self, plan: Plan, faces: PruningData, context: JobContext) -> AppliedPlan:
        """The network under a plan, repaired over these faces."""
        from emotion_gui.core.pruning.applying import apply_plan

        return apply_plan(
            self._subject.network, plan, self._fitted, repair_data=faces, context=context
        )

    def lost(self, network: EmotionCNN) -> tuple[float, float]:
        """Nats, and accuracy, lost on the held-out faces."""
        import torch

        from emotion_gui.core.evaluation.predict import predict_logits
        from emotion_gui.core.pruning.answers import divergence

        faces, preprocessing = self._held.faces, self._held.preprocessing
        logits = [predict_logits(n, faces, preprocessing) for n in (self._subject.network, network)]
        right = [(answer.argmax(axis=1) == self._held.labels).mean() for answer in logits]
        wanted, reached = (torch.from_numpy(answer).double() for answer in logits)
        return divergence(torch.softmax(wanted, 1), reached), float(right[0] - right[1])

    def _spec(self, place: int) -> NetworkSpec:
        return self._path[place].spec(self._survey.spec)

    def _by_size(self) -> int:
        wish = self._request.at_most_kb * _KB
        if not wish:
            return 0
        return self._first("at_most_kb", wish / _KB, " kB", lambda place: self._size(place) / _KB)

    def _size(self, place: int) -> float:
        return float(self._costs.stored_bytes(self._spec(place)))

    def _by_time(self) -> int:
        wish = self._request.at_most_ms
        if not wish:
            return 0

        def taken(place: int) -> float:
            return self._costs.milliseconds([self._spec(place)])[0]

        return self._first("at_most_ms", wish, " ms", taken)

    def _first(self, name: str, wish: float, unit: str, value: Any) -> int:
        from emotion_gui.core.pruning.goals import first_within

        def fits(place: int) -> bool:
            self._context.checkpoint()
            return bool(value(place) <= wish)

        place = first_within(len(self._path), fits)
        if place is None:
            reached = value(len(self._path) - 1)
            reason = f"the nearest that can be reached is {reached:.3g}{unit}"
            raise ConfigError(name, f"{wish:g}{unit}", reason)
        return place

    def _by_accuracy(self, accuracy: float) -> int:
        """As far as the loss on held-out training faces stays within what is allowed."""
        from emotion_gui.core.pruning.goals import first_within, plan_at

        asked, tried = self._request, [0]
        allowed = min(
            accuracy - asked.at_least if asked.at_least else 1.0,
            asked.at_most_worse or 1.0,
        )
        last = len(self._path) - 1

        def fits(back: int) -> bool:
            if back == last:
                return True  # the whole network
            plan = plan_at(self._survey, self._path[last - back])
            tried[0] += 1
            trial = part_of(self._context, start=4 + min(2.0, 0.3 * tried[0]), size=0.3, total=10)
            network = self.applied(plan, self._fitted, trial).compacted
            return self.lost(network)[1] <= allowed

        back = first_within(len(self._path), fits)
        if back is None or back == last:
            reason = "the first maps that go cost more than that on held-out training faces"
            raise ConfigError("goal", f"{100 * allowed:.1f} points", reason)
        return last - back


def save_goal_run(
    workspace: Workspace, result: GoalResult, name: str, context: JobContext | None = None
) -> RunRow:
    """Keep what came of it as one run, with the plan.

    Raises:
        ConfigError: the name is empty.
        StorageError: the disk or the database refused.
        JobCancelled: a stop was asked for before it began.
    """
    from emotion_gui.operations.quantize import save_quantized_run

    if result.quantized is None:
        return save_pruned_run(workspace, result.pruned, name, context)
    return save_quantized_run(workspace, result.quantized, name, context)


def write_goal(result: GoalResult, target: Path, context: JobContext | None = None) -> Path:
    """Write it as a checkpoint or, by its ending, for other programs.

    Raises:
        StorageError: the disk refused.
        JobCancelled: a stop was asked for before it began.
    """
    from emotion_gui.operations.quantize import save_quantized

    if result.quantized is None:
        return export_pruned(result.pruned, target, context)
    return save_quantized(result.quantized, target, context)


def _parts(subject: Subject) -> tuple[PruningData, PruningData]:
    """Training faces to fit to, and others to measure on."""
    from emotion_gui.core.pruning.goals import held_out
    from emotion_gui.core.pruning.measurement import PruningData

    pixels, labels = subject.learning.pixels(), subject.learning.labels
    rows = held_out(len(pixels), fitted=FITTED_FACES, held=HELD_FACES)
    fitted, held = (PruningData(pixels[r], subject.preprocessing, labels[r]) for r in rows)
    return fitted, held


def _cost_for(request: GoalRequest, whole: NetworkSpec) -> Any:
    """What a step should save: what the goal limits, or both."""

    def cost(spec: NetworkSpec) -> float:
        size = _weights(spec) / _weights(whole)
        time = _macs(spec) / _macs(whole)
        if not request.has_ceiling:
            return size + time
        return (size if request.at_most_kb else 0.0) + (time if request.at_most_ms else 0.0)

    return cost


def _macs(spec: NetworkSpec) -> int:
    return sum(shape.multiplications for shape in spec.shapes)


def _weights(spec: NetworkSpec) -> int:
    return sum(shape.inputs * shape.outputs * shape.kernel**2 for shape in spec.shapes)


def _without(spec: NetworkSpec, cell: Cell | None) -> NetworkSpec:
    if cell is None:
        return spec
    widths = list(spec.widths)
    widths[cell.layer] -= cell.gone
    return spec.with_widths(widths)


def _report(
    spec: NetworkSpec, layer: int, cell: Cell | None, smaller: NetworkSpec, saved_ms: float
) -> LayerReport:
    own = spec.shapes[layer]
    return LayerReport(
        name=spec.layer_names()[layer],
        maps=spec.widths[layer],
        removable=0.0 if cell is None else cell.share,
        stored_bytes=4 * own.inputs * own.outputs * own.kernel**2,
        macs=own.multiplications,
        saved_bytes=4 * (_weights(spec) - _weights(smaller)),
        saved_macs=_macs(spec) - _macs(smaller),
        saved_ms=0.0 if cell is None else saved_ms,
    )


def _next_shares(found: Survey, step: Step) -> tuple[NextShare | None, ...]:
    here = step.spec(found.spec)
    result: list[NextShare | None] = []
    for layer, gone in enumerate(step.gone):
        ladder = found.of(layer)
        lost = max((cell.divergence for cell in ladder if cell.gone == gone), default=0.0)
        further = next((cell for cell in ladder if cell.gone > gone), None)
        if further is None:
            result.append(None)
            continue
        widths = list(here.widths)
        widths[layer] = found.spec.widths[layer] - further.gone
        smaller = here.with_widths(widths)
        share = NextShare(
            gone=further.gone,
            lost=further.divergence - lost,
            saved_bytes=4 * (_weights(here) - _weights(smaller)),
            saved_macs=_macs(here) - _macs(smaller),
        )
        result.append(share)
    return tuple(result)
