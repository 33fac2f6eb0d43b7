"""Small networks with lively batch norms, and one that has really learnt something."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
import torch

from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.spec import PAPER, NetworkSpec

Faces = npt.NDArray[np.uint8]
Labels = npt.NDArray[np.int64]


def random_faces(count: int, side: int, seed: int = 0) -> Faces:
    """Smooth blobs: neighbouring pixels agree, as in pictures."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (count, 4, 4), dtype=np.uint8)
    repeat = -(-side // 4)
    return coarse.repeat(repeat, axis=1).repeat(repeat, axis=2)[:, :side, :side].copy()


def random_network(spec: NetworkSpec, seed: int = 0) -> EmotionCNN:
    """Random weights; batch norms calibrated on faces, then disturbed, as training leaves them."""
    torch.manual_seed(seed)
    network = EmotionCNN(spec).train()
    pixels = to_input(random_faces(64, spec.input_side, seed + 1), Preprocessing())
    norms = [part for part in network.modules() if isinstance(part, torch.nn.BatchNorm2d)]
    with torch.no_grad():
        for norm in norms:
            norm.momentum = None
        network(pixels)
        for norm in norms:
            norm.momentum = 0.1
            norm.weight.uniform_(0.5, 1.5)
            norm.bias.uniform_(-0.5, 0.5)
    return network.eval()


@pytest.fixture(scope="session")
def make_network() -> Callable[[NetworkSpec, int], EmotionCNN]:
    return random_network


@pytest.fixture(scope="session")
def make_faces() -> Callable[[int, int, int], Faces]:
    return random_faces


@pytest.fixture(scope="session")
def learnt() -> tuple[Checkpoint, Faces, Labels]:
    """The paper's network after a few steps on seven kinds of noisy pictures."""
    side, kinds = 48, 7
    rng = np.random.default_rng(7)
    labels = np.arange(420) % kinds
    patterns = random_faces(kinds, side, 3).astype(np.float64)
    noise = rng.normal(0, 1, (len(labels), side // 8, side // 8))
    noise = noise.repeat(8, axis=1).repeat(8, axis=2) * 50
    faces = (128 + (patterns[labels] - 128) * 0.35 + noise).clip(0, 255).astype(np.uint8)
    torch.manual_seed(0)
    network = EmotionCNN(PAPER).train()
    for part in network.modules():
        if isinstance(part, torch.nn.BatchNorm2d):
            part.momentum = 0.5  # so few steps
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    for step in range(18):
        rows = rng.permutation(len(labels))[:42] if step else np.arange(42)
        loss = torch.nn.functional.cross_entropy(
            network(to_input(faces[rows], Preprocessing())), torch.from_numpy(labels[rows])
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return Checkpoint(network.eval(), CheckpointInfo(spec=PAPER)), faces, labels
