"""Convolutions of an ONNX graph in 8 bits, as QuantizeLinear and DequantizeLinear pairs.

ONNX Runtime joins such pairs with the convolution between them into one that computes in whole
numbers. Its own tool writes the same; but that brings modules of its own into Python's path under
names such as `float16`, works on files, and would have to travel in every package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from emotion_gui.core.model.onnx_graph import put_in_order
from emotion_gui.core.quantizing.options import Granularity

_STEPS = 255  # of an activation, unsigned
_LARGEST = 127  # weight, signed
_LARGEST_BIAS = 1 << 30
_SMALLEST = 1e-12

Range = tuple[float, float]


def convolution_values(model: Any) -> tuple[tuple[str, str], ...]:
    """For each convolution the values that it reads and makes, behind its ReLU where it has one."""
    readers: dict[str, list[Any]] = {}
    for node in model.graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node)
    found = []
    for node in model.graph.node:
        if node.op_type == "Conv":
            after = readers.get(node.output[0], [])
            has_relu = [reader.op_type for reader in after] == ["Relu"]
            found.append((node.input[0], after[0].output[0] if has_relu else node.output[0]))
    return tuple(found)


def quantize_convolutions(
    graph: bytes,
    ranges: Mapping[str, Range],
    granularity: Granularity,
    *,
    float_layers: Sequence[int] = (),
) -> bytes:
    """The graph with its convolutions in 8 bits.

    Args:
        graph: in float32.
        ranges: smallest and largest of every value of `convolution_values`.
        granularity: a step for each map's weights, or one a layer.
        float_layers: which convolutions stay as they are, 0-based.
    """
    import onnx

    model = onnx.load_from_string(graph)
    work = _Work(model, ranges)
    values = convolution_values(model)
    convolutions = [node for node in model.graph.node if node.op_type == "Conv"]
    for layer, (node, (read, made)) in enumerate(zip(convolutions, values, strict=True)):
        if layer in float_layers:
            continue
        step = work.pair(read)
        work.pair(made)
        work.weights(node, step, each_map=granularity == "channel")
    work.finish()
    return bytes(model.SerializeToString())


class _Work:
    """A model while pairs are put into it."""

    def __init__(self, model: Any, ranges: Mapping[str, Range]) -> None:
        import onnx

        self._onnx = onnx
        self._model, self._ranges = model, ranges
        self._steps: dict[str, float] = {}
        self._new: list[Any] = []
        self._weights = {
            entry.name: onnx.numpy_helper.to_array(entry) for entry in model.graph.initializer
        }

    def pair(self, name: str) -> float:
        """Round a value to 8 bits for all who read it; once. Returns its step."""
        if name in self._steps:
            return self._steps[name]
        low, high = self._ranges[name]
        low, high = min(low, 0.0), max(high, 0.0)  # zero has to be exact: it is the padding
        step = max((high - low) / _STEPS, _SMALLEST)
        self._steps[name] = step
        scale = self._keep(f"{name}_scale", np.array(step, dtype=np.float32))
        zero = self._keep(f"{name}_zero", np.array(round(-low / step), dtype=np.uint8))
        for node in self._model.graph.node:
            for number, read in enumerate(node.input):
                if read == name:
                    node.input[number] = f"{name}_rounded"
        make = self._onnx.helper.make_node
        self._new += [
            make("QuantizeLinear", [name, scale, zero], [f"{name}_8bit"]),
            make("DequantizeLinear", [f"{name}_8bit", scale, zero], [f"{name}_rounded"]),
        ]
        return step

    def weights(self, node: Any, input_step: float, *, each_map: bool) -> None:
        """Weights in 8 bits, the bias in 32."""
        kernel = self._weights[node.input[1]]
        bias = self._weights[node.input[2]] if len(node.input) > 2 else None
        axes = (1, 2, 3) if each_map else (0, 1, 2, 3)
        steps = np.abs(kernel).max(axis=axes, keepdims=True) / _LARGEST
        if bias is not None:  # of a map that hardly weighs anything it would not fit
            needed = np.abs(bias).reshape(-1, 1, 1, 1) / (input_step * _LARGEST_BIAS)
            steps = np.maximum(steps, needed if each_map else needed.max())
        steps = np.maximum(steps, _SMALLEST).astype(np.float32)
        whole = np.clip(np.round(kernel / steps), -_LARGEST, _LARGEST).astype(np.int8)
        flat = steps.reshape(-1) if each_map else steps.reshape(())
        node.input[1] = self._dequantized(node.input[1], whole, flat)
        if bias is not None:
            small = (flat * np.float32(input_step)).astype(np.float32)
            node.input[2] = self._dequantized(
                node.input[2], np.round(bias / small).astype(np.int32), small
            )

    def finish(self) -> None:
        """Nodes in their order, and no weights that nobody reads any more."""
        graph = self._model.graph
        graph.node.extend(self._new)
        put_in_order(self._model)
        read = {name for node in graph.node for name in node.input}
        kept = [entry for entry in graph.initializer if entry.name in read]
        del graph.initializer[:]
        graph.initializer.extend(kept)

    def _dequantized(
        self, name: str, whole: npt.NDArray[np.generic], steps: npt.NDArray[np.float32]
    ) -> str:
        stored = self._keep(f"{name}_whole", whole)
        scale = self._keep(f"{name}_scale", steps)
        zero = self._keep(f"{name}_zero", np.zeros_like(steps, dtype=whole.dtype))
        axis: dict[str, Any] = {"axis": 0} if steps.ndim else {}
        self._new.append(
            self._onnx.helper.make_node(
                "DequantizeLinear", [stored, scale, zero], [f"{name}_float"], **axis
            )
        )
        return f"{name}_float"

    def _keep(self, name: str, values: npt.NDArray[np.generic]) -> str:
        self._model.graph.initializer.append(self._onnx.numpy_helper.from_array(values, name))
        return name
