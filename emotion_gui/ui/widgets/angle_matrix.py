"""All angles between maps as a heat map: similar in the accent colour, opposite in orange."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from emotion_gui.core.reports.figures import MatrixFigure
from emotion_gui.ui import numbers

OPPOSITE = QColor("#d55e00")  # Okabe-Ito vermilion: told from blue by every kind of eye
_MIDDLE_STRENGTH = 0.12  # colour of the middling pair; the most extreme pair gets all of it


def matrix_image(
    angles_deg: npt.NDArray[np.floating], *, near: QColor, plain: QColor, far: QColor
) -> QImage:
    """One pixel a pair, from `near` over `plain` (90 degrees, or NaN) to `far`.

    The contrast follows the angles: the pair farthest from 90 degrees gets the full colour and
    the middling one a faint tint, so that clusters show whether angles crowd near 0 or near 90.

    Args:
        angles_deg: shape (maps, maps), already in the order to show.
        near: colour of equal maps.
        plain: colour of the card.
        far: colour of opposite maps.
    """
    side = len(angles_deg)
    signed = np.nan_to_num(90.0 - angles_deg.astype(np.float64), nan=0.0)
    strength = _contrast(np.abs(signed))
    ends = np.array([_rgb(far), _rgb(near)], dtype=np.float64)
    base = np.array(_rgb(plain), dtype=np.float64)
    target = ends[(signed > 0).astype(np.intp)]
    mixed = base + (target - base) * strength[..., None]
    pixels = np.full((side, side, 4), 255, dtype=np.uint8)
    pixels[..., :3] = np.rint(mixed).astype(np.uint8)
    image = QImage(pixels.tobytes(), side, side, 4 * side, QImage.Format.Format_RGBA8888)
    return image.copy()


def _contrast(distance: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Distances from 90 degrees to [0, 1] by a power law; the diagonal has no say in it."""
    others = distance[~np.eye(len(distance), dtype=np.bool_)]
    widest = float(others.max(initial=0.0)) or 90.0
    middle = float(np.median(others)) / widest if len(others) else 0.5
    power = np.log(_MIDDLE_STRENGTH) / np.log(min(max(middle, 0.05), 0.95))
    return np.asarray(np.clip(distance / widest, 0.0, 1.0) ** np.clip(power, 1.0, 12.0))


