"""Faces that are held out: the newest stretch of each class, once and for ever."""

from __future__ import annotations

import numpy as np

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
