"""What a window needs of a frame, made in the loop's thread: pixels for the screen, and when."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from emotion_gui.core.faces.boxes import Picture

SHOWN_PER_SECOND = 60.0

ScreenPixels = npt.NDArray[np.uint8]


class DisplayClock:
    """Says which frames are worth showing: no more than a screen can show.

    Args:
        per_second: how many at most, on average; two neighbours may be nearer.
    """

    def __init__(self, per_second: float = SHOWN_PER_SECOND) -> None:
        self._interval_s = 1.0 / per_second
        self._due_s = 0.0

    def due(self, now_s: float) -> bool:
        """Whether a frame that is ready now should be shown; asked once a frame."""
        if now_s < self._due_s:
            return False
        # From when it was due, not from now: frames of 10 ms would come at 50 a second.
        self._due_s = max(self._due_s + self._interval_s, now_s + self._interval_s / 4)
        return True


def screen_pixels(picture: Picture) -> ScreenPixels:
    """BGR pixels in the layout of screens: shape (height, width, 4), the fourth unused."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA), dtype=np.uint8)
