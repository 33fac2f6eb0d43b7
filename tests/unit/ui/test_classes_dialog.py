"""Classes of a data set are renamed, merged and added where it is looked after, and taken back."""

from __future__ import annotations

import pytest
from helpers.datasets import striped_faces

from emotion_gui.core.data.keeping import KeptFace, keep_faces
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.labels import own_set
from emotion_gui.ui.pages.data.dataset.classes_dialog import ClassesDialog
from emotion_gui.ui.pages.data.dataset.editor import DatasetEditor


@pytest.fixture
def opened(qtbot, services):
    """A dialog over three classes of two faces, and the editor behind it."""
    faces, _ = striped_faces(6, seed=5)
    kept = [KeptFace(face=face, source="f", label=k % 3) for k, face in enumerate(faces)]
    classes = own_set(["calm", "smile", "startled"])
    workspace = services.workspace
    row = keep_faces(workspace, "own", kept, preprocessing=Preprocessing(), labels=classes).row
    editor = DatasetEditor(workspace, services.tasks)
    dialog = ClassesDialog(services.theme, editor, row)
    qtbot.addWidget(dialog)
    dialog.show()

    def follow(dataset_id: int) -> None:
        dialog.set_labels(workspace.dataset_by_id(dataset_id).label_set)

    editor.datasets_changed.connect(follow)
    yield dialog, editor, lambda: workspace.dataset("own").label_set.names
    editor.finish()


def test_a_class_is_renamed_merged_and_taken_back(opened, qtbot) -> None:
    dialog, editor, names = opened
    dialog.name_edit.setText("relaxed")
    with qtbot.waitSignal(editor.datasets_changed):
        dialog.rename_button.click()
    assert names() == ("relaxed", "smile", "startled")
    dialog.class_box.choose("2")
    dialog.class_box.chosen.emit("2")
    assert [dialog.into_box.itemData(k) for k in range(dialog.into_box.count())] == ["0", "1"]
    dialog.into_box.choose("0")
    with qtbot.waitSignal(editor.datasets_changed):
        dialog.merge_button.click()
    assert names() == ("relaxed", "smile")
    assert not dialog.merge_button.isEnabled()
    for before in (("relaxed", "smile", "startled"), ("calm", "smile", "startled")):
        with qtbot.waitSignal(editor.datasets_changed):
            editor.undo()
        assert names() == before


def test_what_cannot_be_a_name_is_said_while_it_is_typed(opened, qtbot) -> None:
    dialog, editor, names = opened
    for name in ("Smile", "unsure", "a=b"):
        dialog.name_edit.setText(name)
        assert not dialog.rename_button.isEnabled()
        assert dialog.problem_label.text()
    dialog.name_edit.setText("calm")
    assert not dialog.problem_label.isVisible()
    dialog.new_edit.setText("bored")
    with qtbot.waitSignal(editor.datasets_changed):
        dialog.add_button.click()
    assert names()[-1] == "bored"
