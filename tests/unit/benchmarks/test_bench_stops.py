"""A stop that is asked for during one measurement is heard before the next one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from emotion_gui.core.benchmarks import (
    catalogue,
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
from tests.helpers.benches import Clock

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


@pytest.mark.parametrize("clip", [None, "expressive.mp4"])
def test_live_is_measured_on_drawn_clips_and_on_a_real_one_that_is_there(
    monkeypatch: pytest.MonkeyPatch, clip: str | None
) -> None:
    written: list[tuple[str, int]] = []
    measured: list[tuple[object, ...]] = []

    def write(path: Path, *, seconds: float, seed: int, faces: int) -> None:
        assert seconds == 4.0
        written.append((path.name, faces))

    def measure(case: Any, path: Path, what: str, context: JobContext) -> str:
        measured.append((case.name, case.faces, case.target, path.name, what))
        return str(case.name)

    monkeypatch.setattr(live, "write_sample_video", write)
    monkeypatch.setattr(live, "_measure", measure)
    monkeypatch.setattr(live, "_real_clip", lambda: None if clip is None else Path(clip))
    names = ["live_one_face", "live_five_faces", *(["live_clip"] if clip else [])]
    assert live.bench_live(JobContext()) == names
    assert written == [("live_one_face.mp4", 1), ("live_five_faces.mp4", 5)]
    drawn = "drawn clip, 640x360"
    assert measured == [
        ("live_one_face", 1, 60.0, "live_one_face.mp4", drawn),
        ("live_five_faces", 5, 25.0, "live_five_faces.mp4", drawn),
        *([("live_clip", 1, 60.0, clip, clip)] if clip else []),
    ]


def test_a_model_is_quantised_over_drawn_faces(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, int]] = []
    faces = np.arange(4, dtype=np.uint8).reshape(4, 1, 1)
    graph = object()

    def drawn(**how: int) -> list[Any]:
        asked.append(how)
        return [SimpleNamespace(faces=faces)]

    def calibrate(network: object, given: np.ndarray, preprocessing: object) -> Any:
        assert (network, preprocessing) == (loaded.network, "as trained")
        np.testing.assert_array_equal(given, faces)
        return SimpleNamespace(quantized=lambda scheme: (scheme, graph))

    loaded: Any = SimpleNamespace(
        network=SimpleNamespace(spec="spec"), info=SimpleNamespace(preprocessing="as trained")
    )
    monkeypatch.setattr(engines, "scale_faces", drawn)
    monkeypatch.setattr(engines, "calibrate", calibrate)
    monkeypatch.setattr(engines, "QuantizedNetwork", lambda *given: given)
    made = engines.quantized(loaded)
    assert (made.network, made.info) == (("spec", ("channel", graph)), loaded.info)
    assert [how["count"] for how in asked] == [64]


def test_an_import_is_timed_from_an_open_workspace_to_the_last_row(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    steps: list[object] = []
    clock = Clock(0.0)
    opened = SimpleNamespace(close=lambda: steps.append("close"))

    def open_workspace(folder: Path) -> Any:
        clock.now_s += 100.0
        steps.append(folder.name)
        return opened

    def import_dataset(workspace: object, request: Any, context: JobContext) -> None:
        assert workspace is opened
        clock.now_s += 3.0
        steps.append((request.source, request.name))

    monkeypatch.setattr("emotion_gui.core.workspace.workspace.Workspace.open", open_workspace)
    monkeypatch.setattr("emotion_gui.core.data.importing.import_dataset", import_dataset)
    monkeypatch.setattr(table, "time", clock)
    source = tmp_path / "fer2013.csv"
    assert table._import(source, tmp_path / "w") == 3.0
    assert steps == ["w", (source, "bench"), "close"]


def test_rows_of_a_bench_are_asked_for_by_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []
    for name in ("corners", "repair"):
        bench = f"emotion_gui.core.benchmarks.{name}.bench_{name}"
        monkeypatch.setattr(bench, lambda *given: asked.append(given) or [])
    context = JobContext()
    for run in (catalogue._corners, catalogue._repair):
        assert list(run(context, ("a*",))) == []
    assert asked == [(context, ("a*",))] * 2
