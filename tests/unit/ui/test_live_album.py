"""All faces of several photographs at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from helpers.seven import Emotion
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.inference.headless import PictureAnswer
from emotion_gui.core.inference.results import Answer, FaceResult
from emotion_gui.operations.album import Album, AlbumFace, AlbumOrder, album_of
from emotion_gui.ui.pages.live.album_view import AlbumView
from emotion_gui.ui.theme import Theme

LONG = "Kinder und Jugendliche, zweite Aufnahme im Sommer, ohne Brillen, 2026-11-27"


def face(emotion: Emotion, *, unsure: bool = False, sure: float = 0.94) -> FaceResult:
    probabilities = np.full(7, (1 - sure) / 6)
    probabilities[emotion] = sure
    answer = Answer(probabilities, probabilities, None if unsure else emotion, 0.5)
    crop = np.full((48, 48), 90, dtype=np.uint8)
    return FaceResult(1, FaceBox(0, 0, 48, 48, 1.0), crop, answer)


@pytest.fixture
def album() -> Album:
    files = [Path("a") / name for name in ("1.png", f"{LONG}.png", "3.png", "4.png")]
    answers = [
        PictureAnswer(Path("gone"), error="a link to nothing"),
        PictureAnswer(files[0], (face(Emotion.HAPPY), face(Emotion.SAD))),
        PictureAnswer(files[1], (face(Emotion.HAPPY),)),
        PictureAnswer(files[2]),
        PictureAnswer(files[3], (face(Emotion.FEAR, unsure=True),)),
    ]
    return album_of(answers, files)


def test_faces_stand_in_the_order_in_which_photographs_are_turned(album: Album) -> None:
    assert [entry.picture for entry in album.faces] == [0, 0, 1, 3]
    assert album.pictures == 4
    assert album.empty == ("3.png",)
    assert album.unreadable == ("gone",)
    assert list(album.answers.items()) == [(Emotion.HAPPY, 2), (Emotion.SAD, 1), (None, 1)]


def test_faces_are_ordered_by_emotion_and_by_confidence(view: AlbumView) -> None:
    def told() -> list[str]:
        found = []
        for place in range(view.grid.count):
            view.grid.select([place])
            found.append(view.chosen.text().partition(" · ")[2].split()[0])
        return found

    assert told() == ["happy", "sad", "happy", "unsure"]
    view.order.choose("emotion")
    view.order.chosen.emit("emotion")
    assert told() == ["happy", "happy", "sad", "unsure"]
    view.grid.select([2])  # the sad one, which is on the first photograph
    assert "sad" in view.chosen.text()


@pytest.mark.parametrize(("order", "expected"), [("surest", [2, 0, 1]), ("least_sure", [1, 0, 2])])
def test_confidence_alone(order: AlbumOrder, expected: list[int]) -> None:
    sure = [0.5, 0.3, 0.9]
    faces = tuple(AlbumFace(n, "", face(Emotion.SAD, sure=p)) for n, p in enumerate(sure))
    assert [entry.picture for entry in Album(3, faces).ordered(order)] == expected


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, album: Album) -> AlbumView:
    made = AlbumView(theme)
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show_album(album)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_it_says_what_there_is_and_what_is_missing(view: AlbumView) -> None:
    assert view.summary.text() == "4 photographs · 4 faces · happy 2 · sad 1 · unsure 1"
    assert "3.png" in view.missing.text()
    assert "gone" in view.missing.text()
    assert view.grid.count == 4


def test_a_chosen_face_is_named_and_leads_to_its_photograph(qtbot: QtBot, view: AlbumView) -> None:
    assert not view.open_button.isEnabled()
    view.grid.select([2])
    assert "happy 94" in view.chosen.text()
    with qtbot.waitSignal(view.opened, check_params_cb=lambda number: number == 1):
        view.open_button.click()
    with qtbot.waitSignal(view.opened, check_params_cb=lambda number: number == 3):
        view.grid.opened.emit(3)


def test_escape_leads_back(qtbot: QtBot, view: AlbumView) -> None:
    view.activateWindow()
    view.grid.setFocus()
    with qtbot.waitSignal(view.left):
        qtbot.keyClick(view.grid, Qt.Key.Key_Escape)
