"""A column of cards that scrolls by itself, with a constant width whether it does or not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

_GUTTER_PX = 10


class ScrollColumn(QScrollArea):
    """Cards one below the other; a gutter is kept free for the scroll bar only when it shows."""

    def __init__(
        self, cards: Sequence[QWidget], *, width: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._width = width
        content = QWidget()
        content.setObjectName("pageBody")
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
        self.setFixedWidth(width)
        self.verticalScrollBar().rangeChanged.connect(self._fit)

    @Slot()
    def _fit(self) -> None:
        needed = self.verticalScrollBar().maximum() > 0
        self.setFixedWidth(self._width + (_GUTTER_PX if needed else 0))
