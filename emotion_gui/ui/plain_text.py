"""Labels and tool tips show text as it is, never as markup.

Names come from anywhere: files, members of archives, classes, runs, checkpoints. Qt takes a text
that looks like HTML for HTML, and `<img src="/tmp/pipe">` in a name then makes the window read
that path. The style meets every label, tool tip and message box before its text is laid out,
whoever made it; markup that the program writes itself is asked for with `Qt.TextFormat.RichText`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QWidget,
)

from emotion_gui.core.escaping import printable

# Longer pieces of a text, which nothing allows to be broken, are cut in the middle.
LONGEST_PIECE = 60
_MAY_END = "\u200b"  # a space without width
_BASE = "Fusion"


class PlainTextStyle(QProxyStyle):
    """Fusion, under which no label guesses whether its text is markup.

    The only style a process has: for another one Qt visits every widget there is, those included
    that nobody holds any more.

    Attributes:
        icons: a picture for Qt's dialogs; None, and what it answers None for: Qt's own.
    """

    icons: Callable[[QStyle.StandardPixmap], QIcon | None] | None = None

    def __init__(self) -> None:
        super().__init__(_BASE)

    def standardIcon(
        self,
        which: QStyle.StandardPixmap,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> QIcon:
        own = None if self.icons is None else self.icons(which)
        return own or super().standardIcon(which, option, widget)

    # Qt has three of this name: for a widget, a palette and the application.
    def polish(self, subject: Any) -> Any:
        polished = super().polish(subject)
        if isinstance(subject, QLabel) and subject.textFormat() is Qt.TextFormat.AutoText:
            subject.setTextFormat(Qt.TextFormat.PlainText)
        return polished


def use_plain_text(app: QApplication) -> PlainTextStyle:
    """Let everything that the application shows from now on be plain text by default."""
    style = app.style()
    if not isinstance(style, PlainTextStyle):
        style = PlainTextStyle()
        app.setStyle(style)
    return style


def breakable(text: str) -> str:
    """The same, with what no line can hold cut in the middle: one name must not widen a page."""
    return re.sub(rf"[^\s/\\]{{{LONGEST_PIECE},}}", _cut, text)


def wrapping(text: str) -> str:
    """`breakable`, and lines may end behind the separators of Windows' paths.

    Qt ends a line behind `/`, but nowhere in a path with `\\`: it would be cut off.
    """
    return re.sub(rf"\\(?=[^\s\\{_MAY_END}])", rf"\\{_MAY_END}", breakable(text))


def unwrapped(text: str) -> str:
    """As it was before `wrapping`, for whoever copies a path."""
    return text.replace(_MAY_END, "")


def shown_name(name: str) -> str:
    """A name in a sentence or list: on one line, breakable, in its own direction."""
    return breakable(printable(name))


def menu_name(name: str) -> str:
    """A name in a menu: short, and no letter of it is a key."""
    shown = printable(name)
    if len(shown) > LONGEST_PIECE:
        shown = _middle_cut(shown)
    return shown.replace("&", "&&")


def _cut(match: re.Match[str]) -> str:
    return _middle_cut(match[0])


def _middle_cut(text: str) -> str:
    half = LONGEST_PIECE // 2 - 1
    return f"{text[:half]}…{text[-half:]}"
