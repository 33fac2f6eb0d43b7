"""What repair without labels keeps of the bundled `paper`, by order and by how much goes."""

from __future__ import annotations

import dataclasses
import itertools
import time
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from emotion_gui.core.benchmarks.faces import BenchFaces, bench_faces
from emotion_gui.core.benchmarks.result import BenchResult, judged_row, rows_wanted
from emotion_gui.core.evaluation.judge import Judge
from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.core.evaluation.metrics import BoolArray
from emotion_gui.core.evaluation.predict import BATCH_SIZE, predict_logits, ready
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.pruning.answers import divergence
from emotion_gui.core.pruning.applying import apply_plan
from emotion_gui.core.pruning.both_sides import RecordedLayer, record_layer, repair_recorded
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.goal_path import path_of, plan_at
from emotion_gui.core.pruning.layer_survey import Survey, survey_layers
from emotion_gui.core.pruning.masking import masked
from emotion_gui.core.pruning.measurement import LayerMeasurement, PruningData
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset, Repair
from emotion_gui.core.pruning.plan import Plan
from emotion_gui.core.pruning.ranking import ranked_plan
from emotion_gui.core.pruning.scores import score_maps
from emotion_gui.core.pruning.several_layers import plan_for_macs
from emotion_gui.core.resources import resources_dir

_GONE = (128, 160, 192, 208, 224)
_ORDERS = {
    "angle": Criterion.DISTINCTIVENESS,
    "contributions": Criterion.CONTRIBUTIONS,
    "spans": Criterion.FISHER,
}
_SHARES = {"half": 0.5, "quarter": 0.25}
_WAYS = ("", "survey")  # maps by score over all layers; shares where they cost the least nats
_TARGETS = {  # points that may be lost by spans, or per cent that must stay
    ("spans", 160): 0.3,
    ("spans", 192): 0.6,
}
_MEASURED = 4096  # over many layers
_OPTIONS = PruningOptions(preset=PruningPreset.REFIT, repair=Repair.BOTH_SIDES)


class _Answers:
    """What networks say that differ in their last layer and head alone: the front is run once."""

    def __init__(
        self, network: EmotionCNN, faces: npt.NDArray[np.uint8], context: JobContext
    ) -> None:
        self._front = len(network.blocks) - 2
        self._features = list[torch.Tensor]()
        for start in range(0, len(faces), BATCH_SIZE):
            context.checkpoint()
            pixels = to_input(faces[start : start + BATCH_SIZE], Preprocessing())
            with torch.inference_mode():
                self._features.append(network.features(pixels, stop=self._front))
        self.original = self(network)

    def __call__(self, changed: EmotionCNN) -> torch.Tensor:
        """Logits in float64, shape (faces, classes)."""
        ready_one = ready(changed)
        with torch.inference_mode():
            found = [ready_one.from_features(x, layer=self._front) for x in self._features]
        return torch.cat(found).double()


def bench_repair(context: JobContext, rows: Sequence[str] = ()) -> Iterator[BenchResult]:
    """Module 5 by three orders, then all layers; with `EMOTION_GUI_DATA` on FER2013 there.

    Args:
        context: may cancel.
        rows: patterns of names, as `repair_spans_*` or `repair_layers_half`; all by default.

    Yields:
        Each row as soon as it is measured.

    Raises:
        NotFoundError: a pattern that fits no row.
    """
    wanted = rows_wanted(_row_names(), rows)
    file = resources_dir() / "models" / "paper.safetensors"
    network = load_checkpoint(file).network
    return _results(network, bench_faces(), wanted, context)


def _row_names() -> tuple[str, ...]:
    """Of all rows, in their order."""
    module = [_of_module(order, gone) for order in _ORDERS for gone in _GONE]
    layers = [_of_layers(share, way) for share in _SHARES for way in _WAYS]
    return (*module, *layers)


def _of_module(order: str, gone: int) -> str:
    return f"repair_{order}_{gone}"


def _of_layers(share: str, way: str) -> str:
    return "_".join(filter(None, ("repair_layers", share, way)))


@dataclass(frozen=True, eq=False)
class _Judging:
    """Judges networks on faces that nothing was fitted to or chosen by."""

    judge: Judge
    before: Judgement
    labels: npt.NDArray[np.int64]

    @classmethod
    def of(cls, faces: BenchFaces, original: torch.Tensor, context: JobContext) -> _Judging:
        judge = Judge(faces.judged, faces.labels, Preprocessing(), context=context)
        right = _right(original, faces.labels)
        judge = judge.against(right)
        return cls(judge, judge.of(right), faces.labels)

    def __call__(self, logits: torch.Tensor) -> Judgement:
        return self.judge.of(_right(logits, self.labels))


def _right(logits: torch.Tensor, labels: npt.NDArray[np.int64]) -> BoolArray:
    return np.asarray(logits.argmax(dim=1).numpy() == labels)


def _results(
    network: EmotionCNN, faces: BenchFaces, wanted: Set[str], context: JobContext
) -> Iterator[BenchResult]:
    answers = _Answers(network, faces.judged, context)
    judging = _Judging.of(faces, answers.original, context)
    if any(_of_module(order, gone) in wanted for order in _ORDERS for gone in _GONE):
        yield from _of_last_module(network, faces, wanted, (answers, judging), context)
    yield from _all_layers(network, faces, wanted, judging, context)


