"""The style of the window: plain text, and the theme's own icons in Qt's dialogs.

Qt's arrows for its file dialog are black pictures, which nobody sees on a dark ground.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QStyle, QStyleOption, QWidget

from emotion_gui.ui.icons import icon
from emotion_gui.ui.plain_text import PlainTextStyle

if TYPE_CHECKING:
    from emotion_gui.ui.theme import Theme

_Qt = QStyle.StandardPixmap
_ICONS = {
    _Qt.SP_FileDialogBack: "arrow-left",
    _Qt.SP_FileDialogToParent: "arrow-up",
    _Qt.SP_FileDialogNewFolder: "folder-plus-outline",
    _Qt.SP_FileDialogListView: "view-grid-outline",
    _Qt.SP_FileDialogDetailedView: "view-list-outline",
    _Qt.SP_ArrowBack: "arrow-left",
    _Qt.SP_ArrowForward: "arrow-right",
    _Qt.SP_ArrowUp: "arrow-up",
    _Qt.SP_ArrowDown: "arrow-down",
    _Qt.SP_LineEditClearButton: "close",
}


class ThemedStyle(PlainTextStyle):
    """Draws what Qt asks for by name in the text colour of the theme."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def standardIcon(
        self,
        which: QStyle.StandardPixmap,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> QIcon:
        name = _ICONS.get(which)
        if name is None:
            return super().standardIcon(which, option, widget)
        return icon(name, self._theme)
