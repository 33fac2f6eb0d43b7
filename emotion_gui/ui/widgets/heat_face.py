"""A gray face with a heat map over it, in colours that every kind of eye can order."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from emotion_gui.ui.theme import Theme
from emotion_gui.ui.tokens import LIGHT, TEXT_PX
from emotion_gui.ui.widgets.frame_view import to_qimage

# Matplotlib's viridis at ten even steps: lightness rises all the way.
_VIRIDIS = np.array(
    [
        (68, 1, 84),
        (72, 40, 120),
        (62, 74, 137),
        (49, 104, 142),
        (38, 130, 142),
        (31, 158, 137),
        (53, 183, 121),
        (110, 206, 88),
        (181, 222, 43),
        (253, 231, 37),
    ],
    dtype=np.float64,
)
_RADIUS_PX = 8
_SCALE_PX, _GAP_PX = 10, 8
_EXPORT_SIDE_PX, _EXPORT_EDGE_PX, _EXPORT_WORDS_PX = 360, 16, 48
_EXPORT_RATIO = 2.0
_SMOOTH = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform


def viridis(values: npt.NDArray[np.floating]) -> npt.NDArray[np.uint8]:
    """Colours of values in [0, 1]: shape (..., 3), RGB."""
    place = np.clip(values, 0.0, 1.0) * (len(_VIRIDIS) - 1)
    steps = np.arange(len(_VIRIDIS))
    channels = [np.interp(place, steps, _VIRIDIS[:, k]) for k in range(3)]
    colors: npt.NDArray[np.uint8] = np.rint(np.stack(channels, axis=-1)).astype(np.uint8)
    return colors


class HeatFace(QWidget):
    """The face, the heat over it, and the scale from none to most at the right."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._face: QImage | None = None
        self._heat: QImage | None = None
        self._opacity = 0.6
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Face with heat map"))
        theme.changed.connect(self.update)

    @property
    def has_heat(self) -> bool:
        return self._heat is not None

    @property
    def opacity(self) -> float:
        return self._opacity

    def set_face(self, face: npt.NDArray[np.uint8] | None) -> None:
        """Another face, gray (side, side), without heat for now."""
        self._face = None if face is None else to_qimage(face)
        self._heat = None
        self.update()

    def set_heat(self, values: npt.NDArray[np.floating] | None) -> None:
        """Values in [0, 1], shape of the face; None takes the heat away."""
        self._heat = None if values is None else to_qimage(viridis(values))
        self.update()

    def set_opacity(self, opacity: float) -> None:
        """Of the heat, 0 to 1."""
        self._opacity = opacity
        self.update()

    def picture(self, words: str) -> QImage:
        """The face, and beside it the face with its heat, on white; the words below."""
        side, edge = _EXPORT_SIDE_PX, _EXPORT_EDGE_PX
        width = 4 * edge + 2 * side + _GAP_PX + _SCALE_PX
        size = QSize(width, 2 * edge + side + _EXPORT_WORDS_PX)
        image = QImage(size * _EXPORT_RATIO, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(_EXPORT_RATIO)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setRenderHints(_SMOOTH)
        self._paint_face(painter, QRectF(edge, edge, side, side), with_heat=False)
        self._paint_face(painter, QRectF(2 * edge + side, edge, side, side), with_heat=True)
        painter.setPen(QColor(LIGHT.text))
        painter.setFont(self._theme.font(TEXT_PX))
        below = QRectF(edge, edge + side + 8, width - 2 * edge, _EXPORT_WORDS_PX)
        wrap = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)
        painter.drawText(below, wrap, words)
        painter.end()
        return image

    def sizeHint(self) -> QSize:
        return QSize(220, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(140, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHints(_SMOOTH)
        side = min(self.width() - 2 * (_SCALE_PX + _GAP_PX), self.height())
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        self._paint_face(painter, box, with_heat=True)
        painter.end()

    def _paint_face(self, painter: QPainter, box: QRectF, *, with_heat: bool) -> None:
        clip = QPainterPath()
        clip.addRoundedRect(box, _RADIUS_PX, _RADIUS_PX)
        if self._face is None:
            painter.fillPath(clip, self._theme.color("track"))
            return
        painter.save()
        painter.setClipPath(clip)
        painter.drawImage(box, self._face)
        if with_heat and self._heat is not None:
            painter.setOpacity(self._opacity)
            painter.drawImage(box, self._heat)
        painter.restore()
        if with_heat and self._heat is not None:
            self._paint_scale(painter, box)

    def _paint_scale(self, painter: QPainter, box: QRectF) -> None:
        scale = QRectF(box.right() + _GAP_PX, box.top(), _SCALE_PX, box.height())
        gradient = QLinearGradient(QPointF(0, scale.bottom()), QPointF(0, scale.top()))
        for step, color in enumerate(_VIRIDIS.astype(int).tolist()):
            gradient.setColorAt(step / (len(_VIRIDIS) - 1), QColor(*color))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(scale, _SCALE_PX / 2, _SCALE_PX / 2)
