"""What a measurement says, and how medians are taken. Nothing heavy is imported here."""

from __future__ import annotations

import fnmatch
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from emotion_gui.core.errors import NotFoundError
from emotion_gui.core.jobs import JobContext

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.judgement import Judgement


@dataclass(frozen=True)
class BenchResult:
    """One measured figure.

    Attributes:
        name: key in the JSON map.
        value: ours.
        unit: of `value` and `baseline`.
        baseline: the same measured on the usual way, in the same run; None without one.
        ratio: how many times better than the baseline (greater is better); None without one.
        conditions: what was measured, on what, against what.
        target: what the project aims at, in words.
        met: whether it is met here; None where it cannot be told.
    """

    name: str
    value: float
    unit: str
    baseline: float | None = None
    ratio: float | None = None
    conditions: str = ""
    target: str = ""
    met: bool | None = None

    def to_json(self) -> dict[str, object]:
        """The command line's keys."""
        return {
            "value": self.value,
            "unit": self.unit,
            "baseline": self.baseline,
            "ratio": self.ratio,
            "conditions": self.conditions,
            "target": self.target,
            "met": self.met,
        }


Bench = Callable[[JobContext], list[BenchResult]]


def judged_row(
    name: str, before: Judgement, after: Judgement, words: str, *, most_lost: float | None = None
) -> BenchResult:
    """The accuracy of a changed network beside the original's on the same faces.

    Args:
        name: of the row.
        before: of the original.
        after: of the changed one, judged against it; `before` itself for the original's own row.
        words: conditions.
        most_lost: points of accuracy that the project allows; None without an aim.
    """
    low, high = after.interval
    paired = "" if after is before else f", McNemar p = {after.p:.4f}"
    lost = round(100 * (before.accuracy - after.accuracy), 9)  # 0.8 - 0.6 is no more than 0.2
    return BenchResult(
        name,
        100 * after.accuracy,
        "%",
        100 * before.accuracy,
        after.accuracy / max(before.accuracy, 1e-9),
        f"{words}; {100 * low:.1f}-{100 * high:.1f} %{paired}, n = {after.n:,}",
        "" if most_lost is None else f"<= {most_lost} points lost",
        None if most_lost is None else lost <= most_lost,
    )


def rows_wanted(names: Sequence[str], patterns: Sequence[str]) -> frozenset[str]:
    """Which rows of a measurement are asked for; all where nobody asks.

    Args:
        names: of all its rows.
        patterns: as `repair_spans_*`.

    Raises:
        NotFoundError: a pattern that fits no row.
    """
    for pattern in patterns:
        if not fnmatch.filter(names, pattern):
            raise NotFoundError("row", pattern, names)
    return frozenset(name for pattern in patterns or "*" for name in fnmatch.filter(names, pattern))


def median_seconds(action: Callable[[], object], *, repeats: int, warm_up: int = 1) -> float:
    """Median wall-clock seconds of `action`."""
    for _ in range(warm_up):
        action()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def median_pair(
    ours: Callable[[], float], theirs: Callable[[], float], *, rounds: int, context: JobContext
) -> tuple[float, float]:
    """Medians of two rates measured in turns, so that a slow spell falls on both."""
    first: list[float] = []
    second: list[float] = []
    for _ in range(rounds):
        context.checkpoint()
        first.append(ours())
        context.checkpoint()
        second.append(theirs())
    return statistics.median(first), statistics.median(second)


def has_usual_libraries() -> bool:
    """Whether the baselines' facenet_pytorch and torchvision are here; a package lacks both."""
    return all(find_spec(name) is not None for name in ("facenet_pytorch", "torchvision"))
