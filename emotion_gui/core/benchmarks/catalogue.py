"""Which measurements there are; each is imported only when it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from emotion_gui.core.benchmarks.result import Bench, BenchResult
from emotion_gui.core.errors import NotFoundError
from emotion_gui.core.jobs import JobContext, Progress, without_reports
from emotion_gui.core.runtime import is_frozen


def _startup(context: JobContext) -> list[BenchResult]:
    from emotion_gui.core.benchmarks.startup import bench_startup

    return bench_startup(context)


def _window(context: JobContext) -> list[BenchResult]:
    from emotion_gui.core.benchmarks.window import bench_window

    return bench_window(context)


def _training(context: JobContext) -> list[BenchResult]:
    from emotion_gui.core.benchmarks.training import bench_training

    return bench_training(context)


def _csv_import(context: JobContext) -> list[BenchResult]:
    from emotion_gui.core.benchmarks.table import bench_csv_import

    return bench_csv_import(context)


def _photo_import(context: JobContext) -> list[BenchResult]:
    from emotion_gui.core.benchmarks.photographs import bench_photo_import

    return bench_photo_import(context)


def _angles(context: JobContext) -> list[BenchResult]:
    from emotion_gui.core.benchmarks.pruning import bench_angles

    return bench_angles(context)


def _slider(context: JobContext) -> list[BenchResult]:
    from emotion_gui.core.benchmarks.pruning import bench_slider

    return bench_slider(context)


def _latency(context: JobContext) -> list[BenchResult]:
    from emotion_gui.core.benchmarks.pruning import bench_latency

    return bench_latency(context)


def _live(context: JobContext) -> list[BenchResult]:
    from emotion_gui.core.benchmarks.live import bench_live

    return bench_live(context)


def _robustness(context: JobContext) -> list[BenchResult]:
    from emotion_gui.core.benchmarks.robustness import bench_robustness

    return bench_robustness(context)


def _engines(context: JobContext) -> list[BenchResult]:
    from emotion_gui.core.benchmarks.engines import bench_engines

    return bench_engines(context)


def _live_engines(context: JobContext) -> list[BenchResult]:
    from emotion_gui.core.benchmarks.engines import bench_live_engines

    return bench_live_engines(context)


def _growth(context: JobContext) -> list[BenchResult]:
    from emotion_gui.core.benchmarks.growth import bench_growth

    return bench_growth(context)


def _repair(context: JobContext, rows: Sequence[str]) -> Iterable[BenchResult]:
    from emotion_gui.core.benchmarks.repair import bench_repair

    return bench_repair(context, rows)


def _corners(context: JobContext, rows: Sequence[str]) -> Iterable[BenchResult]:
    from emotion_gui.core.benchmarks.corners import bench_corners

    return bench_corners(context, rows)


def _cluster(context: JobContext) -> list[BenchResult]:
    from emotion_gui.core.benchmarks.cluster import bench_cluster

    return bench_cluster(context)


_BENCHES: dict[str, Bench] = {
    "startup": _startup,
    "window": _window,
    "training": _training,
    "csv_import": _csv_import,
    "photo_import": _photo_import,
    "angles": _angles,
    "slider": _slider,
    "latency": _latency,
    "live": _live,
    "robustness": _robustness,
    "engines": _engines,
    "live_engines": _live_engines,
    "growth": _growth,
    "cluster": _cluster,
}
_BY_ROW = {"repair": _repair, "corners": _corners}
BENCH_NAMES: tuple[str, ...] = (*_BENCHES, *_BY_ROW)
# Half an hour; ten minutes; half an hour and 3 GB of disk; two minutes and a package few have.
ASKED_FOR = ("repair", "corners", "growth", "cluster")
# Each step is a Python of its own, and a package's program is no Python.
_NEEDS_PYTHON = ("startup", "window", "growth")


def run_benches(
    names: Sequence[str],
    context: JobContext,
    *,
    note: Callable[[str], None],
    rows: Sequence[str] = (),
    on_result: Callable[[BenchResult], None] | None = None,
) -> list[BenchResult]:
    """Run measurements one after the other, never two at a time.

    Args:
        names: of `BENCH_NAMES`.
        context: progress and cancel.
        note: told in words how each ended.
        rows: patterns of names, as `repair_spans_*`; only these are measured where a measurement
            has a row at a time. All by default.
        on_result: told each figure as soon as it is there.

    Raises:
        NotFoundError: no such measurement, or no such row.
        JobCancelled: a stop was asked for.
    """
    results: list[BenchResult] = []
    for number, name in enumerate(names):
        if name not in BENCH_NAMES:
            raise NotFoundError("measurement", name, BENCH_NAMES)
        if name in _NEEDS_PYTHON and is_frozen():
            note(f"{name}: not measured; an installed program cannot do it, a checkout can")
            continue
        context.checkpoint()
        context.report(Progress(number, len(names), name))
        quiet = without_reports(context)
        for result in _BY_ROW[name](quiet, rows) if name in _BY_ROW else _BENCHES[name](quiet):
            results.append(result)
            if on_result is not None:
                on_result(result)
            ratio = "" if result.ratio is None else f", {result.ratio:.2f}x the baseline"
            note(f"{result.name}: {result.value:.4g} {result.unit}{ratio}")
    context.report(Progress(len(names), len(names), "done"))
    return results
