"""One line of a plot: its values, its look, and the item that draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from emotion_gui.core.reports.figures import Line
from emotion_gui.ui.theme import Theme, series_color

if TYPE_CHECKING:
    import pyqtgraph


_BAND_ALPHA = 0.16


@dataclass
class CurveSeries:
    """Values with a colour of their own, or the theme's for the `index`-th line.

    Attributes:
        low: lower edge of a band about the line; empty without one.
        high: its upper edge.
        growing: gets a point more many times a second, see `CurveTail`.
        stale: the item shows older values.
    """

    label: str
    x: Sequence[float] = ()
    y: Sequence[float] = ()
    color: QColor | None = None
    dashed: bool = False
    points: bool = False
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    growing: bool = False
    stale: bool = True
    _item: Any = field(default=None, init=False, repr=False)
    _band: Any = field(default=None, init=False, repr=False)

    @property
    def look(self) -> tuple[QColor | None, bool, bool]:
        return self.color, self.dashed, self.points

    def line(self, index: int) -> Line:
        """What it shows, for pictures and tables."""
        x, y = tuple(map(float, self.x)), tuple(map(float, self.y))
        color = self.color or series_color(index, dark=False)
        return Line(
            self.label,
            x,
            y,
            color.name(),
            dashed=self.dashed,
            points=self.points,
            low=tuple(map(float, self.low)),
            high=tuple(map(float, self.high)),
        )

    def pen(self, theme: Theme, index: int, *, width: float) -> QPen:
        """`width` is in pixels of the screen."""
        color = self.color or theme.series_color(index)
        style = Qt.PenStyle.DashLine if self.dashed else Qt.PenStyle.SolidLine
        pen = QPen(color, width, style)
        pen.setCosmetic(True)
        return pen

    def draw(self, plot: pyqtgraph.PlotWidget, pen: QPen) -> None:
        """Bring the item to the values; the first time it is made."""
        import pyqtgraph

        if self._item is None:
            if self.points:
                dots = {"symbol": "o", "symbolSize": 6, "symbolPen": None}
                brush = {"symbolBrush": pen.color()}
                self._item = pyqtgraph.PlotDataItem(pen=pen, connect="finite", **dots, **brush)
            else:  # drawn in half the time
                self._item = pyqtgraph.PlotCurveItem(pen=pen, connect="finite")
            plot.addItem(self._item)
        self._item.setData(np.array(self.x, dtype=float), np.array(self.y, dtype=float))
        if len(self.low):
            self._draw_band(plot, pen)
        self.stale = False

    def _draw_band(self, plot: pyqtgraph.PlotWidget, pen: QPen) -> None:
        import pyqtgraph

        if self._band is None:
            color = QColor(pen.color())
            color.setAlphaF(_BAND_ALPHA)
            self._band = pyqtgraph.PlotCurveItem(
                pen=None, brush=color, fillLevel="enclosed", connect="all"
            )
            plot.addItem(self._band)
        x = np.array(self.x, dtype=float)
        around = np.concatenate([np.array(self.low, float), np.array(self.high, float)[::-1]])
        self._band.setData(np.concatenate([x, x[::-1]]), around)

    def forget(self, plot: pyqtgraph.PlotWidget | None) -> None:
        """Take the item out; its look is another one."""
        self.stale = True
        if self._item is not None and plot is not None:
            plot.removeItem(self._item)
            self._item = None
        if self._band is not None and plot is not None:
            plot.removeItem(self._band)
            self._band = None
