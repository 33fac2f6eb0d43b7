"""Rows of benches from made-up measurements: figures, ratios, words and verdicts, by hand."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from emotion_gui.core.benchmarks import (
    catalogue,
    engines,
    pruning,
    result,
)
from emotion_gui.core.benchmarks.result import BenchResult, judged_row, median_pair, rows_wanted
from emotion_gui.core.engines import measuring
from emotion_gui.core.engines.names import Speed, Speeds
from emotion_gui.core.errors import NotFoundError
from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from tests.helpers.benches import Clock, row


@pytest.fixture
def clock() -> Clock:
    return Clock()


def right(*places: int, n: int = 10) -> np.ndarray:
    values = np.zeros(n, bool)
    values[list(places)] = True
    return values


def test_a_judged_row_is_per_cent_beside_the_original_with_its_interval_and_p() -> None:
    first, second = right(*range(8)), right(*range(6))
    before, after = Judgement.of(first), Judgement.of(second, before=first)
    found = judged_row("a", before, after, "words", most_lost=20.1)
    assert row(found) == ("a", 60.0, "%", 80.0, 0.75, True)
    # Wilson's interval of 6 in 10, and McNemar's exact p of 2 lost and none won.
    assert found.conditions == "words; 31.3-83.2 %, McNemar p = 0.5000, n = 10"
    assert found.target == "<= 20.1 points lost"
    assert judged_row("a", before, after, "", most_lost=20).met is True  # 0.8 - 0.6 > 0.2
    assert judged_row("a", before, after, "", most_lost=19.9).met is False
    own = judged_row("a", before, before, "words")
    assert row(own) == ("a", 80.0, "%", 80.0, 1.0, None)
    assert own.conditions == "words; 49.0-94.3 %, n = 10"
    assert own.target == ""
    nothing = Judgement.of(right())
    assert judged_row("a", nothing, nothing, "").ratio == 0.0


def test_rows_by_pattern() -> None:
    names = ("repair_a_1", "repair_b_1", "repair_b_2")
    assert rows_wanted(names, ()) == set(names)
    assert rows_wanted(names, ["*_b_*"]) == set(names[1:])
    assert rows_wanted(names, ["repair_a_1", "*_2"]) == {"repair_a_1", "repair_b_2"}
    with pytest.raises(NotFoundError):
        rows_wanted(names, ["repair_a_1", "*_c_*"])


def test_what_a_row_is_in_json() -> None:
    found = BenchResult("a", 1.0, "s", 2.0, 0.5, "words", "aim", met=False)
    assert found.to_json() == {
        "value": 1.0,
        "unit": "s",
        "baseline": 2.0,
        "ratio": 0.5,
        "conditions": "words",
        "target": "aim",
        "met": False,
    }


def test_medians_leave_the_warm_up_out(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    monkeypatch.setattr(result, "time", clock)
    taken = iter([50.0, 3.0, 1.0, 2.0])
    assert result.median_seconds(lambda: clock.passes(next(taken))(), repeats=3) == 2.0
    turns: list[str] = []

    def turn(name: str, values: Iterator[float]) -> Callable[[], float]:
        return lambda: turns.append(name) or next(values)

    ours, theirs = turn("a", iter([1.0, 9.0, 2.0])), turn("b", iter([7.0, 5.0, 6.0]))
    assert median_pair(ours, theirs, rounds=3, context=JobContext()) == (2.0, 6.0)
    assert turns == list("ababab")
    with pytest.raises(JobCancelled):
        median_pair(ours, theirs, rounds=1, context=JobContext(is_cancelled=lambda: True))


def test_measurements_are_told_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {
        "angles": [BenchResult("angles", 0.25, "s", 1.0, 4.0)],
        "live": [BenchResult("one", 1234.5, "frames/s"), BenchResult("two", 5.0, "s")],
    }
    for name, values in rows.items():
        monkeypatch.setitem(catalogue._BENCHES, name, lambda context, values=values: values)
    told: list[Progress] = []
    notes: list[str] = []
    seen: list[BenchResult] = []
    found = catalogue.run_benches(
        ["angles", "live"], JobContext(told.append), note=notes.append, on_result=seen.append
    )
    assert found == seen == [*rows["angles"], *rows["live"]]
    assert [(each.done, each.total, each.text) for each in told] == [
        (0, 2, "angles"),
        (1, 2, "live"),
        (2, 2, "done"),
    ]
    assert notes == ["angles: 0.25 s, 4.00x the baseline", "one: 1234 frames/s", "two: 5 s"]


@pytest.mark.parametrize(("seconds", "met"), [(0.25, True), (0.5, False)])
def test_angles(monkeypatch: pytest.MonkeyPatch, seconds: float, met: bool) -> None:
    monkeypatch.setattr(pruning, "_activations", lambda: np.ones((3, 2), np.float32))
    monkeypatch.setattr(pruning, "median_seconds", lambda action, repeats: seconds)
    monkeypatch.setattr(pruning, "_loop_seconds", lambda vectors: 0.8)  # of 400 pairs
    (found,) = pruning.bench_angles(JobContext())
    baseline = 0.002 * 32_640
    assert row(found) == ("angles", seconds, "s", pytest.approx(65.28), baseline / seconds, met)
    assert found.conditions.startswith("256 maps x 28,709 samples")


def test_a_loop_over_pairs_times_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "time", Clock(2.0))
    monkeypatch.setattr(pruning, "_MAPS", 3)
    assert pruning._loop_seconds(np.eye(3, dtype=np.float32)) == 2.0


def test_the_slider(monkeypatch: pytest.MonkeyPatch) -> None:
    made = SimpleNamespace(spec=None), np.zeros((1, 4, 4), np.uint8), np.zeros(1, np.int64)
    monkeypatch.setattr(pruning, "_network_and_faces", lambda: made)
    monkeypatch.setattr(pruning, "Checkpoint", lambda *args: None)
    monkeypatch.setattr(pruning, "CheckpointInfo", lambda **kwargs: None)
    monkeypatch.setattr(pruning, "LayerSession", lambda *args, **kwargs: None)
    moves = iter([([2.0, 1.0, 30.0], 0, 64.0), ([16.0], 0, 64.0)])
    monkeypatch.setattr(pruning, "_move", lambda *args: next(moves))
    paper, refit = pruning.bench_slider(JobContext())
    assert row(paper) == ("slider", 2.0, "ms", 64.0, 32.0, True)
    assert "3,589 faces, 60 moves, slowest 30.0 ms, 0 counts other" in paper.conditions
    assert row(refit) == ("slider_refit", 16.0, "ms", 64.0, 4.0, False)
    moves = iter([([2.0], 1, 64.0), ([2.0], 0, 64.0)])
    assert [found.met for found in pruning.bench_slider(JobContext())] == [False, True]


def test_moves_of_the_slider_are_timed_and_every_fifteenth_is_proved(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    thresholds = [1.0 + k for k in range(31)]
    asked: list[float] = []

    def preview(options: Any) -> Any:
        asked.append(options.threshold_deg)
        clock.now_s += 0.001 * len(asked)
        # Three faces are right, and a count of another number at the second proof.
        return SimpleNamespace(
            plan=None, judgement=SimpleNamespace(correct=2 if len(asked) == 17 else 3)
        )

    session: Any = SimpleNamespace(preview=preview, masked=lambda plan: None)
    logits = np.eye(4)[[0, 1, 2, 0]]
    monkeypatch.setattr(pruning, "predict_logits", clock.passes(0.5, logits))
    monkeypatch.setattr(pruning, "time", clock)
    times, wrong, full_ms = pruning._move(
        session,
        pruning.PruningPreset.REFIT,
        thresholds,
        np.zeros((4, 4, 4), np.uint8),
        np.array([0, 1, 2, 3]),
        JobContext(),
    )
    assert asked[1:] == thresholds  # the first look is not timed
    assert times == pytest.approx([k + 2.0 for k in range(31)])
    assert (wrong, full_ms) == (1, pytest.approx(500.0))


@pytest.mark.parametrize(("difference", "met"), [(1e-5, True), (1.01e-5, False)])
def test_latency(monkeypatch: pytest.MonkeyPatch, difference: float, met: bool) -> None:
    made = SimpleNamespace(spec=None), np.zeros((1, 4, 4), np.uint8), np.zeros(1, np.int64)
    counts: list[int] = []

    def plan(options: Any, *, count: int) -> Any:
        counts.append(count)
        return SimpleNamespace(maps_left=128)

    session = SimpleNamespace(maps=256, plan=plan, masked=lambda plan: "masked")
    costs = {id(made[0]): SimpleNamespace(parameters=4000, macs=9000)}
    for name, value in {
        "_network_and_faces": lambda count: made,
        "Checkpoint": lambda *args: None,
        "CheckpointInfo": lambda **kwargs: None,
        "LayerSession": lambda *args, **kwargs: session,
        "compact": lambda network, plan: "small",
        "prove_equal": lambda *args: difference,
        "measure_latency": lambda networks: [4.0, 2.5] if networks[1] == "small" else [],
        "complexity": lambda each: costs.get(id(each), SimpleNamespace(parameters=10, macs=20)),
    }.items():
        monkeypatch.setattr(pruning, name, value)
    (found,) = pruning.bench_latency(JobContext())
    assert row(found) == ("latency", 2.5, "ms", 4.0, 1.6, met)
    assert counts == [128]
    assert "256 -> 128 maps of module 5, 4,000 -> 10 parameters, 9,000 -> 20" in found.conditions


def test_engines_are_told_by_model_engine_and_faces(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = SimpleNamespace(network=SimpleNamespace(spec=SimpleNamespace(input_side=48)))
    speeds = {
        "torch": Speed(one=3.4, many=1.2),
        "onnxruntime": Speed(one=2.0, many=0.8),
        "int8": Speed(one=1.2, many=0.3),
    }
    monkeypatch.setattr(engines, "load_checkpoint", lambda path: loaded)
    monkeypatch.setattr(engines, "quantized", lambda loaded: "quantized")
    monkeypatch.setattr(engines, "make_engine", lambda *args: args)
    asked: list[Any] = []
    monkeypatch.setattr(
        engines, "engine_speeds", lambda made, side: asked.append((made, side)) or speeds
    )
    found = engines.bench_engines(JobContext())
    assert [row(each) for each in found] == [
        ("engine_default_onnxruntime_1", 2.0, "ms a face", 3.4, pytest.approx(1.7), True),
        ("engine_default_onnxruntime_8", 0.8, "ms a face", 1.2, pytest.approx(1.5), None),
        ("engine_default_int8_1", 1.2, "ms a face", 3.4, pytest.approx(3.4 / 1.2), False),
        ("engine_default_int8_8", 0.3, "ms a face", 1.2, pytest.approx(4.0), None),
        ("engine_paper_onnxruntime_1", 2.0, "ms a face", 3.4, pytest.approx(1.7), None),
        ("engine_paper_onnxruntime_8", 0.8, "ms a face", 1.2, pytest.approx(1.5), None),
        ("engine_paper_int8_1", 1.2, "ms a face", 3.4, pytest.approx(3.4 / 1.2), None),
        ("engine_paper_int8_8", 0.3, "ms a face", 1.2, pytest.approx(4.0), None),
    ]
    assert [each.target for each in found][:4] == [">= 1.7 x torch", "", ">= 3.0 x torch", ""]
    assert asked[0] == (
        {
            "torch": (loaded, "torch"),
            "onnxruntime": (loaded, "onnxruntime"),
            "int8": ("quantized", "onnxruntime"),
        },
        48,
    )


def test_speeds_are_medians_in_turns_behind_a_warm_up(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(measuring, "time", clock)
    turns: list[str] = []

    class Timed:
        def __init__(self, name: str, *ms: float) -> None:
            self.name, self.ms = name, ms

        def logits(self, faces: np.ndarray) -> None:
            assert faces.shape[1:] == (12, 12)
            assert faces.dtype == np.uint8
            turns.append(f"{self.name}{len(faces)}")
            one, many = self.ms
            slow = 1e6 if turns.count(turns[-1]) <= 3 else 1.0  # the first three warm up
            clock.now_s += slow * (one if len(faces) == 1 else many) / 1e3

    made: Any = {"a": Timed("a", 2.0, 8.0), "b": Timed("b", 3.0, 16.0)}
    found = measuring.engine_speeds(made, side=12)
    assert found is not None
    assert {key: (speed.one, speed.many) for key, speed in found.items()} == {
        "a": (pytest.approx(2.0), pytest.approx(1.0)),
        "b": (pytest.approx(3.0), pytest.approx(2.0)),
    }
    assert turns == ["a1", "b1"] * 33 + ["a8", "b8"] * 13


def test_the_fastest_engine_must_be_clearly_faster_than_torch() -> None:
    def speeds(torch_ms: float, other_ms: float, many: tuple[float, float] = (1, 1)) -> Speeds:
        return Speeds(
            model="m",
            engines={
                "torch": Speed(one=torch_ms, many=many[0]),
                "onnxruntime": Speed(one=other_ms, many=many[1]),
            },
        )

    assert speeds(10.0, 9.5).fastest() == "onnxruntime"
    assert speeds(10.0, 9.51).fastest() == "torch"
    assert speeds(10.0, 20.0).fastest() == "torch"
    assert speeds(10.0, 5.0, (1.0, 2.0)).fastest(many=True) == "torch"
    alone = Speeds(model="m", engines={"onnxruntime": Speed(one=9.0, many=9.0)})
    assert alone.fastest() == "onnxruntime"
    assert alone.quantizing_pays is None
    for as_float, pays in ((9.1, True), (9.0, False)):
        beside = Speeds(model="m", engines=alone.engines, as_float=Speed(one=as_float, many=0.1))
        assert beside.quantizing_pays is pays
        assert Speeds.from_json(beside.to_json()) == beside
    assert beside.to_json() == {
        "model": "m",
        "engines": {"onnxruntime": [9.0, 9.0]},
        "as_float": [9.0, 0.1],
    }
