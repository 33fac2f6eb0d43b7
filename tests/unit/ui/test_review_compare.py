"""Review's comparisons, and marks that no long job holds back."""

import threading
from dataclasses import replace

import numpy as np
import pytest
from helpers.seven import Emotion
from pytestqt.qtbot import QtBot

from emotion_gui.core.jobs import JobContext
from emotion_gui.core.review.edits import Event, first_edits, rename_person
from emotion_gui.core.workspace.sessions import SessionState
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.review.compare import CompareView
from emotion_gui.ui.pages.review.editor import SessionEditor
from tests.helpers.review import rows_of_labels, session_of

HAPPY, SAD = int(Emotion.HAPPY), int(Emotion.SAD)


@pytest.fixture
def editor(services: PageServices) -> SessionEditor:
    """Two persons over two minutes: one mostly happy, one mostly sad; a bell rings once."""
    chance = np.random.default_rng(1).random(240)
    first = [HAPPY if one < 0.8 else SAD for one in chance for _ in range(5)]
    second = [SAD if one < 0.8 else HAPPY for one in chance for _ in range(5)]
    rows = rows_of_labels({1: first, 2: second})
    edits = replace(first_edits(rows), events=(Event(10.0, "bell"),))
    session = session_of(rows, rename_person(edits, 2, "Ada"))
    row = services.workspace.create_session(name="talk.mp4", facts=session.facts.to_json())
    services.workspace.change_session(row.session_id, state=SessionState.READY)
    made = SessionEditor(services.workspace, services.tasks, services.events)
    made.open(replace(session, row=services.workspace.session(row.session_id)))
    return made


def test_two_persons_stand_side_by_side(
    services: PageServices, editor: SessionEditor, qtbot: QtBot
) -> None:
    view = CompareView(services, editor)
    qtbot.addWidget(view)
    view.show_films([editor.session.row])
    assert view.table.rowCount() == 0
    view.set_shown(shown=True)
    qtbot.waitUntil(lambda: view.table.rowCount() > 0)
    header = [view.table.horizontalHeaderItem(column).text() for column in (2, 3)]
    assert header == ["Person 1", "Ada"]
    rows = {
        tuple(view.table.item(row, column).text() for column in (0, 1)): [
            view.table.item(row, column).text() for column in range(2, 6)
        ]
        for row in range(view.table.rowCount())
    }
    happy = rows["Share of time", "happy"]
    share = 100 * editor.session.timeline.series(1).label.tolist().count(HAPPY) / 1200
    assert happy[0] == f"{share:.1f} %"
    assert happy[2].startswith(f"+{2 * share - 100:.1f} [+")
    assert happy[3].startswith("h +")
    assert "moment by moment" in view.words.text()
    # After the bell against the whole film: another part of the same person.
    first, second = view.sides
    second.person.choose("1")
    first.part.choose("1")
    first.changed.emit()
    qtbot.waitUntil(lambda: "bell" in view.table.horizontalHeaderItem(2).text())
    first.part.choose("0")
    first.changed.emit()
    assert view.table.rowCount() == 0  # both sides are the same now
    assert "another person" in view.words.text()
    view.mode.choose("groups")
    assert "two films" in view.words.text()
    assert not view.save_button.isEnabled()


def test_a_long_job_holds_no_marks_back(
    services: PageServices, editor: SessionEditor, qtbot: QtBot
) -> None:
    done = threading.Event()

    def train(context: JobContext) -> None:
        done.wait(60)

    services.tasks.start(train, title="a training", exclusive=True)
    number = editor.session.row.session_id
    for name in ("a", "ab", "abc"):
        editor.change("Rename", lambda edits, name=name: rename_person(edits, 1, name))
    try:
        with qtbot.waitSignal(editor.opened):
            editor.when_kept(lambda: editor.open(editor.session))
        kept = services.workspace.session(number).edits["persons"]
        assert [person["name"] for person in kept] == ["abc", "Ada"]
    finally:
        done.set()
    qtbot.waitUntil(lambda: not services.tasks.tasks)


def test_closing_keeps_what_was_just_marked(
    services: PageServices, editor: SessionEditor, qtbot: QtBot
) -> None:
    number = editor.session.row.session_id
    for name in ("a", "b"):
        editor.change("Rename", lambda edits, name=name: rename_person(edits, 1, name))
    editor.flush()
    assert services.workspace.session(number).edits["persons"][0]["name"] == "b"
    qtbot.waitUntil(lambda: not services.tasks.tasks)
    assert services.workspace.session(number).edits["persons"][0]["name"] == "b"
