"""All runs: look up, compare, rename, star, delete, go on with one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QSettings, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QUndoStack
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from emotion_gui.core.errors import StorageError
from emotion_gui.core.workspace.records import RunRow, RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.runs_table import (
    KnownHeaders,
    RunFacts,
    read_headers,
    run_facts,
    write_runs,
)
from emotion_gui.ui.file_dialogs import FileTopic, ask_save
from emotion_gui.ui.icons import icon
from emotion_gui.ui.pages.training.runs_comparison import RunsComparison
from emotion_gui.ui.pages.training.runs_model import (
    RunColumn,
    RunsModel,
    describe_step,
    rename_step,
    star_step,
    trash_step,
)
from emotion_gui.ui.pages.training.runs_table_view import RunsTable
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import Card
from emotion_gui.ui.widgets.flow import FlowRow
from emotion_gui.workers.task_manager import TaskManager
from emotion_gui.workers.task_slot import TaskSlot

_FILTER_PX = 230  # its words, in either language
_RESUMABLE = (RunStatus.STOPPED, RunStatus.INTERRUPTED, RunStatus.FAILED)


class RunsView(QWidget):
    """The runs table above, the curves of the selected runs below."""

    resume_wanted = Signal(int)  # run id
    evaluate_wanted = Signal(int)
    export_wanted = Signal(int)  # run id; 0 for none
    runs_edited = Signal()
    refused = Signal(Exception)
    written = Signal(object)  # Path

    def __init__(
        self,
        workspace: Workspace,
        theme: Theme,
        *,
        undo: QUndoStack,
        settings: QSettings | None = None,
        tasks: TaskManager | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Chosen columns are remembered in `settings`; with `tasks` files are read in there."""
        super().__init__(parent)
        self._settings = settings
        self._headers = KnownHeaders()
        self._reading: TaskSlot | None = None
        if tasks is not None:
            self._reading = TaskSlot(tasks, on_failure=self.refused.emit, parent=self)
        self._workspace, self._theme, self._undo = workspace, theme, undo
        self._busy = False
        self.model = RunsModel(
            theme,
            on_rename=self._rename,
            on_star=self._star,
            on_describe=self._describe,
            parent=self,
        )
        self.table = RunsTable(self.model, settings)
        self.card = Card(self.tr("Runs"))
        self._make_buttons()
        self.comparison = RunsComparison(workspace, theme)
        self._lay_out()
        self._connect()
        self._tint()
        self.refresh()

    def refresh(self) -> None:
        """Read the runs again; selection and curves follow."""
        selected = [run.run_id for run in self.selected_runs()]
        names = {row.dataset_id: row.name for row in self._workspace.datasets()}
        facts = run_facts(self._workspace, self._headers, read=self._reading is None)
        self.model.set_runs(facts, names)
        if [run.run_id for run in self.selected_runs()] != selected:
            self.select(selected)
        self._show_count()
        self._on_selection()
        if self._headers.lacking and self._reading is not None and not self._reading.busy:
            self._reading.start(
                partial(read_headers, self._workspace, self._headers),
                self.tr("Reading what the runs say of themselves"),
                lambda _: self.refresh(),
            )

    def _show_count(self) -> None:
        self.card.set_note(self.tr("%Ln runs", "", self.table.shown))

    def set_busy(self, busy: bool) -> None:
        """While a training runs no other can be resumed."""
        self._busy = busy
        self._show_buttons()

    def selected_runs(self) -> list[RunRow]:
        """In the order of the table."""
        return self.table.selected_runs()

    def select(self, run_ids: Sequence[int]) -> None:
        """Select runs by id; those that are gone are passed over."""
        self.table.clearSelection()
        for run_id in run_ids:
            self.table.select_run(run_id)

    def trash_selected(self) -> None:
        """Move the selected runs to the trash; one step of undo brings them back."""
        runs = [run for run in self.selected_runs() if run.status is not RunStatus.RUNNING]
        if runs:
            text = self.tr("delete %Ln runs", "", len(runs))
            self._undo.push(
                trash_step(self._workspace, runs, text=text, changed=self._on_steps_changed)
            )

    def _rename(self, run: RunRow, name: str) -> None:
        text = self.tr("rename a run")
        self._undo.push(
            rename_step(self._workspace, run, name, text=text, changed=self._on_steps_changed)
        )

    def _describe(self, run: RunRow, notes: str, tags: Sequence[str]) -> None:
        text = self.tr("describe a run")
        changed = self._on_steps_changed
        self._undo.push(
            describe_step(self._workspace, run, notes, tags, text=text, changed=changed)
        )

    def _star(self, run: RunRow) -> None:
        text = self.tr("star a run")
        self._undo.push(star_step(self._workspace, run, text=text, changed=self._on_steps_changed))

    def _on_steps_changed(self) -> None:
        self.refresh()
        self.runs_edited.emit()

    def _make_buttons(self) -> None:
        self._buttons: dict[QPushButton, str] = {}
        self._button_row = FlowRow()
        self.evaluate_button = self._button(self.tr("E&valuate"), "evaluate", self._on_evaluate)
        self.resume_button = self._button(self.tr("Res&ume"), "play", self._on_resume)
        self.export_button = self._button(self.tr("E&xport…"), "save", self._on_export)
        self.star_button = self._button(self.tr("Star"), "star", self._on_star)
        self.rename_button = self._button(self.tr("Rename"), "edit", self._on_rename)
        self.delete_button = self._button(self.tr("Delete"), "delete", self.trash_selected)
        self.undo_button = self._button(self.tr("Undo"), "undo", self._undo.undo)
        self.save_button = self._button(self.tr("Save as CSV…"), "export", self._on_save)
        self.columns_button = self._button(self.tr("Columns"), "settings", lambda: None)
        self.columns_button.setMenu(self.table.columns_menu())
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Filter: words of any column"))
        self.filter.setAccessibleName(self.tr("Filter runs"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(_FILTER_PX)
        self._button_row.add(self.filter)
        self.rename_button.setToolTip(self.tr("Rename the run (F2)"))
        self.delete_button.setToolTip(self.tr("Move to the trash (Delete); can be undone"))
        self.resume_button.setToolTip(self.tr("Go on from the last finished epoch"))

    @Slot()
    def _on_save(self) -> None:
        """The runs as they are filtered and sorted, with everything about each."""
        settings = self._settings
        if settings is None:
            return
        target = ask_save(
            self,
            FileTopic(settings, "runs"),
            title=self.tr("Save the table of runs"),
            name=self.tr("Runs"),
            kinds={self.tr("Table"): [".csv"]},
        )
        if target is not None:
            try:
                write_runs(target, self.listed())
            except StorageError as error:
                self.refused.emit(error)
            else:
                self.written.emit(target)

    def listed(self) -> list[RunFacts]:
        """The runs of the table, filtered and sorted."""
        return self.table.listed()

    @Slot(str)
    def _on_filter(self, text: str) -> None:
        self.table.set_words(text)
        self._show_count()

    def _button(self, text: str, name: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("link", True)
        button.setAccessibleName(text.replace("&", ""))
        button.clicked.connect(lambda checked=False: slot())
        self._buttons[button] = name
        self._button_row.add(button)
        return button

    def _lay_out(self) -> None:
        self.card.body.addWidget(self._button_row)
        self.card.body.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self.card, 5)
        column.addWidget(self.comparison, 5)

    def _connect(self) -> None:
        self.table.selectionModel().selectionChanged.connect(self._on_selection)
        self.table.clicked.connect(self._on_clicked)
        self.filter.textChanged.connect(self._on_filter)
        self._undo.canUndoChanged.connect(self._show_buttons)
        self._theme.changed.connect(self._tint)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.trash_selected)
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(self._undo.undo)

    @Slot()
    def _tint(self) -> None:
        for button, name in self._buttons.items():
            button.setIcon(icon(name, self._theme, token="accent"))

    @Slot()
    def _on_selection(self) -> None:
        self._show_buttons()
        self.comparison.show_runs(self.selected_runs())

    @Slot()
    def _show_buttons(self) -> None:
        runs = self.selected_runs()
        one = runs[0] if len(runs) == 1 else None
        self.rename_button.setEnabled(one is not None)
        self.star_button.setEnabled(bool(runs))
        self.delete_button.setEnabled(any(run.status is not RunStatus.RUNNING for run in runs))
        self.evaluate_button.setEnabled(one is not None and self._has_checkpoint(one))
        resumable = one is not None and one.kind == "train" and one.status in _RESUMABLE
        self.resume_button.setEnabled(resumable and not self._busy)
        self.undo_button.setEnabled(self._undo.canUndo())

    def _has_checkpoint(self, run: RunRow) -> bool:
        return self._workspace.checkpoint_path(run.run_id).is_file()

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == RunColumn.STAR:
            self.model.toggle_star(self.table.source_row(index))

    def _on_star(self) -> None:
        for run in self.selected_runs():
            self._star(run)

    def _on_rename(self) -> None:
        rows = self.table.selectionModel().selectedRows(RunColumn.NAME)
        if rows:
            self.table.setCurrentIndex(rows[0])
            self.table.edit(rows[0])

    def _on_resume(self) -> None:
        for run in self.selected_runs()[:1]:
            self.resume_wanted.emit(run.run_id)

    def _on_export(self) -> None:
        chosen = [run.run_id for run in self.selected_runs() if self._has_checkpoint(run)]
        self.export_wanted.emit(chosen[0] if chosen else 0)

    def _on_evaluate(self) -> None:
        for run in self.selected_runs()[:1]:
            self.evaluate_wanted.emit(run.run_id)
