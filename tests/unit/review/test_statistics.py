"""Figures of known series, comparisons of known differences."""

import tracemalloc

import numpy as np
import pytest
from helpers.seven import LABELS, Emotion

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.review.bootstrap import FEWEST_BLOCKS, draw_blocks
from emotion_gui.core.review.comparing import compare, compare_groups
from emotion_gui.core.review.edits import Event, Span, first_edits, with_event, with_section
from emotion_gui.core.review.statistics import Selection, figures_of, film_figures, ratios
from emotion_gui.core.review.timeline import FilmTimeline
from tests.helpers.review import rows_of_labels

HAPPY, SAD, NEUTRAL = int(Emotion.HAPPY), int(Emotion.SAD), int(Emotion.NEUTRAL)


def timeline_of(**tracks) -> FilmTimeline:
    rows = rows_of_labels({int(k.removeprefix("t")): v for k, v in tracks.items()})
    return FilmTimeline(rows, first_edits(rows))


def whole(timeline: FilmTimeline, person: int = 1) -> Selection:
    return Selection(timeline, person, timeline.frames_of(None))


def moods(seed: int, happy: float, frames: int = 4000) -> list[int]:
    """Half-second moods by lot."""
    drawn = np.random.default_rng(seed).random(frames // 5) < happy
    return np.repeat(np.where(drawn, HAPPY, NEUTRAL), 5).tolist()


def test_known_figures() -> None:
    labels = [HAPPY] * 4 + [-1] * 2 + [SAD] * 2 + [None] * 2 + [SAD] * 2 + [HAPPY] * 4
    found = figures_of(whole(timeline_of(t1=labels)))
    assert found.seconds == pytest.approx(1.6)
    assert found.seen_s == pytest.approx(1.4)
    assert found.unseen.value == pytest.approx(2 / 16)
    assert found.unsure.value == pytest.approx(2 / 14)
    happy = found.answers[HAPPY]
    assert happy.share.value == pytest.approx(8 / 14)
    assert (happy.episodes, found.answers[SAD].episodes) == (2, 1)
    assert happy.episode_s.value == pytest.approx(0.4)
    # From happy over unsure to sad, and back: two changes in 1.4 seconds.
    assert found.changes_a_minute.value == pytest.approx(60 * 2 / 1.4)
    assert happy.mean_probability.value == pytest.approx((8 * 0.7 + 2 / 7 + 4 * 0.05) / 14)
    assert happy.share.interval is None  # a second and a half says too little
    assert found.unsure.value + sum(a.share.value for a in found.answers[:7]) == pytest.approx(1)


def test_nobody_seen_has_no_figures() -> None:
    timeline = timeline_of(t1=[HAPPY, HAPPY] + [None] * 30, t2=[None] * 31 + [SAD])
    section = Span(1.0, 2.0, "empty")
    timeline = FilmTimeline(timeline.rows, with_section(timeline.edits, section))
    found = figures_of(Selection(timeline, 1, timeline.frames_of(section)))
    assert found.unseen.value == 1
    assert found.answers[HAPPY].share.value is None
    assert found.changes_a_minute.value is None


def test_sections_and_events_have_figures_of_their_own() -> None:
    timeline = timeline_of(t1=[HAPPY] * 30 + [SAD] * 30)
    edits = with_section(timeline.edits, Span(0, 3, "first"))
    edits = with_event(with_event(edits, Event(3.0, "bell")), Event(5.0, "bell"))
    found = film_figures(FilmTimeline(timeline.rows, edits), event_s=1.0)
    assert [one.section for one in found] == ["", "first", "bell + 1 s"]
    assert [one.answers[HAPPY].share.value for one in found] == pytest.approx([0.5, 1.0, 0.0])
    assert [one.seconds for one in found] == pytest.approx([6.0, 3.0, 2.0])


def test_two_persons_two_sections_two_films() -> None:
    timeline = timeline_of(t1=moods(1, 0.7), t2=moods(2, 0.3))
    both = compare(whole(timeline, 1), whole(timeline, 2), names=("a", "b"))
    share = next(d for d in both.differences if (d.figure, d.answer) == ("share", "happy"))
    assert both.paired
    assert share.difference.value == pytest.approx(0.4, abs=0.1)
    low, high = share.difference.interval
    assert 0 < low < share.difference.value < high
    assert share.effect.value == pytest.approx(
        2 * np.arcsin(np.sqrt(share.first)) - 2 * np.arcsin(np.sqrt(share.second))
    )
    other = timeline_of(t1=moods(3, 0.7))
    apart = compare(whole(timeline), whole(other), names=("a", "b"))
    assert not apart.paired
    share = next(d for d in apart.differences if (d.figure, d.answer) == ("share", "happy"))
    low, high = share.difference.interval
    assert low < 0 < high


def test_the_same_moments_drawn_together_tell_more() -> None:
    one = moods(4, 0.5)
    other = [SAD if k % 10 == 0 else label for k, label in enumerate(one)]
    timeline = timeline_of(t1=one, t2=other)
    together = compare(whole(timeline, 1), whole(timeline, 2), names=("a", "b"))
    copies = [timeline_of(t1=labels) for labels in (one, other)]
    apart = compare(whole(copies[0]), whole(copies[1]), names=("a", "b"))

    def width(found) -> float:
        low, high = found.differences[HAPPY].difference.interval
        return high - low

    assert width(together) < width(apart) / 2


def test_two_short_films_together_know_more_than_the_shorter_one_alone() -> None:
    """A difference has the degrees of freedom of both."""
    one, other = (whole(timeline_of(t1=moods(seed, 0.4, frames=130))) for seed in (1, 4))
    found = compare(one, other, names=("a", "b"))
    assert 12 < found.blocks < 20
    shares = next(d for d in found.differences if d.figure == "share" and d.answer == "happy")
    low, high = shares.difference.interval
    alone = []
    for selection in (one, other):
        block = selection.block_frames
        draws = draw_blocks(selection.seen_columns, ratios, block_frames=block)
        joined = selection.joined(block)[HAPPY]
        a, b = draws.interval(HAPPY, "plain", joined=joined)
        alone.append((b - a) / 2)
    assert 0.93 < (high - low) / 2 / np.hypot(*alone) < 0.98


def test_an_answer_that_changes_faster_than_others_is_not_taken_for_as_slow() -> None:
    """Blocks follow the slowest answer; what joins them is each answer's own."""
    generator = np.random.default_rng(6)
    slow = np.repeat(generator.random(60) < 0.5, 100)
    fast = generator.random(6000) < 0.5
    labels = np.where(slow, np.where(fast, HAPPY, SAD), NEUTRAL)
    selection = whole(timeline_of(t1=labels.tolist()))
    block = selection.block_frames
    joined = selection.joined(block)
    assert block > 50
    assert 0.15 < joined[NEUTRAL] <= 0.25
    assert joined[-1] < 0.7 * joined[NEUTRAL]  # changes a minute


def test_groups_of_films() -> None:
    groups = [
        [[whole(timeline_of(t1=moods(seed, happy, 500)))] for seed in range(start, start + 4)]
        for start, happy in ((1, 0.8), (20, 0.2))
    ]
    found = compare_groups(*groups, names=("calm", "busy"))
    share = next(d for d in found.differences if (d.figure, d.answer) == ("share", "happy"))
    assert share.difference.interval[0] > 0.3
    assert share.effect_kind == "g"
    assert share.effect.value > 2
    with pytest.raises(ConfigError, match="two films"):
        compare_groups(groups[0][:1], groups[1], names=("calm", "busy"))
    assert len(LABELS) == 7


def test_an_hour_of_cuts_keeps_its_memory() -> None:
    labels = [HAPPY] * 4
    many = {f"t{n}": [None] * (4 * n) + labels for n in range(1, 41)}
    timeline = timeline_of(**many)
    found = film_figures(timeline)
    assert len(found) == 40
    assert len(timeline._series) <= 12


def test_a_person_of_a_second_costs_no_table_of_the_hour() -> None:
    rows = rows_of_labels({1: [HAPPY] * 30, 2: [None] * 30 + [SAD] * 30, 3: [None] * 49_999 + [1]})
    timeline = FilmTimeline(rows, first_edits(rows))
    frames = timeline.frames_of(None)
    first = Selection(timeline, 1, frames)
    figures_of(first)  # what all persons share
    tracemalloc.start()
    found = figures_of(first.of(2))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.seen_s == pytest.approx(3.0)
    assert found.blocks < FEWEST_BLOCKS
    assert all(answer.share.interval is None for answer in found.answers)
    assert found.unseen.interval is not None  # of the hour, which is long enough
    # Some columns of numbers as long as the film; a table of all sums alone would take 32.
    assert most < 20 * 8 * rows.frames
    assert not {"label", "face", "probabilities"} & set(vars(first.of(2).series))
