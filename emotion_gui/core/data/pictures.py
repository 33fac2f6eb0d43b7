"""Decode pictures from people we do not know: bounded, upright, 8 bits, gray or BGR.

What a file holds decides how it is read, not its ending. More than eight bits are scaled by the
depth that is used: a 12-bit camera in a 16-bit file is no dark picture.
"""

from __future__ import annotations

import io
import math
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from emotion_gui.core.data.file_kinds import ending_of, why_unread
from emotion_gui.core.errors import PictureError
from emotion_gui.core.reading import open_file, read_file

MAX_MEGAPIXELS = 64
MAX_DEEP_BYTES = 3 * MAX_MEGAPIXELS * 1_000_000  # colours of 16 bits: no more than those of 8
MAX_BYTES = 64 << 20
IMPORT_SIDE = 1_280

_BYTE = 255
_DEPTHS = (8, 10, 12, 14, 16)
_USED_SHARE = 0.999
_FEWEST_STEPS = 16  # fractions above 1 that reach less far are no eight-bit numbers
_LOOKED_AT = 1_000_000
_VALUES_AT_ONCE = 1 << 20

# Pillow also warns about what is refused or repaired below; nobody reads that.
warnings.filterwarnings("ignore", module=r"PIL\.")

# The common ones first: Pillow asks them in this order.
_CUT_SHORT = "truncated"  # as Pillow says it
_PNG = b"\x89PNG\r\n\x1a\n"
_COMMON = ("JPEG", "PNG", "BMP", "GIF", "PPM", "WEBP", "TIFF")
_FORMATS = (*_COMMON, "AVIF", "JPEG2000", "PCX", "SGI", "SUN", "QOI", "ICO", "DIB")
_ICON = b"\0\0\1\0"
_ORIENTATION = 0x0112
_TILE_WIDTH, _TILE_LENGTH = 322, 323
_LARGEST_TILE = 16_000_000
# What Pillow's decoders raise on damaged input, beside their own error.
_DECODER_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    struct.error,
    zlib.error,
    OverflowError,
    MemoryError,
    ZeroDivisionError,
    RuntimeError,
    NotImplementedError,
    AttributeError,
    AssertionError,
)


@dataclass(frozen=True)
class Picture:
    """A decoded picture.

    Attributes:
        pixels: uint8, gray (h, w) or BGR (h, w, 3), upright.
        width: of the original, upright, in pixels.
        height: of the original, upright, in pixels.
    """

    pixels: npt.NDArray[np.uint8]
    width: int
    height: int

    @property
    def scale(self) -> float:
        """Original pixels for one pixel of `pixels`."""
        return self.width / int(self.pixels.shape[1])


def read_picture_file(path: Path) -> bytes:
    """The bytes of a file that may be a picture.

    Raises:
        OSError: it cannot be read, is no file, or is larger than 64 MB.
    """
    return read_file(path, most=MAX_BYTES)


def decode_picture(data: bytes, name: str, *, max_side: int | None = IMPORT_SIDE) -> Picture:
    """Decode one picture; EXIF orientation is applied, transparency lies on white.

    Args:
        data: the encoded file.
        name: for the message.
        max_side: a longer side beyond this is reduced while decoding; None keeps the size.

    Raises:
        PictureError: not a picture, damaged, truncated, or larger than 64 megapixels.
    """
    if not data:
        raise PictureError(name, "the file is empty")
    if len(data) > MAX_BYTES:
        raise PictureError(name, f"the file is larger than {MAX_BYTES >> 20} MB")
    with _refusals(data, name):
        try:
            return _decode(data, name, max_side)
        except OSError as error:
            if "truncated" not in str(error) or not _lacks_end_alone(data):
                raise
            return _decode(_ended(data), name, max_side)


def _decode(data: bytes, name: str, max_side: int | None) -> Picture:
    with _opened(data, name) as image:
        deep = _is_deep_colour(image)  # before the EXIF of a PNG is asked for, which decodes it
        if deep:
            _refuse_too_deep(image, name)
        width, height = _upright_size(image, name)
        if deep:
            pixels = _deep_colour(image, data, max_side)
        else:
            if max_side is not None and max(width, height) > max_side:
                image.draft(None, _at_most(image.size, max_side))  # reduces JPEG only
            pixels = _to_array(image, max_side)
    return Picture(pixels, width, height)


def picture_size(data: bytes, name: str) -> tuple[int, int]:
    """Width and height from the header alone, upright.

    Raises:
        PictureError: as `decode_picture`, as far as the header tells.
    """
    with _refusals(data, name), _opened(data, name) as image:
        return _upright_size(image, name)


