"""The runs of the workspace as a table, and the undoable steps on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtWidgets import QWidget

from emotion_gui.core.workspace.records import RunRow, RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.runs_table import RunFacts
from emotion_gui.ui.icons import icon
from emotion_gui.ui.numbers import (
    UNKNOWN,
    count,
    duration,
    interval,
    moment,
    percent,
    short_count,
)
from emotion_gui.ui.pages.training.texts import recipe_lines
from emotion_gui.ui.pages.training.watched_run import network_of, network_title
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.undo import Step

AnyIndex = QModelIndex | QPersistentModelIndex
SORT_ROLE = int(Qt.ItemDataRole.UserRole)
RUN_ROLE = SORT_ROLE + 1
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class RunColumn(IntEnum):
    """Columns of the runs table, left to right."""

    STAR = 0
    NUMBER = 1
    NAME = 2
    DATA = 3
    NETWORK = 4
    EPOCHS = 5
    TEST = 6
    CREATED = 7
    PARENT = 8
    LABELS = 9
    MAPS = 10
    PARAMETERS = 11
    RECIPE = 12
    SEED = 13
    TOOK = 14
    INTERVAL = 15
    TAGS = 16
    NOTES = 17


HIDDEN = tuple(column for column in RunColumn if column > RunColumn.CREATED)
"""Columns that a person asks for."""
EDITABLE = (RunColumn.NAME, RunColumn.TAGS, RunColumn.NOTES)


@dataclass(frozen=True)
class _Line:
    facts: RunFacts
    data: str
    network: str
    epochs: str

    @property
    def run(self) -> RunRow:
        return self.facts.run


class RunsModel(QAbstractTableModel):
    """Every run that is not in the trash, newest first; the name can be edited."""

    def __init__(
        self,
        theme: Theme,
        *,
        on_rename: Callable[[RunRow, str], None],
        on_star: Callable[[RunRow], None],
        on_describe: Callable[[RunRow, str, Sequence[str]], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._on_rename, self._on_star = theme, on_rename, on_star
        self._on_describe = on_describe
        self._lines: list[_Line] = []

    def set_runs(self, runs: Sequence[RunFacts], datasets: Mapping[int, str]) -> None:
        """Replace the rows; keeps selections where the run stays at its place."""
        lines = [self._line(facts, datasets) for facts in runs]
        if [line.run.run_id for line in lines] == [line.run.run_id for line in self._lines]:
            self._lines = lines
            if lines:
                last = self.index(len(lines) - 1, len(RunColumn) - 1)
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

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(RunColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles()[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section in _NUMBERS:
            return _RIGHT
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.column() in EDITABLE:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: AnyIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        text = str(value).strip()
        run, column = self._lines[index.row()].run, index.column()
        if role != Qt.ItemDataRole.EditRole:
            return False
        if column == RunColumn.NOTES:
            self._on_describe(run, text, run.tags)
        elif column == RunColumn.TAGS:
            self._on_describe(run, run.notes, text.split(","))
        elif not text or text == run.name:
            return False
        else:
            self._on_rename(run, text)
        return True

    def facts_at(self, row: int) -> RunFacts:
        """Everything about the run of a row."""
        return self._lines[row].facts

    def title(self, column: RunColumn) -> str:
        """What a column is called."""
        return self._titles()[column]

    def toggle_star(self, row: int) -> None:
        self._on_star(self._lines[row].run)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line, column = self._lines[index.row()], RunColumn(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return self._text(line, column)
            case Qt.ItemDataRole.AccessibleTextRole if column is RunColumn.STAR:
                return self.tr("starred") if line.run.starred else self.tr("not starred")
            case Qt.ItemDataRole.DecorationRole if column is RunColumn.STAR:
                name, token = ("star-full", "warn") if line.run.starred else ("star", "muted")
                return icon(name, self._theme, token=token)
            case Qt.ItemDataRole.TextAlignmentRole if column in _NUMBERS:
                return _RIGHT
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(line, column)
            case Qt.ItemDataRole.ForegroundRole if column is RunColumn.EPOCHS:
                return self._theme.color(_TONES.get(line.run.status, "text"))
        if role == SORT_ROLE:
            return _sort_key(line, column)
        return line.run if role == RUN_ROLE else None

    def _titles(self) -> tuple[str, ...]:
        return (
            "",
            self.tr("No."),
            self.tr("Name"),
            self.tr("Data set"),
            self.tr("Network"),
            self.tr("Epochs"),
            self.tr("On test"),
            self.tr("Created"),
            self.tr("From run"),
            self.tr("Classes"),
            self.tr("Maps"),
            self.tr("Parameters"),
            self.tr("Recipe"),
            self.tr("Seed"),
            self.tr("Took"),
            self.tr("95 % interval"),
            self.tr("Tags"),
            self.tr("Notes"),
        )

    def _text(self, line: _Line, column: RunColumn) -> str:
        match column:
            case RunColumn.STAR:
                return ""
            case RunColumn.NUMBER:
                return str(line.run.run_id)
            case RunColumn.NAME:
                return line.run.name
            case RunColumn.DATA:
                return line.data
            case RunColumn.NETWORK:
                return line.network
            case RunColumn.EPOCHS:
                return line.epochs
            case RunColumn.TEST:
                return self._accuracy(line.run)
            case RunColumn.CREATED:
                return moment(line.run.created)
            case _:
                return self._further(line.facts, column)

    def _further(self, facts: RunFacts, column: RunColumn) -> str:
        """The columns that a person asks for."""
        run = facts.run
        match column:
            case RunColumn.PARENT:
                return str(facts.parent or "")
            case RunColumn.LABELS:
                return facts.label_set
            case RunColumn.MAPS:
                return "" if facts.maps is None else count(facts.maps)
            case RunColumn.PARAMETERS:
                return "" if facts.parameters is None else count(facts.parameters)
            case RunColumn.RECIPE:
                return facts.recipe
            case RunColumn.SEED:
                return "" if facts.seed is None else str(facts.seed)
            case RunColumn.TOOK:
                return "" if facts.seconds is None else duration(facts.seconds)
            case RunColumn.INTERVAL:
                return "" if facts.interval is None else interval(*facts.interval)
            case RunColumn.TAGS:
                return ", ".join(run.tags)
            case _:
                return run.notes

    def _accuracy(self, run: RunRow) -> str:
        accuracy, n = run.summary.get("test_accuracy"), run.summary.get("n")
        if accuracy is None or accuracy < 0:
            return UNKNOWN
        share = percent(accuracy)
        return share if n is None else self.tr("{share} of {n}").format(share=share, n=count(n))

    def _tip(self, line: _Line, column: RunColumn) -> str:
        match column:
            case RunColumn.NAME:
                recipe = recipe_lines(line.run) if line.run.kind == "train" else ""
                return f"{line.run.name}\n\n{recipe}".strip()
            case RunColumn.TEST if line.run.kind == "train":
                if line.run.summary.get("keep", "best") == "last":
                    return self.tr("After the last epoch.")
                return self.tr("Of the best epoch, chosen on these faces: a little kind.")
            case RunColumn.DATA | RunColumn.NETWORK | RunColumn.CREATED:
                return self._text(line, column)
            case RunColumn.RECIPE | RunColumn.NOTES:
                return self._text(line, column)
            case _:
                return ""

    def _status(self, status: RunStatus) -> str:
        words = {
            RunStatus.RUNNING: self.tr("training"),
            RunStatus.FINISHED: self.tr("finished"),
            RunStatus.STOPPED: self.tr("stopped"),
            RunStatus.INTERRUPTED: self.tr("interrupted"),
            RunStatus.FAILED: self.tr("failed"),
        }
        return words[status]

    def _line(self, facts: RunFacts, datasets: Mapping[int, str]) -> _Line:
        run = facts.run
        known = UNKNOWN if run.dataset_id is None else datasets.get(run.dataset_id, UNKNOWN)
        data = facts.data_set or known
        return _Line(facts, data, self._network(facts), self._epochs(run))

    def _network(self, facts: RunFacts) -> str:
        run = facts.run
        network = network_of(run.config)
        if network is not None:
            return network_title(network)
        # A copy's record holds no network: its size tells the copies apart.
        parameters = run.summary.get("parameters", facts.parameters)
        size = UNKNOWN if parameters is None else short_count(int(parameters))
        words = {"prune": self.tr("pruned, {size}"), "quantize": self.tr("int8, {size}")}
        return words.get(run.kind, "{size}").format(size=size)

    def _epochs(self, run: RunRow) -> str:
        """How far a training came, and how it stands where it did not end as it should."""
        done, asked = run.summary.get("epochs_done"), run.config.get("epochs")
        if run.kind == "teach":
            faces = run.summary.get("teaching", {}).get("faces", 0)
            return self.tr("taught %Ln faces", "", faces)
        if run.kind != "train" and done is None and asked is None:
            return self.tr("of run {n}").format(n=run.parent_run) if run.parent_run else ""
        if done is None or asked is None or done == asked:
            known = done or asked
            epochs = count(known) if known else UNKNOWN
        else:
            epochs = self.tr("{done} of {asked}").format(done=count(done), asked=count(asked))
        if run.status is RunStatus.FINISHED:
            return epochs
        return f"{epochs}, {self._status(run.status)}"


_NUMBERS = (
    RunColumn.NUMBER,
    RunColumn.EPOCHS,
    RunColumn.TEST,
    RunColumn.PARENT,
    RunColumn.MAPS,
    RunColumn.PARAMETERS,
    RunColumn.SEED,
    RunColumn.TOOK,
    RunColumn.INTERVAL,
)
_FACTS = {
    RunColumn.PARENT: "parent",
    RunColumn.MAPS: "maps",
    RunColumn.PARAMETERS: "parameters",
    RunColumn.SEED: "seed",
    RunColumn.TOOK: "seconds",
    RunColumn.INTERVAL: "low",
}
_TONES = {
    RunStatus.RUNNING: "accent",
    RunStatus.STOPPED: "warn",
    RunStatus.INTERRUPTED: "warn",
    RunStatus.FAILED: "bad",
}


def _sort_key(line: _Line, column: RunColumn) -> object:
    run = line.run
    match column:
        case RunColumn.STAR:
            return (1_000_000 if run.starred else 0) + run.run_id
        case RunColumn.EPOCHS:
            return run.summary.get("epochs_done", run.config.get("epochs", 0))
        case RunColumn.TEST:
            return run.summary.get("test_accuracy", -1.0)
        case RunColumn.CREATED | RunColumn.NUMBER:
            return run.run_id
        case RunColumn.DATA:
            return line.data.casefold()
        case RunColumn.NETWORK:
            return line.network
        case RunColumn.NAME:
            return run.name.casefold()
        case RunColumn.LABELS:
            return line.facts.label_set.casefold()
        case RunColumn.RECIPE:
            return line.facts.recipe.casefold()
        case RunColumn.TAGS:
            return ", ".join(run.tags).casefold()
        case RunColumn.NOTES:
            return run.notes.casefold()
        case _:
            value = line.facts.value(_FACTS[column])
            return -1.0 if value is None else value


def _step(
    text: str,
    *,
    do: Callable[[], None],
    undo: Callable[[], None],
    changed: Callable[[], None],
) -> Step:
    """An undoable change of runs; `changed` refreshes what shows them."""

    def then_changed(act: Callable[[], None]) -> None:
        act()
        changed()

    return Step(text, do=lambda: then_changed(do), undo=lambda: then_changed(undo))


def trash_step(
    workspace: Workspace, runs: Sequence[RunRow], *, text: str, changed: Callable[[], None]
) -> Step:
    """Move runs to the trash; undo brings them back."""

    def move(*, restore: bool) -> None:
        for run in runs:
            workspace.trash_run(run.run_id, restore=restore)

    return _step(
        text, do=lambda: move(restore=False), undo=lambda: move(restore=True), changed=changed
    )


def rename_step(
    workspace: Workspace, run: RunRow, name: str, *, text: str, changed: Callable[[], None]
) -> Step:
    return _step(
        text,
        do=lambda: workspace.rename_run(run.run_id, name),
        undo=lambda: workspace.rename_run(run.run_id, run.name),
        changed=changed,
    )


def describe_step(
    workspace: Workspace,
    run: RunRow,
    notes: str,
    tags: Sequence[str],
    *,
    text: str,
    changed: Callable[[], None],
) -> Step:
    return _step(
        text,
        do=lambda: workspace.describe_run(run.run_id, notes=notes, tags=tags),
        undo=lambda: workspace.describe_run(run.run_id, notes=run.notes, tags=run.tags),
        changed=changed,
    )


def star_step(workspace: Workspace, run: RunRow, *, text: str, changed: Callable[[], None]) -> Step:
    return _step(
        text,
        do=lambda: workspace.star_run(run.run_id, starred=not run.starred),
        undo=lambda: workspace.star_run(run.run_id, starred=run.starred),
        changed=changed,
    )
