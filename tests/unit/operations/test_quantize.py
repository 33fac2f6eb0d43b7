"""A quantized network answers nearly like its original and is kept like any other."""

from __future__ import annotations

import dataclasses
import json
import struct
from pathlib import Path

import numpy as np
import pytest
import torch
from helpers.pruning import random_network

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.engines.choosing import settled_engine, speeds_of
from emotion_gui.core.engines.names import Speed, Speeds, kept_speeds
from emotion_gui.core.errors import CheckpointError, ConfigError
from emotion_gui.core.evaluation.complexity import complexity
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.inference.classifying import EmotionClassifier
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.model.backbone_network import build_network
from emotion_gui.core.model.backbones import BackboneSpec
from emotion_gui.core.model.checkpoint import (
    Checkpoint,
    CheckpointInfo,
    load_checkpoint,
    read_info,
    rewrite_info,
    save_checkpoint,
)
from emotion_gui.core.model.learned_faces import LearnedFaces
from emotion_gui.core.model.quantized_network import QuantizedNetwork
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.quantizing.options import QuantizeRequest
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.keep import save_run, write_network
from emotion_gui.operations.quantize import (
    QuantizeResult,
    quantize,
    quantize_network,
)
from emotion_gui.operations.subject import Subject

SPEC = NetworkSpec(modules=((4,), (6, 6), (8,)), pooled=(True, True, True), input_side=16)
FACES = np.random.default_rng(0).integers(0, 256, (60, 16, 16), dtype=np.uint8)
LEARNED = LearnedFaces(np.arange(3, dtype=np.int64), np.arange(2, dtype=np.int64), complete=True)


@pytest.fixture(scope="module")
def subject() -> Subject:
    network = random_network(SPEC)
    info = CheckpointInfo(
        spec=SPEC, temperature=1.5, unsure_below=0.4, run={"title": "Mine"}, learned=LEARNED
    )
    labels = predict_logits(network, FACES, info.preprocessing).argmax(axis=1)
    learning = FacePart(FACES, np.arange(40), labels[:40], "train")
    judged = FacePart(FACES, np.arange(40, 60), labels[40:], "test")
    return Subject(Checkpoint(network, info), learning, judged)


@pytest.fixture(scope="module")
def result(subject: Subject) -> QuantizeResult:
    return quantize(subject, QuantizeRequest(faces=16), JobContext())


def test_its_answers_are_near_the_originals(subject: Subject, result: QuantizeResult) -> None:
    wanted = predict_logits(subject.network, FACES, subject.preprocessing)
    answers = predict_logits(result.quantized.network, FACES, subject.preprocessing)
    assert 0 < np.abs(answers - wanted).max() < 0.1 * np.abs(wanted).max()
    assert result.before.accuracy == 1.0
    assert result.after.accuracy >= 0.9
    assert result.after.n == 20


def test_both_granularities_are_tried_and_the_nearer_taken(result: QuantizeResult) -> None:
    tried = result.quantized.tried
    assert set(tried) == {"channel", "tensor"}
    assert result.quantized.loss.divergence == min(loss.divergence for loss in tried.values())


def test_every_layer_has_its_range_and_its_blame(result: QuantizeResult) -> None:
    layers = result.to_json()["layers"]
    assert [layer["layer"] for layer in layers] == [*SPEC.layer_names(), "head"]
    assert layers[0]["low"] < 0 < layers[0]["high"]
    assert all(layer["low"] >= 0 for layer in layers[1:]), "behind a ReLU"
    quantized = result.quantized
    assert len(quantized.blame) == len(layers)
    assert all(blame.only_on.divergence > 0 for blame in quantized.blame)
    assert all(blame.only_off.divergence != quantized.loss.divergence for blame in quantized.blame)


def test_with_all_layers_in_float_nothing_is_lost(subject: Subject) -> None:
    every = tuple(range(len(SPEC.widths) + 1))
    request = QuantizeRequest(faces=16, float_layers=every, granularity="tensor", blame=False)
    made = quantize_network(subject.network, FACES, subject.preprocessing, request, JobContext())
    assert made.loss.divergence < 1e-6
    assert made.loss.agreement == 1.0
    assert made.blame == ()
    assert all(layer["float"] for layer in made.to_json()["layers"])


@pytest.mark.parametrize("layers", [(99,), (-1,)])
def test_a_layer_that_is_not_there_is_refused(subject: Subject, layers: tuple[int, ...]) -> None:
    request = QuantizeRequest(faces=4, float_layers=layers)
    with pytest.raises(ConfigError, match="layer"):
        quantize_network(subject.network, FACES, subject.preprocessing, request, JobContext())


def test_a_stop_is_obeyed(subject: Subject) -> None:
    context = JobContext(is_cancelled=lambda: True)
    with pytest.raises(JobCancelled):
        quantize(subject, QuantizeRequest(faces=4), context)


def test_it_is_a_file_like_any_other(result: QuantizeResult, tmp_path: Path) -> None:
    file = write_network(result, tmp_path / "small.safetensors")
    loaded, info = load_checkpoint(file), read_info(file)
    assert isinstance(loaded.network, QuantizedNetwork)
    assert info.run["title"] == "Mine, int8"
    assert (info.temperature, info.unsure_below, info.spec) == (1.5, 0.4, SPEC)
    assert info.quantized is not None
    assert info.quantized["granularity"] == result.quantized.granularity
    assert _same(loaded.info.learned)
    args = FACES, loaded.info.preprocessing
    expected = predict_logits(result.quantized.network, *args)
    np.testing.assert_array_equal(predict_logits(loaded.network, *args), expected)
    live = EmotionClassifier.load(file).logits(FACES[:3])
    np.testing.assert_allclose(live, expected[:3] / 1.5, atol=1e-5)
    rewrite_info(file, dataclasses.replace(info, temperature=2.0))
    assert load_checkpoint(file).info.temperature == 2.0
    assert _same(load_checkpoint(file).info.learned)


