"""The three steps of distinctiveness side by side, and why the maps of the one in force go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.options import PruningPreset
from emotion_gui.operations.measure_layer import rung_of
from emotion_gui.ui import numbers
from emotion_gui.ui.pages.pruning.one_layer.plan_editor import PlanEditor
from emotion_gui.ui.pages.pruning.texts import criterion_name, order_words, p_cell
from emotion_gui.ui.widgets.whole_text import tell_whole

if TYPE_CHECKING:
    from emotion_gui.core.pruning.ladder import LostMap, Rung

_RUNGS = (Criterion.DISTINCTIVENESS, Criterion.CONTRIBUTIONS, Criterion.FISHER)
_ROW_PX, _LEAST_LIST_PX = 24, 76
_PAUSE_MS = 60
"""After the last move: then one step of the ladder in a turn of the event loop."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LadderPanel(QWidget):
    """Accuracy of each step at the chosen number; a row takes its step, the list says why."""

    def __init__(self, editor: PlanEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._rungs: dict[Criterion, Rung] = {}
        self._waiting: list[Criterion] = []
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._show_next)
        self.steps = _table(
            [self.tr("Step"), self.tr("Right"), "p"], self.tr("Steps of distinctiveness")
        )
        self.steps.setRowCount(len(_RUNGS))
        for row, order in enumerate(_RUNGS):
            preset = PruningPreset.PAPER if row == 0 else PruningPreset.REFIT
            name = self.tr("{number} {name}").format(number=row + 1, name=criterion_name(order))
            self._put(self.steps, row, [name, numbers.UNKNOWN, numbers.UNKNOWN])
            item = self.steps.item(row, 0)
            assert item is not None
            item.setToolTip(order_words(order, preset))
        height = self.steps.horizontalHeader().sizeHint().height() + len(_RUNGS) * _ROW_PX + 2
        self.steps.setFixedHeight(height)
        self.lost = _table(
            [self.tr("Goes"), self.tr("Instead"), self.tr("Reason")], self.tr("Maps that go")
        )
        self.lost.setMinimumHeight(_LEAST_LIST_PX)
        self.propose_button = QPushButton(self.tr("Take what loses least"))
        self.propose_button.setToolTip(
            self.tr(
                "The order that moves the answers least on training faces that nothing was fitted "
                "to, and the repair without labels: what the command line does for a number"
            )
        )
        self.propose_button.clicked.connect(editor.propose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.steps)
        column.addWidget(self.lost, 1)
        column.addWidget(self.propose_button)
        self.steps.itemSelectionChanged.connect(self._on_chosen)
        editor.plan_changed.connect(self._on_plan)
        editor.shown_changed.connect(self._on_plan)
        self._on_plan()

    @property
    def current(self) -> Criterion | None:
        """The step in force, if it is one of the ladder's."""
        options = self._editor.state.options
        is_printed = options.preset is PruningPreset.PAPER
        if is_printed and options.own_order is Criterion.DISTINCTIVENESS:
            return Criterion.DISTINCTIVENESS
        refitted = options.preset is PruningPreset.REFIT and options.own_order in _RUNGS[1:]
        return options.own_order if refitted else None

    # -- inside -------------------------------------------------------------------------------

    @Slot()
    def _on_plan(self) -> None:
        """Another number or another layer: the steps follow one after another."""
        editor = self._editor
        measured = editor.measured
        may = measured is not None and measured.session.is_instant and editor.is_shown
        self.setVisible(may)
        count = editor.state.count
        self.propose_button.setEnabled(may and bool(count) and not editor.is_repaired)
        self._rungs.clear()
        self._waiting = list(_RUNGS) if may and editor.state.count is not None else []
        with QSignalBlocker(self.steps):
            self.steps.clearSelection()
            if self.current is not None:
                self.steps.selectRow(_RUNGS.index(self.current))
        if self._waiting:
            self._soon.start(_PAUSE_MS)

    @Slot()
    def _show_next(self) -> None:
        measured, count = self._editor.measured, self._editor.state.count
        if not self._waiting or measured is None or count is None:
            return
        order = self._waiting.pop(0)
        found = rung_of(measured, order, count, self._editor.state.unrepaired)
        self._rungs[order] = found
        judged = found.preview.judgement
        row = _RUNGS.index(order)
        for column, text in ((1, numbers.percent(judged.accuracy)), (2, p_cell(judged.p))):
            item = self.steps.item(row, column)
            assert item is not None
            item.setText(text)
        if order is (self.current or Criterion.FISHER):
            self._show_lost(found.lost)
        if self._waiting:
            self._soon.start(0)

    def _show_lost(self, lost: tuple[LostMap, ...]) -> None:
        self.lost.setRowCount(len(lost))
        for row, entry in enumerate(lost):
            partner = self.tr("all") if entry.partner is None else str(entry.partner)
            self._put(self.lost, row, [str(entry.index), partner, self._reason(entry)])
            item = self.lost.item(row, 2)
            assert item is not None
            item.setToolTip(self._sentence(entry))

    def _reason(self, entry: LostMap) -> str:
        if entry.angle_deg is not None:
            return f"{numbers.number(entry.angle_deg, 1)}°"
        if entry.nats is not None:
            return f"{numbers.significant(1000 * entry.nats, 2)} mnat"
        return numbers.UNKNOWN

    def _sentence(self, entry: LostMap) -> str:
        if entry.angle_deg is not None:
            text = self.tr("Map {map} goes: {keep} is the nearest that stays, at {angle}°.")
            angle = numbers.number(entry.angle_deg, 1)
            return text.format(map=entry.index, keep=entry.partner, angle=angle)
        loss = numbers.UNKNOWN if entry.nats is None else numbers.significant(entry.nats, 2)
        if entry.partner is not None:
            text = self.tr(
                "Map {map} goes: {keep} takes over what it adds to the answers, but for {loss} "
                "nats."
            )
            return text.format(map=entry.index, keep=entry.partner, loss=loss)
        text = self.tr("Map {map} goes: all that stay say what it adds, but for {loss} nats.")
        return text.format(map=entry.index, loss=loss)

    @Slot()
    def _on_chosen(self) -> None:
        rows = self.steps.selectionModel().selectedRows()
        if rows and _RUNGS[rows[0].row()] is not self.current:
            self._editor.take_rung(_RUNGS[rows[0].row()])

    def _put(self, table: QTableWidget, row: int, texts: list[str]) -> None:
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            if column:
                item.setTextAlignment(_RIGHT)
            table.setItem(row, column, item)


def _table(columns: list[str], name: str) -> QTableWidget:
    table = QTableWidget(0, len(columns))
    table.setAccessibleName(name)
    table.setHorizontalHeaderLabels(columns)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(_ROW_PX)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setMinimumSectionSize(40)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    tell_whole(table)
    return table