def _of_last_module(
    network: EmotionCNN,
    faces: BenchFaces,
    wanted: Set[str],
    judged: tuple[_Answers, _Judging],
    context: JobContext,
) -> Iterator[BenchResult]:
    answers, judging = judged
    held = _Answers(network, np.asarray(faces.held.faces), context)
    original = torch.softmax(held.original, 1)
    layer = LayerMeasurement(network, faces.fitted, layer=len(network.blocks) - 1, context=context)
    recorded = record_layer(network, network, faces.fitted, context=context)
    for name, order in _ORDERS.items():
        counts = [gone for gone in _GONE if _of_module(name, gone) in wanted]
        scores = score_maps(order, layer, options=_OPTIONS) if counts else np.empty(0)
        for gone in counts:
            plan = ranked_plan(layer.angles(_OPTIONS), _OPTIONS, order, scores, gone)
            start = masked(network, plan, layer.statistics)
            began = time.process_time()
            mended = _mended(recorded, start, plan.survivors, context)
            spent = time.process_time() - began
            words = (
                f"{gone} of {plan.maps} maps of module 5 gone by {name}, "
                f"refit alone {100 * judging(answers(start)).accuracy:.2f} % and KL "
                f"{divergence(original, held(start)):.4f} nats, "
                f"{spent:.0f} s of processor time; {faces.words}"
            )
            lost = divergence(original, held(mended))
            yield judged_row(
                _of_module(name, gone),
                judging.before,
                judging(answers(mended)),
                f"{words}; KL {lost:.4f} nats on held-out faces",
                most_lost=_TARGETS.get((name, gone)),
            )


def _mended(
    recorded: RecordedLayer,
    start: EmotionCNN,
    survivors: tuple[int, ...],
    context: JobContext,
) -> EmotionCNN:
    return repair_recorded(recorded, start, survivors, context=context).network


def _all_layers(
    network: EmotionCNN, faces: BenchFaces, wanted: Set[str], judging: _Judging, context: JobContext
) -> Iterator[BenchResult]:
    survey: Survey | None = None
    few = PruningData(
        faces.fitted.faces[:: max(1, len(faces.fitted.faces) // _MEASURED)],
        faces.fitted.preprocessing,
    )
    for name, way in itertools.product(_SHARES, _WAYS):
        if _of_layers(name, way) not in wanted:
            continue
        if way:
            survey = survey or survey_layers(network, few, faces.held, context=context)
            plan = _cheapest(network, few, survey, _SHARES[name])
        else:
            plan = plan_for_macs(
                network,
                few,
                _SHARES[name],
                rule=Criterion.FISHER,
                options=_OPTIONS,
                context=context,
            )
        began = time.process_time()
        applied = apply_plan(network, plan, few, repair_data=faces.fitted, context=context)
        spent = time.process_time() - began
        small = applied.compacted
        left = small.multiplications() / network.multiplications()
        widths = "-".join(map(str, small.spec.widths))
        words = (
            f"all layers to {widths} maps, {100 * left:.1f} % of the multiplications stay, "
            f"{spent:.0f} s of processor time; {faces.words}"
        )
        original, reached = (
            torch.from_numpy(predict_logits(each, faces.held.faces, Preprocessing())).double()
            for each in (network, small)
        )
        lost = divergence(torch.softmax(original, 1), reached)
        words = f"{words}; KL {lost:.4f} nats on held-out faces"
        yield judged_row(_of_layers(name, way), judging.before, judging.judge(small), words)


def _cheapest(network: EmotionCNN, data: PruningData, survey: Survey, share: float) -> Plan:
    """Down the way that costs the least nats, to this share of the multiplications.

    The survey's steps are eighths of a layer; of the last one as much as is needed.
    """
    spec, most = survey.spec, share * survey.spec.multiplications
    path = path_of(survey, lambda shape: shape.multiplications)
    end = next(k for k, place in enumerate(path) if place.spec(spec).multiplications <= most)
    before, after = (path[k].gone for k in (end - 1, end))
    layer = next(
        k for k, (one, other) in enumerate(zip(before, after, strict=True)) if one != other
    )

    def gone(count: int) -> tuple[int, ...]:
        return (*after[:layer], count, *after[layer + 1 :])

    def multiplications(count: int) -> int:
        place = dataclasses.replace(path[end], gone=gone(count))
        return place.spec(spec).multiplications

    enough = next(
        count for count in range(before[layer], after[layer] + 1) if multiplications(count) <= most
    )
    whole = plan_at(survey, path[end])
    parts = {part.layer: part for part in whole.parts}
    part = parts[layer]
    measured = LayerMeasurement(network, data, layer=layer)
    order = part.options.own_order
    scores = score_maps(order, measured, options=part.options)
    parts[layer] = ranked_plan(measured.angles(part.options), part.options, order, scores, enough)
    return Plan(tuple(parts[k] for k in sorted(parts)))
