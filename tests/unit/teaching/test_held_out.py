"""Faces that are held out: the newest stretch of each class, once and for ever."""

from __future__ import annotations

import numpy as np
import pytest

from emotion_gui.core.teaching.held_out import hold_out
from emotion_gui.core.workspace.records import Part


def noise(count: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, 48, 48), dtype=np.uint8)


def divided(labels: list[int], groups: list[str] | None = None, **facts: np.ndarray) -> list[int]:
    count = len(labels)
    parts = hold_out(
        facts.get("faces", noise(count)),
        np.array(labels),
        groups or [""] * count,
        facts.get("usable", np.ones(count, dtype=bool)),
        facts.get("before", np.full(count, Part.NONE, dtype=np.uint8)),
    )
    return parts.tolist()


def test_the_newest_quarter_of_each_class_is_held_out() -> None:
    parts = divided([0] * 8 + [1] * 4 + [2] * 3)

    assert parts == [0] * 6 + [1] * 2 + [0] * 3 + [1] + [0] * 3


def test_a_stretch_of_one_person_stays_together() -> None:
    # Wanted are two of eight; the last three are one stretch of another person.
    parts = divided([0] * 8, ["one"] * 5 + ["other"] * 3)

    assert parts == [0] * 5 + [1] * 3


@pytest.mark.parametrize(
    ("changes", "held"),
    [
        ([4, 7, 10], 5),  # two would be too few, eight too many
        ([9], 3),
        ([6, 9], 3),  # of several the newest
        ([6], 6),
        ([5], 3),  # seven are more than twice what is wanted: no whole stretch
        ([10, 11], 3),
        ([], 3),
    ],
)
@pytest.mark.parametrize("by", ["person", "class between"])
def test_of_twelve_faces_three_are_held_out_or_a_whole_stretch_of_up_to_six(
    changes: list[int], held: int, by: str
) -> None:
    """A stretch ends with the person, or where faces of another class came in between."""
    if by == "person":
        groups = [f"p{sum(place >= change for change in changes)}" for place in range(12)]
        assert divided([0] * 12, groups) == [0] * (12 - held) + [1] * held
        return
    labels: list[int] = []
    for place in range(12):
        labels += [1, 0] if place in changes else [0]
    own = [part for part, label in zip(divided(labels), labels, strict=True) if label == 0]
    assert own == [0] * (12 - held) + [1] * held


def test_what_was_held_out_stays_so_and_new_faces_are_divided_alone() -> None:
    before = np.array([1, 0, 0, 0, 255, 255, 255, 255], dtype=np.uint8)

    assert divided([3] * 8, before=before) == [1, 0, 0, 0, 0, 0, 0, 1]


def test_unlabelled_and_unusable_faces_are_in_no_part() -> None:
    usable = np.array([True] * 7 + [False])

    assert divided([-1, 0, 0, 0, 0, 0, 0, 0], usable=usable)[0] == Part.NONE
    assert divided([0] * 8, usable=usable)[7] == Part.NONE


def test_a_copy_of_a_held_out_face_teaches_nothing() -> None:
    faces = noise(8)
    faces[0] = faces[7]

    assert divided([0] * 8, faces=faces) == [Part.NONE, 0, 0, 0, 0, 0, 1, 1]
