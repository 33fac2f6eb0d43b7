"""The theme's own icons in Qt's dialogs: Qt's black arrows are lost on dark ground."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QStyle

from emotion_gui.ui.icons import icon

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


def dialog_icons(theme: Theme) -> Callable[[QStyle.StandardPixmap], QIcon | None]:
    """What Qt asks for by name, in the text colour of the theme; None where Qt's own will do."""

    def drawn(which: QStyle.StandardPixmap) -> QIcon | None:
        name = _ICONS.get(which)
        return None if name is None else icon(name, theme)

    return drawn
