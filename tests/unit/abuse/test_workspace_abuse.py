"""A workspace that is removed, claimed twice, killed over, or read by threads that end."""

import contextlib
import dataclasses
import functools
import json
import os
import shutil
import sqlite3
import sys
import threading
from pathlib import Path

import pytest
from helpers.datasets import make_dataset, make_run
from helpers.pruning import random_network

from emotion_gui.core.errors import CheckpointError, StorageError, WorkspaceError
from emotion_gui.core.files import write_text
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.model import bundled
from emotion_gui.core.model.catalogue import default_model
from emotion_gui.core.model.checkpoint import CheckpointInfo, load_checkpoint, save_checkpoint
from emotion_gui.core.model.checkpoint_info import read_info
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.requests import TrainRequest
from emotion_gui.core.training.runs import resume_run, train_run
from emotion_gui.core.workspace.paths import (
    found_models,
    found_path,
    stored_models,
    stored_path,
)
from emotion_gui.core.workspace.records import RunRow, RunStatus
from emotion_gui.core.workspace.workspace import Workspace

DEAD = 2**22 + 1  # above the largest process number of Linux
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps open files in place")
SMALL = NetworkSpec(((4,), (6,)), (True, True))
RECIPE = TrainConfig(network=SMALL, epochs=2, batch_size=32, device="cpu")


@posix
def test_a_removed_workspace_is_named_and_not_made_anew(workspace: Workspace) -> None:
    row = make_dataset(workspace)
    shutil.rmtree(workspace.path)
    for refused in (
        lambda: make_run(workspace, name="a", kind="train", dataset_id=None, config={}),
        lambda: workspace.rename_dataset(row.dataset_id, "b"),
        lambda: workspace.hold_run(1).__enter__(),
    ):
        with pytest.raises(StorageError, match="removed") as caught:
            refused()
        assert caught.value.path == workspace.path
    assert not workspace.path.exists()


@posix
def test_a_replaced_workspace_is_not_written_to(workspace: Workspace, tmp_path: Path) -> None:
    workspace.path.rename(tmp_path / "moved")
    Workspace.open(workspace.path).close()
    with pytest.raises(StorageError, match="replaced"):
        make_run(workspace, name="a", kind="train", dataset_id=None, config={})


def test_the_second_window_is_refused_until_the_first_is_closed(workspace: Workspace) -> None:
    workspace.claim()
    second = Workspace.open(workspace.path)
    with pytest.raises(WorkspaceError, match="another window"):
        second.claim()
    make_run(second, name="a", kind="train", dataset_id=None, config={})  # as the command line
    workspace.close()
    second.claim()
    second.close()


