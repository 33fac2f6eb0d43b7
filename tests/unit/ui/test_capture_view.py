"""Capture into classes of one's own: hold, count, thin, take back."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from emotion_gui.ui.pages.data.incoming.capture_view import CaptureView
from emotion_gui.ui.pages.data.incoming.captured import Captured, thumb_of


@pytest.fixture
def view(qtbot, services, tmp_path):
    made = CaptureView(services.theme)
    qtbot.addWidget(made)
    made.begin(tmp_path / "taken")
    made.set_box.choose("own")
    made.set_box.chosen.emit("own")
    made.show()
    return made


def picture(shade: int) -> np.ndarray:
    return np.full((120, 160, 3), shade, dtype=np.uint8)


def name_class(view: CaptureView, name: str) -> None:
    view.new_edit.setText(name)
    view.add_class()


def test_a_key_that_is_held_takes_what_differs_and_one_step_takes_it_back(view, qtbot) -> None:
    view.show_frame(picture(10))
    assert not view.take_button.isEnabled()
    for name in ("calm", "smile", "Gähnen"):
        name_class(view, name)
    qtbot.keyClick(view.view, Qt.Key.Key_2)
    qtbot.keyClick(view.view, Qt.Key.Key_Space)
    qtbot.keyPress(view.view, Qt.Key.Key_Space)
    view.show_frame(picture(10))
    qtbot.keyRelease(view.view, Qt.Key.Key_Space)
    assert [path.parent.name for path in view.taken] == ["smile", "smile"]
    assert all(path.is_file() for path in view.taken)
    last = view.taken[-1]
    view.remove_button.click()
    assert (len(view.taken), last.exists()) == (1, False)
    assert view.facts.row("class-smile").value_label.text() == "1"


def test_frames_that_are_alike_or_too_soon_are_passed_over(tmp_path) -> None:
    captured = Captured(tmp_path, ("calm", "smile"))
    captured.begin_stretch()
    first, other = thumb_of(picture(10)), thumb_of(picture(90))
    assert captured.is_due("calm", first, 0.0)
    captured.note(captured.next_path("calm"), first, 0.0)
    assert not captured.is_due("calm", other, 0.05)
    assert not captured.is_due("calm", first, 1.0)
    assert captured.is_due("calm", other, 1.0)
    assert captured.is_due("smile", first, 0.05)


@pytest.mark.parametrize("name", ["Calm", "unsure", "a=b", "a/b", "..", "x" * 61])
def test_a_name_that_cannot_be_is_said(view, name) -> None:
    name_class(view, "calm")
    name_class(view, name)
    assert view.captured.names == ("calm",)
    assert view.problem_label.text()


def test_the_seven_are_there_when_they_are_wanted_again(view) -> None:
    view.set_box.choose("seven")
    view.set_box.chosen.emit("seven")
    assert len(view.captured.names) == 7
    assert not view.captured.own


def test_keys_are_the_pictures_once_all_classes_are_named(view, qtbot) -> None:
    view.show_frame(picture(10))
    view.new_edit.setFocus()
    name_class(view, "calm")
    assert view.focusWidget() is view.new_edit
    qtbot.keyClick(view.new_edit, Qt.Key.Key_Return)  # nothing is typed: all are named
    assert view.focusWidget() is view
    view.new_edit.setFocus()
    qtbot.mouseClick(view.view, Qt.MouseButton.LeftButton)
    assert view.focusWidget() is view


def test_a_digit_chooses_a_class_while_no_name_is_typed(view, qtbot) -> None:
    for name in ("calm", "smile"):
        name_class(view, name)
    view.activateWindow()
    view.new_edit.setFocus()
    qtbot.waitUntil(view.new_edit.hasFocus)
    qtbot.keyClick(view.new_edit, "1")
    assert (view.class_box.current, view.new_edit.text()) == ("calm", "")
    qtbot.keyClick(view.new_edit, "3")  # no class has it: a name begins
    qtbot.keyClick(view.new_edit, "1")
    assert view.new_edit.text() == "31"


def test_the_keys_stay_where_all_was_taken_back(view, qtbot) -> None:
    name_class(view, "calm")
    view.show_frame(picture(10))
    view.hold()
    view.release()
    view.remove_button.setFocus()
    view.remove_button.click()
    assert view.focusWidget() is view
