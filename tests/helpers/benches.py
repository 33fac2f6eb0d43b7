"""Made-up clocks and films for measurements, and what a row says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from emotion_gui.core.benchmarks.result import BenchResult
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.jobs import JobContext


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


class BlackFilm:
    """Stands for `VideoFileSource`: five black frames, wherever it lies."""

    length = 5

    def __init__(self, path: Path) -> None:
        self.left = self.length

    def open(self, context: JobContext | None = None) -> None:
        pass

    def read(self, context: JobContext | None = None) -> Frame | None:
        self.left -= 1
        return None if self.left < 0 else Frame(np.zeros((4, 4, 3), np.uint8), 0, 0.0, 0.0)

    def close(self) -> None:
        pass


def row(found: BenchResult) -> tuple[Any, ...]:
    """The figures and the verdict."""
    ratio = None if found.ratio is None else pytest.approx(found.ratio)
    return found.name, pytest.approx(found.value), found.unit, found.baseline, ratio, found.met
