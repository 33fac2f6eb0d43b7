"""How good a network is on some faces, and what it costs: one value for each, used everywhere.

Faces that a network has learned say little about it. A judgement therefore holds two figures
wherever it is known what was learned: all faces, and the rest alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.metrics import (
    BoolArray,
    McNemar,
    loss_p,
    mcnemar,
    wilson_interval,
)

SIGNIFICANCE = 0.05
"""A difference is shown as one only where p is below; everything else may be chance."""


@dataclass(frozen=True)
class Judgement:
    """How many faces a network gets right.

    Attributes:
        correct: faces classified correctly.
        n: faces judged on.
        test: another network (first) against this one on the same faces; None without one.
        rest: the same over the faces that the network has not learned; None where it is not
            known which it learned.
        watched: how many of the faces chose its best epoch; None where that is not known.
        complete: whether all that the network began with, and all that taught it, tell their
            faces; if not, `rest` may hold learned ones.
    """

    correct: int
    n: int
    test: McNemar | None = None
    rest: Judgement | None = None
    watched: int | None = None
    complete: bool = True

    @classmethod
    def of(
        cls,
        right: BoolArray,
        *,
        before: BoolArray | None = None,
        new: BoolArray | None = None,
        watched: int | None = None,
        complete: bool = True,
    ) -> Judgement:
        """Judge by answers.

        Args:
            right: for each face, whether the network is right.
            before: the same of the network it is compared with; the first of the paired test.
            new: for each face, whether the network has *not* learned it; None if unknown.
            watched: as the attribute.
            complete: likewise.

        Raises:
            ConfigError: arrays of different lengths.
        """
        rest = None
        if new is not None:
            if new.shape != right.shape:
                raise ConfigError("new", new.shape, f"must have shape {right.shape}")
            rest = cls.of(right[new], before=None if before is None else before[new])
        test = None if before is None else mcnemar(before, right)
        return cls(int(np.count_nonzero(right)), len(right), test, rest, watched, complete)

    @property
    def accuracy(self) -> float:
        """correct / n; NaN without faces (every face was learned, say)."""
        return self.correct / self.n if self.n else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the accuracy."""
        return wilson_interval(self.correct, self.n)

    @property
    def p(self) -> float:
        """Of the paired test; 1 without one."""
        return 1.0 if self.test is None else self.test.p

    @property
    def is_significant(self) -> bool:
        """Whether the difference to the other network is more than chance explains."""
        return self.p < SIGNIFICANCE

    def loses_less_than(self, allowed: float) -> bool:
        """Whether the paired test shows that less than this share of the faces is lost.

        A loss that happens to be small on a few faces shows nothing: the more faces, the nearer
        to it may be what is allowed.
        """
        return self.loss_p(allowed) <= SIGNIFICANCE

    def loss_p(self, allowed: float) -> float:
        """Of the paired test of "at least this share of the faces is lost"; 1 without one."""
        return 1.0 if self.test is None else loss_p(self.test, self.n, allowed=allowed)

    @property
    def learned(self) -> int | None:
        """How many of the faces the network has learned; None where that is not known."""
        return None if self.rest is None else self.n - self.rest.n

    @property
    def decisive(self) -> Judgement:
        """What words and colours go by: the faces not learned, or all where nothing is known."""
        return self if self.rest is None else self.rest

    def to_record(self) -> dict[str, object]:
        """Enough to rebuild it by `from_record`; the comparison is not kept."""
        return {
            "correct": self.correct,
            "n": self.n,
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
            rest=None if rest is None else cls(int(rest[0]), int(rest[1])),
            watched=data["watched"],
            complete=bool(data["complete"]),
        )

    def to_json(self, suffix: str = "") -> dict[str, object]:
        """Plain JSON values under the names that all verbs share.

        Args:
            suffix: behind `accuracy` and `interval` where an object holds two judgements, such
                as `_after`.

        Returns:
            `accuracy`, `interval`, `n`, `mcnemar_p` where there is a test; `learned`, `n_new`,
            `accuracy_new`, `interval_new`, `mcnemar_p_new` for the rest: all null where it is
            not known what was learned, accuracy and interval too where nothing is left.
        """
        rest = self.rest
        some = None if rest is None or rest.n == 0 else rest
        found: dict[str, object] = {
            f"accuracy{suffix}": self.accuracy,
            f"interval{suffix}": list(self.interval),
            "n": self.n,
            "learned": self.learned,
            "n_new": None if rest is None else rest.n,
            f"accuracy{suffix}_new": None if some is None else some.accuracy,
            f"interval{suffix}_new": None if some is None else list(some.interval),
            "learned_complete": rest is not None and self.complete,
            "watched": self.watched,
        }
        if self.test is not None:
            found["mcnemar_p"] = self.test.p
            found["mcnemar_p_new"] = None if some is None else some.p
        return found


class Judged:
    """Something with a judgement, which answers for its figures by name."""

    judgement: Judgement

    @property
    def accuracy(self) -> float:
        """Over all faces, in [0, 1]."""
        return self.judgement.accuracy

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of it."""
        return self.judgement.interval

    @property
    def correct(self) -> int:
        """Faces classified correctly."""
        return self.judgement.correct

    @property
    def n(self) -> int:
        """Faces judged on."""
        return self.judgement.n

    @property
    def mcnemar(self) -> McNemar:
        """The network before (first) against this one."""
        assert self.judgement.test is not None
        return self.judgement.test


@dataclass(frozen=True)
class Cost:
    """What a network takes.

    Attributes:
        parameters: trainable values (weights, biases, batch-norm scales and shifts).
        macs: multiply-accumulate operations of the convolutions for one face, head included;
            taps that fall on the padding count, as usual.
        stored_bytes: of all stored tensors (a checkpoint adds a header of a few kB).
        ms: median milliseconds for one face on one thread, NaN where it was not measured;
            comparable only within one measurement.
    """

    parameters: int
    macs: int
    stored_bytes: int
    ms: float = float("nan")


def change_to_json(before: Judgement, after: Judgement) -> dict[str, object]:
    """Both judgements, `…_before` and `…_after`; the paired test is `after`'s."""
    return {**before.to_json("_before"), **after.to_json("_after")}


def costs_to_json(before: Cost, after: Cost) -> dict[str, object]:
    """Both costs as `parameters_before`, `parameters_after` and so on."""
    return {
        f"{name}_{when}": getattr(cost, name)
        for name in ("parameters", "macs", "ms")
        for when, cost in (("before", before), ("after", after))
    }
