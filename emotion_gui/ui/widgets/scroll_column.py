"""A column of cards that scrolls by itself, with a constant width whether it does or not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

GUTTER_PX = 10


class ScrollColumn(QScrollArea):
    """Cards one below the other, `width` wide; the scroll bar has a gutter beside them."""

    def __init__(
        self, cards: Sequence[QWidget], *, width: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        content = QWidget()
        content.setObjectName("pageBody")
        content.setMaximumWidth(width)
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(14)
        for card in cards:
            self.column.addWidget(card)
        self.column.addStretch(1)
        self.setObjectName("pageScroll")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        self.setFixedWidth(width + GUTTER_PX)
