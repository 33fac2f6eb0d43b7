"""The seven as an enumeration, until every user asks the label set."""

from __future__ import annotations

from enum import IntEnum

from emotion_gui.core.labels.builtin import SEVEN


class Emotion(IntEnum):
    """FER2013's codes."""

    ANGRY = 0
    DISGUST = 1
    FEAR = 2
    HAPPY = 3
    SAD = 4
    SURPRISE = 5
    NEUTRAL = 6


LABELS: tuple[str, ...] = SEVEN.names
