"""Turn a network into whole numbers of 8 bits, and say what that costs and brings."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.quantizing.options import Granularity, QuantizeRequest
from emotion_gui.operations.subject import Subject

if TYPE_CHECKING:
    from emotion_gui.core.engines.names import Speed
    from emotion_gui.core.evaluation.judgement import Judgement
    from emotion_gui.core.faces.preprocessing import Preprocessing
    from emotion_gui.core.faces.stored import Faces
    from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.model.quantized_network import QuantizedNetwork
    from emotion_gui.core.quantizing.calibration import CalibratedGraph, LayerRange
    from emotion_gui.core.quantizing.losses import LayerBlame, Loss

KIND = "quantize"
_MEASURED = ("test_accuracy", "n", "interval", "title", "name", "run_id")


@dataclass(frozen=True, eq=False, kw_only=True)
class Quantized:
    """A network in 8 bits and what is known of its making.

    Attributes:
        network: answers like any other.
        granularity: of its weights.
        tried: the loss by each granularity that was tried, on training faces that the ranges
            were not taken over.
        ranges: of each layer's input.
        blame: of each layer; empty where nobody asked.
        float_layers: those that stayed float, 0-based.
        faces: that the ranges were taken over.
    """

    network: QuantizedNetwork
    granularity: Granularity
    tried: Mapping[Granularity, Loss]
    ranges: tuple[LayerRange, ...]
    blame: tuple[LayerBlame, ...]
    float_layers: tuple[int, ...]
    faces: int

    @property
    def loss(self) -> Loss:
        """Of the network."""
        return self.tried[self.granularity]

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; a checkpoint keeps them."""
        return {
            "granularity": self.granularity,
            "calibration_faces": self.faces,
            "divergence": self.loss.divergence,
            "agreement": self.loss.agreement,
            "tried": {name: dataclasses.asdict(loss) for name, loss in self.tried.items()},
            "layers": [self._layer_json(layer) for layer in range(len(self.ranges))],
        }

    def _layer_json(self, layer: int) -> dict[str, Any]:
        found = self.ranges[layer]
        values: dict[str, Any] = {
            "layer": found.name,
            "low": found.low,
            "high": found.high,
            "step": found.step,
            "float": layer in self.float_layers,
        }
        if self.blame:
            values["only_on"] = dataclasses.asdict(self.blame[layer].only_on)
            values["only_off"] = dataclasses.asdict(self.blame[layer].only_off)
        return values


@dataclass(frozen=True, eq=False, kw_only=True)
class QuantizeResult:
    """Before and after, on the same faces and in the same run.

    Attributes:
        subject: model and faces.
        quantized: the network in 8 bits.
        before: of the original.
        after: of the network in 8 bits.
        bytes_before, bytes_after: of both as graphs.
        speeds: milliseconds a face of the original by torch and ONNX Runtime and of int8, in
            turns.
    """

    subject: Subject
    quantized: Quantized
    before: Judgement
    after: Judgement
    bytes_before: int
    bytes_after: int
    speeds: Mapping[str, Speed]

    @property
    def pays(self) -> bool:
        """Whether int8 is faster on this computer than the fastest float engine."""
        return self.speeds["int8"].one < min(
            self.speeds[name].one for name in ("torch", "onnxruntime")
        )

    @property
    def kind(self) -> str:
        return KIND

    @property
    def network(self) -> QuantizedNetwork:
        """To be kept."""
        return self.quantized.network

    @property
    def plan(self) -> None:
        """Nothing that could be replayed; what was pruned before stands in the checkpoint."""

    @property
    def config(self) -> dict[str, Any]:
        return {
            "granularity": self.quantized.granularity,
            "pruned": self.subject.checkpoint.info.plan is not None,
        }

    def info(self, **run: object) -> CheckpointInfo:
        """What its checkpoint says of it; `run` are facts about the run that it becomes."""
        origin = self.subject.checkpoint.info
        title = str(origin.run.get("title") or origin.run.get("name") or "")
        kept = {key: value for key, value in origin.run.items() if key not in _MEASURED}
        named = {"title": f"{title}, int8".lstrip(", "), **run}
        return dataclasses.replace(
            origin, run={**kept, **named, **self.summary}, quantized=self.quantized.to_json()
        )

    @property
    def summary(self) -> dict[str, Any]:
        """Closing figures, as a run keeps them."""
        return {
            "test_accuracy": self.after.accuracy,
            "n": self.after.n,
            "interval": list(self.after.interval),
            "accuracy_before": self.before.accuracy,
            "mcnemar_p": self.after.p,
            "parameters": self.network.parameter_count(),
            "bytes": self.bytes_after,
        }

    def written(self, file: Path, title: str) -> None:
        """What was measured need not be measured again before Live uses it."""
        from emotion_gui.core.engines.names import Speeds, keep_speeds
        from emotion_gui.core.model.checkpoint_info import weights_digest

        speeds = self.speeds
        as_float = min((speeds[name] for name in ("torch", "onnxruntime")), key=lambda s: s.one)
        found = Speeds(model=title, engines={"onnxruntime": speeds["int8"]}, as_float=as_float)
        keep_speeds(weights_digest(file), found)

    def to_json(self) -> dict[str, Any]:
        """The command line's object."""
        from emotion_gui.core.evaluation.judgement import change_to_json

        return {
            **self.quantized.to_json(),
            **change_to_json(self.before, self.after),
            "bytes_before": self.bytes_before,
            "bytes_after": self.bytes_after,
            "ms_torch": self.speeds["torch"].one,
            "ms_before": self.speeds["onnxruntime"].one,
            "ms_after": self.speeds["int8"].one,
            "ms_before_of_8": self.speeds["onnxruntime"].many,
            "ms_after_of_8": self.speeds["int8"].many,
            "pays": self.pays,
        }


