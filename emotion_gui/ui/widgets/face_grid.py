"""A gallery of faces that scrolls through a million of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from emotion_gui.ui.theme import Theme

AnyIndex = QModelIndex | QPersistentModelIndex
CACHED_TILES = 4000
_BETWEEN_PX = 3  # on both sides of a caption
_MIDDLE = Qt.TextElideMode.ElideMiddle


class FaceProvider(Protocol):
    """Where a grid gets its faces; asked only for those in view."""

    def count(self) -> int: ...

    def face(self, index: int) -> npt.NDArray[np.uint8]:
        """Gray picture, shape (side, side)."""
        ...

    def caption(self, index: int) -> str:
        """A word or two below the face; empty for none."""
        ...

    def color(self, index: int) -> QColor | None:
        """Accent line below the face; None for none."""
        ...


class ArrayFaces:
    """The simplest provider: an array (n, side, side), captions and colours by function."""

    def __init__(
        self,
        faces: npt.NDArray[np.uint8],
        captions: list[str] | None = None,
        colors: list[QColor] | None = None,
    ) -> None:
        self._faces, self._captions, self._colors = faces, captions, colors

    def count(self) -> int:
        return len(self._faces)

    def face(self, index: int) -> npt.NDArray[np.uint8]:
        face: npt.NDArray[np.uint8] = self._faces[index]
        return face

    def caption(self, index: int) -> str:
        return self._captions[index] if self._captions else ""

    def color(self, index: int) -> QColor | None:
        return self._colors[index] if self._colors else None


class _FaceModel(QAbstractTableModel):
    """Face i sits in row i // columns, column i % columns: constant time for any number."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.provider: FaceProvider | None = None
        self.columns = 1

    def set_provider(self, provider: FaceProvider | None) -> None:
        self.beginResetModel()
        self.provider = provider
        self.endResetModel()

    def set_columns(self, columns: int) -> None:
        self.beginResetModel()
        self.columns = columns
        self.endResetModel()

    @property
    def count(self) -> int:
        return self.provider.count() if self.provider else 0

    def face_of(self, index: AnyIndex) -> int | None:
        face = index.row() * self.columns + index.column()
        return face if index.isValid() and 0 <= face < self.count else None

    def index_of(self, face: int) -> QModelIndex:
        return self.index(face // self.columns, face % self.columns)

    def blocks(self, faces: Sequence[int]) -> QItemSelection:
        """Ascending faces as blocks of cells: few where faces follow each other."""
        selection = QItemSelection()
        columns, at = self.columns, 0
        while at < len(faces):
            first = last = faces[at]
            line_end = first + columns - 1 - first % columns
            while at < len(faces) and faces[at] == last and last <= line_end:
                at, last = at + 1, last + 1
            selection.append(QItemSelectionRange(self.index_of(first), self.index_of(last - 1)))
        return selection

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        if parent is not None and parent.isValid():
            return 0
        return -(-self.count // self.columns)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self.columns

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if self.face_of(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        face = self.face_of(index)
        if face is None or self.provider is None:
            return None
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{face + 1}: {self.provider.caption(face)}"
        return None


class _FaceDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, model: _FaceModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model
        self._tiles: OrderedDict[int, QPixmap] = OrderedDict()
        self._font = theme.font(11)
        self.side_px = 56
        self.with_captions = True

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        face = self._model.face_of(index)
        provider = self._model.provider
        if face is None or provider is None:
            return
        cell: QRect = option.rect
        state: QStyle.StateFlag = option.state
        side = self.side_px
        box = QRectF(cell.left() + (cell.width() - side) / 2, cell.top() + 3, side, side)
        painter.drawPixmap(box.topLeft(), self._tile(face, painter.device().devicePixelRatioF()))
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_HasFocus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.color("accent"), 2.5 if selected else 1.2))
            painter.drawRoundedRect(box.adjusted(-1.5, -1.5, 1.5, 1.5), 6, 6)
        caption = provider.caption(face) if self.with_captions else ""
        if caption:
            painter.setFont(self._font)
            painter.setPen(self._theme.color("muted"))
            words = QRect(cell.left(), int(box.bottom()) + 3, cell.width(), 16)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextSingleLine
            room = cell.width() - 2 * _BETWEEN_PX  # captions side by side must not read as one
            elided = painter.fontMetrics().elidedText(caption, _MIDDLE, room)
            painter.drawText(words, int(flags), elided)

    def forget(self) -> None:
        """Draw every tile anew."""
        self._tiles.clear()

    def _tile(self, face: int, ratio: float) -> QPixmap:
        """A face with round corners and its accent line, ready to be copied."""
        cached = self._tiles.get(face)
        if cached is not None and cached.devicePixelRatioF() == ratio:
            self._tiles.move_to_end(face)
            return cached
        provider = self._model.provider
        assert provider is not None
        pixels = np.ascontiguousarray(provider.face(face))
        height, width = pixels.shape[:2]
        image = QImage(
            pixels.data, width, height, pixels.strides[0], QImage.Format.Format_Grayscale8
        )
        side = self.side_px
        made = QPixmap(round(side * ratio), round(side * ratio))
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(0, 0, side, side), 5, 5)
        painter.setClipPath(clip)
        painter.drawImage(QRectF(0, 0, side, side), image)
        color = provider.color(face)
        if color is not None:
            painter.fillRect(QRectF(0, side - 4, side, 4), color)
        painter.end()
        self._tiles[face] = made
        if len(self._tiles) > CACHED_TILES:
            self._tiles.popitem(last=False)
        return made


