"""Two processes at one workspace: nobody takes what another holds; refusals are in words."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from helpers.datasets import make_dataset, make_run
from helpers.pruning import random_network

from emotion_gui.core.data import editing
from emotion_gui.core.data.appending import GrowingFaces
from emotion_gui.core.data.class_editing import merge_classes
from emotion_gui.core.data.dataset import FaceDataset, open_dataset
from emotion_gui.core.data.editing import Target
from emotion_gui.core.data.overview import DatasetOverview, open_overview
from emotion_gui.core.errors import (
    BusyError,
    ConfigError,
    NotFoundError,
    StorageError,
    TrainingStateError,
    WorkspaceError,
)
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.requests import TrainRequest
from emotion_gui.core.training.runs import resume_run, train_run
from emotion_gui.core.workspace.records import RunStatus, Sample, SampleStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.evaluate import calibrate, restore_calibration
from emotion_gui.operations.suggest import suggest_labels

SMALL = NetworkSpec(((4,), (6,)), (True, True))
RECIPE = TrainConfig(network=SMALL, epochs=2, batch_size=32, device="cpu")


@pytest.fixture
def other(workspace: Workspace) -> Iterator[Workspace]:
    """The same workspace, as another process has it open."""
    opened = Workspace.open(workspace.path)
    yield opened
    opened.close()


def test_a_run_is_held_from_the_moment_it_can_be_seen(
    workspace: Workspace, other: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    insert = workspace._transaction

    def looked_at() -> AbstractContextManager[object]:
        seen.extend(run.status for run in other.runs())
        other.mark_interrupted()
        return insert()

    monkeypatch.setattr(workspace, "_transaction", looked_at)
    with workspace.new_run(name="a", kind="prune", dataset_id=None, config={}) as run:
        other.mark_interrupted()
        assert other.run(run.run_id).status is RunStatus.RUNNING
        with pytest.raises(BusyError, match="at work on run"), other.hold_run(run.run_id):
            pass
        workspace.set_run_status(run.run_id, RunStatus.FINISHED)
    other.mark_interrupted()
    assert [(r.name, r.status) for r in other.runs()] == [("a", RunStatus.FINISHED)]


def test_a_run_that_ends_while_another_opens_stays_finished(
    workspace: Workspace, other: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_run(workspace, name="a", kind="prune", dataset_id=None, config={})
    hold = other.hold_run

    def hold_late(run_id: int) -> AbstractContextManager[None]:
        workspace.set_run_status(run_id, RunStatus.FINISHED)  # between its look and its lock
        return hold(run_id)

    monkeypatch.setattr(other, "hold_run", hold_late)
    other.mark_interrupted()
    assert [(r.run_id, r.status) for r in workspace.runs()] == [(run.run_id, RunStatus.FINISHED)]


def test_what_was_removed_in_the_meantime_is_said_in_words(
    workspace: Workspace, other: Workspace
) -> None:
    row = make_dataset(workspace)
    run = make_run(workspace, name="a", kind="train", dataset_id=row.dataset_id, config={})
    other.erase_dataset(row.dataset_id)
    number = row.dataset_id
    with pytest.raises(WorkspaceError, match="removed in the meantime"):
        make_run(workspace, name="a", kind="train", dataset_id=number, config={})
    with pytest.raises(WorkspaceError, match="removed in the meantime"):
        workspace.add_samples(number, [Sample(source="a", status=SampleStatus.NO_FACE)])
    with pytest.raises(NotFoundError):
        workspace.note_addition(number, "a", {})
    with pytest.raises(NotFoundError):
        workspace.set_run_status(99, RunStatus.FINISHED)
    assert workspace.run(run.run_id).dataset_id is None
    assert [r.name for r in workspace.runs()] == ["a"], "a refused run leaves no row"


def test_a_model_that_is_being_trained_is_not_rewritten(
    workspace: Workspace, other: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_dataset(workspace, test=70)
    outcome = train_run(workspace, TrainRequest("stripes", RECIPE), JobContext())
    before = outcome.checkpoint.read_bytes()
    monkeypatch.setattr("emotion_gui.core.workspace.runs.WAIT_S", 0.0)
    with workspace.hold_run(outcome.run.run_id):
        with pytest.raises(BusyError, match="at work on run"):
            calibrate(other, "stripes", outcome.checkpoint, JobContext())
        with pytest.raises(BusyError, match="at work on run"):
            restore_calibration(other, outcome.checkpoint, 2.0, None, JobContext())
    assert outcome.checkpoint.read_bytes() == before
    calibrate(other, "stripes", outcome.checkpoint, JobContext())
    elsewhere = workspace.path / "copy.safetensors"
    shutil.copy(outcome.checkpoint, elsewhere)
    restore_calibration(other, elsewhere, 2.0, None, JobContext())


def test_a_training_whose_state_is_gone_keeps_its_better_checkpoint(workspace: Workspace) -> None:
    make_dataset(workspace)
    outcome = train_run(workspace, TrainRequest("stripes", RECIPE), JobContext())
    before = outcome.checkpoint.read_bytes()
    # As a power failure left it: the files are there, the row that they are finished is not.
    workspace.set_run_status(outcome.run.run_id, RunStatus.INTERRUPTED)
    info = CheckpointInfo(spec=SMALL, run={"epoch": 2})
    save_checkpoint(outcome.checkpoint, random_network(SMALL), info)
    before = outcome.checkpoint.read_bytes()
    with pytest.raises(TrainingStateError, match="state of this run is gone") as caught:
        resume_run(workspace, outcome.run.run_id, JobContext())
    assert caught.value.kept_run == outcome.run.run_id
    assert outcome.checkpoint.read_bytes() == before


def test_an_erased_folder_that_comes_back_goes_again(workspace: Workspace) -> None:
    row = make_dataset(workspace)
    folder = workspace.dataset_dir(row.dataset_id)
    workspace.erase_dataset(row.dataset_id)
    folder.mkdir()
    (folder / "faces.npy").write_bytes(b"faces")
    again = Workspace.open(workspace.path)
    assert not folder.exists()
    assert again.unrecorded() == list(again.leftovers) == []
    again.close()


def test_a_refused_way_back_does_not_hide_why(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_dataset(workspace)

    def refuse(*arguments: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    def fill(progress: object) -> None:
        if workspace.runs() and workspace.epochs(workspace.runs()[0].run_id):
            monkeypatch.setattr(workspace, "set_run_status", refuse)
            raise MemoryError("the first one")

    with pytest.raises(MemoryError, match="the first one"):
        train_run(workspace, TrainRequest("stripes", RECIPE), JobContext(fill))


def test_paths_that_cannot_work_are_refused_at_the_start(tmp_path: Path) -> None:
    bad = tmp_path / "a\udce9b"
    with pytest.raises(StorageError, match="no text"):
        Workspace.open(bad)
    assert not bad.exists()
    deep = tmp_path.joinpath(*["d" * 100] * 5)
    with pytest.raises(StorageError, match="longer than"):
        Workspace.open(deep)
    longest = tmp_path
    while len(str(longest)) < 480 - 101:
        longest = longest / ("e" * 100)
    longest = longest / ("e" * (480 - len(str(longest)) - 1))
    Workspace.open(longest).close()


@pytest.mark.parametrize(
    "read", [lambda w: open_dataset(w, "stripes"), lambda w: open_overview(w, 1)]
)
def test_faces_that_come_while_a_data_set_is_opened_belong_to_the_next_look(
    workspace: Workspace,
    other: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    read: Callable[[Workspace], FaceDataset | DatasetOverview],
) -> None:
    row = make_dataset(workspace)
    look = workspace.labels_and_statuses

    def look_late(dataset_id: int) -> object:
        path = other.dataset_dir(dataset_id) / "faces.npy"
        face = np.zeros((1, 48, 48), dtype=np.uint8)
        GrowingFaces(path, committed=row.faces, side=48).append(face)
        other.add_samples(dataset_id, [Sample("late", SampleStatus.OK, 3, row.faces)])
        return look(dataset_id)

    monkeypatch.setattr(workspace, "labels_and_statuses", look_late)
    found = read(workspace)
    assert len(found.labels) == len(found.faces) == len(found.parts) == row.faces
    monkeypatch.undo()
    assert len(read(workspace).labels) == row.faces + 1


def test_classes_that_go_while_a_model_supposes_refuse_what_it_supposed(
    workspace: Workspace, other: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = make_dataset(workspace)
    editing.relabel(workspace, Target(row.dataset_id, range(9)), None)
    spec = NetworkSpec(((4,), (6,)), (True, True))
    path = tmp_path / "a.safetensors"
    save_checkpoint(path, random_network(spec), CheckpointInfo(spec=spec))

    def suppose_late(*arguments: object, **named: object) -> object:
        merge_classes(other, row.dataset_id, 6, 0)
        return np.eye(7, dtype=np.float32)[[6] * 9]

    monkeypatch.setattr("emotion_gui.core.evaluation.predict.predict_logits", suppose_late)
    with pytest.raises(ConfigError, match="the classes are others by now"):
        suggest_labels(workspace, "stripes", path, JobContext(), title="a")
    assert workspace.suggestions(row.dataset_id) == {}


def test_a_label_that_is_no_class_any_more_is_refused(
    workspace: Workspace, other: Workspace
) -> None:
    row = make_dataset(workspace)
    target = Target(row.dataset_id, [0, 1])
    edit = editing.relabel(workspace, target, 6)
    editing.relabel(workspace, target, 0)
    merge_classes(other, row.dataset_id, 6, 0)
    for late in (
        lambda: editing.relabel(workspace, target, 6),
        lambda: editing.write(workspace, edit),
    ):
        with pytest.raises(ConfigError, match="labels go from 0 to 5"):
            late()
    labels, _ = workspace.labels_and_statuses(row.dataset_id)
    assert max(label for label in labels if label is not None) < 6
