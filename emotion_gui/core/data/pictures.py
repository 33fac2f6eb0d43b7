"""Decode pictures from people we do not know: bounded, upright, 8 bits, gray or BGR."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from emotion_gui.core.errors import PictureError

EXTENSIONS = frozenset(
    {".jpg", ".jpeg", ".jpe", ".png", ".bmp", ".webp", ".tif", ".tiff", ".pgm", ".ppm", ".pnm"}
)
MAX_MEGAPIXELS = 64
MAX_BYTES = 64 << 20
IMPORT_SIDE = 1_280

# Pillow also warns about what is refused or repaired below; nobody reads that.
warnings.filterwarnings("ignore", module=r"PIL\.")

_FORMATS = ("JPEG", "PNG", "BMP", "WEBP", "TIFF", "PPM")
# What Pillow's decoders raise on damaged input, beside their own error.
_DECODER_ERRORS = (
    OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, struct.error,
    zlib.error, OverflowError, MemoryError, ZeroDivisionError, RuntimeError, NotImplementedError,
    AttributeError, AssertionError,
)  # fmt: skip


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


def is_picture_name(name: str) -> bool:
    """True where the ending says picture."""
    dot = name.rfind(".")
    return dot >= 0 and name[dot:].lower() in EXTENSIONS


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
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            width, height = _upright_size(image, name)
            if max_side is not None and max(width, height) > max_side:
                image.draft(None, _at_most(image.size, max_side))  # reduces JPEG only
            pixels = _to_array(image, max_side)
    except UnidentifiedImageError as error:
        raise PictureError(name, "not a picture of a known format") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(name, f"larger than {MAX_MEGAPIXELS} megapixels") from error
    except _DECODER_ERRORS as error:
        reason = "truncated" if "truncated" in str(error) else "damaged"
        raise PictureError(name, f"the picture is {reason}") from error
    return Picture(pixels, width, height)


def picture_size(data: bytes, name: str) -> tuple[int, int]:
    """Width and height from the header alone, upright.

    Raises:
        PictureError: as `decode_picture`, as far as the header tells.
    """
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            return _upright_size(image, name)
    except UnidentifiedImageError as error:
        raise PictureError(name, "not a picture of a known format") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(name, f"larger than {MAX_MEGAPIXELS} megapixels") from error
    except _DECODER_ERRORS as error:
        raise PictureError(name, "the picture is damaged") from error


def _upright_size(image: Image.Image, name: str) -> tuple[int, int]:
    width, height = image.size
    if width * height > MAX_MEGAPIXELS * 1_000_000:
        raise PictureError(
            name, f"{width} x {height} pixels, larger than {MAX_MEGAPIXELS} megapixels"
        )
    if image.getexif().get(0x0112, 1) in {5, 6, 7, 8}:
        return height, width
    return width, height


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
        result = Image.fromarray(_scaled(np.asarray(image), image.mode))
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
    if 0x0112 in exif:
        result.getexif()[0x0112] = exif[0x0112]
    return result


def _scaled(values: npt.NDArray[np.generic], mode: str) -> npt.NDArray[np.uint8]:
    """16- and 32-bit gray to 8 bits; 16-bit by its range, others by what is there."""
    numbers = np.nan_to_num(values.astype(np.float64))
    low, high = 0.0, 65_535.0
    if mode == "F" or numbers.min() < low or numbers.max() > high:
        low, high = float(numbers.min()), float(numbers.max())
    spread = max(high - low, 1e-12)
    return np.asarray(np.round((numbers - low) / spread * 255), dtype=np.uint8)
