"""Means over repeated splits, and when a print is said to agree."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from emotion_gui.core.evaluation.metrics import wilson_interval
from emotion_gui.core.evaluation.student import quantile, two_sided_p
from emotion_gui.core.paper.agreement import (
    RepeatedMean,
    Standing,
    count_verdict,
    paired_p,
    verdict,
)
from emotion_gui.core.paper.facts import Protocol, Trial, class_figures, confusion_of, repeated
from emotion_gui.core.paper.neurons import pruned_weights
from emotion_gui.core.pruning.published_example import ACTIVATIONS


def test_the_interval_is_the_corrected_one() -> None:
    values = (0.30, 0.36, 0.28, 0.40, 0.31)
    mean = RepeatedMean(values, 68, 68 / 540)
    error = np.std(values, ddof=1) * math.sqrt(1 / 5 + 68 / 540)
    reach = stats.t.ppf(0.975, 4) * error
    assert mean.interval == pytest.approx((np.mean(values) - reach, np.mean(values) + reach))
    plain = stats.t.interval(0.95, 4, np.mean(values), np.std(values, ddof=1) / math.sqrt(5))
    assert mean.interval[0] < plain[0]  # repeated splits share faces


def test_seeds_that_agree_by_luck_do_not_narrow_it() -> None:
    same = RepeatedMean((0.6, 0.6, 0.6), 100)
    assert same.error == pytest.approx(math.sqrt(0.6 * 0.4 / 100))
    assert RepeatedMean((0.5,), 55).interval == wilson_interval(28, 55)
    assert RepeatedMean((0.5,), 55).deviation is None


def test_the_paired_test_is_students_with_the_corrected_variance() -> None:
    changes = (0.02, -0.01, 0.03, 0.00, 0.01)
    plain = paired_p(changes, test_share=0.0)
    assert plain == pytest.approx(stats.ttest_1samp(changes, 0.0).pvalue)
    corrected = paired_p(changes, test_share=68 / 540)
    assert plain is not None
    assert corrected is not None
    assert corrected > plain
    assert paired_p((0.1,), test_share=0.1) is None
    assert paired_p((0.0, 0.0), test_share=0.1) == 1.0
    assert paired_p((0.5, 0.5), test_share=0.1) is None  # no spread: nothing is proven


@pytest.mark.parametrize("freedom", [1, 2, 4, 9, 30, 200])
def test_students_distribution_is_scipys(freedom: int) -> None:
    for t in (0.0, 1e-3, 0.5, 1.0, 2.7, 12.0, 100.0):
        assert two_sided_p(t, freedom) == pytest.approx(2 * stats.t.sf(t, freedom), rel=1e-9)
    assert quantile(0.95, freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-9)


def test_a_print_of_few_faces_agrees_sooner() -> None:
    ours = RepeatedMean((0.30, 0.33, 0.28, 0.31, 0.29), 3589)
    assert verdict(ours, 0.40) is Standing.LOWER
    assert verdict(ours, 0.40, 55) is Standing.AGREES  # 22 of 55 may be 17 as well
    assert verdict(ours, 0.10, 55) is Standing.HIGHER
    # Two splits of few faces agree with everything, so they are not asked.
    assert verdict(RepeatedMean((0.2, 0.3), 68, 68 / 540), 0.9, 55) is Standing.OPEN


def test_a_count_agrees_where_another_training_may_give_it() -> None:
    ours = RepeatedMean((100.0, 80.0, 120.0, 90.0, 110.0), 0)
    assert count_verdict(ours, 130) is Standing.AGREES
    assert count_verdict(ours, 191) is Standing.LOWER
    assert count_verdict(RepeatedMean((5.0,), 0), 5) is Standing.OPEN


def test_scores_of_a_class_are_those_of_its_counts() -> None:
    labels, answers = np.array([0, 0, 1, 1, 2, 3]), np.array([0, 1, 1, 1, 0, 3])
    confusion = confusion_of(labels, answers)
    trial = Trial("paper", Protocol.RANDOM, 1, 40, confusion)
    assert (trial.n, trial.correct) == (6, 4)
    first = class_figures(np.array(confusion))[0]
    assert (first.precision, first.recall, first.specificity) == (0.5, 0.5, 0.75)
    never = class_figures(np.array(confusion))[5]
    assert math.isnan(never.precision)
    assert never.specificity == 1.0
    assert Trial.from_json(trial.to_json()) == trial
    assert repeated([trial, trial]).test_share == pytest.approx(6 / 40)


def test_neurons_go_as_in_the_published_table() -> None:
    """Units 1-4 and 5-6 merge, then 1 and 5, which say the opposite, cancel each other."""
    weight = np.arange(12, dtype=np.float64).reshape(2, 6) + 1
    changed, plan = pruned_weights(ACTIVATIONS, weight)
    assert [(merge.keep + 1, merge.drop + 1) for merge in plan.merges] == [(5, 6), (1, 4)]
    assert plan.survivors == (1, 2)
    assert np.array_equal(changed[:, [1, 2]], weight[:, [1, 2]])
    assert not changed[:, [0, 3, 4, 5]].any()


def test_two_repeats_have_a_deviation() -> None:
    two = RepeatedMean((0.3, 0.5), 0)
    assert two.deviation == pytest.approx(math.sqrt(0.02))
    assert two.error == pytest.approx(math.sqrt(0.02 / 2))
    reach = stats.t.ppf(0.975, 1) * 0.1
    assert two.interval == pytest.approx((0.4 - reach, 0.4 + reach))  # a count may be below 0
    assert RepeatedMean((0.3, 0.5), 68).interval == (0.0, 1.0)  # an accuracy may not


def test_the_faces_judged_on_bound_the_error_from_below() -> None:
    assert RepeatedMean((0.6, 0.6), 100, 0.1).error == pytest.approx(math.sqrt(0.24 / 200))
    assert RepeatedMean((0.6, 0.6), 100).error == pytest.approx(math.sqrt(0.24 / 100))
    half_a_face = 0.5 / 50
    for value in (0.0, 1.0):  # nobody is right for sure
        expected = math.sqrt(half_a_face * (1 - half_a_face) / 50)
        assert RepeatedMean((value,), 50).error == pytest.approx(expected)


def test_a_single_repeat_is_compared_by_its_faces() -> None:
    ours = RepeatedMean((0.5,), 400)  # 1.96 * 0.025 = 0.049
    assert verdict(ours, 0.548) is Standing.AGREES
    assert verdict(ours, 0.550) is Standing.LOWER
    assert verdict(ours, 0.452) is Standing.AGREES
    assert verdict(ours, 0.450) is Standing.HIGHER
    # A print on 100 faces: 1.96 * sqrt(0.24 / 100) = 0.096, together 0.108.
    assert verdict(ours, 0.600, 100) is Standing.AGREES
    assert verdict(ours, 0.612, 100) is Standing.LOWER
    assert verdict(RepeatedMean((0.5,), 24), 0.5) is Standing.OPEN  # more than 0.2 to either side
    assert verdict(RepeatedMean((0.5,), 25), 0.5) is Standing.AGREES


def test_a_count_is_compared_with_what_one_more_training_may_give() -> None:
    ours = RepeatedMean((80.0, 100.0, 120.0), 0)
    reach = stats.t.ppf(0.975, 2) * 20 * math.sqrt(1 + 1 / 3)
    assert count_verdict(ours, 100 + 0.99 * reach) is Standing.AGREES
    assert count_verdict(ours, 100 + 1.01 * reach) is Standing.LOWER
    assert count_verdict(ours, 100 - 1.01 * reach) is Standing.HIGHER
