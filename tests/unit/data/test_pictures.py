"""Decoding: every format, upright, eight bits; hostile files are refused before they cost."""

import io

import numpy as np
import pytest
from helpers.sources import encoded, face, png_header
from PIL import Image

from emotion_gui.core.data.file_kinds import is_picture_name
from emotion_gui.core.data.pictures import decode_picture, picture_size
from emotion_gui.core.errors import PictureError


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "PPM", "WEBP"])
def test_lossless_formats_give_the_same_gray_pixels(kind):
    options = {"lossless": True} if kind == "WEBP" else {}
    pixels = face(1, 40)
    decoded = decode_picture(encoded(pixels, kind, **options), "a").pixels
    gray = decoded if decoded.ndim == 2 else decoded[:, :, 0]
    np.testing.assert_array_equal(gray, pixels)


def test_colour_comes_as_bgr():
    red = np.zeros((30, 30, 3), dtype=np.uint8)
    red[:, :, 0] = 255
    assert decode_picture(encoded(red), "a").pixels[0, 0].tolist() == [0, 0, 255]


def test_exif_orientation_is_applied():
    upright = np.zeros((20, 60), dtype=np.uint8)
    upright[:, :10] = 255  # the left edge is bright
    exif = Image.Exif()
    exif[0x0112] = 6  # "rotate 90 clockwise to show"
    turned = np.rot90(upright)  # what the camera stored
    data = encoded(np.ascontiguousarray(turned), "PNG", exif=exif)
    picture = decode_picture(data, "a")
    assert (picture.width, picture.height) == (60, 20)
    np.testing.assert_array_equal(picture.pixels, upright)
    assert picture_size(data, "a") == (60, 20)


def test_transparency_lies_on_white():
    clear = Image.new("RGBA", (30, 30), (0, 0, 0, 0))
    buffer = io.BytesIO()
    clear.save(buffer, "PNG")
    assert decode_picture(buffer.getvalue(), "a").pixels.min() == 255


def test_palette_and_one_bit_pictures():
    for mode in ("P", "1"):
        buffer = io.BytesIO()
        Image.fromarray(face(2)).convert(mode).save(buffer, "PNG")
        assert decode_picture(buffer.getvalue(), "a").pixels.dtype == np.uint8


def test_sixteen_bits_are_scaled_by_their_range():
    values = np.linspace(0, 65_535, 900, dtype=np.uint16).reshape(30, 30)
    pixels = decode_picture(encoded(values), "a").pixels
    assert (pixels[0, 0], pixels[-1, -1]) == (0, 255)
    assert abs(int(pixels[15, 0]) - 128) <= 2


def test_large_pictures_are_reduced_and_tell_their_size():
    picture = decode_picture(encoded(face(1, 700), "JPEG"), "a", max_side=100)
    assert max(picture.pixels.shape) == 100
    assert (picture.width, picture.height) == (700, 700)
    assert picture.scale == pytest.approx(7.0)


def test_a_large_header_is_refused_before_decoding():
    with pytest.raises(PictureError, match=r"50000 x 50000|64 megapixels"):
        decode_picture(png_header(50_000, 50_000), "bomb.png")
    with pytest.raises(PictureError, match="8100 x 8000"):
        decode_picture(png_header(8_100, 8_000), "bomb.png")


def test_truncated_jpeg_is_refused():
    data = encoded(face(3, 200), "JPEG")
    with pytest.raises(PictureError, match="truncated"):
        decode_picture(data[: len(data) // 2], "half.jpg")


@pytest.mark.parametrize("data", [b"", b"hello, I am text", b"\xff\xd8\xff", b"GIF89a" * 9])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(PictureError):
        decode_picture(data, "a.jpg")


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_damaged_bytes_never_raise_anything_else():
    rng = np.random.default_rng(0)
    for kind in ("PNG", "JPEG", "BMP", "TIFF", "PPM", "WEBP"):
        good = np.frombuffer(encoded(face(4, 60), kind), dtype=np.uint8)
        for _ in range(40):
            bad = good.copy()
            places = rng.integers(0, len(bad), size=6)
            bad[places] = rng.integers(0, 256, size=6)
            try:
                decoded = decode_picture(bad.tobytes(), "a")
            except PictureError:
                continue
            assert decoded.pixels.dtype == np.uint8
            assert decoded.pixels.ndim in (2, 3)


def test_one_pixel_is_a_picture():
    assert decode_picture(encoded(face(0, 1)), "a").pixels.shape == (1, 1)


def test_picture_names():
    assert is_picture_name("A.JPG")
    assert is_picture_name("x/y.tiff")
    assert not is_picture_name("fer2013.csv")
    assert not is_picture_name("jpg")
