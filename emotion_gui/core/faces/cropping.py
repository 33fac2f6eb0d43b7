"""Box -> aligned gray face: the one function that import, evaluation and live share."""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

from emotion_gui.core.faces.boxes import FaceBox, Picture
from emotion_gui.core.faces.preprocessing import Preprocessing

# A steeper pair of eyes is a wrong landmark more often than a tilted head.
MAX_TILT_DEG = 45.0


def crop_face(
    picture: Picture, box: FaceBox, preprocessing: Preprocessing
) -> npt.NDArray[np.uint8]:
    """The face in a box as the network will see it.

    The crop is a square whose side is `framing.scale` times the geometric mean of the box's
    sides, turned so that the eyes are level where landmarks are known. What lies outside the
    picture repeats its edge.

    Args:
        picture: uint8 BGR (h, w, 3) or gray (h, w).
        box: a face in it; may reach over the edge.
        preprocessing: side, alignment and framing, as the checkpoint has them.

    Returns:
        uint8, shape (side, side).
    """
    framing = preprocessing.framing_for(box.detector)
    side_px = max(1.0, framing.scale * math.sqrt(max(box.width * box.height, 1e-6)))
    tilt = eye_tilt_rad(box) if preprocessing.align else 0.0
    cos, sin = math.cos(tilt), math.sin(tilt)
    centre_x, centre_y = box.centre
    shift_x, shift_y = framing.shift_x * side_px, framing.shift_y * side_px
    centre_x += cos * shift_x - sin * shift_y
    centre_y += sin * shift_x + cos * shift_y
    return _sample_square(picture, (centre_x, centre_y), side_px, tilt, preprocessing.side)


def eye_tilt_rad(box: FaceBox) -> float:
    """Angle of the line between the eyes, clockwise on screen; 0 without landmarks."""
    if box.landmarks is None:
        return 0.0
    (left_x, left_y), (right_x, right_y) = box.landmarks[:2]
    tilt = math.atan2(right_y - left_y, right_x - left_x)
    return tilt if abs(tilt) <= math.radians(MAX_TILT_DEG) else 0.0


def as_face(picture: Picture, preprocessing: Preprocessing) -> npt.NDArray[np.uint8]:
    """An already cropped face of any size as network input: gray, square by its centre.

    A picture of exactly (side, side) comes back with its pixels untouched.
    """
    gray = to_gray(picture)
    height, width = gray.shape
    side = preprocessing.side
    if height != width:
        shorter = min(height, width)
        top, left = (height - shorter) // 2, (width - shorter) // 2
        gray = gray[top : top + shorter, left : left + shorter]
    if gray.shape[0] == side:
        return np.ascontiguousarray(gray)
    shrinks = gray.shape[0] > side
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(gray, (side, side), interpolation=method), dtype=np.uint8)


def to_gray(picture: Picture) -> npt.NDArray[np.uint8]:
    """Gray pixels of a BGR, BGRA or gray picture."""
    if picture.ndim == 2:
        return picture
    channels = picture.shape[2]
    if channels == 1:
        return picture[:, :, 0]
    code = cv2.COLOR_BGRA2GRAY if channels == 4 else cv2.COLOR_BGR2GRAY
    return np.asarray(cv2.cvtColor(picture, code), dtype=np.uint8)


def as_bgr(picture: Picture) -> Picture:
    """Three channels, whatever came."""
    if picture.ndim == 2:
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
    if picture.shape[2] == 4:
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGRA2BGR), dtype=np.uint8)
    return picture


def _sample_square(
    picture: Picture, centre: tuple[float, float], side_px: float, tilt: float, out: int
) -> npt.NDArray[np.uint8]:
    """Sample a turned square; area-averaged when it shrinks, so that nothing aliases."""
    centre_x, centre_y = centre
    # Only the neighbourhood is turned gray: a face is a small part of most pictures.
    reach = side_px * (abs(math.cos(tilt)) + abs(math.sin(tilt))) / 2 + 2
    height, width = picture.shape[:2]
    left = int(min(max(math.floor(centre_x - reach), 0), width - 1))
    top = int(min(max(math.floor(centre_y - reach), 0), height - 1))
    right = int(min(max(math.ceil(centre_x + reach), left + 1), width))
    bottom = int(min(max(math.ceil(centre_y + reach), top + 1), height))
    gray = to_gray(np.ascontiguousarray(picture[top:bottom, left:right]))
    # Sample on a grid finer than the output by a whole factor, then average its cells.
    factor = max(1, min(16, math.ceil(side_px / out)))
    fine = out * factor
    step = side_px / fine
    cos, sin = math.cos(tilt) * step, math.sin(tilt) * step
    middle = (fine - 1) / 2
    origin_x = centre_x - left - 0.5 - cos * middle + sin * middle
    origin_y = centre_y - top - 0.5 - sin * middle - cos * middle
    matrix = np.array([[cos, -sin, origin_x], [sin, cos, origin_y]], dtype=np.float64)
    square = cv2.warpAffine(
        gray,
        matrix,
        (fine, fine),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    if factor > 1:
        square = cv2.resize(square, (out, out), interpolation=cv2.INTER_AREA)
    return np.asarray(square, dtype=np.uint8)
