"""What a stop, a kill or a power failure leaves in a workspace goes, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.datasets import make_dataset, make_run

from emotion_gui.core.errors import NotFoundError, StorageError
from emotion_gui.core.workspace import sessions, trash
from emotion_gui.core.workspace.records import RunStatus
from emotion_gui.core.workspace.workspace import Workspace


def come_back(folder: Path) -> None:
    """Files whose removal never reached the disk before a power failure."""
    folder.mkdir()
    (folder / "rows.ewc").write_bytes(b"answers")


def test_erased_sessions_that_come_back_go_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    gone, kept, held = (workspace.create_session(name=name, facts={}) for name in "abc")
    workspace.erase_session(gone.session_id)
    come_back(workspace.session_dir(gone.session_id))
    remove_tree = sessions.remove_tree

    def refused(folder: Path, *, wait_s: float) -> None:
        assert wait_s == 0
        if folder == workspace.session_dir(held.session_id):
            raise PermissionError(13, "in use", str(folder / "rows.ewc"))
        remove_tree(folder, wait_s=wait_s)

    monkeypatch.setattr(sessions, "remove_tree", refused)
    with pytest.raises(StorageError, match=r"rows\.ewc"):
        workspace.erase_session(held.session_id, wait_s=0)
    # What can be removed goes, though another one cannot; that is told and out of sight.
    assert workspace.finish_erasing_sessions() == [workspace.session_dir(held.session_id)]
    assert f"session {held.session_id} is not erased yet" in caplog.text
    assert not workspace.session_dir(gone.session_id).exists()
    assert [row.session_id for row in workspace.sessions()] == [kept.session_id]
    assert workspace.trashed_sessions() == []
    monkeypatch.undo()
    assert workspace.finish_erasing_sessions() == []
    with pytest.raises(NotFoundError):
        workspace.session(held.session_id)
    assert workspace.session_dir(kept.session_id).is_dir()
    # Its number is not given again.
    assert workspace.create_session(name="d", facts={}).session_id == held.session_id + 1


def test_recordings_whose_taking_over_broke_off_go_and_analyses_are_interrupted(
    tmp_path: Path,
) -> None:
    first = Workspace.open(tmp_path / "w")
    film, recording, ready = (
        first.create_session(name=name, facts=facts).session_id
        for name, facts in (("film", {"film": {}}), ("recording", {}), ("ready", {"film": {}}))
    )
    for number in (film, recording):
        first.change_session(number, state=sessions.SessionState.ANALYSING)
    first.change_session(ready, state=sessions.SessionState.READY)
    first.close()
    with Workspace.open(tmp_path / "w") as again:
        assert [(row.session_id, row.state.value) for row in again.sessions()] == [
            (film, "interrupted"),
            (ready, "ready"),
        ]
        assert [row.session_id for row in again.trashed_sessions()] == [recording]


def test_halves_go_from_numbered_folders_alone(tmp_path: Path) -> None:
    first = Workspace.open(tmp_path / "w")
    row = make_dataset(first)
    run = make_run(first, name="a", kind="train", dataset_id=None, config={})
    first.close()
    folders = [first.dataset_dir(row.dataset_id), first.run_dir(run.run_id)]
    own = tmp_path / "w" / "runs" / "notes of mine"
    own.mkdir()
    for folder in (*folders, own):
        (folder / ".faces.npy.1-1.part").write_bytes(b"half")
    Workspace.open(tmp_path / "w").close()
    left = [folder for folder in (*folders, own) if list(folder.glob(".*.part"))]
    assert left == [own]


def test_a_run_that_cannot_be_kept_is_in_the_trash_as_failed(workspace: Workspace) -> None:
    run, other = (
        make_run(workspace, name=name, kind="prune", dataset_id=None, config={}) for name in "ab"
    )
    workspace.fail_run(run.run_id)
    assert workspace.run(run.run_id).status is RunStatus.FAILED
    assert [row.run_id for row in workspace.runs()] == [other.run_id]
    workspace.trash_run(run.run_id, restore=True)
    assert [row.run_id for row in workspace.runs()] == [other.run_id, run.run_id]


def test_opening_waits_for_no_file_of_an_erased_data_set(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, held = (make_dataset(workspace, name=name, train=7).dataset_id for name in "ab")
    workspace.erase_dataset(gone)
    come_back(workspace.dataset_dir(gone))
    waited: list[tuple[Path, float]] = []

    def refused(folder: Path, *, wait_s: float) -> None:
        waited.append((folder, wait_s))
        raise PermissionError(13, "in use", str(folder))

    monkeypatch.setattr(trash, "remove_tree", refused)
    with pytest.raises(StorageError):
        workspace.erase_dataset(held)
    both = [workspace.dataset_dir(number) for number in (gone, held)]
    assert workspace.finish_erasing() == both
    assert waited[0] == (both[1], trash.ERASE_WAIT_S)
    assert sorted(waited[1:]) == [(folder, 0) for folder in both]
    monkeypatch.undo()
    assert workspace.finish_erasing() == []
    assert not any(folder.exists() for folder in both)
