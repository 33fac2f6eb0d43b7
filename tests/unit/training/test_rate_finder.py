"""The learning-rate range test on easy faces."""

import math
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import torch
from helpers.datasets import make_dataset

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training import rate_finder
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
    steps = np.diff(np.log10(curve.rates))
    np.testing.assert_allclose(steps, 6 / 39, err_msg="of 40 steps the last is at 1")
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


class GivenLosses:
    """Stands for the steps of a training."""

    batch_size = 16

    def __init__(self, losses: list[float]) -> None:
        self.losses, self.rates = iter(losses), list[float]()

    def training_mode(self) -> None: ...

    def step(self, chosen: torch.Tensor, generator: object, *, rate: float) -> tuple[float, None]:
        assert len(set(chosen.tolist())) == 16
        self.rates.append(rate)
        return next(self.losses), None


@pytest.mark.parametrize(
    ("losses", "kept"),
    [
        ([2.0] * 10, 10),
        ([2.0, 2.0, 2.0, math.nan, 2.0], 3),
        ([1.0, 1.0, 1.0, 34.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0], 3),
    ],
)
def test_losses_are_smoothed_and_the_test_ends_where_they_run_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, losses: list[float], kept: int
) -> None:
    made = GivenLosses(losses)
    monkeypatch.setattr(rate_finder, "Stepper", lambda *_, **__: made)
    told: list[Progress] = []
    with closing(Workspace.open(tmp_path / "w")) as workspace:
        make_dataset(workspace, train=42)
        context = JobContext(told.append)
        curve = find_learning_rate(workspace, "stripes", CONFIG, context, steps=10)
    weights = [0.9 ** np.arange(n, -1, -1) for n in range(kept)]
    means = [np.average(losses[: len(w)], weights=w) for w in weights]
    assert curve.losses == pytest.approx(means)
    assert list(curve.rates) == made.rates[:kept]
    assert [(report.done, report.total) for report in told] == [(n + 1, 10) for n in range(kept)]


def test_a_loss_that_is_no_number_from_the_beginning_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_finder, "Stepper", lambda *_, **__: GivenLosses([math.inf]))
    with closing(Workspace.open(tmp_path / "w")) as workspace:
        make_dataset(workspace, train=42)
        with pytest.raises(ConfigError, match="no number"):
            find_learning_rate(workspace, "stripes", CONFIG, JobContext())


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
