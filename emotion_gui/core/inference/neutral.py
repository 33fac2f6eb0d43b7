"""A person's own neutral face as the baseline of the answers; off until somebody asks for it.

Some faces at rest look sad or angry to a network. A few seconds of such a face say by how much
its logits are off, and that shift is then added to every answer about this face.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from emotion_gui.core.inference.controls import NeutralWish
from emotion_gui.core.inference.smoothing import Logits
from emotion_gui.core.model.probabilities import softmax


@dataclass(frozen=True)
class NeutralSettings:
    """How a baseline is taken.

    Attributes:
        seconds: how long the face is looked at.
        least_frames: and how often at least.
        sure: probability of neutral that the face at rest gets afterwards; a face that gets
            as much without help is left alone.
        most: a logit is shifted by no more than this, so that a baseline that was taken with
            a grin does not blind the network for grins.
    """

    seconds: float = 3.0
    least_frames: int = 5
    sure: float = 0.7
    most: float = 3.0


class NeutralBaseline:
    """The baseline of one face for one model.

    Args:
        neutral: which class a face at rest has; a model without one is left alone.
        settings: how it is taken.
    """

    def __init__(self, neutral: int | None, settings: NeutralSettings | None = None) -> None:
        self._settings = settings or NeutralSettings()
        self._neutral = neutral
        self._seen: list[Logits] = []
        self._began_s: float | None = None
        self._shift: Logits | None = None
        self.progress = 0.0

    @property
    def ready(self) -> bool:
        return self._shift is not None

    def update(self, logits: Logits, time_s: float) -> Logits:
        """Look at one more frame.

        Returns:
            The logits as they came while the face is looked at, shifted ones afterwards.
        """
        if self._neutral is None:
            self.progress = 1.0
            return logits
        if self._shift is None:
            self._look(logits, time_s)
        return logits if self._shift is None else logits + self._shift

    def _look(self, logits: Logits, time_s: float) -> None:
        if self._began_s is None:
            self._began_s = time_s
        self._seen.append(np.log(softmax(logits) + 1e-6).astype(np.float32))
        passed = (time_s - self._began_s) / self._settings.seconds
        enough = len(self._seen) / self._settings.least_frames
        self.progress = max(0.0, min(1.0, passed, enough))
        if self.progress >= 1.0:
            self._shift = shift_of(np.stack(self._seen), self._settings, neutral=self._neutral or 0)
            self._seen.clear()


class FaceBaseline:
    """The baselines of one face, one a model, as one wish of a person."""

    def __init__(self, wish: NeutralWish, first: int | None, second: int | None) -> None:
        self.wish = wish
        self.first = NeutralBaseline(first)
        self.second = NeutralBaseline(second)

    @property
    def progress(self) -> float:
        return self.first.progress


def shift_of(log_probabilities: Logits, settings: NeutralSettings, *, neutral: int) -> Logits:
    """What has to be added to the logits of a face whose rest looks like this.

    Args:
        log_probabilities: frames of the face at rest, shape (n, classes).
        settings: aim and limit.
        neutral: the class of a face at rest.

    Returns:
        Shape (classes,); zeros where the face at rest already looks neutral enough.
    """
    # The median: a blink or a word in between does not count.
    rest = np.median(log_probabilities, axis=0)
    classes = len(rest)
    if softmax(rest)[neutral] >= settings.sure:
        return np.zeros(classes, dtype=np.float32)
    aim = np.full(classes, np.log((1 - settings.sure) / (classes - 1)))
    aim[neutral] = np.log(settings.sure)
    shift = aim - rest
    shift -= shift.mean()  # a common addend changes no answer
    return np.asarray(np.clip(shift, -settings.most, settings.most), dtype=np.float32)
