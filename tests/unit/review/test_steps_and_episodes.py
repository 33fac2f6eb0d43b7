"""A series in steps for a picture, and as episodes: against loops over its frames."""

import math
from dataclasses import replace

import numpy as np
import pytest
from helpers.seven import Emotion
from hypothesis import given, settings
from hypothesis import strategies as st

from emotion_gui.core.review.binned import binned
from emotion_gui.core.review.edits import Event, Span, first_edits, with_event, with_section
from emotion_gui.core.review.episodes import all_episodes, episodes_of
from emotion_gui.core.review.timeline import FilmTimeline
from tests.helpers.review import film_by_lot, rows_of_labels

ANGRY, HAPPY, SAD = int(Emotion.ANGRY), int(Emotion.HAPPY), int(Emotion.SAD)
UNSURE, UNSEEN = -1, -3


def test_steps_of_a_picture_are_votes_and_means_of_their_frames() -> None:
    timeline = film_by_lot(7, frames=200)
    own = timeline.series(1)
    for raw in (False, True):
        found = binned(timeline, own, steps=25, raw=raw)
        edges = np.linspace(0, timeline.end_s, 26)
        assert found.edges_s == pytest.approx(edges)
        chances = timeline.rows.raw if raw else timeline.rows.probabilities
        for k in range(25):
            inside = np.flatnonzero(
                (timeline.rows.time_s >= edges[k]) & (timeline.rows.time_s < edges[k + 1])
            )
            votes: dict[int, float] = {}
            for frame in inside:
                answer = max(int(own.label[frame]), UNSEEN)
                votes[answer] = votes.get(answer, 0.0) + timeline.step_s[frame]
            most = max(votes.values(), default=0.0)
            assert found.label[k] in [a for a, s in votes.items() if s > most - 1e-9] or [UNSEEN]
            seen = [frame for frame in inside if own.label[frame] >= UNSURE]
            if not seen:
                assert np.isnan(found.probabilities[k]).all()
                continue
            mean = np.average(chances[own.face[seen]], axis=0, weights=timeline.step_s[seen])
            assert found.probabilities[k] == pytest.approx(mean)


def test_fewer_frames_than_steps_have_a_step_each() -> None:
    labels = [HAPPY, HAPPY, None, UNSURE, ANGRY]
    rows = rows_of_labels({1: labels})
    timeline = FilmTimeline(rows, first_edits(rows))
    for steps in (5, 600):
        found = binned(timeline, timeline.series(1), steps=steps)
        assert found.label.tolist() == [HAPPY, HAPPY, UNSEEN, UNSURE, ANGRY]
        assert found.edges_s == pytest.approx([0, 0.1, 0.2, 0.3, 0.4, 0.5])
        told = [(pytest.approx(b), pytest.approx(e), answer) for b, e, answer in found.stretches()]
        assert told == [(0.0, 0.2, HAPPY), (0.3, 0.4, UNSURE), (0.4, 0.5, ANGRY)]
    fewer = binned(timeline, timeline.series(1), steps=4)
    assert fewer.edges_s == pytest.approx([0, 0.125, 0.25, 0.375, 0.5])


def test_a_view_begins_with_the_answer_that_still_holds() -> None:
    rows = rows_of_labels({1: [ANGRY] * 10 + [HAPPY] * 10})
    timeline = FilmTimeline(rows, first_edits(rows))
    found = binned(timeline, timeline.series(1), steps=3, view=(0.95, 1.55))
    assert found.edges_s == pytest.approx([0.95, 1.15, 1.35, 1.55])
    assert found.label.tolist() == [HAPPY] * 3
    early = binned(timeline, timeline.series(1), steps=2, view=(0.35, 0.75))
    assert early.label.tolist() == [ANGRY] * 2
    assert binned(timeline, timeline.series(1), steps=2, view=(0.05, 0.06)).label[0] == ANGRY


