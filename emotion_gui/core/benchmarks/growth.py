"""What data sets of 28,709, 250,000 and a million faces take: seconds and memory, step by step."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from emotion_gui.core.benchmarks.result import BenchResult
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.files import temporary_folder
from emotion_gui.core.jobs import JobContext

SIZES = (28_709, 250_000, 1_000_000)
STEPS = ("import", "split", "check", "epoch", "evaluate", "record", "window")
_MOST_MB = 2048.0
_LIMIT_S = 7200

Figures = Mapping[str, float]


def bench_growth(context: JobContext, sizes: Sequence[int] = SIZES) -> list[BenchResult]:
    """Seconds of every step for every size, and the largest peak of memory of each size.

    Raises:
        ConfigError: a step failed; its last words are in the reason.
        JobCancelled: a stop was asked for.
    """
    results = []
    for count in sizes:
        with temporary_folder("emotion-growth-") as folder:
            steps = {}
            for step in STEPS:
                context.checkpoint()
                steps[step] = _step(step, folder / "workspace", count)
        results += [_seconds(step, count, figures) for step, figures in steps.items()]
        results.append(_memory(count, steps))
    return results


def _step(step: str, workspace: Path, count: int) -> Figures:
    command = [sys.executable, "-m", "emotion_gui.growth_steps", step, str(workspace), str(count)]
    ended = subprocess.run(
        command,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        encoding="utf-8",
        timeout=_LIMIT_S,
        check=False,
    )
    if ended.returncode != 0:
        (reason,) = ended.stderr.strip().splitlines()[-1:] or ["it ended without a word"]
        raise ConfigError("growth", step, reason)
    figures: Figures = json.loads(ended.stdout.splitlines()[-1])
    return figures


def _seconds(step: str, count: int, figures: Figures) -> BenchResult:
    told = ", ".join(
        f"{name} {value:,.4g}" for name, value in figures.items() if name not in {"seconds"}
    )
    return BenchResult(
        f"growth_{step}_{count}",
        figures["seconds"],
        "s",
        conditions=f"{count:,} made faces; {told}",
    )


def _memory(count: int, steps: Mapping[str, Figures]) -> BenchResult:
    worst = max(steps, key=lambda step: steps[step]["peak_mb"])
    peak = steps[worst]["peak_mb"]
    return BenchResult(
        f"growth_peak_{count}",
        peak,
        "MB",
        conditions=f"{count:,} made faces; all that is resident, the most in {worst}",
        target="< 2048 MB",
        met=peak < _MOST_MB,
    )
