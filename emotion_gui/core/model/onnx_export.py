"""A network in the forms of other programs, compared with what we get.

Both forms take gray faces as float32 of shape (n, 1, side, side) with pixels in [0, 1] and give
logits of shape (n, classes): the checkpoint's normalisation is part of the file, its softmax
temperature and its labels travel as metadata. The number of faces is free.
"""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.faces.mtcnn_networks import single_thread
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.files import write_bytes
from emotion_gui.core.model.checkpoint import Checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.onnx_graph import (
    INPUT,
    GraphSession,
    graph_of,
    in_half,
    without_deprecations,
)
from emotion_gui.core.model.quantized_network import QuantizedNetwork, require_layers

_COMPARED_FACES = 32
_BOUND = 1e-4  # of the largest logit, or of 1 where all are smaller
_HALF_BOUND = 1e-2  # float16 has three digits


class ExportMismatchError(EmotionGuiError):
    """The exported file does not answer like the network."""

    def __init__(self, path: Path, difference: float) -> None:
        self.path, self.difference = path, difference
        super().__init__(
            f"{path.name}: the exported file's logits differ by {difference:.2g}; nothing was saved"
        )


@dataclass(frozen=True)
class ExportResult:
    """A file that was written and checked.

    Attributes:
        file: its path, as given.
        bytes: its size.
        max_logit_difference: largest difference of any logit from the network's own, over 32
            seeded test pictures.
    """

    file: str
    bytes: int
    max_logit_difference: float


class _WithNormalisation(nn.Module):
    """Pixels in [0, 1] in, logits out."""

    def __init__(self, network: EmotionCNN, mean: float, std: float) -> None:
        super().__init__()
        self.network, self.mean, self.std = network, mean, std

    def forward(self, faces: torch.Tensor) -> torch.Tensor:
        logits = self.network((faces - self.mean) / self.std)
        assert isinstance(logits, torch.Tensor)
        return logits


def export_onnx(checkpoint: Checkpoint, path: Path, *, half: bool = False) -> ExportResult:
    """Write ONNX (opset 17; input `faces`, output `logits`), whole or not at all.

    A quantized network is written in 8 bits, as it is.

    Args:
        checkpoint: the network.
        path: the file.
        half: store weights as float16, and compute in it; input and output stay float32.

    Raises:
        ExportMismatchError: ONNX Runtime's answers differ; nothing was saved.
        StorageError: the disk refused.
    """
    data = _model(checkpoint, half=half)
    answers = GraphSession(data).run(_test_pixels(checkpoint))
    return _kept(checkpoint, path, data, answers, bound=_HALF_BOUND if half else _BOUND)


def onnx_size(checkpoint: Checkpoint) -> int:
    """Bytes that `export_onnx` would write."""
    return len(_model(checkpoint))


def _model(checkpoint: Checkpoint, *, half: bool = False) -> bytes:
    import onnx

    graph = _graph(checkpoint)
    if half:
        require_layers(checkpoint.network)
        graph = in_half(graph)
    model = onnx.load_from_string(graph)
    onnx.helper.set_model_props(model, _metadata(checkpoint))
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def _graph(checkpoint: Checkpoint) -> bytes:
    """From pixels in [0, 1] to logits."""
    if isinstance(checkpoint.network, QuantizedNetwork):
        return _from_pixels(checkpoint.network.graph, checkpoint.info.preprocessing)
    return graph_of(_prepared(checkpoint), side=checkpoint.network.spec.input_side)


def _from_pixels(graph: bytes, preprocessing: Preprocessing) -> bytes:
    """A graph that takes normalised faces, with the normalisation in front."""
    import onnx

    model = onnx.load_from_string(graph)
    for node in model.graph.node:
        for number, name in enumerate(node.input):
            if name == INPUT:
                node.input[number] = "normalised"
    for name, value in (("mean", preprocessing.mean), ("std", preprocessing.std)):
        model.graph.initializer.append(
            onnx.numpy_helper.from_array(np.array(value, dtype=np.float32), name)
        )
    nodes = [
        onnx.helper.make_node("Sub", [INPUT, "mean"], ["centred"]),
        onnx.helper.make_node("Div", ["centred", "std"], ["normalised"]),
        *model.graph.node,
    ]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return bytes(model.SerializeToString())


