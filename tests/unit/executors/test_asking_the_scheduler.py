"""How many workers a scheduler has: asked once a second, and what counts where it is silent."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from emotion_gui.core.errors import WorkersError

dask_workers = pytest.importorskip("emotion_gui.core.executors.dask_workers")


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found = [100.0]
    monkeypatch.setattr(dask_workers, "now_s", lambda: found[0])
    return found


def workers(nthreads: Any) -> Any:
    made = object.__new__(dask_workers.DaskWorkers)
    made._client = SimpleNamespace(nthreads=nthreads)
    made._counted, made._counted_at_s = 0, -1.0
    return made


def test_pieces_are_as_many_as_all_workers_threads_and_asked_for_once_a_second(
    now: list[float],
) -> None:
    there = {"a": 2, "b": 1}
    asked: list[float] = []

    def nthreads() -> dict[str, int]:
        asked.append(now[0])
        return there

    made = workers(nthreads)
    assert made.count == 3
    now[0] = 100.9
    there.clear()
    assert made.count == 3  # as it was a moment ago
    assert not made.are_gone()
    now[0] = 101.0
    assert made.are_gone()
    assert made.count == 1  # one piece at least is under way
    assert asked == [100.0, 101.0]


def test_a_scheduler_that_is_silent_has_not_lost_its_workers(now: list[float]) -> None:
    def silent() -> dict[str, int]:
        raise OSError("no answer")

    made = workers(silent)
    assert made.count == 1
    assert not made.are_gone()


def test_a_worker_that_was_killed_a_scheduler_that_is_gone_and_a_pieces_own_error() -> None:
    made = workers(dict)
    made.place, made._is_gone = "dask://far:1", False
    assert made.died(dask_workers.KilledWorker("piece", None, []))
    assert not made.died(ValueError())
    assert not made._is_gone
    with pytest.raises(WorkersError, match="the scheduler is gone"):
        made.died(dask_workers.CancelledError())
    assert made._is_gone
