"""How well a face was to be seen, and where a film is cut: by geometry and by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.faces.readable import light, sharpness
from emotion_gui.core.review.cuts import ChangeMeter, cuts_of, shot_of
from emotion_gui.core.review.quality import face_quality

CROP = np.random.default_rng(1).integers(0, 256, (48, 48), dtype=np.uint8)


def seen(turn_deg: float, tilt_deg: float, apart: float = 40.0) -> FaceBox:
    """A head whose nose stands 0.6 eye distances before the eyes, turned, then tilted."""
    shift = 0.6 * math.tan(math.radians(turn_deg)) * apart
    points = [(-apart / 2, 0.0), (apart / 2, 0.0), (shift, 0.5 * apart), (-9.0, 30.0), (9.0, 30.0)]
    cos, sin = math.cos(math.radians(tilt_deg)), math.sin(math.radians(tilt_deg))
    left, right, nose, *mouth = [
        (100 + cos * x - sin * y, 80 + sin * x + cos * y) for x, y in points
    ]
    marks = (left, right, nose, mouth[0], mouth[1])
    return FaceBox(70, 50, 64, 100, confidence=0.75, landmarks=marks)


@pytest.mark.parametrize("turn_deg", [-50.0, 0.0, 20.0])
@pytest.mark.parametrize("tilt_deg", [-30.0, 0.0, 75.0])
@pytest.mark.parametrize("apart", [1.5, 40.0])
def test_turn_and_tilt_are_those_of_the_head(
    turn_deg: float, tilt_deg: float, apart: float
) -> None:
    found = face_quality(seen(turn_deg, tilt_deg, apart), CROP)
    assert found.turn_deg == pytest.approx(turn_deg, abs=1e-6)
    assert found.tilt_deg == pytest.approx(tilt_deg, abs=1e-6)


def test_what_is_measured_of_the_box_and_its_pixels() -> None:
    found = face_quality(seen(0, 0), CROP)
    assert (found.size_px, found.detection) == (80.0, 0.75)
    assert (found.sharpness, found.light) == (sharpness(CROP), light(CROP))
    for box in (FaceBox(0, 0, 30, 30), seen(10, 10, apart=0.9)):
        blind = face_quality(box, CROP)
        assert math.isnan(blind.turn_deg)
        assert math.isnan(blind.tilt_deg)


def test_a_change_is_the_mean_difference_from_the_picture_before() -> None:
    meter = ChangeMeter()
    pictures = [np.full((90, 160, 3), grey, dtype=np.uint8) for grey in (10, 10, 200, 5)]
    half = pictures[3].copy()
    half[:, :80] = 105
    found = [meter.measure(picture) for picture in (*pictures, half)]
    assert found == [0.0, 0.0, 190.0, 195.0, 50.0]


@pytest.mark.parametrize(
    ("change", "cuts"),
    [
        ([0, 1, 2, 90, 1, 2], (3,)),
        ([0, 1, 2, 18, 1, 2], (3,)),  # the least that is one
        ([0, 1, 2, 17.9, 1, 2], ()),
        ([0, 20, 20, 80, 20, 20], (3,)),  # four times what is around it
        ([0, 20, 20, 79, 20, 20], ()),
        ([0, 90, 1, 1, 1, 90, 1], (1, 5)),
        ([0, 60, 60, 60, 60, 60], ()),  # a shaking camera
        ([90], (0,)),
        ([0, 0, 0, 0, 0, 90], (5,)),
        ([*[30] * 5, 1, 1, 1, 1, 90, 1, 1, 1, 1, *[30] * 5], (9,)),  # not of what is further
        ([], ()),
    ],
)
def test_a_cut_changes_the_picture_several_times_as_much_as_what_is_around(
    change: list[float], cuts: tuple[int, ...]
) -> None:
    assert cuts_of(np.array(change, dtype=np.float64)) == cuts


def test_a_shot_begins_with_its_cut() -> None:
    assert [shot_of(frame, (3, 7)) for frame in (0, 2, 3, 6, 7, 99)] == [0, 0, 1, 1, 2, 2]
    assert shot_of(5, ()) == 0
