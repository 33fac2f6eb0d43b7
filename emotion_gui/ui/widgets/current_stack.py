"""Views of which one is in front, in the space that this one needs."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget


class CurrentStack(QStackedWidget):
    """As large as the view in front asks for, where Qt's own takes the largest of all views.

    Otherwise an empty state is laid out for the width of tables that are not there, and its
    words are cut off in a small window.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(self._on_changed)

    def sizeHint(self) -> QSize:
        view = self.currentWidget()
        return super().sizeHint() if view is None else view.sizeHint()

    def minimumSizeHint(self) -> QSize:
        view = self.currentWidget()
        if view is None:
            return super().minimumSizeHint()
        return view.minimumSizeHint().expandedTo(view.minimumSize())

    def _on_changed(self) -> None:
        self.updateGeometry()
