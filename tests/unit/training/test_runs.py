"""Training runs: saved every epoch, stopped, resumed bit by bit, refused with a reason."""

import contextlib
import dataclasses
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from helpers.datasets import make_dataset
from helpers.weights import read_weights

from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.errors import ConfigError, EmptyPartError, NotFoundError, WorkspaceError
from emotion_gui.core.evaluation.ledger import openings
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.labels import own_set
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.checkpoint_info import read_info
from emotion_gui.core.model.priors import COUNTS_KEY
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training import runs
from emotion_gui.core.training.beginning import first_state
from emotion_gui.core.training.config import AugmentationConfig, TrainConfig
from emotion_gui.core.training.engine import new_state
from emotion_gui.core.training.presets import PRESETS, recipe_name
from emotion_gui.core.training.records import BatchRecord, EpochRecord
from emotion_gui.core.training.requests import TrainRequest
from emotion_gui.core.training.runs import resume_run, train_run
from emotion_gui.core.training.saving import mix_counts
from emotion_gui.core.workspace.records import RunStatus
from emotion_gui.core.workspace.workspace import Workspace

SMALL = NetworkSpec(modules=((8,), (16,)), pooled=(True, True), dropout=0.1)
CONFIG = TrainConfig(
    preset="test",
    network=SMALL,
    epochs=4,
    batch_size=16,
    learning_rate=1e-2,
    ema=0.5,
    device="cpu",
    augmentation=AugmentationConfig(rotation_deg=5, brightness=0.1, contrast=0.1),
)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.open(tmp_path / "workspace")
    make_dataset(opened)
    yield opened
    opened.close()


class StopAfter:
    """Asks for a stop once so many epochs are done."""

    def __init__(self, epochs: int) -> None:
        self.left = epochs

    def report(self, progress: Progress) -> None:
        self.left -= isinstance(progress.detail, EpochRecord)

    def __call__(self) -> bool:
        return self.left <= 0


def test_a_run_learns_and_leaves_everything_behind(workspace: Workspace) -> None:
    said: list[Progress] = []
    context = JobContext(said.append)
    config = dataclasses.replace(CONFIG, epochs=12, ema=0.0, label_smoothing=0.0)
    outcome = train_run(workspace, TrainRequest("stripes", config), context)

    assert outcome.test.accuracy > 0.5  # chance is 0.14
    assert "validation_accuracy" not in outcome.run.summary
    assert openings(workspace, dataset="stripes") == []
    assert outcome.run.status is RunStatus.FINISHED
    assert outcome.run.summary["n"] == 21
    stored = [EpochRecord.from_json(record) for record in workspace.epochs(outcome.run.run_id)]
    assert stored == outcome.records
    assert [record.epoch for record in stored] == list(range(1, 13))
    best = max(record.test_accuracy for record in stored)
    assert outcome.test.accuracy == pytest.approx(best)
    assert stored[outcome.best_epoch - 1].test_accuracy == best
    assert any(isinstance(progress.detail, BatchRecord) for progress in said)
    shares = [progress.done / progress.total for progress in said if progress.total]
    assert shares == sorted(shares), "the bar went back"
    assert not (workspace.run_dir(outcome.run.run_id) / "resume.pt").exists()


@pytest.mark.parametrize("epochs_before_the_stop", [1, 2, 3])
def test_a_stopped_run_resumes_to_the_very_same_weights(
    workspace: Workspace, epochs_before_the_stop: int
) -> None:
    whole = train_run(workspace, TrainRequest("stripes", CONFIG), JobContext())
    stop = StopAfter(epochs_before_the_stop)
    with pytest.raises(JobCancelled):
        train_run(workspace, TrainRequest("stripes", CONFIG), JobContext(stop.report, stop))
    stopped = workspace.runs()[0]
    assert stopped.status is RunStatus.STOPPED
    assert len(workspace.epochs(stopped.run_id)) == epochs_before_the_stop

    resumed = resume_run(workspace, stopped.run_id, JobContext())

    for name in ("best", "last"):
        a = read_weights(workspace.run_dir(whole.run.run_id) / f"{name}.safetensors")
        b = read_weights(workspace.run_dir(resumed.run.run_id) / f"{name}.safetensors")
        assert all(torch.equal(a[key], b[key]) for key in a)
    assert [r.train_loss for r in resumed.records] == [r.train_loss for r in whole.records]


