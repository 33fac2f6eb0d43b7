"""What can be drawn: the expressions whose action units are known, in FER2013's order."""

from __future__ import annotations

from enum import IntEnum


class Emotion(IntEnum):
    """Places in the usual set of classes."""

    ANGRY = 0
    DISGUST = 1
    FEAR = 2
    HAPPY = 3
    SAD = 4
    SURPRISE = 5
    NEUTRAL = 6
