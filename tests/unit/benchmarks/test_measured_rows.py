"""What benches make of their clocks: made speeds give rows that were worked out by hand."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn

from emotion_gui.core.benchmarks import engines, training
from emotion_gui.core.engines.names import Speed
from emotion_gui.core.jobs import JobCancelled, JobContext


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


SPEEDS = {
    "torch": Speed(one=3.4, many=2.0),
    "onnxruntime": Speed(one=2.0, many=1.0),
    "int8": Speed(one=1.2, many=0.8),
}


def test_engines_are_compared_with_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[list[str], int]] = []

    def speeds(found: dict[str, object], *, side: int) -> dict[str, Speed]:
        asked.append((list(found), side))
        return SPEEDS

    monkeypatch.setattr(engines, "engine_speeds", speeds)
    monkeypatch.setattr(engines, "make_engine", lambda checkpoint, name: name)
    monkeypatch.setattr(engines, "quantized", lambda checkpoint: checkpoint)
    rows = {row.name: row for row in engines.bench_engines(JobContext())}
    assert asked == [(["torch", "onnxruntime", "int8"], 48)] * 2
    assert list(rows)[:4] == [
        "engine_default_onnxruntime_1",
        "engine_default_onnxruntime_8",
        "engine_default_int8_1",
        "engine_default_int8_8",
    ]
    one = rows["engine_default_onnxruntime_1"]
    assert (one.value, one.baseline, one.ratio) == (2.0, 3.4, pytest.approx(1.7))
    assert (one.unit, one.target, one.met) == ("ms a face", ">= 1.7 x torch", True)
    assert "default, 1 at once" in one.conditions
    int8 = rows["engine_default_int8_1"]
    assert (int8.ratio, int8.met) == (pytest.approx(3.4 / 1.2), False)
    many = rows["engine_default_int8_8"]
    assert (many.value, many.baseline, many.ratio) == (0.8, 2.0, pytest.approx(2.5))
    for name in ("engine_default_int8_8", "engine_paper_onnxruntime_1"):
        assert (rows[name].target, rows[name].met) == ("", None)
    with pytest.raises(JobCancelled):
        engines.bench_engines(JobContext(is_cancelled=lambda: True))


def test_live_rates_are_medians_of_whole_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second of wall time and half of processor time a frame for torch, half of it for ONNX."""
    clock = {"wall": 0.0, "work": 0.0}
    passes: list[str] = []

    class Pipeline:
        def __init__(self, engine: str) -> None:
            self.engine = engine

        def reset(self) -> None:
            passes.append(self.engine)

        def process(self, frame: int) -> None:
            # The first pass warms up: it would spoil a mean.
            cost = (1.0 if self.engine == "torch" else 0.5) * (50 if len(passes) < 3 else 1)
            clock["wall"] += cost
            clock["work"] += cost / 2

    class Clip:
        def __init__(self, path: object) -> None:
            self.left = iter(range(10))

        def open(self, context: object) -> None: ...

        def close(self) -> None: ...

        def read(self, context: object) -> int | None:
            return next(self.left, None)

    monkeypatch.setattr(engines, "EmotionClassifier", lambda loaded, engine: engine)
    monkeypatch.setattr(engines, "EmotionPipeline", Pipeline)
    monkeypatch.setattr(engines, "VideoFileSource", Clip)
    times = SimpleNamespace(perf_counter=lambda: clock["wall"], process_time=lambda: clock["work"])
    monkeypatch.setattr(engines, "time", times)
    row = engines._live(None, None, "5_720", JobContext())  # type: ignore[arg-type]
    assert passes == ["torch", "onnxruntime"] * 4
    assert row.name == "live_engine_5_720p"
    assert (row.value, row.baseline, row.ratio, row.met) == (2.0, 1.0, 2.0, True)
    assert "5 face(s)" in row.conditions
    assert "a frame 250.0 ms, by torch 500.0 ms" in row.conditions
    monkeypatch.setattr(engines, "_FRAMES", 3)  # no more than so many of a long clip
    passes.clear()
    before = clock["wall"]
    engines._live(None, None, "1_360", JobContext())  # type: ignore[arg-type]
    assert clock["wall"] - before == pytest.approx(3 * (50 + 25 + 3 + 1.5))


def test_live_clips_are_of_both_sizes_and_crowds(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[dict[str, object]] = []
    monkeypatch.setattr(engines, "write_sample_video", lambda path, **asked: written.append(asked))
    monkeypatch.setattr(engines, "_live", lambda loaded, clip, name, context: name)
    assert engines.bench_live_engines(JobContext()) == ["1_360", "5_360", "1_720", "5_720"]
    assert [(one["width"], one["height"], one["faces"]) for one in written] == [
        (640, 360, 1),
        (640, 360, 5),
        (1280, 720, 1),
        (1280, 720, 5),
    ]
    assert {(one["seconds"], one["seed"]) for one in written} == {(3.0, 8)}


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "_BATCH", 4)
    monkeypatch.setattr(training, "_FACES", 24)
    monkeypatch.setattr(training, "_BARE_STEPS", 3)
    monkeypatch.setattr(training, "scale_faces", drawn)


