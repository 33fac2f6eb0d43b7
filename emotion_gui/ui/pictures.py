"""Pictures of widgets and faces as files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from emotion_gui.core.errors import StorageError
from emotion_gui.core.files import write_bytes


def save_image(image: QImage, path: Path, *, private: bool = False) -> None:
    """Write a picture, whole or not at all, in the format that its ending names.

    Args:
        image: what is written.
        path: is replaced.
        private: as in `atomic_path`.

    Raises:
        StorageError: no such format, or the disk refuses; on Windows also where another program
            holds the file, with the name of the copy that was kept.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, path.suffix.lstrip(".").upper()):  # type: ignore[call-overload]
        raise StorageError(path, "the picture could not be written")
    write_bytes(path, bytes(buffer.data().data()), private=private)
