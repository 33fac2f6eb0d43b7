"""Who is on which frame, for how long: asked of all at once or of one, the answer is the same."""

import numpy as np
import pytest

from emotion_gui.core.review.edits import (
    QualityFilter,
    first_edits,
    hide_person,
    merge_persons,
    split_person,
)
from emotion_gui.core.review.timeline import REMOVED, UNSURE, FilmTimeline
from tests.helpers.review import rows_of_labels


@pytest.fixture
def timeline() -> FilmTimeline:
    """Four followed faces; two were joined though both are on some frames, one is hidden."""
    generator = np.random.default_rng(1)
    tracks = {
        track: [None if seen < 0.4 else int(seen * 9) - 3 for seen in generator.random(200)]
        for track in range(1, 5)
    }
    labels = {
        track: [None if label is None else max(-1, min(label, 6)) for label in own]
        for track, own in tracks.items()
    }
    rows = rows_of_labels(labels)
    light = generator.random(rows.faces).astype(np.float32)
    rows.light[:] = light
    edits = first_edits(rows)
    edits = hide_person(split_person(merge_persons(edits, [1, 3]), 2, 90), 4)
    quality = QualityFilter(darkest=0.2)
    return FilmTimeline(rows, type(edits)(edits.persons, edits.pieces, quality=quality))


def directly(timeline: FilmTimeline, number: int, place: int) -> tuple[int, int]:
    """The first face of a person on a frame and what it shows, by looking at every face."""
    rows = timeline.rows
    for face in range(rows.faces):
        if rows.face_frame[face] == place and timeline.person_of_face[face] == number:
            kept = rows.light[face] >= np.float32(0.2)
            return face, int(rows.label[face]) if kept else REMOVED
    return -1, -3


def test_series_frames_and_lengths_agree(timeline: FilmTimeline) -> None:
    shown = timeline.edits.shown
    assert len(shown) == 3
    for place in range(0, 200, 7):
        found = {person.number: (face, answer) for person, face, answer in timeline.faces_on(place)}
        for person in shown:
            expected = directly(timeline, person.number, place)
            series = timeline.series(person.number)
            assert (series.face[place], series.label[place]) == expected
            assert found.get(person.number, (-1, -3)) == expected
    for person in timeline.edits.persons:
        used = timeline.series(person.number).used
        assert timeline.seen_s[person.number] == pytest.approx(timeline.step_s[used].sum())
        own = timeline.series(person.number)
        seen = own.label >= UNSURE
        assert np.isnan(own.probabilities[~seen]).all()
        np.testing.assert_array_equal(
            own.probabilities[seen], timeline.rows.probabilities[own.face[seen]]
        )


def test_the_longest_seen_stand_in_the_order_of_all(timeline: FilmTimeline) -> None:
    longest = timeline.longest_seen(2)
    left = [person for person in timeline.edits.shown if person not in longest]
    assert [person.number for person in longest] == sorted(person.number for person in longest)
    least = min(timeline.seen_s[person.number] for person in longest)
    assert all(timeline.seen_s[person.number] <= least for person in left)


def test_nobody_at_all() -> None:
    rows = rows_of_labels({1: [None] * 5})
    timeline = FilmTimeline(rows, first_edits(rows))
    assert timeline.seen_s == {}
    assert timeline.faces_on(3) == []
    assert timeline.longest_seen(3) == ()