def drawn(*, count: int, seed: int, bases: int) -> Iterator[SimpleNamespace]:
    assert (seed, bases) == (1, 140)
    rng = np.random.default_rng(0)
    for size in (count // 2, count - count // 2):
        yield SimpleNamespace(
            faces=rng.integers(0, 256, (size, 48, 48), dtype=np.uint8),
            labels=rng.integers(0, 7, size),
        )


@pytest.mark.parametrize(("rate", "met"), [(85.0, True), (84.0, False)])
def test_training_is_compared_with_the_bare_step_of_the_same_epochs(
    monkeypatch: pytest.MonkeyPatch, tiny: None, rate: float, met: bool
) -> None:
    seen = {}

    def learn(config, state, *, train, test, preprocessing, on_epoch, context) -> None:
        seen.update(config=config, train=train, test=test)
        for value in (1.0, rate, rate, rate + 7):  # the first epoch warms up
            on_epoch(SimpleNamespace(records=[SimpleNamespace(images_per_second=value)]), False)

    bare = itertools.chain([0.0, 1000.0], itertools.repeat(100.0))
    monkeypatch.setattr(training, "train_epochs", learn)
    monkeypatch.setattr(training._BareStep, "rate", lambda self: next(bare))
    monkeypatch.setattr(training, "has_usual_libraries", lambda: False)
    (row,) = training.bench_training(JobContext())
    assert (row.name, row.value, row.baseline, row.unit) == ("training", rate, 100.0, "images/s")
    assert (row.ratio, row.met) == (pytest.approx(rate / 100), met)
    assert "batch 4, 24 rendered faces" in row.conditions
    assert f"{torch.get_num_threads()} threads" in row.conditions
    assert (seen["config"].epochs, seen["config"].batch_size) == (4, 4)
    assert (len(seen["train"].stored), len(seen["test"].stored)) == (24, 4)
    np.testing.assert_array_equal(seen["train"].labels[:4], seen["test"].labels)


@pytest.mark.parametrize(("usual", "met"), [(30.0, True), (31.0, False)])
def test_the_usual_loop_is_put_in_terms_of_the_bare_step(
    monkeypatch: pytest.MonkeyPatch, tiny: None, usual: float, met: bool
) -> None:
    def learn(*given: object, on_epoch, **named: object) -> None:
        for _ in range(4):
            on_epoch(SimpleNamespace(records=[SimpleNamespace(images_per_second=120.0)]), False)

    monkeypatch.setattr(training, "train_epochs", learn)
    monkeypatch.setattr(training._BareStep, "rate", lambda self: 100.0)
    monkeypatch.setattr(training, "has_usual_libraries", lambda: True)
    monkeypatch.setattr(training, "_UsualLoop", lambda faces, labels: SimpleNamespace(rate=None))
    # Beside the usual loop the bare step was half as fast: so was the usual loop.
    monkeypatch.setattr(training, "median_pair", lambda *given, **named: (usual, 50.0))
    _, row = training.bench_training(JobContext())
    assert row.name == "training_usual_loop"
    assert (row.value, row.baseline) == (120.0, 2 * usual)
    assert (row.ratio, row.met) == (pytest.approx(120 / (2 * usual)), met)


def test_a_bare_step_learns_its_batch_and_counts_its_images(
    monkeypatch: pytest.MonkeyPatch, tiny: None
) -> None:
    faces, labels = training._faces()
    assert faces.shape == (24, 48, 48)
    bare = training._BareStep(faces[:4], labels[:4])
    expected = (faces[:4, None] / 255.0 - 0.5) / 0.25
    np.testing.assert_allclose(bare._faces.numpy(), expected, atol=1e-6)
    ticks = itertools.count(0.0, 2.0)
    monkeypatch.setattr(training, "time", SimpleNamespace(perf_counter=lambda: next(ticks)))
    steps = []
    real = bare._step
    monkeypatch.setattr(bare, "_step", lambda: steps.append(real()))
    before = [weight.clone() for weight in bare._network.parameters()]
    assert bare.rate() == 3 * 4 / 2.0
    assert len(steps) == 4  # one warms up
    moved = [not torch.equal(a, b) for a, b in zip(before, bare._network.parameters(), strict=True)]
    assert all(moved)


def test_the_network_of_the_tutorials_is_shaped_like_ours() -> None:
    network = training._tutorial_network().eval()
    assert isinstance(network, nn.Sequential)
    convolutions = [layer for layer in network if isinstance(layer, nn.Conv2d)]
    assert [(one.in_channels, one.out_channels) for one in convolutions] == [
        (1, 16),
        (16, 32),
        (32, 64),
        (64, 128),
        (128, 256),
        (256, 7),
    ]
    assert {one.kernel_size for one in convolutions} == {(3, 3)}
    with torch.inference_mode():
        assert network(torch.zeros(2, 1, 48, 48)).shape == (2, 7)
        assert network[:20](torch.zeros(1, 1, 48, 48)).shape == (1, 256, 1, 1)
