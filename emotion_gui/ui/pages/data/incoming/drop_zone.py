"""The empty page: a dashed frame that says what can be dropped."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen

from emotion_gui.ui.tokens import RADIUS_PX
from emotion_gui.ui.widgets import EmptyState


class DropZone(EmptyState):
    """An empty state with the look of a place to drop things on."""

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self.palette().placeholderText().color(), 1.2, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([5, 5])
        painter.setPen(pen)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(frame, 1.5 * RADIUS_PX, 1.5 * RADIUS_PX)
        painter.end()
