"""A stop that is asked for during one measurement is heard before the next one."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from emotion_gui.core.benchmarks import (
    engines,
    growth,
    live,
    pruning,
    result,
    robustness,
    startup,
    table,
)
from emotion_gui.core.jobs import JobCancelled, JobContext

NOTHING: Any = SimpleNamespace(
    info=SimpleNamespace(label_set=None, labels=(), temperature=1.0),
    network=SimpleNamespace(spec=SimpleNamespace(input_side=48)),
)


def nothing(*args: object, **kwargs: object) -> Any:
    return NOTHING


def pair(context: JobContext) -> object:
    return result.median_pair(result.measured, result.measured, rounds=2, context=context)  # type: ignore[attr-defined]


FACES = (np.zeros((2, 4, 4), np.uint8), np.zeros(2, np.int64), "made faces")
# What is measured, which step of it takes long, what that gives, and what else would.
BENCHES: dict[str, tuple[ModuleType, Callable[..., object], str, object, tuple[str, ...]]] = {
    "table": (table, table.bench_csv_import, "_in_new_process", (1.0, 1.0), ("_write_table",)),
    "startup": (startup, startup.bench_startup, "_start", (1.0, False), ()),
    "growth": (growth, growth.bench_growth, "_step", {"seconds": 1.0}, ()),
    "robustness": (
        robustness,
        robustness.bench_robustness,
        "measure_robustness",
        SimpleNamespace(
            mean_accuracy=0.5,
            clean=SimpleNamespace(accuracy=0.5),
            worst=SimpleNamespace(accuracy=0.1, label="", words=""),
            n=1,
        ),
        ("load_checkpoint", "match_labels", "answerer"),
    ),
    "engines": (
        engines,
        engines.bench_engines,
        "engine_speeds",
        dict.fromkeys(("torch", "onnxruntime", "int8"), SimpleNamespace(one=1.0, many=1.0)),
        ("load_checkpoint", "make_engine", "quantized"),
    ),
    "live engines": (
        engines,
        engines.bench_live_engines,
        "_live",
        None,
        ("load_checkpoint", "write_sample_video"),
    ),
    "live": (live, live.bench_live, "_measure", None, ("write_sample_video",)),
    "angles": (pruning, pruning.bench_angles, "median_seconds", 1.0, ("_activations",)),
    "turns": (result, pair, "measured", 1.0, ()),
}


@pytest.mark.parametrize("name", BENCHES)
def test_a_stop_during_a_measurement_is_heard_before_the_next(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    module, bench, step, found, others = BENCHES[name]
    measured: list[object] = []

    def measure(*args: object, **kwargs: object) -> object:
        measured.append(args)
        return found

    for other in others:
        monkeypatch.setattr(module, other, nothing)
    monkeypatch.setattr(module, step, measure, raising=False)
    if name == "robustness":
        monkeypatch.setattr(module, "_faces", lambda: FACES)
    with pytest.raises(JobCancelled):
        bench(JobContext(is_cancelled=lambda: bool(measured)))
    assert len(measured) == 1
    measured.clear()
    with pytest.raises(JobCancelled):
        bench(JobContext(is_cancelled=lambda: True))
    assert not measured