def export_torchscript(checkpoint: Checkpoint, path: Path) -> ExportResult:
    """Write TorchScript for `torch.jit.load`, whole or not at all.

    Raises:
        ExportMismatchError: the loaded file's answers differ; nothing was saved.
        StorageError: the disk refused.
    """
    require_layers(checkpoint.network)
    module = _prepared(checkpoint)
    # In memory first: torch's own writer of files ends the process where the disk is full, and
    # takes no path that is outside Windows' code page.
    buffer = io.BytesIO()
    with without_deprecations(), torch.inference_mode(mode=False), torch.no_grad():
        traced = torch.jit.trace(module, _example(checkpoint))  # type: ignore[no-untyped-call]
        torch.jit.save(traced, buffer, _extra_files=_metadata(checkpoint))
        data = buffer.getvalue()
        loaded = torch.jit.load(io.BytesIO(data))  # type: ignore[no-untyped-call]
        answers = loaded(torch.from_numpy(_test_pixels(checkpoint))).numpy()
    return _kept(checkpoint, path, data, answers)


def loaded_answers(
    file: Path, *, torchscript: bool
) -> Callable[[npt.NDArray[np.float32]], npt.NDArray[np.float32]]:
    """An exported file as another program runs it, on one thread."""
    if not torchscript:
        return GraphSession(file.read_bytes()).run
    with without_deprecations():
        module = torch.jit.load(io.BytesIO(file.read_bytes()))  # type: ignore[no-untyped-call]

    def answer(faces: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        with torch.inference_mode(), single_thread():
            return np.asarray(module(torch.from_numpy(faces)).numpy())

    return answer


def _kept(
    checkpoint: Checkpoint,
    path: Path,
    data: bytes,
    answers: npt.NDArray[np.float32],
    *,
    bound: float = _BOUND,
) -> ExportResult:
    """Write what was proven to answer like the network."""
    difference = _compared(checkpoint, path, answers, bound=bound)
    write_bytes(path, data)
    return ExportResult(str(path), len(data), difference)


def _prepared(checkpoint: Checkpoint) -> nn.Module:
    network = copy.deepcopy(checkpoint.network).cpu().eval()
    preprocessing = checkpoint.info.preprocessing
    return _WithNormalisation(network, preprocessing.mean, preprocessing.std).eval()


def _example(checkpoint: Checkpoint) -> torch.Tensor:
    side = checkpoint.network.spec.input_side
    return torch.zeros(2, 1, side, side)


def _test_faces(checkpoint: Checkpoint) -> npt.NDArray[np.uint8]:
    """Seeded pictures from flat to noisy."""
    side = checkpoint.network.spec.input_side
    noise = np.random.default_rng(0).uniform(-128, 128, (_COMPARED_FACES, side, side))
    strength = np.linspace(0.0, 1.0, _COMPARED_FACES)[:, None, None]
    return (128 + strength * noise).clip(0, 255).astype(np.uint8)


def _test_pixels(checkpoint: Checkpoint) -> npt.NDArray[np.float32]:
    """The seeded pictures as exported files take them."""
    return np.asarray(_test_faces(checkpoint)[:, np.newaxis] / np.float32(255), dtype=np.float32)


def _metadata(checkpoint: Checkpoint) -> dict[str, str]:
    return {
        "labels": json.dumps(list(checkpoint.info.labels)),
        "label_set": json.dumps(checkpoint.info.label_set.to_json()),
        "temperature": json.dumps(checkpoint.info.temperature),
        "input": "gray faces, float32 (n, 1, side, side), pixels in [0, 1]",
    }


def _compared(
    checkpoint: Checkpoint, path: Path, answers: npt.NDArray[np.float32], *, bound: float
) -> float:
    """Largest difference from what the application itself computes.

    Raises:
        ExportMismatchError: more than rounding.
    """
    network = copy.deepcopy(checkpoint.network).cpu().eval()
    with torch.inference_mode():
        faces = to_input(_test_faces(checkpoint), checkpoint.info.preprocessing)
        expected = network(faces).numpy()
    difference = float(np.abs(expected - answers).max())
    if not difference <= bound * max(1.0, float(np.abs(expected).max())):  # NaN fails too
        raise ExportMismatchError(path, difference)
    return difference