def test_an_empty_film_has_empty_steps() -> None:
    rows = rows_of_labels({1: [HAPPY]})
    empty = replace(rows, index=rows.index[:0], time_s=rows.time_s[:0], change=rows.change[:0])
    none = {
        name: getattr(rows, name)[:0]
        for name in ("face_frame", "track", "box", "label", "probabilities", "raw")
    }
    quality = {
        name: getattr(rows, name)[:0]
        for name in ("size_px", "sharpness", "light", "turn_deg", "tilt_deg", "detection")
    }
    empty = replace(empty, **none, **quality)
    timeline = FilmTimeline(empty, first_edits(rows))
    found = binned(timeline, timeline.series(1), steps=4)
    assert found.label.tolist() == [UNSEEN] * 4
    assert (found.edges_s[0], found.edges_s[-1]) == (0.0, pytest.approx(1e-6))
    assert np.isnan(found.probabilities).all()
    assert found.stretches() == []


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from([None, UNSURE, ANGRY, HAPPY]), min_size=2, max_size=11))
def test_episodes_cover_what_was_seen_and_nothing_else(labels: list[int | None]) -> None:
    if all(label is None for label in labels):
        labels = [*labels, ANGRY]
    rows = rows_of_labels({1: labels})
    timeline = FilmTimeline(rows, first_edits(rows))
    found = episodes_of(timeline, timeline.series(1))
    names = {UNSURE: "unsure", ANGRY: "angry", HAPPY: "happy"}
    expected: list[list[object]] = []
    before: int | None = None
    for k, label in enumerate(labels):
        if label is None:
            continue
        if expected and before == label:
            expected[-1][2] = (k + 1) / 10
        else:
            expected.append([names[label], k / 10, (k + 1) / 10])
        before = label
    assert [[one.label, pytest.approx(one.begin_s), one.end_s] for one in found] == [
        [name, begin, pytest.approx(end)] for name, begin, end in expected
    ]
    for one in found:
        assert one.person == "Person 1"
        if one.label == "unsure":
            assert math.isnan(one.probability)
        else:
            assert one.probability == pytest.approx(0.7)
        assert one.seconds == pytest.approx(one.end_s - one.begin_s)


def test_episodes_and_marks_stand_in_the_order_of_time() -> None:
    rows = rows_of_labels({1: [HAPPY] * 5 + [SAD] * 5, 2: [None] * 3 + [ANGRY] * 7})
    edits = with_section(first_edits(rows), Span(0.2, 0.6, ""))
    edits = with_event(edits, Event(0.5, "bell"))
    found = all_episodes(FilmTimeline(rows, edits))
    told = [(one.person, one.label, round(one.begin_s, 3), round(one.end_s, 3)) for one in found]
    assert told == [
        ("Person 1", "happy", 0.0, 0.5),
        ("", "section", 0.2, 0.6),
        ("Person 2", "angry", 0.3, 1.0),
        ("", "bell", 0.5, 0.5),
        ("Person 1", "sad", 0.5, 1.0),
    ]


def test_an_episode_ends_when_its_own_last_frame_ends() -> None:
    rows = replace(
        rows_of_labels({1: [HAPPY, HAPPY, SAD, SAD]}), time_s=np.array([0.0, 0.1, 0.3, 0.7])
    )
    timeline = FilmTimeline(rows, first_edits(rows))
    found = episodes_of(timeline, timeline.series(1))
    assert [one.begin_s for one in found] == [0.0, 0.3]
    # The last frame of all holds as long as most others do.
    assert [one.end_s for one in found] == pytest.approx([0.3, 0.9])


def test_frames_that_all_bear_one_time_can_be_shown() -> None:
    rows = replace(rows_of_labels({1: [HAPPY, SAD, SAD]}), time_s=np.zeros(3))
    timeline = FilmTimeline(rows, first_edits(rows))
    found = binned(timeline, timeline.series(1), steps=8)
    assert len(found.label) == len(found.probabilities) == len(found.edges_s) - 1
