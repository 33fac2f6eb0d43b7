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
