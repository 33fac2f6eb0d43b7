"""Two faces of a page: what to do first, or the work itself."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from emotion_gui.ui.widgets.cards import EmptyState
from emotion_gui.ui.widgets.current_stack import CurrentStack
from emotion_gui.ui.widgets.scroll_column import GUTTER_PX


class EmptyOrContent(CurrentStack):
    """`left` beside `right`; an empty state instead while there is nothing to work on."""

    def __init__(
        self, empty: EmptyState, left: QWidget, right: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14 - GUTTER_PX)
        row.addWidget(left)
        row.addWidget(right, 1)
        self.addWidget(empty)
        self.addWidget(content)

    def show_content(self, shown: bool) -> None:
        """The content, or the empty state."""
        self.setCurrentIndex(int(shown))
