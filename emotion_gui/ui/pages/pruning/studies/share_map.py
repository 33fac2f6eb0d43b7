"""Layers by shares of their maps: what is left of the accuracy, filling as it is measured."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from emotion_gui.core.reports.figures import MatrixFigure
from emotion_gui.ui import numbers
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets.cell_grid import CellGrid, blended
from emotion_gui.ui.widgets.frame_view import readable_on

if TYPE_CHECKING:
    from emotion_gui.core.pruning.cell import Cell

COLUMNS = 8
"""Eighths of a layer's maps: the first is the whole layer."""
_HEADER_PX, _ROW_PX, _GAP_PX = 22, 30, 2
_WORST = 0.10  # of accuracy lost: no colour is left


class ShareMap(CellGrid):
    """A heat map; what a goal takes of each layer is framed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._layers: tuple[tuple[str, int], ...] = ()
        self._cells: dict[tuple[int, int], Cell] = {}
        self._chosen: tuple[int, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Accuracy of each layer by the share of its maps that goes"))

    def set_layers(self, layers: Sequence[tuple[str, int]]) -> None:
        """Names and numbers of maps, from the input on; what was measured is forgotten."""
        self._layers, self._cells, self._chosen = tuple(layers), {}, ()
        self.current = (0, 0)
        self.updateGeometry()
        self.refresh()

    def add_cell(self, cell: Cell) -> None:
        """One more that was measured."""
        self._cells[cell.layer, cell.gone] = cell
        self.refresh()

    def set_chosen(self, gone: Sequence[int]) -> None:
        """Maps that go of each layer; none takes the frames away."""
        self._chosen = tuple(gone)
        self.refresh()

    def grid(self) -> tuple[int, int]:
        return len(self._layers), COLUMNS

    def figure(self) -> MatrixFigure | None:
        """The accuracies, for pictures and tables; None before the first."""
        if not self._cells:
            return None
        places = [[(row, column) for column in range(COLUMNS)] for row in range(len(self._layers))]
        return MatrixFigure(
            self.tr("Accuracy on held-out training faces, one layer pruned alone, %"),
            tuple(name for name, _ in self._layers),
            tuple(numbers.percent(column / COLUMNS, 0) for column in range(COLUMNS)),
            tuple(tuple(100 * self.accuracy(*place) for place in row) for row in places),
            row_label=self.tr("layer"),
            column_label=self.tr("maps gone"),
            shades=tuple(tuple(self._strength(*place) for place in row) for row in places),
            digits=1,
        )

    def accuracy(self, row: int, column: int) -> float:
        """In [0, 1]; NaN where nothing was measured."""
        if column == 0:
            some = next(iter(self._cells.values()), None)
            return math.nan if some is None else some.accuracy_before
        cell = self.cell(row, column)
        return math.nan if cell is None else cell.accuracy

    def cell(self, row: int, column: int) -> Cell | None:
        """What was measured for a layer and a share; None for the whole layer, and until then."""
        gone = self._gone(row, column)
        return None if gone == 0 else self._cells.get((row, gone))

    def is_chosen(self, row: int, column: int) -> bool:
        """Whether the goal takes this share of the layer; the first of equal ones."""
        if row >= len(self._chosen):
            return False
        gone = self._chosen[row]
        same = [k for k in range(COLUMNS) if self._gone(row, k) == gone]
        return bool(same) and column == same[0]

    def _gone(self, row: int, column: int) -> int:
        """As the survey counts: one map stays, and one goes at least."""
        maps = self._layers[row][1]
        return 0 if column == 0 else min(maps - 1, max(1, round(column * maps / COLUMNS)))

    def _strength(self, row: int, column: int) -> float:
        accuracy = self.accuracy(row, column)
        if math.isnan(accuracy):
            return 0.0
        lost = self.accuracy(row, 0) - accuracy
        return min(1.0, max(0.0, 1 - lost / _WORST))

    # -- painting -----------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(520, _HEADER_PX + _ROW_PX * max(1, len(self._layers)))

    def minimumSizeHint(self) -> QSize:
        return QSize(360, self.sizeHint().height())

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Where a cell is painted."""
        left = self._names_px()
        width = (self.width() - left) / COLUMNS
        top = _HEADER_PX + row * _ROW_PX
        return QRectF(left + column * width, top, width - _GAP_PX, _ROW_PX - _GAP_PX)

    def _names_px(self) -> int:
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(name) for name, _ in self._layers), default=0)
        return widest + 12

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.theme.color("muted"))
        for column in range(COLUMNS):
            place = self.cell_rect(0, column)
            place.moveTop(0)
            place.setHeight(_HEADER_PX)
            text = numbers.percent(column / COLUMNS, 0)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), text)
        for row, (name, _) in enumerate(self._layers):
            place = self.cell_rect(row, 0)
            place.setLeft(0)
            painter.setFont(self.font())
            painter.setPen(self.theme.color("text"))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), name)
            for column in range(COLUMNS):
                self._paint_cell(painter, row, column)
        painter.end()

    def _paint_cell(self, painter: QPainter, row: int, column: int) -> None:
        theme, rect = self.theme, self.cell_rect(row, column)
        fill = blended(theme.color("hover"), theme.color("accent"), self._strength(row, column))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(rect, 3, 3)
        accuracy, cell = self.accuracy(row, column), self.cell(row, column)
        if not math.isnan(accuracy):
            painter.setFont(theme.font(11, bold=cell is None or cell.is_free))
            painter.setPen(readable_on(fill))
            text = numbers.number(100 * accuracy, 1)
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), text)
        has_focus = self.has_focus_at(row, column)
        if has_focus or self.is_chosen(row, column):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            style = Qt.PenStyle.DotLine if has_focus else Qt.PenStyle.SolidLine
            painter.setPen(QPen(theme.color("text"), 2.2, style))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 3, 3)

    # -- what it says -------------------------------------------------------------------------

    def words(self, row: int, column: int) -> str:
        """What the tool tip and a screen reader say of a cell."""
        name, maps = self._layers[row]
        gone, cell = self._gone(row, column), self.cell(row, column)
        text = self.tr("{layer}, {gone} of {maps} maps gone").format(
            layer=name, gone=numbers.count(gone), maps=numbers.count(maps)
        )
        if cell is not None:
            found = self.tr(": {accuracy} ({p}), KL {divergence}").format(
                accuracy=numbers.percent(cell.accuracy),
                p=numbers.p_value(cell.p),
                divergence=numbers.significant(cell.divergence, 2),
            )
            text += found
        if self.is_chosen(row, column):
            text += self.tr("; taken for the goal")
        return text

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position())
        if cell is not None:
            self.set_current(cell)
