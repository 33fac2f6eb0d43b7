import math
from dataclasses import replace

import cv2
import numpy as np
import pytest

from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.faces.cropping import as_bgr, as_face, crop_face, eye_tilt_rad, to_gray
from emotion_gui.core.faces.preprocessing import Framing, Preprocessing

EXACT = Preprocessing(framing={"manual": Framing(1.0)})


def blurred_noise(side: int, seed: int = 0) -> np.ndarray:
    noise = np.random.default_rng(seed).integers(0, 256, (side, side)).astype(np.uint8)
    return cv2.GaussianBlur(noise, (0, 0), 3)


def test_a_box_of_48_pixels_comes_back_untouched() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (100, 120)).astype(np.uint8)
    crop = crop_face(picture, FaceBox(10, 20, 48, 48), EXACT)
    np.testing.assert_array_equal(crop, picture[20:68, 10:58])


def test_a_large_box_is_averaged() -> None:
    picture = blurred_noise(200)
    crop = crop_face(picture, FaceBox(4, 4, 192, 192), EXACT)
    expected = cv2.resize(picture[4:196, 4:196], (48, 48), interpolation=cv2.INTER_AREA)
    assert np.abs(crop.astype(int) - expected.astype(int)).max() <= 1


def test_eyes_become_level() -> None:
    upright = np.full((200, 200), 40, dtype=np.uint8)
    cv2.circle(upright, (80, 90), 6, 255, -1)
    cv2.circle(upright, (120, 90), 6, 255, -1)
    for degrees in (-30, 12, 40):
        turn = cv2.getRotationMatrix2D((100, 100), -degrees, 1.0)
        turned = cv2.warpAffine(upright, turn, (200, 200), borderValue=40)
        left, right = (tuple(turn @ np.array([x, 90.0, 1.0])) for x in (80, 120))
        box = FaceBox(50, 50, 100, 100, landmarks=(left, right, left, left, right))
        assert math.degrees(eye_tilt_rad(box)) == pytest.approx(degrees, abs=0.1)
        crop = crop_face(turned, box, EXACT)
        level = crop_face(upright, replace(box, landmarks=None), EXACT)
        assert np.abs(crop.astype(int) - level.astype(int)).mean() < 3


def test_alignment_can_be_switched_off() -> None:
    picture = blurred_noise(100)
    points = ((20.0, 20.0), (60.0, 50.0), (40.0, 50.0), (30.0, 60.0), (50.0, 70.0))
    box = FaceBox(10, 10, 60, 60, landmarks=points)
    plain = crop_face(picture, replace(box, landmarks=None), EXACT)
    off = crop_face(picture, box, replace(EXACT, align=False))
    np.testing.assert_array_equal(off, plain)


def test_framing_widens_and_shifts() -> None:
    picture = blurred_noise(200)
    framed = Preprocessing(framing={"manual": Framing(1.0), "haar": Framing(2.0, 0.0, 0.25)})
    crop = crop_face(picture, FaceBox(88, 64, 24, 24, detector="haar"), framed)
    same = crop_face(picture, FaceBox(76, 64, 48, 48), EXACT)
    np.testing.assert_array_equal(crop, same)


@pytest.mark.parametrize(
    "box",
    [
        FaceBox(-30, -30, 60, 60),
        FaceBox(90, 90, 400, 300),
        FaceBox(-500, -500, 10, 10),
        FaceBox(50, 50, 0.01, 0.01),
        FaceBox(0, 0, 5000, 5000),
    ],
)
def test_any_box_gives_a_face(box: FaceBox) -> None:
    crop = crop_face(np.full((100, 100, 3), 77, dtype=np.uint8), box, EXACT)
    assert crop.shape == (48, 48)
    assert np.all(crop == 77)


def test_one_pixel_pictures() -> None:
    assert crop_face(np.zeros((1, 1, 3), np.uint8), FaceBox(0, 0, 1, 1), EXACT).shape == (48, 48)
    assert as_face(np.zeros((1, 1), np.uint8), EXACT).shape == (48, 48)


def test_as_face_keeps_pixels_of_the_right_size() -> None:
    face = blurred_noise(48)
    np.testing.assert_array_equal(as_face(face, EXACT), face)
    np.testing.assert_array_equal(as_face(as_bgr(face), EXACT), face)


def test_as_face_takes_the_middle_square() -> None:
    picture = np.zeros((48, 96), np.uint8)
    picture[:, 24:72] = 200
    assert np.all(as_face(picture, EXACT) == 200)


def test_gray_of_every_layout() -> None:
    gray = blurred_noise(20)
    for picture in (gray, gray[:, :, None], as_bgr(gray), np.dstack([gray] * 3 + [gray])):
        np.testing.assert_array_equal(to_gray(picture), gray)


def bilinear(picture: np.ndarray, x: float, y: float) -> float:
    """Bilinear value at a point whose whole numbers are edges of pixels; edges repeat."""
    x, y = x - 0.5, y - 0.5
    left, top = math.floor(x), math.floor(y)

    def at(row: int, column: int) -> float:
        height, width = picture.shape
        return float(picture[min(max(row, 0), height - 1), min(max(column, 0), width - 1)])

    right, down = x - left, y - top
    upper = (1 - right) * at(top, left) + right * at(top, left + 1)
    lower = (1 - right) * at(top + 1, left) + right * at(top + 1, left + 1)
    return (1 - down) * upper + down * lower


