"""Two faces of a page: what to do first, or the work itself."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from emotion_gui.ui.widgets.calm_scroll import GUTTER_PX
from emotion_gui.ui.widgets.cards import EmptyState
from emotion_gui.ui.widgets.current_stack import CurrentStack
from emotion_gui.ui.widgets.flow import Sides

LEAST_RIGHT_PX = 560  # high, where it stands below


class EmptyOrContent(CurrentStack):
    """`left` beside `right`; an empty state instead while there is nothing to work on."""

    def __init__(
        self, empty: EmptyState, left: QWidget, right: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        content = Sides(spacing=14 - GUTTER_PX)
        content.add(left)
        content.add(right, 1, least_px=LEAST_RIGHT_PX)
        self.addWidget(empty)
        self.addWidget(content)

    def show_content(self, shown: bool) -> None:
        """The content, or the empty state."""
        self.setCurrentIndex(int(shown))
