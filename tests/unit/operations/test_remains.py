"""What is left when a data set's faces are gone, and that all of it can be removed."""

import dataclasses
from pathlib import Path

import pytest
from helpers.datasets import make_dataset, make_run
from helpers.pruning import random_network

from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.errors import BusyError
from emotion_gui.core.evaluation.ledger import faces_path, open_final_part
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.workspace.records import DatasetRow, RunStatus, SampleStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.check import check_workspace
from emotion_gui.operations.datasets import erase
from emotion_gui.operations.remains import Remains, remove_remains, what_remains

SMALL = NetworkSpec(((4,), (6,)), (True, True))
PERSON = "anna-at-work-0001.png"


def _used(workspace: Workspace, name: str) -> tuple[DatasetRow, list[int], Path]:
    """A data set with a person's name in it, a run, its pruned copy, a report, an opening."""
    row = make_dataset(workspace, name=name)
    (sample, *_) = workspace.samples_of_faces(row.dataset_id, [0])
    named = dataclasses.replace(sample, source=PERSON, status=SampleStatus.OK)
    workspace.update_samples([named])
    run = make_run(workspace, name=name, kind="train", dataset_id=row.dataset_id, config={})
    pruned = make_run(
        workspace, name=name, kind="prune", dataset_id=None, config={}, parent_run=run.run_id
    )
    began = {"start_from": f"runs/{pruned.run_id}/best.safetensors"}
    later = make_run(workspace, name=name, kind="train", dataset_id=None, config=began)
    runs = [run.run_id, pruned.run_id, later.run_id]
    for number in runs:
        workspace.set_run_status(number, RunStatus.FINISHED)
        path = workspace.checkpoint_path(number)
        save_checkpoint(path, random_network(SMALL), CheckpointInfo(spec=SMALL))
    report = workspace.path / "reports" / f"default-{name}-test-0a1b2c.html"
    report.parent.mkdir(exist_ok=True)
    report.write_text("figures", encoding="utf-8")
    dataset = open_dataset(workspace, name)
    open_final_part(workspace, dataset, checkpoint=workspace.checkpoint_path(runs[0]), model="a")
    return row, runs, report


def test_all_that_was_made_from_a_data_set_can_be_removed(workspace: Workspace) -> None:
    other, other_runs, other_report = _used(workspace, "b")
    row, runs, report = _used(workspace, "a-b")
    workspace.trash_dataset(row.dataset_id)
    outcome = erase(workspace, (row.dataset_id,), JobContext())
    assert (outcome.erased, outcome.refused) == (1, ())
    assert outcome.remains.runs == tuple(runs)
    assert outcome.remains.reports == (report,)
    assert remove_remains(workspace, outcome.remains, JobContext()) == ()
    assert not report.exists()
    assert not any(workspace.run_dir(number).exists() for number in runs)
    assert [run.run_id for run in workspace.runs()] == other_runs[::-1]
    assert check_workspace(workspace.path).is_whole
    # The other data set has the same faces: identities that its record needs are asked for anew.
    assert other_report.exists()
    assert what_remains(workspace, [other]).runs == tuple(other_runs)
    new = make_run(workspace, name="new", kind="train", dataset_id=None, config={})
    assert new.run_id > max(runs)


def test_names_of_pictures_are_gone_from_the_disk_with_their_data_set(workspace: Workspace) -> None:
    row = _used(workspace, "a")[0]
    everything = b"".join(p.read_bytes() for p in workspace.path.rglob("*") if p.is_file())
    assert PERSON.encode() in everything
    workspace.trash_dataset(row.dataset_id)
    erase(workspace, (row.dataset_id,), JobContext())
    everything = b"".join(p.read_bytes() for p in workspace.path.rglob("*") if p.is_file())
    assert PERSON.encode() not in everything


def test_a_run_that_is_at_work_stays_and_says_so(workspace: Workspace) -> None:
    row, runs, _ = _used(workspace, "a")
    opened = Workspace.open(workspace.path)
    with opened.hold_run(runs[0]):
        (refusal,) = remove_remains(workspace, Remains(runs=(runs[0],)), JobContext())
    opened.close()
    assert isinstance(refusal, BusyError)
    assert workspace.checkpoint_path(runs[0]).exists()
    assert row.dataset_id


@pytest.mark.parametrize("name", ["default-a-test.html", "run-12-a-validation-00ffee.html"])
def test_reports_are_known_by_their_names(workspace: Workspace, name: str) -> None:
    row = make_dataset(workspace, name="a")
    path = workspace.path / "reports" / name
    path.parent.mkdir()
    path.touch()
    (path.parent / "default-a-a-test.html").touch()
    assert what_remains(workspace, [row]).reports == (path,)
    assert not faces_path(workspace, "none").exists()
