"""Scores against scikit-learn, SciPy and printed values."""

from __future__ import annotations

import json

import numpy as np
import pytest
from helpers.seven import LABELS
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.metrics import (
    Evaluation,
    McNemar,
    evaluate_predictions,
    loss_p,
    mcnemar,
    wilson_interval,
)
from emotion_gui.core.model.probabilities import softmax


def random_case(seed: int, n: int, kinds: int = 7) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.integers(0, kinds, n), rng.normal(size=(n, 7)).astype(np.float32) * 3


def test_wilson_of_the_papers_best_row() -> None:
    low, high = wilson_interval(27, 55)
    assert (round(low, 2), round(high, 2)) == (0.36, 0.62)


@pytest.mark.parametrize(
    ("correct", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662), (0, 0, 0.0, 1.0)],
)  # 81 of 263: Newcombe 1998, table I
def test_wilson_known_values(correct: int, n: int, low: float, high: float) -> None:
    assert wilson_interval(correct, n) == pytest.approx((low, high), abs=6e-5)


def test_wilson_ends_where_shares_end() -> None:
    """Exactly, whatever the rounding: neither -1e-17 nor 1e-17 of 0 right answers."""
    assert {wilson_interval(0, n)[0] for n in range(1, 400)} == {0.0}
    assert {wilson_interval(n, n)[1] for n in range(1, 400)} == {1.0}


def test_wilson_refuses_nonsense() -> None:
    with pytest.raises(ConfigError):
        wilson_interval(3, 2)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(b=st.integers(0, 400), c=st.integers(0, 400))
def test_mcnemar_is_the_exact_binomial_test(b: int, c: int) -> None:
    from scipy.stats import binomtest

    first = np.array([True] * b + [False] * c + [True] * 5, dtype=np.bool_)
    second = np.array([False] * b + [True] * c + [True] * 5, dtype=np.bool_)
    result = mcnemar(first, second)
    assert (result.b, result.c) == (b, c)
    expected = binomtest(b, b + c).pvalue if b + c else 1.0
    assert result.p == pytest.approx(expected, rel=1e-9)


def test_mcnemar_does_not_underflow_for_a_whole_data_set() -> None:
    first, second = np.ones(28_709, np.bool_), np.zeros(28_709, np.bool_)
    second[:100] = True
    assert mcnemar(first, second).p == 0.0  # far below the smallest float
    second[:14_000] = True
    first[:13_500] = False
    assert 0.0 < mcnemar(first, second).p < 1e-3
    with pytest.raises(ConfigError):
        mcnemar(first, second[:-1])


@settings(max_examples=30, deadline=None, derandomize=True)
@given(seed=st.integers(0, 9999), n=st.integers(20, 300))
def test_against_scikit_learn(seed: int, n: int) -> None:
    from sklearn import metrics

    labels, logits = random_case(seed, n)
    labels[:7] = range(7)  # every class occurs: scikit-learn warns otherwise
    logits[:7] = np.eye(7) * 9
    result = evaluate_predictions(labels, logits)
    predicted = logits.argmax(axis=1)
    assert result.accuracy == metrics.accuracy_score(labels, predicted)
    assert result.correct == round(result.accuracy * n)
    assert result.macro_f1 == pytest.approx(metrics.f1_score(labels, predicted, average="macro"))
    balanced = metrics.balanced_accuracy_score(labels, predicted)
    assert result.balanced_accuracy == pytest.approx(balanced)
    matrix = metrics.confusion_matrix(labels, predicted, labels=range(7))
    assert np.array_equal(np.array(result.confusion), matrix)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(labels, predicted)
    for k, entry in enumerate(result.per_class):
        assert entry.label == LABELS[k]
        assert (entry.precision, entry.recall, entry.f1, entry.support) == pytest.approx(
            (precision[k], recall[k], f1[k], support[k])
        )
        others = labels != k
        assert entry.specificity == pytest.approx((predicted[others] != k).mean())
    top2 = metrics.top_k_accuracy_score(labels, logits, k=2, labels=range(7))
    assert result.top2 == pytest.approx(top2)


def by_hand_ece(labels: np.ndarray, logits: np.ndarray, temperature: float) -> float:
    probability = softmax(logits, temperature=temperature)
    confidence, right = probability.max(axis=1), probability.argmax(axis=1) == labels
    total = 0.0
    for k in range(15):
        inside = (confidence > k / 15) & (confidence <= (k + 1) / 15)
        if inside.any():
            total += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return total


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_calibration_error(temperature: float) -> None:
    labels, logits = random_case(1, 500)
    result = evaluate_predictions(labels, logits, temperature=temperature)
    assert result.ece == pytest.approx(by_hand_ece(labels, logits, temperature))
    assert sum(entry.count for entry in result.reliability) == 500
    assert result.accuracy == evaluate_predictions(labels, logits).accuracy


def test_bins_of_confidence_are_fifteen_equal_ones_closed_above() -> None:
    """The least confidence of twenty classes lies in the first, certainty in the last."""
    logits = np.zeros((3, 20))
    logits[1, 4] = 1000.0
    names = tuple(map(str, range(20)))
    found = evaluate_predictions(np.array([0, 4, 5]), logits, names=names).reliability
    edges = np.linspace(0, 1, 16)
    assert [entry.low for entry in found] == pytest.approx(edges[:-1])
    assert [entry.high for entry in found] == pytest.approx(edges[1:])
    assert [entry.count for entry in found] == [2, *[0] * 13, 1]
    assert (found[0].confidence, found[0].accuracy) == (pytest.approx(0.05), 0.5)
    assert (found[-1].confidence, found[-1].accuracy) == (1.0, 1.0)
    assert (found[1].confidence, found[1].accuracy) == (None, None)


