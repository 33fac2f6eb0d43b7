"""What an unfinished run needs to go on exactly where it was: the content of `resume.pt`."""

from __future__ import annotations

import io
from pathlib import Path

import torch

from emotion_gui.core.errors import CheckpointError
from emotion_gui.core.training.engine import TrainState
from emotion_gui.core.training.records import EpochRecord


def state_bytes(state: TrainState) -> bytes:
    """Weights, optimizer and history after an epoch."""
    buffer = io.BytesIO()
    torch.save(
        {
            "network": state.network.state_dict(),
            "averaged": None if state.averaged is None else state.averaged.state_dict(),
            "optimizer": state.optimizer.state_dict(),
            "epoch": state.epoch,
            "best_epoch": state.best_epoch,
            "best_accuracy": state.best_accuracy,
            "records": [record.to_json() for record in state.records],
        },
        buffer,
    )
    return buffer.getvalue()


def load_state(path: Path, state: TrainState) -> None:
    """Fill a fresh `state` with what `state_bytes` gave; tensors and plain values only.

    Raises:
        CheckpointError: the file is missing, damaged, or of another network.
    """
    try:
        data = torch.load(path, weights_only=True, map_location="cpu")
        state.network.load_state_dict(data["network"])
        if state.averaged is not None:
            state.averaged.load_state_dict(data["averaged"])
        state.optimizer.load_state_dict(data["optimizer"])
        state.epoch, state.best_epoch = data["epoch"], data["best_epoch"]
        state.best_accuracy = data["best_accuracy"]
        state.records = [EpochRecord.from_json(record) for record in data["records"]]
    except (OSError, RuntimeError, KeyError, TypeError, ValueError, EOFError) as error:
        raise CheckpointError(path, "the saved state of this run cannot be read") from error
