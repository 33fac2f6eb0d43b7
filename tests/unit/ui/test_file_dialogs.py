"""Dialogs for files: endings, overwriting, inputs, the last folder. Qt's own dialog is driven."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from emotion_gui.ui.file_dialogs import FileTopic, ask_open, ask_save, with_ending

KINDS = {"Table": [".csv"], "Picture": [".png", ".jpg"]}


@pytest.fixture
def topic(settings: QSettings, tmp_path: Path) -> FileTopic:
    made = FileTopic(settings, "prune")
    made.remember(tmp_path / "any")
    return made


class Person:
    """Answers the dialogs that open, one after another, and notes what they said."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._answers: list[Callable[[object], None]] = []
        self._timer = QTimer()
        self._timer.setInterval(20)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def will(self, *answers: Callable[[object], None]) -> None:
        """Answer the next dialogs so."""
        self._answers = list(answers)

    def _look(self) -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None or not self._answers:
            return
        answer = self._answers.pop(0)
        if isinstance(dialog, QMessageBox):
            self.seen.append(dialog.text())
        answer(dialog)


@pytest.fixture
def person(qtbot: QtBot) -> Person:
    return Person()


def types(name: str) -> Callable[[object], None]:
    def answer(dialog: object) -> None:
        assert isinstance(dialog, QFileDialog)
        field = dialog.findChild(QLineEdit)
        assert field is not None
        field.setText(name)
        dialog.accept()

    return answer


def gives_up(dialog: object) -> None:
    assert isinstance(dialog, QFileDialog)
    dialog.reject()


def presses(button: QMessageBox.StandardButton) -> Callable[[object], None]:
    def answer(dialog: object) -> None:
        assert isinstance(dialog, QMessageBox)
        dialog.button(button).click()

    return answer


YES, NO, OK = (
    QMessageBox.StandardButton.Yes,
    QMessageBox.StandardButton.No,
    QMessageBox.StandardButton.Ok,
)


def test_a_name_gets_its_ending_and_the_folder_is_kept(
    person: Person, topic: FileTopic, tmp_path: Path
) -> None:
    person.will(types("rows"))
    target = ask_save(None, topic, title="Save", name="table", kinds=KINDS)
    assert target == tmp_path / "rows.csv"
    assert topic.folder() == tmp_path
    assert not person.seen


def test_a_free_title_is_suggested_as_a_safe_name(
    person: Person, topic: FileTopic, tmp_path: Path
) -> None:
    def accept(dialog: object) -> None:
        assert isinstance(dialog, QFileDialog)
        dialog.accept()

    person.will(accept)
    target = ask_save(None, topic, title="Save", name="run: 3/4?", kinds=KINDS)
    assert target == tmp_path / "run- 3-4-.csv"


def test_a_file_that_the_ending_leads_to_is_asked_about(
    person: Person, topic: FileTopic, tmp_path: Path
) -> None:
    (tmp_path / "rows.csv").write_text("old", encoding="utf-8")
    person.will(types("rows"), presses(NO), types("rows"), presses(YES))
    target = ask_save(None, topic, title="Save", name="table", kinds=KINDS)
    assert target == tmp_path / "rows.csv"
    assert len(person.seen) == 2
    assert "rows.csv" in person.seen[0]


def test_an_input_is_refused_and_another_name_asked_for(
    person: Person, topic: FileTopic, tmp_path: Path
) -> None:
    film = tmp_path / "film.csv"
    film.write_text("the input", encoding="utf-8")
    # Typed without its ending the dialog itself has nothing to ask.
    person.will(types("film"), presses(OK), gives_up)
    assert ask_save(None, topic, title="Save", name="t", kinds=KINDS, inputs=[film]) is None
    assert "destroyed" in person.seen[0]
    assert film.read_text(encoding="utf-8") == "the input"


def test_opening_starts_where_the_last_one_ended(
    person: Person, topic: FileTopic, tmp_path: Path
) -> None:
    below = tmp_path / "below"
    below.mkdir()
    (below / "a.csv").write_text("a", encoding="utf-8")
    person.will(types(str(below / "a.csv")))
    assert ask_open(None, topic, title="Open", kinds=KINDS) == below / "a.csv"
    assert topic.folder() == below


def test_a_folder_that_is_gone_is_home(settings: QSettings, tmp_path: Path) -> None:
    topic = FileTopic(settings, "data")
    topic.remember(tmp_path / "gone" / "x.csv")
    assert topic.folder() == Path.home()


@pytest.mark.parametrize(
    ("name", "chosen", "ending"),
    [
        ("a", "Table (*.csv)", "a.csv"),
        ("a", "Picture (*.png *.jpg)", "a.png"),
        ("a.JPG", "Table (*.csv)", "a.JPG"),
        ("v1.2", "Table (*.csv)", "v1.2.csv"),
        ("a", "", "a.csv"),
    ],
)
def test_endings(name: str, chosen: str, ending: str) -> None:
    assert with_ending(Path(name), KINDS, chosen) == Path(ending)
