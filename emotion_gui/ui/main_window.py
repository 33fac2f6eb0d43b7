"""The window: rail, pages, bottom bar. Pages are made when first shown, or ahead of that."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QByteArray,
    QCoreApplication,
    QEvent,
    QMargins,
    QMimeData,
    QPoint,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.ui.assistance import Assistance
from emotion_gui.ui.bottom_bar import BottomBar
from emotion_gui.ui.drop_hint import DropHint
from emotion_gui.ui.icons import app_icon
from emotion_gui.ui.messages import UserMessage
from emotion_gui.ui.pages.base import Page, PageFactory, PageServices
from emotion_gui.ui.rail import Rail, RailEntry
from emotion_gui.ui.widgets.labels import set_role
from emotion_gui.workers.task import Task
from emotion_gui.workers.task_slot import TaskLine, TaskSlot

if TYPE_CHECKING:
    from emotion_gui.core.workspace.records import DatasetName

logger = logging.getLogger(__name__)

DEFAULT_SIZE = QSize(1280, 720)
MINIMUM_SIZE = QSize(640, 400)
STOP_TIMEOUT_S = 10.0
FIRST_PAGE = "data"
REVIEW_PAGE = "review"
# Asked for files that the page in front does not take.
FILE_PAGES = (FIRST_PAGE, "live", REVIEW_PAGE)
WELCOME_PAGE = "welcome"


class MainWindow(QMainWindow):
    """Shows one page at a time and closes only when nothing runs any more."""

    closing = Signal()

    def __init__(
        self,
        services: PageServices,
        factories: Mapping[str, PageFactory],
        parent: QWidget | None = None,
        *,
        log_file: Path | None = None,
    ) -> None:
        super().__init__(parent)
        self.services = services
        self._factories = dict(factories)
        self._pages: dict[str, Page] = {}
        self._current = ""
        self.setWindowTitle(self.tr("Emotion Workbench"))
        self.setWindowIcon(app_icon())
        self.setMinimumSize(MINIMUM_SIZE)
        self.setAcceptDrops(True)
        self.rail = Rail(self._entries(), theme=services.theme)
        self.stack = QStackedWidget()
        self.drop_hint = DropHint(services.theme, self.stack)
        self.bottom_bar = BottomBar(tasks=services.tasks, theme=services.theme)
        self.assistance = Assistance(
            services, self, log_file=log_file, welcome=WELCOME_PAGE in self._factories
        )
        self.rail.set_help_menu(self.assistance.menu)
        self._lay_out()
        for bar in (self.rail, self.bottom_bar):
            services.theme.dress(bar)
        self._restore()
        QShortcut(QKeySequence("Ctrl+Q"), self, self.close)
        self.rail.chosen.connect(self.show_page)
        services.events.begin_in.connect(self._on_begin)
        services.events.page_requested.connect(self.show_page)
        services.events.open_run_in.connect(self._on_open_run)
        services.events.erasing.connect(self._on_erasing)
        self.bottom_bar.finished_button.failure_chosen.connect(self.show_error)
        self.bottom_bar.finished_button.not_opened.connect(self._on_not_opened)
        services.tasks.failed_unhandled.connect(self._on_task_failed)

    @property
    def current(self) -> str:
        """Name of the page in front; empty before the first."""
        return self._current

    def page(self, name: str) -> Page:
        """A page by name, made now when it was never shown."""
        found = self._pages.get(name)
        if found is None:
            found = self._pages[name] = self._make_page(name)
            self.stack.addWidget(found)
            self.services.theme.dress(found, at_once=False)
        return found

    def make_next_page(self) -> bool:
        """Make one page that was never shown, then one view of a page; False when all are there."""
        for name in self._factories:
            if name not in self._pages:
                self.page(name)
                return True
        return any(page.make_next_view() for page in self._pages.values())

    @property
    def has_every_page(self) -> bool:
        """Whether all pages are made."""
        return len(self._pages) == len(self._factories)

    @Slot(str)
    def show_page(self, name: str) -> None:
        """Bring a page to the front; unknown names are logged and ignored."""
        if name not in self._factories:
            logger.warning("no page named %s", name)
            return
        self.rail.show_current(name)
        if name == self._current:
            return
        before = self._pages.get(self._current)
        page = self.page(name)
        self._current = name
        self.services.theme.finish(page)
        self.stack.setCurrentWidget(page)
        # The old page first: it lets go of the camera that the new one may want.
        if before is not None:
            before.deactivated()
        page.activated()
        if name != WELCOME_PAGE:
            self.services.settings.setValue("window/page", name)
        self.services.events.page_shown.emit(name)

    def show_first_page(self) -> None:
        """The page of last time; the doors at the first start; or else the first page."""
        name = str(self.services.settings.value("window/page") or "")
        if not name and self._is_empty():
            name = WELCOME_PAGE
        self.show_page(name if name in self._factories else FIRST_PAGE)

    def show_error(self, error: BaseException) -> None:
        """A banner on the page in front."""
        page = self._pages.get(self._current)
        if page is not None:
            page.show_error(error)

    def show_warning(self, title: str, text: str, hint: str = "") -> None:
        """A warning on the page in front."""
        page = self._pages.get(self._current)
        if page is not None:
            page.show_info(title, text, hint, kind="warning")

    @Slot(str)
    def _on_not_opened(self, what: str) -> None:
        self.show_warning(self.tr("No program opened it"), what)

    def come_to_front(self) -> None:
        """Out of the task bar and over other windows, as far as the system allows it."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask every page, remember the window, stop every thread."""
        # All pages agree before anything is stopped: a window that stays open must still work.
        for name, page in self._pages.items():
            if not page.prepare_to_close():
                self.show_page(name)
                event.ignore()
                return
        self.services.settings.setValue("window/geometry", self.saveGeometry())
        self.services.settings.sync()
        self.closing.emit()
        # Not ended in time means a driver that hangs: the application waits on, unseen.
        self.services.tasks.stop_all(STOP_TIMEOUT_S)
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        paths = _dropped_paths(event.mimeData())
        name = self._taker(paths)
        if name:
            _take_copies(event)
            self.drop_hint.invite(self.page(name).title, paths)
        elif paths:
            # Accepted, so that the window is told when they leave; dropping does nothing.
            event.setDropAction(Qt.DropAction.IgnoreAction)
            event.accept()
            self.drop_hint.refuse(paths)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_hint.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_hint.hide()
        if self.open_files(_dropped_paths(event.mimeData())):
            _take_copies(event)

    def open_files(self, paths: Sequence[Path]) -> bool:
        """Hand files to the page that takes them and show it; False when none does."""
        name = self._taker(paths)
        if not name:
            return False
        self.show_page(name)
        self.page(name).dropped(paths)
        if name != REVIEW_PAGE and REVIEW_PAGE in self._factories:
            self._offer_review(name, paths)
        return True

    def _offer_review(self, name: str, paths: Sequence[Path]) -> None:
        """A film that is watched can be read frame by frame as well."""
        if not self.page(REVIEW_PAGE).accepts_drop(paths):
            return
        words = UserMessage(
            self.tr("Every frame of it, with curves and figures?"),
            "",
            self.tr("Review reads films in the background and keeps what it finds."),
        )
        action = (self.tr("Read it in Review"), partial(self._review, tuple(paths)))
        self.page(name).banner.show_message(words, kind="info", action=action)

    def _review(self, paths: Sequence[Path]) -> None:
        self.page(self._current).clear_message()
        self.show_page(REVIEW_PAGE)
        self.page(REVIEW_PAGE).dropped(paths)

    @Slot(object)
    def _on_erasing(self, rows: Sequence[DatasetName]) -> None:
        """Pages that keep faces of what is erased go; they are made anew when next shown."""
        for name, page in list(self._pages.items()):
            if name != self._current and page.keeps_faces_of(rows):
                del self._pages[name]
                for line in page.findChildren(TaskLine):
                    line.outlive(self, self.show_error)  # a person asked for each of its jobs
                for slot in page.findChildren(TaskSlot):
                    slot.stop()  # its answer would come to a page that is gone
                self.stack.removeWidget(page)
                page.deleteLater()
                # Now, not in a later turn of the loop: their files are removed next.
                QCoreApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete)

    def _taker(self, paths: Sequence[Path]) -> str:
        """The page in front, or another one that files are for; empty when none takes them."""
        for name in (self._current, *FILE_PAGES):
            if paths and name in self._factories and self.page(name).accepts_drop(paths):
                return name
        return ""

    def _is_empty(self) -> bool:
        workspace = self.services.workspace
        return not workspace.datasets() and not workspace.runs()

    def _make_page(self, name: str) -> Page:
        try:
            return self._factories[name](self.services)
        except Exception as error:  # one page that fails must not take the others with it
            logger.exception("page %s cannot be shown", name)
            return _BrokenPage(self.services, name=name, error=error)

    def _entries(self) -> list[RailEntry]:
        every = (
            RailEntry("data", self.tr("Data"), "Ctrl+1"),
            RailEntry("train", self.tr("Train"), "Ctrl+2"),
            RailEntry("evaluate", self.tr("Evaluate"), "Ctrl+3"),
            RailEntry("prune", self.tr("Prune"), "Ctrl+4"),
            RailEntry("live", self.tr("Live"), "Ctrl+5"),
            RailEntry("review", self.tr("Review"), "Ctrl+6"),
            RailEntry("settings", self.tr("Settings"), "Ctrl+,", at_bottom=True),
        )
        return [entry for entry in every if entry.name in self._factories]

    def _restore(self) -> None:
        geometry = self.services.settings.value("window/geometry")
        restored = isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)
        if not restored:
            self._fit_screen()

    def _fit_screen(self) -> None:
        """The usual size, or what the screen has (1366x768 at 125 % are 1093x614), in its middle.

        The frame is not known before the window is shown; a title bar takes about 32 points.
        """
        room = self.screen().availableGeometry().marginsRemoved(QMargins(8, 32, 8, 8))
        size = DEFAULT_SIZE.boundedTo(room.size()).expandedTo(MINIMUM_SIZE)
        self.resize(size)
        corner = room.center() - QPoint(size.width() // 2, size.height() // 2)
        self.move(max(room.left(), corner.x()), max(room.top(), corner.y()))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.stack, 1)
        right.addWidget(self.bottom_bar)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        center = QWidget()
        center.setLayout(row)
        # Takes the first focus, so that no control wears a ring before a key is pressed.
        center.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCentralWidget(center)
        center.setFocus()

    @Slot(str, object)
    def _on_open_run(self, name: str, run_id: object) -> None:
        self.show_page(name)
        if name in self._pages:
            self._pages[name].open_run(run_id)

    @Slot(str, str)
    def _on_begin(self, name: str, what: str) -> None:
        self.show_page(name)
        if name in self._pages:
            self._pages[name].begin(what)

    @Slot(object, object)
    def _on_task_failed(self, task: Task, error: Exception) -> None:
        del task
        self.show_error(error)


class _BrokenPage(Page):
    """Stands in for a page that cannot be made and says why."""

    def __init__(self, services: PageServices, *, name: str, error: Exception) -> None:
        super().__init__(services, title=name.capitalize())
        self.body.addWidget(set_role(QLabel(self.tr("This page cannot be shown.")), "muted"))
        self.body.addStretch(1)
        self.show_error(error)


def _take_copies(event: QDropEvent) -> None:
    """Accept files as copies: whoever is told that they were moved may remove them."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def _dropped_paths(data: QMimeData) -> list[Path]:
    names = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    return [Path(name) for name in names if "\0" not in name]  # no file is called so
