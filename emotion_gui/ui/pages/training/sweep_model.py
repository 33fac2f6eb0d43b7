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
        self._plan: list[Preset] = []
        self._epochs: int | None = None
        self.rows: list[SweepRow] = []

    def set_plan(
        self, presets: Sequence[Preset], repeats: int, *, epochs: int | None = None
    ) -> None:
        """Begin anew: every preset `repeats` times; `epochs` replaces the presets' own."""
        self.beginResetModel()
        self._epochs = epochs
        self._plan = [preset for preset in presets for _ in range(repeats)]
        self.rows = []
        self.endResetModel()

    def add(self, row: SweepRow) -> None:
        """The next line is done."""
        self.rows.append(row)
        line = len(self.rows) - 1
        self.dataChanged.emit(self.index(line, 0), self.index(line, COLUMNS - 1))

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
            self.tr("95 % of after (n)"), self.tr("McNemar p"), self.tr("Paper: validation, after"),
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
        preset = self._plan[number]
        published = PUBLISHED.get(preset.key)
        paper = "–" if published is None else f"{published[1]:.2f} → {published[3]:.2f}"
        if number >= len(self.rows):
            config = preset.config
            setting = (
                str(self._epochs or config.epochs),
                f"{config.learning_rate:g}",
                f"{preset.threshold_deg or 10:g}°",
            )
            return (*setting, *("…",) * (COLUMNS - 4), paper)
        row = self.rows[number]
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

    def latex(self) -> str:
        """The finished lines as a LaTeX table."""
        head = [str(self.headerData(c, Qt.Orientation.Horizontal)) for c in range(COLUMNS)]
        lines = [head, *(list(self.line(number)) for number in range(len(self.rows)))]
        body = [" & ".join(_escaped(cell) for cell in line) + r" \\" for line in lines]
        return "\n".join(
            [
                rf"\begin{{tabular}}{{{'r' * COLUMNS}}}", r"\hline", body[0], r"\hline",
                *body[1:], r"\hline", r"\end{tabular}", "",
            ]
        )  # fmt: skip


def _escaped(text: str) -> str:
    replacements = {"%": r"\%", "°": r"$^\circ$", "–": "--", "→": r"$\to$", "…": r"\dots"}
    for sign, latex in replacements.items():
        text = text.replace(sign, latex)
    return text
