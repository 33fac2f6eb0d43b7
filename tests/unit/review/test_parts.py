"""Parts of a film, and what is compared of them."""

from dataclasses import replace

import numpy as np
import pytest
from helpers.seven import Emotion

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.review.edits import Event, Span, first_edits
from emotion_gui.core.review.parts import PartKey, PartKind, compared_parts, parts_of
from emotion_gui.core.review.statistics import film_figures
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.film_comparisons import (
    Compared,
    Side,
    asked_comparisons,
    compare_film_groups,
    compare_sides,
    side_choices,
)
from tests.helpers.review import rows_of_labels, session_of

HAPPY, SAD = int(Emotion.HAPPY), int(Emotion.SAD)
WHOLE = PartKey()


def moods(seed: int, frames: int = 600) -> list[int]:
    """Happy or sad by lot for half a second each."""
    generator = np.random.default_rng(seed)
    return [HAPPY if one else SAD for one in generator.random(frames // 5) < 0.5 for _ in range(5)]


@pytest.fixture
def session():
    """A minute of two persons; happy after each bell, two sections of one name."""
    first = moods(1)
    for second in (10, 30, 50):
        first[10 * second : 10 * second + 20] = [HAPPY] * 20
    rows = rows_of_labels({1: first, 2: moods(2)})
    edits = replace(
        first_edits(rows),
        sections=(Span(0.0, 10.0, "talk"), Span(12.0, 20.0, "rest"), Span(40.0, 60.0, "talk")),
        events=tuple(Event(float(second), "bell") for second in (10, 30, 50)),
    )
    return session_of(rows, edits)


def test_sections_of_one_name_are_one_part(session) -> None:
    parts = {part.title: part for part in parts_of(session.timeline)}
    assert list(parts) == ["", "talk", "rest", "bell + 2 s"]
    assert parts["talk"].frames.sum() == 300
    assert parts["bell + 2 s"].frames.sum() == 60
    keys = {(one.section, one.person) for one in film_figures(session.timeline)}
    assert len(keys) == len(film_figures(session.timeline)) == 8


def test_what_lies_outside_can_be_compared(session) -> None:
    parts = {part.key.kind: part.frames for part in compared_parts(session.timeline)}
    assert parts[PartKind.OUTSIDE_SECTIONS].sum() == 600 - 380
    assert parts[PartKind.OUTSIDE_EVENTS].sum() == 600 - 60
    plain = session_of(session.timeline.rows)
    assert [part.key for part in compared_parts(plain.timeline)] == [WHOLE]


def test_events_are_set_against_all_other_times(session) -> None:
    found = list(asked_comparisons([session], {Compared.EVENTS}, ()))
    assert [(one.first, one.second) for one in found] == [
        ("Person 1, bell + 2 s", "Person 1, outside events"),
        ("Person 2, bell + 2 s", "Person 2, outside events"),
    ]
    happy = next(d for d in found[0].differences if (d.figure, d.answer) == ("share", "happy"))
    assert happy.first == 1.0
    assert happy.second < 0.7


def test_two_sides_are_chosen_freely(workspace: Workspace, session) -> None:
    context, number = JobContext(), session.row.session_id
    choices = side_choices(workspace, number, session, context)
    assert choices.persons == ((1, ""), (2, ""))
    assert PartKey(PartKind.SECTION, "talk") in choices.parts
    bell = Side(number, 1, PartKey(PartKind.EVENT, "bell"))
    other = Side(number, 2, PartKey(PartKind.SECTION, "rest"))
    found = compare_sides(workspace, (bell, other), session, context)
    assert (found.first, found.second) == ("Person 1, bell + 2 s", "Person 2, rest")
    assert not found.paired
    people = Side(number, 1, WHOLE), Side(number, 2, WHOLE)
    assert compare_sides(workspace, people, session, context).paired
    with pytest.raises(ConfigError, match="the same"):
        compare_sides(workspace, (bell, bell), session, context)
    gone = Side(number, 1, PartKey(PartKind.SECTION, "gone"))
    with pytest.raises(ConfigError, match="not in this film"):
        compare_sides(workspace, (bell, gone), session, context)


def test_a_group_takes_two_films(workspace: Workspace, session) -> None:
    number = session.row.session_id
    with pytest.raises(ConfigError, match="two films"):
        compare_film_groups(workspace, (("a", [number]), ("b", [number])), session, JobContext())
    found = compare_film_groups(
        workspace, (("a", [number] * 2), ("b", [number] * 2)), session, JobContext()
    )
    assert found.blocks == 2
    assert all(one.difference.value == pytest.approx(0) for one in found.differences)
