"""Pages of which one is shown, as tall as that one needs."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget


class CurrentPage(QWidget):
    """As QStackedWidget, but it asks for the room of the page in front alone.

    A QStackedWidget is as tall as its tallest page, so that a column that scrolls would scroll
    over nothing.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def addWidget(self, page: QWidget) -> int:
        """Append a page; returns its number. The first one is shown."""
        self._column.addWidget(page)
        self._pages.append(page)
        page.setVisible(len(self._pages) == 1)
        return len(self._pages) - 1

    def setCurrentIndex(self, number: int) -> None:
        """Show a page by its number."""
        for index, page in enumerate(self._pages):
            page.setVisible(index == number)
