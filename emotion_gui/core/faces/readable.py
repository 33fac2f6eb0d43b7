"""Faces that are seen too badly for any answer, told apart from expressions that are unclear.

Below each limit the bundled networks are wrong at least half of the time (PublicTest under what
cameras do; docs/measurements.md). In little light they are even sure of it.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import numpy.typing as npt

from emotion_gui.core.faces.boxes import FaceBox

Obstacle = Literal["small", "dark", "blurred"]

LEAST_SIDE_PX = 22.0
LEAST_LIGHT = 0.15
LEAST_SHARPNESS = 100.0


def obstacle(box: FaceBox, crop: npt.NDArray[np.uint8]) -> Obstacle | None:
    """What keeps a face from being read; None where nothing does.

    Args:
        box: in pixels of the picture.
        crop: what the network saw, uint8 (side, side).
    """
    if math.sqrt(max(0.0, box.area)) < LEAST_SIDE_PX:
        return "small"
    if light(crop) < LEAST_LIGHT:
        return "dark"
    return "blurred" if sharpness(crop) < LEAST_SHARPNESS else None


def light(crop: npt.NDArray[np.uint8]) -> float:
    """Mean of the pixels, 0 black to 1 white."""
    return float(crop.mean()) / 255


def sharpness(crop: npt.NDArray[np.uint8]) -> float:
    """Variance of the Laplacian (Pech-Pacheco et al., 2000); grey steps squared."""
    import cv2  # the window knows the words for an obstacle long before it reads a face

    return float(cv2.Laplacian(crop, cv2.CV_32F).var())
