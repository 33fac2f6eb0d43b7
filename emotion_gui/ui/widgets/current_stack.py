"""Views of which one is in front, in the space that this one needs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget


class CurrentStack(QWidget):
    """As QStackedWidget, but it asks for the room of the view in front alone.

    Qt's own takes the largest of all views, also for the height of words that wrap: a column
    that scrolls would scroll over nothing, and an empty state would be laid out for the width of
    tables that are not there.
    """

    currentChanged = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._views: list[QWidget | None] = []  # None: not made yet
        self._later: dict[int, Callable[[], QWidget]] = {}
        self._current = -1
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def addWidget(self, view: QWidget) -> int:
        """Append a view; returns its number. The first one is shown."""
        number = len(self._views)
        view.setVisible(False)
        self._column.addWidget(view)
        self._views.append(view)
        if number == 0:
            self.setCurrentIndex(0)
        return number

    def add_later(self, make: Callable[[], QWidget]) -> int:
        """Append a view that is made when it is shown first, or by `make_next`."""
        number = len(self._views)
        self._views.append(None)
        self._later[number] = make
        return number

    def make_next(self) -> bool:
        """Make one of the views that were put off; False when all are there."""
        if not self._later:
            return False
        self._made(min(self._later))
        return True

    def _made(self, number: int) -> QWidget:
        view = self._views[number]
        if view is None:
            view = self._views[number] = self._later.pop(number)()
            view.setVisible(False)
            self._column.addWidget(view)
        return view

    def currentIndex(self) -> int:
        """Number of the view in front, -1 while there is none."""
        return self._current

    def currentWidget(self) -> QWidget | None:
        """The view in front."""
        return self._views[self._current] if self._views else None

    def setCurrentWidget(self, view: QWidget) -> None:
        """Show a view that was added."""
        self.setCurrentIndex(self._views.index(view))

    def setCurrentIndex(self, number: int) -> None:
        """Show a view by its number; the focus goes with it."""
        if number == self._current:
            return
        before, view = self.currentWidget(), self._made(number)
        focus = self.window().focusWidget()
        takes_focus = before is not None and focus is not None and before.isAncestorOf(focus)
        self._current = number
        if before is not None and before is not view:
            before.hide()
        view.show()
        if takes_focus:
            (view.focusWidget() or view).setFocus()
        self.currentChanged.emit(number)
