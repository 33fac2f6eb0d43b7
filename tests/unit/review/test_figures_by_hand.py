"""Figures of films against the same ones worked out frame by frame, by loops or by scikit-learn.

Steps are of unequal length and people vanish, so that a figure that counts frames instead of
seconds, or looks one frame too far, is another one.
"""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers.seven import LABELS, Emotion
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import cohen_kappa_score, confusion_matrix

from emotion_gui.core.review.agreement import agreement_of, coded_labels
from emotion_gui.core.review.bootstrap import block_for, joined_part, mean_interval, widening
from emotion_gui.core.review.coding import CodedSpan, Coding
from emotion_gui.core.review.edits import first_edits
from emotion_gui.core.review.statistics import (
    changes_of,
    figures_of,
    smoothed_frames,
    starts_of,
)
from emotion_gui.core.review.timeline import FilmTimeline
from tests.helpers.review import film_by_lot, whole_film

ANGRY, HAPPY, SAD = int(Emotion.ANGRY), int(Emotion.HAPPY), int(Emotion.SAD)
UNSURE, UNSEEN = -1, -3

LONGEST_S = 1.0


series = st.lists(
    st.tuples(
        st.sampled_from([UNSEEN, -2, UNSURE, 0, 1, 2]), st.sampled_from([0.1, 0.5, 1.0, 1.2])
    ),
    max_size=12,
)


@given(series)
def test_changes_and_beginnings_are_those_of_a_loop(frames: list[tuple[int, float]]) -> None:
    label = np.array([one[0] for one in frames], dtype=np.int8)
    time_s = np.cumsum([one[1] for one in frames])
    changes, starts = [], []
    sure: tuple[int, float] | None = None
    used: tuple[int, float] | None = None
    for answer, moment in zip(label, time_s, strict=True):
        near_sure = sure is not None and moment - sure[1] <= LONGEST_S
        near_used = used is not None and moment - used[1] <= LONGEST_S
        changes.append(answer >= 0 and near_sure and sure[0] != answer)
        starts.append(answer >= UNSURE and not (near_used and used[0] == answer))
        sure = (answer, moment) if answer >= 0 else sure
        used = (answer, moment) if answer >= UNSURE else used
    assert changes_of(label, time_s).tolist() == changes
    assert starts_of(label, time_s).tolist() == starts


@pytest.mark.parametrize("seed", [1, 2])
def test_figures_are_those_of_a_loop(seed: int) -> None:
    timeline = film_by_lot(seed)
    label, between_s = timeline.series(1).label, np.diff(timeline.rows.time_s)
    step_s = np.minimum(np.append(between_s, np.median(between_s)), LONGEST_S)
    chances = timeline.series(1).probabilities
    found = figures_of(whole_film(timeline), section="all")
    seen = label >= UNSURE
    seen_s = step_s[seen].sum()
    assert (found.person, found.title, found.section) == (1, "Person 1", "all")
    assert found.seconds == pytest.approx(step_s.sum())
    assert found.seen_s == pytest.approx(seen_s)
    assert found.unseen.value == pytest.approx(step_s[~seen].sum() / step_s.sum())
    starts, changes = (of(label, timeline.rows.time_s) for of in (starts_of, changes_of))
    assert found.changes_a_minute.value == pytest.approx(60 * changes.sum() / seen_s)
    assert [one.answer for one in found.answers] == [*LABELS, "unsure"]
    for code, one in zip([*range(len(LABELS)), UNSURE], found.answers, strict=True):
        own = label == code
        begun = int((starts & own).sum())
        assert one.share.value == pytest.approx(step_s[own].sum() / seen_s)
        assert one.episodes == begun
        assert one.episodes_a_minute.value == pytest.approx(60 * begun / seen_s)
        if begun:
            assert one.episode_s.value == pytest.approx(step_s[own].sum() / begun)
        else:
            assert one.episode_s.value is None
        if code != UNSURE:
            mean = np.average(chances[seen, code], weights=step_s[seen])
            assert one.mean_probability.value == pytest.approx(mean)
    assert found.answers[-1].mean_probability is None
    assert found.answers[ANGRY].episodes > 0


@pytest.mark.parametrize("usual_s", [0.05, 0.1, 0.3, 0.4, 2.0])
def test_as_many_frames_are_smoothed_together_as_four_tenths_of_a_second_hold(
    usual_s: float,
) -> None:
    assert smoothed_frames(usual_s) == max(1, math.ceil(0.4 / usual_s))
    assert smoothed_frames(0.0) == 1