def _same(learned: LearnedFaces | None) -> bool:
    assert learned is not None
    return learned.complete and all(
        np.array_equal(one, other)
        for one, other in (
            (learned.trained, LEARNED.trained),
            (learned.watched, LEARNED.watched),
        )
    )


def test_older_programs_are_told_and_plain_files_stay_theirs(
    result: QuantizeResult, subject: Subject, tmp_path: Path
) -> None:
    plain = tmp_path / "plain.safetensors"
    save_checkpoint(plain, subject.network, subject.checkpoint.info)
    small = write_network(result, tmp_path / "small.safetensors")
    assert (_format(plain), _format(small)) == (1, 2)


def _format(file: Path) -> int:
    data = file.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    return int(json.loads(header["__metadata__"]["emotion_gui"])["format"])


@pytest.mark.parametrize("what", ["no graph", "noise", "another network", "cut"])
def test_damaged_graphs_are_refused(result: QuantizeResult, tmp_path: Path, what: str) -> None:
    file = write_network(result, tmp_path / "small.safetensors")
    network = result.quantized.network
    if what == "no graph":
        float_info = dataclasses.replace(result.info(), quantized={})
        save_checkpoint(file, random_network(SPEC), float_info)
    elif what == "another network":
        other = NetworkSpec(modules=((4,), (6, 6), (8,)), pooled=(True, True, True), classes=7)
        save_checkpoint(file, network, dataclasses.replace(result.info(), spec=other))
    else:
        data = file.read_bytes()
        place = data.index(network.graph[:64])
        rest = len(network.graph) if what == "noise" else len(network.graph) // 2
        file.write_bytes(data[:place] + b"\x07" * rest + data[place + rest :])
    with pytest.raises(CheckpointError):
        load_checkpoint(file)


def test_it_only_answers(result: QuantizeResult, subject: Subject, tmp_path: Path) -> None:
    network = result.quantized.network
    assert network.parameter_count() == subject.network.parameter_count()
    cost = complexity(network)
    assert cost.stored_bytes == len(network.graph)
    assert cost.macs == complexity(subject.network).macs
    with pytest.raises(ConfigError, match="only answers"):
        network.features(torch.zeros(1, 1, 16, 16))
    with pytest.raises(ConfigError, match="only answers"):
        dataclasses.replace(subject, checkpoint=Checkpoint(network, result.info()))
    with pytest.raises(ConfigError, match="only answers"):
        quantize_network(network, FACES, subject.preprocessing, QuantizeRequest(), JobContext())


def test_a_network_over_a_backbone_is_refused_in_words(subject: Subject) -> None:
    spec = BackboneSpec(((576,),), (False,), backbone="mobilenet_v3_small")
    network = build_network(spec)
    with pytest.raises(ConfigError, match="only the program's own networks can be quantized"):
        quantize_network(network, FACES, subject.preprocessing, QuantizeRequest(), JobContext())


def test_it_is_a_run_like_any_other(result: QuantizeResult, tmp_path: Path) -> None:
    from emotion_gui.core.model.catalogue import list_models

    workspace = Workspace.open(tmp_path / "workspace")
    run = save_run(workspace, result, "small one")
    assert (run.kind, run.name) == ("quantize", "small one")
    assert run.summary["test_accuracy"] == result.after.accuracy
    entry = next(entry for entry in list_models(workspace) if entry.run_id == run.run_id)
    assert entry.quantized
    assert not entry.pruned
    assert entry.parameters == result.quantized.network.parameter_count()
    loaded = load_checkpoint(entry.file)
    assert loaded.info.run["run_id"] == run.run_id
    with pytest.raises(ConfigError):
        save_run(workspace, result, "  ")
    workspace.close()


def test_its_speed_is_known_at_once(result: QuantizeResult, tmp_path: Path) -> None:
    file = write_network(result, tmp_path / "small.safetensors")
    (speeds,) = kept_speeds().values()
    assert set(speeds.engines) == {"onnxruntime"}
    assert speeds.as_float is not None
    assert settled_engine("torch", file) == "onnxruntime"
    assert EmotionClassifier.load(file, engine="torch").engine.name == "onnxruntime"


def test_elsewhere_it_is_measured_beside_a_float_network(
    result: QuantizeResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from emotion_gui.core.engines import names

    file = write_network(result, tmp_path / "small.safetensors")
    monkeypatch.setattr(names, "processor_name", lambda: "without VNNI")
    speeds = speeds_of(load_checkpoint(file), file)
    assert speeds is not None
    assert speeds.as_float is not None
    assert speeds.quantizing_pays is not None


def test_int8_that_is_slower_is_noticed() -> None:
    slow, quick = Speed(one=2.0, many=2.0), Speed(one=1.0, many=1.0)
    assert Speeds(model="m", engines={"onnxruntime": slow}, as_float=quick).quantizing_pays is False
    assert Speeds(model="m", engines={"onnxruntime": quick}, as_float=slow).quantizing_pays is True
    assert Speeds(model="m", engines={"onnxruntime": quick}).quantizing_pays is None
