"""The learning rate of every step, worked out by hand."""

from __future__ import annotations

import math

import pytest

from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.schedules import learning_rate_at


def rates(schedule: str, epochs: int, steps: int, peak: float = 1.0) -> list[float]:
    config = TrainConfig(schedule=schedule, epochs=epochs, learning_rate=peak)  # type: ignore[arg-type]
    return [
        learning_rate_at(config, step=step, steps_per_epoch=steps) for step in range(epochs * steps)
    ]


def test_a_cosine_falls_from_the_peak_after_a_tenth_of_the_run() -> None:
    fall = [(1 + math.cos(math.pi * k / 9)) / 2 for k in range(9)]
    assert rates("cosine", 2, 5, peak=0.3) == pytest.approx([0.3, *(0.3 * one for one in fall)])
    warm = rates("cosine", 1, 40)
    assert warm[:4] == pytest.approx([0.25, 0.5, 0.75, 1.0])
    assert warm[4] == pytest.approx(1.0)
    assert warm[22] == pytest.approx((1 + math.cos(math.pi * 18 / 36)) / 2)
    # A warm-up is an epoch at most.
    assert rates("cosine", 30, 2)[:3] == pytest.approx([0.5, 1.0, 1.0])


def test_one_cycle_rises_over_three_tenths_and_falls_to_almost_nothing() -> None:
    low, end = 0.2 / 25, 0.2 / 25 / 1e4
    rise = [low + (0.2 - low) * (1 - math.cos(math.pi * k / 3)) / 2 for k in range(3)]
    fall = [end + (0.2 - end) * (1 + math.cos(math.pi * k / 6)) / 2 for k in range(7)]
    assert rates("one-cycle", 5, 2, peak=0.2) == pytest.approx([*rise, *fall])


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
@pytest.mark.parametrize("schedule", ["constant", "cosine", "one-cycle"])
def test_the_shortest_runs_have_a_rate(schedule: str, steps: int) -> None:
    found = rates(schedule, 1, steps, peak=0.5)
    assert all(0 < rate <= 0.5 for rate in found)
    expected = {"constant": 0.5, "cosine": 0.5, "one-cycle": 0.02}
    assert found[0] == pytest.approx(expected[schedule])
    if schedule == "one-cycle" and steps > 2:
        assert found[-1] == pytest.approx(0.5 / 25 / 1e4)
