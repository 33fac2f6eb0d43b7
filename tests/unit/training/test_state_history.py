"""What a saved state says of its epochs, and which spans of a search are wide."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from helpers.states import state_after

from emotion_gui.core.errors import TrainingStateError
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.engine import TrainState, new_state
from emotion_gui.core.training.grid import ValueSpan
from emotion_gui.core.training.resuming import load_state, state_bytes

CONFIG = TrainConfig(network=NetworkSpec(((2,),), (True,), input_side=8), device="cpu")


def state_of(numbers: list[int], *, epoch: int, best: int, accuracy: float) -> TrainState:
    state = state_after(CONFIG, [0.0] * max(1, len(numbers)))
    state.epoch, state.best_epoch, state.best_accuracy = epoch, best, accuracy
    state.records = [
        dataclasses.replace(
            state.records[0], epoch=number, test_accuracy=accuracy if place == best else 0.0
        )
        for place, number in enumerate(numbers, start=1)
    ]
    return state


@pytest.mark.parametrize(
    ("numbers", "epoch", "best", "accuracy", "fits"),
    [
        ([1], 1, 1, 0.5, True),
        ([1, 2, 3], 3, 1, 0.0, True),
        ([1, 2, 3], 3, 3, 1.0, True),
        ([1, 2, 3, 4], 4, 1, 0.5, False),  # the recipe has three
        ([1, 2], 2, 0, 0.5, False),
        ([1, 2], 2, 3, 0.5, False),
        ([1, 2], 3, 1, 0.5, False),
        ([2, 1], 2, 1, 0.5, False),
        ([0, 1], 2, 1, 0.5, False),
        ([], 0, 0, 0.5, False),
        ([1], 1, 1, 1.01, False),
        ([1], 1, 1, -0.01, False),
        ([1], 1, 1, float("nan"), False),
        ([1], 1, 1, 1, False),
    ],
)
def test_a_saved_history_counts_its_epochs_and_has_accuracies(
    tmp_path: Path, numbers: list[int], epoch: int, best: int, accuracy: float, fits: bool
) -> None:
    path = tmp_path / "resume.pt"
    path.write_bytes(state_bytes(state_of(numbers, epoch=epoch, best=best, accuracy=accuracy)))
    fresh = new_state(CONFIG)
    if not fits:
        with pytest.raises(TrainingStateError):
            load_state(path, fresh, epochs=3)
        return
    load_state(path, fresh, epochs=3)
    assert (fresh.epoch, fresh.best_epoch, fresh.best_accuracy) == (epoch, best, accuracy)
    assert [record.epoch for record in fresh.records] == numbers


@pytest.mark.parametrize(
    ("low", "high", "wide"),
    [(0.001, 0.01, True), (0.001, 0.009, False), (0.0, 1.0, False), (-1.0, 100.0, False)],
)
def test_a_span_over_a_power_of_ten_is_searched_by_its_digits(
    low: float, high: float, wide: bool
) -> None:
    assert ValueSpan(low, high).is_wide is wide
