"""The rail at the left: pages in the order of the work, Settings below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.ui.icons import icon
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.tokens import GRID_PX

BUTTON_SIZE = QSize(60, 54)  # wider where a word needs it
LABEL_PX = 11  # as in the style sheet
LOW_BUTTON_PX = 44  # in a window of the least height


@dataclass(frozen=True)
class RailEntry:
    """One page of the rail; `name` also names its icon."""

    name: str
    label: str
    shortcut: str
    at_bottom: bool = False


class RailButton(QToolButton):
    """Icon above its word."""

    def __init__(self, entry: RailEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self.setText(entry.label)
        self.setCheckable(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setIconSize(QSize(22, 22))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(LOW_BUTTON_PX)
        self.setMaximumHeight(BUTTON_SIZE.height())
        self.setToolTip(f"{entry.label} ({entry.shortcut})")
        self.setAccessibleName(entry.label)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        return QSize(max(BUTTON_SIZE.width(), self._label_width()), BUTTON_SIZE.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), LOW_BUTTON_PX)

    def _label_width(self) -> int:
        """Of the word when it is marked, bold, with the button's frame."""
        font = QFont(self.font())
        font.setPixelSize(LABEL_PX)
        font.setWeight(QFont.Weight.DemiBold)
        return QFontMetrics(font).horizontalAdvance(self.text()) + 2 * GRID_PX


class Rail(QFrame):
    """Says which page was chosen; the window decides whether it is shown.

    `help_button` opens a menu that the window fills with `set_help_menu`.
    """

    chosen = Signal(str)

    def __init__(
        self, entries: Sequence[RailEntry], *, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(self.tr("Pages"))
        self._theme = theme
        self._group = QButtonGroup(self)
        self.buttons: dict[str, RailButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID_PX, 12, GRID_PX, GRID_PX)
        column.setSpacing(6)
        for entry in (entry for entry in entries if not entry.at_bottom):
            column.addWidget(self._add(entry))
        column.addStretch(1)
        self.help_button = self._make_help_button()
        column.addWidget(self.help_button)
        for entry in (entry for entry in entries if entry.at_bottom):
            column.addWidget(self._add(entry))
        self._group.idClicked.connect(self._on_clicked)
        theme.changed.connect(self._tint)
        self._tint()

    def show_current(self, name: str) -> None:
        """Mark a page as the one in front; one that the rail does not list marks none."""
        # An exclusive group does not let its last button go.
        self._group.setExclusive(False)
        for each, button in self.buttons.items():
            button.setChecked(each == name)
        self._group.setExclusive(True)
        self._tint()

    def set_help_menu(self, menu: QMenu) -> None:
        """What the Help button opens."""
        self.help_button.setMenu(menu)
        self.help_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _make_help_button(self) -> RailButton:
        button = RailButton(RailEntry("help", self.tr("Help"), "F1", at_bottom=True))
        button.setCheckable(False)
        button.setToolTip(self.tr("Help (F1 opens it for this page)"))
        return button

    def _add(self, entry: RailEntry) -> RailButton:
        button = RailButton(entry)
        self._group.addButton(button, len(self.buttons))
        self.buttons[entry.name] = button
        shortcut = QShortcut(QKeySequence(entry.shortcut), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(button.click)
        return button

    @Slot(int)
    def _on_clicked(self, index: int) -> None:
        self.chosen.emit(list(self.buttons)[index])

    @Slot()
    def _tint(self) -> None:
        for name, button in self.buttons.items():
            made = QIcon()
            plain = icon(name, self._theme, token="muted")
            marked = icon(name, self._theme, token="accent")
            for ratio in (1, 2):
                side = 22 * ratio
                made.addPixmap(plain.pixmap(side, side), state=QIcon.State.Off)
                made.addPixmap(marked.pixmap(side, side), state=QIcon.State.On)
            button.setIcon(made)
        self.help_button.setIcon(icon("help", self._theme, token="muted"))
