"""How long the window stands still while a person walks through it, without a screen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from emotion_gui.core.benchmarks.child import answer_of
from emotion_gui.core.benchmarks.result import BenchResult
from emotion_gui.core.files import temporary_folder
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.runtime import is_frozen

_LIMIT_S = 300
_MOST_MS = 100.0
# What is measured -> steps of the walk that belong to it.
_PARTS = {
    "window_making_pages": "models load beside",
    "window_opening_pages": "open ",
    "window_first_curve": "first curve",
    "window_theme": "theme",
}
# End of the name, key of a step, what it is.
_FIGURES = (
    ("", "blocked_ms", "between two turns of the window's loop"),
    ("_work", "cpu_ms", "processor time of the window's thread between two turns"),
)

Step = Mapping[str, float | str]


def bench_window(context: JobContext) -> list[BenchResult]:
    """The longest stop of each part of a walk, and the most work of the window's thread in one.

    The first is what a person waits; on a computer that is busy with other things it says more
    about these, and the second holds. Empty in a package, which has no interpreter.
    """
    if is_frozen():
        return []
    context.checkpoint()
    with temporary_folder("emotion-bench-") as folder:
        steps = _walk(folder)
    return [
        _result(f"{name}{ending}", words, steps, key=key, what=what)
        for name, words in _PARTS.items()
        for ending, key, what in _FIGURES
    ]


def _result(name: str, words: str, steps: Sequence[Step], *, key: str, what: str) -> BenchResult:
    of_part = [step for step in steps if words in str(step["step"])]
    worst = max(of_part, key=lambda step: float(step[key]))
    value = float(worst[key])
    conditions = f"{what}; most of {len(of_part)} steps: {worst['step']}; offscreen, no data"
    return BenchResult(
        name, value, "ms", None, None, conditions, f"< {_MOST_MS:.0f} ms", value < _MOST_MS
    )


def _walk(folder: Path) -> list[Step]:
    said = answer_of(["-m", "emotion_gui.freeze_watch", str(folder)], home=folder, limit_s=_LIMIT_S)
    return [json.loads(line) for line in said.splitlines() if line.startswith("{")]
