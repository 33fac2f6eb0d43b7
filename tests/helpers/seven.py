"""The usual classes by name, for tests that speak of single ones."""

from __future__ import annotations

from enum import IntEnum

from emotion_gui.core.labels import SEVEN

LABELS = SEVEN.names


class Emotion(IntEnum):
    """Places in the usual set."""

    ANGRY = 0
    DISGUST = 1
    FEAR = 2
    HAPPY = 3
    SAD = 4
    SURPRISE = 5
    NEUTRAL = 6