def _check_family(network: EmotionCNN) -> None:
    from emotion_gui.core.model.backbones import BACKBONES, BackboneSpec

    if isinstance(network.spec, BackboneSpec):
        raise ConfigError(
            "model",
            BACKBONES[network.spec.backbone].title,
            "its features are torchvision's; only the program's own networks can be quantized",
        )


def quantize_network(
    network: EmotionCNN,
    faces: Faces,
    preprocessing: Preprocessing,
    request: QuantizeRequest,
    context: JobContext,
) -> Quantized:
    """A network in 8 bits; no labels are needed.

    Args:
        network: float, pruned or not; not changed.
        faces: training faces, shape (n, side, side); every other one of those taken measures.
        preprocessing: how they become input.
        request: how.
        context: progress and cancel, between layers.

    Raises:
        ConfigError: the network is quantized already or over a backbone, there is no such layer,
            or fewer than two faces.
        JobCancelled: a stop was asked for.
    """
    import numpy as np

    from emotion_gui.core.model.quantized_network import QuantizedNetwork, require_layers
    from emotion_gui.core.pruning.activations import evenly_spaced
    from emotion_gui.core.quantizing.calibration import calibrate
    from emotion_gui.core.quantizing.losses import LossMeter, blame_layers

    require_layers(network)
    _check_family(network)
    if len(faces) < 2:
        raise ConfigError("faces", len(faces), "two are the least")
    rows = np.arange(len(faces))[evenly_spaced(len(faces), 2 * request.faces)]
    context.report(Progress(0, 1, "Ranges"))
    calibration = calibrate(network, faces[rows[::2]], preprocessing)
    layers = len(calibration.ranges)
    if any(not 0 <= layer < layers for layer in request.float_layers):
        raise ConfigError("layer", max(request.float_layers) + 1, f"from 1 to {layers}")
    context.checkpoint()
    meter = LossMeter(network, faces[rows[1::2]], preprocessing)
    graph, granularity, tried = _nearest(calibration, meter, request, context)

    def step(layer: int) -> None:
        context.checkpoint()
        context.report(Progress(layer, layers, calibration.ranges[layer].name))

    blame = blame_layers(calibration, granularity, meter, step) if request.blame else ()
    return Quantized(
        network=QuantizedNetwork(network.spec, graph),
        granularity=granularity,
        tried=tried,
        ranges=calibration.ranges,
        blame=blame,
        float_layers=request.float_layers,
        faces=len(rows[::2]),
    )


def _nearest(
    calibration: CalibratedGraph, meter: Any, request: QuantizeRequest, context: JobContext
) -> tuple[bytes, Granularity, dict[Granularity, Loss]]:
    """The graph whose answers are nearest to the original's, and what was tried."""
    choices: tuple[Granularity, ...] = (
        ("channel", "tensor") if request.granularity == "auto" else (request.granularity,)
    )
    graphs: dict[Granularity, bytes] = {}
    losses: dict[Granularity, Loss] = {}
    for choice in choices:
        context.checkpoint()
        graphs[choice] = calibration.quantized(choice, float_layers=request.float_layers)
        losses[choice] = meter(graphs[choice])
    best = min(choices, key=lambda choice: losses[choice].divergence)
    return graphs[best], best, losses


def quantize(subject: Subject, request: QuantizeRequest, context: JobContext) -> QuantizeResult:
    """Quantize a model and judge it on the part that accuracies are taken on.

    Raises:
        ConfigError: there is no such layer.
        JobCancelled: a stop was asked for.
    """
    quantized = quantize_network(
        subject.network, subject.learning.stored, subject.preprocessing, request, context
    )
    context.checkpoint()
    judge, before = subject.judge(context)
    after = judge(quantized.network)
    context.checkpoint()
    size, speeds = costs_in_turns(subject.checkpoint, quantized.network)
    return QuantizeResult(
        subject=subject,
        quantized=quantized,
        before=before,
        after=after,
        bytes_before=size,
        bytes_after=quantized.network.stored_bytes(),
        speeds=speeds,
    )


def costs_in_turns(checkpoint: Checkpoint, small: QuantizedNetwork) -> tuple[int, dict[str, Speed]]:
    """Bytes of the float graph, and how long everything takes, in turns."""
    import copy

    from emotion_gui.core.engines.engine import Engine, make_engine
    from emotion_gui.core.engines.measuring import engine_speeds
    from emotion_gui.core.model.checkpoint import Checkpoint
    from emotion_gui.core.model.onnx_graph import graph_of

    engines: dict[str, Engine] = {
        "torch": make_engine(checkpoint, "torch"),
        "onnxruntime": make_engine(checkpoint, "onnxruntime"),
        "int8": make_engine(Checkpoint(small, checkpoint.info), "onnxruntime"),
    }
    side = checkpoint.network.spec.input_side
    speeds = engine_speeds(engines, side=side)
    assert speeds is not None
    network = copy.deepcopy(checkpoint.network).cpu().eval()
    return len(graph_of(network, side=side)), speeds
