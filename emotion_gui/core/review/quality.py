"""How well a face was to be seen: size, sharpness, light and pose, each a number a face."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.faces.readable import light, sharpness

# Eyes of an adult are 63 mm apart, and the nose stands about 38 mm before their line: its
# sideways shift in eye distances is 0.6 times the tangent of the turn.
_NOSE_BEFORE_EYES = 0.6


@dataclass(frozen=True)
class FaceQuality:
    """Of one face on one frame.

    Attributes:
        size_px: root of the box's area.
        sharpness: variance of the Laplacian of the pixels that the network saw (Pech-Pacheco et
            al., 2000); grey steps squared.
        light: mean of those pixels, 0 black to 1 white.
        turn_deg: how far the head is turned to a side, estimated from eyes and nose; NaN without
            landmarks.
        tilt_deg: how far the line of the eyes is turned, clockwise on screen; NaN likewise.
        detection: the detector's probability of a face.
    """

    size_px: float
    sharpness: float
    light: float
    turn_deg: float
    tilt_deg: float
    detection: float


def face_quality(box: FaceBox, crop: npt.NDArray[np.uint8]) -> FaceQuality:
    """Look at a face once.

    Args:
        box: where it is, with landmarks where there are any.
        crop: what the network saw, uint8 (side, side).
    """
    turn_deg, tilt_deg = _pose_deg(box)
    return FaceQuality(
        size_px=math.sqrt(max(0.0, box.area)),
        sharpness=sharpness(crop),
        light=light(crop),
        turn_deg=turn_deg,
        tilt_deg=tilt_deg,
        detection=float(box.confidence),
    )


def _pose_deg(box: FaceBox) -> tuple[float, float]:
    if box.landmarks is None:
        return math.nan, math.nan
    (left_x, left_y), (right_x, right_y), (nose_x, nose_y) = box.landmarks[:3]
    along_x, along_y = right_x - left_x, right_y - left_y
    apart = math.hypot(along_x, along_y)
    if apart < 1.0:
        return math.nan, math.nan
    middle_x, middle_y = (left_x + right_x) / 2, (left_y + right_y) / 2
    shift = ((nose_x - middle_x) * along_x + (nose_y - middle_y) * along_y) / apart
    turn_deg = math.degrees(math.atan(shift / apart / _NOSE_BEFORE_EYES))
    return turn_deg, math.degrees(math.atan2(along_y, along_x))
