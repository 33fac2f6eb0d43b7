"""The maps that go by a step of the ladder, each with who answers for it and why it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from emotion_gui.ui import numbers
from emotion_gui.ui.widgets.whole_text import tell_whole

if TYPE_CHECKING:
    from emotion_gui.core.pruning.ladder import LostMap

_ROW_PX, _LEAST_PX = 24, 76
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_SENTENCE = 3  # the column; numbers stand in the others
_LEAST_MNAT = 0.001


class LostList(QWidget):
    """Who goes, in the order in which they go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = table = QTableWidget(0, 4)
        tell_whole(table)
        table.setAccessibleName(self.tr("Maps that go"))
        table.setHorizontalHeaderLabels(
            [self.tr("Goes"), self.tr("Instead"), self.tr("Distance"), self.tr("Why")]
        )
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        table.setMinimumHeight(_LEAST_PX)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW_PX)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(40)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_SENTENCE, QHeaderView.ResizeMode.Stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(table)

    @Slot(object)
    def show_lost(self, lost: tuple[LostMap, ...]) -> None:
        """Another list, as of another number of maps."""
        self.table.setRowCount(len(lost))
        for row, entry in enumerate(lost):
            texts = (str(entry.index), self._instead(entry), self._distance(entry))
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setTextAlignment(_RIGHT)
                self.table.setItem(row, column, item)
            self.table.setItem(row, _SENTENCE, QTableWidgetItem(self._sentence(entry)))

    # -- inside -------------------------------------------------------------------------------

    def _instead(self, entry: LostMap) -> str:
        if entry.partner is not None:
            return str(entry.partner)
        return self.tr("all") if entry.by_all else numbers.UNKNOWN

    def _distance(self, entry: LostMap) -> str:
        if entry.angle_deg is not None:
            return f"{numbers.number(entry.angle_deg, 1)}°"
        if entry.nats is None:
            return numbers.UNKNOWN
        loss, sign = 1000 * entry.nats, "≈ " if entry.is_estimate else ""
        if loss < _LEAST_MNAT:
            loss, sign = _LEAST_MNAT, "< "
        return f"{sign}{numbers.number(loss, 3)} mnat"

    def _sentence(self, entry: LostMap) -> str:
        if entry.opposite is not None and entry.angle_deg is not None:
            text = self.tr("{map} and {other} are opposite, at {angle}°: both go")
            angle = numbers.number(entry.angle_deg, 1)
            return text.format(map=entry.index, other=entry.opposite, angle=angle)
        if entry.angle_deg is not None:
            return self.tr("{keep} is the nearest that stays").format(keep=entry.partner)
        if entry.by_all:
            return self.tr("all that stay say together what it adds")
        if entry.partner is not None:
            text = self.tr("{keep} takes over what it adds to the answers")
            return text.format(keep=entry.partner)
        return self.tr("nobody answers for it")