def _opened(data: bytes, name: str) -> Image.Image:
    # Targa files have no mark of their own: only a name can say that this is one.
    formats = ("TGA", *_FORMATS) if ending_of(name) == ".tga" else _FORMATS
    if data.startswith(_ICON):
        for width, height in _sizes_in_icon(data):
            _refuse_large(width, height, name)
    return Image.open(io.BytesIO(data), formats=formats)


def _sizes_in_icon(data: bytes) -> Iterator[tuple[int, int]]:
    """Width and height of the pictures inside, whatever the icon's own list says of them.

    Pillow decodes one of them when the icon is opened, before anybody can look at its size.
    """
    (count,) = struct.unpack_from("<H", data, 4)
    for entry in range(count):
        (at,) = struct.unpack_from("<I", data, 6 + 16 * entry + 12)
        if data[at : at + 8] == _PNG:
            yield struct.unpack_from(">II", data, at + 16)
        elif at + 12 <= len(data):
            width, height = struct.unpack_from("<ii", data, at + 4)
            yield abs(width), abs(height) // 2  # a picture and its mask


def _refuse_large(width: int, height: int, name: str) -> None:
    if width * height > MAX_MEGAPIXELS * 1_000_000:
        raise PictureError(
            name, f"{width} x {height} pixels, larger than {MAX_MEGAPIXELS} megapixels"
        )


@contextmanager
def _refusals(data: bytes, name: str) -> Iterator[None]:
    """Whatever a decoder raises becomes a `PictureError` in words."""
    try:
        yield
    except PictureError:
        raise
    except UnidentifiedImageError as error:
        raise PictureError(name, why_unread(data, name)) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(name, f"larger than {MAX_MEGAPIXELS} megapixels") from error
    except _DECODER_ERRORS as error:
        cut_off = "truncated" in str(error).lower()
        reason = "the picture is truncated" if cut_off else "the picture is damaged"
        raise PictureError(name, reason) from error


def _ended(data: bytes, filling: bytes = b"") -> bytes:
    return data.removesuffix(b"\xff") + filling + b"\xff\xd9"


def _lacks_end_alone(data: bytes) -> bool:
    """True for a JPEG that broke off behind its last pixel.

    A decoder fills what is missing with gray and calls it a picture. Where every pixel is there,
    no byte before the end mark has a say; where one is missing, other bytes make other pixels.
    """
    if not data.startswith(b"\xff\xd8"):
        return False
    fillings = (b"", b"\xaa" * 64, b"\x55" * 64, b"\x13" * 64)
    first: bytes | None = None
    for filling in fillings:
        with Image.open(io.BytesIO(_ended(data, filling)), formats=("JPEG",)) as image:
            pixels = image.tobytes()
        if first is not None and pixels != first:
            return False
        first = pixels
    return True


def is_animated(path: Path) -> bool:
    """True for a GIF of several pictures, which is a film to look at."""
    try:
        with open_file(path) as file, Image.open(file, formats=("GIF",)) as image:
            return bool(getattr(image, "is_animated", False))
    except _DECODER_ERRORS:
        return False


def _upright_size(image: Image.Image, name: str) -> tuple[int, int]:
    width, height = image.size
    _refuse_large(width, height, name)
    tile = _tile_pixels(image)
    if tile > max(width * height, _LARGEST_TILE):  # a decoder makes room for a whole one
        raise PictureError(name, "the picture is damaged")
    if image.getexif().get(_ORIENTATION, 1) in {5, 6, 7, 8}:
        return height, width
    return width, height


def _tile_pixels(image: Image.Image) -> int:
    """Pixels of one tile of a tiled TIFF as it claims; 0 for all others."""
    tags = getattr(image, "tag_v2", {})
    width, height = tags.get(_TILE_WIDTH, 0), tags.get(_TILE_LENGTH, 0)
    return width * height if isinstance(width, int) and isinstance(height, int) else 0


def _refuse_too_deep(image: Image.Image, name: str) -> None:
    width, height = image.size
    limit = MAX_DEEP_BYTES // (2 * len(image.getbands()))
    if width * height > limit:
        raise PictureError(
            name,
            f"{width} x {height} pixels of 16 bits, larger than {limit // 1_000_000} megapixels",
        )


