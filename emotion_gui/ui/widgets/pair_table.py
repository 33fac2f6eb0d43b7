"""The table of pairs: ticks, thumbnails of the most active faces, angle, what will happen."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import (
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPainterPath, QPalette, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from emotion_gui.ui.widgets.pair_model import (
    MAP_ROLE,
    MUTED_ROLE,
    PairColumn,
    PairModel,
    PairRows,
    RowState,
    empty_rows,
)
from emotion_gui.ui.widgets.whole_text import tell_whole

Faces = npt.NDArray[np.uint8]
Index = QModelIndex | QPersistentModelIndex
THUMB_PX = 25
_GAP_PX = 3
_ROW_PX = 35
_SMALL_PX = 12
_WIDTHS_PX = {
    PairColumn.TICK: 30,
    PairColumn.FIRST: 50,
    PairColumn.SECOND: 50,
    PairColumn.ANGLE: 62,
    PairColumn.NORMS: 70,
}


class TextDelegate(QStyledItemDelegate):
    """Plain cells: muted where nothing happens, the angle in bold."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        column = index.column()
        quiet = bool(index.data(MUTED_ROLE)) or column in (PairColumn.STATE, PairColumn.NORMS)
        if quiet:
            muted = option.palette.color(QPalette.ColorRole.PlaceholderText)
            option.palette.setColor(QPalette.ColorRole.Text, muted)
            option.palette.setColor(QPalette.ColorRole.HighlightedText, muted)
        if column in (PairColumn.STATE, PairColumn.NORMS):
            option.font.setPixelSize(_SMALL_PX)
        if column == PairColumn.ANGLE and not index.data(MUTED_ROLE):
            option.font.setBold(True)
        option.state &= ~QStyle.StateFlag.State_HasFocus


