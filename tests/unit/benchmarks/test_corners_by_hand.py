"""Four networks of a model beside each other: which are judged, timed and told how."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from helpers.pruning import random_network
from torch import nn

from emotion_gui.core.benchmarks import corners
from emotion_gui.core.benchmarks.faces import BenchFaces
from emotion_gui.core.engines.names import Speed
from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo
from emotion_gui.core.model.quantized_network import QuantizedNetwork
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.measurement import PruningData

SPEC = NetworkSpec(((4,), (6,)), (True, True), input_side=8)
CORNERS = ("float", "pruned", "int8", "pruned_int8")
NAMES = [f"corners_{model}_{corner}" for model in ("paper", "default") for corner in CORNERS]


class EightBits(QuantizedNetwork):
    """Without any graph."""

    def __init__(self) -> None:
        nn.Module.__init__(self)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The whole and the pruned network, what was measured of them, and what was quantised."""
    whole, small = random_network(SPEC), random_network(SPEC)
    found = SimpleNamespace(whole=whole, small=small, engines=[], quantised=[], sides=[])
    right = {"float": [1, 1, 1, 0], "pruned": [1, 0, 0, 0], "int8": [1, 1, 0, 0]}

    def quantise(network: Any, data: object) -> EightBits:
        assert data == "fitted"
        found.quantised.append(network)
        return EightBits()

    class Judged:
        def __init__(self, *given: Any, context: JobContext) -> None:
            assert list(given[0]) == [1, 2, 3, 4]

        def against(self, before: np.ndarray) -> Judged:
            self.before = before
            return self

        def right(self, network: Any) -> np.ndarray:
            kind = "float" if network is whole else "pruned"
            kind = "int8" if isinstance(network, EightBits) else kind
            return np.array(right[kind], bool)

        def __call__(self, network: Any) -> Any:
            return Judgement.of(self.right(network), before=self.before)

    def speeds(engines: dict[Any, Any], *, side: int) -> dict[Any, Speed]:
        found.sides.append(side)
        found.engines += engines
        return {key: Speed(one=1.0 + k, many=0.5 + k) for k, key in enumerate(engines)}

    for name, value in {
        "_pruned": lambda network, data, context: (small, f"half of {data}"),
        "_quantized": quantise,
        "Judge": Judged,
        "make_engine": lambda checkpoint, kind: (checkpoint.network, kind),
        "engine_speeds": speeds,
        "_bytes": lambda network: {id(whole): 4_000, id(small): 3_000}.get(id(network), 1_000),
    }.items():
        monkeypatch.setattr(corners, name, value)
    return found


def faces() -> BenchFaces:
    made: Any = ("fitted", "held", np.arange(1, 5), np.zeros(4, np.int64), "made faces")
    return BenchFaces(*made)


def test_each_corner_is_judged_against_the_whole_and_timed_by_its_engines(made: Any) -> None:
    loaded = Checkpoint(made.whole, CheckpointInfo(spec=SPEC))
    rows = list(corners._of_model("paper", loaded, faces(), JobContext()))
    assert [row.name for row in rows] == NAMES[:4]
    assert [row.value for row in rows] == [75.0, 25.0, 50.0, 50.0]
    assert {row.baseline for row in rows} == {75.0}
    assert ["McNemar" in row.conditions for row in rows] == [False, True, True, True]
    assert made.quantised == [made.whole, made.small]
    assert made.sides == [8]
    assert made.engines == [
        ("float", "torch"),
        ("float", "ONNX Runtime"),
        ("pruned", "torch"),
        ("pruned", "ONNX Runtime"),
        ("int8", "int8"),
        ("pruned_int8", "int8"),
    ]
    told = [row.conditions.split("; made faces")[0] for row in rows]
    assert told == [
        "4,000 bytes, 1 (of eight 0.5) ms a face by torch, "
        "2 (of eight 1.5) ms a face by ONNX Runtime",
        "half of fitted; 3,000 bytes, 3 (of eight 2.5) ms a face by torch, "
        "4 (of eight 3.5) ms a face by ONNX Runtime",
        "1,000 bytes, 5 (of eight 4.5) ms a face by int8",
        "half of fitted; 1,000 bytes, 6 (of eight 5.5) ms a face by int8",
    ]


def test_a_stop_is_heard_between_judging_and_timing(made: Any) -> None:
    loaded = Checkpoint(made.whole, CheckpointInfo(spec=SPEC))
    with pytest.raises(JobCancelled):
        list(corners._of_model("paper", loaded, faces(), JobContext(is_cancelled=lambda: True)))
    assert made.engines == []


@pytest.mark.parametrize(
    ("rows", "models", "wanted"),
    [
        ((), ["paper", "default"], NAMES),
        (("corners_default_*",), ["default"], NAMES[4:]),
        (("corners_paper_int8", "*_default_float"), ["paper", "default"], [NAMES[2], NAMES[4]]),
    ],
)
def test_models_of_which_a_row_is_asked_for_are_measured(
    monkeypatch: pytest.MonkeyPatch, rows: tuple[str, ...], models: list[str], wanted: list[str]
) -> None:
    measured: list[str] = []

    def of_model(model: str, loaded: object, faces: object, context: JobContext) -> Any:
        assert loaded == f"{model}.safetensors"
        measured.append(model)
        return [SimpleNamespace(name=name) for name in NAMES if model in name]

    monkeypatch.setattr(corners, "bench_faces", lambda: None)
    monkeypatch.setattr(corners, "load_checkpoint", lambda path: path.name)
    monkeypatch.setattr(corners, "_of_model", of_model)
    assert [row.name for row in corners.bench_corners(JobContext(), rows)] == wanted
    assert measured == models


def test_half_of_the_last_layer_goes_in_the_order_that_loses_least(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network = random_network(SPEC)
    pixels = np.random.default_rng(0).integers(0, 256, (30, 8, 8), dtype=np.uint8)
    data = PruningData(pixels, Preprocessing(side=8))
    asked: list[tuple[int, int]] = []
    scored: list[object] = []
    least, score = corners.least_loss_order, corners.score_maps

    def order_of(layer: Any, count: int, scores_of: Any, *, context: JobContext) -> Any:
        asked.append((layer.layer, count))
        return least(layer, count, scores_of, context=context)

    def scores(order: Any, layer: Any, **how: Any) -> Any:
        scored.append(order)
        return score(order, layer, **how)

    monkeypatch.setattr(corners, "least_loss_order", order_of)
    monkeypatch.setattr(corners, "score_maps", scores)
    small, words = corners._pruned(network, data, JobContext())
    assert asked == [(1, 3)]
    assert len(scored) == len(set(scored))  # each order's scores once
    assert small.spec.widths == (4, 3)
    assert words.startswith("3 of 6 maps of the last layer gone by ")
    eight = corners._quantized(small, data)
    assert corners._bytes(eight) == eight.stored_bytes()
