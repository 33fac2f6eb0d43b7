"""Training states for tests: what epochs leave behind, without the epochs."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import torch

from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.engine import TrainState, new_state
from emotion_gui.core.training.records import EpochRecord


def state_after(config: TrainConfig, accuracies: Sequence[float]) -> TrainState:
    """As after epochs of these accuracies, of one step each that moved little."""
    state = new_state(config)
    for parameter in state.network.parameters():
        parameter.grad = torch.zeros_like(parameter)
    for epoch, accuracy in enumerate(accuracies, start=1):
        state.optimizer.step()
        state.records.append(EpochRecord(epoch, 1.0, 0.5, 1.0, accuracy, 1e-3, 10.0, 1.0))
    state.epoch = len(accuracies)
    state.best_accuracy = max(accuracies)
    state.best_epoch = 1 + list(accuracies).index(state.best_accuracy)
    return state


def changed_state(stored: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """A stored state in which something else stands, written as torch writes it."""
    data = torch.load(io.BytesIO(stored), weights_only=True)
    change(data)
    buffer = io.BytesIO()
    torch.save(data, buffer)
    return buffer.getvalue()