class FaceGrid(QTableView):
    """Shows any number of faces; only those in view are read and drawn.

    WORKAROUND: not QListView, which lays out every item anew on each change of its width;
    a table with fixed sections needs no layout, so a million faces cost what a hundred do.
    """

    selection_changed = Signal(list)  # indices of faces, ascending
    opened = Signal(int)  # double click or Enter

    def __init__(
        self,
        theme: Theme,
        *,
        side_px: int = 56,
        with_captions: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._faces = _FaceModel(self)
        self._delegate = _FaceDelegate(theme, self._faces, self)
        self._delegate.with_captions = with_captions
        self.setModel(self._faces)
        self.setItemDelegate(self._delegate)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.hide()
            header.setMinimumSectionSize(1)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().rangeChanged.connect(self._on_range)
        self.verticalScrollBar().setEnabled(False)
        self.setAccessibleName(self.tr("Faces"))
        self.set_side(side_px)
        self.selectionModel().selectionChanged.connect(self._on_selection)
        self.activated.connect(self._on_activated)
        theme.changed.connect(self._on_theme)

    @property
    def count(self) -> int:
        return self._faces.count

    @property
    def selected(self) -> list[int]:
        """Indices of the selected faces, ascending."""
        columns, count = self._faces.columns, self.count
        faces: set[int] = set()
        for block in self.selectionModel().selection().toList():
            for row in range(block.top(), block.bottom() + 1):
                first = row * columns + block.left()
                faces.update(range(first, min(count, row * columns + block.right() + 1)))
        return sorted(faces)

    def set_faces(self, provider: FaceProvider | None) -> None:
        """Show other faces from the top, none selected."""
        self._delegate.forget()
        self._faces.set_provider(provider)
        self._fit_columns(force=True)
        self.scrollToTop()
        self.selection_changed.emit([])

    def refresh(self) -> None:
        """The provider has more faces, or others have changed: keep place and selection."""
        place, selected = self.verticalScrollBar().value(), self.selected
        self._delegate.forget()
        self._faces.set_provider(self._faces.provider)
        self.select(selected)
        self.verticalScrollBar().setValue(place)

    def set_side(self, side_px: int) -> None:
        """Size of one face on screen."""
        self._delegate.side_px = side_px
        self._delegate.forget()
        self.verticalHeader().setDefaultSectionSize(self._cell().height())
        self._fit_columns(force=True)

    def redraw(self) -> None:
        """Captions or colours have changed, the faces are the same ones."""
        # Without a reset of the model, which would drop the selection and tell it anew.
        self._delegate.forget()
        self.viewport().update()

    def select(self, faces: list[int]) -> None:
        """Select faces by index and bring the first into view."""
        known = [face for face in faces if 0 <= face < self.count]
        # In one piece: index by index each would be told, and whoever listens asks for them all.
        self.selectionModel().select(
            self._faces.blocks(sorted(set(known))),
            QItemSelectionModel.SelectionFlag.ClearAndSelect,
        )
        if known:
            index = self._faces.index_of(known[0])
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(index)

    @Slot(int, int)
    def _on_range(self, low: int, high: int) -> None:
        """Its place stays, so that columns do not jump; with nothing to scroll no handle shows."""
        self.verticalScrollBar().setEnabled(high > low)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _cell(self) -> QSize:
        side = self._delegate.side_px
        return QSize(side + 8, side + (22 if self._delegate.with_captions else 8))

    def _fit_columns(self, *, force: bool = False) -> None:
        columns = max(1, self.viewport().width() // self._cell().width())
        if columns == self._faces.columns and not force:
            return
        selected = self.selected
        top = self.rowAt(0) * self._faces.columns
        self._faces.set_columns(columns)
        width = self.viewport().width() // columns
        self.horizontalHeader().setDefaultSectionSize(width)
        if selected:
            self.select(selected)
        elif top > 0:
            self.scrollTo(self._faces.index_of(top), QAbstractItemView.ScrollHint.PositionAtTop)

    @Slot()
    def _on_selection(self) -> None:
        self.selection_changed.emit(self.selected)

    @Slot()
    def _on_theme(self) -> None:
        self._delegate.forget()
        self.viewport().update()

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        face = self._faces.face_of(index)
        if face is not None:
            self.opened.emit(face)
