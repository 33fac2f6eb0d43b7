"""The ranges of a network's layers over real faces, and graphs in 8 bits made with them.

Static quantization in the form of QuantizeLinear and DequantizeLinear pairs (QDQ), as ONNX
Runtime has it: activations unsigned, weights signed; Jacob et al., CVPR 2018.
"""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.onnx_graph import INPUT, graph_of, put_in_order
from emotion_gui.core.quantizing.options import Granularity

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
        nodes: the names of the layers' nodes in the graph.
        tensors: ONNX Runtime's own record of the ranges.
    """

    graph: bytes
    ranges: tuple[LayerRange, ...]
    nodes: tuple[str, ...]
    tensors: Any

    def quantized(self, granularity: Granularity, *, float_layers: Sequence[int] = ()) -> bytes:
        """The graph in 8 bits.

        Args:
            granularity: of the weights' steps.
            float_layers: which layers stay as they are, 0-based.
        """
        import onnx
        from onnxruntime.quantization import QuantType
        from onnxruntime.quantization.qdq_quantizer import QDQQuantizer

        quantizer = QDQQuantizer(
            onnx.load_from_string(self.graph),
            per_channel=granularity == "channel",
            reduce_range=False,
            weight_qType=QuantType.QInt8,
            activation_qType=QuantType.QUInt8,
            tensors_range=copy.deepcopy(self.tensors),
            nodes_to_quantize=[],
            nodes_to_exclude=[self.nodes[layer] for layer in float_layers],
            op_types_to_quantize=["Conv"],
            extra_options={},
        )
        quantizer.quantize_model()
        put_in_order(quantizer.model.model)
        return bytes(quantizer.model.model.SerializeToString())


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
    from onnxruntime.quantization import CalibrationMethod
    from onnxruntime.quantization.calibrate import create_calibrator

    prepared = copy.deepcopy(network).cpu().eval()
    graph = graph_of(prepared, side=network.spec.input_side)
    # ONNX Runtime's calibration works on files.
    with tempfile.TemporaryDirectory(prefix="emotion-quantize-") as folder:
        file = Path(folder) / "float.onnx"
        file.write_bytes(graph)
        calibrator = create_calibrator(
            file,
            ["Conv"],
            augmented_model_path=str(Path(folder) / "watched.onnx"),
            calibrate_method=CalibrationMethod.MinMax,
            # Means over batches: a single outlier must not stretch the steps of all faces.
            extra_options={"moving_average": True},
        )
        calibrator.collect_data(_Batches(faces, preprocessing))
        tensors = calibrator.compute_data()
        del calibrator
    convolutions = [
        node for node in onnx.load_from_string(graph).graph.node if node.op_type == "Conv"
    ]
    names = layer_names(network, len(convolutions))
    ranges = []
    for name, node in zip(names, convolutions, strict=True):
        low, high = tensors[node.input[0]].range_value
        ranges.append(LayerRange(name=name, low=float(np.min(low)), high=float(np.max(high))))
    return CalibratedGraph(
        graph=graph,
        ranges=tuple(ranges),
        nodes=tuple(node.name for node in convolutions),
        tensors=tensors,
    )


def layer_names(network: EmotionCNN, convolutions: int) -> tuple[str, ...]:
    """The layers as Prune names them; a backbone's convolutions are counted."""
    names = (*network.spec.layer_names(), "head")
    if len(names) == convolutions:
        return names
    return tuple(f"convolution {k}" for k in range(1, convolutions + 1))


class _Batches:
    """Faces as ONNX Runtime's calibration asks for them."""

    def __init__(self, faces: npt.NDArray[np.uint8], preprocessing: Preprocessing) -> None:
        self._batches: Iterator[dict[str, npt.NDArray[np.float32]]] = (
            {INPUT: to_input(faces[k : k + _BATCH], preprocessing).numpy()}
            for k in range(0, len(faces), _BATCH)
        )

    def __iter__(self) -> Iterator[dict[str, npt.NDArray[np.float32]]]:
        return self._batches

    def __next__(self) -> dict[str, npt.NDArray[np.float32]]:
        return next(self._batches)

    def get_next(self) -> dict[str, npt.NDArray[np.float32]] | None:
        """The next batch; None at the end."""
        return next(self._batches, None)
