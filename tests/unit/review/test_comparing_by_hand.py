"""Differences, effects and their intervals against the textbook's, by loops or by scipy."""

import math

import numpy as np
import pytest
from helpers.seven import LABELS, Emotion
from scipy import stats

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.review.comparing import (
    compare,
    compare_groups,
    hedges_g,
    mean_difference,
    welch_freedom,
)
from emotion_gui.core.review.statistics import (
    Selection,
    figures_of,
)
from tests.helpers.review import film_by_lot, whole_film

ANGRY, HAPPY, SAD = int(Emotion.ANGRY), int(Emotion.HAPPY), int(Emotion.SAD)
UNSURE, UNSEEN = -1, -3


def test_effects_of_two_series_are_cohens() -> None:
    one, other = film_by_lot(1), film_by_lot(2)
    found = compare(whole_film(one), whole_film(other, 2), names=("a", "b"))
    assert (found.first, found.second, found.paired) == ("a", "b", False)
    sides = [(one, one.series(1)), (other, other.series(2))]
    both = [figures_of(Selection(film, s.person.number, film.frames_of(None))) for film, s in sides]
    told = [(one.figure, one.answer) for one in found.differences]
    assert told == [
        *(("share", answer) for answer in (*LABELS, "unsure")),
        *(("mean_probability", label) for label in LABELS),
        ("changes_a_minute", ""),
    ]
    for place in range(len(LABELS) + 1):
        a, b = (figures.answers[place].share.value for figures in both)
        share = found.differences[place]
        assert (share.first, share.second) == pytest.approx((a, b))
        assert share.difference.value == pytest.approx(a - b)
        h = 2 * math.asin(math.sqrt(a)) - 2 * math.asin(math.sqrt(b))
        assert (share.effect.value, share.effect_kind) == (pytest.approx(h), "h")
    for place in range(len(LABELS)):
        means, variances = [], []
        for film, own in sides:
            seen = own.used
            weights, chances = film.step_s[seen], own.probabilities[seen, place]
            means.append(np.average(chances, weights=weights))
            variances.append(np.average((chances - means[-1]) ** 2, weights=weights))
        d = (means[0] - means[1]) / math.sqrt(sum(variances) / 2)
        chance = found.differences[len(LABELS) + 1 + place]
        assert (chance.first, chance.second) == pytest.approx(tuple(means))
        assert (chance.effect.value, chance.effect_kind) == (pytest.approx(d), "d")
    rates = [figures.changes_a_minute.value for figures in both]
    changes = found.differences[-1]
    assert changes.difference.value == pytest.approx(rates[0] - rates[1])
    assert changes.effect.value == pytest.approx(math.log(rates[0] / rates[1]))
    assert changes.effect_kind == "log ratio"


def test_whoever_comes_second_has_the_other_sign() -> None:
    timeline = film_by_lot(3, frames=600)
    for first, second in (
        (whole_film(timeline), whole_film(timeline, 2)),
        (whole_film(timeline), whole_film(film_by_lot(4))),
    ):
        there, back = (
            compare(a, b, names=("a", "b")).differences
            for a, b in ((first, second), (second, first))
        )
        for one, other in zip(there, back, strict=True):
            if one.difference.value is not None:
                assert one.difference.value == pytest.approx(-other.difference.value)
            if one.effect.value is not None:
                assert one.effect.value == pytest.approx(-other.effect.value)


def test_the_interval_of_a_difference_lies_around_it_by_students_t() -> None:
    timeline = film_by_lot(3, frames=900)
    found = compare(whole_film(timeline), whole_film(timeline, 2), names=("a", "b"))
    assert found.paired
    assert found.blocks == pytest.approx(
        min(len(whole_film(timeline, k).places) for k in (1, 2))
        * whole_film(timeline).usual_s
        / found.block_s
    )
    share = found.differences[HAPPY]
    low, high = share.difference.interval
    assert (low + high) / 2 == pytest.approx(share.difference.value)
    # Shares of independent stretches of three frames: their own variance says about as much.
    label = [timeline.series(k).label for k in (1, 2)]
    shown = [(one == HAPPY)[one >= UNSURE].mean() for one in label]
    stretches = [(one >= UNSURE).sum() / 3 for one in label]
    error = math.sqrt(sum(p * (1 - p) / n for p, n in zip(shown, stretches, strict=True)))
    assert 0.5 * 1.96 * error < (high - low) / 2 < 3 * 1.96 * error


