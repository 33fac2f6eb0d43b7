"""Sessions in the workspace: found again, gone on with, thrown away with all that is theirs."""

import contextlib
import dataclasses
import os
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.pruning import random_network

from emotion_gui.core.errors import (
    BusyError,
    ConfigError,
    NotFoundError,
    StorageError,
    VideoSourceError,
    WorkspaceError,
)
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.labels import SEVEN, own_set
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.priors import parse_mix
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.review import exchange
from emotion_gui.core.review.sessions import (
    facts_of,
    identify_film,
    open_session,
    session_rows,
)
from emotion_gui.core.workspace.schema import MIGRATIONS
from emotion_gui.core.workspace.sessions import SessionState
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.analyse import (
    AnalyseRequest,
    analyse_session,
    erase_with_exports,
    films_in,
    move_film,
    queue_film,
)
from emotion_gui.operations.film_outputs import OutputRequest, write_outputs
from emotion_gui.operations.review_film import keep_shown_face
from tests.helpers.review import stopping_after


@pytest.fixture
def request_(tmp_path: Path) -> AnalyseRequest:
    spec = NetworkSpec(((4,), (6,)), (True, True))
    save_checkpoint(tmp_path / "m.safetensors", random_network(spec), CheckpointInfo(spec=spec))
    return AnalyseRequest(model=tmp_path / "m.safetensors", detector="none")


def test_a_film_is_read_once_and_found_where_it_moved(workspace, film, request_) -> None:
    row = queue_film(workspace, film, request_)
    assert row.state is SessionState.WAITING
    done = analyse_session(workspace, row.session_id)
    assert done.is_ready
    assert done.facts["frames"] == 60
    moved = film.rename(film.with_name("elsewhere.avi"))
    again = queue_film(workspace, moved, request_)
    assert again.session_id == row.session_id
    assert facts_of(workspace, again).film.file == moved
    other = queue_film(workspace, moved, AnalyseRequest(model=request_.model, detector="haar"))
    assert other.session_id != row.session_id
    anew = AnalyseRequest(model=request_.model, detector="none", again=True)
    assert queue_film(workspace, moved, anew).session_id not in (row.session_id, other.session_id)


def test_a_stopped_session_goes_on(workspace, film, request_) -> None:
    row = queue_film(workspace, film, request_)
    with pytest.raises(JobCancelled):
        analyse_session(workspace, row.session_id, stopping_after(10))
    assert workspace.session(row.session_id).state is SessionState.STOPPED
    assert open_session(workspace, row.session_id).timeline.rows.frames >= 10
    assert analyse_session(workspace, row.session_id).is_ready


def test_faces_are_not_kept_in_the_classes_of_another_network(workspace, film, request_) -> None:
    """The file that read the film was replaced; class 3 of the new one is not the old one's."""
    row = queue_film(workspace, film, request_)
    analyse_session(workspace, row.session_id)
    session = open_session(workspace, row.session_id)
    assert session.timeline.rows.labels == SEVEN
    spec = NetworkSpec(((4,), (6,)), (True, True), classes=2)
    calm = own_set(["calm", "startled"])
    save_checkpoint(request_.model, random_network(spec), CheckpointInfo(spec, label_set=calm))
    again = open_session(workspace, row.session_id)
    assert again.timeline.rows.labels == SEVEN
    person = again.timeline.edits.persons[0].number
    with pytest.raises(ConfigError, match="another one"):
        keep_shown_face(workspace, again, person, 0, JobContext())
    assert workspace.datasets() == []


def test_a_film_that_moved_is_asked_for(workspace, film, request_, tmp_path) -> None:
    row = queue_film(workspace, film, request_)
    there = film.rename(tmp_path / "moved.avi")
    with pytest.raises(VideoSourceError, match="no such file"):
        analyse_session(workspace, row.session_id)
    failed = workspace.session(row.session_id)
    assert failed.state is SessionState.FAILED
    assert "no such file" in failed.facts["error"]
    stranger = tmp_path / "other.avi"
    stranger.write_bytes(there.read_bytes() + b"x")
    with pytest.raises(VideoSourceError, match="another film"):
        move_film(workspace, row.session_id, stranger)
    move_film(workspace, row.session_id, there)
    assert analyse_session(workspace, row.session_id).is_ready


