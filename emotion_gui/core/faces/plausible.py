"""What no detector needs to see: pictures that cannot show a face."""

from __future__ import annotations

import numpy as np

from emotion_gui.core.faces.boxes import DEFAULT_MIN_FACE_PX, Picture

# A face has light and shade. Of FER2013's 32,298 public pictures 14 span fewer steps of 255, and
# FER+'s ten raters found no face in any of them; the flattest with a face spans 32.
_LEAST_CONTRAST = 10.0


def why_no_face(picture: Picture) -> str:
    """Why a picture taken as one cropped face cannot be one, in words; "" where it can.

    Args:
        picture: BGR or gray.
    """
    height, width = picture.shape[:2]
    if min(height, width) < DEFAULT_MIN_FACE_PX:
        return f"{width} x {height} pixels, under {DEFAULT_MIN_FACE_PX:.0f}"
    if contrast(picture) < _LEAST_CONTRAST:
        return "no face: the picture is of one tone"
    return ""


def contrast(picture: Picture) -> float:
    """Steps of 255 between the darkest and the brightest 2 % of a picture's pixels."""
    gray = picture if picture.ndim == 2 else picture.mean(axis=2)
    dark, bright = np.percentile(gray, (2, 98))
    return float(bright - dark)
