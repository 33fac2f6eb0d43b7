"""Made-up clocks for measurements, and what a row says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from emotion_gui.core.benchmarks.result import BenchResult


class Clock:
    """Stands for the module `time`; moves on when it is told to, or by a step a look."""

    def __init__(self, step_s: float = 0.0) -> None:
        self.now_s, self.step_s = 100.0, step_s

    def perf_counter(self) -> float:
        self.now_s += self.step_s
        return self.now_s

    process_time = time = perf_counter

    def passes(self, seconds: float, value: Any = None) -> Callable[..., Any]:
        """Work that takes so long and gives this."""

        def work(*args: Any, **kwargs: Any) -> Any:
            self.now_s += seconds
            return value

        return work


def row(found: BenchResult) -> tuple[Any, ...]:
    """The figures and the verdict."""
    ratio = None if found.ratio is None else pytest.approx(found.ratio)
    return found.name, pytest.approx(found.value), found.unit, found.baseline, ratio, found.met
