"""The table of runs: how wide its columns are, which are shown, and which rows pass the filter."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QSettings,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QSizePolicy,
    QTableView,
    QWidget,
)

from emotion_gui.core.workspace.records import RunRow
from emotion_gui.operations.runs_table import RunFacts
from emotion_gui.ui.pages.training.runs_model import HIDDEN, SORT_ROLE, RunColumn, RunsModel
from emotion_gui.ui.widgets.whole_text import stretch_at_least, tell_whole

_ROW_PX, _STAR_PX, _DATA_PX, _LEAST_TABLE_PX = 32, 34, 84, 560
_HIGHEST_ROW_PX = 80  # four lines of a name
_WORDS_PX = 220
_LEAST_NAME_PX = 120
_COLUMNS_KEY = "page/train/run_columns"


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


class RunsTable(QTableView):
    """Sorted and filtered; chosen columns are remembered in `settings`."""

    def __init__(
        self, model: RunsModel, settings: QSettings | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._settings = model, settings
        self._sorted = FilteredRuns(self)
        self._sorted.setSourceModel(model)
        self._sorted.setSortRole(SORT_ROLE)
        self._set_up()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(4 * _ROW_PX)

    def set_words(self, text: str) -> None:
        """Only runs with all these words in some column."""
        self._sorted.set_words(text)

    @property
    def shown(self) -> int:
        """How many runs pass the filter."""
        return self._sorted.rowCount()

    def listed(self) -> list[RunFacts]:
        """The runs of the table, filtered and sorted."""
        return [self._model.facts_at(self._source(row)) for row in range(self.shown)]

    def selected_runs(self) -> list[RunRow]:
        """In the order of the table."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._model.run_at(self._source(row)) for row in rows]

    def select_run(self, run_id: int) -> None:
        """Add a run to the selection and bring it into view, where it is listed."""
        row = self._model.row_of(run_id)
        if row is None:
            return
        index = self._sorted.mapFromSource(self._model.index(row, 0))
        flags = self.selectionModel().SelectionFlag
        self.selectionModel().select(index, flags.Select | flags.Rows)
        self.scrollTo(index)

    def source_row(self, index: QModelIndex) -> int:
        """The model's row of an index of the table."""
        return self._sorted.mapToSource(index).row()

    def _source(self, row: int) -> int:
        return self._sorted.mapToSource(self._sorted.index(row, 0)).row()

    def _set_up(self) -> None:
        table = self
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
        stretch_at_least(table, RunColumn.NAME, _LEAST_NAME_PX)
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

    def columns_menu(self) -> QMenu:
        """Which columns stand in the table; remembered."""
        menu = QMenu(self)
        chosen = str(self._settings.value(_COLUMNS_KEY, "")).split(",") if self._settings else []
        for column in RunColumn:
            if column in (RunColumn.STAR, RunColumn.NAME):
                continue
            action = menu.addAction(self._model.title(column))
            action.setCheckable(True)
            shown = column.name in chosen if chosen != [""] and chosen else column not in HIDDEN
            action.setChecked(shown)
            self.setColumnHidden(column, not shown)
            action.toggled.connect(partial(self.show_column, column))
        return menu

    def show_column(self, column: RunColumn, shown: bool) -> None:
        """Show a column, or hide it."""
        self.setColumnHidden(column, not shown)
        names = [c.name for c in RunColumn if not self.isColumnHidden(c)]
        if self._settings is not None:
            self._settings.setValue(_COLUMNS_KEY, ",".join(names))
