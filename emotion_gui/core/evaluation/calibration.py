"""Probabilities that mean what they say, and the confidence below which to answer "unsure".

One number, the temperature, divides the logits; it is fitted on the test part and stored in the
checkpoint. The predicted class never changes. Source: Guo, Pleiss, Sun and Weinberger, "On
Calibration of Modern Neural Networks", ICML 2017.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.metrics import IntArray, evaluate_predictions
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.probabilities import softmax

KEPT_ACCURACY = 0.75
"""Of the answers that are not "unsure", at least this share is right on the test part.

Three of four: above the 65 % with which people agree with FER2013's labels, and with the bundled
network still three answers of four are given.
"""
LEAST_KEPT = 30  # a share of fewer faces says too little
LEAST_A_CLASS = 10  # on average: fewer faces than that, and temperature is guessed
_LOWEST, _HIGHEST = 0.05, 20.0  # temperatures that are looked at
_GOLDEN = (math.sqrt(5) - 1) / 2
_FOLDS = 5  # the error is told for faces that the temperature was not fitted on

Logits = npt.NDArray[np.floating]


@dataclass(frozen=True)
class Calibration:
    """What was fitted on `n` faces, and what it brings.

    Attributes:
        temperature: divides the logits; above 1 the network was too sure of itself.
        unsure_below: an answer with a lower calibrated probability is unsure; None where no
            threshold reaches `KEPT_ACCURACY`.
        kept: share of faces whose answer is kept with that threshold (1 without one).
        kept_accuracy: share of those that is right.
        ece_before: expected calibration error at temperature 1.
        ece_after: the same with a temperature, each fifth of the faces judged with the one
            fitted on the other four, so that the figure is not flattered by the fit.
        n: faces.
    """

    temperature: float
    unsure_below: float | None
    kept: float
    kept_accuracy: float
    ece_before: float
    ece_after: float
    n: int


def fit_temperature(labels: IntArray, logits: Logits) -> float:
    """The temperature with the least negative log-likelihood.

    Args:
        labels: true classes, shape (n,).
        logits: shape (n, classes).

    Returns:
        Between 0.05 and 20; the bounds mean that the answers are all right, or all worthless.
    """
    scores = logits.astype(np.float64)
    scores -= scores.max(axis=1, keepdims=True)
    own = scores[np.arange(len(labels)), labels]

    def loss(log_temperature: float) -> float:
        scale = math.exp(-log_temperature)
        spread = np.log(np.exp(scores * scale).sum(axis=1))
        return float(np.mean(spread - own * scale))

    return math.exp(_least(loss, math.log(_LOWEST), math.log(_HIGHEST)))


def _least(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function with one minimum has it, to 1e-6, by golden sections."""
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = function(left), function(right)
    while high - low > 1e-6:
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = function(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = function(right)
    return (low + high) / 2


def unsure_threshold(
    labels: IntArray, probabilities: npt.NDArray[np.float64], *, accuracy: float = KEPT_ACCURACY
) -> float | None:
    """The lowest confidence from which on the answers are right often enough.

    Args:
        labels: true classes, shape (n,).
        probabilities: calibrated, shape (n, classes).
        accuracy: share of the kept answers that must be right, in (0, 1].

    Returns:
        A confidence in [0, 1]; 0 where all answers together are good enough; None where fewer
        than 30 faces would be left, or no threshold is enough.
    """
    if not 0 < accuracy <= 1:
        raise ConfigError("accuracy", accuracy, "must lie above 0 and at most at 1")
    confidence = probabilities.max(axis=1)
    order = np.argsort(-confidence, kind="stable")
    right = np.cumsum((probabilities.argmax(axis=1) == labels)[order])
    kept = np.arange(1, len(order) + 1)
    # Faces of the same confidence are kept or left together.
    sorted_confidence = confidence[order]
    last_of_value = np.append(sorted_confidence[1:] < sorted_confidence[:-1], True)
    enough = np.flatnonzero(last_of_value & (right >= accuracy * kept) & (kept >= LEAST_KEPT))
    if len(enough) == 0:
        return None
    position = int(enough[-1])
    return 0.0 if position == len(order) - 1 else float(sorted_confidence[position])


def calibrate(labels: IntArray, logits: Logits) -> Calibration:
    """Fit temperature and threshold on answers to faces that training did not see.

    Args:
        labels: true classes, shape (n,).
        logits: raw, shape (n, classes).

    Raises:
        ConfigError: fewer than ten faces a class, or answers that are not finite numbers.
    """
    n, least = len(labels), max(LEAST_KEPT, LEAST_A_CLASS * logits.shape[1])
    if n < least:
        raise ConfigError("faces", n, f"a calibration needs at least {least} faces")
    before = evaluate_predictions(labels, logits, names=_names(logits))
    temperature = fit_temperature(labels, logits)
    probabilities = softmax(logits, temperature=temperature)
    threshold = unsure_threshold(labels, probabilities)
    kept = probabilities.max(axis=1) >= (threshold or 0.0)
    right = probabilities.argmax(axis=1) == labels
    return Calibration(
        temperature=temperature,
        unsure_below=threshold,
        kept=float(kept.mean()),
        kept_accuracy=float(right[kept].mean()),
        ece_before=before.ece,
        ece_after=_held_out_error(labels, logits),
        n=n,
    )


def calibrate_checkpoint(
    checkpoint: Path, part: FacePart, *, context: JobContext | None = None
) -> Calibration:
    """Fit a checkpoint on a part and store temperature and threshold in it.

    The weights stay bit for bit; calibrating again on the same faces gives the same values.

    Args:
        checkpoint: a `.safetensors` file.
        part: labelled faces that training did not learn from: the test part.
        context: progress and cancel.

    Raises:
        CheckpointError: the file cannot be used.
        ConfigError: too few faces.
        StorageError: the disk refused; then the file is as before.
        JobCancelled: a stop was asked for.
    """
    from emotion_gui.core.evaluation.predict import predict_logits
    from emotion_gui.core.model.checkpoint import load_checkpoint, rewrite_info

    loaded = load_checkpoint(checkpoint)
    part = part.told_in(loaded.info.label_set)
    logits = predict_logits(loaded.network, part.stored, loaded.info.preprocessing, context=context)
    found = calibrate(part.labels, logits)
    info = dataclasses.replace(
        loaded.info, temperature=found.temperature, unsure_below=found.unsure_below
    )
    rewrite_info(checkpoint, info)
    return found


def _held_out_error(labels: IntArray, logits: Logits) -> float:
    """Calibration error of temperatures that were fitted on other faces."""
    fold = np.random.default_rng(0).permutation(len(labels)) % _FOLDS
    scaled = logits.astype(np.float64)
    for k in range(_FOLDS):
        scaled[fold == k] /= fit_temperature(labels[fold != k], logits[fold != k])
    return evaluate_predictions(labels, scaled, names=_names(scaled)).ece


def _names(logits: Logits | npt.NDArray[np.float64]) -> tuple[str, ...]:
    """Of classes that nobody is told here."""
    return tuple(map(str, range(logits.shape[1])))
