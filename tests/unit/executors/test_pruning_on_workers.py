"""What workers find when criteria are compared and layers are surveyed is what is found alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
from helpers.clusters import PickledWorkers
from helpers.pruning import SMALL, small_stripes, trained_on_stripes

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.executors import opening
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.pruning.cell import Cell
from emotion_gui.core.pruning.comparison_table import ComparisonRow, Stage
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.scores import Criterion
from emotion_gui.operations.compare_criteria import CompareRequest, compare_criteria
from emotion_gui.operations.goal.survey import survey
from emotion_gui.operations.subject import Subject

ELSEWHERE = "dask-local:2"


@pytest.fixture(autouse=True)
def workers(monkeypatch: pytest.MonkeyPatch) -> PickledWorkers:
    """Who works where `dask-local:2` is asked for."""
    workers = PickledWorkers()

    @contextmanager
    def opened(executor: str) -> Iterator[PickledWorkers | None]:
        yield workers if executor == ELSEWHERE else None

    monkeypatch.setattr(opening, "open_workers", opened)
    return workers


@pytest.fixture(scope="module")
def subject() -> Subject:
    faces, labels = small_stripes(70, side=8)
    rows = np.arange(70)
    learning, judged = (
        FacePart(faces, rows[chosen], labels[chosen], name)
        for name, chosen in (("train", slice(49)), ("test", slice(49, 70)))
    )
    return Subject(trained_on_stripes(SMALL, side=8, steps=20), learning, judged)


def test_criteria_are_compared_alike_on_workers(subject: Subject, workers: PickledWorkers) -> None:
    request = CompareRequest(
        options=PruningOptions(),
        criteria=(Criterion.RANDOM, Criterion.L1),
        shares=(0.3, 0.5),
        seeds=2,
        epochs=1,
        scratch_epochs=1,
        latency_runs=1,
    )
    found, told = [], []
    for executor in ("local", ELSEWHERE):
        reports: list[Progress] = []
        result = compare_criteria(subject, request, JobContext(reports.append), executor=executor)
        found.append([_without_time(row) for row in (result.before, *result.rows)])
        rows = [r.detail for r in reports if isinstance(r.detail, ComparisonRow)]
        told.append([_without_time(row) for row in rows])
        assert all(row.cost.ms > 0 for row in result.rows)
    assert found[0] == found[1] == told[0] == told[1]
    trained_on = sum(row["stage"] == Stage.FINETUNED for row in found[0])
    assert trained_on >= 8
    assert workers.done == len(found[0]) - 1 - trained_on


def _without_time(row: ComparisonRow) -> dict[str, object]:
    told = row.to_json()
    del told["ms"]
    return told


def test_layers_are_surveyed_alike_on_workers(subject: Subject, workers: PickledWorkers) -> None:
    found, told = [], []
    for executor in ("local", ELSEWHERE):
        reports: list[Progress] = []
        made = survey(subject, JobContext(reports.append), executor=executor)
        found.append((made.survey.cells, made.survey.parts, made.survey.faces))
        told.append([r.detail for r in reports if isinstance(r.detail, Cell)])
        layers = [replace(layer, saved_ms=0.0) for layer in made.layers]
        found.append(tuple(layers))  # type: ignore[arg-type]
    assert found[:2] == found[2:]
    assert told[0] == told[1] == list(found[0][0])
    assert workers.done == len(SMALL.widths)
