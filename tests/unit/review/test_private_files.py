"""What tells of people is its owner's alone to read, whatever it is written as."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.seven import Emotion

from emotion_gui.core.reports import film_report
from emotion_gui.core.reports.film_report import FilmChapter, write_film_report
from emotion_gui.core.review.edits import Event, first_edits, with_event
from emotion_gui.core.review.exchange import (
    write_bids,
    write_bids_sidecar,
    write_boris,
    write_elan,
)
from emotion_gui.core.review.sessions import OpenSession
from tests.helpers.review import rows_of_labels, session_of


@pytest.fixture
def session() -> OpenSession:
    rows = rows_of_labels({1: [int(Emotion.HAPPY)] * 8 + [None] * 2 + [-1] * 5})
    return session_of(rows, with_event(first_edits(rows), Event(0.5, "bell")))


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such bits")
@pytest.mark.parametrize(
    "write",
    [
        write_boris,
        write_elan,
        write_bids,
        write_bids_sidecar,
        lambda path, session: write_film_report(path, [FilmChapter(session, [])]),
    ],
)
def test_others_may_not_read_it(
    session: OpenSession,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    write: Callable[[Path, OpenSession], None],
) -> None:
    monkeypatch.setattr(film_report, "film_chart", lambda *given: "")
    write(tmp_path / "a.out", session)
    assert stat.S_IMODE((tmp_path / "a.out").stat().st_mode) == 0o600


def test_a_boris_project_is_as_boris_writes_it(session: OpenSession, tmp_path: Path) -> None:
    write_boris(tmp_path / "a.boris", session)
    project = json.loads((tmp_path / "a.boris").read_text("utf-8"))
    created = session.row.created
    assert created.startswith(project["project_date"])
    assert len(project["project_date"]) == len("2026-11-27T12:00:00")
    (observation,) = project["observations"].values()
    assert observation["date"] == project["project_date"]
    assert observation["file"] == {
        str(k): [session.facts.film.path] if k == 1 else [] for k in range(1, 9)
    }
    told = [(time_s, person, word) for time_s, person, word, *_ in observation["events"]]
    assert told == [
        (0.0, "Person 1", "happy"),
        (0.5, "", "bell"),
        (0.8, "Person 1", "happy"),
        (1.0, "Person 1", "unsure"),
        (1.5, "Person 1", "unsure"),
    ]
    kinds = {one["code"]: one["type"] for one in project["behaviors_conf"].values()}
    assert kinds["bell"] == "Point event"
    assert kinds["happy"] == kinds["angry"] == kinds["unsure"] == "State event"
    assert [one["name"] for one in project["subjects_conf"].values()] == ["Person 1"]
    assert list(project["subjects_conf"]) == ["0"]
    info = observation["media_info"]
    assert info["length"] == {session.facts.film.path: pytest.approx(1.5)}
    assert info["fps"] == {session.facts.film.path: 10.0}
    assert info["hasVideo"] == {session.facts.film.path: True}
    assert info["hasAudio"] == {session.facts.film.path: False}
