"""The picture alone over the whole screen, and back into the page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QColor, QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget


class FullScreen(QWidget):
    """A window that borrows a widget from a layout while it is shown."""

    left = Signal()

    def __init__(self, borrowed: QWidget, home: QVBoxLayout, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("liveFullScreen")
        self.setWindowTitle(self.tr("Live"))
        self._borrowed = borrowed
        self._home = home
        self._place = -1
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        dark = self.palette()
        dark.setColor(QPalette.ColorRole.Window, QColor(Qt.GlobalColor.black))
        self.setPalette(dark)
        self.setAutoFillBackground(True)
        for key in (Qt.Key.Key_F11, Qt.Key.Key_Escape):
            QShortcut(QKeySequence(key), self, self.leave)

    @property
    def active(self) -> bool:
        return self._place >= 0

    def enter(self) -> None:
        """Over the whole screen; nothing but the borrowed widget."""
        if self.active:
            return
        self._place = self._home.indexOf(self._borrowed)
        # The screen where the page is, and all of it where no window manager sees to that.
        self.setGeometry(self._borrowed.screen().geometry())
        self._column.addWidget(self._borrowed)
        self.showFullScreen()
        self._borrowed.setFocus()

    @Slot()
    def leave(self) -> None:
        """Put the widget back where it was."""
        if not self.active:
            return
        place, self._place = self._place, -1
        self._home.insertWidget(place, self._borrowed, 1)
        self.hide()
        self.left.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.leave()
        super().closeEvent(event)
