"""Every engine answers like the network; the fastest is measured once and kept."""

from __future__ import annotations

import functools
import json
import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from emotion_gui.core.engines import choosing, names
from emotion_gui.core.engines.choosing import engine_for_many, settled_engine, speeds_of
from emotion_gui.core.engines.engine import make_engine
from emotion_gui.core.engines.measuring import engine_speeds
from emotion_gui.core.engines.names import (
    EngineName,
    Speed,
    Speeds,
    keep_speeds,
    kept_speeds,
    speeds_file,
)
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.inference import engine_switch
from emotion_gui.core.inference.classifying import EmotionClassifier
from emotion_gui.core.inference.engine_switch import EngineSwitch, measured_beside
from emotion_gui.core.model.checkpoint import (
    Checkpoint,
    CheckpointInfo,
    load_checkpoint,
    save_checkpoint,
)
from emotion_gui.core.model.checkpoint_info import weights_digest
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.settings import EngineWish

SPEC = NetworkSpec(((4, 5), (6,)), (True, True), input_side=12, dropout=0.2)
FACES = np.random.default_rng(0).integers(0, 256, (70, 12, 12), dtype=np.uint8)
ENGINES: tuple[EngineName, ...] = ("torch", "onnxruntime")


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    torch.manual_seed(0)
    network = EmotionCNN(SPEC)
    network(torch.randn(32, 1, 12, 12))  # batch norms with figures of their own
    preprocessing = Preprocessing(side=12, mean=0.4, std=0.2)
    return Checkpoint(network.eval(), CheckpointInfo(spec=SPEC, preprocessing=preprocessing))


@pytest.fixture
def model(checkpoint: Checkpoint, tmp_path: Path) -> Path:
    path = tmp_path / "model.safetensors"
    save_checkpoint(path, checkpoint.network, checkpoint.info)
    return path


def found(torch_ms: float, onnx_ms: float, *, many: tuple[float, float] = (1.0, 1.0)) -> Speeds:
    engines: dict[EngineName, Speed] = {
        "torch": Speed(one=torch_ms, many=many[0]),
        "onnxruntime": Speed(one=onnx_ms, many=many[1]),
    }
    return Speeds(model="m", engines=engines)


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("count", [1, 8, 70])
def test_every_engine_answers_like_the_network(
    checkpoint: Checkpoint, name: EngineName, count: int
) -> None:
    expected = predict_logits(checkpoint.network, FACES[:count], checkpoint.info.preprocessing)
    answers = make_engine(checkpoint, name).logits(FACES[:count])
    assert answers.dtype == np.float32
    np.testing.assert_allclose(answers, expected, atol=1e-5)


@pytest.mark.parametrize("flip", [False, True])
def test_many_faces_by_another_engine(checkpoint: Checkpoint, flip: bool) -> None:
    of = checkpoint.network, FACES, checkpoint.info.preprocessing
    engine = make_engine(checkpoint, "onnxruntime")
    answers = predict_logits(*of, flip=flip, engine=engine)
    np.testing.assert_allclose(answers, predict_logits(*of, flip=flip), atol=1e-5)
    assert np.abs(answers - predict_logits(*of, flip=not flip)).max() > 1e-3


