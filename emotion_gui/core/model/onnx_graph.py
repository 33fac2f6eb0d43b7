"""A network as an ONNX graph in memory, and sessions that run such graphs."""

from __future__ import annotations

import copy
import io
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

INPUT, OUTPUT = "faces", "logits"
_OPSET = 17
_EXPORTING = threading.Lock()  # the exporter keeps its state in globals


def graph_of(module: nn.Module, *, side: int) -> bytes:
    """ONNX (opset 17; input `faces`, output `logits`) of a module in evaluation mode on the CPU.

    Args:
        module: from (n, 1, side, side) to (n, classes); the number of faces is free.
        side: of a face, in pixels.
    """
    buffer = io.BytesIO()
    with _EXPORTING, without_deprecations():
        torch.onnx.export(
            module,
            (torch.zeros(2, 1, side, side),),
            buffer,  # type: ignore[arg-type]  # this exporter takes one; the types are the other's
            dynamo=False,
            input_names=[INPUT],
            output_names=[OUTPUT],
            dynamic_axes={INPUT: {0: "n"}, OUTPUT: {0: "n"}},
            opset_version=_OPSET,
        )
    return _relu_before_pool(buffer.getvalue())


def _relu_before_pool(graph: bytes) -> bytes:
    """The same answers bit for bit; ONNX Runtime joins a ReLU to the convolution before it.

    torch is faster the other way round; in int8 the convolution takes twice as long that way.
    """
    import onnx

    model = onnx.load_from_string(graph)
    readers: dict[str, list[Any]] = {}
    for node in model.graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node)
    for node in model.graph.node:
        after = readers.get(node.output[0], [])
        if node.op_type != "MaxPool" or [reader.op_type for reader in after] != ["Relu"]:
            continue
        pool, relu = copy.deepcopy(node), copy.deepcopy(after[0])
        node.CopyFrom(relu)
        node.input[0], node.output[0] = pool.input[0], pool.output[0]
        after[0].CopyFrom(pool)
        after[0].input[0], after[0].output[0] = pool.output[0], relu.output[0]
    return bytes(model.SerializeToString())


def put_in_order(model: Any) -> None:
    """Each node of an ONNX model behind those whose values it reads, as the format wants it.

    ONNX Runtime's converters append theirs at the end.
    """
    graph = model.graph
    known = {"", *(entry.name for entry in (*graph.input, *graph.initializer))}
    waiting, ordered = list(graph.node), []
    while waiting:
        ready = [node for node in waiting if known.issuperset(node.input)]
        assert ready, "the graph has a circle"
        ordered += ready
        known.update(name for node in ready for name in node.output)
        waiting = [node for node in waiting if not known.issuperset(node.output)]
    del graph.node[:]
    graph.node.extend(ordered)


class GraphSession:
    """An ONNX graph, ready to run on the CPU.

    Args:
        graph: the file's bytes.
        threads: that one call may use. They sleep while there is nothing to do: spinning, they
            would take the cores that searching for faces and other programs need.
    """

    def __init__(self, graph: bytes, *, threads: int = 1) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 4  # what it says it raises; names of a file are no log's text
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        providers = ["CPUExecutionProvider"]
        # Its way back from other providers prints, tries the same again, and prints once more.
        self._session: Any = onnxruntime.InferenceSession(
            graph, options, providers=providers, enable_fallback=0
        )
        self.threads = threads

    def run(self, faces: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Logits, shape (n, classes), of float32 input of shape (n, 1, side, side)."""
        return np.asarray(self._session.run([OUTPUT], {INPUT: faces})[0])

    def values(
        self, names: Sequence[str], faces: npt.NDArray[np.float32]
    ) -> dict[str, npt.NDArray[np.float32]]:
        """Outputs of `with_outputs` by their names."""
        return dict(zip(names, self._session.run(list(names), {INPUT: faces}), strict=True))


def with_outputs(graph: bytes, names: Sequence[str]) -> bytes:
    """The same graph, which also gives these of its inner values."""
    import onnx

    model = onnx.load_from_string(graph)
    for name in names:
        value = onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None)
        model.graph.output.append(value)
    return bytes(model.SerializeToString())


def in_half(graph: bytes) -> bytes:
    """The same graph with float16 inside; it takes and gives float32."""
    import onnx

    half, whole = onnx.TensorProto.FLOAT16, onnx.TensorProto.FLOAT
    model = onnx.load_from_string(graph)
    nodes = model.graph.node
    tensors = [entry.t for node in nodes for entry in node.attribute if entry.name == "value"]
    for tensor in (*model.graph.initializer, *tensors):
        if tensor.data_type == whole:
            values = onnx.numpy_helper.to_array(tensor).astype(np.float16)
            tensor.CopyFrom(onnx.numpy_helper.from_array(values, tensor.name))
    for node in nodes:
        for names, outside in ((node.input, INPUT), (node.output, OUTPUT)):
            names[:] = [f"{name}_half" if name == outside else name for name in names]
        for entry in node.attribute:
            if node.op_type == "Cast" and entry.name == "to" and entry.i == whole:
                entry.i = half
    nodes.append(onnx.helper.make_node("Cast", [INPUT], [f"{INPUT}_half"], to=half))
    nodes.append(onnx.helper.make_node("Cast", [f"{OUTPUT}_half"], [OUTPUT], to=whole))
    del model.graph.value_info[:]
    put_in_order(model)
    return bytes(model.SerializeToString())


def runtime_errors() -> tuple[type[Exception], ...]:
    """What ONNX Runtime raises of a graph that is damaged; the classes have no common base."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    kinds = [kind for kind in vars(state).values() if isinstance(kind, type)]
    return tuple(kind for kind in kinds if issubclass(kind, Exception))


@contextmanager
def without_deprecations() -> Iterator[None]:
    """torch 2.13 announces the end of both exporters; the pin keeps them until we move on."""
    with warnings.catch_warnings():
        for message in (
            "You are using the legacy TorchScript-based ONNX export",
            "The feature will be removed",
            r"`torch\.jit\.\w+` is deprecated",
        ):
            warnings.filterwarnings("ignore", message=message, category=DeprecationWarning)
        yield