def _rgb(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()


class AngleMatrix(QWidget):
    """Heat map of the angles; hover tells the pair, click or Enter selects it."""

    pair_selected = Signal(int, int)  # numbers of the two maps, lower first

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._angles: npt.NDArray[np.floating] = np.empty((0, 0))
        self._order: npt.NDArray[np.integer] = np.empty(0, dtype=np.int64)
        self._image: QImage | None = None
        self._cursor: tuple[int, int] | None = None  # row, column as shown
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Angle matrix, ordered by cluster"))

    def figure(self) -> MatrixFigure | None:
        """The angles as they are ordered, for pictures and tables; None without maps."""
        if not len(self._order):
            return None
        ordered = self._angles[np.ix_(self._order, self._order)]
        names = tuple(str(k) for k in self._order)
        return MatrixFigure(
            self.tr("Angles between maps, degrees"),
            names,
            names,
            tuple(tuple(map(float, row)) for row in ordered),
            row_label=self.tr("map"),
            column_label=self.tr("map"),
            written=False,
        )

    def sizeHint(self) -> QSize:
        return QSize(232, 120)  # takes what its column leaves

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 120)

    def set_angles(
        self, angles_deg: npt.NDArray[np.floating], order: npt.NDArray[np.integer]
    ) -> None:
        """Show angles between maps.

        Args:
            angles_deg: shape (maps, maps), degrees, NaN where a map has no direction.
            order: the maps in the order of rows and columns (clusters side by side).
        """
        self._angles, self._order = angles_deg, order
        self._cursor = None
        self._image = None
        self.setAccessibleDescription(
            self.tr("{count} by {count} maps").format(count=numbers.count(len(order)))
        )
        self.update()

    def select_pair(self, first: int, second: int) -> None:
        """Mark a pair of map numbers, without a signal."""
        places = np.empty(len(self._order), dtype=np.int64)
        places[self._order] = np.arange(len(self._order))
        if max(first, second) < len(places):
            self._cursor = (int(places[first]), int(places[second]))
            self.update()

    def pair_at(self, position: QPointF) -> tuple[int, int] | None:
        """The two maps under a point of the widget, lower first; None outside."""
        cell = self._cell_at(position)
        return None if cell is None else self._pair(cell)

    def pair_text(self, pair: tuple[int, int]) -> str:
        """What the tooltip says about a pair."""
        first, second = pair
        if first == second:
            return self.tr("Map {number} with itself").format(number=first)
        angle_deg = float(self._angles[first, second])
        if not np.isfinite(angle_deg):
            return self.tr("Maps {first} and {second}: a silent map has no angle").format(
                first=first, second=second
            )
        return self.tr("Maps {first} and {second}: {angle}°").format(
            first=first, second=second, angle=numbers.number(angle_deg, 1)
        )

    def point_of(self, first: int, second: int) -> QPointF:
        """Middle of the pair's cell, in the widget's coordinates."""
        row = int(np.flatnonzero(self._order == first)[0])
        column = int(np.flatnonzero(self._order == second)[0])
        return self._cell_rect((row, column)).center()

    # -- geometry -----------------------------------------------------------------------------

    def _plot(self) -> QRectF:
        side = float(min(self.width(), self.height())) - 2
        left, top = (self.width() - side) / 2, (self.height() - side) / 2
        return QRectF(left, top, side, side)

    def _cell_at(self, position: QPointF) -> tuple[int, int] | None:
        plot, count = self._plot(), len(self._order)
        if not count or not plot.contains(position):
            return None
        column = int((position.x() - plot.left()) / plot.width() * count)
        row = int((position.y() - plot.top()) / plot.height() * count)
        return min(row, count - 1), min(column, count - 1)

    def _cell_rect(self, cell: tuple[int, int]) -> QRectF:
        plot, size = self._plot(), self._plot().width() / max(len(self._order), 1)
        row, column = cell
        return QRectF(plot.left() + column * size, plot.top() + row * size, size, size)

    def _pair(self, cell: tuple[int, int]) -> tuple[int, int]:
        a, b = int(self._order[cell[0]]), int(self._order[cell[1]])
        return (a, b) if a <= b else (b, a)

    # -- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plot = self._plot()
        shape = QPainterPath()
        shape.addRoundedRect(plot, 6, 6)
        if len(self._order):
            painter.save()
            painter.setClipPath(shape)
            smooth = plot.width() < len(self._order) * 3
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
            painter.drawImage(plot, self._rendered())
            painter.restore()
        self._paint_cursor(painter)
        edge = QColor(self.palette().color(QPalette.ColorRole.Text))
        edge.setAlpha(40)
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        painter.setPen(QPen(accent if self.hasFocus() else edge, 2 if self.hasFocus() else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)
        painter.end()

    def _paint_cursor(self, painter: QPainter) -> None:
        if self._cursor is None:
            return
        strong = self.palette().color(QPalette.ColorRole.Text)
        painter.setPen(QPen(strong, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for cell in (self._cursor, self._cursor[::-1]):
            painter.drawEllipse(self._cell_rect(cell).center(), 5, 5)

    def _rendered(self) -> QImage:
        if self._image is None:
            palette = self.palette()
            self._image = matrix_image(
                self._angles[np.ix_(self._order, self._order)],
                near=palette.color(QPalette.ColorRole.Highlight),
                plain=palette.color(QPalette.ColorRole.Base),
                far=OPPOSITE,
            )
        return self._image

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._image = None
        super().changeEvent(event)

    # -- mouse and keyboard -------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        if cell is not None and event.button() is Qt.MouseButton.LeftButton:
            self._cursor = cell
            self.update()
            self._select()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        key = Qt.Key(event.key())
        if key in moves and len(self._order):
            row, column = self._cursor or (0, 0)
            last = len(self._order) - 1
            down, right = moves[key]
            self._cursor = (min(max(row + down, 0), last), min(max(column + right, 0), last))
            self.setAccessibleDescription(self.pair_text(self._pair(self._cursor)))
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._select()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            pair = self.pair_at(QPointF(event.pos()))
            if pair is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self.pair_text(pair), self)
            return True
        return super().event(event)

    def _select(self) -> None:
        if self._cursor is None:
            return
        first, second = self._pair(self._cursor)
        if first != second:
            self.pair_selected.emit(first, second)
