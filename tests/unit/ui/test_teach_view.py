"""The teach view: judged by keys, taught, adopted or dropped; what is supposed is no label."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from helpers.datasets import make_dataset, striped_faces
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from emotion_gui.core.data.keeping import KeptFace, keep_faces
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.workspace.records import RunStatus, Suggestion
from emotion_gui.operations import taught_runs
from emotion_gui.operations.keep_faces import COLLECTED, KEPT
from emotion_gui.ui.file_dialogs import FileTopic
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.training.teach.film_dialog import FilmDialog
from emotion_gui.ui.pages.training.teach.teach_view import TeachView

TINY = NetworkSpec(((4,), (8,)), (True, True), dropout=0.0)


@pytest.fixture
def view(services: PageServices, qtbot: QtBot) -> Iterator[TeachView]:
    """Four labelled faces, and three of which something is supposed, the second the surest."""
    workspace = services.workspace
    torch.manual_seed(1)
    with workspace.new_run(name="tiny", kind="train", dataset_id=None, config={}) as run:
        path = workspace.checkpoint_path(run.run_id)
        save_checkpoint(path, EmotionCNN(TINY).eval(), CheckpointInfo(spec=TINY))
        workspace.set_run_status(run.run_id, RunStatus.FINISHED)
    faces, labels = striped_faces(7, seed=3)
    kept = [
        KeptFace(face=faces[k], source="film", label=int(labels[k]))
        if k < 4
        else KeptFace(face=faces[k], source="film", suggestion=Suggestion(3, share, "tiny"))
        for k, share in enumerate((0, 0, 0, 0, 0.5, 0.9, 0.7))
    ]
    keep_faces(workspace, KEPT, kept, preprocessing=Preprocessing())
    view = TeachView(services)
    qtbot.addWidget(view)
    view.show()
    view.refresh()
    qtbot.waitUntil(lambda: view.card.grid.count == 3 and view.lesson.entry is not None)
    yield view
    qtbot.waitUntil(lambda: not services.tasks.tasks)


def rows(view: TeachView) -> list[int]:
    assert view.card.listed is not None
    return view.card.listed.rows


def press(view: TeachView, qtbot: QtBot, key: Qt.Key) -> None:
    view.card.grid.setFocus()
    qtbot.keyClick(view.card.grid, key)


def test_the_surest_stands_first_and_a_key_accepts_or_corrects(
    view: TeachView, services: PageServices, qtbot: QtBot
) -> None:
    assert rows(view) == [5, 6, 4]
    assert view.card.listed is not None
    assert view.card.listed.caption(0) == "? happy 90 %"
    assert view.card.listed.color(0) is None

    view.card.grid.select([0])
    press(view, qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: rows(view) == [6, 4])
    press(view, qtbot, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: rows(view) == [4])
    view.edits.undo()
    qtbot.waitUntil(lambda: rows(view) == [6, 4])

    number = services.workspace.dataset(KEPT).dataset_id
    (labels,) = services.workspace.face_columns(number, "label")
    assert labels == [0, 1, 2, 3, None, 3, None]


def test_taught_and_decided(view: TeachView, services: PageServices, qtbot: QtBot) -> None:
    view.lesson.choose_model("run-1")
    view.teach()
    qtbot.waitUntil(lambda: not view.lesson.told.isHidden())

    (taught, _) = services.workspace.runs()
    assert taught.kind == "teach"
    assert taught.parent_run == 1
    view.decide("drop")
    assert [run.kind for run in services.workspace.runs()] == ["train"]
    view.decide("again")
    view.decide("adopt")
    assert services.workspace.run(taught.run_id).starred
    assert not view.lesson.adopt_button.isVisible()


def test_another_share_is_picked_and_a_lesson_waits_for_its_decision(
    view: TeachView, services: PageServices, qtbot: QtBot
) -> None:
    view.lesson.choose_model("run-1")
    view.teach()
    qtbot.waitUntil(lambda: not view.lesson.told.isHidden())
    assert view.lesson.shares.share == 0.15
    later = TeachView(services)  # the program was closed meanwhile
    qtbot.addWidget(later)
    later.refresh()

    later.lesson.shares.button(0.5).click()
    later.lesson.adopt_button.click()

    (taught, _) = services.workspace.runs()
    facts = taught.summary["teaching"]
    assert (facts["share"], facts["decision"]) == (0.5, "adopted")
    kept = taught_runs.kept_file(services.workspace, taught.run_id, 0.5).read_bytes()
    assert services.workspace.checkpoint_path(taught.run_id).read_bytes() == kept
    assert not later.lesson.shares.button(1.0).isEnabled()
    later.decide("again")
    assert later.lesson.shares.button(1.0).isEnabled()
    assert later.lesson.shares.share == 0.5
    qtbot.waitUntil(lambda: not services.tasks.tasks)


def test_collected_faces_go_with_one_click(
    view: TeachView, services: PageServices, qtbot: QtBot
) -> None:
    face = KeptFace(face=np.zeros((48, 48), dtype=np.uint8), source="camera", usage="unsure")
    keep_faces(services.workspace, COLLECTED, [face], preprocessing=Preprocessing())
    folder = services.workspace.dataset_dir(services.workspace.dataset(COLLECTED).dataset_id)
    view.refresh()
    assert "1" in view.card.delete_button.text()

    qtbot.waitUntil(lambda: view.card.delete_button.isEnabled())
    view.card.delete_button.click()

    qtbot.waitUntil(lambda: not Path(folder).exists())
    qtbot.waitUntil(lambda: view.card.delete_button.isHidden())


def test_an_empty_view_says_what_to_do_next(services: PageServices, qtbot: QtBot) -> None:
    view = TeachView(services)
    qtbot.addWidget(view)
    faces, labels = striped_faces(5, seed=3)
    make_dataset(services.workspace, name="a whole data set", train=7, test=7)
    view.refresh()
    assert view.card.dataset.current == ""  # it is chosen by a person alone
    assert view.card.stack.currentWidget() is view.card.empty
    assert "K on Live" in view.card.empty.text_label.text()
    assert not view.card.live_button.isHidden()

    kept = [KeptFace(face=faces[k], source="f", label=int(labels[k])) for k in range(5)]
    keep_faces(services.workspace, KEPT, kept, preprocessing=Preprocessing())
    view.refresh()
    qtbot.waitUntil(lambda: view.card.empty.title_label.text() == "No face waits for a label")
    assert view.card.live_button.isHidden()
    view.card.which.choose("all")
    qtbot.waitUntil(lambda: view.card.stack.currentWidget() is view.card.grid)
    qtbot.waitUntil(lambda: not services.tasks.tasks)


def test_a_film_is_asked_for_with_all_that_matters(services: PageServices, qtbot: QtBot) -> None:
    topic = FileTopic(services.settings, "teach")
    dialog = FilmDialog(topic, model=Path("m.safetensors"), title="tiny")
    qtbot.addWidget(dialog)
    assert not dialog.keep_button.isEnabled()

    dialog.film_edit.setText("http://anna:secret@127.0.0.1:8080/lab.mjpg")
    assert dialog.name_edit.text() == "lab"  # no password becomes a name
    dialog.name_edit.setText("My faces")
    dialog.film_edit.setText("/films/other.mp4")
    dialog.form.set_values({"when": "changes", "every_s": 2.5, "seconds": 60.0, "suppose": False})

    asked = dialog.request
    assert dialog.keep_button.isEnabled()
    assert (asked.film, asked.dataset) == ("/films/other.mp4", "My faces")
    assert (asked.when, asked.every_s, asked.seconds) == ("changes", 2.5, 60.0)
    assert not asked.suppose
