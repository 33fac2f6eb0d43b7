"""Small, dark and blurred faces are told apart from those that can be read."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.faces.readable import CLEAN_LIMITS, ReadingLimits

RNG = np.random.default_rng(3)
SHARP = RNG.integers(40, 216, (48, 48)).astype(np.uint8)


@pytest.mark.parametrize(
    ("side_px", "crop", "wanted"),
    [
        (48.0, SHARP, None),
        (22.0, SHARP, None),
        (21.9, SHARP, "small"),
        (48.0, (SHARP // 8).astype(np.uint8), "dark"),
        (48.0, np.asarray(cv2.GaussianBlur(SHARP, (0, 0), 3.0), np.uint8), "blurred"),
        (10.0, (SHARP // 8).astype(np.uint8), "small"),  # the first reason is told
    ],
)
def test_what_keeps_a_face_from_being_read(
    side_px: float, crop: np.ndarray, wanted: str | None
) -> None:
    box = FaceBox(0.0, 0.0, side_px, side_px)
    assert CLEAN_LIMITS.obstacle(box, crop) == wanted
    assert ReadingLimits(0, 0, 0).obstacle(box, crop) is None  # another network, other limits
