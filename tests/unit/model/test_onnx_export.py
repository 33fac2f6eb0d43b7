"""Exported files answer like the network, for any number of faces."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch

from emotion_gui.core.errors import StorageError
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.model import onnx_export
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.onnx_export import (
    ExportMismatchError,
    export_onnx,
    export_torchscript,
)
from emotion_gui.core.model.spec import NetworkSpec

SPEC = NetworkSpec(((4, 5), (6,)), (True, True), input_side=12, dropout=0.2)
FACES = np.random.default_rng(0).integers(0, 256, (3, 12, 12), dtype=np.uint8)


@pytest.fixture
def checkpoint() -> Checkpoint:
    torch.manual_seed(0)
    info = CheckpointInfo(spec=SPEC, preprocessing=Preprocessing(mean=0.4, std=0.2))
    return Checkpoint(EmotionCNN(SPEC), info)


def test_onnx(checkpoint: Checkpoint, tmp_path: Path) -> None:
    import onnxruntime

    path = tmp_path / "out" / "network.onnx"
    result = export_onnx(checkpoint, path)
    assert (result.file, result.bytes) == (str(path), path.stat().st_size)
    assert result.max_logit_difference < 1e-5
    assert [entry.name for entry in path.parent.iterdir()] == ["network.onnx"]
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    pixels = (FACES[:, None] / 255).astype(np.float32)
    (logits,) = session.run(None, {"faces": pixels})
    expected = predict_logits(checkpoint.network, FACES, checkpoint.info.preprocessing)
    assert np.allclose(logits, expected, atol=1e-5)
    metadata = session.get_modelmeta().custom_metadata_map
    assert json.loads(metadata["labels"])[3] == "happy"
    assert checkpoint.network.training, "the caller's network keeps its mode"


def test_torchscript(checkpoint: Checkpoint, tmp_path: Path) -> None:
    path = tmp_path / "network.pt"
    result = export_torchscript(checkpoint, path)
    assert result.max_logit_difference < 1e-5
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        loaded = torch.jit.load(str(path))
    logits = loaded(torch.from_numpy(FACES[:, None] / 255).float()).detach().numpy()
    expected = predict_logits(checkpoint.network, FACES, checkpoint.info.preprocessing)
    assert np.allclose(logits, expected, atol=1e-5)


@pytest.mark.parametrize("export", [export_onnx, export_torchscript])
def test_a_file_that_answers_otherwise_is_not_kept(
    checkpoint: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, export: object
) -> None:
    assert callable(export)
    pixels = onnx_export._test_pixels
    monkeypatch.setattr(onnx_export, "_test_pixels", lambda known: pixels(known) * 0.9)
    with pytest.raises(ExportMismatchError):
        export(checkpoint, tmp_path / "network.bin")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file(checkpoint: Checkpoint, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StorageError):
        export_onnx(checkpoint, tmp_path / "file" / "network.onnx")