def _at_most(size: tuple[int, int], side: int) -> tuple[int, int]:
    longer = max(size)
    return max(1, size[0] * side // longer), max(1, size[1] * side // longer)


def _to_array(image: Image.Image, max_side: int | None) -> npt.NDArray[np.uint8]:
    upright = _eight_bits(image)
    if max_side is not None and max(upright.size) > max_side:
        upright.thumbnail((max_side, max_side), Image.Resampling.BILINEAR, reducing_gap=2.0)
    upright = ImageOps.exif_transpose(upright)
    array: npt.NDArray[np.uint8] = np.asarray(upright, dtype=np.uint8)
    return np.ascontiguousarray(array if array.ndim == 2 else array[:, :, ::-1])


def _eight_bits(image: Image.Image) -> Image.Image:
    """The picture as mode L or RGB, its EXIF kept for the rotation."""
    exif = image.getexif()
    if image.mode == "1":
        result = image.convert("L")
    elif image.mode.startswith("I") or image.mode == "F":
        result = Image.fromarray(to_eight_bits(np.asarray(image)))
    elif image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        layered = image.convert("RGBA")
        ground = Image.new("RGBA", layered.size, "white")
        ground.alpha_composite(layered)
        result = ground.convert("L" if image.mode in {"LA", "La"} else "RGB")
    elif image.mode == "L":
        result = image
        result.load()
    else:
        result = image.convert("RGB")
    if _ORIENTATION in exif:
        result.getexif()[_ORIENTATION] = exif[_ORIENTATION]
    return result


def _is_deep_colour(image: Image.Image) -> bool:
    """True for colours of 16 bits, of which Pillow would keep the upper eight only."""
    tiles = getattr(image, "tile", ())
    if image.mode not in {"RGB", "RGBA", "LA"} or not tiles:
        return False
    args = tiles[0].args
    if image.format == "PPM":
        return isinstance(args, tuple) and isinstance(args[-1], int) and args[-1] > _BYTE
    return ";16" in str(args)


def _deep_colour(image: Image.Image, data: bytes, max_side: int | None) -> npt.NDArray[np.uint8]:
    import cv2

    if image.format == "PNG" and _has_cut_chunk(data):
        # OpenCV makes room for whatever a part of it claims.
        raise OSError(_CUT_SHORT)
    exif = image.getexif()
    flags = cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION
    try:
        values = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), flags)
    except cv2.error:
        values = None
    if values is None or values.ndim != 3 or values.dtype != np.uint16:
        return _to_array(image, max_side)
    if values.shape[2] == 4:  # opacity uses its whole range, whatever the colours do
        alpha = (values[:, :, 3:] // 257).astype(np.uint8)
        planes = np.dstack((to_eight_bits(values[:, :, 2::-1]), alpha))
    else:
        planes = to_eight_bits(values[:, :, ::-1])
    shown = Image.fromarray(planes)
    if _ORIENTATION in exif:
        shown.getexif()[_ORIENTATION] = exif[_ORIENTATION]
    return _to_array(shown, max_side)


def _has_cut_chunk(data: bytes) -> bool:
    """Whether some part of a PNG claims to be longer than what is there."""
    at = len(_PNG)
    while at + 8 <= len(data):
        at += 12 + int.from_bytes(data[at : at + 4])
    return at > len(data)


def to_eight_bits(values: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8]:
    """Numbers of any kind to 0-255, by the depth that they use.

    Whole numbers fill 8, 10, 12, 14 or 16 bits, or more; the smallest of these that holds all
    but a thousandth of them is their depth, so that a burnt-in mark does not darken a face.
    Fractions run from 0 to 1, or as whole numbers do. What fits none of it (negative numbers)
    is stretched from its least to its greatest.

    Args:
        values: of any shape; what is not finite counts as 0.
    """
    low, high = _used_range(values)
    result = np.empty(values.shape, dtype=np.uint8)
    rows = max(1, _VALUES_AT_ONCE // max(1, values[0].size))
    for begin in range(0, len(values), rows):  # a float copy of 64 megapixels is half a gigabyte
        part = np.nan_to_num(values[begin : begin + rows].astype(np.float64), posinf=0, neginf=0)
        scaled = np.round((part - low) * (_BYTE / (high - low)))
        result[begin : begin + rows] = np.clip(scaled, 0, _BYTE)
    return result


def _used_range(values: npt.NDArray[np.generic]) -> tuple[float, float]:
    """What becomes black and what becomes white."""
    step = max(1, math.isqrt(values.size // _LOOKED_AT))
    sample = values[::step, ::step].astype(np.float64)
    sample = sample[np.isfinite(sample)]
    if not sample.size:
        return 0.0, 1.0
    least, most = float(sample.min()), float(sample.max())
    top = float(np.quantile(sample, _USED_SHARE))
    whole = bool((sample == np.round(sample)).all())
    if least < 0 or (not whole and 1 < top < _FEWEST_STEPS):
        return (least, most) if most > least else (least, least + 1)
    if not whole and top <= 1:
        return 0.0, 1.0
    bits = max(8, math.ceil(math.log2(top + 1)))
    depth = next((depth for depth in _DEPTHS if bits <= depth), bits)
    return 0.0, float(2**depth - 1)
