"""Paths of Windows in words over several lines: seen whole, and copied as they are."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from emotion_gui.ui.plain_text import unwrapped, wrapping
from emotion_gui.ui.widgets.labels import WrappedLabel

SAID = r"Saved: C:\Users\Müller\Documents\Emotion Workbench\reports\final-0001.html"


def test_a_path_with_backslashes_breaks_where_one_with_slashes_does(qtbot: QtBot) -> None:
    label, usual, slashes = WrappedLabel(SAID), QLabel(SAID), QLabel(SAID.replace("\\", "/"))
    for each in (label, usual, slashes):
        qtbot.addWidget(each)
        each.setWordWrap(True)
    width = label.minimumSizeHint().width()
    assert width < 0.6 * usual.minimumSizeHint().width()
    assert width == pytest.approx(slashes.minimumSizeHint().width(), abs=4)


@pytest.mark.parametrize("said", [SAID, r"\\server\share\film 1.mp4: no", "a \\ b", "no path", ""])
def test_what_is_wrapped_comes_back(said: str) -> None:
    assert unwrapped(wrapping(said)) == said
    assert wrapping(wrapping(said)) == wrapping(said)


def test_a_path_is_copied_as_it_is(qtbot: QtBot) -> None:
    label = WrappedLabel(SAID)
    qtbot.addWidget(label)
    label.setSelection(0, len(label.text()))
    assert label.selectedText() != SAID
    QTest.keyClick(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == SAID
