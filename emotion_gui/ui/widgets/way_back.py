"""The keys that lead back one step, beside the button that everybody sees."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

BACK_KEYS = ("Esc", "Alt+Left")


def add_way_back(
    view: QWidget, go_back: Callable[[], object], *, keys: tuple[str, ...] = BACK_KEYS
) -> None:
    """Let `keys` lead out of `view`, wherever in it the focus is.

    A view that gives Esc a meaning of its own first (a box that is being drawn is given up)
    takes Alt+Left alone: a shortcut would be served before the view is asked.
    """
    for text in keys:
        key = QShortcut(QKeySequence(text), view)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(go_back)
