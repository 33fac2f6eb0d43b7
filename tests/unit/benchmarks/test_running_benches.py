"""Which measurements run, in which order, and what is said of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from helpers.stopping import told_by

from emotion_gui.core.benchmarks import catalogue
from emotion_gui.core.benchmarks.catalogue import run_benches
from emotion_gui.core.benchmarks.result import BenchResult
from emotion_gui.core.errors import NotFoundError
from emotion_gui.core.jobs import JobCancelled, JobContext

RAN: list[object] = []


def bench(name: str) -> Callable[..., list[BenchResult]]:
    def measure(context: JobContext, rows: Sequence[str] = ()) -> list[BenchResult]:
        RAN.append((name, *rows))
        ratio = 2.5 if name == "angles" else None
        return [BenchResult(f"{name}_{k}", 1.25, "s", None, ratio) for k in (1, 2)]

    return measure


@pytest.fixture(autouse=True)
def _short_benches(monkeypatch: pytest.MonkeyPatch) -> None:
    RAN.clear()
    for table in ("_BENCHES", "_BY_ROW"):
        names = getattr(catalogue, table)
        monkeypatch.setattr(catalogue, table, {name: bench(name) for name in names})


@pytest.mark.parametrize("packaged", [False, True])
def test_a_package_measures_all_but_what_needs_a_python(
    monkeypatch: pytest.MonkeyPatch, packaged: bool
) -> None:
    monkeypatch.setattr(catalogue, "is_frozen", lambda: packaged)
    notes: list[str] = []
    heard: list[BenchResult] = []
    found = run_benches(
        ["angles", "startup", "repair"],
        JobContext(),
        note=notes.append,
        rows=("repair_*",),
        on_result=heard.append,
    )
    assert [("angles",), *([] if packaged else [("startup",)]), ("repair", "repair_*")] == RAN
    assert heard == found
    assert notes[:2] == [f"angles_{k}: 1.25 s, 2.50x the baseline" for k in (1, 2)]
    assert notes[-1] == "repair_2: 1.25 s"
    assert any("not measured" in note for note in notes) is packaged
    assert len(notes) == (5 if packaged else 6)


def test_measurements_are_counted_and_a_stop_is_heard_between_them() -> None:
    def job(context: JobContext) -> None:
        run_benches(["angles", "slider"], context, note=lambda text: None)

    told = [(report.done, report.total, report.text) for report in told_by(job)]
    assert told == [(0, 2, "angles"), (1, 2, "slider"), (2, 2, "done")]
    RAN.clear()
    with pytest.raises(JobCancelled):
        job(JobContext(is_cancelled=lambda: bool(RAN)))
    assert RAN == [("angles",)]


def test_an_unknown_measurement_is_named() -> None:
    with pytest.raises(NotFoundError):
        run_benches(["speed"], JobContext(), note=lambda text: None)
    assert not RAN
