"""A second look at a mirrored crop: its moves belong to the other side."""

import numpy as np
import pytest

from emotion_gui.core.faces.mtcnn import MtcnnDetector
from emotion_gui.core.faces.mtcnn_networks import MtcnnNetworks


def test_a_mirrored_opinion_sees_a_mirrored_picture_as_the_mirror_of_what_it_sees() -> None:
    picture = np.random.default_rng(2).integers(0, 256, (96, 200, 3)).astype(np.uint8)
    squares = np.array([[10, 20, 58, 68, 0.9], [90, 30, 138, 78, 0.8]], dtype=float)
    turned = squares.copy()
    turned[:, [0, 2]] = 200 - squares[:, [2, 0]]
    detector = MtcnnDetector(networks=MtcnnNetworks.load())
    seen = detector._look(picture, squares, mirrored=True)
    flipped = np.ascontiguousarray(picture[:, ::-1])
    again = detector._look(flipped, turned, mirrored=True)
    alone = detector._look(picture, squares, mirrored=False)
    for face, other in zip(seen, again, strict=True):
        mirrored = (200 - other.x - other.width, other.y, other.width, other.height)
        found = (face.x, face.y, face.width, face.height)
        assert found == pytest.approx(mirrored, abs=1e-2)
        assert face.confidence == pytest.approx(other.confidence, abs=1e-5)
    # Each is the mean of what the crop and its mirror image say by themselves.
    mirror = detector._look(flipped, turned, mirrored=False)
    for face, one, other in zip(seen, alone, mirror, strict=True):
        assert face.confidence == pytest.approx((one.confidence + other.confidence) / 2, abs=1e-5)
        assert face.x == pytest.approx((one.x + 200 - other.x - other.width) / 2, abs=1e-2)
        assert face.y == pytest.approx((one.y + other.y) / 2, abs=1e-2)
    # Neither is the first crop's answer by itself, nor far from it.
    for face, other in zip(seen, alone, strict=True):
        assert 0.01 < abs(face.x - other.x) < 20
