"""A few faces in a square, such as the nine random versions of one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets.frame_view import to_qimage

_GAP_PX = 4
_RADIUS_PX = 5
_LARGEST_SIDE_PX = 240


class FaceMosaic(QWidget):
    """Faces side by side in rows of `columns`, as large as the width allows."""

    def __init__(
        self, theme: Theme, *, columns: int = 3, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._columns = theme, columns
        self._images: list[QImage] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(name)
        theme.changed.connect(self.update)

    @property
    def count(self) -> int:
        return len(self._images)

    def set_faces(self, faces: npt.NDArray[np.uint8]) -> None:
        """Show gray faces, shape (n, side, side); an empty array shows empty places."""
        self._images = [to_qimage(face) for face in faces]
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_LARGEST_SIDE_PX, _LARGEST_SIDE_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 120)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return min(width, _LARGEST_SIDE_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        side = min(self.width(), self.height())
        left = (self.width() - side) / 2
        cell = (side - _GAP_PX * (self._columns - 1)) / self._columns
        for place in range(self._columns * self._columns):
            row, column = divmod(place, self._columns)
            x, y = left + column * (cell + _GAP_PX), row * (cell + _GAP_PX)
            self._paint_face(painter, place, QRectF(x, y, cell, cell))
        painter.end()

    def _paint_face(self, painter: QPainter, place: int, box: QRectF) -> None:
        clip = QPainterPath()
        clip.addRoundedRect(box, _RADIUS_PX, _RADIUS_PX)
        if place >= len(self._images):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.fillPath(clip, self._theme.color("track"))
            return
        painter.save()
        painter.setClipPath(clip)
        image = self._images[place]
        painter.drawImage(box, image, QRectF(image.rect()))
        painter.restore()