def test_epochs_whose_rows_were_lost_are_recorded_again_at_resuming(workspace: Workspace) -> None:
    """A power failure may take the last rows and leave the state: the curve has no hole."""
    stop = StopAfter(2)
    with pytest.raises(JobCancelled):
        train_run(workspace, TrainRequest("stripes", CONFIG), JobContext(stop.report, stop))
    run_id = workspace.runs()[0].run_id
    with contextlib.closing(sqlite3.connect(workspace.database_path)) as database, database:
        database.execute("DELETE FROM epochs WHERE run_id = ?", (run_id,))
    with pytest.raises(JobCancelled):  # at once, not only after the next epoch
        resume_run(workspace, run_id, JobContext(is_cancelled=lambda: True))
    assert [EpochRecord.from_json(each).epoch for each in workspace.epochs(run_id)] == [1, 2]
    resumed = resume_run(workspace, run_id, JobContext())
    stored = [EpochRecord.from_json(record) for record in workspace.epochs(run_id)]
    assert stored == resumed.records
    assert [record.epoch for record in stored] == [1, 2, 3, 4]


def test_the_seed_decides_the_run(workspace: Workspace) -> None:
    losses = []
    for seed in (1, 1, 2):
        config = dataclasses.replace(CONFIG, seed=seed, epochs=1)
        outcome = train_run(workspace, TrainRequest("stripes", config), JobContext())
        losses.append(outcome.records[0].train_loss)
    assert losses[0] == losses[1] != losses[2]


def test_early_stop_ends_after_epochs_without_gain(workspace: Workspace) -> None:
    config = dataclasses.replace(CONFIG, epochs=50, early_stop=1, learning_rate=1e-9, ema=0.0)
    outcome = train_run(workspace, TrainRequest("stripes", config), JobContext())
    assert len(outcome.records) < 50


def test_a_network_can_start_from_a_checkpoint(workspace: Workspace, tmp_path: Path) -> None:
    first = train_run(workspace, TrainRequest("stripes", CONFIG), JobContext())
    config = dataclasses.replace(CONFIG, epochs=1, learning_rate=1e-9, ema=0.0)
    again = train_run(
        workspace, TrainRequest("stripes", config, start_from=first.checkpoint), JobContext()
    )
    weight = "blocks.0.conv.weight"
    assert torch.allclose(
        read_weights(first.checkpoint)[weight], read_weights(again.checkpoint)[weight], atol=1e-6
    )
    # As many of each class as the start had learned from.
    counts = [read_info(run.checkpoint).run[COUNTS_KEY] for run in (first, again)]
    assert counts[0] == counts[1] is not None
    small = dataclasses.replace(config, preset="small-set")
    with pytest.raises(ConfigError, match="few-faces gives a new head"):
        first_state(small, first.checkpoint, own_set(("calm", "wild")))
    other = dataclasses.replace(config, network=NetworkSpec(((4,),), (True,)))
    with pytest.raises(ConfigError):
        train_run(
            workspace, TrainRequest("stripes", other, start_from=first.checkpoint), JobContext()
        )


@pytest.mark.parametrize(("facts", "told"), [({}, True), ({COUNTS_KEY: None}, False)])
def test_a_run_that_goes_on_tells_the_mix_that_it_told_before(
    workspace: Workspace, tmp_path: Path, facts: dict[str, object], told: bool
) -> None:
    dataset = open_dataset(workspace, "stripes")
    earlier = tmp_path / "last.safetensors"
    network = new_state(CONFIG).network
    fresh = mix_counts(dataset, CONFIG, None, earlier)
    save_checkpoint(earlier, network, CheckpointInfo(network.spec, run=facts))
    # An older program told nothing, though it knew.
    assert mix_counts(dataset, CONFIG, None, earlier) == (fresh if told else None)
    assert fresh is not None


