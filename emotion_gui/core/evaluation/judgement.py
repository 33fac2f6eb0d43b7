"""How good a network is, and how big: the few figures that every page, verb and report shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from emotion_gui.core.evaluation.metrics import McNemar, mcnemar, wilson_interval
from emotion_gui.core.model.learned_faces import LearnedFaces, among, face_hashes

SIGNIFICANCE = 0.05  # two-sided, of every test in the program

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Judgement:
    """Right answers of a network on some faces.

    Attributes:
        correct: faces answered rightly.
        n: faces.
        test: McNemar's test against the network it is compared with, on the same faces.
        learned: how many of the faces the network learned from; None where its file does not
            tell (it was written by a version that kept no record).
        rest: the judgement on the other faces alone; None where nothing was learned, nothing
            is left, or nobody knows.
        watched: how many of the faces chose its best epoch; None where its file does not tell.
        complete: whether `learned` counts the faces of every ancestor and teacher.
    """

    correct: int
    n: int
    test: McNemar | None = None
    learned: int | None = None
    rest: Judgement | None = None
    watched: int | None = None
    complete: bool = True

    @property
    def accuracy(self) -> float:
        """Share of right answers in [0, 1]; NaN without a face."""
        return self.correct / self.n if self.n else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the accuracy."""
        return wilson_interval(self.correct, self.n)

    @property
    def is_significant(self) -> bool:
        """Whether the difference to the compared network is more than chance would make."""
        return self.test is not None and self.test.p < SIGNIFICANCE

    @property
    def honest(self) -> Judgement | None:
        """The judgement that counts: on new faces alone; None where every face was learned."""
        if not self.learned:
            return self
        return self.rest

    def to_record(self) -> dict[str, object]:
        """Enough to rebuild it by `from_record`; the comparison is not kept."""
        return {
            "correct": self.correct,
            "n": self.n,
            "learned": self.learned,
            "rest": None if self.rest is None else [self.rest.correct, self.rest.n],
            "watched": self.watched,
            "complete": self.complete,
        }

    @classmethod
    def from_record(cls, data: Mapping[str, Any]) -> Judgement:
        """Rebuild from `to_record` after a trip through JSON; raises KeyError or TypeError."""
        rest = data["rest"]
        return cls(
            int(data["correct"]),
            int(data["n"]),
            learned=data["learned"],
            rest=None if rest is None else cls(int(rest[0]), int(rest[1])),
            watched=data["watched"],
            complete=bool(data["complete"]),
        )

    def to_json(self) -> dict[str, object]:
        """What was learned, for machines; beside `n`, `accuracy` and `interval` of all faces."""
        honest = self.honest if self.learned is not None else None
        return {
            "learned": self.learned,
            "learned_complete": self.learned is not None and self.complete,
            "n_new": None if self.learned is None else self.n - self.learned,
            "accuracy_new": None if honest is None else honest.accuracy,
            "interval_new": None if honest is None else honest.interval,
            "watched": self.watched,
        }


@dataclass(frozen=True)
class Cost:
    """How big a network is and how long a face takes.

    Attributes:
        parameters: trainable ones.
        macs: multiply-accumulate operations a face.
        bytes: size of its file; None where it has none yet.
        ms: milliseconds a face, median; None where nobody measured.
    """

    parameters: int
    macs: int
    bytes: int | None = None
    ms: float | None = None


@dataclass(frozen=True, eq=False)
class Acquaintance:
    """Which of some faces a network knows from its training.

    Attributes:
        learned: shape (n,), True for a face it learned from; None where its file does not tell.
        watched: shape (n,), True for a face that chose its best epoch; None likewise.
        complete: as in `LearnedFaces`.
    """

    learned: BoolArray | None = None
    watched: BoolArray | None = None
    complete: bool = True

    @classmethod
    def between(cls, faces: npt.NDArray[np.uint8], known: LearnedFaces | None) -> Acquaintance:
        """Compare faces, shape (n, side, side), with what a checkpoint tells."""
        if known is None:
            return cls()
        hashes = face_hashes(faces)
        return cls(among(hashes, known.trained), among(hashes, known.watched), known.complete)


def judge(
    right: BoolArray,
    *,
    before: BoolArray | None = None,
    acquaintance: Acquaintance | None = None,
) -> Judgement:
    """Count right answers, test them against those of another network, and tell learned faces.

    Args:
        right: shape (n,), whether each face was answered rightly.
        before: the same for the network that this one is compared with.
        acquaintance: which of the faces the network knows; without it nothing is told.
    """
    test = None if before is None else mcnemar(before, right)
    correct, n = int(np.count_nonzero(right)), len(right)
    if acquaintance is None or acquaintance.learned is None:
        return Judgement(correct, n, test)
    learned = acquaintance.learned
    count = int(np.count_nonzero(learned))
    rest = None
    if 0 < count < n:
        rest = judge(right[~learned], before=None if before is None else before[~learned])
    watched = acquaintance.watched
    return Judgement(
        correct,
        n,
        test,
        learned=count,
        rest=rest,
        watched=None if watched is None else int(np.count_nonzero(watched)),
        complete=acquaintance.complete,
    )
