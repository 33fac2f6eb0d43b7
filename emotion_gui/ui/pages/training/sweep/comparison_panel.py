"""An earlier sweep beside the one shown: the settings that both have."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.training.presets import PRESETS
from emotion_gui.core.training.sweep_comparison import SweepDifference
from emotion_gui.core.training.sweep_tables import RowSetting
from emotion_gui.ui.numbers import count, number, p_value, points
from emotion_gui.ui.translation import core_text, translator
from emotion_gui.ui.widgets import ElidedLabel, set_role
from emotion_gui.ui.widgets.calm_table import calm_rows
from emotion_gui.ui.widgets.whole_text import tell_whole

_tr = translator("ComparisonPanel")

_ROW_PX, _MOST_ROWS = 32, 7


class ComparisonPanel(QWidget):
    """A line a setting: the means of both, their difference, Welch's p. Hidden until shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel()
        self.close_button = QPushButton(self.tr("Close the comparison"))
        self.close_button.setProperty("link", True)
        self.words = set_role(QLabel(), "small")
        self.words.setWordWrap(True)
        self.model = QStandardItemModel(0, 5, self)
        self.table = self._make_table()
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self.table)
        column.addWidget(self.words)
        self.close_button.clicked.connect(self.hide)
        self.hide()

    def show_differences(self, path: Path, found: Sequence[SweepDifference], rows: int) -> None:
        """What both have; `rows` of them are this sweep's."""
        self.title.setText(self.tr("Compared with {name}").format(name=path.name))
        self.title.setToolTip(str(path))
        self.model.setRowCount(0)
        self.model.setHorizontalHeaderLabels(
            [
                self.tr("Setting"),
                self.tr("Earlier"),
                self.tr("Now"),
                self.tr("Difference"),
                self.tr("p"),
            ]
        )
        for one in found:
            self.model.appendRow([_cell(text, n) for n, text in enumerate(_texts(one))])
        self.words.setText(
            self.tr(
                "Accuracy after pruning in %, mean and deviation over the trainings of a setting; "
                "p by Welch's t test, where both have at least two."
            )
            if found
            else self.tr("None of the {n} rows here has its setting in that table.").format(
                n=count(rows)
            )
        )
        self.table.setVisible(bool(found))
        self.table.setFixedHeight(_ROW_PX * (min(len(found), _MOST_ROWS) + 1) + 4)
        self.show()

    def _make_table(self) -> QTableView:
        table = QTableView()
        tell_whole(table)
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAccessibleName(self.tr("Settings of both sweeps"))
        calm_rows(table, row_px=_ROW_PX)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        return table


def _texts(one: SweepDifference) -> tuple[str, ...]:
    return (
        _name(one.setting),
        _mean(one.earlier),
        _mean(one.now),
        points(one.difference),
        "–" if one.p is None else p_value(one.p).removeprefix("p = "),
    )


def _name(setting: RowSetting) -> str:
    """The preset in words, and what else makes the setting."""
    known = PRESETS.get(setting.preset)
    title = setting.preset if known is None else core_text(known.title)
    epochs = _tr("%Ln epochs", setting.epochs)
    return f"{title} · {epochs} · {number(setting.threshold)}°"


def _mean(values: Sequence[float]) -> str:
    """Mean, deviation and how many: `41.2 ± 3.1 (5)`."""
    mean = number(100 * statistics.fmean(values), 1)
    spread = f" ± {number(100 * statistics.stdev(values), 1)}" if len(values) > 1 else ""
    return f"{mean}{spread} ({count(len(values))})"


def _cell(text: str, column: int) -> QStandardItem:
    item = QStandardItem(text)
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return item