def test_it_is_measured_once_and_kept(
    checkpoint: Checkpoint, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert settled_engine("auto", model) == "torch", "nobody knows yet"
    speeds = speeds_of(checkpoint, model)
    assert speeds is not None
    assert set(speeds.engines) == set(ENGINES)
    assert all(speed.one > 0 and speed.many > 0 for speed in speeds.engines.values())
    assert kept_speeds() == {weights_digest(model): speeds}
    assert speeds_of(checkpoint, model) == speeds, "not measured again"
    assert settled_engine("auto", model) == speeds.fastest()
    monkeypatch.setattr(names, "processor_name", lambda: "another processor")
    assert kept_speeds() == {}, "figures are one computer's"
    assert settled_engine("auto", model) == "torch"


def test_a_stop_ends_the_measuring(checkpoint: Checkpoint, model: Path) -> None:
    assert speeds_of(checkpoint, model, is_wanted=lambda: False) is None
    assert not speeds_file().exists()


def test_the_fastest_is_taken_if_it_is_clearly_faster(model: Path) -> None:
    assert found(2.0, 1.0).fastest() == "onnxruntime"
    assert found(1.0, 2.0).fastest() == "torch"
    assert found(1.0, 0.99).fastest() == "torch"
    mixed = found(1.0, 0.5, many=(0.2, 0.4))
    assert (mixed.fastest(), mixed.fastest(many=True)) == ("onnxruntime", "torch")
    keep_speeds(weights_digest(model), mixed)
    assert settled_engine("auto", model) == "onnxruntime"
    assert settled_engine("auto", model, many=True) == "torch"
    assert settled_engine("torch", model) == "torch", "a person's wish comes first"


def test_many_faces_go_where_they_are_fastest(checkpoint: Checkpoint, model: Path) -> None:
    assert engine_for_many(checkpoint, model, "auto", faces=70) is None
    asked = engine_for_many(checkpoint, model, "onnxruntime", faces=70)
    assert asked is not None
    keep_speeds(weights_digest(model), found(1.0, 1.0, many=(1.0, 0.3)))
    chosen = engine_for_many(checkpoint, model, "auto", faces=70)
    assert chosen is not None
    assert (asked.name, chosen.name) == ("onnxruntime", "onnxruntime")
    assert engine_for_many(checkpoint, model, "torch", faces=70) is None


@pytest.mark.parametrize(
    ("faces", "wish", "speeds", "name"),
    [
        (1_999, "auto", None, "torch"),
        (2_000, "auto", found(1.0, 1.0, many=(1.0, 0.3)), "onnxruntime"),
        (2_000, "auto", found(1.0, 0.3, many=(1.0, 1.0)), "torch"),
        (2_000, "auto", None, "torch"),  # the measuring was stopped
        (9_999, "torch", None, "torch"),
        (9_999, "onnxruntime", None, "onnxruntime"),
    ],
)
def test_before_many_faces_it_is_measured_where_nobody_knows(
    checkpoint: Checkpoint,
    model: Path,
    monkeypatch: pytest.MonkeyPatch,
    faces: int,
    wish: EngineWish,
    speeds: Speeds | None,
    name: EngineName,
) -> None:
    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr(choosing, "speeds_of", lambda *of: asked.append(of) or speeds)
    chosen = engine_for_many(checkpoint, model, wish, faces=faces)
    assert (chosen.name if chosen is not None else "torch") == name
    assert asked == ([(checkpoint, model)] if wish == "auto" and faces >= 2_000 else [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"format": 2, "machines": {}}',
        '{"format": 1, "machines": []}',
        '{"format": 1, "machines": {"MACHINE": {"d": {"model": "m", "engines": {}}}}}',
        '{"format": 1, "machines": {"MACHINE": {"d": {"model": "m", "engines": {"torch": [1]}}}}}',
        '{"format": 1, "machines": {"MACHINE": [1]}}',
    ],
)
def test_what_is_damaged_is_measured_again(text: str) -> None:
    speeds_file().parent.mkdir(parents=True, exist_ok=True)
    speeds_file().write_text(text.replace("MACHINE", names.machine()), "utf-8")
    assert kept_speeds() == {}
    keep_speeds("d", found(2.0, 1.0))
    assert kept_speeds() == {"d": found(2.0, 1.0)}


def test_other_computers_keep_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_speeds("d", found(2.0, 1.0))
    monkeypatch.setattr(names, "processor_name", lambda: "another processor")
    keep_speeds("d", found(1.0, 2.0))
    assert len(json.loads(speeds_file().read_text("utf-8"))["machines"]) == 2
    monkeypatch.undo()


def test_a_home_that_cannot_be_written_stops_nothing() -> None:
    speeds_file().parent.parent.mkdir(parents=True, exist_ok=True)
    speeds_file().parent.write_text("a file where the folder should be", encoding="utf-8")
    keep_speeds("d", found(2.0, 1.0))
    assert kept_speeds() == {}


class _Slow:
    """Answers as slowly as it is told."""

    name: EngineName = "torch"

    def __init__(self, passes: int) -> None:
        self._passes = passes

    def logits(self, faces: np.ndarray) -> np.ndarray:
        values = np.zeros((60, 60))
        for _ in range(self._passes * len(faces)):
            values = values @ values
        return values


def test_who_works_more_is_measured_slower() -> None:
    speeds = engine_speeds({"slow": _Slow(20), "quick": _Slow(1)}, side=12)
    assert speeds is not None
    assert speeds["slow"].one > 2 * speeds["quick"].one
    assert speeds["slow"].many > 2 * speeds["quick"].many


