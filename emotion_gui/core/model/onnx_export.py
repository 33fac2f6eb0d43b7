"""Write a network for other programs, and compare what they will get with what we get.

Both forms take gray faces as float32 of shape (n, 1, side, side) with pixels in [0, 1] and give
logits of shape (n, classes): the checkpoint's normalisation is part of the file, its softmax
temperature and its labels travel as metadata. The number of faces is free.
"""

from __future__ import annotations

import copy
import io
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.files import write_bytes
from emotion_gui.core.model.checkpoint import Checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.onnx_graph import GraphSession, graph_of, without_deprecations

_COMPARED_FACES = 32
_BOUND = 1e-4  # of the largest logit, or of 1 where all are smaller


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


def export_onnx(checkpoint: Checkpoint, path: Path) -> ExportResult:
    """Write ONNX (opset 17; input `faces`, output `logits`), whole or not at all.

    Raises:
        ExportMismatchError: ONNX Runtime's answers differ; nothing was saved.
        StorageError: the disk refused.
    """
    import onnx

    side = checkpoint.network.spec.input_side
    model = onnx.load_from_string(graph_of(_prepared(checkpoint), side=side))
    onnx.helper.set_model_props(model, _metadata(checkpoint))
    onnx.checker.check_model(model)
    data = model.SerializeToString()
    answers = GraphSession(data).run(_test_pixels(checkpoint).numpy())
    return _kept(checkpoint, path, data, answers)


def export_torchscript(checkpoint: Checkpoint, path: Path) -> ExportResult:
    """Write TorchScript for `torch.jit.load`, whole or not at all.

    Raises:
        ExportMismatchError: the loaded file's answers differ; nothing was saved.
        StorageError: the disk refused.
    """
    module = _prepared(checkpoint)
    # In memory first: torch's own writer of files ends the process where the disk is full, and
    # takes no path that is outside Windows' code page.
    buffer = io.BytesIO()
    with without_deprecations(), torch.inference_mode(mode=False), torch.no_grad():
        traced = torch.jit.trace(module, _example(checkpoint))  # type: ignore[no-untyped-call]
        torch.jit.save(traced, buffer, _extra_files=_metadata(checkpoint))
        data = buffer.getvalue()
        loaded = torch.jit.load(io.BytesIO(data))  # type: ignore[no-untyped-call]
        answers = loaded(_test_pixels(checkpoint)).numpy()
    return _kept(checkpoint, path, data, answers)


def _kept(
    checkpoint: Checkpoint, path: Path, data: bytes, answers: npt.NDArray[np.float32]
) -> ExportResult:
    """Write what was proven to answer like the network."""
    difference = _compared(checkpoint, path, answers)
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


def _test_pixels(checkpoint: Checkpoint) -> torch.Tensor:
    return torch.from_numpy(_test_faces(checkpoint)).unsqueeze(1).float().div_(255.0)


def _metadata(checkpoint: Checkpoint) -> dict[str, str]:
    return {
        "labels": json.dumps(list(checkpoint.info.labels)),
        "label_set": json.dumps(checkpoint.info.label_set.to_json()),
        "temperature": json.dumps(checkpoint.info.temperature),
        "input": "gray faces, float32 (n, 1, side, side), pixels in [0, 1]",
    }


def _compared(checkpoint: Checkpoint, path: Path, answers: npt.NDArray[np.float32]) -> float:
    """Largest difference from what the application itself computes.

    Raises:
        ExportMismatchError: more than rounding.
    """
    network = copy.deepcopy(checkpoint.network).cpu().eval()
    with torch.inference_mode():
        faces = to_input(_test_faces(checkpoint), checkpoint.info.preprocessing)
        expected = network(faces).numpy()
    difference = float(np.abs(expected - answers).max())
    if not difference <= _BOUND * max(1.0, float(np.abs(expected).max())):  # NaN fails too
        raise ExportMismatchError(path, difference)
    return difference
