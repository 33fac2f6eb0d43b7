"""The seven emotions in FER2013's order, which is the order everywhere in the product."""

from __future__ import annotations

from enum import IntEnum


class Emotion(IntEnum):
    """FER2013's codes."""

    ANGRY = 0
    DISGUST = 1
    FEAR = 2
    HAPPY = 3
    SAD = 4
    SURPRISE = 5
    NEUTRAL = 6


LABELS: tuple[str, ...] = tuple(emotion.name.lower() for emotion in Emotion)

ALIASES: dict[str, Emotion] = {
    "angry": Emotion.ANGRY, "anger": Emotion.ANGRY, "an": Emotion.ANGRY,
    "disgust": Emotion.DISGUST, "disgusted": Emotion.DISGUST, "di": Emotion.DISGUST,
    "fear": Emotion.FEAR, "fearful": Emotion.FEAR, "afraid": Emotion.FEAR,
    "scared": Emotion.FEAR, "fe": Emotion.FEAR,
    "happy": Emotion.HAPPY, "happiness": Emotion.HAPPY, "joy": Emotion.HAPPY,
    "ha": Emotion.HAPPY,
    "sad": Emotion.SAD, "sadness": Emotion.SAD, "sa": Emotion.SAD,
    "surprise": Emotion.SURPRISE, "surprised": Emotion.SURPRISE, "su": Emotion.SURPRISE,
    "neutral": Emotion.NEUTRAL, "ne": Emotion.NEUTRAL, "calm": Emotion.NEUTRAL,
}  # fmt: skip


def parse_label(text: str) -> Emotion | None:
    """The emotion that a class name or code 0-6 means; None when it is unknown."""
    name = text.strip().lower()
    if name in ALIASES:
        return ALIASES[name]
    if name.isascii() and name.isdigit() and int(name) < len(LABELS):
        return Emotion(int(name))
    # "0_angry", "3-happy": a code in front of a name, where both must agree on the name.
    tail = name.lstrip("0123456789").lstrip("_- .")
    return ALIASES.get(tail)
