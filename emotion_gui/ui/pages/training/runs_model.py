"""The runs of the workspace as a table, and the undoable steps on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QUndoCommand
from PySide6.QtWidgets import QWidget

from emotion_gui.core.workspace.records import RunRow, RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.ui.icons import icon
from emotion_gui.ui.pages.training.watched_run import network_of, network_title
from emotion_gui.ui.theme import Theme

AnyIndex = QModelIndex | QPersistentModelIndex
SORT_ROLE = int(Qt.ItemDataRole.UserRole)
RUN_ROLE = SORT_ROLE + 1
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class Column(IntEnum):
    """Columns of the runs table, left to right."""

    STAR = 0
    NAME = 1
    DATA = 2
    NETWORK = 3
    EPOCHS = 4
    BEST = 5
    STATUS = 6
    CREATED = 7


@dataclass(frozen=True)
class _Line:
    run: RunRow
    data: str
    network: str
    epochs: str


class RunsModel(QAbstractTableModel):
    """Every run that is not in the trash, newest first; the name can be edited."""

    def __init__(
        self,
        theme: Theme,
        *,
        on_rename: Callable[[RunRow, str], None],
        on_star: Callable[[RunRow], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._on_rename, self._on_star = theme, on_rename, on_star
        self._lines: list[_Line] = []

    def set_runs(self, runs: Sequence[RunRow], datasets: Mapping[int, str]) -> None:
        """Replace the rows; keeps selections where the run stays at its place."""
        lines = [self._line(run, datasets) for run in runs]
        if [line.run.run_id for line in lines] == [line.run.run_id for line in self._lines]:
            self._lines = lines
            if lines:
                last = self.index(len(lines) - 1, len(Column) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def run_at(self, row: int) -> RunRow:
        return self._lines[row].run

    def row_of(self, run_id: int) -> int | None:
        """Row of a run; None when it is not in the table."""
        rows = (row for row, line in enumerate(self._lines) if line.run.run_id == run_id)
        return next(rows, None)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles()[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section in (Column.EPOCHS, Column.BEST):
            return _RIGHT
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.column() == Column.NAME:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: AnyIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        name = str(value).strip()
        run = self._lines[index.row()].run
        if role != Qt.ItemDataRole.EditRole or not name or name == run.name:
            return False
        self._on_rename(run, name)
        return True

    def toggle_star(self, row: int) -> None:
        self._on_star(self._lines[row].run)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line, column = self._lines[index.row()], Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return self._text(line, column)
            case Qt.ItemDataRole.AccessibleTextRole if column is Column.STAR:
                return self.tr("starred") if line.run.starred else self.tr("not starred")
            case Qt.ItemDataRole.DecorationRole if column is Column.STAR:
                name, token = ("star-full", "warn") if line.run.starred else ("star", "muted")
                return icon(name, self._theme, token=token)
            case Qt.ItemDataRole.TextAlignmentRole if column in (Column.EPOCHS, Column.BEST):
                return _RIGHT
            case Qt.ItemDataRole.ToolTipRole if column in _OFTEN_CUT:
                return self._text(line, column)
            case Qt.ItemDataRole.ForegroundRole if column is Column.STATUS:
                return self._theme.color(_TONES.get(line.run.status, "text"))
        if role == SORT_ROLE:
            return _sort_key(line, column)
        return line.run if role == RUN_ROLE else None

    def _titles(self) -> tuple[str, ...]:
        return (
            "", self.tr("Name"), self.tr("Data set"), self.tr("Network"), self.tr("Epochs"),
            self.tr("Best on test"), self.tr("Status"), self.tr("Created"),
        )  # fmt: skip

    def _text(self, line: _Line, column: Column) -> str:
        match column:
            case Column.STAR:
                return ""
            case Column.NAME:
                return line.run.name
            case Column.DATA:
                return line.data
            case Column.NETWORK:
                return line.network
            case Column.EPOCHS:
                return line.epochs
            case Column.BEST:
                return self._accuracy(line.run)
            case Column.STATUS:
                return self._status(line.run.status)
            case Column.CREATED:
                return _moment(line.run.created)

    def _accuracy(self, run: RunRow) -> str:
        accuracy, n = run.summary.get("test_accuracy"), run.summary.get("n")
        if accuracy is None or accuracy < 0:
            return "–"
        share = f"{100 * accuracy:.1f} %"
        return share if n is None else self.tr("{share} of {n:,}").format(share=share, n=n)

    def _status(self, status: RunStatus) -> str:
        words = {
            RunStatus.RUNNING: self.tr("training"),
            RunStatus.FINISHED: self.tr("finished"),
            RunStatus.STOPPED: self.tr("stopped"),
            RunStatus.INTERRUPTED: self.tr("interrupted"),
            RunStatus.FAILED: self.tr("failed"),
        }
        return words[status]

    def _line(self, run: RunRow, datasets: Mapping[int, str]) -> _Line:
        network = network_of(run.config)
        done, asked = run.summary.get("epochs_done"), run.config.get("epochs")
        if done is None or asked is None or done == asked:
            epochs = str(done or asked or "–")
        else:
            epochs = self.tr("{done} of {asked}").format(done=done, asked=asked)
        data = "–" if run.dataset_id is None else datasets.get(run.dataset_id, "–")
        return _Line(run, data, "–" if network is None else network_title(network), epochs)


_OFTEN_CUT = (Column.NAME, Column.DATA, Column.NETWORK)
_TONES = {
    RunStatus.RUNNING: "accent",
    RunStatus.STOPPED: "warn",
    RunStatus.INTERRUPTED: "warn",
    RunStatus.FAILED: "bad",
}


def _sort_key(line: _Line, column: Column) -> object:
    run = line.run
    match column:
        case Column.STAR:
            return (1_000_000 if run.starred else 0) + run.run_id
        case Column.EPOCHS:
            return run.summary.get("epochs_done", run.config.get("epochs", 0))
        case Column.BEST:
            return run.summary.get("test_accuracy", -1.0)
        case Column.CREATED:
            return run.run_id
        case Column.DATA:
            return line.data.casefold()
        case Column.NETWORK:
            return line.network
        case Column.STATUS:
            return run.status.value
        case Column.NAME:
            return run.name.casefold()


def _moment(created: str) -> str:
    try:
        moment = datetime.fromisoformat(created).astimezone()
    except ValueError:
        return created
    this_year = moment.year == datetime.now().astimezone().year
    return moment.strftime("%d %b %H:%M" if this_year else "%Y-%m-%d")


class RunStep(QUndoCommand):
    """One undoable change of a run; `changed` refreshes what shows it."""

    def __init__(
        self,
        text: str,
        *,
        do: Callable[[], None],
        undo: Callable[[], None],
        changed: Callable[[], None],
    ) -> None:
        super().__init__(text)
        self._do, self._undo, self._changed = do, undo, changed

    def redo(self) -> None:
        self._do()
        self._changed()

    def undo(self) -> None:
        self._undo()
        self._changed()


def trash_step(
    workspace: Workspace, runs: Sequence[RunRow], *, text: str, changed: Callable[[], None]
) -> RunStep:
    """Move runs to the trash; undo brings them back."""

    def move(*, restore: bool) -> None:
        for run in runs:
            workspace.trash_run(run.run_id, restore=restore)

    return RunStep(
        text, do=lambda: move(restore=False), undo=lambda: move(restore=True), changed=changed
    )


def rename_step(
    workspace: Workspace, run: RunRow, name: str, *, text: str, changed: Callable[[], None]
) -> RunStep:
    return RunStep(
        text,
        do=lambda: workspace.rename_run(run.run_id, name),
        undo=lambda: workspace.rename_run(run.run_id, run.name),
        changed=changed,
    )


def star_step(
    workspace: Workspace, run: RunRow, *, text: str, changed: Callable[[], None]
) -> RunStep:
    return RunStep(
        text,
        do=lambda: workspace.star_run(run.run_id, starred=not run.starred),
        undo=lambda: workspace.star_run(run.run_id, starred=run.starred),
        changed=changed,
    )
