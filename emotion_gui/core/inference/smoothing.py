"""From a jumping row of logits to an answer that a person can read."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.labels import Emotion

Logits = npt.NDArray[np.float32]


@dataclass(frozen=True)
class SmoothingSettings:
    """How answers are calmed.

    Attributes:
        time_constant_s: of the exponential mean of the logits; 0 = raw.
        margin: another emotion is shown once its probability is this much higher.
        unsure_below: a lower probability of the best emotion is shown as "unsure".
    """

    time_constant_s: float = 0.4
    margin: float = 0.08
    unsure_below: float = 0.35


def softmax(logits: npt.NDArray[np.floating]) -> Logits:
    """Probabilities along the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True), dtype=np.float32)


class SmoothedAnswer:
    """The answer for one face through time."""

    def __init__(self) -> None:
        self._logits: Logits | None = None
        self._time_s = 0.0
        self._shown: Emotion | None = None

    def update(
        self, logits: Logits, time_s: float, settings: SmoothingSettings
    ) -> tuple[Logits, Emotion | None]:
        """Take the logits of one more frame.

        Returns:
            Smoothed probabilities, shape (7,), and the label; None means unsure.
        """
        if self._logits is None or settings.time_constant_s <= 0:
            self._logits = logits.copy()
        else:
            passed_s = max(0.0, time_s - self._time_s)
            fresh = 1.0 - math.exp(-passed_s / settings.time_constant_s)
            self._logits = self._logits + np.float32(fresh) * (logits - self._logits)
        self._time_s = time_s
        probabilities = softmax(self._logits)
        return probabilities, self._label(probabilities, settings)

    def _label(self, probabilities: Logits, settings: SmoothingSettings) -> Emotion | None:
        best = Emotion(int(probabilities.argmax()))
        if (
            settings.time_constant_s <= 0
            or self._shown is None
            or (probabilities[best] >= probabilities[self._shown] + settings.margin)
        ):
            self._shown = best
        sure = probabilities[self._shown] >= settings.unsure_below
        return self._shown if sure else None
