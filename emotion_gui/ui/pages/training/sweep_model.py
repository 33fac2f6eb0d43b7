"""The paper's Table 1 as a table that fills row by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from emotion_gui.core.training.presets import Preset

if TYPE_CHECKING:
    from emotion_gui.core.training.sweep import SweepRow

AnyIndex = QModelIndex | QPersistentModelIndex
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
COLUMNS = 10


class SweepModel(QAbstractTableModel):
    """One line a setting and seed, empty until its training is done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: list[tuple[Preset, int | None]] = []  # None: the mean of a setting's rows
        self._epochs: int | None = None
        self.rows: list[SweepRow] = []

    def set_plan(
        self, presets: Sequence[Preset], repeats: int, *, epochs: int | None = None
    ) -> None:
        """Begin anew: every preset `repeats` times; `epochs` replaces the presets' own."""
        self.beginResetModel()
        self._epochs = epochs
        self._plan = []
        for number, preset in enumerate(presets):
            self._plan += [(preset, number * repeats + n) for n in range(repeats)]
            if repeats > 1:
                self._plan.append((preset, None))
        self.rows = []
        self.endResetModel()

    def add(self, row: SweepRow) -> None:
        """The next line is done."""
        self.rows.append(row)
        last = self.index(self.rowCount() - 1, COLUMNS - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._plan)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else COLUMNS

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT
        titles = (
            self.tr("Epochs"), self.tr("Rate"), self.tr("Angle"), self.tr("Mean test"),
            self.tr("Validation"), self.tr("Pruned"), self.tr("After"),
            self.tr("95 % of after (n)"), self.tr("McNemar p"), self.tr("Paper: val., after"),
        )  # fmt: skip
        return titles[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT
        if role == Qt.ItemDataRole.DisplayRole:
            return self.line(index.row())[index.column()]
        return None

    def line(self, number: int) -> tuple[str, ...]:
        """The texts of a line; an ellipsis where its training is still to come."""
        preset, training = self._plan[number]
        published = PUBLISHED.get(preset.key)
        paper = "–" if published is None else f"{published[1]:.2f} → {published[3]:.2f}"
        if training is None:
            return self._means(preset)
        if training >= len(self.rows):
            config = preset.config
            setting = (
                str(self._epochs or config.epochs),
                f"{config.learning_rate:g}",
                f"{preset.threshold_deg or 10:g}°",
            )
            return (*setting, *("…",) * (COLUMNS - 4), paper)
        row = self.rows[training]
        low, high = row.interval
        return (
            str(row.epochs),
            f"{row.learning_rate:g}",
            f"{row.threshold:g}°",
            f"{100 * row.mean_test_accuracy:.1f}",
            f"{100 * row.validation_accuracy:.1f}",
            f"{row.maps_pruned} / {row.maps}",
            f"{100 * row.validation_accuracy_after:.1f}",
            f"{100 * low:.1f}–{100 * high:.1f} ({row.n:,})",
            f"{row.mcnemar_p:.2g}",
            paper,
        )

    def _means(self, preset: Preset) -> tuple[str, ...]:
        """Mean and standard deviation over a setting's finished rows; dots below two."""
        own = [row for row in self.rows if row.preset == preset.key]
        if len(own) < 2:
            return (self.tr("mean"), "", "", *("…",) * 4, "", "", "")
        from emotion_gui.core.training.sweep import summarise

        (mean,) = summarise(own)
        return (
            self.tr("mean of {n}").format(n=mean.repeats), "", "",
            _both(100 * mean.mean_test_accuracy, 100 * (mean.mean_test_deviation or 0)),
            _both(100 * mean.validation_accuracy, 100 * (mean.validation_deviation or 0)),
            _both(mean.maps_pruned, mean.maps_pruned_deviation or 0),
            _both(100 * mean.after, 100 * (mean.after_deviation or 0)),
            "", "", "",
        )  # fmt: skip

    def _finished(self) -> list[int]:
        return [
            number
            for number, (preset, training) in enumerate(self._plan)
            if (training is not None and training < len(self.rows))
            or (training is None and sum(row.preset == preset.key for row in self.rows) > 1)
        ]

    def latex(self) -> str:
        """The finished lines as a LaTeX table."""
        head = [str(self.headerData(c, Qt.Orientation.Horizontal)) for c in range(COLUMNS)]
        lines = [head, *(list(self.line(number)) for number in self._finished())]
        body = [" & ".join(_escaped(cell) for cell in line) + r" \\" for line in lines]
        return "\n".join(
            [
                rf"\begin{{tabular}}{{{'r' * COLUMNS}}}", r"\hline", body[0], r"\hline",
                *body[1:], r"\hline", r"\end{tabular}", "",
            ]
        )  # fmt: skip


def _both(mean: float, deviation: float) -> str:
    return f"{mean:.1f} ± {deviation:.1f}"


def _escaped(text: str) -> str:
    replacements = {
        "%": r"\%",
        "°": r"$^\circ$",
        "±": r"$\pm$",
        "–": "--",
        "→": r"$\to$",
        "…": r"\dots",
    }
    for sign, latex in replacements.items():
        text = text.replace(sign, latex)
    return text
