"""Interface icons (Material Design, tinted) and the product's own SVG icons."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from emotion_gui.core.labels import LABELS, Emotion
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


def emotion_icon(emotion: Emotion | int, color: QColor) -> QIcon:
    """The own icon of an emotion, in its colour."""
    made = QIcon()
    for side_px in (16, 20, 24, 32, 48):
        made.addPixmap(emotion_pixmap(emotion, color, side_px))
        made.addPixmap(emotion_pixmap(emotion, color, side_px, ratio=2.0))
    return made


def emotion_pixmap(
    emotion: Emotion | int, color: QColor, side_px: int, *, ratio: float = 1.0
) -> QPixmap:
    """The own icon of an emotion, drawn for a screen of the given pixel ratio."""
    path = resources_dir() / "icons" / f"{LABELS[int(emotion)]}.svg"
    return _tinted(path, color.name(), side_px, ratio)


def app_icon() -> QIcon:
    """The application's icon, in all usual sizes."""
    path = resources_dir() / "icons" / "app.svg"
    made = QIcon()
    for side_px in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(_tinted(path, "#000000", side_px, 1.0))
    return made


@lru_cache(maxsize=256)
def _tinted(path: Path, color: str, side_px: int, ratio: float) -> QPixmap:
    source = path.read_text(encoding="utf-8").replace("currentColor", color)
    renderer = QSvgRenderer(QByteArray(source.encode()))
    pixmap = QPixmap(QSize(round(side_px * ratio), round(side_px * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    pixmap.setDevicePixelRatio(ratio)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, side_px, side_px))
    painter.end()
    return pixmap