def test_a_session_whose_reader_died_is_interrupted(tmp_path, film, request_) -> None:
    first = Workspace.open(tmp_path / "w")
    row = queue_film(first, film, request_)
    with first.analysing_session(row.session_id):
        second = Workspace.open(tmp_path / "w")
        assert second.session(row.session_id).state is SessionState.ANALYSING
        with pytest.raises(BusyError):
            analyse_session(second, row.session_id)
        second.close()
    # The lock is gone, as with a process that was killed.
    third = Workspace.open(tmp_path / "w")
    assert third.session(row.session_id).state is SessionState.INTERRUPTED
    third.close()
    first.close()


def test_erasing_takes_everything_in_one_step(tmp_path, film, request_) -> None:
    workspace = Workspace.open(tmp_path / "w")
    row = queue_film(workspace, film, request_)
    analyse_session(workspace, row.session_id)
    workspace.trash_session(row.session_id)
    assert workspace.sessions() == []
    assert [one.session_id for one in workspace.trashed_sessions()] == [row.session_id]
    workspace.trash_session(row.session_id, restore=True)
    assert len(workspace.sessions()) == 1
    workspace.erase_session(row.session_id)
    assert not workspace.session_dir(row.session_id).exists()
    with pytest.raises(NotFoundError):
        workspace.session(row.session_id)
    fresh = queue_film(workspace, film, request_)
    assert fresh.session_id > row.session_id  # numbers are never used twice
    assert film.exists()
    workspace.close()


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("facts", '{"film": 3}'),
        ("facts", '{"frames": "many"}'),
        ("facts", '{"notes": {}}'),
        ("edits", "[1, 2]"),
        ("exports", '[{"path": "/etc/passwd"}]'),
        ("exports", "7"),
    ],
)
def test_a_damaged_record_is_told_before_anybody_works_with_it(workspace, column, text) -> None:
    number = workspace.create_session(name="a", facts={"frames": 3}).session_id
    with contextlib.closing(sqlite3.connect(workspace.database_path)) as connection:
        connection.execute(f"UPDATE sessions SET {column} = ?", (text,))
        connection.commit()
    assert workspace.sessions() == []  # others are still listed
    with pytest.raises(WorkspaceError, match=r"damaged .row 1 of sessions"):
        workspace.session(number)


def test_what_was_made_of_a_session_goes_with_it(workspace, film, request_, tmp_path) -> None:
    row = queue_film(workspace, film, request_)
    analyse_session(workspace, row.session_id)
    asked = OutputRequest(folder=tmp_path / "out", kinds=frozenset({"csv", "elan", "report"}))
    written = write_outputs(workspace, [row.session_id], asked).files
    if os.name == "posix":  # answers about people are their owner's
        assert [path.name for path in written if path.stat().st_mode & 0o077] == []
    edited = next(path for path in written if path.suffix == ".eaf")
    edited.write_text("a person went on working on it", encoding="utf-8")
    erased = erase_with_exports(workspace, row.session_id)
    assert erased.kept == (edited,)
    own = {"film.csv", "film wide.csv", "figures.csv", "report.html"}
    assert {path.name for path in erased.removed} == own
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["film.eaf"]
    assert film.exists()
    assert workspace.sessions() == []


def test_what_was_written_before_a_failure_goes_with_the_session(
    workspace, film, request_, tmp_path, monkeypatch
) -> None:
    def full(path: Path, session: object) -> None:
        raise StorageError(path, "No space left on device")

    row = queue_film(workspace, film, request_)
    analyse_session(workspace, row.session_id)
    monkeypatch.setattr(exchange, "write_elan", full)
    asked = OutputRequest(folder=tmp_path / "out", kinds=frozenset({"csv", "elan", "report"}))
    with pytest.raises(StorageError, match="No space left"):
        write_outputs(workspace, [row.session_id], asked)
    erased = erase_with_exports(workspace, row.session_id)
    assert {path.name for path in erased.removed} == {"film.csv", "film wide.csv"}
    assert list((tmp_path / "out").iterdir()) == []