def test_an_interval_of_a_mean_is_that_of_its_blocks() -> None:
    generator = np.random.default_rng(5)
    values = generator.random(240)
    around = np.concatenate([values, values[:9]])
    means = [around[k : k + 10].mean() for k in range(240)]
    blocks = 24
    spread = np.std(means) / math.sqrt(blocks) * math.sqrt(1 / (0.75 * (1 - 1 / blocks)))
    reach = stats.t.ppf(0.975, blocks - 1) * spread
    mean = values.mean()
    plain, share, rate, kappa = (
        mean_interval(mean, values, block_frames=10, scale=scale)
        for scale in ("plain", "share", "positive", "correlation")
    )
    assert plain == pytest.approx((mean - reach, mean + reach))
    logit = math.log(mean / (1 - mean))
    on_logits = reach / (mean * (1 - mean))
    assert share == pytest.approx([1 / (1 + math.exp(-logit - s * on_logits)) for s in (-1, 1)])
    assert rate == pytest.approx([mean * math.exp(s * reach / mean) for s in (-1, 1)])
    fisher = reach / (1 - mean**2)
    assert kappa == pytest.approx([math.tanh(math.atanh(mean) + s * fisher) for s in (-1, 1)])
    # Twelve blocks are the fewest that an interval rests on.
    assert mean_interval(mean, values[:120], block_frames=10, scale="plain") is not None
    assert mean_interval(mean, values[:119], block_frames=10, scale="plain") is None


def test_what_is_shown_all_the_time_may_have_been_away_for_a_while() -> None:
    low, high = mean_interval(1.0, np.ones(200), block_frames=10, scale="share")
    assert (low, high) == (pytest.approx(0.025 ** (1 / 20)), 1.0)
    assert mean_interval(0.0, np.zeros(200), block_frames=10, scale="positive") is None


def test_how_much_of_a_variance_joins_blocks() -> None:
    assert joined_part(1.0, 40) == 0.0  # frames that do not depend on each other
    assert joined_part(4.0, 40) == pytest.approx((4 - 1 / 4) / 80)
    assert joined_part(100.0, 40) == 0.5
    assert widening(16, 0.25) == pytest.approx(1 / (0.75 * 15 / 16))
    assert block_for([1.0, 7.2, 3.0]) == 15
    assert block_for([1.0], least=4) == 4
    assert block_for([]) == 2


@pytest.mark.parametrize("gaps_are_neutral", [False, True])
def test_agreement_with_a_coder_is_scikit_learns(gaps_are_neutral: bool) -> None:
    timeline = film_by_lot(6)
    rows = replace(timeline.rows, time_s=np.arange(90) * 0.1)
    timeline = FilmTimeline(rows, first_edits(rows))
    spans = (
        CodedSpan("Ada", 1.0, 2.0, ANGRY),
        CodedSpan("Ada", 1.7, 4.0, SAD),  # the one that began later counts
        CodedSpan("Ada", 5.0, 8.0, HAPPY),
        CodedSpan("Bo", 0.0, 9.0, ANGRY),
    )
    coding = Coding(Path("ada.csv"), spans, {"away": 2})
    found = agreement_of(timeline, 1, coding, "Ada", gaps_are_neutral=gaps_are_neutral)
    said = np.full(90, -1)
    if gaps_are_neutral:
        said[10:80] = int(Emotion.NEUTRAL)
    said[10:20], said[17:40], said[50:80] = ANGRY, SAD, HAPPY
    label = timeline.series(1).label
    both = (said >= 0) & (label >= 0)
    classes = list(range(len(LABELS)))
    assert found.kappa.value == pytest.approx(cohen_kappa_score(said[both], label[both]))
    assert found.observed.value == pytest.approx((said[both] == label[both]).mean())
    seconds = np.array(found.seconds)
    expected = confusion_matrix(said[both], label[both], labels=classes) * 0.1
    assert seconds[:, :-1] == pytest.approx(expected)
    assert found.compared_s == pytest.approx(0.1 * both.sum())
    assert found.unsure_s == pytest.approx(0.1 * ((said >= 0) & (label == UNSURE)).sum())
    assert seconds[:, -1].sum() == pytest.approx(found.unsure_s)
    assert found.unseen_s == pytest.approx(0.1 * ((said >= 0) & (label < UNSURE)).sum())
    assert (found.person, found.subject, found.unnamed) == ("Person 1", "Ada", {"away": 2})


def test_a_coders_word_holds_from_its_beginning_until_just_before_its_end() -> None:
    time_s = np.array([0.0, 1.0, 2.0, 3.0])
    assert coded_labels([CodedSpan("", 1.0, 3.0, SAD)], time_s).tolist() == [-1, SAD, SAD, -1]
    gaps = [CodedSpan("", 1.0, 2.0, SAD), CodedSpan("", 3.0, 3.5, HAPPY)]
    assert coded_labels(gaps, time_s, neutral=6).tolist() == [-1, SAD, 6, HAPPY]
