"""Small sources in the forms that people have, made in a temporary folder."""

import io
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image


def face(seed: int, side: int = 48) -> np.ndarray:
    """Reproducible noise, shape (side, side)."""
    return np.random.default_rng(seed).integers(0, 256, size=(side, side), dtype=np.uint8)


def encoded(pixels: np.ndarray, kind: str = "PNG", **options: object) -> bytes:
    """A picture file in memory; `pixels` gray or RGB."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, kind, **options)
    return buffer.getvalue()


def row_text(label: object, pixels: np.ndarray, usage: str | None = "Training") -> str:
    """A line of a FER2013 table."""
    numbers = " ".join(map(str, pixels.ravel().tolist()))
    return f"{label},{numbers}" + ("" if usage is None else f",{usage}")


def write_table(
    path: Path, count: int = 20, *, usages: Sequence[str] = ("Training", "PublicTest")
) -> np.ndarray:
    """A FER2013 table; row i has label i % 7 and `face(i)`. Returns its faces."""
    faces = np.stack([face(i) for i in range(count)])
    lines = [row_text(i % 7, pixels, usages[i % len(usages)]) for i, pixels in enumerate(faces)]
    path.write_text("emotion,pixels,Usage\n" + "\n".join(lines) + "\n", encoding="ascii")
    return faces


def write_pictures(root: Path, names: Sequence[str], *, side: int = 48) -> None:
    """PNG pictures at these paths; picture i is `face(i)`."""
    for i, name in enumerate(names):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encoded(face(i, side)))


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body
