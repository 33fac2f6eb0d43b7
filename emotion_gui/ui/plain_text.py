"""Labels and tool tips show text as it is, never as markup.

Names come from anywhere: files, members of archives, classes, runs, checkpoints. Qt takes a text
that looks like HTML for HTML, and `<img src="/tmp/pipe">` in a name then makes the window read
that path. The style meets every label, tool tip and message box before its text is laid out,
whoever made it; markup that the program writes itself is asked for with `Qt.TextFormat.RichText`.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QProxyStyle

_BASE = "Fusion"


class PlainTextStyle(QProxyStyle):
    """Fusion, under which no label guesses whether its text is markup."""

    def __init__(self) -> None:
        super().__init__(_BASE)

    # Qt has three of this name: for a widget, a palette and the application.
    def polish(self, subject: Any) -> Any:
        polished = super().polish(subject)
        if isinstance(subject, QLabel) and subject.textFormat() is Qt.TextFormat.AutoText:
            subject.setTextFormat(Qt.TextFormat.PlainText)
        return polished


def use_plain_text(app: QApplication) -> None:
    """Let everything that the application shows from now on be plain text by default."""
    app.setStyle(PlainTextStyle())
