"""What the pipeline says about one frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.faces.readable import CLEAN_LIMITS, Obstacle, ReadingLimits
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.labels import SEVEN, LabelSet, places_in, same_classes

Probabilities = npt.NDArray[np.floating]
UNSURE_WORD = "unsure"
"""What stands in files where an answer was not sure enough; no class may be called so."""


@dataclass(frozen=True)
class Answer:
    """What one model says about one face.

    Attributes:
        raw: probabilities of this frame alone and without a neutral baseline, shape
            (classes,).
        probabilities: smoothed over time, shape (classes,); equal to `raw` for stills.
        label: the shown class, a place in `labels`; None means unsure.
        unsure_below: the probability that it needed to be shown, in [0, 1].
        labels: the model's classes.
    """

    raw: Probabilities
    probabilities: Probabilities
    label: int | None
    unsure_below: float
    labels: LabelSet = SEVEN

    @property
    def best(self) -> int:
        """The likeliest class."""
        return int(self.probabilities.argmax())

    @property
    def word(self) -> str:
        """Name of the shown class, or `unsure`."""
        return UNSURE_WORD if self.label is None else self.labels.names[self.label]

    @property
    def confidence(self) -> float:
        """Of the shown class, or of the best one when unsure."""
        shown = self.best if self.label is None else self.label
        return float(self.probabilities[shown])


@dataclass(frozen=True)
class FaceResult:
    """One face of one frame.

    Attributes:
        track_id: its number while it is followed, from 1.
        box: in pixels of the frame.
        crop: the very pixels that the network saw, uint8 (side, side).
        answer: of the first model.
        second: of the other model of an A/B comparison.
        neutral: how much of the person's neutral face was seen, 0 to 1; from 1 on the answers
            are relative to it. None where nobody asked for it.
        limits: what the first model needs of a face.
    """

    track_id: int
    box: FaceBox
    crop: npt.NDArray[np.uint8]
    answer: Answer
    second: Answer | None = None
    neutral: float | None = None
    limits: ReadingLimits = CLEAN_LIMITS

    @property
    def label(self) -> int | None:
        return self.answer.label

    @property
    def confidence(self) -> float:
        return self.answer.confidence

    @property
    def probabilities(self) -> Probabilities:
        return self.answer.probabilities

    @property
    def obstacle(self) -> Obstacle | None:
        """Why the face is seen too badly for any answer; None where it is not."""
        return self.limits.obstacle(self.box, self.crop)

    @property
    def agrees(self) -> bool | None:
        """Whether both models put the same class first; None without a second one.

        Models of different classes agree where the classes mean the same; None where the first
        one's has no counterpart.
        """
        if self.second is None:
            return None
        ours, theirs = self.answer, self.second
        if same_classes(ours.labels, theirs.labels):
            return ours.best == theirs.best
        place = places_in(theirs.labels, ours.labels)[theirs.best]
        back = places_in(ours.labels, theirs.labels)[ours.best]
        if place is None and back is None:
            return None
        return ours.best == place or theirs.best == back


@dataclass(frozen=True)
class Timings:
    """Milliseconds that each stage of a frame took."""

    detect_ms: float
    crop_ms: float
    classify_ms: float
    second_ms: float

    @property
    def total_ms(self) -> float:
        return self.detect_ms + self.crop_ms + self.classify_ms + self.second_ms


@dataclass(frozen=True)
class FrameResult:
    """Everything about one frame; faces largest first.

    Attributes:
        frame: what was read.
        faces: those that were looked at.
        timings: how long it took.
        searched: a full search ended with this frame.
        finished_at: `now_s()` when the answer was there.
        left_out: faces over the limit of faces, which were found and not looked at.
    """

    frame: Frame
    faces: tuple[FaceResult, ...]
    timings: Timings
    searched: bool
    finished_at: float
    left_out: int = 0

    @property
    def age_ms(self) -> float:
        """From reading the frame to having its answer."""
        return (self.finished_at - self.frame.captured_at) * 1000
