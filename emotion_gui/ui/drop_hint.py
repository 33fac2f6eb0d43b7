"""What a person who drags files over the window sees: where they go, or why they do not."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import Card
from emotion_gui.ui.widgets.labels import set_role

WIDTH_PX = 420


class DropHint(Card):
    """Lies over the middle of a widget while something is dragged over it.

    Args:
        theme: how it looks.
        over: what it lies over; files dropped on the hint are dropped on that.
    """

    def __init__(self, theme: Theme, over: QWidget) -> None:
        super().__init__("", over)
        self._over = over
        self.title = set_role(QLabel(), "heading")
        self.text = set_role(QLabel(), "muted")
        column = QVBoxLayout()
        for label in (self.title, self.text):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        self.body.addLayout(column)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        over.installEventFilter(self)
        theme.dress(self)
        self.hide()

    def invite(self, page: str, paths: Sequence[Path]) -> None:
        """These files can be let go."""
        self._show(self.tr("Let go to open in {0}").format(page), _names(paths))

    def refuse(self, paths: Sequence[Path]) -> None:
        """Nothing is done with these files."""
        gone = [path for path in paths if not os.path.exists(path)]
        if gone:
            reason = self.tr("It is not there: {0}").format(gone[0].name)
        else:
            reason = self.tr(
                "Pictures, films, tables, archives, folders of pictures and models can be opened; "
                "{0} is none of these."
            ).format(_names(paths))
        self._show(self.tr("This cannot be opened"), reason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _show(self, title: str, text: str) -> None:
        self.title.setText(title)
        self.text.setText(text)
        self.setAccessibleName(f"{title}. {text}")
        self.show()
        self._place()

    def _place(self) -> None:
        width = min(WIDTH_PX, self._over.width())
        layout = self.layout()
        assert layout is not None
        height = layout.totalHeightForWidth(width)
        self.setGeometry(
            (self._over.width() - width) // 2, (self._over.height() - height) // 2, width, height
        )
        self.raise_()


def _names(paths: Sequence[Path]) -> str:
    more = f" + {len(paths) - 1}" if len(paths) > 1 else ""
    name = paths[0].name if paths else ""
    # A word that no line can hold would be cut off at its end.
    return (name if len(name) <= 44 else f"{name[:20]}…{name[-20:]}") + more
