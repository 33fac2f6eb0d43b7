"""A scroll area that stays where it is when the focused widget goes."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea


class CalmScrollArea(QScrollArea):
    """Follows the focus for whoever presses Tab, and for nothing else.

    Where a focused button is hidden or disabled - a card that gives way to another, a Start that
    was pressed - Qt hands the focus to the next control, and its own scroll area turns to that
    one: the page would jump from under the pointer.
    """

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
