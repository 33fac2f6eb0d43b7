"""What an answer is called in the language of the interface; files keep the English names."""

from __future__ import annotations

from emotion_gui.core.labels import Emotion
from emotion_gui.ui.translation import translator

_tr = translator("emotions")


def emotion_name(emotion: Emotion | int | None) -> str:
    """The name of an emotion; None is an answer that is unsure."""
    if emotion is None:
        return _tr("unsure")
    # Asked for each time: the language is known only once the window is built.
    names = {
        Emotion.ANGRY: _tr("angry"),
        Emotion.DISGUST: _tr("disgust"),
        Emotion.FEAR: _tr("fear"),
        Emotion.HAPPY: _tr("happy"),
        Emotion.SAD: _tr("sad"),
        Emotion.SURPRISE: _tr("surprise"),
        Emotion.NEUTRAL: _tr("neutral"),
    }
    return names[Emotion(emotion)]
