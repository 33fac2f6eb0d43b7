"""Faces that are seen too badly for any answer, told apart from expressions that are unclear.

Below its limits a network is wrong at least half of the time (PublicTest under what cameras do;
docs/measurements.md). In little light networks that have not learned it are even sure of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from emotion_gui.core.faces.boxes import FaceBox

Obstacle = Literal["small", "dark", "blurred"]


@dataclass(frozen=True)
class ReadingLimits:
    """What a network needs of a face; see `CLEAN_LIMITS` for the defaults.

    Attributes:
        side_px: square root of the box's area, in pixels of the picture.
        light: mean of the crop's pixels, 0 black to 1 white.
        sharpness: variance of the crop's Laplacian, grey steps squared.
    """

    side_px: float = 22.0
    light: float = 0.15
    sharpness: float = 100.0

    def obstacle(self, box: FaceBox, crop: npt.NDArray[np.uint8]) -> Obstacle | None:
        """What keeps a face from being read; None where nothing does.

        Args:
            box: in pixels of the picture.
            crop: what the network saw, uint8 (side, side).
        """
        if math.sqrt(max(0.0, box.area)) < self.side_px:
            return "small"
        if light(crop) < self.light:
            return "dark"
        return "blurred" if sharpness(crop) < self.sharpness else None

    def to_json(self) -> dict[str, float]:
        """By field."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ReadingLimits:
        """What `to_json` gave.

        Raises:
            KeyError, TypeError, ValueError: a field is missing, or no number from 0 on.
        """
        found = cls(*(float(data[name]) for name in ("side_px", "light", "sharpness")))
        if not all(0 <= value < math.inf for value in found.to_json().values()):
            raise ValueError(f"limits are {found.to_json()}, not from 0 on")
        return found


CLEAN_LIMITS = ReadingLimits()
"""Of networks that learned clean faces, and of all that were never measured."""


def light(crop: npt.NDArray[np.uint8]) -> float:
    """Mean of the pixels, 0 black to 1 white."""
    return float(crop.mean()) / 255


def sharpness(crop: npt.NDArray[np.uint8]) -> float:
    """Variance of the Laplacian (Pech-Pacheco et al., 2000); grey steps squared."""
    import cv2  # the window knows the words for an obstacle long before it reads a face

    return float(cv2.Laplacian(crop, cv2.CV_32F).var())
