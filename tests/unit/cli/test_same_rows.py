"""One film gives the same rows in the window, by `analyse` and by `classify --csv`."""

import csv
from pathlib import Path

import pytest
from helpers.seven import LABELS
from pytestqt.qtbot import QtBot

from emotion_gui.core.data.sample_faces import write_sample_video
from emotion_gui.core.review.sessions import open_session
from emotion_gui.core.review.tables import long_chunks, long_columns, write_csv
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.pages.review.shelf import FilmShelf

SHARED = ("frame", "face", "x", "y", "width", "height", "label", "confidence", *LABELS)


def rows_of(table: Path, time_name: str) -> list[list[str]]:
    with table.open(newline="", encoding="utf-8-sig") as file:
        return [[row[name] for name in (time_name, *SHARED)] for row in csv.DictReader(file)]


@pytest.fixture
def read_in_the_window(services: PageServices, qtbot: QtBot):
    """Put a film into the line of Review and wait for it; the table of its answers."""

    def read(film: Path, model: Path, table: Path) -> Path:
        page = Page(services, title="Review")
        qtbot.addWidget(page)
        shelf = FilmShelf(page)
        shelf.models = {"m": model}
        shelf.model_choice.set_choices([("m", "Small")])
        with qtbot.waitSignal(shelf.ready, timeout=30_000) as ready:
            shelf.add([film])
        session = open_session(services.workspace, ready.args[0])
        write_csv(table, long_columns(session.timeline.rows.labels), long_chunks(session))
        qtbot.waitUntil(lambda: not services.tasks.tasks)
        return table

    return read


def test_three_ways_one_table(cli, trained_folder, read_in_the_window, tmp_path: Path) -> None:
    film, model = tmp_path / "clip.mp4", trained_folder / "runs/1/best.safetensors"
    write_sample_video(film, seconds=0.6, seed=5, width=320, height=240, faces=2)
    ended = cli("classify", film, "--model", model, "--csv", tmp_path / "classified.csv")
    assert ended.code == 0, ended.err
    workspace, out = tmp_path / "other", tmp_path / "out"
    asked = ("--report", out, "--csv", "--workspace", workspace)
    ended = cli("analyse", film, "--model", model, *asked)
    assert ended.code == 0, ended.err
    shown = read_in_the_window(film, model, tmp_path / "shown.csv")
    classified = rows_of(tmp_path / "classified.csv", "time_s")
    assert len(classified) > 10
    assert rows_of(out / "clip.csv", "pts_s") == classified
    assert rows_of(shown, "pts_s") == classified
