"""How the angles of all pairs are spread, with the two thresholds as lines to drag."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from emotion_gui.core.reports.figures import BarFigure
from emotion_gui.ui import numbers

SPAN_DEG = 180.0
BIN_DEG = 2.0
BINS = int(SPAN_DEG / BIN_DEG)
LARGEST_THRESHOLD_DEG = 45.0
_GRIP_PX = 6.0
_LABEL_PX = 16
_STEP_DEG = 0.1
_PAGE_DEG = 1.0


class AngleHistogram(QWidget):
    """Bars of pair counts by angle; two lines, which move together while they are linked.

    Heights follow the square root of the count, so that a few pairs near a line stay visible
    beside thousands in the middle.
    """

    threshold_changed = Signal(float)  # degrees in [0, 45], by mouse or keyboard
    complementary_changed = Signal(float)  # degrees in [135, 180], only while not linked
    drag_ended = Signal()  # the mouse let go, or a key was pressed

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: npt.NDArray[np.int64] = np.zeros(BINS, dtype=np.int64)
        self._threshold_deg = 0.0
        self._own_limit_deg: float | None = None
        self._dragging: str | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Histogram of pair angles"))
        self._describe()

    def sizeHint(self) -> QSize:
        return QSize(206, 64)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 64)

    def figure(self) -> BarFigure | None:
        """Pairs in each bin, for pictures and tables; None without any."""
        if not self._counts.any():
            return None
        return BarFigure(
            self.tr("Angles between maps"),
            tuple(numbers.number(k * BIN_DEG) for k in range(BINS)),
            (self.tr("pairs"),),
            tuple((float(n),) for n in self._counts),
            ("#2f55d4",) * BINS,
            upright=True,
            x_label=self.tr("from degrees"),
        )

    @property
    def threshold_deg(self) -> float:
        return self._threshold_deg

    @property
    def limit_deg(self) -> float:
        """The complementary line."""
        return SPAN_DEG - self._threshold_deg if self.linked else self._own_limit_deg or 0.0

    @property
    def linked(self) -> bool:
        """Whether both lines move together."""
        return self._own_limit_deg is None

    def set_complementary(self, limit_deg: float | None) -> None:
        """Put the complementary line by itself, or (None) link it again; without a signal."""
        self._own_limit_deg = limit_deg
        self._describe()
        self.update()

    @property
    def dragging(self) -> bool:
        """Whether the mouse holds a line."""
        return self._dragging is not None

    @property
    def counts(self) -> npt.NDArray[np.int64]:
        """Pairs in each bin of 2 degrees, from 0 to 180."""
        return self._counts

    def set_angles(self, angles_deg: npt.NDArray[np.floating]) -> None:
        """Count the angles of all pairs, in degrees; NaN (no direction) is left out."""
        finite = angles_deg[np.isfinite(angles_deg)]
        self._counts = np.histogram(finite, bins=BINS, range=(0.0, SPAN_DEG))[0]
        self._describe()
        self.update()

    def set_threshold(self, threshold_deg: float) -> None:
        """Move the similar line, and the other one if they are linked; without a signal."""
        self._threshold_deg = min(max(threshold_deg, 0.0), LARGEST_THRESHOLD_DEG)
        self._describe()
        self.update()

    # -- geometry -----------------------------------------------------------------------------

    def _plot(self) -> QRectF:
        return QRectF(self.rect()).adjusted(5, 4, -5, -_LABEL_PX)

    def _x(self, angle_deg: float) -> float:
        plot = self._plot()
        return plot.left() + plot.width() * angle_deg / SPAN_DEG

    def _angle_at(self, x: float) -> float:
        plot = self._plot()
        return (x - plot.left()) / max(plot.width(), 1.0) * SPAN_DEG

    def _line_near(self, x: float) -> str | None:
        to_similar = abs(x - self._x(self._threshold_deg))
        to_complementary = abs(x - self._x(self.limit_deg))
        if min(to_similar, to_complementary) > _GRIP_PX:
            return None
        return "similar" if to_similar <= to_complementary else "complementary"

    # -- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_bars(painter)
        self._paint_lines(painter)
        self._paint_labels(painter)
        painter.end()

    def _paint_bars(self, painter: QPainter) -> None:
        plot, palette = self._plot(), self.palette()
        plain = QColor(palette.color(QPalette.ColorRole.Text))
        plain.setAlpha(48)
        chosen = palette.color(QPalette.ColorRole.Highlight)
        tallest = float(np.sqrt(self._counts.max())) or 1.0
        width = plot.width() / BINS
        gap = 0.6 if width > 2 else 0.0
        for number in np.flatnonzero(self._counts):
            low, high = number * BIN_DEG, (number + 1) * BIN_DEG
            height = max(1.5, plot.height() * float(np.sqrt(self._counts[number])) / tallest)
            similar = low < self._threshold_deg
            inside = similar or (high > self.limit_deg and self.limit_deg < SPAN_DEG)
            bar = QRectF(plot.left() + number * width, plot.bottom() - height, width - gap, height)
            painter.fillRect(bar, chosen if inside else plain)
        pen = QPen(plain, 1)
        painter.setPen(pen)
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())

    def _paint_lines(self, painter: QPainter) -> None:
        plot, palette = self._plot(), self.palette()
        strong = palette.color(QPalette.ColorRole.Text)
        accent = palette.color(QPalette.ColorRole.Highlight)
        active = self.hasFocus() or self._dragging is not None
        for angle_deg in (self._threshold_deg, self.limit_deg):
            x = self._x(angle_deg)
            painter.setPen(QPen(accent if active else strong, 2 if active else 1.5))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            painter.setBrush(palette.color(QPalette.ColorRole.Base))
            painter.drawEllipse(QPointF(x, plot.top() + 3), 3.5, 3.5)

    def _paint_labels(self, painter: QPainter) -> None:
        font = QFont(self.font())
        font.setPixelSize(11)
        painter.setFont(font)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        row = QRectF(self.rect()).adjusted(0, self.height() - _LABEL_PX, 0, 0)
        texts = (
            (Qt.AlignmentFlag.AlignLeft, self.tr("0° similar")),
            (Qt.AlignmentFlag.AlignHCenter, "90°"),
            (Qt.AlignmentFlag.AlignRight, self.tr("opposite 180°")),
        )
        for alignment, text in texts:
            painter.drawText(row, alignment | Qt.AlignmentFlag.AlignBottom, text)

    # -- mouse and keyboard -------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        near_end = "complementary" if self._angle_at(x) > SPAN_DEG / 2 else "similar"
        self._dragging = self._line_near(x) or near_end
        self._drag_to(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._dragging is not None:
            self._drag_to(x)
            return
        near = self._line_near(x) is not None
        self.setCursor(Qt.CursorShape.SizeHorCursor if near else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        del event
        self._dragging = None
        self.update()
        self.drag_ended.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -_STEP_DEG,
            Qt.Key.Key_Down: -_STEP_DEG,
            Qt.Key.Key_Right: _STEP_DEG,
            Qt.Key.Key_Up: _STEP_DEG,
            Qt.Key.Key_PageDown: -_PAGE_DEG,
            Qt.Key.Key_PageUp: _PAGE_DEG,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not self.linked:
            self._choose_limit(self.limit_deg + step)
        else:
            self._choose(self._threshold_deg + step)
        self.drag_ended.emit()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            number = int(self._angle_at(event.pos().x()) // BIN_DEG)
            if 0 <= number < BINS:
                low, high = number * BIN_DEG, (number + 1) * BIN_DEG
                text = self.tr("{low}° to {high}°: {count} pairs").format(
                    low=numbers.number(low),
                    high=numbers.number(high),
                    count=numbers.count(int(self._counts[number])),
                )
                QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def _drag_to(self, x: float) -> None:
        angle_deg = self._angle_at(x)
        if self._dragging == "complementary" and not self.linked:
            self._choose_limit(angle_deg)
            return
        if self._dragging == "complementary":
            angle_deg = SPAN_DEG - angle_deg
        self._choose(angle_deg)

    def _choose(self, threshold_deg: float) -> None:
        chosen = round(min(max(threshold_deg, 0.0), LARGEST_THRESHOLD_DEG), 1)
        if chosen != self._threshold_deg:
            self.set_threshold(chosen)
            self.threshold_changed.emit(chosen)

    def _choose_limit(self, limit_deg: float) -> None:
        low = SPAN_DEG - LARGEST_THRESHOLD_DEG
        chosen = round(min(max(limit_deg, low), SPAN_DEG), 1)
        if chosen != self._own_limit_deg:
            self.set_complementary(chosen)
            self.complementary_changed.emit(chosen)

    def _describe(self) -> None:
        self.setAccessibleDescription(
            self.tr("{pairs} pairs; similar below {low}°, complementary above {high}°").format(
                pairs=numbers.count(int(self._counts.sum())),
                low=numbers.number(self._threshold_deg, 1),
                high=numbers.number(self.limit_deg, 1),
            )
        )
