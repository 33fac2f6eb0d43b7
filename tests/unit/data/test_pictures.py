"""Decoding: every format, upright, eight bits; hostile files are refused before they cost."""

import io
from pathlib import Path

import cv2
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


CASES = Path(__file__).parents[2] / "data" / "pictures"


def case(name: str) -> bytes:
    return (CASES / name).read_bytes()


def gray(data: bytes, name: str = "a") -> np.ndarray:
    pixels = decode_picture(data, name).pixels
    return pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)


def opencvs(ending: str, values: np.ndarray) -> bytes:
    done, data = cv2.imencode(ending, values)
    assert done
    return data.tobytes()


def ramp() -> np.ndarray:
    """A gray picture that uses all of 0-255."""
    values = face(5, 60)
    values[0] = np.linspace(0, 255, 60)
    return values


def deep(values: np.ndarray) -> np.ndarray:
    return np.dstack([values.astype(np.uint16)] * 3)


@pytest.mark.parametrize(
    "stored",
    [
        lambda g: encoded(g.astype(np.uint16) * 257),
        lambda g: encoded(g.astype(np.uint16) * 16),
        lambda g: encoded(g.astype(np.uint16) * 4),
        lambda g: encoded(g.astype(np.uint16)),
        lambda g: encoded(g.astype(np.uint16) * 16, "TIFF"),
        lambda g: encoded(g.astype(np.int32), "TIFF"),
        lambda g: encoded(g.astype(np.int32) * 256, "TIFF"),
        lambda g: encoded(g.astype(np.int32) * 65_536, "TIFF"),
        lambda g: encoded((g.astype(np.int32) - 128) * 8, "TIFF"),
        lambda g: encoded(g.astype(np.float32) / 255, "TIFF"),
        lambda g: encoded(g.astype(np.float32), "TIFF"),
        lambda g: encoded(g.astype(np.float32) / 255 * 2 - 1, "TIFF"),
        lambda g: encoded(g.astype(np.float32) / 255 * 3.3, "TIFF"),
        lambda g: opencvs(".png", deep(g) * 257),
        lambda g: opencvs(".png", deep(g) * 16),
        lambda g: opencvs(".tif", deep(g) * 16),
        lambda g: opencvs(".ppm", deep(g) * 16),
        lambda g: opencvs(".pgm", g.astype(np.uint16) * 16),
        lambda g: opencvs(
            ".png", np.dstack([deep(g) * 16, np.full_like(deep(g)[:, :, 0], 65_535)])
        ),
    ],
)
def test_more_than_eight_bits_are_scaled_by_the_depth_that_is_used(stored):
    truth = ramp()
    found = gray(stored(truth)).astype(int)
    assert np.abs(found - truth).max() <= 2


def test_a_twelve_bit_camera_in_a_sixteen_bit_file():
    truth = gray(case("plain.jpg")).astype(int)
    assert np.abs(gray(case("gray16_12bit.png")) - truth).mean() < 1.5


def test_a_burnt_in_mark_does_not_darken_a_picture():
    values = ramp().astype(np.uint16) * 16
    values[3, 3] = 65_535
    found = gray(encoded(values))
    assert found[3, 3] == 255
    assert abs(int(found[9, 9]) - int(ramp()[9, 9])) <= 2


def test_what_is_no_number_is_black():
    values = ramp().astype(np.float32) / 255
    values[2, 2], values[2, 3] = np.nan, np.inf
    assert gray(encoded(values, "TIFF"))[2, 2:4].tolist() == [0, 0]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "JPEG2000", "BMP", "PCX"])
@pytest.mark.parametrize("name", ["a.jpg", "a", "a.dat"])
def test_what_a_file_holds_decides_not_its_ending(kind, name):
    smooth = np.tile(np.linspace(0, 250, 64, dtype=np.uint8), (64, 1))
    found = gray(encoded(smooth, kind), name).astype(int)
    assert np.abs(found - smooth).mean() < 6


def test_a_phones_avif_and_a_targa_are_read():
    truth = gray(case("plain.jpg")).astype(int)
    assert np.abs(gray(case("phone.avif")) - truth).mean() < 4
    assert np.array_equal(gray(encoded(ramp(), "TGA"), "a.tga"), ramp())


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"\0\0\0\x18ftypheic" + bytes(90), "a.jpg", "HEIC"),
        (b"\xff\x0a" + bytes(90), "a.jxl", "JPEG XL"),
        (b"\xff\x0a" + bytes(90), "a", "JPEG XL"),
        (b"<svg/>", "a.svg", "vector"),
        (b"<html>not found</html>", "a.jpg", "web page"),
        (bytes(400), "a.jpg", "zeros"),
        (b"\0\x05\x16\x07" + bytes(90), "a.jpg", "Mac"),
    ],
)
def test_what_cannot_be_read_is_called_by_its_name(data, name, told):
    with pytest.raises(PictureError, match=told):
        decode_picture(data, name)


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


@pytest.mark.parametrize("options", [{}, {"progressive": True}])
@pytest.mark.parametrize("lost", [1, 2])
def test_a_jpeg_without_its_end_is_read_for_every_pixel_is_there(options, lost):
    data = encoded(face(3, 200), "JPEG", **options)
    np.testing.assert_array_equal(gray(data[:-lost]), gray(data))
    np.testing.assert_array_equal(gray(case("no_eoi.jpg")), gray(case("plain.jpg")))


@pytest.mark.parametrize("options", [{}, {"progressive": True}])
@pytest.mark.parametrize("lost", [5, 12, 40, 400])
def test_a_jpeg_that_lacks_pixels_is_refused(options, lost):
    with pytest.raises(PictureError, match="truncated"):
        decode_picture(encoded(face(3, 200), "JPEG", **options)[:-lost], "a.jpg")


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
