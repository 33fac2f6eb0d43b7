"""What every page is made of: header, banner, body; and what every page is given."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QSize, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.settings import Preferences
from emotion_gui.ui.figures.menu import FigureMenu
from emotion_gui.ui.figures.source import shown_at
from emotion_gui.ui.icons import icon as themed_icon
from emotion_gui.ui.messages import UserMessage, describe
from emotion_gui.ui.opening import show_in_folder
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.tokens import GRID_PX, PAGE_MARGIN_PX
from emotion_gui.ui.widgets.banner import Banner
from emotion_gui.ui.widgets.calm_scroll import GUTTER_PX, CalmScrollArea
from emotion_gui.ui.widgets.flow import FlowRow
from emotion_gui.ui.widgets.labels import ElidedLabel
from emotion_gui.workers.task_manager import TaskManager

if TYPE_CHECKING:
    from emotion_gui.core.workspace.records import DatasetName
    from emotion_gui.core.workspace.workspace import Workspace


STATE_MIN_PX = 220  # the actions take another line before the sentence has less


class AppEvents(QObject):
    """News that concern more than one page."""

    datasets_changed = Signal()
    erasing = Signal(object)  # tuple[DatasetName, ...]: nothing may keep their faces from now on
    runs_changed = Signal()
    open_run_in = Signal(str, object)  # page name, run id
    page_requested = Signal(str)  # page name
    page_shown = Signal(str)  # page name, after it came to the front
    begin_in = Signal(str, str)  # page name, what `Page.begin` is told
    help_requested = Signal(str)  # topic, see `ui/help/topics.py`
    log_requested = Signal()
    check_requested = Signal()  # of the whole workspace
    reproduce_requested = Signal(str)  # the paper, on data at this path; "" where nobody knows
    models_ready = Signal()  # torch, cv2 and the detectors are imported and warm


@dataclass(frozen=True)
class PageServices:
    """The collaborators of a page, built once by the application."""

    workspace: Workspace
    tasks: TaskManager
    theme: Theme
    settings: QSettings
    preferences: Preferences
    navigate: Callable[[str], None]
    events: AppEvents


class _Content(QWidget):
    """What of a page scrolls; it can be kept higher than its layout asks for."""

    def __init__(self) -> None:
        super().__init__()
        self._least_px = 0

    def set_least(self, height_px: int) -> None:
        """Not lower than this."""
        self._least_px = height_px
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        # A minimum height that is set would count instead of the layout's, not besides it.
        hint = super().minimumSizeHint()
        return QSize(hint.width(), max(hint.height(), self._least_px))


class Page(QWidget):
    """One page of the window: title, one sentence of state, actions, and a body.

    Subclasses add their widgets to `body`. The body scrolls when the window is too small.
    """

    state_shortened = Signal(bool)  # the header has no room for the whole sentence of state

    def __init__(
        self, services: PageServices, *, title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.services = services
        self.title = title
        self._title_label = QLabel(title)
        self._title_label.setProperty("role", "title")
        self._state_label = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self._state_label.setProperty("role", "state")
        self._state_label.setMinimumWidth(STATE_MIN_PX)
        self._state_label.room_changed.connect(self._fit_state)
        self._whole_state = self._brief_state = ""
        self._beside_title = QHBoxLayout()
        self._actions = FlowRow(spacing=2 * GRID_PX, side=Qt.AlignmentFlag.AlignRight)
        self._icons: list[tuple[QPushButton, str, str]] = []
        self.banner = Banner(services.theme, self)
        self.figure_menu = FigureMenu(services.tasks, services.settings, self)
        content = self._content = _Content()
        content.setObjectName("pageBody")
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(14)
        self._scroll = CalmScrollArea()
        self._scroll.setObjectName("pageScroll")
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(content)
        self._lay_out()
        self.banner.covers.connect(self._leave_room)
        self.setAccessibleName(title)
        self._offer_figures()
        services.theme.changed.connect(self._tint_actions)

    def set_state_text(self, text: str, *, brief: str = "") -> None:
        """The sentence below the title, as in "FER2013 · 32,298 faces · 7 classes".

        Args:
            text: cut at its end, with a tool tip, where there is no room for it.
            brief: stands there instead of a cut sentence; `state_shortened` tells, so that the
                page can say the whole elsewhere.
        """
        self._whole_state, self._brief_state = text, brief
        self._fit_state()

    @Slot(int)
    def _leave_room(self, covered_px: int) -> None:
        """The page scrolls beyond its end while a banner lies there; nothing on it moves."""
        below = self.height() - self._scroll.geometry().bottom() - 1
        room = max(0, covered_px - below)
        margins = self.body.contentsMargins()
        margins.setBottom(room)
        self.body.setContentsMargins(margins)
        self._content.set_least(self._scroll.viewport().height() + room if room else 0)

    def make_next_view(self) -> bool:
        """Make one of the views that wait until they are wanted; False when all are there."""
        return False

    @property
    def state_text(self) -> str:
        return self._whole_state

    @Slot()
    def _fit_state(self) -> None:
        shortens = bool(self._brief_state) and not self._state_label.holds(self._whole_state)
        self._state_label.setText(self._brief_state if shortens else self._whole_state)
        self._state_label.setToolTip(self._whole_state if shortens else "")
        self.state_shortened.emit(shortens)

    def add_action(
        self,
        text: str,
        slot: Callable[[], object],
        *,
        primary: bool = False,
        icon: str | None = None,
    ) -> QPushButton:
        """A button in the header, to the right of those added before.

        Args:
            text: may hold a mnemonic ("&Apply"); give each action of a page its own.
            slot: a method of the page; called without arguments.
            primary: the page's main action; at most one, added last.
            icon: a name for `emotion_gui.ui.icons.icon`.
        """
        button = QPushButton(text)
        button.setProperty("primary", primary)
        button.setAccessibleName(text.replace("&", "").rstrip("…"))
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(_without_arguments(slot))
        if icon is not None:
            self._icons.append((button, icon, "on_accent" if primary else "text"))
            self._tint_actions()
        self._actions.add(button)
        return button

    def add_view_switch(self, switch: QWidget) -> None:
        """What chooses between the page's views, beside the title: there no action moves it."""
        self._beside_title.addWidget(switch)

    def show_error(self, error: BaseException) -> None:
        """Say what went wrong in a banner; never blocks."""
        details = "".join(traceback.format_exception(error)).strip()
        self.banner.show_message(describe(error), kind="error", details=details)

    def show_info(self, title: str, text: str = "", hint: str = "", *, kind: str = "info") -> None:
        """A banner of kind info, success (goes away by itself) or warning."""
        self.banner.show_message(UserMessage(title, text, hint), kind=kind)

    def show_written(
        self, title: str, path: Path, text: str = "", *, opened: bool | None = None
    ) -> None:
        """A banner about a file that was written, with a link to its folder.

        Args:
            title: as "Report written".
            path: of the file; stands in the banner, to be copied.
            text: in front of the path.
            opened: what the system answered when asked to open it; None = not asked.
        """
        said = {True: self.tr("It is opened."), False: self.tr("No program opened it."), None: ""}
        words = " ".join(part for part in (text, str(path), said[opened]) if part)
        self.banner.show_message(
            UserMessage(title, words),
            kind="success" if opened is not False else "warning",
            action=(self.tr("Show in folder"), partial(self.show_folder, path)),
        )

    def show_folder(self, path: Path) -> None:
        """Open the folder of a file; where nothing does, its place is told."""
        if not show_in_folder(path):
            self.show_info(self.tr("No program opened the folder"), str(path), kind="warning")

    def clear_message(self) -> None:
        self.banner.dismiss()

    def activated(self) -> None:
        """Called each time the page comes to the front; refresh cheap things here."""

    def deactivated(self) -> None:
        """Called when another page comes to the front."""

    def open_run(self, run_id: object) -> None:
        """Called when another page asked to show a run here."""

    def begin(self, what: str) -> None:
        """Called when a door of the Welcome page leads here: start with `what` at once."""
        del what

    def accepts_drop(self, paths: Sequence[Path]) -> bool:
        """Whether files dropped anywhere on the page can be used."""
        del paths
        return False

    def dropped(self, paths: Sequence[Path]) -> None:
        """Files were dropped on the page; only after `accepts_drop` said yes."""

    def keeps_faces_of(self, rows: Sequence[DatasetName]) -> bool:
        """Whether it still has faces of one of these data sets, which are going to be erased.

        Then the page is made anew when it is next shown: Windows removes no file that is mapped.
        """
        del rows
        return False

    def prepare_to_close(self) -> bool:
        """Called before the window closes; False keeps it open (and says why in a banner)."""
        return True

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Over a plot, a table or a card: copy or save it."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        widget = self.focusWidget() if by_key else self.childAt(event.pos())
        shown = shown_at(widget, within=self)
        if shown is None:
            event.ignore()
            return
        at = event.globalPos()
        if by_key:
            at = shown.widget.mapToGlobal(shown.widget.rect().center())
        self.figure_menu.popup(shown, at)

    def _offer_figures(self) -> None:
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self)
        copy.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        copy.activated.connect(self._copy_figure)
        self.figure_menu.written.connect(self._on_figure)
        self.figure_menu.failed.connect(self.show_error)

    @Slot()
    def _copy_figure(self) -> None:
        shown = shown_at(self.focusWidget(), within=self)
        if shown is None:
            return
        if shown.figure is None:
            self.figure_menu.copy_picture(shown)
        else:
            self.figure_menu.copy_numbers(shown)

    @Slot(object)
    def _on_figure(self, path: Path) -> None:
        self.show_written(self.tr("Saved"), path)

    def _tint_actions(self) -> None:
        for button, name, token in self._icons:
            button.setIcon(themed_icon(name, self.services.theme, token=token))

    def _lay_out(self) -> None:
        title = QHBoxLayout()
        title.setSpacing(3 * GRID_PX)
        title.addWidget(self._title_label)
        title.addLayout(self._beside_title)
        title.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addLayout(title)
        words.addWidget(self._state_label)
        words.addStretch(1)  # beside two lines of actions as well
        header = QHBoxLayout()
        header.setContentsMargins(0, 0, GUTTER_PX, 0)
        header.setSpacing(2 * GRID_PX)
        header.addLayout(words, 1)
        header.addWidget(self._actions)
        header.setAlignment(self._actions, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        # The scroll bar lies in the margin.
        column.setContentsMargins(PAGE_MARGIN_PX, 2 * GRID_PX, PAGE_MARGIN_PX - GUTTER_PX, 14)
        column.setSpacing(12)
        column.addLayout(header)
        column.addWidget(self._scroll, 1)


PageFactory = Callable[[PageServices], Page]


def _without_arguments(slot: Callable[[], object]) -> Callable[[bool], object]:
    """`clicked` passes a bool that no action wants."""

    def call(checked: bool = False) -> object:
        del checked
        return slot()

    return call
