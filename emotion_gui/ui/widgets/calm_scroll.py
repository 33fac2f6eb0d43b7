"""A scroll area that stays where it is when the focused widget goes, and as wide as it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QScrollArea, QWidget

GUTTER_PX = 10  # the bar's width in the style sheet


class CalmScrollArea(QScrollArea):
    """Follows the focus for whoever presses Tab, and for nothing else.

    Where a focused button is hidden or disabled - a card that gives way to another, a Start that
    was pressed - Qt hands the focus to the next control, and its own scroll area turns to that
    one: the page would jump from under the pointer.

    The bar keeps its place, so that the width of what is inside never depends on whether it
    scrolls. Else words that need a line more beside the bar can end the process: Qt asks for the
    height at every new width, gets that of the width before, and shows and hides the bar in turns,
    each inside the other, until the stack is used up.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().rangeChanged.connect(self._on_range)
        self.verticalScrollBar().setEnabled(False)

    @Slot(int, int)
    def _on_range(self, low: int, high: int) -> None:
        """With nothing to scroll no handle shows."""
        self.verticalScrollBar().setEnabled(high > low)

    def focusNextPrevChild(self, forward: bool) -> bool:
        focused = self.window().focusWidget()
        gone = focused is not None and not (focused.isVisible() and focused.isEnabled())
        bars = (self.horizontalScrollBar(), self.verticalScrollBar())
        places = [bar.value() for bar in bars]
        moved = super().focusNextPrevChild(forward)
        if gone:
            for bar, place in zip(bars, places, strict=True):
                bar.setValue(place)
        return moved
