"""Pictures that a person keeps."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from emotion_gui.core.errors import StorageError
from emotion_gui.ui.pictures import save_image


def test_a_picture_that_cannot_be_written_leaves_the_older_one(
    qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "Müller 测试 😀.png"
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    save_image(image, path)
    assert QImage(str(path)) == image
    with pytest.raises(StorageError, match="could not be written"):
        save_image(QImage(), path)
    with pytest.raises(StorageError, match="could not be written"):
        save_image(image, path.with_suffix(".nothing"))
    assert QImage(str(path)) == image
    assert list(tmp_path.iterdir()) == [path]
