"""Accuracy with its interval, confusion, per-class scores, calibration and McNemar's test.

Everything here is numpy on arrays that fit in memory; nothing needs torch or scikit-learn.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.model.probabilities import softmax

_Z95 = 1.959963984540054  # two-sided 95 % of the normal distribution
BINS = 15

IntArray = npt.NDArray[np.integer]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class ClassScores:
    """One class against the rest; None where a score has no cases to rest on.

    Attributes:
        label: name of the class.
        precision: None if the class was never predicted.
        recall: None if no face of this class was seen.
        specificity: recall of "not this class"; None if every face was of this class.
        f1: None if the class was neither seen nor predicted.
        support: faces of this class.
    """

    label: str
    precision: float | None
    recall: float | None
    specificity: float | None
    f1: float | None
    support: int


@dataclass(frozen=True)
class ReliabilityBin:
    """Faces whose confidence lies in (low, high]; accuracy and confidence are None if empty."""

    low: float
    high: float
    count: int
    confidence: float | None
    accuracy: float | None


@dataclass(frozen=True)
class McNemar:
    """Exact McNemar test of two classifiers on the same faces.

    Attributes:
        b: faces that only the first got right.
        c: faces that only the second got right.
        p: two-sided exact binomial probability of a split at least as uneven; 1.0 if b = c = 0.
    """

    b: int
    c: int
    p: float

    @classmethod
    def of(cls, b: int, c: int) -> McNemar:
        """The test of two counts."""
        return cls(b=b, c=c, p=_exact_p(b, c))


@dataclass(frozen=True)
class Evaluation:
    """How a network did on `n` labelled faces.

    Attributes:
        n: faces.
        correct: faces whose largest logit is the label (a tie goes to the lower class).
        accuracy: correct / n.
        interval: Wilson's 95 % interval of the accuracy (low, high).
        macro_f1: mean F1 over the classes that were seen or predicted.
        balanced_accuracy: mean recall over the classes that were seen.
        confusion: counts, rows = truth, columns = prediction, in the order of the labels.
        per_class: one entry a class.
        top2: share of faces whose label is among the two largest logits.
        ece: expected calibration error over 15 equal bins of confidence.
        reliability: those bins.
    """

    n: int
    correct: int
    accuracy: float
    interval: tuple[float, float]
    macro_f1: float
    balanced_accuracy: float
    confusion: tuple[tuple[int, ...], ...]
    per_class: tuple[ClassScores, ...]
    top2: float
    ece: float
    reliability: tuple[ReliabilityBin, ...]

    @property
    def macro_f1_classes(self) -> tuple[str, ...]:
        """The classes that `macro_f1` is the mean of: those that were seen or predicted."""
        return tuple(entry.label for entry in self.per_class if entry.f1 is not None)

    @property
    def macro_f1_all(self) -> float:
        """Mean F1 over every class, one that was neither seen nor predicted counting 0.

        The other convention (scikit-learn's `zero_division=0` with all labels given).
        """
        return math.fsum(entry.f1 or 0.0 for entry in self.per_class) / len(self.per_class)

    def to_json(self) -> dict[str, object]:
        """Plain JSON values; a score without cases is null."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Evaluation:
        """Rebuild from `to_json` after a trip through JSON.

        Raises:
            ConfigError: a field is missing or of the wrong kind.
        """
        try:
            low, high = data["interval"]
            return cls(
                **{
                    **data,
                    "interval": (float(low), float(high)),
                    "confusion": tuple(tuple(int(n) for n in row) for row in data["confusion"]),
                    "per_class": tuple(ClassScores(**entry) for entry in data["per_class"]),
                    "reliability": tuple(ReliabilityBin(**entry) for entry in data["reliability"]),
                }
            )
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise ConfigError("evaluation", "damaged", "not an evaluation") from error


def wilson_interval(correct: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % score interval of `correct` out of `n`; (0, 1) when `n` is 0.

    Source: E. B. Wilson, JASA 22 (1927).
    """
    if not 0 <= correct <= n:
        raise ConfigError("correct", correct, f"must lie between 0 and {n}")
    if n == 0:
        return 0.0, 1.0
    share, z2 = correct / n, _Z95 * _Z95
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z95 * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    low = 0.0 if correct == 0 else max(0.0, centre - half)
    high = 1.0 if correct == n else min(1.0, centre + half)
    return low, high


def mcnemar(correct_a: BoolArray, correct_b: BoolArray) -> McNemar:
    """Compare two classifiers by the faces on which only one of them is right.

    Args:
        correct_a: for each face, whether the first classifier was right.
        correct_b: the same faces in the same order, for the second.
    """
    if correct_a.shape != correct_b.shape:
        raise ConfigError("correct_b", correct_b.shape, f"must have shape {correct_a.shape}")
    b = int(np.count_nonzero(correct_a & ~correct_b))
    c = int(np.count_nonzero(correct_b & ~correct_a))
    return McNemar.of(b, c)


def loss_p(test: McNemar, n: int, *, allowed: float) -> float:
    """McNemar's test of "at least so much is lost": small where less is lost, beyond chance.

    The score of Tango (Statistics in Medicine 17, 1998) for paired shares; where nothing is
    allowed it is McNemar's own, (b - c) / sqrt(b + c). One-sided.

    Args:
        test: the network before (first) against the one after.
        n: faces that both judged.
        allowed: loss of accuracy, as a share of the faces, from 0 to 1.
    """
    b, c = test.b, test.c
    room = allowed * (1 - allowed)
    linear = (2 * n - b + c) * allowed - b - c
    gained = (math.sqrt(linear**2 + 8 * n * c * room) - linear) / (4 * n) if n else 0.0
    spread = math.sqrt(max(0.0, n * (2 * gained + room)))
    beyond = b - c - n * allowed
    if spread == 0:
        return 0.0 if beyond < 0 else 1.0
    return 0.5 * math.erfc(-beyond / spread / math.sqrt(2))


def _exact_p(b: int, c: int) -> float:
    if b == c:
        return 1.0
    n, k = b + c, np.arange(1, min(b, c) + 1)
    # log of n over 0, n over 1, … by their ratios; exact to about 1e-12 for n < 1e6.
    log_choices = np.concatenate([[0.0], np.cumsum(np.log((n - k + 1) / k))])
    return min(1.0, 2.0 * math.fsum(np.exp(log_choices - n * math.log(2.0))))


def evaluate_predictions(
    labels: IntArray,
    logits: npt.NDArray[np.floating],
    *,
    temperature: float = 1.0,
    names: tuple[str, ...] = SEVEN.names,
) -> Evaluation:
    """All scores of one set of answers.

    Args:
        labels: true classes, shape (n,), each in 0 … classes - 1.
        logits: shape (n, classes).
        temperature: divides the logits before the softmax (calibration only; the predicted
            class does not depend on it).
        names: class names in logit order.

    Raises:
        ConfigError: no faces, shapes that do not fit, a label out of range, or logits that are
            not finite numbers.
    """
    _check(labels, logits, temperature, names)
    n, classes = logits.shape
    predicted = logits.argmax(axis=1)
    pairs = labels.astype(np.int64) * classes + predicted
    confusion = np.bincount(pairs, minlength=classes * classes).reshape(classes, classes)
    correct = int(np.trace(confusion))
    per_class = tuple(_scores(confusion, k, name) for k, name in enumerate(names))
    f1_values = [entry.f1 for entry in per_class if entry.f1 is not None]
    recalls = [entry.recall for entry in per_class if entry.recall is not None]
    own = logits[np.arange(n), labels]
    above = (logits > own[:, None]).sum(axis=1)
    lower_ties = (logits == own[:, None]) & (np.arange(classes) < labels[:, None])
    reliability = _reliability(logits, predicted == labels, temperature)
    return Evaluation(
        n=n,
        correct=correct,
        accuracy=correct / n,
        interval=wilson_interval(correct, n),
        macro_f1=math.fsum(f1_values) / len(f1_values),
        balanced_accuracy=math.fsum(recalls) / len(recalls),
        confusion=tuple(tuple(int(value) for value in row) for row in confusion),
        per_class=per_class,
        top2=float(np.mean(above + lower_ties.sum(axis=1) < 2)),
        ece=math.fsum(
            entry.count / n * abs(entry.accuracy - entry.confidence)
            for entry in reliability
            if entry.accuracy is not None and entry.confidence is not None
        ),
        reliability=reliability,
    )


def _check(
    labels: IntArray,
    logits: npt.NDArray[np.floating],
    temperature: float,
    names: tuple[str, ...],
) -> None:
    if logits.ndim != 2 or labels.shape != logits.shape[:1] or logits.shape[1] != len(names):
        expected = f"needs one row a label ({labels.shape}) and {len(names)} columns"
        raise ConfigError("logits", logits.shape, expected)
    if len(labels) == 0:
        raise ConfigError("labels", 0, "there is no face to evaluate")
    if labels.min() < 0 or labels.max() >= len(names):
        raise ConfigError("labels", int(labels.max()), f"labels go from 0 to {len(names) - 1}")
    if not np.isfinite(logits).all():
        raise ConfigError("logits", "nan", "the network's answers are not all finite numbers")
    if not temperature > 0:
        raise ConfigError("temperature", temperature, "must be positive")


def _scores(confusion: npt.NDArray[np.int64], k: int, name: str) -> ClassScores:
    total = int(confusion.sum())
    hits = int(confusion[k, k])
    support, predicted = int(confusion[k].sum()), int(confusion[:, k].sum())
    others = total - support
    return ClassScores(
        label=name,
        precision=hits / predicted if predicted else None,
        recall=hits / support if support else None,
        specificity=(others - (predicted - hits)) / others if others else None,
        f1=2 * hits / (support + predicted) if support + predicted else None,
        support=support,
    )


def _reliability(
    logits: npt.NDArray[np.floating], right: BoolArray, temperature: float
) -> tuple[ReliabilityBin, ...]:
    confidence = softmax(logits, temperature=temperature).max(axis=1)
    index = np.ceil(confidence * BINS).astype(np.int64) - 1
    counts = np.bincount(index, minlength=BINS)
    confidences = np.bincount(index, weights=confidence, minlength=BINS)
    rights = np.bincount(index, weights=right.astype(np.float64), minlength=BINS)
    return tuple(
        ReliabilityBin(
            low=k / BINS,
            high=(k + 1) / BINS,
            count=int(counts[k]),
            confidence=float(confidences[k] / counts[k]) if counts[k] else None,
            accuracy=float(rights[k] / counts[k]) if counts[k] else None,
        )
        for k in range(BINS)
    )
