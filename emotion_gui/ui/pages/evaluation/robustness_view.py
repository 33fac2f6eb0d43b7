"""What every fault costs: lines over its strength, and the same in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.operations import robustness as jobs
from emotion_gui.ui.icons import icon
from emotion_gui.ui.numbers import count, percent
from emotion_gui.ui.pages.evaluation.robustness_card import (
    RobustnessCard,
    fault_words,
    strength_words,
)
from emotion_gui.ui.pages.evaluation.state import EvaluateState
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.translation import core_text
from emotion_gui.ui.widgets import Card, CurvePlot, SegmentedControl
from emotion_gui.ui.widgets.flow import Sides
from emotion_gui.ui.widgets.way_back import add_way_back
from emotion_gui.ui.widgets.whole_text import tell_whole

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.robustness import FaultTrial, Robustness

_COLORS = 6  # of the theme; the second half of the lines is dashed
_LEAST_PX = 330
_ROW_PX = 28
_GAP_PX = 14


class RobustnessView(QWidget):
    """Curves left, table right, of one of the models that are chosen."""

    closed = Signal()

    def __init__(
        self,
        state: EvaluateState,
        card: RobustnessCard,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state, self._card, self._theme = state, card, theme
        self.back_button = QPushButton(self.tr("Bac&k to the figures"))
        self.which = SegmentedControl([("first", "A"), ("second", "B")], name=self.tr("Model"))
        self.plot = CurvePlot(
            theme,
            name=self.tr("Share right by strength of the fault"),
            x_label=self.tr("strength of the fault (0: the face as it is)"),
            y_label=self.tr("right, %"),
        )
        self.table = QTableWidget(0, 4)
        self._make_table()
        self._build_layout()
        self.back_button.clicked.connect(self.closed)
        add_way_back(self, self.back_button.click)
        self.which.changed.connect(self.show_found)
        card.measured.connect(self.show_found)
        state.changed.connect(self.show_found)
        theme.changed.connect(self._tint)
        self._tint()

    @property
    def shown(self) -> Robustness | None:
        """Of the model that is looked at; None where nothing was measured for the choice."""
        found = self._card.found
        if not found:
            return None
        return found[-1] if self.which.current == "second" else found[0]

    @Slot()
    def show_found(self) -> None:
        """What was measured for the choice as it is."""
        self.which.setVisible(len(self._card.found) > 1)
        found = self.shown
        if found is None:
            return
        self.plots_card.set_note(self.tr("%Ln faces each", "", found.n))
        self._show_lines(found)
        self._show_table(found)

    def _show_lines(self, found: Robustness) -> None:
        self.plot.clear()
        lines = jobs.curves(found, title="").lines
        mean, faults = lines[0], lines[1:]
        for number, line in enumerate(faults):
            name = core_text(line.label)
            self.plot.set_series(
                line.label,
                line.x,
                line.y,
                label=name,
                color=self._theme.series_color(number % _COLORS),
                dashed=number >= _COLORS,
            )
        self.plot.set_series(
            mean.label,
            mean.x,
            mean.y,
            label=self.tr("mean of all"),
            color=self._theme.color("text"),
            points=True,
        )
        self.plot.set_x_range(0, mean.x[-1])
        self.plot.set_y_range(0, 100)

    def _show_table(self, found: Robustness) -> None:
        by_fault = found.by_fault()
        self.table.setRowCount(len(by_fault))
        for row, (label, trials) in enumerate(by_fault.items()):
            name = QTableWidgetItem(core_text(label))
            name.setToolTip(f"{core_text(label)}: {' · '.join(map(strength_words, trials))}")
            self.table.setItem(row, 0, name)
            for column, trial in enumerate(trials, start=1):
                self.table.setItem(row, column, self._cell(trial))

    def _cell(self, trial: FaultTrial) -> QTableWidgetItem:
        item = QTableWidgetItem(percent(trial.accuracy))
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        low, high = trial.interval
        item.setToolTip(
            self.tr("{fault}: 95 % interval {low} to {high}, n = {n}").format(
                fault=fault_words(trial), low=percent(low), high=percent(high), n=count(trial.n)
            )
        )
        return item

    def _make_table(self) -> None:
        self.table.setAccessibleName(self.tr("Share right under every fault"))
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(_ROW_PX)
        tell_whole(self.table)
        self.table.setHorizontalHeaderLabels(
            [self.tr("Fault"), self.tr("weak"), self.tr("middle"), self.tr("strong")]
        )
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def _build_layout(self) -> None:
        self.plots_card = Card(self.tr("By strength"))
        self.plots_card.header.addWidget(self.which)
        self.plots_card.body.addWidget(self.plot, 1)
        table_card = Card(self.tr("Every fault"))
        table_card.body.addWidget(self.table, 1)
        sides = Sides(spacing=_GAP_PX)
        sides.add(self.plots_card, 1, least_px=_LEAST_PX)
        sides.add(table_card, 1, least_px=_LEAST_PX)
        top = QHBoxLayout()
        top.addWidget(self.back_button)
        top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(sides, 1)

    @Slot()
    def _tint(self) -> None:
        self.back_button.setIcon(icon("arrow-left", self._theme))
        self.show_found()
