"""Class by class: what a face is, and what the network answered."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.core.reports.figures import MatrixFigure
from emotion_gui.ui import numbers
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.icons import emotion_pixmap
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets.cell_grid import CellGrid, blended
from emotion_gui.ui.widgets.frame_view import readable_on

HEADER_PX = 24
GAP_PX = 2
LEAST_CELL_PX = 20  # with a figure in it
_SIGN_PX = 16
_FONTS_PX = (11, 9)  # of figures; where neither fits the tool tip tells


class ConfusionMatrixView(CellGrid):
    """A heat map coloured by the share of the row; click or Enter opens a cell."""

    cell_clicked = Signal(int, int)  # truth, answer

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, least_cell_px: int = 0
    ) -> None:
        """`least_cell_px` is what a cell needs; 0 = many classes may become a mere picture."""
        super().__init__(theme, parent)
        self._least_cell_px = least_cell_px
        self._labels = SEVEN
        self._counts = np.zeros((len(SEVEN), len(SEVEN)), dtype=np.int64)
        self._as_percent = True
        self._selected: tuple[int, int] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Confusion matrix: rows truth, columns answer"))

    @property
    def counts(self) -> npt.NDArray[np.int64]:
        return self._counts

    @property
    def selected(self) -> tuple[int, int] | None:
        return self._selected

    @property
    def classes(self) -> LabelSet:
        """What stands beside the rows and above the columns."""
        return self._labels

    def set_counts(self, counts: npt.ArrayLike, labels: LabelSet) -> None:
        """Show counts, a row a class of truth, a column a class of answer.

        Raises:
            ValueError: another shape.
        """
        matrix = np.asarray(counts, dtype=np.int64)
        if matrix.shape != (len(labels), len(labels)):
            raise ValueError(f"a confusion matrix of shape {matrix.shape}")
        if len(labels) != self._size:
            self.current, self._selected = (0, 0), None
        self._labels, self._counts = labels, matrix.copy()
        self.updateGeometry()
        self.refresh()

    def set_as_percent(self, as_percent: bool) -> None:
        """Per cent of the row, or counts."""
        self._as_percent = as_percent
        self.update()

    def select(self, cell: tuple[int, int] | None) -> None:
        """Mark a cell without telling listeners."""
        self._selected = cell
        self.update()

    def grid(self) -> tuple[int, int]:
        return self._size, self._size

    @property
    def _size(self) -> int:
        return len(self._labels)

    def _name(self, label: int) -> str:
        return emotion_name(label, self._labels)

    def shares(self) -> npt.NDArray[np.float64]:
        """Share of each row, in [0, 1]; rows without faces are 0."""
        rows = self._counts.sum(axis=1, keepdims=True)
        shares: npt.NDArray[np.float64] = self._counts / np.maximum(rows, 1)
        return shares

    def figure(self) -> MatrixFigure | None:
        """What it shows, for pictures and tables; None without faces."""
        if not self._counts.any():
            return None
        shares = self.shares()
        values = 100 * shares if self._as_percent else self._counts
        names = tuple(map(self._name, range(self._size)))
        title = self.tr("Confusion matrix, % of each row")
        if not self._as_percent:
            title = self.tr("Confusion matrix, faces")
        return MatrixFigure(
            title,
            names,
            names,
            tuple(tuple(map(float, row)) for row in values),
            row_label=self.tr("truth"),
            column_label=self.tr("answer"),
            shades=tuple(tuple(map(float, row)) for row in shares),
            digits=1 if self._as_percent else 0,
        )

    def sizeHint(self) -> QSize:
        return QSize(240 + HEADER_PX, 240 + HEADER_PX).expandedTo(self.minimumSizeHint())

    def minimumSizeHint(self) -> QSize:
        side = max(190, HEADER_PX + self._least_cell_px * self._size)
        return QSize(side, side)

    def hasHeightForWidth(self) -> bool:
        return False

    def cell_rect(self, truth: int, answer: int) -> QRectF:
        """Where a cell is painted."""
        side = (min(self.width(), self.height()) - HEADER_PX) / self._size
        return QRectF(
            HEADER_PX + answer * side, HEADER_PX + truth * side, side - GAP_PX, side - GAP_PX
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_headers(painter)
        shares = self.shares()
        for truth in range(self._size):
            for answer in range(self._size):
                self._paint_cell(painter, truth, answer, float(shares[truth, answer]))
        painter.end()

    def _paint_headers(self, painter: QPainter) -> None:
        ratio = self.devicePixelRatioF()
        for emotion in range(self._size):
            color = self.theme.emotion_color(emotion, self._labels)
            row = self.cell_rect(emotion, 0)
            column = self.cell_rect(0, emotion)
            px = min(_SIGN_PX, int(row.height() + GAP_PX))  # of many classes none hides another
            pixmap = emotion_pixmap(emotion, color, px, self._labels, ratio=ratio)
            away = (HEADER_PX - px) / 2 - GAP_PX
            painter.drawPixmap(QPointF(away, row.center().y() - px / 2), pixmap)
            painter.drawPixmap(QPointF(column.center().x() - px / 2, away), pixmap)

    def _paint_cell(self, painter: QPainter, truth: int, answer: int, share: float) -> None:
        theme = self.theme
        rect = self.cell_rect(truth, answer)
        fill = blended(theme.color("hover"), theme.color("accent"), min(1.0, share) ** 0.8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(rect, 3, 3)
        count = int(self._counts[truth, answer])
        text = numbers.number(100 * float(share)) if self._as_percent else numbers.count(count)
        if count or (truth == answer and self._counts[truth].any()):
            painter.setPen(readable_on(fill))
            self._paint_figure(painter, rect, text, bold=truth == answer)
        if self.has_focus_at(truth, answer) or (truth, answer) == self._selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("text"), 1.6))
            painter.drawRoundedRect(rect.adjusted(0.8, 0.8, -0.8, -0.8), 3, 3)

    def _paint_figure(self, painter: QPainter, rect: QRectF, text: str, *, bold: bool) -> None:
        for px in _FONTS_PX:
            painter.setFont(self.theme.font(px, bold=bold))
            needed = painter.fontMetrics().tightBoundingRect(text)
            if needed.width() <= rect.width() and needed.height() <= rect.height():
                painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), text)
                return

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position())
        if cell is not None:
            self._open(cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.current)
        else:
            super().keyPressEvent(event)

    def _open(self, cell: tuple[int, int]) -> None:
        self._selected = cell
        self.set_current(cell)
        self.cell_clicked.emit(*cell)

    def words(self, truth: int, answer: int) -> str:
        share = self.shares()[truth, answer]
        return self.tr("{count} {truth} faces were answered {answer} ({share})").format(
            count=numbers.count(int(self._counts[truth, answer])),
            truth=self._name(truth),
            answer=self._name(answer),
            share=numbers.percent(float(share), 0),
        )
