"""A training that goes on after any of its epochs is the one that was never stopped."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from helpers.pruning import small_stripes

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training.config import AugmentationConfig, TrainConfig
from emotion_gui.core.training.engine import TrainState, new_state, train_epochs
from emotion_gui.core.training.resuming import load_state, state_bytes

CONFIG = TrainConfig(
    network=NetworkSpec(((4,), (6,)), (True, True), input_side=8, dropout=0.2),
    epochs=3,
    batch_size=14,
    learning_rate=1e-2,
    device="cpu",
    augmentation=AugmentationConfig(rotation_deg=5, brightness=0.1, contrast=0.1, noise=0.05),
)
RECIPES: dict[str, dict[str, Any]] = {
    "sgd": {"optimizer": "sgd"},
    "sgd with an average": {"optimizer": "sgd", "ema": 0.5, "balance_classes": "sampling"},
    "adam": {"optimizer": "adam", "schedule": "cosine"},
    "adamw with an average": {"optimizer": "adamw", "ema": 0.5, "weight_decay": 0.1},
    "a teacher of what the student sees": {"teacher": "t", "teacher_weight": 0.5},
    "a teacher of clean faces": {"teacher": "t", "teacher_weight": 1.0, "teacher_sees": "clean"},
    "a teacher of crops": {"optimizer": "sgd", "teacher": "t", "teacher_sees": "crop"},
    "frozen features": {"frozen_features": True},
}


def part(count: int, seed: int) -> FacePart:
    faces, labels = small_stripes(count, side=8, seed=seed)
    return FacePart(faces, np.arange(count), labels)


TRAIN, TEST = part(42, 0), part(14, 1)


def train(config: TrainConfig, state: TrainState) -> list[bytes]:
    """The state after each epoch, as a file keeps it."""
    made = new_state(dataclasses.replace(CONFIG, seed=7)).network
    teacher = Checkpoint(made, CheckpointInfo(made.spec, Preprocessing()))
    stored: list[bytes] = []
    train_epochs(
        config,
        state,
        train=TRAIN,
        test=TEST,
        preprocessing=Preprocessing(),
        on_epoch=lambda state, is_best: stored.append(state_bytes(state)),
        context=JobContext(),
        teachers=[teacher] if config.teacher else [],
    )
    return stored


def told(stored: bytes) -> list[object]:
    """All that a state holds but how long it took, whatever the order of its names."""
    found: list[object] = []

    def walk(value: object) -> None:
        if isinstance(value, torch.Tensor):
            found.append((value.dtype, value.shape, value.contiguous().numpy().tobytes()))
        elif isinstance(value, dict):
            for key in sorted(value, key=str):
                if key not in ("seconds", "images_per_second"):
                    found.append(key)
                    walk(value[key])
        elif isinstance(value, list | tuple):
            for inner in value:
                walk(inner)
        else:
            found.append(value)

    walk(torch.load(io.BytesIO(stored), weights_only=True))
    return found


@pytest.mark.parametrize("recipe", RECIPES)
def test_going_on_after_any_epoch_gives_the_very_same_states(tmp_path: Path, recipe: str) -> None:
    config = dataclasses.replace(CONFIG, **RECIPES[recipe])
    whole = train(config, new_state(config))
    assert len(whole) == config.epochs
    path = tmp_path / "resume.pt"
    for done in range(1, config.epochs):
        path.write_bytes(whole[done - 1])
        state = new_state(config)
        load_state(path, state, epochs=config.epochs)
        assert [told(each) for each in train(config, state)] == [
            told(each) for each in whole[done:]
        ]
