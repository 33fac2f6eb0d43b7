"""The learning-rate range test on easy faces."""

from pathlib import Path

import pytest
from helpers.datasets import make_dataset

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training.rate_finder import find_learning_rate
from emotion_gui.core.training.records import TrainConfig
from emotion_gui.core.workspace import Workspace

CONFIG = TrainConfig(
    network=NetworkSpec(modules=((8,), (16,)), pooled=(True, True)), batch_size=16, device="cpu"
)


def test_the_rate_grows_the_loss_falls_and_a_tenth_of_the_best_is_suggested(
    tmp_path: Path,
) -> None:
    workspace = Workspace.open(tmp_path / "w")
    make_dataset(workspace)
    curve = find_learning_rate(workspace, "stripes", CONFIG, JobContext(), steps=40)
    assert list(curve.rates) == sorted(curve.rates)
    assert curve.rates[0] == pytest.approx(1e-6)
    assert min(curve.losses) < curve.losses[0]
    best = curve.rates[curve.losses.index(min(curve.losses))]
    assert curve.suggestion == pytest.approx(best / 10, rel=0.05)
    assert curve == find_learning_rate(workspace, "stripes", CONFIG, JobContext(), steps=40)
    assert workspace.runs() == []
    with pytest.raises(JobCancelled):
        find_learning_rate(workspace, "stripes", CONFIG, JobContext(is_cancelled=lambda: True))
    with pytest.raises(ConfigError):
        find_learning_rate(workspace, "stripes", CONFIG, JobContext(), steps=2)
    workspace.close()