@pytest.mark.parametrize(
    ("box", "tilt"),
    [
        ((30.0, 40.0, 48.0, 48.0), 0.0),
        ((30.3, 40.7, 41.0, 52.0), 0.0),
        ((-20.0, -15.0, 50.0, 40.0), 0.0),  # over the first corner
        ((90.0, 75.0, 44.0, 47.0), 0.0),  # over the last one
        ((30.0, 40.0, 48.0, 48.0), 20.0),
        ((-10.0, 60.0, 48.0, 48.0), -35.0),
        ((60.0, -25.0, 48.0, 48.0), 44.0),
    ],
)
def test_a_crop_is_the_picture_read_point_by_point(
    box: tuple[float, float, float, float], tilt: float
) -> None:
    picture = blurred_noise(120)[:100]
    x, y, width, height = box
    turn = math.radians(tilt)
    eyes = ((0.0, 0.0), (10 * math.cos(turn), 10 * math.sin(turn)))
    found = crop_face(
        picture, FaceBox(x, y, width, height, landmarks=(*eyes, *eyes, eyes[0])), EXACT
    )
    side = math.sqrt(width * height)
    step = side / 48
    for row in range(0, 48, 5):
        for column in range(0, 48, 5):
            across, down = (column - 23.5) * step, (row - 23.5) * step
            point_x = x + width / 2 + math.cos(turn) * across - math.sin(turn) * down
            point_y = y + height / 2 + math.sin(turn) * across + math.cos(turn) * down
            expected = bilinear(picture, point_x, point_y)
            assert abs(float(found[row, column]) - expected) <= 2.0, (row, column)


@pytest.mark.parametrize("tilt", [0.0, 30.0])
def test_frames_are_shifted_along_the_turned_face(tilt: float) -> None:
    picture = blurred_noise(200)
    turn = math.radians(tilt)
    eyes = ((0.0, 0.0), (10 * math.cos(turn), 10 * math.sin(turn)))
    points = (*eyes, *eyes, eyes[0])
    framed = Preprocessing(framing={"manual": Framing(1.0, 0.25, 0.5)})
    found = crop_face(picture, FaceBox(76, 76, 48, 48, landmarks=points), framed)
    across, down = 12.0, 24.0
    x = 76 + math.cos(turn) * across - math.sin(turn) * down
    y = 76 + math.sin(turn) * across + math.cos(turn) * down
    same = crop_face(picture, FaceBox(x, y, 48, 48, landmarks=points), EXACT)
    assert np.abs(found.astype(int) - same.astype(int)).max() <= 1


def test_a_face_of_another_size_is_averaged_or_stretched() -> None:
    large, small = blurred_noise(96), blurred_noise(24)
    halved = large.reshape(48, 2, 48, 2).mean(axis=(1, 3))
    assert np.abs(as_face(large, EXACT).astype(float) - halved).max() <= 1
    assert as_face(small, EXACT).shape == (48, 48)
    assert abs(float(as_face(small, EXACT)[0, 0]) - float(small[0, 0])) <= 1
    tall = np.zeros((96, 48), np.uint8)
    tall[24:72] = 200
    assert np.all(as_face(tall, EXACT) == 200)


def test_steep_eyes_are_no_tilt() -> None:
    def tilt(degrees: float) -> float:
        turn = math.radians(degrees)
        right = (50 + 20 * math.cos(turn), 50 + 20 * math.sin(turn))
        return eye_tilt_rad(
            FaceBox(0, 0, 9, 9, landmarks=((50.0, 50.0), right, right, right, right))
        )

    assert tilt(44.9) == pytest.approx(math.radians(44.9))
    assert tilt(-44.9) == pytest.approx(math.radians(-44.9))
    assert tilt(45.1) == tilt(-46.0) == tilt(170.0) == 0.0


@pytest.mark.parametrize("corner", [(-30, -25), (70, 50), (-30, 60), (75, -28), (20, 10), (0, 0)])
@pytest.mark.parametrize("degrees", [0, 33])
def test_a_box_at_the_edge_sees_the_edge_go_on(corner: tuple[int, int], degrees: int) -> None:
    """As if the picture were larger by its last rows and columns."""
    picture, around = blurred_noise(120)[:90], 100
    larger = cv2.copyMakeBorder(picture, *[around] * 4, cv2.BORDER_REPLICATE)
    turn = math.radians(degrees)

    def box(x: float, y: float) -> FaceBox:
        one = (x + 25, y + 25)
        other = (one[0] + 20 * math.cos(turn), one[1] + 20 * math.sin(turn))
        return FaceBox(x, y, 57, 57, landmarks=(one, other, one, one, other))

    x, y = corner
    seen = crop_face(picture, box(x, y), EXACT)
    wanted = crop_face(larger, box(x + around, y + around), EXACT)
    assert np.abs(seen.astype(int) - wanted).max() <= 1


def test_colours_of_every_layout() -> None:
    colours = np.random.default_rng(5).integers(0, 256, (6, 5, 3), dtype=np.uint8)
    see_through = np.dstack([colours, np.full((6, 5), 9, np.uint8)])
    np.testing.assert_array_equal(as_bgr(colours), colours)
    np.testing.assert_array_equal(as_bgr(see_through), colours)
    np.testing.assert_array_equal(as_bgr(colours[:, :, 0]), colours[:, :, [0, 0, 0]])


def test_a_box_of_one_pixel_shows_no_more_than_that_pixel() -> None:
    ramp = np.tile(np.arange(0, 180, 20, dtype=np.uint8), (9, 1))
    crop = crop_face(ramp, FaceBox(4, 4, 1, 1), EXACT).astype(int)
    assert crop.max() - crop.min() <= 20
    nothing = crop_face(ramp, FaceBox(4, 4, 0, 0), EXACT).astype(int)  # is as large as one
    assert 0 < nothing.max() - nothing.min() <= 20
