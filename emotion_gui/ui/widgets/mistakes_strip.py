"""A few faces that a network got wrong: what they are, and what it answered."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.icons import emotion_pixmap
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets.frame_view import to_qimage

_GAP_PX = 6
_ICON_PX = 16
_RADIUS_PX = 5


class MistakesStrip(QWidget):
    """Faces in one row; below each the icons of its label and of the answer."""

    def __init__(self, theme: Theme, *, places: int = 4, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._places = theme, places
        self._faces: list[tuple[QImage, int, int]] = []
        self._classes = SEVEN
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Surest mistakes"))
        theme.changed.connect(self.update)

    @property
    def count(self) -> int:
        return len(self._faces)

    def set_mistakes(
        self,
        faces: Sequence[npt.NDArray[np.uint8]] | npt.NDArray[np.uint8],
        labels: Sequence[int],
        answers: Sequence[int],
        classes: LabelSet = SEVEN,
    ) -> None:
        """Show gray faces, shape (n, side, side), with their labels and answers."""
        self._classes = classes
        self._faces = [
            (to_qimage(face), int(label), int(answer))
            for face, label, answer in zip(faces, labels, answers, strict=True)
        ][: self._places]
        words = ", ".join(
            self.tr("{label} answered {answer}").format(
                label=emotion_name(label, classes), answer=emotion_name(answer, classes)
            )
            for _, label, answer in self._faces
        )
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(232, round(self._side_px(232)) + _ICON_PX + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        side = min(self._side_px(self.width()), self.height() - _ICON_PX - 6)
        for place in range(self._places):
            box = QRectF(place * (side + _GAP_PX), 0, side, side)
            clip = QPainterPath()
            clip.addRoundedRect(box, _RADIUS_PX, _RADIUS_PX)
            if place < len(self._faces):
                self._paint_face(painter, self._faces[place], box, clip)
            else:
                painter.fillPath(clip, self._theme.color("hover"))
        painter.end()

    def _side_px(self, width: float) -> float:
        return (width - _GAP_PX * (self._places - 1)) / self._places

    def _paint_face(
        self, painter: QPainter, face: tuple[QImage, int, int], box: QRectF, clip: QPainterPath
    ) -> None:
        image, label, answer = face
        painter.save()
        painter.setClipPath(clip)
        painter.drawImage(box, image, QRectF(image.rect()))
        painter.restore()
        middle, top = box.center().x(), box.bottom() + 4
        ratio = self.devicePixelRatioF()
        for emotion, left in ((label, middle - _ICON_PX - 7), (answer, middle + 7)):
            color = self._theme.emotion_color(emotion, self._classes)
            pixmap = emotion_pixmap(emotion, color, _ICON_PX, self._classes, ratio=ratio)
            painter.drawPixmap(QPointF(left, top), pixmap)
        painter.setPen(self._theme.color("muted"))
        painter.setFont(self._theme.font(11))
        arrow = QRectF(middle - 8, top, 16, _ICON_PX)
        painter.drawText(arrow, int(Qt.AlignmentFlag.AlignCenter), "→")
