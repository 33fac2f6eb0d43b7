"""Who is who and what counts: every action is a new value, and nothing else changes."""

from dataclasses import replace

import numpy as np
import pytest
from helpers.seven import Emotion

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.review.edits import (
    Edits,
    Event,
    QualityFilter,
    Span,
    first_edits,
    hide_person,
    merge_persons,
    rename_person,
    split_person,
    with_event,
    with_excluded,
    with_section,
    without_event,
    without_section,
)
from emotion_gui.core.review.timeline import REMOVED, UNSEEN, UNSURE, FilmTimeline
from tests.helpers.review import rows_of_labels

HAPPY, SAD = int(Emotion.HAPPY), int(Emotion.SAD)


def two_tracks():
    """One is there from 0 to 4, another from 3 to 9; at 7 is a cut."""
    change = np.zeros(10)
    change[7] = 90
    return rows_of_labels({1: [HAPPY] * 5 + [None] * 5, 2: [None] * 3 + [SAD] * 7}, change=change)


def owners(rows, edits: Edits) -> list[int]:
    return FilmTimeline(rows, edits).person_of_face.tolist()


def test_a_person_a_track_and_another_behind_the_cut() -> None:
    rows = two_tracks()
    edits = first_edits(rows)
    pieces = [(p.track, p.first, p.last, p.person) for p in edits.pieces]
    assert pieces == [(1, 0, 4, 1), (2, 3, 6, 2), (2, 7, 9, 3)]
    assert [person.title for person in edits.persons] == ["Person 1", "Person 2", "Person 3"]


def test_join_divide_name_and_hide() -> None:
    rows = two_tracks()
    first = first_edits(rows)
    named = rename_person(first, 3, " Ada ")
    joined = merge_persons(named, [2, 3])
    assert [(p.number, p.title) for p in joined.persons] == [(1, "Person 1"), (2, "Ada")]
    assert set(owners(rows, joined)) == {1, 2}
    divided = split_person(joined, 2, 5)
    assert [person.number for person in divided.persons] == [1, 2, 3]
    series = FilmTimeline(rows, divided).series(3).label.tolist()
    assert series == [UNSEEN] * 5 + [SAD] * 5
    hidden = hide_person(divided, 2)
    assert [person.number for person in hidden.shown] == [1, 3]
    # What was before is as it was: undo is the value before.
    assert first == first_edits(rows)
    assert Edits.from_json(hidden.to_json()) == hidden


@pytest.mark.parametrize("wrong", [[1], [1, 9], []])
def test_who_cannot_be_joined(wrong: list[int]) -> None:
    with pytest.raises(ConfigError):
        merge_persons(first_edits(two_tracks()), wrong)


@pytest.mark.parametrize("frame", [0, 5, 99])
def test_a_division_needs_both_sides(frame: int) -> None:
    with pytest.raises(ConfigError, match="both sides"):
        split_person(first_edits(two_tracks()), 1, frame)


def test_marks_come_and_go_in_time() -> None:
    edits = with_section(Edits(), Span(5, 8, "talk"))
    edits = with_section(edits, Span(1, 3, "rest"))
    edits = with_event(with_event(edits, Event(9, "b")), Event(2, "a"))
    assert [span.name for span in edits.sections] == ["rest", "talk"]
    assert [event.name for event in edits.events] == ["a", "b"]
    edits = without_event(without_section(edits, Span(5, 8, "talk")), Event(2, "a"))
    assert [span.name for span in edits.sections] == ["rest"]
    assert [event.name for event in edits.events] == ["b"]
    with pytest.raises(ConfigError):
        Span(3, 3)


def test_excluded_times_and_bad_faces_do_not_count() -> None:
    labels = [HAPPY, HAPPY, SAD, -1, None, SAD]
    rows = rows_of_labels({1: labels}, sharpness=[9, 90, 90, 90, 90])
    edits = with_excluded(first_edits(rows), Span(0.45, 0.6))
    edits = replace(edits, quality=QualityFilter(sharpness=50))
    timeline = FilmTimeline(rows, edits)
    assert timeline.series(1).label.tolist() == [REMOVED, HAPPY, SAD, UNSURE, UNSEEN, SAD]
    assert timeline.counted.tolist() == [True] * 5 + [False]
    # Without landmarks there is no tilt, and that is no reason to leave a face out.
    tilted = replace(edits, quality=QualityFilter(tilt_deg=1))
    assert FilmTimeline(rows, tilted).kept_faces.all()


@pytest.mark.parametrize(
    ("limit", "column", "beyond"),
    [
        ("size_px", "size_px", -1),
        ("sharpness", "sharpness", -1),
        ("darkest", "light", -1),
        ("brightest", "light", 1),
        ("turn_deg", "turn_deg", 1),
        ("tilt_deg", "tilt_deg", 1),
        ("detection", "detection", -1),
    ],
)
def test_a_face_at_a_limit_counts_and_one_beyond_it_does_not(
    limit: str, column: str, beyond: int
) -> None:
    rows = rows_of_labels({1: [HAPPY] * 4})
    seen = np.array([0.5, 0.5 + beyond / 8, 0.5 - beyond / 8, np.nan])
    kept = QualityFilter(**{limit: 0.5}).keeps(replace(rows, **{column: seen}))
    assert kept.tolist() == [True, False, True, True]
    if column.endswith("deg"):  # to either side
        turned = replace(rows, **{column: -seen})
        assert QualityFilter(**{limit: 0.5}).keeps(turned).tolist() == kept.tolist()


def test_an_answer_of_just_the_confidence_that_is_asked_for_counts() -> None:
    rows = rows_of_labels({1: [HAPPY]})
    least = float(rows.confidence[0])
    assert QualityFilter(confidence=least).keeps(rows).all()
    assert not QualityFilter(confidence=np.nextafter(least, 2.0)).keeps(rows).any()
