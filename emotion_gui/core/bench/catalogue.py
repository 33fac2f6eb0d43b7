"""Which measurements there are; each is imported only when it runs."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Sequence

from emotion_gui.core.bench.result import Bench, BenchResult
from emotion_gui.core.errors import NotFoundError
from emotion_gui.core.jobs import JobContext, Progress

logger = logging.getLogger(__name__)

_BENCHES: dict[str, tuple[str, str]] = {
    "startup": ("startup", "bench_startup"),
    "training": ("training", "bench_training"),
    "csv_import": ("table", "bench_csv_import"),
    "photo_import": ("photographs", "bench_photo_import"),
    "angles": ("pruning", "bench_angles"),
    "slider": ("pruning", "bench_slider"),
    "latency": ("pruning", "bench_latency"),
    "live": ("live", "bench_live"),
}
BENCH_NAMES: tuple[str, ...] = tuple(_BENCHES)


def run_benches(
    names: Sequence[str], context: JobContext, *, note: Callable[[str], None]
) -> list[BenchResult]:
    """Run measurements one after the other, never two at a time.

    Args:
        names: of `BENCH_NAMES`.
        context: progress and cancel.
        note: told in words how each ended.

    Raises:
        NotFoundError: no such measurement.
        JobCancelled: a stop was asked for.
    """
    results: list[BenchResult] = []
    for number, name in enumerate(names):
        if name not in _BENCHES:
            raise NotFoundError("measurement", name, BENCH_NAMES)
        context.checkpoint()
        context.report(Progress(number, len(names), name))
        module, function = _BENCHES[name]
        bench: Bench = getattr(
            importlib.import_module(f"emotion_gui.core.bench.{module}"), function
        )
        quiet = JobContext(is_cancelled=lambda: context.cancelled)
        for result in bench(quiet):
            results.append(result)
            ratio = "" if result.ratio is None else f", {result.ratio:.2f}x the baseline"
            note(f"{result.name}: {result.value:.4g} {result.unit}{ratio}")
    context.report(Progress(len(names), len(names), "done"))
    return results
