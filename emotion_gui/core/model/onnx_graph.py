"""A network as an ONNX graph in memory, and sessions that run such graphs."""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Iterator
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
    return buffer.getvalue()


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
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        providers = ["CPUExecutionProvider"]
        self._session: Any = onnxruntime.InferenceSession(graph, options, providers=providers)

    def run(self, faces: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Logits, shape (n, classes), of float32 input of shape (n, 1, side, side)."""
        return np.asarray(self._session.run([OUTPUT], {INPUT: faces})[0])


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
