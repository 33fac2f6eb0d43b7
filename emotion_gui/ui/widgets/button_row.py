"""Buttons beside each other, or below each other where their words need the room."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QWidget

SPACING_PX = 8


class ButtonRow(QWidget):
    """Never cuts a word: other languages have longer ones. The first button takes what is left."""

    def __init__(self, *buttons: QPushButton) -> None:
        super().__init__()
        self._buttons = buttons
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        # The row alone may be wider than the widget: then it turns.
        self._row.setSizeConstraint(QBoxLayout.SizeConstraint.SetNoConstraint)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACING_PX)
        for number, button in enumerate(buttons):
            self._row.addWidget(button, int(number == 0))

    def minimumSizeHint(self) -> QSize:
        """As narrow as the longest word; the row would ask for all of them."""
        widest = max(button.sizeHint().width() for button in self._buttons)
        return QSize(widest, self._row.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        gaps = SPACING_PX * (len(self._buttons) - 1)
        needed = sum(button.sizeHint().width() for button in self._buttons) + gaps
        fits = self.width() >= needed
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.LeftToRight if fits else ways.TopToBottom)
        self.updateGeometry()
