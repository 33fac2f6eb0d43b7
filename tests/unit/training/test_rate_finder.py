"""The learning-rate range test on easy faces."""

from pathlib import Path

import pytest
from helpers.datasets import make_dataset

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.rate_finder import find_learning_rate, suggest_rate
from emotion_gui.core.workspace.workspace import Workspace

CONFIG = TrainConfig(
    network=NetworkSpec(modules=((8,), (16,)), pooled=(True, True)), batch_size=16, device="cpu"
)


def test_the_rate_grows_the_loss_falls_and_a_rate_in_between_is_suggested(
    tmp_path: Path,
) -> None:
    workspace = Workspace.open(tmp_path / "w")
    make_dataset(workspace)
    curve = find_learning_rate(workspace, "stripes", CONFIG, JobContext(), steps=40)
    assert list(curve.rates) == sorted(curve.rates)
    assert curve.rates[0] == pytest.approx(1e-6)
    assert min(curve.losses) < curve.losses[0]
    best = curve.rates[curve.losses.index(min(curve.losses))]
    assert curve.rates[0] < curve.suggestion < best
    assert curve == find_learning_rate(workspace, "stripes", CONFIG, JobContext(), steps=40)
    assert workspace.runs() == []
    with pytest.raises(JobCancelled):
        find_learning_rate(workspace, "stripes", CONFIG, JobContext(is_cancelled=lambda: True))
    with pytest.raises(ConfigError):
        find_learning_rate(workspace, "stripes", CONFIG, JobContext(), steps=2)
    workspace.close()


def test_the_middle_of_the_longest_fall_is_suggested() -> None:
    rates = [10 ** (-6 + number / 10) for number in range(50)]
    flat = [2.0 + 0.001 * (number % 2) for number in range(10)]
    fall = [1.99 - 0.01 * number for number in range(20)]
    growth = [2.0 + number for number in range(20)]
    assert suggest_rate(rates, flat + fall + growth) == pytest.approx(rates[19], rel=0.3)
    assert suggest_rate(rates[:1], [2.0]) == rates[0]


def test_a_loss_that_falls_up_to_the_boldest_rate_does_not_suggest_it() -> None:
    rates = [10 ** (-6 + 6 * number / 99) for number in range(100)]
    losses = [2.3] * 20 + [2.3 - 0.007 * number for number in range(80)]
    assert 1e-3 < suggest_rate(rates, losses) < 1e-2