def test_refusals_name_what_is_missing(workspace: Workspace) -> None:
    with pytest.raises(NotFoundError):
        train_run(workspace, TrainRequest("nothing", CONFIG), JobContext())
    make_dataset(workspace, name="tiny", train=3)
    with pytest.raises(EmptyPartError) as caught:
        train_run(workspace, TrainRequest("tiny", CONFIG), JobContext())
    assert (caught.value.part, caught.value.count) == ("train", 3)
    finished = train_run(
        workspace, TrainRequest("stripes", dataclasses.replace(CONFIG, epochs=1)), JobContext()
    )
    with pytest.raises(WorkspaceError):
        resume_run(workspace, finished.run.run_id, JobContext())


def test_votes_that_nobody_gave_are_refused(workspace: Workspace) -> None:
    votes = dataclasses.replace(CONFIG, soft_labels=0.5)
    with pytest.raises(ConfigError, match="votes"):
        train_run(workspace, TrainRequest("stripes", votes), JobContext())
    assert workspace.runs() == []


def test_a_run_whose_process_died_is_found_interrupted_and_resumes(workspace: Workspace) -> None:
    stop = StopAfter(2)
    with pytest.raises(JobCancelled):
        train_run(workspace, TrainRequest("stripes", CONFIG), JobContext(stop.report, stop))
    run_id = workspace.runs()[0].run_id
    workspace.set_run_status(run_id, RunStatus.RUNNING)  # as a kill leaves it
    again = Workspace.open(workspace.path)
    assert again.run(run_id).status is RunStatus.INTERRUPTED
    again.close()
    assert resume_run(workspace, run_id, JobContext()).run.status is RunStatus.FINISHED


def test_the_last_epoch_is_kept_where_that_is_asked_for(workspace: Workspace) -> None:
    # A rate so high that some seed's best epoch is not its last; which one is the machine's.
    for seed in range(1, 12):
        config = dataclasses.replace(
            CONFIG, keep="last", ema=0.0, learning_rate=0.1, schedule="constant", seed=seed
        )
        outcome = train_run(workspace, TrainRequest("stripes", config), JobContext())
        if outcome.best_epoch < 4:
            break
    assert outcome.best_epoch < 4
    assert outcome.kept_epoch == 4
    summary = outcome.run.summary
    assert (summary["kept_epoch"], summary["keep"]) == (4, "last")
    assert outcome.test.accuracy == pytest.approx(outcome.records[-1].test_accuracy)
    last = read_weights(workspace.run_dir(outcome.run.run_id) / "last.safetensors")
    kept = read_weights(outcome.checkpoint)
    assert all(torch.equal(kept[name], last[name]) for name in last)
    best = train_run(
        workspace, TrainRequest("stripes", dataclasses.replace(config, keep="best")), JobContext()
    )
    assert best.kept_epoch == best.best_epoch == outcome.best_epoch  # the same training
    assert best.test.accuracy >= outcome.test.accuracy


def test_a_run_is_named_after_its_preset_and_what_was_changed(workspace: Workspace) -> None:
    config = dataclasses.replace(
        PRESETS["quick"].config, network=SMALL, epochs=1, batch_size=16, device="cpu"
    )
    outcome = train_run(workspace, TrainRequest("stripes", config), JobContext())
    name = "quick, 1 epoch, changed: Network 2 modules, Epochs 1, Batch, in faces 16"
    assert outcome.run.name == name


@pytest.mark.parametrize(
    ("start", "told"),
    [("runs/run-7/best.safetensors", "run run-7"), ("models/mine.safetensors", "mine"), (None, "")],
)
def test_a_run_is_named_after_what_it_begins_with(start: str | None, told: str) -> None:
    path = None if start is None else Path(start)
    found = runs._name_of(TrainRequest("stripes", CONFIG, start_from=path))
    assert found == recipe_name(CONFIG, start_from=told)
    assert told in found
