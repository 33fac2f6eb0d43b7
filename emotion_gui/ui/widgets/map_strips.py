"""The feature maps of every layer on one face: a strip a layer, the strongest maps first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from emotion_gui.ui.theme import Theme
from emotion_gui.ui.tokens import LIGHT, TEXT_PX
from emotion_gui.ui.widgets.frame_view import to_qimage
from emotion_gui.ui.widgets.heat_face import viridis

TILE_PX, GAP_PX = 46, 4
_LABEL_PX, _ROW_GAP_PX = 18, 8
_EXPORT_WIDTH_PX, _EXPORT_RATIO = 900, 2.0


@dataclass(frozen=True)
class Strip:
    """One layer: its name in words, and its maps, shape (maps, h, w), in the order to show."""

    label: str
    maps: npt.NDArray[np.float32]


class MapStrips(QWidget):
    """As many maps a layer as the width has room for; each scaled to its own highest value.

    Maps of a single cell share the scale of their layer.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._strips: tuple[Strip, ...] = ()
        self._tiles: list[list[QImage]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Feature maps of every layer"))
        theme.changed.connect(self.update)

    @property
    def strips(self) -> tuple[Strip, ...]:
        return self._strips

    def set_strips(self, strips: Sequence[Strip]) -> None:
        self._strips = tuple(strips)
        self._tiles = [[] for _ in self._strips]
        self.setAccessibleDescription("; ".join(strip.label for strip in self._strips))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self._height())

    def shown(self, layer: int, width_px: int | None = None) -> int:
        """How many maps of a layer have room."""
        room = (width_px or self.width()) + GAP_PX
        return min(len(self._strips[layer].maps), room // (TILE_PX + GAP_PX))

    def picture(self) -> QImage:
        """The strips as a picture on white, larger than on the screen."""
        size = QSize(_EXPORT_WIDTH_PX + 32, self._height() + 32)
        image = QImage(size * _EXPORT_RATIO, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(_EXPORT_RATIO)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.translate(16, 16)
        self._paint(painter, _EXPORT_WIDTH_PX, QColor(LIGHT.text))
        painter.end()
        return image

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        self._paint(painter, self.width(), self._theme.color("muted"))
        painter.end()

    def _height(self) -> int:
        return max(0, len(self._strips) * (_LABEL_PX + TILE_PX + _ROW_GAP_PX) - _ROW_GAP_PX)

    def _paint(self, painter: QPainter, width_px: int, ink: QColor) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._label_font())
        for layer, strip in enumerate(self._strips):
            top = layer * (_LABEL_PX + TILE_PX + _ROW_GAP_PX)
            painter.setPen(ink)
            left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(QRectF(0, top, width_px, _LABEL_PX - 2), left, strip.label)
            for place in range(self.shown(layer, width_px)):
                x = place * (TILE_PX + GAP_PX)
                box = QRectF(x, top + _LABEL_PX, TILE_PX, TILE_PX)
                clip = QPainterPath()
                clip.addRoundedRect(box, 4, 4)
                painter.save()
                painter.setClipPath(clip)
                painter.drawImage(box, self._tile(layer, place))
                painter.restore()

    def _label_font(self) -> QFont:
        return self._theme.font(TEXT_PX - 1)

    def _tile(self, layer: int, place: int) -> QImage:
        tiles = self._tiles[layer]
        while len(tiles) <= place:
            maps = self._strips[layer].maps
            values = maps[len(tiles)]
            # A map of one cell has nothing to compare itself with but the others.
            highest = float((maps if values.size == 1 else values).max())
            tiles.append(to_qimage(viridis(values / highest if highest > 0 else values)))
        return tiles[place]
