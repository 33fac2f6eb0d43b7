"""Batched prediction: order, flip, memory maps, untouched network, cancel."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.spec import NetworkSpec

SPEC = NetworkSpec(((4,), (6, 5)), (True, True), input_side=10, dropout=0.5)
FACES = np.random.default_rng(0).integers(0, 256, (23, 10, 10), dtype=np.uint8)
PRE = Preprocessing()


@pytest.fixture
def network() -> EmotionCNN:
    torch.manual_seed(0)
    return EmotionCNN(SPEC)


def test_batches_keep_the_order_and_the_networks_mode(network: EmotionCNN) -> None:
    strides = network.blocks[1].conv.weight.stride()
    logits = predict_logits(network, FACES, PRE, batch_size=7)
    assert network.training
    assert network.blocks[1].conv.weight.stride() == strides
    with torch.inference_mode():
        expected = network.eval()(to_input(FACES, PRE)).numpy()
    assert logits.dtype == np.float32
    assert np.allclose(logits, expected, atol=1e-5)


def test_flip_averages_logits_of_both_views(network: EmotionCNN) -> None:
    both = predict_logits(network, FACES, PRE, flip=True)
    plain = predict_logits(network, FACES, PRE)
    mirrored = predict_logits(network, FACES[:, :, ::-1], PRE)
    assert np.allclose(both, (plain + mirrored) / 2, atol=1e-5)


def test_memory_map_progress_and_no_faces(network: EmotionCNN, tmp_path: Path) -> None:
    np.save(tmp_path / "faces.npy", FACES)
    reports: list[Progress] = []
    mapped = np.load(tmp_path / "faces.npy", mmap_mode="r")
    context = JobContext(report=reports.append)
    logits = predict_logits(network, mapped, PRE, batch_size=10, context=context)
    assert np.array_equal(logits, predict_logits(network, FACES, PRE, batch_size=10))
    assert [report.done for report in reports] == [10, 20, 23]
    assert predict_logits(network, FACES[:0], PRE).shape == (0, 7)


def test_cancel_and_wrong_faces(network: EmotionCNN) -> None:
    with pytest.raises(JobCancelled):
        predict_logits(network, FACES, PRE, context=JobContext(is_cancelled=lambda: True))
    for bad in (FACES[:, :9], FACES[0], FACES.astype(np.float32)):
        with pytest.raises(ConfigError):
            predict_logits(network, bad, PRE)