@pytest.fixture
def switch() -> Iterator[EngineSwitch]:
    made = EngineSwitch("auto", patience_s=0.0)
    yield made
    made.close()


def _wait(switch: EngineSwitch) -> None:
    for thread in switch._threads:
        thread.join()


def test_the_faster_engine_takes_over(model: Path, switch: EngineSwitch) -> None:
    keep_speeds(weights_digest(model), found(2.0, 1.0))
    classifier = EmotionClassifier.load(model)
    before = classifier.logits(FACES[:3])
    assert classifier.engine.name == "torch"
    switch.watch(classifier, None)
    _wait(switch)
    assert classifier.engine.name == "onnxruntime"
    np.testing.assert_allclose(classifier.logits(FACES[:3]), before, atol=1e-5)
    mirrored = classifier.logits(FACES[:3], flip=True)
    assert mirrored.shape == before.shape


def test_unknown_speeds_are_measured_behind_the_answers(model: Path, switch: EngineSwitch) -> None:
    classifier = EmotionClassifier.load(model)
    switch.watch(classifier)
    _wait(switch)
    (speeds,) = kept_speeds().values()
    assert classifier.engine.name == speeds.fastest()


def test_what_is_over_at_once_measures_nothing(model: Path) -> None:
    with measured_beside(EmotionClassifier.load(model), "auto"):
        pass
    assert kept_speeds() == {}


def test_beside_a_run_the_speeds_of_its_model_are_looked_up(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: queue.Queue[Path] = queue.Queue()

    def looked_up(checkpoint: Checkpoint, file: Path, *, is_wanted: Callable[[], bool]) -> Speeds:
        assert is_wanted()
        asked.put(file)
        return found(2.0, 1.0)

    hasty = functools.partial(EngineSwitch, patience_s=0.0)
    monkeypatch.setattr(engine_switch, "EngineSwitch", hasty)
    monkeypatch.setattr(engine_switch, "speeds_of", looked_up)
    classifier = EmotionClassifier.load(model)
    with measured_beside(classifier, "auto"):
        assert asked.get(timeout=20) == model
    assert classifier.engine.name == "torch", "the run goes on with the engine it began with"
    with measured_beside(classifier, "torch"):
        pass
    assert asked.empty()


def test_measuring_beside_a_run_ends_with_the_run(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = functools.partial(EngineSwitch, patience_s=3600.0)
    monkeypatch.setattr(engine_switch, "EngineSwitch", patient)
    with measured_beside(EmotionClassifier.load(model), "auto"):
        assert "engine" in {thread.name for thread in threading.enumerate()}
    assert "engine" not in {thread.name for thread in threading.enumerate()}


def test_a_wish_needs_no_measuring(model: Path) -> None:
    switch = EngineSwitch("onnxruntime")
    classifier = EmotionClassifier.load(model)
    switch.watch(classifier)
    _wait(switch)
    switch.close()
    assert classifier.engine.name == "onnxruntime"
    assert kept_speeds() == {}


def test_where_rows_must_not_change_nothing_is_switched(model: Path) -> None:
    keep_speeds(weights_digest(model), found(2.0, 1.0))
    switch = EngineSwitch("auto", patience_s=0.0, may_switch=False)
    classifier = EmotionClassifier.load(model)
    switch.watch(classifier)
    _wait(switch)
    switch.close()
    assert classifier.engine.name == "torch"


def test_a_file_that_went_away_leaves_torch_answering(model: Path, switch: EngineSwitch) -> None:
    classifier = EmotionClassifier.load(model)
    model.unlink()
    switch.watch(classifier)
    _wait(switch)
    assert len(classifier.logits(FACES[:2])) == 2


@pytest.mark.parametrize("name", ["default", "paper"])
def test_bundled_models_answer_alike(name: str) -> None:
    from emotion_gui.core.resources import resources_dir

    loaded = load_checkpoint(resources_dir() / "models" / f"{name}.safetensors")
    faces = np.random.default_rng(1).integers(0, 256, (8, 48, 48), dtype=np.uint8)
    one, other = (make_engine(loaded, engine).logits(faces) for engine in ENGINES)
    assert np.abs(one - other).max() < 1e-4
