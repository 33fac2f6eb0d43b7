"""How large a window opens."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

FRAME_SIZE = QSize(16, 40)  # what title bar and borders may take of a screen


def open_at(window: QWidget, size: QSize) -> None:
    """The wanted size, or what the screen has room for."""
    window.resize(size.boundedTo(window.screen().availableSize() - FRAME_SIZE))