class FacesDelegate(QStyledItemDelegate):
    """A strip of the faces that a map answers most; drawn once a map and kept."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._faces: Faces = np.empty((0, 0, 1, 1), dtype=np.uint8)
        self._strips: dict[tuple[int, float], QPixmap] = {}

    def set_faces(self, faces: Faces) -> None:
        """Faces to show, shape (maps, faces a map, side, side)."""
        self._faces = faces
        self._strips.clear()

    @property
    def strip_width(self) -> int:
        return int(self._faces.shape[1]) * (THUMB_PX + _GAP_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        widget = option.widget
        style = widget.style()
        panel = QStyle.PrimitiveElement.PE_PanelItemViewItem
        style.drawPrimitive(panel, option, painter, widget)
        number = index.data(MAP_ROLE)
        if number is None or number >= len(self._faces):
            return
        strip = self._strip(int(number), painter.device().devicePixelRatioF())
        top = option.rect.top() + (option.rect.height() - THUMB_PX) // 2
        painter.save()
        if index.data(MUTED_ROLE):
            painter.setOpacity(0.5)
        painter.drawPixmap(option.rect.left() + 6, top, strip)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(self.strip_width + 12, _ROW_PX)

    def _strip(self, number: int, ratio: float) -> QPixmap:
        strip = self._strips.get((number, ratio))
        if strip is None:
            strip = face_strip(self._faces[number], ratio=ratio)
            self._strips[(number, ratio)] = strip
        return strip


def face_strip(faces: Faces, *, ratio: float = 1.0, thumb_px: int = THUMB_PX) -> QPixmap:
    """Gray faces, shape (n, side, side), side by side with round corners."""
    count = len(faces)
    width = max(1, count * (thumb_px + _GAP_PX))
    strip = QPixmap(QSize(int(width * ratio), int(thumb_px * ratio)))
    strip.setDevicePixelRatio(ratio)
    strip.fill(Qt.GlobalColor.transparent)
    painter = QPainter(strip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for place, face in enumerate(faces):
        pixels = np.ascontiguousarray(face)
        side = len(pixels)
        image = QImage(pixels.tobytes(), side, side, side, QImage.Format.Format_Grayscale8)
        frame = QRectF(place * (thumb_px + _GAP_PX), 0, thumb_px, thumb_px)
        shape = QPainterPath()
        shape.addRoundedRect(frame, 4, 4)
        painter.setClipPath(shape)
        painter.drawImage(frame, image)
    painter.end()
    return strip


class PairTable(QTableView):
    """Shows a `PairModel`; Space ticks the current row from any column."""

    pair_chosen = Signal(int)  # position in the model's arrays, or -1

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pairs = PairModel(self)
        self.faces = FacesDelegate(self)
        self.setModel(self.pairs)
        self.setItemDelegate(TextDelegate(self))
        for column in (PairColumn.FIRST_FACES, PairColumn.SECOND_FACES):
            self.setItemDelegateForColumn(column, self.faces)
        self.setShowGrid(False)
        self.setWordWrap(True)  # the last column may take two lines
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setAccessibleName(self.tr("Pairs of maps"))
        self._set_up_headers()
        self.sortByColumn(PairColumn.ANGLE, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.selectionModel().selectionChanged.connect(self._on_selection)

    def set_faces(self, faces: Faces) -> None:
        """Most active faces of each map, shape (maps, faces a map, side, side)."""
        self.faces.set_faces(faces)
        for column in (PairColumn.FIRST_FACES, PairColumn.SECOND_FACES):
            self.setColumnWidth(column, max(92, self.faces.strip_width + 8))
        self.viewport().update()

    def set_rows(self, rows: PairRows, *, single: bool = False) -> None:
        """Show pairs, or single maps (`single`): the columns of the second map disappear."""
        for column in (PairColumn.SECOND, PairColumn.SECOND_FACES, PairColumn.ANGLE):
            self.setColumnHidden(column, single)
        self.pairs.set_rows(rows)
        self.scrollToTop()

    def clear_rows(self) -> None:
        self.pairs.set_rows(empty_rows())

    def select_pair(self, first: int, second: int) -> bool:
        """Select and show a pair; False when it is not among the shown rows."""
        row = self.pairs.row_of(min(first, second), max(first, second))
        if row is None:
            return False
        self.setCurrentIndex(self.pairs.index(row, PairColumn.ANGLE))
        self.selectRow(row)
        self.scrollTo(
            self.pairs.index(row, PairColumn.FIRST), QAbstractItemView.ScrollHint.PositionAtCenter
        )
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if event.key() == Qt.Key.Key_Space and current.isValid():
            self._toggle(current.row())
            return
        super().keyPressEvent(event)

    def _toggle(self, row: int) -> None:
        index = self.pairs.index(row, PairColumn.TICK)
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is None:
            return
        ticked = Qt.CheckState(state) is Qt.CheckState.Checked
        wanted = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
        self.pairs.setData(index, wanted, Qt.ItemDataRole.CheckStateRole)

    @Slot(QItemSelection, QItemSelection)
    def _on_selection(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        del selected, deselected
        rows = self.selectionModel().selectedRows()
        self.pair_chosen.emit(self.pairs.position(rows[0].row()) if rows else -1)

    def _set_up_headers(self) -> None:
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setMinimumSectionSize(_ROW_PX)
        vertical.setDefaultSectionSize(_ROW_PX)
        tell_whole(self)
        horizontal = self.horizontalHeader()
        horizontal.setHighlightSections(False)
        horizontal.setMinimumSectionSize(28)
        for column, width in _WIDTHS_PX.items():
            self.setColumnWidth(column, width)
        for column in (PairColumn.FIRST_FACES, PairColumn.SECOND_FACES):
            self.setColumnWidth(column, 92)
        horizontal.setStretchLastSection(True)

    def visible_rect(self, row: int) -> QRect:
        """Where a row's tick is, in the viewport."""
        return self.visualRect(self.pairs.index(row, PairColumn.TICK))


__all__ = ["PairColumn", "PairModel", "PairRows", "PairTable", "RowState", "face_strip"]
