"""Which rows of a sweep go to workers, in which order they come back, and what is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from helpers.datasets import make_dataset

from emotion_gui.core.executors.workers import Said, Seen
from emotion_gui.core.jobs import PIECES, JobContext, Progress
from emotion_gui.core.training import sweep
from emotion_gui.core.training.subset import random_split
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace


class Cell:
    """A row by its key; those in capitals are trained already."""

    def __init__(self, key: str) -> None:
        self.key, self.lacks_training = key, key.islower()

    def piece(self, sharing: object) -> str:
        return f"piece {self.key}"


def came_back(
    monkeypatch: pytest.MonkeyPatch, keys: str, reports: list[Progress]
) -> tuple[list[str | None], list[tuple[Any, ...]]]:
    """What each row gets, and the pieces that went out."""
    pieces: list[tuple[Any, ...]] = []

    def in_order(
        workers: object, function: object, given: Any, context: JobContext, *, on_look: Any
    ) -> Iterator[str]:
        assert (workers, function) == (gang, sweep.train_piece)
        for number, arguments in enumerate(given, start=1):
            pieces.append(arguments)
            on_look(Seen(number, {"w": Said("trains")}))
            yield f"made {arguments[0]}"

    gang: Any = type("Gang", (), {"share": lambda self, value: ""})()
    monkeypatch.setattr(sweep, "in_order", in_order)
    monkeypatch.setattr(sweep, "Sharing", lambda workspace, share: "sharing")
    with sweep._trained(
        None,  # type: ignore[arg-type]
        lambda number: Cell(keys[number]),  # type: ignore[arg-type, return-value]
        len(keys),
        gang,
        JobContext(reports.append),
    ) as trained:
        return [trained(number) for number in range(len(keys))], pieces  # type: ignore[misc]


def test_rows_that_lack_a_training_go_out_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    reports: list[Progress] = []
    found, pieces = came_back(monkeypatch, "aBcaDc", reports)
    # The same training twice (two angles of one grid) is made once; the others are known then.
    assert found == ["made piece a", None, "made piece c", None, None, None]
    assert pieces == [("piece a",), ("piece c",)]
    assert [(report.done, report.total) for report in reports] == [
        (round(PIECES * 5 / 6), PIECES),
        (PIECES, PIECES),
    ]
    assert "trains" in reports[0].text


def test_where_all_are_trained_nothing_goes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert came_back(monkeypatch, "AB", []) == ([None, None], [])


def test_without_workers_each_row_is_trained_here() -> None:
    with sweep._trained(None, None, 2, None, JobContext()) as trained:  # type: ignore[arg-type]
        assert [trained(number) for number in range(2)] == [None, None]


def test_random_splits_of_a_whole_set_differ_and_leave_out_what_is_in_no_part(
    workspace: Workspace,
) -> None:
    row = make_dataset(workspace, train=140, test=0, validation=0)
    parts = workspace.active_parts(row).copy()
    parts[:70] = Part.NONE
    workspace.add_split(row.dataset_id, name="half", kind="own", seed=0, parts=parts)
    made = [random_split(workspace, "stripes", number=number) for number in (1, 2, 1)]
    assert [(split.name, split.seed) for split in made][:2] == [
        ("Random split 1", 1),
        ("Random split 2", 2),
    ]
    first, second, again = (workspace.split_parts(split.split_id) for split in made)
    for found in (first, second):
        assert (found[:70] == Part.NONE).all()
        counts = [int((found[70:] == part).sum()) for part in (Part.TRAIN, Part.TEST)]
        assert counts == [56, 7]
        assert int((found == Part.VALIDATION).sum()) == 7
    assert (first == again).all()
    assert (first != second).any()
    active = workspace.dataset("stripes").active_split
    assert active not in [split.split_id for split in made]
