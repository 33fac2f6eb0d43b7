"""The ranges of a network's layers over real faces, and graphs in 8 bits made with them.

Static quantization: activations unsigned, weights signed; Jacob et al., CVPR 2018.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.onnx_graph import INPUT, GraphSession, graph_of, with_outputs
from emotion_gui.core.quantizing.options import Granularity
from emotion_gui.core.quantizing.qdq import Range, convolution_values, quantize_convolutions

_BATCH = 32
_STEPS = 255


@dataclass(frozen=True, kw_only=True)
class LayerRange:
    """What a layer's input was over the calibration faces.

    Attributes:
        name: of the layer, for people.
        low, high: smallest and largest value, each the mean over batches of faces.
        step: between two neighbouring values in 8 bits.
    """

    name: str
    low: float
    high: float

    @property
    def step(self) -> float:
        return (max(self.high, 0.0) - min(self.low, 0.0)) / _STEPS


@dataclass(frozen=True, eq=False, kw_only=True)
class CalibratedGraph:
    """A network as a float graph with the ranges of its layers.

    Attributes:
        graph: ONNX in float32.
        ranges: of each layer's input, in the order of the layers.
        values: smallest and largest of all values that layers read and make, by their names.
    """

    graph: bytes
    ranges: tuple[LayerRange, ...]
    values: Mapping[str, Range]

    def quantized(self, granularity: Granularity, *, float_layers: Sequence[int] = ()) -> bytes:
        """The graph in 8 bits; see `quantize_convolutions`."""
        return quantize_convolutions(
            self.graph, self.values, granularity, float_layers=float_layers
        )


def calibrate(
    network: EmotionCNN, faces: npt.NDArray[np.uint8], preprocessing: Preprocessing
) -> CalibratedGraph:
    """Run faces through a network and note between which values each layer's input lies.

    Args:
        network: float; not changed.
        faces: shape (n, side, side); of the training part.
        preprocessing: how they become input.
    """
    import onnx

    prepared = copy.deepcopy(network).cpu().eval()
    graph = graph_of(prepared, side=network.spec.input_side)
    read_and_made = convolution_values(onnx.load_from_string(graph))
    names = {name for pair in read_and_made for name in pair}
    values = _ranges(graph, sorted(names), faces, preprocessing)
    layers = layer_names(network, len(read_and_made))
    ranges = [
        LayerRange(name=layer, low=values[read][0], high=values[read][1])
        for layer, (read, _) in zip(layers, read_and_made, strict=True)
    ]
    return CalibratedGraph(graph=graph, ranges=tuple(ranges), values=values)


def _ranges(
    graph: bytes,
    names: Sequence[str],
    faces: npt.NDArray[np.uint8],
    preprocessing: Preprocessing,
) -> dict[str, Range]:
    """The mean over batches of each value's smallest and largest.

    Means: a single outlier must not stretch the steps of all faces.
    """
    inside = [name for name in names if name != INPUT]
    session = GraphSession(with_outputs(graph, inside))
    seen: dict[str, list[Range]] = {name: [] for name in names}
    for start in range(0, len(faces), _BATCH):
        batch = to_input(faces[start : start + _BATCH], preprocessing).numpy()
        found = {INPUT: batch, **session.values(inside, batch)}
        for name, ranges in seen.items():
            ranges.append((float(found[name].min()), float(found[name].max())))
    means = {name: np.mean(ranges, axis=0) for name, ranges in seen.items()}
    return {name: (float(low), float(high)) for name, (low, high) in means.items()}


def layer_names(network: EmotionCNN, convolutions: int) -> tuple[str, ...]:
    """The layers as Prune names them; a backbone's convolutions are counted."""
    names = (*network.spec.layer_names(), "head")
    if len(names) == convolutions:
        return names
    return tuple(f"convolution {k}" for k in range(1, convolutions + 1))
