"""What an ONNX graph from a file may be before a runtime is let near it.

A graph is a program: it can name other files, make gigabytes of nothing, and never end. Those that
`core.quantizing` writes hold six operations, and all that they need is known beforehand.
"""

from __future__ import annotations

import math
from typing import Any

from emotion_gui.core.model.onnx_graph import INPUT, OUTPUT

_OPERATIONS = frozenset(
    {"Conv", "DequantizeLinear", "MaxPool", "QuantizeLinear", "ReduceMean", "Relu"}
)
_MOST_NODES = 20_000  # the 1,000 layers that a checkpoint may have, some ten nodes each
_SMALLEST, _LARGEST = -4, 64  # of axes, strides, kernels, paddings
_POSITIVE = frozenset({"dilations", "group", "kernel_shape", "strides"})
_BYTES = {1: 4, 2: 1, 3: 1, 6: 4}  # of a number: float, uint8, int8, int32 in ONNX's count


def check_graph(graph: bytes, *, side: int, most_values: int) -> None:
    """Refuse a graph that is not one of ours; it is parsed, and not run.

    Args:
        graph: ONNX.
        side: of the faces that it takes, in pixels.
        most_values: that any of its values may have of one face.

    Raises:
        ValueError: with what is wrong.
    """
    import onnx
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

    try:
        model = onnx.load_from_string(graph)
    except DecodeError as error:
        raise ValueError("damaged") from error
    _check_nodes(model)
    _check_weights(model.graph)
    try:
        _check_shapes(model, side, most_values)
    except (onnx.shape_inference.InferenceError, onnx.checker.ValidationError) as error:
        raise ValueError("its values do not fit together") from error


def _check_nodes(model: Any) -> None:
    nodes = model.graph.node
    if len(nodes) > _MOST_NODES:
        raise ValueError(f"{len(nodes):,} nodes")
    named = {f"{node.domain}{'.' if node.domain else ''}{node.op_type}" for node in nodes}
    strange = sorted(named - _OPERATIONS) + [one.name for one in model.functions]
    if strange:
        raise ValueError(f"it does what none does: {', '.join(strange)[:200]}")
    for entry in (entry for node in nodes for entry in node.attribute):
        values = [entry.i] if entry.type == entry.INT else list(entry.ints)
        low = 1 if entry.name in _POSITIVE else _SMALLEST
        if entry.type not in (entry.INT, entry.INTS) or not all(
            low <= value <= _LARGEST for value in values
        ):
            raise ValueError(f"damaged at {entry.name[:60]}")


def _check_weights(graph: Any) -> None:
    """All numbers lie in the graph itself, as many as it says."""
    if graph.sparse_initializer:
        raise ValueError("damaged at its weights")
    for tensor in graph.initializer:
        if tensor.data_location or tensor.external_data:
            raise ValueError("it names other files")
        count = math.prod(tensor.dims) * _BYTES.get(tensor.data_type, 0)
        if min(tensor.dims, default=1) < 0 or count != len(tensor.raw_data):
            raise ValueError(f"damaged at {tensor.name[:60]}")


def _check_shapes(model: Any, side: int, most_values: int) -> None:
    """Follow one face through it, by shapes alone."""
    import onnx

    graph = model.graph
    if [entry.name for entry in graph.input] != [INPUT] or OUTPUT not in {
        entry.name for entry in graph.output
    }:
        raise ValueError("damaged at its input or output")
    face = onnx.helper.make_tensor_value_info(INPUT, onnx.TensorProto.FLOAT, [1, 1, side, side])
    graph.input[0].CopyFrom(face)
    del graph.value_info[:]
    for entry in graph.output:
        entry.type.tensor_type.ClearField("shape")
    inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True).graph
    known = {entry.name: entry.type.tensor_type for entry in inferred.value_info}
    known |= {entry.name: entry.type.tensor_type for entry in inferred.output}
    for name in (name for node in graph.node for name in node.output):
        kind = known.get(name)
        if kind is None or not kind.HasField("shape"):
            raise ValueError("its values do not fit together")
        values = math.prod(dimension.dim_value for dimension in kind.shape.dim)
        if not 0 < values <= most_values:
            raise ValueError(f"{values:,} values in one place of a single face")
