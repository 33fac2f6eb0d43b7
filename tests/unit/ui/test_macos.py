"""What can be said of macOS on other systems: events of files, and that nothing is asked twice."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from emotion_gui.ui.macos import OpenedFiles, camera_is_settled


def test_a_file_that_is_opened_arrives_once(qapp: QApplication, tmp_path: Path) -> None:
    owner = QObject()
    files: list[Path] = []
    opened = OpenedFiles(qapp, owner)
    opened.opened.connect(files.append)
    file = tmp_path / "net.safetensors"
    QApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(str(file))))
    assert files == [file]
    qapp.removeEventFilter(opened)


def test_where_the_system_has_no_question_the_camera_opens_at_once(qtbot: QtBot) -> None:
    asked: list[str] = []
    assert camera_is_settled(QObject(), lambda: asked.append("again"))
    assert asked == []
