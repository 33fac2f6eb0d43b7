"""The films of the workspace: what is read, what waits, what is there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal, SignalInstance, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QMenu, QPushButton, QWidget

from emotion_gui.core.workspace.sessions import SessionRow, SessionState
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.review.queue import AnalysisQueue
from emotion_gui.ui.pages.review.texts import failure_words, progress_words, state_words
from emotion_gui.ui.plain_text import menu_name
from emotion_gui.ui.widgets import Card
from emotion_gui.ui.widgets.flow import FlowRow
from emotion_gui.workers.task import TaskState

MOST_TRASHED = 8  # that the menu names
_ID = Qt.ItemDataRole.UserRole


class FilmsCard(Card):
    """A list with the state of every film, and what can be done with the chosen one."""

    chosen = Signal(int)  # session
    removal_wished = Signal(int)  # session: into the trash
    erasure_wished = Signal(list)  # sessions: for good
    return_wished = Signal(int)  # session: out of the trash

    def __init__(self, queue: AnalysisQueue, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Films"), parent)
        self._queue = queue
        self._rows: dict[int, SessionRow] = {}
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Films"))
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSpacing(2)
        self.list.itemSelectionChanged.connect(self._on_selection)
        self.pause_button = QPushButton()
        self.stop_button = QPushButton(self.tr("Cancel"))
        self.go_on_button = QPushButton(self.tr("Go on"))
        self.all_button = QPushButton()  # after the window was closed in the middle of the line
        self.remove_button = QPushButton(self.tr("Delete"))
        self.remove_button.setToolTip(self.tr("Answers and marks; the film itself stays"))
        self.pause_button.clicked.connect(self._pause)
        self.stop_button.clicked.connect(self._stop)
        self.go_on_button.clicked.connect(self._go_on)
        self.all_button.clicked.connect(self._go_on_with_all)
        self.remove_menu = QMenu(self)
        self.remove_menu.aboutToShow.connect(self._fill_menu)
        self.remove_button.setMenu(self.remove_menu)
        self._trashed: tuple[SessionRow, ...] = ()
        row = FlowRow(spacing=8)
        for button in (
            self.pause_button,
            self.stop_button,
            self.go_on_button,
            self.all_button,
            self.remove_button,
        ):
            row.add(button)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(row)
        queue.changed.connect(self._show)
        queue.progressed.connect(self._show_one)
        self._show_buttons()

    @property
    def selected(self) -> int | None:
        """The chosen session."""
        items = self.list.selectedItems()
        return int(items[0].data(_ID)) if items else None

    def show_rows(self, rows: Sequence[SessionRow], trashed: Sequence[SessionRow] = ()) -> None:
        """All films, the newest first; what was chosen stays chosen."""
        kept = self.selected
        self._trashed = tuple(trashed)
        self._rows = {row.session_id: row for row in rows}
        with QSignalBlocker(self.list):
            self.list.clear()
            for row in rows:
                item = QListWidgetItem()
                item.setData(_ID, row.session_id)
                where = str(row.facts.get("film", {}).get("path", row.name))
                item.setToolTip("\n".join([where, *filter(None, [failure_words(row)])]))
                self.list.addItem(item)
                item.setSelected(row.session_id == kept)
        self._show()

    def is_ready(self, session_id: int) -> bool:
        """Whether a film was read to its end."""
        row = self._rows.get(session_id)
        return row is not None and row.is_ready

    def select(self, session_id: int) -> None:
        """Choose a film."""
        for number in range(self.list.count()):
            item = self.list.item(number)
            if item.data(_ID) == session_id:
                self.list.setCurrentItem(item)

    @Slot()
    def _show(self) -> None:
        for number in range(self.list.count()):
            item = self.list.item(number)
            row = self._rows[int(item.data(_ID))]
            item.setText(f"{row.name}\n{self._words(row)}")
        self._show_buttons()

    @Slot(int)
    def _show_one(self, session_id: int) -> None:
        for number in range(self.list.count()):
            item = self.list.item(number)
            if item.data(_ID) == session_id:
                row = self._rows[session_id]
                item.setText(f"{row.name}\n{self._words(row)}")

    def _words(self, row: SessionRow) -> str:
        task = self._queue.task
        if self._queue.reads(row.session_id) and task is not None:
            if self._queue.on_workers:
                return self.tr("with the workers")
            progress = task.progress
            if progress is None:
                return self.tr("is being opened")
            return progress_words(
                progress.done, progress.total, task.eta_s, paused=task.state is TaskState.PAUSED
            )
        if self._queue.waits(row.session_id):
            return self.tr("waits its turn")
        return state_words(row)

    def _show_buttons(self) -> None:
        number, task = self.selected, self._queue.task
        reads = number is not None and self._queue.reads(number) and task is not None
        waits = number is not None and self._queue.waits(number)
        row = None if number is None else self._rows.get(number)
        paused = task is not None and task.state is TaskState.PAUSED
        self.pause_button.setText(self.tr("Resume") if paused else self.tr("Pause"))
        self.pause_button.setVisible(reads)
        self.stop_button.setVisible(reads or waits)
        unfinished = row is not None and not row.is_ready
        self.go_on_button.setVisible(unfinished and not reads and not waits)
        resting = len(self._resting())
        self.all_button.setText(self.tr("Go on with all {0}").format(numbers.count(resting)))
        self.all_button.setVisible(resting > 1)
        deletable = row is not None and not reads and not waits
        self.remove_button.setVisible(deletable or bool(self._trashed))

    @Slot()
    def _on_selection(self) -> None:
        self._show_buttons()
        if self.selected is not None:
            self.chosen.emit(self.selected)

    @Slot()
    def _pause(self) -> None:
        task = self._queue.task
        if task is not None:
            self._queue.pause(paused=task.state is not TaskState.PAUSED)

    @Slot()
    def _stop(self) -> None:
        self.list.setFocus()  # the button goes
        if self.selected is not None:
            self._queue.cancel(self.selected)

    @Slot()
    def _go_on(self) -> None:
        self.list.setFocus()
        row = None if self.selected is None else self._rows.get(self.selected)
        if row is not None:
            self._queue.add([row])

    def _resting(self) -> list[SessionRow]:
        """Films that can be read on and are not in the line, the oldest first."""
        # What another program reads, or nobody could, is not gone on with unasked.
        left = (SessionState.WAITING, SessionState.STOPPED, SessionState.INTERRUPTED)
        return [
            row
            for row in reversed(self._rows.values())
            if row.state in left
            and not self._queue.reads(row.session_id)
            and not self._queue.waits(row.session_id)
        ]

    @Slot()
    def _go_on_with_all(self) -> None:
        self.list.setFocus()
        self._queue.add(self._resting())

    @Slot()
    def _fill_menu(self) -> None:
        menu, number = self.remove_menu, self.selected
        menu.clear()
        row = None if number is None else self._rows.get(number)
        busy = number is not None and (self._queue.reads(number) or self._queue.waits(number))
        if row is not None and not busy:
            trash = menu.addAction(self.tr("Into the trash"))
            trash.triggered.connect(partial(self._emit, self.removal_wished, row.session_id))
            erase = menu.addAction(self.tr("Erase for good, with the tables made of it"))
            erase.triggered.connect(partial(self._emit, self.erasure_wished, [row.session_id]))
        if self._trashed:
            menu.addSeparator()
            for trashed in self._trashed[-MOST_TRASHED:]:
                back = menu.addAction(self.tr("Put back {0}").format(menu_name(trashed.name)))
                back.triggered.connect(partial(self._emit, self.return_wished, trashed.session_id))
            every = [trashed.session_id for trashed in self._trashed]
            empty = menu.addAction(self.tr("Erase all that is in the trash"))
            empty.triggered.connect(partial(self._emit, self.erasure_wished, every))

    def _emit(self, signal: SignalInstance, value: object, checked: bool = False) -> None:
        del checked
        signal.emit(value)
