"""Every frame of a film, once, and the same rows however often the work was broken off."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from helpers.seven import LABELS

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.inference.films.source import VideoFileSource
from emotion_gui.core.inference.headless import classify_video
from emotion_gui.core.inference.pipeline import EmotionPipeline
from emotion_gui.core.jobs import JobCancelled
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.review import analysis
from emotion_gui.core.review.analysis import analyse_film
from emotion_gui.core.review.rows import read_rows
from emotion_gui.core.review.tables import long_chunks, long_columns, write_csv
from tests.helpers.review import session_of, stopping_after

Maker = Callable[[], EmotionPipeline]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def classified(film: Path, make_pipeline: Maker, path: Path) -> list[list[str]]:
    classify_video(VideoFileSource(film), make_pipeline(), csv_path=path)
    names = ("frame", "time_s", "face", "x", "y", "width", "height", "label", "confidence")
    return [[row[name] for name in (*names, *LABELS)] for row in table(path)]


def kept(rows: Path, path: Path) -> list[list[str]]:
    write_csv(path, long_columns(SEVEN), long_chunks(session_of(read_rows(rows))))
    names = ("frame", "pts_s", "face", "x", "y", "width", "height", "label", "confidence")
    return [[row[name] for name in (*names, *LABELS)] for row in table(path)]


def test_the_rows_are_those_of_classify(film, make_pipeline: Maker, tmp_path: Path) -> None:
    found = analyse_film(film, make_pipeline(), tmp_path / "rows")
    assert (found.frames, found.resumed_at, found.size) == (60, 0, (128, 96))
    rows = kept(tmp_path / "rows", tmp_path / "kept.csv")
    assert len(rows) == 60
    assert rows == classified(film, make_pipeline, tmp_path / "classified.csv")


@pytest.mark.parametrize("stops", [(1,), (7, 8, 30), (31, 59)])
def test_a_stop_anywhere_changes_no_row(
    film, make_pipeline: Maker, tmp_path: Path, stops: tuple[int, ...], monkeypatch
) -> None:
    monkeypatch.setattr(analysis, "_FRAMES_A_BLOCK", 5)
    rows = tmp_path / "rows"
    for stop in stops:
        with pytest.raises(JobCancelled):
            analyse_film(film, make_pipeline(), rows, stopping_after(stop))
        assert read_rows(rows).frames >= stop
    found = analyse_film(film, make_pipeline(), rows)
    assert found.resumed_at >= stops[-1]
    assert kept(rows, tmp_path / "kept.csv") == classified(film, make_pipeline, tmp_path / "c.csv")
    whole = tmp_path / "whole"
    analyse_film(film, make_pipeline(), whole)
    for name in vars(read_rows(whole)):
        one, other = getattr(read_rows(rows), name), getattr(read_rows(whole), name)
        np.testing.assert_array_equal(one, other)


def test_a_kill_costs_no_more_than_the_last_block(
    film, make_pipeline: Maker, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(analysis, "_FRAMES_A_BLOCK", 20)
    rows = tmp_path / "rows"
    analyse_film(film, make_pipeline(), rows)
    rows.write_bytes(rows.read_bytes()[:-100])  # in the middle of the last block
    assert analyse_film(film, make_pipeline(), rows).resumed_at == 40
    assert kept(rows, tmp_path / "kept.csv") == classified(film, make_pipeline, tmp_path / "c.csv")


def test_a_film_that_is_gone_says_so(make_pipeline: Maker, tmp_path: Path) -> None:
    with pytest.raises(VideoSourceError, match="no such file"):
        analyse_film(tmp_path / "none.mp4", make_pipeline(), tmp_path / "rows")


def test_a_cut_divides_people_until_they_are_joined(
    film, make_pipeline: Maker, tmp_path: Path
) -> None:
    analyse_film(film, make_pipeline(), tmp_path / "rows")
    rows = read_rows(tmp_path / "rows")
    assert set(rows.track.tolist()) == {1}
    edits = session_of(rows).timeline.edits
    assert [(piece.first, piece.last) for piece in edits.pieces] == [(0, 29), (30, 59)]
    assert len(edits.persons) == 2
