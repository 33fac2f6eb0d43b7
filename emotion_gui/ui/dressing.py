"""Gives the style sheet to pages, bars and windows one by one.

Not to the whole application: Qt then tells a widget that gets a parent, and everything below it,
of another style - a page that is put together from its leaves up takes three times as long - and
styles each widget of the program once for each of its ancestors when the theme changes (2.9 s of
a standing window for 2,300 widgets; now the page in front takes less than 0.1 s).
"""

from __future__ import annotations

import weakref

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QScrollBar, QWidget
from shiboken6 import isValid


class Dressing(QObject):
    """Keeps its roots in the newest sheet; those that are seen change first.

    Meanwhile nothing is painted: half of a window in other colours would flicker.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sheet = ""
        self._roots: list[weakref.ref[QWidget]] = []
        self._due: list[QWidget] = []
        self._held: list[QWidget] = []
        self._scrolled: list[tuple[QScrollBar, int]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)  # the event loop turns between two roots
        self._timer.timeout.connect(self._dress_next)

    @property
    def busy(self) -> bool:
        """Some still wear the sheet of before."""
        return bool(self._due)

    def add(self, root: QWidget, *, at_once: bool = True) -> None:
        """Style a widget with all that is and comes below it, from now on.

        Best once all is in it and it is where it belongs: before, each part that is added would
        be styled anew with each of its ancestors.

        Args:
            root: no ancestor of it may be styled: both sheets would hold.
            at_once: or in a later turn of the event loop; see `finish`.
        """
        self._roots.append(weakref.ref(root))
        self._due.append(root)
        if at_once:
            self.finish(root)
        else:
            self._timer.start()

    def finish(self, root: QWidget) -> None:
        """A root that waits for its sheet wears it now."""
        if root in self._due:
            self._due.remove(root)
            self._put_on(root)

    def change(self, sheet: str) -> None:
        """Another sheet for all; returns before the first one wears it."""
        self._sheet = sheet
        self._due = self._alive()
        self._roots = [weakref.ref(root) for root in self._due]
        if not self._due:
            return
        if not self._held:
            self._held = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
            # Nothing is painted until all that is seen wears it: no page in two themes.
            for window in self._held:
                window.setUpdatesEnabled(False)
        self._timer.start()

    def _alive(self) -> list[QWidget]:
        found = [root() for root in self._roots]
        return [root for root in found if root is not None and isValid(root)]

    @Slot()
    def _dress_next(self) -> None:
        self._due = [root for root in self._due if isValid(root)]
        self._due.sort(key=QWidget.isVisible)
        if not any(root.isVisible() for root in self._due):
            self._release()  # a turn after the last one, which has its layout now
        if self._due:
            self._go_on(self._due[-1])
        if self._due or self._held:
            self._timer.start()

    def _go_on(self, root: QWidget) -> None:
        """Off in one turn, on in the next: a sheet that follows another takes Qt twice as long.

        Between the two all have other sizes, and what was scrolled far would be scrolled back.
        """
        if root.styleSheet():
            bars = (bar for bar in root.findChildren(QScrollBar) if bar.isVisible())
            self._scrolled += [(bar, bar.value()) for bar in bars]
            root.setStyleSheet("")
        else:
            self._put_on(self._due.pop())

    def _put_on(self, root: QWidget) -> None:
        root.setStyleSheet(self._sheet)

    def _release(self) -> None:
        scrolled, self._scrolled = self._scrolled, []
        for bar, value in scrolled:
            if isValid(bar):
                bar.setValue(value)
        held, self._held = self._held, []
        for window in held:
            if isValid(window):
                window.setUpdatesEnabled(True)
