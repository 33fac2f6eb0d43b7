"""Checkpoints made by hand: what they claim is compared with what they are, before it is built."""

from __future__ import annotations

import copy
import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from helpers.pruning import random_network
from helpers.seven import LABELS
from helpers.weights import read_weights
from safetensors.torch import save_file

from emotion_gui.core.errors import CheckpointError, ConfigError
from emotion_gui.core.model import checkpoint
from emotion_gui.core.model.checkpoint import (
    CheckpointInfo,
    load_checkpoint,
    read_info,
    save_checkpoint,
)
from emotion_gui.core.model.checkpoint_info import METADATA_KEY, weights_digest
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.plan import load_plan

SMALL = NetworkSpec(((4,), (6,)), (True, True))
Description = dict[str, Any]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "a.safetensors"
    save_checkpoint(path, random_network(SMALL), CheckpointInfo(spec=SMALL))
    return path


def header_of(path: Path) -> tuple[dict[str, Any], bytes]:
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    return json.loads(data[8 : 8 + length]), data[8 + length :]


def description_of(path: Path) -> Description:
    return json.loads(header_of(path)[0]["__metadata__"][METADATA_KEY])


def describe(path: Path, change: Callable[[Description], object]) -> None:
    """Change what the file says of itself; its tensors stay."""
    description = description_of(path)
    change(description)
    save_file(read_weights(path), path, metadata={METADATA_KEY: json.dumps(description)})


def put(*keys: str, value: object) -> Callable[[Description], None]:
    def change(description: Description) -> None:
        *outer, last = keys
        for key in outer:
            description = description[key]
        description[last] = copy.deepcopy(value)

    return change


CHANGES: dict[str, tuple[Callable[[Description], None], str]] = {
    "a set in words": (put("label_set", value="x"), "label_set is a str"),
    "a set of others": (put("label_set", value={"classes": [1]}), "not a set of classes"),
    "one name twice": (put("labels", value=[*LABELS[:-1], "Angry"]), "two classes"),
    "a name that is a path": (put("labels", value=[*LABELS[:-1], "a\0b"]), "a name has up to"),
    "too few names": (put("labels", value=["a", "b"]), "it tells 7 classes and names 2"),
    "names that are text": (put("labels", value="happyyy"), "two classes"),
    "a side without limit": (put("preprocessing", "side", value=10**9), "from 8 to 512"),
    "a side of nothing": (put("preprocessing", "side", value=0), "from 8 to 512"),
    "an endless mean": (put("preprocessing", "mean", value=1e300), "out of range"),
    "a tiny std": (put("preprocessing", "std", value=1e-300), "out of range"),
    "a crop without limit": (
        put("preprocessing", "framing", "manual", "scale", value=1e9),
        "out of range",
    ),
    "facts in a list": (put("run", value=[]), "run is a list, not an object"),
    "a plan in a list": (put("plan", value=[1]), "plan is a list, not an object"),
    "a recipe in a list": (put("run", value={"config": [1]}), "run.config is a list"),
    "a rate in words": (
        put("run", value={"config": {"learning_rate": "x"}}),
        "learning_rate is a str",
    ),
    "a title in a list": (put("run", value={"title": [1]}), "run.title is a list"),
    "ice": (put("temperature", value=1e-30), "temperature"),
    "a network in a list": (put("spec", value=[]), "damaged"),
    "a module in words": (put("spec", "modules", value="abc"), "damaged"),
    "preprocessing in a list": (put("preprocessing", value=[]), "damaged"),
    "an endless face": (put("spec", "input_side", value=10**9), "damaged"),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_description_that_cannot_be_is_refused_in_words(saved: Path, kind: str) -> None:
    change, words = CHANGES[kind]
    describe(saved, change)
    with pytest.raises(CheckpointError, match=words):
        load_checkpoint(saved)


@pytest.mark.parametrize("classes", [2, 1_000])
def test_numbers_of_classes_that_no_set_has_are_refused(tmp_path: Path, classes: int) -> None:
    path = tmp_path / "a.safetensors"
    spec = NetworkSpec(((4,), (6,)), (True, True), classes=classes)
    save_checkpoint(path, random_network(spec), CheckpointInfo(spec=spec))
    with pytest.raises(CheckpointError, match=f"it tells {classes} classes and names 7"):
        read_info(path)
    describe(path, put("labels", value=[f"class {number}" for number in range(classes)]))
    if classes > 20:
        with pytest.raises(CheckpointError, match="2 to 20 classes"):
            read_info(path)
    else:
        assert read_info(path).labels == ("class 0", "class 1")


def test_a_file_of_other_names_tells_its_own_classes(saved: Path) -> None:
    """As another program wrote it, before there were sets: the names alone are there."""
    describe(saved, put("labels", value=["neutral", *LABELS[:-1]]))
    assert load_checkpoint(saved).info.labels == ("neutral", *LABELS[:-1])


def test_a_face_that_fills_the_memory_is_refused(tmp_path: Path) -> None:
    """A few weights on a huge picture: small file, gigabytes a face."""
    path = tmp_path / "a.safetensors"
    spec = NetworkSpec(((2_048,),), (True,), input_side=512)
    save_checkpoint(path, random_network(spec), CheckpointInfo(spec=spec))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(CheckpointError, match="for one layer of a single face"):
        load_checkpoint(path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("head.bn.running_var", -1.0),
        ("blocks.0.conv.weight", 3e38),
        ("head.conv.weight", float("inf")),
        ("blocks.1.bn.bias", float("nan")),
    ],
)
def test_weights_whose_answers_are_no_numbers_are_refused(
    saved: Path, name: str, value: float
) -> None:
    tensors = read_weights(saved)
    tensors[name] = torch.full_like(tensors[name], value)
    metadata = {METADATA_KEY: json.dumps(description_of(saved))}
    save_file(tensors, saved, metadata=metadata)
    with pytest.raises(CheckpointError, match="not numbers"):
        load_checkpoint(saved)