def test_what_is_about_several_films_is_none_of_theirs(workspace, film, request_, tmp_path) -> None:
    rows = [queue_film(workspace, film, replace(request_, again=True)) for _ in range(2)]
    for row in rows:
        analyse_session(workspace, row.session_id)
    asked = OutputRequest(folder=tmp_path / "out", kinds=frozenset({"csv"}))
    write_outputs(workspace, [row.session_id for row in rows], asked)
    erased = erase_with_exports(workspace, rows[0].session_id)
    assert {path.name for path in erased.removed} == {"film.csv", "film wide.csv"}
    assert (tmp_path / "out" / "figures.csv").exists()


def test_a_workspace_of_version_3_opens(tmp_path) -> None:
    Workspace.open(tmp_path / "w").close()
    for file in (tmp_path / "w").glob("workspace.sqlite3*"):
        file.unlink()
    with contextlib.closing(sqlite3.connect(tmp_path / "w" / "workspace.sqlite3")) as connection:
        for step in MIGRATIONS[:3]:
            step(connection)
        connection.execute("PRAGMA user_version = 3")
        connection.commit()
    (tmp_path / "w" / "sessions").rmdir()
    opened = Workspace.open(tmp_path / "w")
    assert opened.sessions() == []
    opened.close()


def test_films_in_folders_are_found_and_others_are_not(tmp_path: Path) -> None:
    for name in ("b.MP4", "a.mkv", "notes.txt", ".hidden.mp4", "in/c.mov"):
        (tmp_path / "films" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "films" / name).touch()
    found = films_in([tmp_path / "films", tmp_path / "films" / "a.mkv"])
    assert [path.name for path in found] == ["a.mkv", "b.MP4", "c.mov"]
    with pytest.raises(VideoSourceError, match="no such file"):
        films_in([tmp_path / "none.mp4"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(VideoSourceError, match="no film"):
        films_in([tmp_path / "empty"])


def test_an_expected_mix_is_another_way_of_reading(workspace, film, request_) -> None:
    info = CheckpointInfo(
        spec=NetworkSpec(((4,), (6,)), (True, True)), run={"label_counts": [90, 1, 9, 9, 9, 9, 9]}
    )
    save_checkpoint(request_.model, random_network(info.spec), info)
    plain = analyse_session(workspace, queue_film(workspace, film, request_).session_id)
    even = dataclasses.replace(request_, mix=parse_mix("even"))
    other = analyse_session(workspace, queue_film(workspace, film, even).session_id)
    assert (facts_of(workspace, plain).mix, facts_of(workspace, other).mix) == ("training", "even")
    assert queue_film(workspace, film, even).session_id == other.session_id != plain.session_id
    one, two = (
        session_rows(workspace, row).probabilities[:, :2].mean(axis=0) for row in (plain, other)
    )
    assert two[0] < one[0]  # the most frequent class is expected less often
    assert two[1] > one[1]


def test_a_mix_that_no_model_can_be_asked_for_is_refused_before_reading(
    workspace, film, request_
) -> None:
    with pytest.raises(ConfigError, match="does not tell what mix"):
        queue_film(workspace, film, dataclasses.replace(request_, mix=parse_mix("even")))
    assert not workspace.sessions()


@pytest.mark.parametrize("changed", [0, -1])
def test_a_film_is_known_by_its_beginning_and_its_end(tmp_path: Path, changed: int) -> None:
    first, other = tmp_path / "a.mp4", tmp_path / "b.mp4"
    content = bytearray(5 * 2**19)  # its middle is looked at by neither
    first.write_bytes(content)
    content[changed] = 1
    other.write_bytes(content)
    assert not identify_film(first).is_same_film(identify_film(other))
    assert identify_film(first).is_same_film(identify_film(first.rename(tmp_path / "c.mp4")))
