"""All runs: look up, compare, rename, star, delete, go on with one."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QSettings,
    QSortFilterProxyModel,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeySequence, QShortcut, QUndoStack
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.errors import StorageError
from emotion_gui.core.training.records import EpochRecord
from emotion_gui.core.workspace.records import RunRow, RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.runs_table import RunFacts, differences, run_facts, write_runs
from emotion_gui.ui.file_dialogs import FileTopic, ask_save
from emotion_gui.ui.icons import icon
from emotion_gui.ui.numbers import count, number
from emotion_gui.ui.pages.training.runs_model import (
    HIDDEN,
    SORT_ROLE,
    RunColumn,
    RunsModel,
    describe_step,
    rename_step,
    star_step,
    trash_step,
)
from emotion_gui.ui.pages.training.watched_run import recipe_means, repeats
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import Card, CurvePlot, SegmentedControl, set_role
from emotion_gui.ui.widgets.flow import FlowRow
from emotion_gui.ui.widgets.whole_text import tell_whole

_MOST_COMPARED = 6
_MOST_MEANS = 3
_ROW_PX, _STAR_PX, _DATA_PX, _LEAST_TABLE_PX = 32, 34, 84, 560
_HIGHEST_ROW_PX = 62  # three lines of a name; its tool tip tells the whole
_FILTER_PX = 230  # its words, in either language
_WORDS_PX, _MOST_DIFFERENCES = 220, 8
_COLUMNS_KEY = "page/train/run_columns"
_RESUMABLE = (RunStatus.STOPPED, RunStatus.INTERRUPTED, RunStatus.FAILED)


class FilteredRuns(QSortFilterProxyModel):
    """Runs that have all words of a filter in some column."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = ""

    def set_words(self, text: str) -> None:
        """Other words; none let every run through."""
        self.beginResetModel()
        self._words = text
        self.endResetModel()

    def filterAcceptsRow(self, row: int, parent: QModelIndex | QPersistentModelIndex) -> bool:
        del parent
        model = self.sourceModel()
        assert isinstance(model, RunsModel)
        return model.facts_at(row).matches(self._words)


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
        parent: QWidget | None = None,
    ) -> None:
        """Chosen columns are remembered in `settings`."""
        super().__init__(parent)
        self._settings = settings
        self._workspace, self._theme, self._undo = workspace, theme, undo
        self._busy = False
        self.model = RunsModel(
            theme,
            on_rename=self._rename,
            on_star=self._star,
            on_describe=self._describe,
            parent=self,
        )
        self._sorted = FilteredRuns(self)
        self._sorted.setSourceModel(self.model)
        self._sorted.setSortRole(SORT_ROLE)
        self.table = self._make_table()
        self.plot = CurvePlot(theme, name=self.tr("Curves of the selected runs"))
        self.plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.table.setMinimumHeight(4 * _ROW_PX)
        self.measure = SegmentedControl(
            [("accuracy", self.tr("Accuracy")), ("loss", self.tr("Loss"))],
            name=self.tr("What to compare"),
        )
        self.bands = QCheckBox(self.tr("Repeats as a band"))
        self.bands.setToolTip(
            self.tr("Runs of one recipe as their mean, with a standard deviation on either side")
        )
        self.card = Card(self.tr("Runs"))
        self._make_buttons()
        self.compare_card = Card(self.tr("Compare"))
        self.compare_card.header.addWidget(self.bands)
        self.compare_card.header.addWidget(self.measure)
        self.means = set_role(QLabel(), "muted")
        self.means.setWordWrap(True)
        self.differences = set_role(QLabel(), "muted")
        self.differences.setWordWrap(True)
        self.differences.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        self._connect()
        self._tint()
        self.refresh()

    def refresh(self) -> None:
        """Read the runs again; selection and curves follow."""
        selected = [run.run_id for run in self.selected_runs()]
        names = {row.dataset_id: row.name for row in self._workspace.datasets()}
        self.model.set_runs(run_facts(self._workspace), names)
        if [run.run_id for run in self.selected_runs()] != selected:
            self.select(selected)
        self.card.set_note(self.tr("%Ln runs", "", self.model.rowCount()))
        self._on_selection()

    def set_busy(self, busy: bool) -> None:
        """While a training runs no other can be resumed."""
        self._busy = busy
        self._show_buttons()

    def selected_runs(self) -> list[RunRow]:
        """In the order of the table."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        sources = (self._sorted.mapToSource(self._sorted.index(row, 0)) for row in rows)
        return [self.model.run_at(index.row()) for index in sources]

    def select(self, run_ids: Sequence[int]) -> None:
        """Select runs by id; those that are gone are passed over."""
        self.table.clearSelection()
        flags = (
            self.table.selectionModel().SelectionFlag.Select
            | self.table.selectionModel().SelectionFlag.Rows
        )
        for run_id in run_ids:
            row = self.model.row_of(run_id)
            if row is None:
                continue
            index = self._sorted.mapFromSource(self.model.index(row, 0))
            self.table.selectionModel().select(index, flags)
            self.table.scrollTo(index)

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

    def _make_table(self) -> QTableView:
        table = QTableView()
        tell_whole(table)
        table.setModel(self._sorted)
        table.setSortingEnabled(True)
        table.sortByColumn(RunColumn.CREATED, Qt.SortOrder.DescendingOrder)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setAccessibleName(self.tr("Runs"))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW_PX)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(30)
        # As wide as what stands there: a date or a size that is cut tells nothing. The name takes
        # the rest, and some lines.
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(RunColumn.NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in ((RunColumn.STAR, _STAR_PX), (RunColumn.DATA, _DATA_PX)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            table.setColumnWidth(column, width)
        for column in HIDDEN:
            table.setColumnHidden(column, True)
        for column in (RunColumn.RECIPE, RunColumn.NOTES):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            table.setColumnWidth(column, _WORDS_PX)
        rows = table.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        rows.setMinimumSectionSize(_ROW_PX)
        rows.setMaximumSectionSize(_HIGHEST_ROW_PX)
        table.setWordWrap(True)
        table.setMinimumWidth(_LEAST_TABLE_PX)
        return table

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
        self._make_columns_menu()
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Filter: words of any column"))
        self.filter.setAccessibleName(self.tr("Filter runs"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(_FILTER_PX)
        self._button_row.add(self.filter)
        self.rename_button.setToolTip(self.tr("Rename the run (F2)"))
        self.delete_button.setToolTip(self.tr("Move to the trash (Delete); can be undone"))
        self.resume_button.setToolTip(self.tr("Go on from the last finished epoch"))

    def _make_columns_menu(self) -> None:
        """Which columns stand in the table; remembered."""
        menu = QMenu(self)
        chosen = str(self._settings.value(_COLUMNS_KEY, "")).split(",") if self._settings else []
        for column in RunColumn:
            if column in (RunColumn.STAR, RunColumn.NAME):
                continue
            action = menu.addAction(self.model.title(column))
            action.setCheckable(True)
            shown = column.name in chosen if chosen != [""] and chosen else column not in HIDDEN
            action.setChecked(shown)
            self.table.setColumnHidden(column, not shown)
            action.toggled.connect(partial(self.show_column, column))
        self.columns_button.setMenu(menu)

    def show_column(self, column: RunColumn, shown: bool) -> None:
        """Show a column, or hide it."""
        self.table.setColumnHidden(column, not shown)
        names = [c.name for c in RunColumn if not self.table.isColumnHidden(c)]
        if self._settings is not None:
            self._settings.setValue(_COLUMNS_KEY, ",".join(names))

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
        rows = range(self._sorted.rowCount())
        sources = (self._sorted.mapToSource(self._sorted.index(row, 0)) for row in rows)
        return [self.model.facts_at(index.row()) for index in sources]

    @Slot(str)
    def _on_filter(self, text: str) -> None:
        self._sorted.set_words(text)
        self.card.set_note(self.tr("%Ln runs", "", self._sorted.rowCount()))

    def _show_differences(self) -> None:
        """The settings that two selected runs have otherwise."""
        runs = self.selected_runs()
        self.differences.setVisible(len(runs) == 2)
        if len(runs) != 2:
            return
        found = differences(self._workspace, *sorted(run.run_id for run in runs))
        lines = [f"{entry.setting}: {entry.one} → {entry.other}" for entry in found]
        few = lines[:_MOST_DIFFERENCES]
        if len(lines) > len(few):
            few.append("…")
        self.differences.setText("\n".join(few) or self.tr("Both have the same settings."))
        self.differences.setToolTip("\n".join(lines))

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
        self.compare_card.body.addWidget(self.plot)
        self.compare_card.body.addWidget(self.means)
        self.compare_card.body.addWidget(self.differences)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self.card, 5)
        column.addWidget(self.compare_card, 5)

    def _connect(self) -> None:
        self.table.selectionModel().selectionChanged.connect(self._on_selection)
        self.table.clicked.connect(self._on_clicked)
        self.measure.changed.connect(self._show_curves)
        self.bands.toggled.connect(self._show_curves)
        self.filter.textChanged.connect(self._on_filter)
        self._undo.canUndoChanged.connect(self._show_buttons)
        self._theme.changed.connect(self._tint)
        self._theme.changed.connect(self._show_curves)
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
        self._show_curves()
        self._show_means()
        self._show_differences()

    def _show_means(self) -> None:
        """Mean and deviation of the recipes that were trained more than once."""
        lines = [
            self.tr("“{name}”: {mean} ± {deviation} % over {n} runs of one recipe").format(
                name=mean.name,
                mean=number(100 * mean.accuracy, 1),
                deviation=number(100 * mean.deviation, 1),
                n=count(mean.runs),
            )
            for mean in recipe_means(self.selected_runs())
        ]
        note = self.tr("(test accuracy of the kept epoch, mean and standard deviation)")
        self.means.setText("\n".join(lines[:_MOST_MEANS]) + f" {note}")
        self.means.setVisible(bool(lines))

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

    @Slot()
    def _show_curves(self) -> None:
        self.plot.clear()
        selected = self.selected_runs()
        groups = repeats(selected)
        self.bands.setVisible(any(len(group) > 1 for group in groups))
        if self.bands.isChecked() and not self.bands.isHidden():
            self._show_bands(groups[:_MOST_COMPARED])
            return
        runs = selected[:_MOST_COMPARED]
        for index, run in enumerate(runs):
            records = self._records(run)
            if records:
                self._add_curves(run, records, index)
        is_loss = self.measure.current == "loss"
        what = self.tr("loss") if is_loss else self.tr("accuracy, %")
        self.compare_card.set_title(
            self.tr("Compare: {what} by epoch, test solid, training dashed").format(what=what)
            if runs
            else self.tr("Select runs to compare their curves (Ctrl or Shift for several)")
        )

    def _show_bands(self, groups: list[list[RunRow]]) -> None:
        """Each recipe's mean over the epochs that all its runs have."""
        is_loss = self.measure.current == "loss"
        for index, group in enumerate(groups):
            several = [found for run in group if (found := self._records(run))]
            if not several:
                continue
            columns = [
                [r.test_loss if is_loss else 100 * r.test_accuracy for r in records]
                for records in zip(*several, strict=False)
            ]
            x = [float(records[0].epoch) for records in zip(*several, strict=False)]
            means = [statistics.fmean(column) for column in columns]
            spread = [statistics.stdev(c) if len(c) > 1 else 0.0 for c in columns]
            low = [mean - one for mean, one in zip(means, spread, strict=True)]
            high = [mean + one for mean, one in zip(means, spread, strict=True)]
            self.plot.set_series(
                f"{group[0].run_id} band",
                x,
                means,
                label=self.tr("%Ln runs", "", len(several)) + f": {group[0].name}",
                color=self._theme.series_color(index),
                points=len(x) < 3,
                band=(low, high) if len(several) > 1 else ((), ()),
            )
        what = self.tr("loss") if is_loss else self.tr("accuracy, %")
        self.compare_card.set_title(
            self.tr("Compare: {what} on the test part, mean and standard deviation").format(
                what=what
            )
        )

    def _records(self, run: RunRow) -> list[EpochRecord]:
        return [EpochRecord.from_json(entry) for entry in self._workspace.epochs(run.run_id)]

    def _add_curves(self, run: RunRow, records: list[EpochRecord], index: int) -> None:
        x = [float(record.epoch) for record in records]
        color = self._theme.series_color(index)
        if self.measure.current == "loss":
            test = [record.test_loss for record in records]
            train = [record.train_loss for record in records]
        else:
            test = [100 * record.test_accuracy for record in records]
            train = [100 * record.train_accuracy for record in records]
        few = len(records) < 3
        name = f"{run.run_id}: {run.name}"
        self.plot.set_series(f"{run.run_id} test", x, test, label=name, color=color, points=few)
        if index < 3:
            training = self.tr("training")
            key = f"{run.run_id} train"
            self.plot.set_series(key, x, train, label=training, color=color, dashed=True)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == RunColumn.STAR:
            self.model.toggle_star(self._sorted.mapToSource(index).row())

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
