"""What the views for rounds, all layers and the comparison have in common: one long job each."""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.operations.keep import KeptNetwork, save_run
from emotion_gui.operations.subject import MeasureRequest, Subject, on_subject
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import Card, EmptyState, set_role
from emotion_gui.ui.widgets.current_stack import CurrentStack
from emotion_gui.ui.widgets.whole_text import tell_whole
from emotion_gui.workers.task_slot import TaskSlot

Request = TypeVar("Request")
Result = TypeVar("Result")
_FIGURE_PX = 70  # holds 1,234 k, and 105.10 in bold
_ROW_PX = 30
_TONE = Qt.ItemDataRole.UserRole


class _WidgetMeta(type(QWidget), ABCMeta):  # type: ignore[misc]
    """Qt's metaclass with abstract methods."""


class StudyView(QWidget, metaclass=_WidgetMeta):
    """Shows one study; its choices stand in `settings`, beside the model and the data."""

    busy_changed = Signal()
    failed = Signal(object)  # Exception
    saved = Signal(object)  # RunRow
    written = Signal(object)  # Path

    def __init__(
        self, services: PageServices, title: str, note: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.services = services
        self.request: MeasureRequest | None = None
        self.options = PruningOptions()
        failed = self.failed.emit
        self._reading = TaskSlot(services.tasks, when_busy="refuse", on_failure=failed, parent=self)
        self._writing = TaskSlot(services.tasks, exclusive=True, on_failure=failed, parent=self)
        for slot in (self._reading, self._writing):
            slot.changed.connect(self.show_busy)
            slot.changed.connect(self.busy_changed)
        self.settings = Card(title)
        self.settings_note = set_role(QLabel(note), "small")
        self.settings_note.setWordWrap(True)

    def lay_out(self, content: QWidget, *, icon: str, title: str, text: str) -> None:
        """The content, behind what the study is for until it is first started."""
        self.empty = EmptyState(self.services.theme, icon=icon, title=title, text=text)
        card = Card()
        card.body.addWidget(self.empty)
        self._stack = CurrentStack()
        self._stack.addWidget(card)
        self._stack.addWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def show_content(self) -> None:
        """From now on what was found; the words of the empty state have done their work."""
        self._stack.setCurrentIndex(1)

    @property
    def executor(self) -> str:
        """Where work of many pieces is done, as the settings say."""
        return self.services.preferences.text("compute/executor")

    @property
    def busy(self) -> bool:
        return self._reading.busy or self._writing.busy

    @property
    def undo_stack(self) -> QUndoStack | None:
        """Of a view whose results can be taken back."""
        return None

    def set_source(self, request: MeasureRequest | None, options: PruningOptions) -> None:
        """Which model, data, layer and rule the next study takes."""
        self.request, self.options = request, options

    @abstractmethod
    def start_text(self) -> str:
        """The main action in a word or two."""

    @abstractmethod
    def start(self) -> None:
        """Begin; only called with a request and not while busy."""

    @abstractmethod
    def show_busy(self) -> None:
        """A task of the view began or ended: buttons and words follow."""

    def stop(self) -> None:
        """Ask the running task to end."""
        for slot in (self._reading, self._writing):
            slot.cancel()

    # -- for the views ------------------------------------------------------------------------

    def run(
        self,
        action: Callable[[Subject, Request, JobContext], Result],
        request: Request,
        title: str,
        on_success: Callable[[Result], object],
        *,
        on_progress: Callable[[Progress], object] | None = None,
    ) -> None:
        """Act on the chosen model and data, in a task."""
        assert self.request is not None
        job = partial(on_subject, self.services.workspace, self.request, action, request)
        self._reading.start(job, title, on_success, on_progress=on_progress)

    def write(self, job: Callable[[JobContext], Path], title: str) -> None:
        """Write a file, in a task."""
        self._reading.start(job, title, self.written.emit)

    def save(self, kept: KeptNetwork, name: str, title: str = "") -> None:
        """Keep a network as a run, in a task."""
        job = partial(save_run, self.services.workspace, kept, name)
        title = title or self.tr("Saving the pruned run")
        self._writing.start(job, title, self.saved.emit)


class KeepRow(QWidget):
    """A name and the button that saves the result as a new run."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._may = False
        self.words = set_role(QLabel(), "muted")
        self.words.setWordWrap(True)
        self.name_edit = QLineEdit()
        self.name_edit.setPlaceholderText(self.tr("name of the new run"))
        self.name_edit.setAccessibleName(self.tr("Name of the new run"))
        self.name_edit.setFixedWidth(230)
        self.save_button = QPushButton(self.tr("&Save as new run"))
        self.save_button.clicked.connect(self._ask)
        self.name_edit.textChanged.connect(self._show)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words, 1)
        row.addWidget(self.name_edit)
        row.addWidget(self.save_button)
        self.set_may(False)

    def set_name(self, name: str) -> None:
        """What the run would be called, from its beginning."""
        self.name_edit.setText(name)
        self.name_edit.home(False)

    def set_may(self, may: bool) -> None:
        """Whether there is a network to keep."""
        self._may = may
        self._show()

    @Slot()
    def _show(self) -> None:
        self.name_edit.setEnabled(self._may)
        self.save_button.setEnabled(self._may and bool(self.name_edit.text().strip()))

    @Slot()
    def _ask(self) -> None:
        self.wanted.emit(self.name_edit.text().strip())


class FigureTable(QTableWidget):
    """A short table of figures: words left, numbers right; for tens of rows."""

    def __init__(
        self, columns: Sequence[str], *, name: str, words: int = 1, parent: QWidget | None = None
    ) -> None:
        """The first `words` columns are texts."""
        super().__init__(0, len(columns), parent)
        self._words = words
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_PX)
        tell_whole(self)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(_FIGURE_PX)
        for column in range(len(columns)):
            if column < words:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
            item = QTableWidgetItem(columns[column])
            item.setTextAlignment(self._side(column))
            self.setHorizontalHeaderItem(column, item)

    def add_row(
        self,
        cells: Sequence[str],
        *,
        bold: bool = False,
        muted: bool = False,
        tones: Mapping[int, str] | None = None,
    ) -> int:
        """Append a row and return its number; `tones` by column, shown by `colour`."""
        number = self.rowCount()
        self.insertRow(number)
        for column, text in enumerate(cells):
            item = QTableWidgetItem(text)
            item.setTextAlignment(self._side(column))
            font = item.font()
            font.setBold(bold)
            item.setFont(font)
            item.setData(_TONE, (tones or {}).get(column, ""))
            if muted:
                item.setForeground(self.palette().placeholderText())
            self.setItem(number, column, item)
        return number

    def tone(self, row: int, column: int) -> str:
        """ "good", "bad", or "" for a cell without a colour."""
        item = self.item(row, column)
        return "" if item is None else str(item.data(_TONE))

    def colour(self, theme: Theme) -> None:
        """Show the cells' tones in the theme's colours."""
        for row in range(self.rowCount()):
            for column in range(self.columnCount()):
                item, tone = self.item(row, column), self.tone(row, column)
                if item is not None and tone:
                    item.setForeground(theme.color(tone))

    def _side(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignLeft if column < self._words else Qt.AlignmentFlag.AlignRight
        return side | Qt.AlignmentFlag.AlignVCenter
