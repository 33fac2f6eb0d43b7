"""Lines over time or threshold, drawn by pyqtgraph, which is imported only when seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from emotion_gui.core.reports.figures import LineFigure
from emotion_gui.ui.numbers import significant
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets.curve_axis import number_axis
from emotion_gui.ui.widgets.curve_marker import CurveMarker
from emotion_gui.ui.widgets.curve_series import CurveSeries
from emotion_gui.ui.widgets.curve_tail import CurveTail
from emotion_gui.ui.widgets.flow import FlowRow
from emotion_gui.ui.widgets.labels import ElidedLabel

if TYPE_CHECKING:
    import pyqtgraph

REFRESH_MS = 50
_RING_PX = 2
_MARGIN = 0.06  # of the values' span, above and below
_LEAST_FILLED = 0.75  # of the height, before the axis closes in


class CurvePlot(QWidget):
    """Named series with a legend; many changes become at most 20 redraws a second."""

    marker_moved = Signal(float)  # x of the marker line, while it is dragged

    def __init__(
        self,
        theme: Theme,
        *,
        name: str,
        x_label: str = "",
        y_label: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._series: dict[str, CurveSeries] = {}
        self._plot: pyqtgraph.PlotWidget | None = None
        self._tail: CurveTail | None = None
        self._marker = CurveMarker(theme, self)
        self._marker.moved.connect(self.marker_moved)
        self._y_range: tuple[float, float] | None = None
        self._x_range: tuple[float, float] | None = None
        self._shown_y: tuple[float, float] | None = None
        self._shown_x: tuple[float, float] | None = None
        self._labels = (x_label, y_label)
        self._legend = FlowRow(spacing=16)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_RING_PX, _RING_PX, _RING_PX, _RING_PX)
        self._column.setSpacing(4)
        self._column.addStretch(1)
        self._column.addWidget(self._legend)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self._refresh)
        self.setMinimumSize(160, 110)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # to be copied by key
        self.setAccessibleName(name)
        theme.changed.connect(self._restyle)

    @property
    def series(self) -> tuple[str, ...]:
        return tuple(self._series)

    def data(self, key: str) -> tuple[list[float], list[float]]:
        """What a series shows."""
        found = self._series[key]
        return list(found.x), list(found.y)

    def figure(self) -> LineFigure | None:
        """What it shows, for pictures and tables; None where there is nothing yet."""
        series = enumerate(self._series.values())
        lines = tuple(one.line(index) for index, one in series if len(one.x))
        if not lines:
            return None
        x_label, y_label = self._labels
        return LineFigure(self.accessibleName(), lines, x_label, y_label, self._marker.x)

    def set_series(
        self,
        key: str,
        x: Sequence[float],
        y: Sequence[float],
        *,
        label: str | None = None,
        color: QColor | None = None,
        dashed: bool = False,
        points: bool = False,
        band: tuple[Sequence[float], Sequence[float]] = ((), ()),
        growing: bool = False,
    ) -> None:
        """Add or replace a line.

        Args:
            key: names the series.
            x: as many as `y`; NaN in `y` makes a gap.
            y: values.
            label: for the legend; the key when left out.
            color: fixed; otherwise the theme's colour for the n-th series.
            dashed: for baselines.
            points: mark each value with a dot.
            band: lower and upper edge of an area about the line, as many as `y` each.
            growing: gets a point more many times a second; drawn over a picture of the others,
                for a fraction of the work. One series of a plot at most, without dots.

        Raises:
            ValueError: `x`, `y` and a band's edges differ in length.
        """
        if {len(x), *(len(edge) for edge in band if len(edge))} != {len(y)}:
            raise ValueError(f"{key}: {len(x)} x for {len(y)} y, {len(band[0])}, {len(band[1])}")
        found = self._series.get(key)
        if found is None:
            found = self._series[key] = CurveSeries(label or key, growing=growing)
            found.color, found.dashed, found.points = color, dashed, points
            self._rebuild_legend()
        elif label is not None and label != found.label:
            found.label = label
            self._rebuild_legend()
        if found.look != (color, dashed, points):
            found.color, found.dashed, found.points = color, dashed, points
            self._rebuild_legend()
        if bool(len(found.low)) != bool(len(band[0])):
            found.forget(self._plot)
        found.x, found.y, found.stale = tuple(x), tuple(y), True
        found.low, found.high = map(tuple, band)
        if len(y):
            self.setAccessibleDescription(f"{found.label}: {significant(y[-1])}")
        self._ask_refresh()

    def remove_series(self, key: str) -> None:
        found = self._series.pop(key, None)
        self._drop_tail()
        if found is not None:
            found.forget(self._plot)
        self._rebuild_legend()

    def clear(self) -> None:
        for key in tuple(self._series):
            self.remove_series(key)

    def set_y_range(self, low: float, high: float) -> None:
        self._y_range = (low, high)
        self._ask_refresh()

    def set_x_range(self, low: float, high: float) -> None:
        self._x_range = (low, high)
        self._ask_refresh()

    def set_marker(self, x: float | None, *, movable: bool = False) -> None:
        """A vertical line at x, such as the threshold in use; None removes it."""
        self._marker.place(x, movable=movable)
        self._ask_refresh()

    def flush(self) -> None:
        """Draw now, for pictures and tests."""
        self._build()
        self._refresh()

    def sizeHint(self) -> QSize:
        return QSize(360, 200)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._plot is None:
            QTimer.singleShot(0, self, self._build)
        else:
            self._ask_refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing but the ring of the focus, around the plot."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(self._theme.color("accent"), _RING_PX))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
            painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._restyle()  # pens are as many of the screen's pixels wide as they are told
        return super().event(event)

    @Slot()
    def _on_area_resized(self) -> None:
        """The plot, or the room that the marks of its axes take, has another size."""
        self._drop_tail()
        self._ask_refresh()

    def _drop_tail(self) -> None:
        """Let the plot itself be seen: the picture under the growing line is no longer true."""
        if self._tail is not None:
            self._tail.drop()

    def _ask_refresh(self) -> None:
        if not self._timer.isActive() and self._plot is not None and self.isVisible():
            self._timer.start()

    @Slot()
    def _build(self) -> None:
        if self._plot is not None:
            return
        import pyqtgraph

        pyqtgraph.setConfigOptions(antialias=True)
        axes = {
            "bottom": number_axis("bottom", only_whole=self._has_whole_x),
            "left": number_axis("left"),
        }
        plot = pyqtgraph.PlotWidget(parent=self, background=None, axisItems=axes, enableMenu=False)
        # Made whatever is asked for, with nobody to delete it and its submenus.
        menu = plot.getPlotItem().ctrlMenu
        menu.setParent(plot, menu.windowFlags())
        plot.setFrameShape(plot.Shape.NoFrame)
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        plot.setViewportMargins(0, 0, 0, 0)
        plot.setStyleSheet("border: 0;")
        plot.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        for side in ("bottom", "left"):  # texts and grid: two thirds of a redraw, hardly ever new
            axis = plot.getPlotItem().getAxis(side)
            axis.setCacheMode(axis.CacheMode.DeviceCoordinateCache)
        self._column.takeAt(0)
        self._column.insertWidget(0, plot, 1)
        self._plot, self._tail = plot, CurveTail(plot)
        plot.getPlotItem().getViewBox().sigResized.connect(self._on_area_resized)
        self._restyle()

    @Slot()
    def _restyle(self) -> None:
        self._rebuild_legend()
        if self._plot is None:
            return
        self._drop_tail()
        muted = self._theme.color("muted")
        grid = QColor(self._theme.color("border"))
        item = self._plot.getPlotItem()
        # The card's own colour rather than none: what lies behind need not be drawn with it.
        self._plot.setBackground(self._theme.color("card"))
        item.getViewBox().enableAutoRange(x=self._x_range is None, y=False)
        item.showGrid(x=False, y=True, alpha=0.35)
        for side, label in zip(("bottom", "left"), self._labels, strict=True):
            axis = item.getAxis(side)
            axis.setPen(grid)
            axis.setTextPen(muted)
            axis.setTickFont(self._theme.font(11))
            axis.enableAutoSIPrefix(False)  # "seconds (x0.001)" is no unit
            axis.setStyle(tickLength=0 if side == "left" else -4)
            if label:
                axis.setLabel(label, **{"color": muted.name(), "font-size": "11px"})
        for series in self._series.values():
            series.forget(self._plot)
        self._marker.forget(self._plot)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        if self._plot is None:
            return
        if self._only_grown():
            self._draw_tail()
            return
        self._drop_tail()
        for index, series in enumerate(self._series.values()):
            if series.stale and not series.growing:
                series.draw(self._plot, series.pen(self._theme, index, width=2 * self._pixel))
        self._set_ranges()
        self._marker.draw(self._plot, pixel=self._pixel)
        self._draw_tail()

    def _only_grown(self) -> bool:
        """Whether there is nothing to draw but a growing line's end, within the axes."""
        if self._tail is None or not self._tail.ready or self._shown_y is None:
            return False
        if not self._marker.is_drawn or self._shown_x != self._x_range:
            return False
        if self._y_range not in (None, self._shown_y):
            return False
        low, high = self._shown_y
        return all(
            not series.y or (low <= min(series.y) and max(series.y) <= high)
            if series.growing
            else not series.stale
            for series in self._series.values()
        )

    def _draw_tail(self) -> None:
        assert self._plot is not None
        assert self._tail is not None
        for index, series in enumerate(self._series.values()):
            if not series.growing or not (series.x or self._tail.ready):
                continue
            if not self._plot.isVisible():
                return  # nothing to take a picture of; its first size asks again
            if not self._tail.ready:
                picture = self._plot.grab()  # settles the axes
                box = self._plot.getPlotItem().getViewBox()
                to_pixels = box.childTransform() * box.sceneTransform()
                to_pixels *= self._plot.viewportTransform()
                pen = series.pen(self._theme, index, width=2)
                self._tail.lie_over(picture, to_pixels, box.sceneBoundingRect(), pen)
            self._tail.set_points(tuple(zip(series.x, series.y, strict=True)))
            series.stale = False

    def _set_ranges(self) -> None:
        """Bring the axes to the data, as seldom as can be: marks and grid are drawn anew then."""
        assert self._plot is not None
        wanted_y = self._y_range or self._fitted_y()
        if wanted_y is not None and wanted_y != self._shown_y:
            self._shown_y = wanted_y
            self._plot.setYRange(*wanted_y, padding=0.02)
        if self._x_range is not None and self._x_range != self._shown_x:
            self._shown_x = self._x_range
            self._plot.setXRange(*self._x_range, padding=0.01)

    def _fitted_y(self) -> tuple[float, float] | None:
        """Lowest and highest value with a margin; what is shown while that still fits well."""
        values = [
            v
            for series in self._series.values()
            for several in (series.y, series.low, series.high)
            for v in several
            if math.isfinite(v)
        ]
        if not values:
            return None
        low, high = min(values), max(values)
        if self._shown_y is not None:
            bottom, top = self._shown_y
            if bottom <= low <= high <= top and high - low >= _LEAST_FILLED * (top - bottom):
                return self._shown_y
        margin = _MARGIN * ((high - low) or abs(high) or 1.0)
        return low - margin, high + margin

    @property
    def _pixel(self) -> float:
        """One of the screen's pixels in the unit of pens."""
        return self.devicePixelRatioF()

    def _has_whole_x(self) -> bool:
        return all(
            float(x).is_integer()
            for series in self._series.values()
            if not series.growing
            for x in series.x[:500]
        )

    def _rebuild_legend(self) -> None:
        self._legend.clear()
        for index, series in enumerate(self._series.values()):
            series.forget(self._plot)
            color = series.color or self._theme.series_color(index)
            mark = "┄" if series.dashed else "━"
            label = ElidedLabel(f"{mark} {series.label}")
            label.setStyleSheet(f"color: {color.name()}; font-size: 11px;")
            self._legend.add(label)
        self._ask_refresh()
