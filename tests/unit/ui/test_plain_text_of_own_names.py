"""Names that people give to classes, persons, marks and films are text wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers.datasets import striped_faces
from helpers.pipes import PIPE, WatchedPipe, watched_pipe
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from emotion_gui.core.data.keeping import KeptFace, keep_faces
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.labels import LabelSet, own_set
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.review.column_file import ColumnWriter
from emotion_gui.core.review.edits import Edits, Event, Span, first_edits, rename_person
from emotion_gui.core.workspace.records import RunStatus, Suggestion
from emotion_gui.core.workspace.sessions import SessionState
from emotion_gui.operations.keep_faces import KEPT
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.data.dataset.classes_dialog import ClassesDialog
from emotion_gui.ui.pages.data.dataset.datasets_card import DatasetsCard
from emotion_gui.ui.pages.data.dataset.editor import DatasetEditor
from emotion_gui.ui.pages.review import ReviewPage
from emotion_gui.ui.pages.review.compare import CompareView
from emotion_gui.ui.pages.review.editor import SessionEditor
from emotion_gui.ui.pages.training.teach.teach_view import TeachView
from tests.helpers.review import rows_of_labels, session_of

BAD = f'<img src="{PIPE}"><b>b</b>'  # a picture beside it, where the program was started
BOLD = "<b>b</b>"  # a class is called so; none can have an = in its name


@pytest.fixture(autouse=True)
def pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WatchedPipe]:
    """Opened by whoever takes the name for markup."""
    monkeypatch.chdir(tmp_path)
    with watched_pipe(tmp_path / PIPE) as made:
        yield made
        assert not made.opened, "a name was taken for markup"


@pytest.fixture
def classes() -> LabelSet:
    return own_set([BOLD, f"2 {BOLD}", "plain"])


def said(root: QWidget) -> str:
    texts = [label.text() for label in root.findChildren(QLabel)]
    texts += [
        f"{widget.toolTip()}{widget.accessibleName()}" for widget in root.findChildren(QWidget)
    ]
    for box in root.findChildren(QComboBox):
        texts += [box.itemText(row) for row in range(box.count())]
    for view in root.findChildren(QAbstractItemView):
        model = view.model()
        for row in range(model.rowCount(QModelIndex())) if model is not None else ():
            texts += [str(model.index(row, column).data()) for column in range(12)]
    return "\n".join(texts)


def looked_at(root: QWidget) -> None:
    """Painted, with nothing in it that would guess whether a name is markup."""
    for widget in root.findChildren(QWidget):
        widget.ensurePolished()
    root.grab()
    guessing = [
        label.text()
        for label in root.findChildren(QLabel)
        if label.textFormat() is not Qt.TextFormat.PlainText and "<b>" in label.text()
    ]
    assert not guessing
    assert "<b>" in said(root), "the name is not here"


def test_classes_in_their_dialog(services: PageServices, classes: LabelSet, qtbot: QtBot) -> None:
    faces, _ = striped_faces(6, seed=5)
    kept = [KeptFace(face, BAD, k % 3) for k, face in enumerate(faces)]
    row = keep_faces(
        services.workspace, BAD, kept, preprocessing=Preprocessing(), labels=classes
    ).row
    editor = DatasetEditor(services.workspace, services.tasks)
    dialog = ClassesDialog(services.theme, editor, row)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.name_edit.setText(f"2 {BOLD}")  # the other one's: it is told why not
    dialog.new_edit.setText(BAD)
    looked_at(dialog)
    editor.finish()


def test_what_is_supposed_and_by_whom_in_teaching(
    services: PageServices, classes: LabelSet, qtbot: QtBot
) -> None:
    workspace = services.workspace
    spec = NetworkSpec(((4,), (8,)), (True, True), classes=3)
    with workspace.new_run(name=BAD, kind="train", dataset_id=None, config={}) as run:
        info = CheckpointInfo(spec=spec, label_set=classes, run={"title": BAD})
        save_checkpoint(workspace.checkpoint_path(run.run_id), EmotionCNN(spec).eval(), info)
        workspace.set_run_status(run.run_id, RunStatus.FINISHED)
    faces, _ = striped_faces(6, seed=5)
    kept = [
        KeptFace(face, BAD, k if k < 3 else None, None if k < 3 else Suggestion(1, 0.6, BAD))
        for k, face in enumerate(faces)
    ]
    keep_faces(workspace, KEPT, kept, preprocessing=Preprocessing(), labels=classes)
    view = TeachView(services)
    qtbot.addWidget(view)
    view.show()
    view.refresh()
    qtbot.waitUntil(lambda: view.card.grid.count == 3 and view.lesson.entry is not None)
    view.card.grid.select([0])
    looked_at(view)
    qtbot.waitUntil(lambda: not services.tasks.tasks)


@pytest.fixture
def film(services: PageServices) -> int:
    """A film whose name, persons, parts and moments are markup."""
    rows = rows_of_labels({1: [3] * 60, 2: [4] * 60})
    edits = replace(first_edits(rows), events=(Event(1.0, BAD),), sections=(Span(1.0, 3.0, BAD),))
    for number in (1, 2):
        edits = rename_person(edits, number, f"{number} {BAD}")
    session = session_of(rows, edits)
    row = services.workspace.create_session(name=BAD, facts=session.facts.to_json())
    frames = ("index", "time_s", "change")
    columns = {f"frame.{name}": getattr(rows, name) for name in frames}
    columns["frame.faces"] = np.full(rows.frames, 2, dtype=np.int32)
    of_a_face = [name for name in vars(rows) if name not in (*frames, "face_frame", "labels")]
    columns |= {f"face.{name}": getattr(rows, name) for name in of_a_face}
    columns["face.frame"] = rows.face_frame
    with ColumnWriter(services.workspace.session_rows_path(row.session_id)) as writer:
        writer.append(columns, {})
    services.workspace.change_session(
        row.session_id, state=SessionState.READY, edits=edits.to_json()
    )
    return row.session_id


def test_persons_and_moments_in_a_comparison(
    services: PageServices, film: int, qtbot: QtBot
) -> None:
    row = services.workspace.session(film)
    rows = rows_of_labels({1: [3] * 60, 2: [4] * 60})
    session = replace(session_of(rows, Edits.from_json(row.edits)), row=row)
    editor = SessionEditor(services.workspace, services.tasks, services.events)
    editor.open(session)
    view = CompareView(services, editor)
    qtbot.addWidget(view)
    view.show()
    view.show_films([row])
    view.set_shown(shown=True)
    qtbot.waitUntil(lambda: view.table.rowCount() > 0)
    looked_at(view)


@pytest.mark.allow_errors  # the film itself is not there
def test_films_in_the_queue_of_review(services: PageServices, film: int, qtbot: QtBot) -> None:
    del film
    page = ReviewPage(services)
    qtbot.addWidget(page)
    page.resize(1200, 680)
    page.show()
    page.activated()
    qtbot.waitUntil(lambda: "<b>" in said(page))
    qtbot.waitUntil(lambda: not services.tasks.tasks)
    looked_at(page)
    page.prepare_to_close()


def test_names_in_menus(services: PageServices, qtbot: QtBot) -> None:
    names = (f"a&b {BAD}", "one\ntwo\tthree", "\u202eevil", "n" * 500, "long " * 100)
    workspace = services.workspace
    for name in names:
        row = workspace.create_dataset(name=name, source="", settings={})
        workspace.trash_dataset(row.dataset_id)
    card = DatasetsCard(services.theme)
    qtbot.addWidget(card)
    card.aside.show_rows(workspace.trashed_datasets(), ())
    texts = [action.text() for action in card.aside.trash_menu.actions()][: len(names)]
    assert "a&&b <img" in texts[0]
    assert all(len(text) < 110 and not {"\n", "\t", "\u202e"} & set(text) for text in texts)
