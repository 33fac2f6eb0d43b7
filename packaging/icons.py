"""Renders the application's icon in every size and kind that the packages need.

    python packaging/icons.py FOLDER

Writes `16.png` to `1024.png`, `app.ico` (Windows) and `app.icns` (macOS) from
`resources/icons/app.svg`. Runs in the build environment, for Qt's SVG renderer.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "resources" / "icons" / "app.svg"
SIZES_PX = (16, 22, 24, 32, 48, 64, 128, 256, 512, 1024)
LINUX_SIZES_PX = (16, 22, 24, 32, 48, 64, 128, 256, 512)
_ICO_SIZES_PX = (16, 24, 32, 48, 64, 128, 256)
# Apple's names of the pictures in an icon file, which may be PNGs from 128 pixels on.
_ICNS_TYPES = {
    b"ic07": 128,
    b"ic08": 256,
    b"ic09": 512,
    b"ic10": 1024,
    b"ic11": 32,
    b"ic12": 64,
    b"ic13": 256,
    b"ic14": 512,
}


def ico(pngs: Mapping[int, bytes]) -> bytes:
    """A Windows icon file of PNG pictures.

    Args:
        pngs: side in pixels (at most 256) -> PNG file.
    """
    head = struct.pack("<HHH", 0, 1, len(pngs))
    place = len(head) + 16 * len(pngs)
    entries, bodies = b"", b""
    for side, png in sorted(pngs.items()):
        entries += struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(png), place)
        bodies += png
        place += len(png)
    return head + entries + bodies


def icns(pngs: Mapping[int, bytes]) -> bytes:
    """A macOS icon file of PNG pictures.

    Args:
        pngs: side in pixels -> PNG file; all of 32 to 1024.
    """
    parts = b"".join(
        name + struct.pack(">I", 8 + len(pngs[side])) + pngs[side]
        for name, side in _ICNS_TYPES.items()
    )
    return b"icns" + struct.pack(">I", 8 + len(parts)) + parts


def render(source: Path, sizes_px: tuple[int, ...]) -> dict[int, bytes]:
    """PNG files of an SVG, by their side in pixels."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    _application = QGuiApplication.instance() or QGuiApplication([])
    renderer = QSvgRenderer(str(source))
    if not renderer.isValid():
        raise SystemExit(f"{source} cannot be read as SVG")
    pngs = {}
    for side in sizes_px:
        image = QImage(side, side, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # Qt refuses bytes
        pngs[side] = bytes(buffer.data().data())
    return pngs


def main(arguments: list[str]) -> int:
    """Write all icon files into the folder named."""
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    pngs = render(SOURCE, SIZES_PX)
    for side, png in pngs.items():
        (folder / f"{side}.png").write_bytes(png)
    (folder / "app.ico").write_bytes(ico({side: pngs[side] for side in _ICO_SIZES_PX}))
    (folder / "app.icns").write_bytes(icns(pngs))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
