"""What a reproduction has found so far: plain values that survive a trip through JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from emotion_gui.core.labels import SEVEN
from emotion_gui.core.paper.agreement import RepeatedMean

CLASSES = len(SEVEN)


class Protocol(StrEnum):
    """How faces are divided."""

    RANDOM = "random"  # 80/10/10 within the classes, again and again
    INDEPENDENT = "spi"  # Strictly Person Independent: two halves by film, swapped
    WHOLE = "whole"  # the official parts of FER2013


@dataclass(frozen=True)
class Trial:
    """One system on one split.

    Attributes:
        system: its key, see `SYSTEMS`.
        protocol: how the faces were divided.
        repeat: number of the split or seed, from 1.
        learned_from: faces.
        confusion: a row a class of truth, a column an answer, counts.
        before: faces right before pruning, for systems that prune; None for others.
        p: McNemar's, before against after.
        note: what should be known (units gone, cap, cost).
    """

    system: str
    protocol: Protocol
    repeat: int
    learned_from: int
    confusion: tuple[tuple[int, ...], ...]
    before: int | None = None
    p: float | None = None
    note: str = ""

    @property
    def n(self) -> int:
        """Faces judged on."""
        return sum(map(sum, self.confusion))

    @property
    def correct(self) -> int:
        """Of them."""
        return sum(row[k] for k, row in enumerate(self.confusion))

    @property
    def accuracy(self) -> float:
        """In [0, 1]."""
        return self.correct / self.n if self.n else float("nan")

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Rebuild after a trip through JSON."""
        confusion = tuple(tuple(int(n) for n in row) for row in data["confusion"])
        return cls(**{**data, "protocol": Protocol(data["protocol"]), "confusion": confusion})


SYSTEMS: dict[str, str] = {
    "paper": "CNN of the paper",
    "paper-pruned": "CNN of the paper, pruned by its rule",
    "alizadeh-fazel": "CNN of Alizadeh & Fazel",
    "phog": "PHOG + PCA + RBF SVM",
    "lpq": "LPQ + PCA + RBF SVM",
    "phog+lpq": "PHOG and LPQ + PCA + RBF SVM",
    "neurons": "64 sigmoid neurons",
    "neurons-pruned": "64 sigmoid neurons, pruned (Gedeon & Harris)",
    "magnitude": "CNN of the paper, weights by magnitude (Han et al.), half gone",
    "thinet": "CNN of the paper, ThiNet (Luo et al.), half gone",
    "distinctiveness": "CNN of the paper, distinctiveness, half gone",
    "distinctiveness-refit": "CNN of the paper, distinctiveness and Refit, half gone",
}


@dataclass(frozen=True)
class ClassFigures:
    """One emotion over all trials of a system; NaN where there is no case."""

    precision: float
    recall: float
    specificity: float


def confusion_of(
    labels: npt.NDArray[np.int64], answers: npt.NDArray[np.int64]
) -> tuple[tuple[int, ...], ...]:
    """Counts, rows = truth."""
    counts = np.zeros((CLASSES, CLASSES), dtype=np.int64)
    np.add.at(counts, (labels, answers), 1)
    return tuple(tuple(map(int, row)) for row in counts)


def class_figures(confusion: npt.NDArray[np.int64]) -> tuple[ClassFigures, ...]:
    """Precision, recall and specificity of each class, as in Dhall et al. (2011)."""
    right, truth, answered = np.diag(confusion), confusion.sum(axis=1), confusion.sum(axis=0)
    others = confusion.sum() - truth
    false = answered - right
    return tuple(
        ClassFigures(
            _share(int(right[k]), int(answered[k])),
            _share(int(right[k]), int(truth[k])),
            _share(int(others[k] - false[k]), int(others[k])),
        )
        for k in range(len(confusion))
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def repeated(trials: Sequence[Trial]) -> RepeatedMean:
    """The accuracies of one system under one protocol."""
    n = round(float(np.mean([trial.n for trial in trials])))
    is_random = trials[0].protocol is not Protocol.WHOLE
    share = n / float(np.mean([trial.learned_from for trial in trials])) if is_random else 0.0
    return RepeatedMean(tuple(trial.accuracy for trial in trials), n, share)


@dataclass(frozen=True)
class CurvePoint:
    """One threshold of figure 2 on one network."""

    rule: str
    repeat: int
    threshold_deg: float
    gone: int
    accuracy: float


@dataclass(frozen=True)
class RuleReading:
    """The paper's rule under one reading of it, on one network."""

    normalisation: str
    rule: str
    silent: bool
    repeat: int
    gone: int
    before: float
    after: float
    p: float


@dataclass(frozen=True)
class BudgetRow:
    """One criterion at one size, on one network."""

    criterion: str
    update: str
    share: float
    repeat: int
    correct: int
    n: int
    p: float
    parameters: int

    @property
    def accuracy(self) -> float:
        """In [0, 1]."""
        return self.correct / self.n


@dataclass(frozen=True)
class Study:
    """What was done to the trained networks of one protocol.

    Attributes:
        protocol: whose networks.
        n: faces that each was judged on.
        test_share: of a split, see `RepeatedMean`; 0 for the whole.
        curve: points of figure 2.
        readings: of the paper's rule.
        budget: criteria at equal budget.
    """

    protocol: Protocol
    n: int
    test_share: float
    curve: tuple[CurvePoint, ...]
    readings: tuple[RuleReading, ...]
    budget: tuple[BudgetRow, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Rebuild after a trip through JSON."""
        return cls(
            protocol=Protocol(data["protocol"]),
            n=int(data["n"]),
            test_share=float(data["test_share"]),
            curve=tuple(CurvePoint(**entry) for entry in data["curve"]),
            readings=tuple(RuleReading(**entry) for entry in data["readings"]),
            budget=tuple(BudgetRow(**entry) for entry in data["budget"]),
        )