GROUPS = [
    ([0.1, 0.4, 0.2, 0.35, 0.3, 0.25, 0.28], [0.5, 0.7, 0.65, 0.4, 0.6, 0.8, 0.55, 0.61]),
    ([1.0, 2.0, 4.5, 3.0, 2.2, 8.0], [2.0, 2.1, 2.2, 1.9, 2.0, 2.05, 1.95]),
]


@pytest.mark.parametrize(("a", "b"), GROUPS)
def test_means_of_groups_differ_as_welch_says(a: list[float], b: list[float]) -> None:
    first, second = np.array(a), np.array(b)
    test = stats.ttest_ind(first, second, equal_var=False)
    assert mean_difference(first, second) == pytest.approx(tuple(test.confidence_interval(0.95)))
    parts = first.var(ddof=1) / len(a), second.var(ddof=1) / len(b)
    assert welch_freedom(parts, (len(a) - 1, len(b) - 1)) == pytest.approx(test.df)


@pytest.mark.parametrize(
    ("a", "b"), [([1.0, 1.1], [0.0, 3.0, 5.0, 9.0]), ([1.0, 9.0, 2.0], [4.0, 4.1, 4.0, 4.2, 4.1])]
)
def test_of_a_very_small_group_the_wider_of_two_intervals_counts(
    a: list[float], b: list[float]
) -> None:
    found = mean_difference(np.array(a), np.array(b))
    both = [
        tuple(stats.ttest_ind(a, b, equal_var=equal).confidence_interval(0.95))
        for equal in (False, True)
    ]
    assert found == pytest.approx(max(both, key=lambda interval: interval[1] - interval[0]))


def test_groups_without_any_spread_have_no_interval() -> None:
    same, other = np.array([0.5, 0.5, 0.5]), np.array([0.25, 0.25])
    assert mean_difference(same, other) is None
    assert hedges_g(same, other).value is None


@pytest.mark.parametrize(("a", "b"), GROUPS)
def test_effects_of_groups_are_hedges_g(a: list[float], b: list[float]) -> None:
    """Hedges & Olkin, 1985: pooled deviation, corrected by 1 - 3 / (4 N - 9), normal interval."""
    n, m = len(a), len(b)
    squares = sum((x - np.mean(a)) ** 2 for x in a) + sum((x - np.mean(b)) ** 2 for x in b)
    d = (np.mean(a) - np.mean(b)) / math.sqrt(squares / (n + m - 2))
    g = (1 - 3 / (4 * (n + m) - 9)) * d
    error = math.sqrt((n + m) / (n * m) + g**2 / (2 * (n + m)))
    found = hedges_g(np.array(a), np.array(b))
    assert found.value == pytest.approx(g)
    assert found.interval == pytest.approx((g - 1.96 * error, g + 1.96 * error), abs=1e-3)


def test_a_film_of_a_group_is_one_observation_of_all_who_are_seen_in_it() -> None:
    groups = [[film_by_lot(seed) for seed in seeds] for seeds in ((1, 2, 3), (4, 5, 6, 7))]
    chosen = [[[whole_film(film, k) for k in (1, 2)] for film in group] for group in groups]
    found = compare_groups(*chosen, names=("calm", "busy"))
    assert (found.first, found.second, found.paired, found.block_s) == ("calm", "busy", False, 0.0)
    assert found.blocks == 3
    values = []
    for group in groups:
        shares = []
        for film in group:
            shown = [film.series(k).label for k in (1, 2)]
            sad_s, seen_s = (
                sum(film.step_s[test(one)].sum() for one in shown)
                for test in (lambda one: one == SAD, lambda one: one >= UNSURE)
            )
            shares.append(sad_s / seen_s)
        values.append(np.array(shares))
    share = found.differences[SAD]
    assert (share.figure, share.answer, share.effect_kind) == ("share", "sad", "g")
    assert (share.first, share.second) == pytest.approx((values[0].mean(), values[1].mean()))
    assert share.difference.value == pytest.approx(values[0].mean() - values[1].mean())
    assert share.difference.interval == pytest.approx(mean_difference(*values))
    assert share.effect.value == pytest.approx(hedges_g(*values).value)
    with pytest.raises(ConfigError):
        compare_groups(chosen[0], chosen[1][:1], names=("calm", "busy"))
    compare_groups(chosen[0][:2], chosen[1][:2], names=("calm", "busy"))  # two are enough
