"""Decoding by hand: turned, transparent, deep and large pictures against plain arithmetic."""

from __future__ import annotations

import io

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from helpers.sources import encoded, face, png_header
from PIL import Image, ImageOps

from emotion_gui.core.data import pictures
from emotion_gui.core.data.pictures import decode_picture, picture_size, to_eight_bits
from emotion_gui.core.errors import PictureError

_ORIENTATION = 0x0112


def lopsided(*, colours: int = 0) -> npt.NDArray[np.uint8]:
    shape = (20, 32, colours) if colours else (20, 32)
    return np.random.default_rng(colours).integers(0, 256, shape, dtype=np.uint8)


def turned(values: npt.NDArray[np.generic], orientation: int) -> bytes:
    """A PNG that is to be turned; 16 bits where the values have them."""
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    if values.dtype == np.uint8:
        return encoded(values, "PNG", exif=exif)
    done, data = cv2.imencode(".png", values[:, :, ::-1])
    assert done
    # OpenCV writes none: the chunk of a picture that has one stands behind the header's.
    with_exif = encoded(face(1, 4), "PNG", exif=exif)
    at = with_exif.index(b"eXIf") - 4
    size = 12 + int.from_bytes(with_exif[at : at + 4], "big")
    plain = data.tobytes()
    return plain[:33] + with_exif[at : at + size] + plain[33:]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("depth", [8, 16])
def test_a_picture_is_turned_as_pillow_turns_it(orientation: int, depth: int) -> None:
    stored = lopsided(colours=3)
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    marked = Image.open(io.BytesIO(encoded(stored, "PNG", exif=exif)))
    wanted = np.asarray(ImageOps.exif_transpose(marked))
    deep = stored.astype(np.uint16) * 257
    data = turned(stored if depth == 8 else deep, orientation)
    found = decode_picture(data, "a.png")
    np.testing.assert_array_equal(found.pixels, wanted[:, :, ::-1])
    assert (found.width, found.height) == (wanted.shape[1], wanted.shape[0])
    assert picture_size(data, "a.png") == (found.width, found.height)
    assert found.scale == 1.0


@pytest.mark.parametrize("mode", ["RGBA", "LA", "RGBA of 16 bits", "palette"])
def test_what_is_half_transparent_is_half_white(mode: str) -> None:
    colours = lopsided(colours=3) if mode != "LA" else np.dstack([lopsided()] * 3)
    alpha = np.tile(np.linspace(0, 255, 32).astype(np.uint8), (20, 1))
    if mode == "RGBA of 16 bits":
        shown = np.dstack([colours[:, :, ::-1], alpha]).astype(np.uint16) * 257
        data = cv2.imencode(".png", shown)[1].tobytes()
    elif mode == "palette":
        alpha = np.where(alpha > 127, 255, 0).astype(np.uint8)
        colours = np.where(alpha[:, :, None] > 0, (9, 200, 30), (70, 80, 90)).astype(np.uint8)
        picture = Image.fromarray((alpha > 0).astype(np.uint8), mode="P")
        picture.putpalette([70, 80, 90, 9, 200, 30])
        buffer = io.BytesIO()
        picture.save(buffer, "PNG", transparency=0)
        data = buffer.getvalue()
    else:
        bands = [colours[:, :, k] for k in range(3 if mode == "RGBA" else 1)]
        data = encoded(np.dstack([*bands, alpha]), "PNG")
    found = decode_picture(data, "a.png").pixels
    assert (found.ndim == 2) == (mode == "LA")
    bgr = found if found.ndim == 3 else np.dstack([found] * 3)
    share = alpha[:, :, None] / 255
    wanted = colours[:, :, ::-1] * share + 255 * (1 - share)
    assert np.abs(bgr - wanted).max() <= 1


@pytest.mark.parametrize(
    ("kind", "bits"),
    [
        *((np.uint16, bits) for bits in (8, 10, 12, 14, 16)),
        *((kind, bits) for kind in (np.int32, np.float32) for bits in (8, 10, 12, 14, 16, 20)),
    ],
)
def test_the_smallest_depth_that_holds_all_whole_numbers_is_theirs(kind: type, bits: int) -> None:
    most = 2**bits - 1
    least = {8: 0, 10: 256, 12: 1024, 14: 4096, 16: 16_384, 20: 2**19}[bits]
    for top in (least, most) if least else (most,):
        values = np.array([[0, top // 3, top], [top, top // 2, top]], dtype=kind)
        wanted = np.round(values.astype(float) * 255 / most)
        assert np.abs(to_eight_bits(values) - wanted).max() <= 1


@pytest.mark.parametrize(
    ("values", "black", "white"),
    [
        ([[0.0, 0.25, 0.5]], 0, 1),
        ([[0.0, 0.25, 1.0]], 0, 1),
        ([[0.5, 1.5, 8.25]], 0.5, 8.25),
        ([[0.5, 1.5, 200.25]], 0, 255),
        ([[0.5, 1.5, 300.25]], 0, 1023),
        ([[-3.0, 0.0, 5.0]], -3, 5),
        ([[-3.0, -3.0, -3.0]], -3, -2),
        ([[np.nan, np.inf, -np.inf]], 0, 1),
        ([[np.nan, 0.5, 1.0]], 0, 1),
    ],
)
def test_fractions_and_negative_numbers_have_a_range_of_their_own(
    values: list[list[float]], black: float, white: float
) -> None:
    given = np.array(values)
    finite = np.where(np.isfinite(given), given, 0.0)
    wanted = np.clip(np.round((finite - black) / (white - black) * 255), 0, 255)
    np.testing.assert_array_equal(to_eight_bits(given), wanted)


def test_a_large_picture_is_scaled_in_pieces_as_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(1).integers(0, 4_096, (31, 20, 3)).astype(np.uint16)
    whole = to_eight_bits(values)
    for size in (1, 60, 179, 180, 181):
        monkeypatch.setattr(pictures, "_VALUES_AT_ONCE", size)
        np.testing.assert_array_equal(to_eight_bits(values), whole)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize(
    ("size", "side", "wanted"),
    [
        ((400, 100), 100, (100, 25)),
        ((100, 400), 100, (25, 100)),
        ((400, 2), 100, (100, 1)),
        ((100, 60), 100, (100, 60)),
        ((101, 60), 100, (100, 59)),
        ((400, 100), None, (400, 100)),
    ],
)
def test_a_longer_side_is_reduced_and_the_shorter_with_it(
    kind: str, size: tuple[int, int], side: int | None, wanted: tuple[int, int]
) -> None:
    data = encoded(np.full(size[::-1], 90, dtype=np.uint8), kind)
    found = decode_picture(data, "a", max_side=side)
    assert (found.width, found.height) == size
    assert found.pixels.shape[1] == wanted[0]
    assert abs(found.pixels.shape[0] - wanted[1]) <= 1
    assert found.scale == size[0] / wanted[0]
    assert np.abs(found.pixels.astype(int) - 90).max() <= 1


def test_sixty_four_megapixels_are_the_most() -> None:
    with pytest.raises(PictureError, match="truncated"):  # of this one there is only the header
        decode_picture(png_header(8_000, 8_000), "a.png")
    for width, height in ((8_001, 8_000), (8_000, 8_001), (64_000_001, 1)):
        with pytest.raises(PictureError, match="64 megapixels"):
            picture_size(png_header(width, height), "a.png")
