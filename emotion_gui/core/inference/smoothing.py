"""From a jumping row of logits to an answer that a person can read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from emotion_gui.core.model.probabilities import softmax

Logits = npt.NDArray[np.float32]
Probabilities = npt.NDArray[np.floating]


@dataclass(frozen=True)
class SmoothingSettings:
    """How answers are calmed.

    Attributes:
        time_constant_s: of the exponential mean of the logits; 0 = raw.
        margin: another class is shown once its probability is this much higher, and a face
            that is unsure stays so until its probability is half as much above the limit.
        unsure_below: a person's limit, in [0, 1]; None = the model's own.
    """

    time_constant_s: float = 0.4
    margin: float = 0.08
    unsure_below: float | None = None


class SmoothedAnswer:
    """The answer for one face through time."""

    def __init__(self) -> None:
        self._logits: Logits | None = None
        self._time_s = 0.0
        self._shown: int | None = None
        self._sure = True

    def snapshot(self) -> list[Any]:
        """What `restore` needs to go on with the next frame, as JSON values."""
        logits = None if self._logits is None else [float(value) for value in self._logits]
        shown = None if self._shown is None else int(self._shown)
        return [logits, self._time_s, shown, self._sure]

    @classmethod
    def restored(cls, state: Sequence[Any]) -> SmoothedAnswer:
        """An answer that goes on as if the frames before `snapshot` had been seen."""
        logits, time_s, shown, sure = state
        answer = cls()
        answer._logits = None if logits is None else np.asarray(logits, dtype=np.float32)
        answer._time_s = time_s
        answer._shown = None if shown is None else int(shown)
        answer._sure = sure
        return answer

    def update(
        self, logits: Logits, time_s: float, settings: SmoothingSettings, *, unsure_below: float
    ) -> tuple[Probabilities, int | None]:
        """Take the logits of one more frame.

        Args:
            logits: calibrated, shape (classes,).
            time_s: of the frame.
            settings: how calm.
            unsure_below: a lower probability of the shown class is unsure.

        Returns:
            Smoothed probabilities, shape (classes,), and the label; None means unsure.
        """
        if self._logits is None or settings.time_constant_s <= 0:
            self._logits = logits.copy()
        else:
            passed_s = max(0.0, time_s - self._time_s)
            fresh = 1.0 - math.exp(-passed_s / settings.time_constant_s)
            self._logits = self._logits + np.float32(fresh) * (logits - self._logits)
        self._time_s = time_s
        probabilities = softmax(self._logits)
        return probabilities, self._label(probabilities, settings, unsure_below)

    def _label(
        self, probabilities: Probabilities, settings: SmoothingSettings, unsure_below: float
    ) -> int | None:
        best = int(probabilities.argmax())
        raw = settings.time_constant_s <= 0
        if (
            raw
            or self._shown is None
            or probabilities[best] >= probabilities[self._shown] + settings.margin
        ):
            self._shown = best
        limit = unsure_below if raw or self._sure else unsure_below + settings.margin / 2
        self._sure = bool(probabilities[self._shown] >= min(limit, 1.0))
        return self._shown if self._sure else None
