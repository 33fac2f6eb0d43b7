"""The end of a line that grows many times a second, drawn over a picture of its plot."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap, QPolygonF, QTransform
from PySide6.QtWidgets import QWidget

_SPARE_PX = 3  # around a line that is to be drawn


class CurveTail(QWidget):
    """Lies over a plot and shows a picture of it with a line on top.

    A point more costs a blit and a few pixels of line, where the plot itself would ask each of
    its items what there is to draw.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._picture: QPixmap | None = None
        self._to_pixels = QTransform()
        self._area = QRectF()
        self._pen = QPen()
        self._points: Sequence[tuple[float, float]] = ()
        self._line = QPolygonF()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def ready(self) -> bool:
        """Whether it has a picture to draw on."""
        return self._picture is not None

    def lie_over(self, picture: QPixmap, to_pixels: QTransform, area: QRectF, pen: QPen) -> None:
        """Show `picture`; lines are drawn within `area`, in pixels of the parent, by `pen`.

        Args:
            picture: the plot without the line.
            to_pixels: from the plot's values to pixels of the parent.
            area: where the plot's lines are.
            pen: its width in pixels of the parent.
        """
        self._picture, self._to_pixels, self._area, self._pen = picture, to_pixels, area, pen
        self._points, self._line = (), QPolygonF()
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.show()
        # A style sheet takes it away, and the plot would be drawn underneath each time.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.update()

    def drop(self) -> None:
        """Let the plot itself be seen until there is a new picture."""
        self._picture = None
        self.hide()

    def set_points(self, points: Sequence[tuple[float, float]]) -> None:
        """The line; only what it has grown by since the last call is drawn."""
        known = len(self._points)
        if known > len(points) or (known and points[known - 1] != self._points[-1]):
            self.update(self._dirty(0))
            known, self._line = 0, QPolygonF()
        drawn = self._line.size()
        self._points = points
        for x, y in itertools.islice(points, known, None):
            if math.isfinite(y):
                self._line.append(self._to_pixels.map(QPointF(x, y)))
        self.update(self._dirty(max(0, drawn - 1)))

    def _dirty(self, first: int) -> QRect:
        """Around the line from its point `first` on."""
        new = QPolygonF([self._line.at(i) for i in range(first, self._line.size())])
        spare = _SPARE_PX + self._pen.widthF()
        return new.boundingRect().adjusted(-spare, -spare, spare, spare).toAlignedRect()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            return
        painter = QPainter(self)
        place = event.rect()
        ratio = self._picture.devicePixelRatio()
        painter.drawPixmap(
            QRectF(place),
            self._picture,
            QRectF(
                place.x() * ratio, place.y() * ratio, place.width() * ratio, place.height() * ratio
            ),
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self._area)
        painter.setPen(self._pen)
        painter.drawPolyline(self._line)
        painter.end()
