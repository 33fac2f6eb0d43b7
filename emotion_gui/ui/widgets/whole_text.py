"""Tables whose cells and headers say the whole as a tool tip where only a part is to be seen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QToolTip


def tell_whole(table: QTableView) -> None:
    """Cut cells in the middle, headers at the end, and tell the whole to who rests there."""
    table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    table.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
    _Teller(table)


class _Teller(QObject):
    """Answers what tool tips are asked for; what a model says by itself comes first."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self._header = table.horizontalHeader()
        table.viewport().installEventFilter(self)
        self._header.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return False
        in_header = watched is self._header.viewport()
        text = self._of_header(event) if in_header else self._of_cell(event)
        if not text:
            return False
        QToolTip.showText(event.globalPos(), text, self._table)
        return True

    def _of_header(self, event: QHelpEvent) -> str:
        section = self._header.logicalIndexAt(event.pos())
        model = self._table.model()
        side = Qt.Orientation.Horizontal
        if section < 0 or model.headerData(section, side, Qt.ItemDataRole.ToolTipRole):
            return ""
        if self._header.sectionSize(section) >= needed_px(self._header, section):
            return ""
        return str(model.headerData(section, side) or "")

    def _of_cell(self, event: QHelpEvent) -> str:
        index: QModelIndex = self._table.indexAt(event.pos())
        if not index.isValid() or index.data(Qt.ItemDataRole.ToolTipRole):
            return ""
        if self._table.sizeHintForIndex(index).width() <= self._table.visualRect(index).width():
            return ""
        return str(index.data() or "")


def needed_px(header: QHeaderView, section: int) -> int:
    """How wide a section must be to show its title; the sign of sorting only where it stands."""
    whole: int = header.sectionSizeFromContents(section).width()
    if header.isSortIndicatorShown() and header.sortIndicatorSection() != section:
        style = header.style()
        whole -= style.pixelMetric(style.PixelMetric.PM_HeaderMarkSize, None, header)
    return whole
