"""Where a film is cut: there nobody is taken for the one who was there before."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from emotion_gui.core.faces.boxes import Picture

_SMALL = (32, 18)
# Grey steps, mean over the small picture; somebody who walks through it makes some 10.
_LEAST_CHANGE = 18.0
# A cut changes the picture several times as much as the frames around it change it: a shaking
# camera or a blinking light does not.
_TIMES_AROUND = 4.0
_AROUND = 4


class ChangeMeter:
    """How much each frame differs from the one before it."""

    def __init__(self) -> None:
        self._before: npt.NDArray[np.int16] | None = None

    def measure(self, picture: Picture) -> float:
        """Mean difference of colours from the last picture, in steps of 255; 0 for the first."""
        small = cv2.resize(picture, _SMALL, interpolation=cv2.INTER_AREA).astype(np.int16)
        before, self._before = self._before, small
        return 0.0 if before is None else float(np.abs(small - before).mean())


def cuts_of(change: npt.NDArray[np.floating]) -> tuple[int, ...]:
    """Numbers of the frames with which a new shot begins.

    Args:
        change: of every frame from the one before, see `ChangeMeter`; shape (frames,).
    """
    found = []
    for place in np.flatnonzero(change >= _LEAST_CHANGE).tolist():
        around = [
            *change[max(0, place - _AROUND) : place],
            *change[place + 1 : place + 1 + _AROUND],
        ]
        if not around or change[place] >= _TIMES_AROUND * float(np.median(around)):
            found.append(place)
    return tuple(found)


def shot_of(frame: int, cuts: Sequence[int]) -> int:
    """How many cuts lie before or at a frame."""
    return int(np.searchsorted(np.asarray(cuts), frame, side="right"))
