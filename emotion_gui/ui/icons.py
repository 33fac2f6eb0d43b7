"""Interface icons (Material Design, tinted) and the product's own SVG icons."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer

from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.core.resources import resources_dir

if TYPE_CHECKING:
    from qtawesome.iconic_font import IconicFont

    from emotion_gui.ui.theme import Theme

# Meaning -> Material Design name. Pages ask by meaning, so one table changes the whole look.
NAMES = {
    "data": "image-multiple-outline",
    "train": "school-outline",
    "evaluate": "chart-box-outline",
    "prune": "content-cut",
    "live": "video-outline",
    "review": "movie-search-outline",
    "settings": "cog-outline",
    "add": "plus",
    "alert": "alert-circle-outline",
    "camera": "camera-outline",
    "check": "check",
    "close": "close",
    "compare": "compare-horizontal",
    "compact": "arrow-collapse-all",
    "copy": "content-copy",
    "delete": "delete-outline",
    "device": "chip",
    "download": "download-outline",
    "edit": "pencil-outline",
    "export": "export-variant",
    "face": "face-recognition",
    "file": "file-outline",
    "filter": "filter-variant",
    "folder": "folder-outline",
    "help": "help-circle-outline",
    "import": "tray-arrow-down",
    "info": "information-outline",
    "pause": "pause",
    "play": "play",
    "record": "record-circle-outline",
    "redo": "redo",
    "refresh": "refresh",
    "report": "file-document-outline",
    "save": "content-save-outline",
    "search": "magnify",
    "star": "star-outline",
    "star-full": "star",
    "stop": "stop",
    "success": "check-circle-outline",
    "undo": "undo",
    "warning": "alert-outline",
}


def icon(name: str, theme: Theme, *, token: str = "text") -> QIcon:
    """An interface icon in a colour of the theme; ask again after `theme.changed`.

    Args:
        name: a key of `NAMES`, or any Material Design Icons name ("mdi6" set).
        theme: gives the colour.
        token: which colour of the theme.
    """
    faded = theme.color("muted")
    faded.setAlpha(110)
    made: QIcon = _glyphs().icon(
        f"mdi6.{NAMES.get(name, name)}", color=theme.color(token), color_disabled=faded
    )
    return made


@cache
def _glyphs() -> IconicFont:
    """Material Design Icons; QtAwesome itself would read and check eleven more fonts."""
    from qtawesome import _BUNDLED_FONTS
    from qtawesome.iconic_font import IconicFont

    return IconicFont(*(font for font in _BUNDLED_FONTS if font[0] == "mdi6"))


def emotion_icon(label: int, color: QColor, labels: LabelSet = SEVEN) -> QIcon:
    """The sign of a class, in its colour."""
    entry = labels[int(label)]
    return _sign_icon(entry.icon, entry.name[:2], color.name())


@lru_cache(maxsize=64)
def _sign_icon(name: str, letters: str, color: str) -> QIcon:
    made = QIcon()
    for side_px in (16, 20, 24, 32, 48):
        for ratio in (1.0, 2.0):
            made.addPixmap(_sign(name, letters, color, side_px, ratio))
    return made


def emotion_pixmap(
    label: int, color: QColor, side_px: int, labels: LabelSet = SEVEN, *, ratio: float = 1.0
) -> QPixmap:
    """The sign of a class, drawn for a screen of the given pixel ratio.

    A person's own class has the beginning of its name in a ring.
    """
    entry = labels[int(label)]
    return _sign(entry.icon, entry.name[:2], color.name(), side_px, ratio)


def _sign(name: str, letters: str, color: str, side_px: int, ratio: float) -> QPixmap:
    path = resources_dir() / "icons" / f"{name}.svg"
    if name and path.is_file():
        return _tinted(path, color, side_px, ratio)
    return _lettered(letters, color, side_px, ratio)


@lru_cache(maxsize=256)
def _lettered(letters: str, color: str, side_px: int, ratio: float) -> QPixmap:
    pixmap = _empty(side_px, ratio)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(color), side_px / 14))
    edge = side_px / 9
    circle = QRectF(edge, edge, side_px - 2 * edge, side_px - 2 * edge)
    painter.drawEllipse(circle)
    font = QFont(painter.font())
    font.setPixelSize(max(6, round(side_px * 0.44)))
    font.setBold(True)
    painter.setFont(font)
    painter.drawText(circle, int(Qt.AlignmentFlag.AlignCenter), letters)
    painter.end()
    return pixmap


def _empty(side_px: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(QSize(round(side_px * ratio), round(side_px * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def app_icon() -> QIcon:
    """The application's icon, in all usual sizes."""
    path = resources_dir() / "icons" / "app.svg"
    made = QIcon()
    for side_px in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(_tinted(path, "#000000", side_px, 1.0))
    return made


@lru_cache(maxsize=256)
def _tinted(path: Path, color: str, side_px: int, ratio: float) -> QPixmap:
    pixmap = _empty(side_px, ratio)
    painter = QPainter(pixmap)
    _drawing(path, color).render(painter, QRectF(0, 0, side_px, side_px))
    painter.end()
    return pixmap


@lru_cache(maxsize=32)
def _drawing(path: Path, color: str) -> QSvgRenderer:
    """Read once for all sizes: reading takes longer than drawing."""
    source = path.read_text(encoding="utf-8").replace("currentColor", color)
    return QSvgRenderer(QByteArray(source.encode()))
