"""A sweep as a table that fills row by row: the paper's Table 1, or settings of one's own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtWidgets import QWidget

from emotion_gui.core.training.presets import TABLE_1, Preset
from emotion_gui.core.training.sweep_tables import SweepRow, summarise
from emotion_gui.ui.numbers import count, interval, number, p_value
from emotion_gui.ui.pages.training.texts import rate_text
from emotion_gui.ui.translation import translator

_tr = translator("SweepModel")

AnyIndex = QModelIndex | QPersistentModelIndex
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

# Narayan & Ge, Table 1 (SFEW, n = 55): mean test %, validation %, maps pruned, validation after %.
PUBLISHED: dict[str, tuple[float, float, int, float]] = {
    "paper-10-1e-3": (21.83, 21.82, 111, 25.45),
    "paper-10-1e-4": (26.05, 32.73, 7, 34.55),
    "paper-20-1e-3": (26.83, 45.45, 148, 43.64),
    "paper-20-1e-4": (27.81, 41.82, 36, 43.64),
    "paper-40-1e-4": (30.11, 49.09, 16, 43.64),
    "paper-50-1e-3": (33.74, 32.73, 191, 36.36),
    "paper-50-1e-4": (31.15, 40.00, 43, 40.00),
}
_FIGURES = 6  # columns between a row's setting and what stands beside it


class SweepModel(QAbstractTableModel):
    """One line a setting and seed, empty until its training is done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: list[tuple[Preset, int | None]] = []  # None: the mean of a setting's rows
        self._epochs: int | None = None
        self._is_table_1 = True
        self._columns: tuple[tuple[str, str], ...] = ()  # heading and tool tip
        self.rows: list[SweepRow] = []
        self.set_plan(TABLE_1, 1, is_table_1=True)

    def set_plan(
        self,
        presets: Sequence[Preset],
        repeats: int,
        *,
        is_table_1: bool,
        epochs: int | None = None,
    ) -> None:
        """Begin anew: every preset `repeats` times; `epochs` replaces the presets' own."""
        self.beginResetModel()
        self._epochs, self._is_table_1 = epochs, is_table_1
        self._columns = self._titles()  # a header asks for them hundreds of times
        self._plan = []
        for place, preset in enumerate(presets):
            self._plan += [(preset, place * repeats + n) for n in range(repeats)]
            if repeats > 1:
                self._plan.append((preset, None))
        self.rows = []
        self.endResetModel()

    def add(self, row: SweepRow) -> None:
        """The next line is done."""
        self.rows.append(row)
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._plan)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        title, tip = self._columns[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip or None
        return title if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self.line(index.row())[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 0:
            return self._plan[index.row()][0].title
        return None

    def line(self, place: int) -> tuple[str, ...]:
        """The texts of a line; an ellipsis where its training is still to come."""
        preset, training = self._plan[place]
        if training is None:
            return self._means(preset)
        row = self.rows[training] if training < len(self.rows) else None
        figures = ("…",) * _FIGURES if row is None else _figures(row)
        if not self._is_table_1:
            made = ("…", "…") if row is None else (str(row.seed), _judged(row))
            return (preset.title, *made, *figures)
        published = PUBLISHED[preset.key]
        asked = self._epochs or preset.config.epochs
        setting = (
            count(asked) if row is None else _judged(row),
            rate_text(preset.config.learning_rate),
            f"{number(preset.threshold_deg or 10)}°",
        )
        return (*setting, *figures, f"{number(published[1], 2)} → {number(published[3], 2)}")

    def _means(self, preset: Preset) -> tuple[str, ...]:
        """Mean and standard deviation over a setting's finished rows; dots below two."""
        own = [row for row in self.rows if row.preset == preset.key]
        end = ("", "", "") if self._is_table_1 else ("", "")
        if len(own) < 2:
            return (self.tr("mean"), "", "", *("…",) * 4, *end)
        (mean,) = summarise(own)
        return (
            self.tr("mean of {n}").format(n=count(mean.repeats)),
            "",
            "",
            _both(100 * mean.mean_test_accuracy, 100 * (mean.mean_test_deviation or 0)),
            _both(100 * mean.validation_accuracy, 100 * (mean.validation_deviation or 0)),
            _both(mean.maps_pruned, mean.maps_pruned_deviation or 0, digits=0),
            _both(100 * mean.after, 100 * (mean.after_deviation or 0)),
            *end,
        )

    def _titles(self) -> tuple[tuple[str, str], ...]:
        """Heading and tool tip of every column."""
        figures = (
            (self.tr("Mean test"), self.tr("Mean accuracy on test over the epochs, in %")),
            (
                self.tr("Validation") if self._is_table_1 else self.tr("Before"),
                self.tr("Accuracy of the judged network before pruning, in %"),
            ),
            (self.tr("Pruned"), self.tr("Maps of the last module that the paper's rule prunes")),
            (self.tr("After"), self.tr("Accuracy after pruning, without fine-tuning, in %")),
            (self.tr("95 % (n)"), self.tr("Wilson's interval of after, and the faces judged on")),
            (self.tr("p"), self.tr("McNemar's test, before against after on the same faces")),
        )
        judged = self.tr(
            "The network that is judged: after all epochs, or the epoch that was best on the "
            "test part"
        )
        if not self._is_table_1:
            setting = ((self.tr("Setting"), ""), (self.tr("Seed"), ""), (self.tr("Judged"), judged))
            return (*setting, *figures)
        return (
            (self.tr("Epochs"), judged),
            (self.tr("Rate"), self.tr("Learning rate")),
            (self.tr("Angle"), self.tr("Maps closer than this are pruned")),
            *figures,
            (self.tr("Paper"), self.tr("As published: validation before and after, 55 faces")),
        )

    def _alignment(self, column: int) -> int:
        return _LEFT if column == 0 else _RIGHT


def _figures(row: SweepRow) -> tuple[str, ...]:
    return (
        number(100 * row.mean_test_accuracy, 1),
        number(100 * row.validation_accuracy, 1),
        f"{count(row.maps_pruned)} / {count(row.maps)}",
        number(100 * row.validation_accuracy_after, 1),
        f"{interval(*row.interval)} ({count(row.n)})",
        p_value(row.mcnemar_p).removeprefix("p = "),
    )


def _judged(row: SweepRow) -> str:
    """The network that a row is about, and how long it was trained."""
    if row.which == "last":
        return _tr("after {epochs}").format(epochs=count(row.epochs))
    epoch = count(row.epoch) if row.epoch else "?"  # version 0.1 did not note it
    return _tr("best of {epochs}: {epoch}").format(epochs=count(row.epochs), epoch=epoch)


def _both(mean: float, deviation: float, *, digits: int = 1) -> str:
    return f"{number(mean, digits)} ± {number(deviation, digits)}"
