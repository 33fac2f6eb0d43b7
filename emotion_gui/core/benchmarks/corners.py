"""The bundled models as they are, with half of the last layer gone, in 8 bits, and both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch

from emotion_gui.core.benchmarks.faces import BenchFaces, bench_faces
from emotion_gui.core.benchmarks.result import BenchResult, judged_row, rows_wanted
from emotion_gui.core.engines.engine import Engine, make_engine
from emotion_gui.core.engines.measuring import engine_speeds
from emotion_gui.core.evaluation.judge import Judge
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import Checkpoint, load_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.onnx_graph import graph_of
from emotion_gui.core.model.quantized_network import QuantizedNetwork
from emotion_gui.core.pruning.activations import evenly_spaced
from emotion_gui.core.pruning.applying import apply_plan
from emotion_gui.core.pruning.choosing import least_loss_order
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.measurement import LayerMeasurement, PruningData
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset, Repair
from emotion_gui.core.pruning.plan import Plan
from emotion_gui.core.pruning.ranking import ranked_plan
from emotion_gui.core.pruning.scores import score_maps
from emotion_gui.core.pruning.statistics import Doubles
from emotion_gui.core.quantizing.calibration import calibrate
from emotion_gui.core.resources import resources_dir

_MODELS = ("paper", "default")
_CORNERS = ("float", "pruned", "int8", "pruned_int8")
_CALIBRATION_FACES = 512
_OPTIONS = PruningOptions(preset=PruningPreset.REFIT, repair=Repair.BOTH_SIDES)


def bench_corners(context: JobContext, rows: Sequence[str] = ()) -> Iterator[BenchResult]:
    """Four networks of each bundled model; with `EMOTION_GUI_DATA` on FER2013 there.

    Args:
        context: may cancel.
        rows: patterns of names, as `corners_paper*`; all by default. The four of a model are
            measured together.

    Yields:
        Each model's rows as soon as they are measured.

    Raises:
        NotFoundError: a pattern that fits no row.
    """
    names = {model: [_name(model, corner) for corner in _CORNERS] for model in _MODELS}
    wanted = rows_wanted([name for own in names.values() for name in own], rows)
    models = [model for model, own in names.items() if not wanted.isdisjoint(own)]
    return (row for row in _results(models, context) if row.name in wanted)


def _name(model: str, corner: str) -> str:
    return f"corners_{model}_{corner}"


def _results(models: Sequence[str], context: JobContext) -> Iterator[BenchResult]:
    faces = bench_faces()
    for model in models:
        loaded = load_checkpoint(resources_dir() / "models" / f"{model}.safetensors")
        yield from _of_model(model, loaded, faces, context)


def _of_model(
    model: str, loaded: Checkpoint, faces: BenchFaces, context: JobContext
) -> Iterator[BenchResult]:
    whole = loaded.network
    small, words = _pruned(whole, faces.fitted, context)
    corners: dict[str, EmotionCNN | QuantizedNetwork] = {
        "float": whole,
        "pruned": small,
        "int8": _quantized(whole, faces.fitted),
        "pruned_int8": _quantized(small, faces.fitted),
    }
    judge = Judge(faces.judged, faces.labels, Preprocessing(), context=context)
    judge = judge.against(judge.right(whole))
    judged = {corner: judge(network) for corner, network in corners.items()}
    context.checkpoint()
    engines: dict[tuple[str, str], Engine] = {}
    for corner, network in corners.items():
        checkpoint = Checkpoint(network, loaded.info)
        if isinstance(network, QuantizedNetwork):
            engines[corner, "int8"] = make_engine(checkpoint, "onnxruntime")
        else:
            engines[corner, "torch"] = make_engine(checkpoint, "torch")
            engines[corner, "ONNX Runtime"] = make_engine(checkpoint, "onnxruntime")
    speeds = engine_speeds(engines, side=whole.spec.input_side)
    assert speeds is not None
    for corner, network in corners.items():
        taken = [
            f"{speed.one:.3g} (of eight {speed.many:.3g}) ms a face by {engine}"
            for (place, engine), speed in speeds.items()
            if place == corner
        ]
        about = f"{words}; " if corner.startswith("pruned") else ""
        told = f"{about}{_bytes(network):,} bytes, {', '.join(taken)}; {faces.words}"
        yield judged_row(_name(model, corner), judged["float"], judged[corner], told)


def _pruned(network: EmotionCNN, data: PruningData, context: JobContext) -> tuple[EmotionCNN, str]:
    """Half of the last layer's maps gone, in the order that loses least, and repaired."""
    layer = LayerMeasurement(network, data, layer=len(network.blocks) - 1, context=context)
    known: dict[Criterion, Doubles] = {}

    def scores_of(order: Criterion) -> Doubles:
        if order not in known:
            known[order] = score_maps(order, layer, options=_OPTIONS)
        return known[order]

    count = layer.maps // 2
    order = least_loss_order(layer, count, scores_of, context=context)
    plan = ranked_plan(layer.angles(_OPTIONS), _OPTIONS, order, scores_of(order), count)
    applied = apply_plan(network, Plan((plan,)), data, context=context)
    words = f"{count} of {plan.maps} maps of the last layer gone by {order}, repaired"
    return applied.compacted, words


def _quantized(network: EmotionCNN, data: PruningData) -> QuantizedNetwork:
    faces = data.faces[evenly_spaced(len(data.faces), _CALIBRATION_FACES)]
    graph = calibrate(network, faces, data.preprocessing).quantized("channel")
    return QuantizedNetwork(network.spec, graph)


def _bytes(network: EmotionCNN | QuantizedNetwork) -> int:
    """Of the network as a graph."""
    if isinstance(network, QuantizedNetwork):
        return network.stored_bytes()
    with torch.inference_mode():
        return len(graph_of(network.cpu().eval(), side=network.spec.input_side))