def test_classes_that_never_occur_have_no_scores() -> None:
    labels = np.array([0, 0, 3, 3])
    logits = np.eye(7, dtype=np.float32)[[0, 3, 3, 5]]
    result = evaluate_predictions(labels, logits)
    angry, disgust, surprise = (result.per_class[k] for k in (0, 1, 5))
    assert (angry.precision, angry.recall) == (1.0, 0.5)
    assert (disgust.precision, disgust.recall, disgust.f1) == (None, None, None)
    assert disgust.specificity == 1.0
    assert (surprise.precision, surprise.recall, surprise.f1) == (0.0, None, 0.0)
    assert result.balanced_accuracy == 0.5
    assert result.macro_f1 == pytest.approx((2 / 3 + 0.5 + 0.0) / 3)
    only = evaluate_predictions(np.zeros(3, np.int64), logits[:3])
    assert only.per_class[0].specificity is None
    assert json.loads(json.dumps(result.to_json()))["confusion"][3][5] == 1


def test_ties_go_to_the_lower_class() -> None:
    logits = np.zeros((3, 7), np.float32)
    result = evaluate_predictions(np.array([0, 1, 2]), logits)
    assert result.correct == 1
    assert result.top2 == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("labels", "logits", "temperature"),
    [
        (np.zeros(0, np.int64), np.zeros((0, 7)), 1.0),
        (np.zeros(3, np.int64), np.zeros((2, 7)), 1.0),
        (np.zeros(2, np.int64), np.zeros((2, 6)), 1.0),
        (np.array([0, 7]), np.zeros((2, 7)), 1.0),
        (np.array([0, -1]), np.zeros((2, 7)), 1.0),
        (np.zeros(2, np.int64), np.full((2, 7), np.nan), 1.0),
        (np.zeros(2, np.int64), np.zeros((2, 7)), 0.0),
    ],
)
def test_refused(labels: np.ndarray, logits: np.ndarray, temperature: float) -> None:
    with pytest.raises(ConfigError):
        evaluate_predictions(labels, logits, temperature=temperature)


def test_an_evaluation_is_a_value() -> None:
    labels, logits = random_case(2, 30)
    first, second = (evaluate_predictions(labels, logits) for _ in range(2))
    assert isinstance(first, Evaluation)
    assert first == second


@settings(max_examples=30, deadline=None, derandomize=True)
@given(seed=st.integers(0, 9999), n=st.integers(4, 200), data=st.data())
def test_the_whole_is_its_parts_in_any_order(seed: int, n: int, data: st.DataObject) -> None:
    labels, logits = random_case(seed, n)
    whole = evaluate_predictions(labels, logits)
    order = np.random.default_rng(seed + 1).permutation(n)
    again = evaluate_predictions(labels[order], logits[order])
    assert again.confusion == whole.confusion
    for name in ("correct", "macro_f1", "balanced_accuracy", "ece", "interval"):
        assert getattr(again, name) == pytest.approx(getattr(whole, name))
    cut = data.draw(st.integers(1, n - 1))
    parts = [evaluate_predictions(labels[s], logits[s]) for s in (slice(cut), slice(cut, None))]
    assert sum(part.n for part in parts) == whole.n
    assert sum(part.correct for part in parts) == whole.correct
    matrices = [np.array(part.confusion) for part in parts]
    np.testing.assert_array_equal(matrices[0] + matrices[1], np.array(whole.confusion))


def test_the_test_of_a_loss_is_mcnemars_where_nothing_is_allowed() -> None:
    test = McNemar(b=30, c=15, p=0.0)
    assert loss_p(test, 500, allowed=0.0) == pytest.approx(norm.sf(-15 / np.sqrt(45)))
    assert loss_p(McNemar(b=7, c=7, p=1.0), 90, allowed=0.0) == 0.5


def test_a_loss_is_shown_to_be_small_by_many_faces_alone() -> None:
    """One in a hundred lost, two allowed."""
    few, many = (loss_p(McNemar(b=2 * k, c=k, p=0.0), 100 * k, allowed=0.02) for k in (1, 20))
    assert few > 0.05 > many
    shares = np.linspace(0.0, 1.0, 21)
    values = [loss_p(McNemar(b=40, c=20, p=0.0), 2000, allowed=share) for share in shares]
    assert values == sorted(values, reverse=True)
    assert values[-1] == 0.0
    assert loss_p(McNemar(b=5, c=0, p=0.0), 5, allowed=1.0) == 1.0


def test_a_loss_of_what_is_allowed_passes_in_one_case_of_twenty() -> None:
    rng = np.random.default_rng(0)
    draws = rng.multinomial(1500, [0.05, 0.02, 0.93], size=2000)
    passed = [loss_p(McNemar(int(b), int(c), 0.0), 1500, allowed=0.03) <= 0.05 for b, c, _ in draws]
    assert 0.04 < np.mean(passed) < 0.06
