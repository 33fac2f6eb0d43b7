"""Temperature and threshold: known answers, held-out figures, weights untouched."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from helpers.datasets import make_dataset
from helpers.weights import read_weights
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation import calibration
from emotion_gui.core.evaluation.calibration import (
    calibrate,
    calibrate_checkpoint,
    fit_temperature,
    unsure_threshold,
)
from emotion_gui.core.model.checkpoint import CheckpointInfo, read_info, save_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.probabilities import softmax
from emotion_gui.core.model.spec import PAPER
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace


def honest_answers(n: int = 6000) -> tuple[np.ndarray, np.ndarray]:
    """Labels drawn from the probabilities that the logits claim: calibrated by construction."""
    rng = np.random.default_rng(3)
    logits = 2 * rng.normal(size=(n, 7))
    sums = softmax(logits).cumsum(axis=1)
    labels = (rng.random((n, 1)) > sums).sum(axis=1).clip(0, 6)
    return labels, logits


@pytest.mark.parametrize("factor", [0.4, 1.0, 3.0])
def test_the_temperature_undoes_what_made_the_answers_too_sure(factor: float) -> None:
    labels, logits = honest_answers()
    assert fit_temperature(labels, factor * logits) == pytest.approx(factor, rel=0.05)


@pytest.mark.parametrize("factor", [0.01, 0.4, 3.0, 100.0])
def test_the_temperature_is_the_likelihoods_own(factor: float) -> None:
    """As SciPy finds it; at the ends of the range too."""
    labels, logits = honest_answers(400)
    logits = factor * logits

    def loss(log_temperature: float) -> float:
        shares = log_softmax(logits / np.exp(log_temperature), axis=1)
        return -float(shares[np.arange(len(labels)), labels].mean())

    bounds = (np.log(0.05), np.log(20.0))
    found = minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-8})
    assert fit_temperature(labels, logits) == pytest.approx(float(np.exp(found.x)), rel=1e-4)


def test_the_calibration_error_falls_on_held_out_faces() -> None:
    labels, logits = honest_answers()
    found = calibrate(labels, 3 * logits)
    assert found.ece_before > 0.15
    assert found.ece_after < 0.03
    assert found.n == len(labels)


def test_the_error_afterwards_is_that_of_temperatures_fitted_on_other_faces(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    labels, logits = honest_answers(140)
    fitted: list[frozenset[bytes]] = []
    fit = calibration.fit_temperature

    def seen(labels: np.ndarray, logits: np.ndarray) -> float:
        fitted.append(frozenset(row.tobytes() for row in logits))
        return fit(labels, logits)

    monkeypatch.setattr(calibration, "fit_temperature", seen)
    calibrate(labels, logits)
    everything, *folds = fitted
    left_out = [everything - used for used in folds]
    assert len(everything) == 140
    assert sum(map(len, left_out)) == 140
    assert frozenset().union(*left_out) == everything
    assert max(map(len, left_out)) <= 140 / len(folds) + 1


def test_the_order_of_the_classes_never_changes() -> None:
    _, logits = honest_answers(500)
    for temperature in (0.1, 7.0):
        probabilities = softmax(logits, temperature=temperature)
        assert np.array_equal(probabilities.argsort(axis=1), logits.argsort(axis=1))


def test_answers_above_the_threshold_are_right_often_enough_and_no_lower_one_does() -> None:
    labels, logits = honest_answers()
    probabilities = softmax(logits)
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    threshold = unsure_threshold(labels, probabilities, accuracy=0.8)
    assert threshold is not None
    assert right[confidence >= threshold].mean() >= 0.8
    for lower in np.unique(confidence[confidence < threshold]):
        assert right[confidence >= lower].mean() < 0.8


def test_what_is_kept_is_told_with_how_right_it_is() -> None:
    labels, logits = honest_answers(700)
    found = calibrate(labels, 3 * logits)
    probabilities = softmax(3 * logits, temperature=found.temperature)
    assert found.unsure_below is not None
    kept = probabilities.max(axis=1) >= found.unsure_below
    assert found.kept == kept.mean()
    assert 0.3 < found.kept < 1
    right = probabilities.argmax(axis=1) == labels
    assert found.kept_accuracy == right[kept].mean()
    assert found.kept_accuracy >= calibration.KEPT_ACCURACY
    # Where no threshold is enough, everything is kept.
    rng = np.random.default_rng(1)
    guessed = calibrate(rng.integers(0, 7, 200), rng.normal(size=(200, 7)))
    assert (guessed.unsure_below, guessed.kept) == (None, 1.0)
    assert guessed.kept_accuracy < 0.5


@pytest.mark.parametrize("accuracy", [-0.1, 0.0, 1.01])
def test_a_share_that_cannot_be_asked_for_is_refused(accuracy: float) -> None:
    with pytest.raises(ConfigError, match="accuracy"):
        unsure_threshold(np.zeros(40, dtype=int), np.eye(7)[[0] * 40], accuracy=accuracy)
    assert unsure_threshold(np.zeros(40, dtype=int), np.eye(7)[[0] * 40], accuracy=1.0) == 0.0


def test_thirty_faces_are_enough_for_a_threshold() -> None:
    shares = np.full((60, 2), 0.5)
    shares[:30] = (0.9, 0.1)
    labels = np.array([0] * 30 + [1] * 30)
    assert unsure_threshold(labels, shares, accuracy=0.9) == 0.9
    shares[29] = (0.8, 0.2)  # then twenty-nine are surer, and with it one of thirty is wrong
    labels[29] = 1
    assert unsure_threshold(labels, shares, accuracy=0.99) is None


def test_equal_confidences_are_kept_or_left_together() -> None:
    probabilities = np.full((100, 7), 0.5 / 6)
    probabilities[:, 0] = 0.5
    labels = np.array([0] * 70 + [1] * 30)
    assert unsure_threshold(labels, probabilities, accuracy=0.8) is None
    assert unsure_threshold(labels, probabilities, accuracy=0.7) == 0.0


def test_few_faces_say_too_little() -> None:
    labels, logits = honest_answers(69)
    with pytest.raises(ConfigError, match="at least 70"):
        calibrate(labels, logits)
    sure = np.eye(7)[np.zeros(29, dtype=int)]
    assert unsure_threshold(np.zeros(29, dtype=int), sure) is None


def test_a_checkpoint_stores_both_and_keeps_its_weights(
    workspace: Workspace, tmp_path: Path
) -> None:
    torch.manual_seed(0)
    make_dataset(workspace, test=140)
    part = open_dataset(workspace, "stripes").part(Part.TEST)
    path = tmp_path / "a.safetensors"
    save_checkpoint(path, EmotionCNN(PAPER), CheckpointInfo(PAPER, run={"name": "r"}))
    before = read_weights(path)
    found = calibrate_checkpoint(path, part)
    info = read_info(path)
    assert (info.temperature, info.unsure_below) == (found.temperature, found.unsure_below)
    assert info.run["name"] == "r"
    after = read_weights(path)
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert calibrate_checkpoint(path, part) == found