@pytest.mark.parametrize("kind", [torch.float8_e4m3fn, torch.float8_e5m2, torch.complex64])
def test_kinds_of_numbers_that_no_network_has_are_refused(saved: Path, kind: torch.dtype) -> None:
    tensors = read_weights(saved)
    tensors["head.conv.weight"] = tensors["head.conv.weight"].to(kind)
    save_file(tensors, saved, metadata={METADATA_KEY: json.dumps(description_of(saved))})
    with pytest.raises(CheckpointError, match="is of type"):
        load_checkpoint(saved)


def test_a_double_that_no_float_holds_is_refused(saved: Path) -> None:
    tensors = read_weights(saved)
    tensors["head.conv.bias"] = torch.full((7,), 1e300, dtype=torch.float64)
    save_file(tensors, saved, metadata={METADATA_KEY: json.dumps(description_of(saved))})
    with pytest.raises(CheckpointError, match="not numbers"):
        load_checkpoint(saved)


def write(path: Path, text: bytes, tensors: bytes) -> None:
    path.write_bytes(struct.pack("<Q", len(text)) + text + tensors)


def test_a_key_that_is_there_twice_is_refused(saved: Path) -> None:
    header, tensors = header_of(saved)
    text = json.dumps(header).encode()
    write(saved, text[:-1] + b', "__metadata__": {}}', tensors)
    with pytest.raises(CheckpointError):
        read_info(saved)
    description = header["__metadata__"][METADATA_KEY]
    header["__metadata__"][METADATA_KEY] = description[:-1] + ', "temperature": 2.0}'
    write(saved, json.dumps(header).encode(), tensors)
    with pytest.raises(CheckpointError):
        read_info(saved)


@pytest.mark.parametrize("offsets", [[0, 10**18], [-5, 10], [10**17, 10**18], [9, 3]])
def test_bytes_that_are_not_there_are_refused(saved: Path, offsets: list[int]) -> None:
    header, tensors = header_of(saved)
    header["head.conv.weight"]["data_offsets"] = offsets
    write(saved, json.dumps(header).encode(), tensors)
    with pytest.raises(CheckpointError):
        load_checkpoint(saved)
    with pytest.raises(CheckpointError, match="it names bytes that it does not have"):
        weights_digest(saved)


@pytest.mark.parametrize("length", [2**63, 2**40, 4 << 20])
def test_a_header_that_claims_gigabytes_is_refused(saved: Path, length: int) -> None:
    saved.write_bytes(struct.pack("<Q", length) + b"{" * 1_000)
    with pytest.raises(CheckpointError, match="not a safetensors file"):
        load_checkpoint(saved)


def test_a_plan_that_names_a_key_twice_or_nests_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    for text in ('{"format": 2, "format": 1, "parts": []}', "[" * 200_000, '{"format": 2'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ConfigError, match="not a JSON file"):
            load_plan(path)


def test_weights_that_the_system_does_not_open_are_told(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*arguments: object, **options: object) -> None:
        raise RuntimeError("unable to open file in read-only mode: Too many open files (24)")

    monkeypatch.setattr(checkpoint, "safe_open", refused)
    with pytest.raises(CheckpointError, match=r"weights cannot be read .*Too many open files"):
        load_checkpoint(saved)
