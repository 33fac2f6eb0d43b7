"""Tables whose cells and headers say the whole as a tool tip where only a part is to be seen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QHelpEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
)


def tell_whole(table: QTableView) -> None:
    """Cut cells in the middle, headers at the end, and tell the whole to who rests there.

    Call it before the header is set up: it brings a header of its own.
    """
    table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    table.setHorizontalHeader(_TellingHeader(table))
    if type(table.itemDelegate()) is QStyledItemDelegate:
        table.setItemDelegate(_TellingDelegate(table))


def stretch_at_least(table: QTableView, section: int, least_px: int) -> None:
    """A column takes what the others leave; where that is too little, the table scrolls sideways.

    Args:
        table: `tell_whole` was called for it.
        section: the column.
        least_px: with less than this a name says nothing.
    """
    header = table.horizontalHeader()
    assert isinstance(header, _TellingHeader)
    header.stretch(section, least_px)


class _TellingHeader(QHeaderView):
    """What a model says by itself comes first."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSectionsClickable(True)
        self.setHighlightSections(True)
        self._stretched, self._least_px = -1, 0
        self.sectionResized.connect(self._share)

    def stretch(self, section: int, least_px: int) -> None:
        self._stretched, self._least_px = section, least_px
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    @Slot()
    def _share(self) -> None:
        if self._stretched < 0 or self._stretched >= self.count():
            return
        others = self.length() - self.sectionSize(self._stretched)
        fits = self.width() - others >= self._least_px
        wanted = self.ResizeMode.Stretch if fits else self.ResizeMode.Interactive
        if self.sectionResizeMode(self._stretched) is not wanted:
            self.setSectionResizeMode(self._stretched, wanted)
        if not fits and self.sectionSize(self._stretched) < self._least_px:
            self.resizeSection(self._stretched, self._least_px)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self._cut_title(self.logicalIndexAt(event.pos()))
            if text:
                QToolTip.showText(event.globalPos(), text, self)
                return True
        return super().viewportEvent(event)

    def _cut_title(self, section: int) -> str:
        model = self.model()
        if section < 0 or self.sectionSize(section) >= needed_px(self, section):
            return ""
        if model.headerData(section, self.orientation(), Qt.ItemDataRole.ToolTipRole):
            return ""
        return str(model.headerData(section, self.orientation()) or "")


class _TellingDelegate(QStyledItemDelegate):
    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        own = index.data(Qt.ItemDataRole.ToolTipRole)
        cut = self.sizeHint(option, index).width() > view.visualRect(index).width()
        if event.type() == QEvent.Type.ToolTip and cut and not own:
            QToolTip.showText(event.globalPos(), str(index.data() or ""), view)
            return True
        return super().helpEvent(event, view, option, index)


def needed_px(header: QHeaderView, section: int) -> int:
    """How wide a section must be to show its title; the sign of sorting only where it stands."""
    whole: int = header.sectionSizeFromContents(section).width()
    if header.isSortIndicatorShown() and header.sortIndicatorSection() != section:
        style = header.style()
        whole -= style.pixelMetric(style.PixelMetric.PM_HeaderMarkSize, None, header)
    return whole
