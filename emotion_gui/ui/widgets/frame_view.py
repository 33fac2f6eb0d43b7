"""Paints video frames with face boxes; for the live page and picture details."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from emotion_gui.ui.theme import Theme
from emotion_gui.ui.tokens import RADIUS_PX

DESCRIBE_EVERY_MS = 500  # a screen reader cannot say 60 descriptions a second


@dataclass(frozen=True)
class Overlay:
    """A box on a frame, in pixels of the frame, with a chip above and a caption below."""

    left: float
    top: float
    width: float
    height: float
    color: QColor
    label: str = ""
    caption: str = ""
    selected: bool = False


def to_qimage(frame: npt.NDArray[np.uint8], *, bgr: bool = False) -> QImage:
    """A QImage from gray (h, w), colour (h, w, 3) or screen pixels (h, w, 4).

    The first two are copied. The last are blue, green, red and an unused byte, contiguous, and
    are used as they are: keep the array as long as the image.
    """
    pixels = np.ascontiguousarray(frame)
    height, width = pixels.shape[:2]
    stride = pixels.strides[0]
    if pixels.ndim == 3 and pixels.shape[2] == 4:
        return QImage(pixels.data, width, height, stride, QImage.Format.Format_RGB32)
    if pixels.ndim == 2:
        layout = QImage.Format.Format_Grayscale8
    else:
        layout = QImage.Format.Format_BGR888 if bgr else QImage.Format.Format_RGB888
    return QImage(pixels.data, width, height, stride, layout).copy()


class FrameView(QWidget):
    """Keeps the aspect ratio, may mirror, draws boxes that stay readable on any picture."""

    box_clicked = Signal(int)  # index of the overlay

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: QImage | None = None
        self._pixels: npt.NDArray[np.uint8] | QImage | None = None  # kept alive for the image
        self._overlays: tuple[Overlay, ...] = ()
        self._mirrored = False
        self._text = ""
        self._describing = QTimer(self)
        self._describing.setSingleShot(True)
        self._describing.setInterval(DESCRIBE_EVERY_MS)
        self._describing.timeout.connect(self._describe)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 160)
        self.setAccessibleName(self.tr("Picture"))
        theme.changed.connect(self.update)

    @property
    def image(self) -> QImage | None:
        return self._image

    @property
    def mirrored(self) -> bool:
        return self._mirrored

    def set_mirrored(self, mirrored: bool) -> None:
        self._mirrored = mirrored
        self.update()

    def set_placeholder(self, text: str) -> None:
        """What to say while there is no frame."""
        self._text = text
        self.update()

    def show_frame(
        self,
        frame: npt.NDArray[np.uint8] | QImage,
        overlays: Sequence[Overlay] = (),
        *,
        bgr: bool = False,
    ) -> None:
        """Show a frame and its boxes together.

        Args:
            frame: a QImage, or an array as `to_qimage` takes it.
            overlays: in pixels of the unmirrored frame.
            bgr: the array's channels are in OpenCV's order.
        """
        self._image = frame if isinstance(frame, QImage) else to_qimage(frame, bgr=bgr)
        self._pixels = frame
        self.set_overlays(overlays)

    def set_overlays(self, overlays: Sequence[Overlay]) -> None:
        self._overlays = tuple(overlays)
        if not self._describing.isActive():
            self._describe()
            self._describing.start()
        self.setFocusPolicy(
            Qt.FocusPolicy.StrongFocus if self._overlays else Qt.FocusPolicy.NoFocus
        )
        self.update()

    @Slot()
    def _describe(self) -> None:
        words = "; ".join(f"{item.caption} {item.label}".strip() for item in self._overlays)
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)

    def clear(self) -> None:
        self._image = self._pixels = None
        self.set_overlays(())

    def sizeHint(self) -> QSize:
        return QSize(640, 400)

    def frame_rect(self) -> QRectF:
        """Where the frame is painted, in pixels of the widget."""
        area = QRectF(self.rect())
        if self._image is None or self._image.isNull():
            return area
        scale = min(area.width() / self._image.width(), area.height() / self._image.height())
        width, height = self._image.width() * scale, self._image.height() * scale
        return QRectF((area.width() - width) / 2, (area.height() - height) / 2, width, height)

    def overlay_rect(self, overlay: Overlay) -> QRectF:
        """Where a box is painted, in pixels of the widget."""
        if self._image is None or self._image.isNull():
            return QRectF()
        target = self.frame_rect()
        scale = target.width() / self._image.width()
        left = overlay.left
        if self._mirrored:
            left = self._image.width() - overlay.left - overlay.width
        return QRectF(
            target.left() + left * scale,
            target.top() + overlay.top * scale,
            overlay.width * scale,
            overlay.height * scale,
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(self.rect()), RADIUS_PX, RADIUS_PX)
        painter.setClipPath(clip)
        if self._image is None or self._image.isNull():
            painter.fillRect(self.rect(), self._theme.color("track"))
            painter.setPen(self._theme.color("muted"))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._text)
        else:
            painter.fillRect(self.rect(), QColor("#0c0e11"))
            self._paint_frame(painter, self._image)
            for overlay in self._overlays:
                self._paint_overlay(painter, overlay)
        painter.end()

    def _paint_frame(self, painter: QPainter, image: QImage) -> None:
        target = self.frame_rect()
        painter.save()
        if self._mirrored:
            painter.translate(target.left() * 2 + target.width(), 0)
            painter.scale(-1, 1)
        painter.drawImage(target, image)
        painter.restore()

    def _paint_overlay(self, painter: QPainter, overlay: Overlay) -> None:
        rect = self.overlay_rect(overlay)
        # A dark line under the coloured one: 3:1 on bright and on dark pictures.
        for color, width in ((QColor(0, 0, 0, 130), 5.0), (overlay.color, 3.0)):
            painter.setPen(QPen(color, width + (1.5 if overlay.selected else 0)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, 8, 8)
        if overlay.label:
            self._paint_chip(painter, overlay, rect)
        if overlay.caption:
            painter.setFont(self._theme.font(12))
            fits = rect.bottom() + 23 <= self.height()
            top, left = (5, 0) if fits else (-26, 8)
            below = QRectF(rect.left() + left, rect.bottom() + top, max(rect.width(), 120), 18)
            painter.setPen(QColor(0, 0, 0, 170))
            painter.drawText(below.translated(1, 1), overlay.caption)
            painter.setPen(QColor("#e4e7ec"))
            painter.drawText(below, overlay.caption)

    def _paint_chip(self, painter: QPainter, overlay: Overlay, rect: QRectF) -> None:
        painter.setFont(self._theme.font(bold=True))
        width = painter.fontMetrics().horizontalAdvance(overlay.label) + 20
        top = rect.top() - 30 if rect.top() >= 30 else rect.top() + 6
        left = min(max(rect.left(), 4.0), max(4.0, self.width() - width - 4.0))
        chip = QRectF(left, top, width, 25)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(overlay.color)
        painter.drawRoundedRect(chip, 6, 6)
        painter.setPen(readable_on(overlay.color))
        painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), overlay.label)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._overlay_at(event.position())
        if index is not None:
            self.box_clicked.emit(index)
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits 1-9 choose a face."""
        index = event.key() - Qt.Key.Key_1.value
        if 0 <= index < len(self._overlays):
            self.box_clicked.emit(index)
        else:
            super().keyPressEvent(event)

    def _overlay_at(self, point: QPointF) -> int | None:
        for index in range(len(self._overlays) - 1, -1, -1):
            if self.overlay_rect(self._overlays[index]).contains(point):
                return index
        return None


def readable_on(color: QColor) -> QColor:
    """Black or white, whichever is easier to read on a colour."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (color.redF(), color.greenF(), color.blueF())
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return QColor("#12151a") if luminance > 0.18 else QColor("#ffffff")
