"""Facial action units and the combinations that show an emotion.

Source: P. Ekman, W. Friesen, *Facial Action Coding System* (1978), and its emotional subset
EMFACS (Friesen & Ekman 1983).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from emotion_gui.core.data.sample_faces.expressions import Emotion


@dataclass(frozen=True)
class FaceActions:
    """Intensities of FACS action units, each in [0, 1]; all zero is a neutral face.

    Attributes:
        au1: inner brow raiser.
        au2: outer brow raiser.
        au4: brow lowerer.
        au5: upper lid raiser.
        au6: cheek raiser.
        au7: lid tightener.
        au9: nose wrinkler.
        au10: upper lip raiser.
        au12: lip corner puller.
        au15: lip corner depressor.
        au16: lower lip depressor.
        au17: chin raiser.
        au20: lip stretcher.
        au23: lip tightener.
        au25: lips part.
        au26: jaw drop.
        au45: blink (1 = closed).
    """

    au1: float = 0.0
    au2: float = 0.0
    au4: float = 0.0
    au5: float = 0.0
    au6: float = 0.0
    au7: float = 0.0
    au9: float = 0.0
    au10: float = 0.0
    au12: float = 0.0
    au15: float = 0.0
    au16: float = 0.0
    au17: float = 0.0
    au20: float = 0.0
    au23: float = 0.0
    au25: float = 0.0
    au26: float = 0.0
    au45: float = 0.0

    def mixed(self, other: FaceActions, *, weight: float) -> FaceActions:
        """Between this face (weight 0) and another (weight 1), unit by unit."""
        return FaceActions(
            **{
                name: (1.0 - weight) * getattr(self, name) + weight * getattr(other, name)
                for name in UNIT_NAMES
            }
        )

    def scaled(self, factor: float) -> FaceActions:
        """Every unit times `factor`, clipped to [0, 1]."""
        return FaceActions(
            **{name: min(1.0, max(0.0, factor * getattr(self, name))) for name in UNIT_NAMES}
        )


UNIT_NAMES: tuple[str, ...] = tuple(field.name for field in dataclasses.fields(FaceActions))

# EMFACS' prototypes.
EMOTION_ACTIONS: Mapping[Emotion, FaceActions] = {
    Emotion.ANGRY: FaceActions(au4=1.0, au5=0.7, au7=0.8, au23=1.0),
    Emotion.DISGUST: FaceActions(au9=1.0, au15=0.7, au16=0.8),
    Emotion.FEAR: FaceActions(au1=1.0, au2=0.6, au4=0.7, au5=1.0, au20=1.0, au26=0.55),
    Emotion.HAPPY: FaceActions(au6=0.9, au12=1.0),
    Emotion.SAD: FaceActions(au1=1.0, au4=0.7, au15=1.0),
    Emotion.SURPRISE: FaceActions(au1=1.0, au2=1.0, au5=0.9, au26=1.0),
    Emotion.NEUTRAL: FaceActions(),
}

# Units that EMFACS lists as frequent company of a prototype: (unit, intensity, share of faces).
_COMPANY: Mapping[Emotion, tuple[tuple[str, float, float], ...]] = {
    Emotion.ANGRY: (("au17", 0.6, 0.5), ("au10", 0.4, 0.2), ("au25", 0.5, 0.15)),
    Emotion.DISGUST: (
        ("au10", 0.9, 0.85),
        ("au4", 0.4, 0.5),
        ("au17", 0.5, 0.25),
        ("au25", 0.8, 0.65),
    ),
    Emotion.FEAR: (("au25", 0.8, 0.9), ("au7", 0.2, 0.3)),
    Emotion.HAPPY: (("au25", 0.9, 0.7), ("au26", 0.25, 0.3)),
    Emotion.SAD: (("au17", 0.7, 0.7), ("au6", 0.3, 0.2), ("au7", 0.3, 0.3)),
    Emotion.SURPRISE: (("au25", 1.0, 0.9),),
    Emotion.NEUTRAL: (("au25", 0.3, 0.1),),
}


def varied_actions(
    emotion: Emotion, *, intensity: float, rng: np.random.Generator, spread: float = 0.1
) -> FaceActions:
    """One person's way to show an emotion.

    Args:
        emotion: what is shown.
        intensity: 0 (nothing) to 1 (the full prototype).
        rng: draws the accompanying units and the deviation of each unit.
        spread: standard deviation of a unit around its prototype; unrelated units get a
            third of it, so that no two faces are the same and weak ones are ambiguous.

    Returns:
        Units in [0, 1].
    """
    prototype = EMOTION_ACTIONS[emotion]
    units = {name: float(getattr(prototype, name)) for name in UNIT_NAMES}
    for name, strength, share in _COMPANY[emotion]:
        if rng.random() < share:
            units[name] = max(units[name], strength)
    deviations = rng.normal(0.0, spread, len(UNIT_NAMES))
    for deviation, (name, strength) in zip(deviations, list(units.items()), strict=True):
        width = 1.0 if strength > 0 else 1.0 / 3.0
        units[name] = min(1.0, max(0.0, strength * intensity + width * float(deviation)))
    units["au45"] = 0.0
    return FaceActions(**units)