def test_the_order_of_runs_does_not_follow_the_clock(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, years in (("workspace.runs", (2030, 2020)), ("workspace.datasets", (2010, 2000))):
        times = iter([f"{year}-01-01T00:00:00+00:00" for year in years] * 2)
        monkeypatch.setattr(f"emotion_gui.core.{module}.now", functools.partial(next, times))
    for name in ("a", "b"):
        make_run(workspace, name=name, kind="train", dataset_id=None, config={})
    assert [run.name for run in workspace.runs()] == ["b", "a"]
    for row in [make_dataset(workspace, name=name) for name in ("a", "b")]:
        workspace.trash_dataset(row.dataset_id)
    assert [row.name for row in workspace.trashed_datasets()] == ["a", "b"]


def test_connections_are_let_go_when_their_thread_ends(workspace: Workspace) -> None:
    for _ in range(5):
        thread = threading.Thread(target=workspace.runs)
        thread.start()
        thread.join()
    assert len(workspace._owners) == 1


def test_what_a_dead_writer_left_is_cleared_on_opening(tmp_path: Path) -> None:
    first = Workspace.open(tmp_path / "w")
    done = make_run(
        first, name="done", kind="train", dataset_id=None, config={}, status=RunStatus.FINISHED
    )
    pruned = make_run(first, name="half", kind="prune", dataset_id=None, config={})
    first.close()
    for name in (".best.safetensors.1-2.part", "resume.pt"):
        (first.run_dir(done.run_id) / name).write_bytes(b"half")
    second = Workspace.open(tmp_path / "w")
    assert sorted(p.name for p in second.run_dir(done.run_id).iterdir()) in ([], [".lock"])
    assert [run.name for run in second.runs()] == ["done"]
    assert second.run(pruned.run_id).status is RunStatus.FAILED
    second.close()


@posix
def test_the_next_write_removes_halves_of_dead_writers_alone(tmp_path: Path) -> None:
    dead, alive = f".a.txt.{DEAD}-1.part", f".a.txt.{os.getppid()}-1.part"
    for name in (dead, alive, f".b.txt.{DEAD}-1.part"):
        (tmp_path / name).write_text("half", encoding="utf-8")
    write_text(tmp_path / "a.txt", "whole")
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == sorted([alive, f".b.txt.{DEAD}-1.part", "a.txt"])


@posix
def test_checkpoints_may_be_read_by_whom_other_files_may(tmp_path: Path) -> None:
    network = random_network(SMALL)
    save_checkpoint(tmp_path / "a.safetensors", network, CheckpointInfo(spec=SMALL))
    write_text(tmp_path / "a.txt", "")
    modes = {path.stat().st_mode for path in tmp_path.iterdir()}
    assert len(modes) == 1


def test_a_run_from_a_checkpoint_begins_from_it_again(workspace: Workspace, tmp_path: Path) -> None:
    make_dataset(workspace)
    start = tmp_path / "start.safetensors"
    save_checkpoint(start, random_network(SMALL), CheckpointInfo(spec=SMALL))
    request = TrainRequest("stripes", RECIPE, name="whole", start_from=start)
    whole = train_run(workspace, request, JobContext())
    with pytest.raises(JobCancelled):
        train_run(workspace, request, JobContext(is_cancelled=lambda: True))
    resumed = resume_run(workspace, workspace.runs()[0].run_id, JobContext())
    one, other = (load_checkpoint(out.checkpoint).network for out in (whole, resumed))
    for name, tensor in one.state_dict().items():
        assert tensor.equal(other.state_dict()[name]), name


def _store_config(workspace: Workspace, run: RunRow, **changes: str) -> None:
    config = json.dumps({**run.config, **changes})
    with contextlib.closing(sqlite3.connect(workspace.database_path)) as connection:
        connection.execute("UPDATE runs SET config = ? WHERE id = ?", (config, run.run_id))
        connection.commit()


@pytest.mark.parametrize("older", [False, True], ids=["now", "as 0.1.0 wrote it"])
def test_a_run_that_began_from_another_goes_on_in_a_moved_workspace(
    tmp_path: Path, older: bool
) -> None:
    first = Workspace.open(tmp_path / "here")
    make_dataset(first)
    origin = train_run(first, TrainRequest("stripes", RECIPE, name="origin"), JobContext())
    request = TrainRequest("stripes", RECIPE, name="whole", start_from=origin.checkpoint)
    with pytest.raises(JobCancelled):
        train_run(first, request, JobContext(is_cancelled=lambda: True))
    run = first.runs()[0]
    if older:
        _store_config(first, run, start_from=str(origin.checkpoint))
    first.close()
    (tmp_path / "here").rename(tmp_path / "there")
    with contextlib.closing(Workspace.open(tmp_path / "there")) as moved:
        assert resume_run(moved, run.run_id, JobContext()).run.status is RunStatus.FINISHED


@pytest.mark.parametrize("older", [False, True], ids=["as it is kept", "as it was kept before"])
def test_a_run_with_a_teacher_goes_on_in_a_moved_workspace(tmp_path: Path, older: bool) -> None:
    first = Workspace.open(tmp_path / "here")
    make_dataset(first)
    own = train_run(first, TrainRequest("stripes", RECIPE, name="own"), JobContext()).checkpoint
    taught = dataclasses.replace(RECIPE, teacher=f"{own}, {own}")
    request = TrainRequest("stripes", taught, name="taught")
    with pytest.raises(JobCancelled):
        train_run(first, request, JobContext(is_cancelled=lambda: True))
    run = first.runs()[0]
    assert run.config["teacher"] == "runs/1/best.safetensors,runs/1/best.safetensors"
    if older:
        _store_config(first, run, teacher=taught.teacher)
    first.close()
    (tmp_path / "here").rename(tmp_path / "there")
    with contextlib.closing(Workspace.open(tmp_path / "there")) as moved:
        resumed = resume_run(moved, run.run_id, JobContext())
        assert resumed.run.status is RunStatus.FINISHED
        assert str(tmp_path) not in read_info(resumed.checkpoint).run["config"]["teacher"] or older


def test_teachers_are_kept_by_name_within_the_workspace_and_by_place_elsewhere(
    tmp_path: Path,
) -> None:
    inside, outside = tmp_path / "w" / "runs" / "3" / "best.st", tmp_path / "a.st"
    for file in (inside, outside):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    stored = stored_models(tmp_path / "w", f"default, {inside},{outside}")
    assert stored == f"default,runs/3/best.st,{outside}"
    assert found_models(tmp_path / "w", stored) == f"default,{inside},{outside}"


def test_a_beginning_outside_the_workspace_is_kept_where_it_is(tmp_path: Path) -> None:
    outside = tmp_path / "start.safetensors"
    stored = stored_path(tmp_path / "workspace", outside)
    assert (Path(stored), found_path(tmp_path / "elsewhere", stored)) == (outside, outside)


def test_a_bundled_model_that_was_changed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_checkpoint(default_model().file)
    folder = tmp_path / "models"
    shutil.copytree(default_model().file.parent, folder)
    monkeypatch.setattr(bundled, "resources_dir", lambda: tmp_path)
    path = folder / default_model().file.name
    load_checkpoint(path)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(CheckpointError, match="not the model that came with"):
        load_checkpoint(path)
    bundled.write_list(folder)
    load_checkpoint(path)
    (folder / bundled.LIST_NAME).unlink()
    with pytest.raises(CheckpointError, match="cannot be compared"):
        load_checkpoint(path)
