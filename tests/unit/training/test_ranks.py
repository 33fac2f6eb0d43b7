"""Two processes that train together learn what one does, and go on when one of them was lost."""

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from helpers.datasets import make_dataset

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training.config import AugmentationConfig, TrainConfig
from emotion_gui.core.training.ranks import Ranks
from emotion_gui.core.training.records import EpochRecord
from emotion_gui.core.training.requests import TrainRequest
from emotion_gui.core.workspace.records import RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.train import train

CONFIG = TrainConfig(
    network=NetworkSpec(((4,), (6,)), (True, True), dropout=0.3),
    epochs=3,
    batch_size=21,  # of which the two have 10 and 11
    learning_rate=1e-2,
    precision="float32",
    device="cpu",
    # Adam makes steps of rounding errors: biases before batch norm have no gradient.
    optimizer="sgd",
    balance_classes="loss",
    ema=0.9,
    augmentation=AugmentationConfig(rotation_deg=10, erase=0.3, noise=0.05),
)
REQUEST = TrainRequest("stripes", CONFIG)
TOGETHER = """
import json, os, signal, sys
from pathlib import Path
from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations import train
sys.path.insert(0, "tests")
from unit.training.test_ranks import REQUEST

import torch._dynamo, torch.distributed  # once for all that are forked

def learn(rank, port, dies):
    os.environ.update(RANK=str(rank), WORLD_SIZE="2", MASTER_ADDR="127.0.0.1", MASTER_PORT=port)

    def die(progress):
        if dies and rank and progress.done > 7:
            os.kill(os.getpid(), signal.SIGKILL)

    if train.helps():
        train.help_training(JobContext(die))
        return
    workspace = Workspace.open(Path(sys.argv[1]))
    known = [run.run_id for run in workspace.runs()]
    if known:
        train.resume(workspace, known[0], JobContext())
    else:
        train.train(workspace, REQUEST, JobContext())

def both(port, dies):
    children = []
    for rank in range(2):
        children.append(os.fork())
        if not children[-1]:
            code = 0
            try:
                learn(rank, port, dies)
            except EmotionGuiError as error:
                print(error, file=sys.stderr, flush=True)
                code = 1
            os._exit(code)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]

print(json.dumps([both(port, dies) for port, dies in zip(sys.argv[2:], (True, False))]))
"""


def free_port() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return str(taken.getsockname()[1])


def records(workspace: Workspace) -> list[EpochRecord]:
    (run,) = workspace.runs()
    return [EpochRecord.from_json(values) for values in workspace.epochs(run.run_id)]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL; torchrun's gloo is tried on Linux")
def test_two_processes_learn_what_one_does_and_go_on_without_a_lost_one(tmp_path: Path) -> None:
    folder = tmp_path / "together"
    for place in (folder, tmp_path / "alone"):
        with closing(Workspace.open(place)) as workspace:
            make_dataset(workspace, train=84)
    with closing(Workspace.open(tmp_path / "alone")) as workspace:
        train(workspace, REQUEST, JobContext())
        alone = records(workspace)
    ended = subprocess.run(
        [sys.executable, "-c", TOGETHER, str(folder), free_port(), free_port()],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        timeout=120,
        check=False,
    )
    assert json.loads(ended.stdout) == [[1, -signal.SIGKILL], [0, 0]], ended.stderr
    assert "a process of this training is gone" in ended.stderr
    with closing(Workspace.open(folder)) as workspace:
        assert workspace.runs()[0].status is RunStatus.FINISHED
        together = records(workspace)
    assert len(together) == len(alone) == CONFIG.epochs
    for ours, theirs in zip(together, alone, strict=True):
        np.testing.assert_allclose(ours.train_loss, theirs.train_loss, rtol=1e-5)
        np.testing.assert_allclose(ours.test_loss, theirs.test_loss, rtol=1e-5)
        assert ours.train_accuracy == theirs.train_accuracy


def test_a_batch_is_divided_without_a_rest() -> None:
    shares = [Ranks(rank, 3).mine(32) for rank in range(3)]
    assert [n for share in shares for n in range(32)[share]] == list(range(32))
    with pytest.raises(ConfigError, match="3 processes need batches of at least 6"):
        Ranks(0, 3).check(5)
