"""Checkpoints rebuild themselves and refuse everything that is not one."""

import dataclasses
import json
import shutil
import struct
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from helpers.seven import LABELS
from helpers.weights import read_weights
from safetensors import safe_open
from safetensors.torch import save_file

from emotion_gui.core.errors import CheckpointError, NotFoundError
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.faces.readable import CLEAN_LIMITS, ReadingLimits
from emotion_gui.core.model import catalogue
from emotion_gui.core.model.catalogue import default_model
from emotion_gui.core.model.checkpoint import (
    CheckpointInfo,
    load_checkpoint,
    read_info,
    rewrite_info,
    save_checkpoint,
)
from emotion_gui.core.model.checkpoint_info import METADATA_KEY
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import PAPER, NetworkSpec

SMALL = NetworkSpec(modules=((4,), (6, 5)), pooled=(True, False), input_side=16)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    torch.manual_seed(1)
    path = tmp_path / "a.safetensors"
    info = CheckpointInfo(spec=SMALL, temperature=1.3, run={"name": "r"}, plan={"layer": 2})
    save_checkpoint(path, EmotionCNN(SMALL), info)
    return path


def test_it_rebuilds_its_network_and_its_facts(saved: Path) -> None:
    loaded = load_checkpoint(saved)
    assert loaded.info.spec == SMALL
    assert (loaded.info.temperature, loaded.info.run["name"]) == (1.3, "r")
    assert loaded.info.plan == {"layer": 2}
    assert not loaded.network.training
    weights = read_weights(saved)
    assert torch.equal(loaded.network.state_dict()["head.conv.weight"], weights["head.conv.weight"])


def test_what_it_can_read_travels_with_it(saved: Path) -> None:
    assert read_info(saved).limits == CLEAN_LIMITS  # files of before tell nothing
    limits = ReadingLimits(side_px=12, light=0.1, sharpness=14)
    rewrite_info(saved, dataclasses.replace(read_info(saved), limits=limits))
    assert load_checkpoint(saved).info.limits == limits
    rewrite_info(saved, dataclasses.replace(read_info(saved), limits=ReadingLimits(light=-1)))
    with pytest.raises(CheckpointError, match="limits"):
        read_info(saved)


def test_its_facts_are_rewritten_without_touching_the_weights(saved: Path) -> None:
    before = read_weights(saved)
    info = dataclasses.replace(read_info(saved), temperature=1.7, unsure_below=0.48)
    rewrite_info(saved, info)
    assert read_info(saved) == info
    after = read_weights(saved)
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)
    with pytest.raises(CheckpointError, match="another shape"):
        rewrite_info(saved, CheckpointInfo(spec=PAPER))


def test_a_file_without_a_threshold_has_none_and_a_wild_one_is_refused(saved: Path) -> None:
    assert read_info(saved).unsure_below is None
    rewrite_info(saved, dataclasses.replace(read_info(saved), unsure_below=1.5))
    with pytest.raises(CheckpointError, match="damaged"):
        read_info(saved)


def test_half_precision_halves_the_file(tmp_path: Path) -> None:
    network = EmotionCNN(PAPER)
    for half in (False, True):
        path = tmp_path / f"{half}.safetensors"
        save_checkpoint(path, network, CheckpointInfo(spec=PAPER), half=half)
    small, large = ((tmp_path / f"{half}.safetensors").stat().st_size for half in (True, False))
    assert small < 0.55 * large
    assert load_checkpoint(tmp_path / "True.safetensors").network.head.conv.weight.dtype == (
        torch.float32
    )


def _rewrite(path: Path, change: str) -> None:
    tensors = read_weights(path)
    header = {"format": 1}
    with path.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(json.loads(file.read(length))["__metadata__"]["emotion_gui"])
    match change:
        case "shape":
            tensors["head.conv.weight"] = torch.zeros(3, 3)
        case "missing":
            del tensors["blocks.0.bn.running_mean"]
        case "nan":
            tensors["blocks.0.conv.weight"][0] = float("nan")
        case "newer":
            header["format"] = 99
        case "labels":
            header["labels"] = ["one"]
        case "spec":
            header["spec"]["modules"] = [[100_000]]
        case "preprocessing":
            header["preprocessing"]["std"] = 0
    save_file(tensors, path, metadata={"emotion_gui": json.dumps(header)})


@pytest.mark.parametrize(
    "change", ["shape", "missing", "nan", "newer", "labels", "spec", "preprocessing"]
)
def test_a_checkpoint_that_contradicts_itself_is_refused(saved: Path, change: str) -> None:
    _rewrite(saved, change)
    with pytest.raises(CheckpointError) as caught:
        load_checkpoint(saved)
    assert saved.name in str(caught.value)


def test_a_pickled_model_is_never_opened(tmp_path: Path) -> None:
    path = tmp_path / "model.pt"
    torch.save({"a": torch.zeros(1)}, path)
    with pytest.raises(CheckpointError, match="pickled"):
        load_checkpoint(path)


@pytest.mark.parametrize("content", [b"", b"abc", b"\x00" * 64, b"\xff" * 64, b"{}" * 100])
def test_foreign_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.safetensors"
    path.write_bytes(content)
    with pytest.raises(CheckpointError):
        read_info(path)


def test_a_cut_file_is_refused(saved: Path) -> None:
    saved.write_bytes(saved.read_bytes()[:-100])
    with pytest.raises(CheckpointError, match="cannot be read"):
        load_checkpoint(saved)


def test_a_missing_file_and_a_plain_safetensors_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError):
        load_checkpoint(tmp_path / "none.safetensors")
    save_file({"a": torch.zeros(1)}, tmp_path / "b.safetensors")
    with pytest.raises(CheckpointError, match="not made by"):
        read_info(tmp_path / "b.safetensors")


@pytest.mark.parametrize(
    ("widths", "words"),
    [
        ((4096,) * 20, "it claims 2,869,"),  # 11 GB, in a file of a kilobyte
        ((1,) * 20_000, "it claims 20,000 layers"),
    ],
)
def test_a_description_larger_than_its_file_is_refused_before_it_is_built(
    tmp_path: Path, widths: tuple[int, ...], words: str
) -> None:
    path = tmp_path / "claims.safetensors"
    spec = dataclasses.asdict(NetworkSpec(modules=(widths,), pooled=(False,)))
    header = {
        "format": 1,
        "spec": spec,
        "labels": list(LABELS),
        "temperature": 1.0,
        "run": {},
        "preprocessing": Preprocessing().to_json(),
        "plan": None,
    }
    save_file({"a": torch.zeros(3)}, path, metadata={METADATA_KEY: json.dumps(header)})
    with pytest.raises(CheckpointError, match=words):
        load_checkpoint(path)


def test_numbers_that_no_network_has_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "complex.safetensors"
    save_checkpoint(path, EmotionCNN(SMALL), CheckpointInfo(spec=SMALL))
    tensors = read_weights(path)
    name = next(name for name, tensor in tensors.items() if tensor.is_floating_point())
    tensors[name] = tensors[name].to(torch.complex64)
    with safe_open(str(path), framework="pt") as file:
        metadata = file.metadata()
    save_file(tensors, path, metadata=metadata)
    with pytest.raises(CheckpointError, match="complex64"):
        load_checkpoint(path)


def test_a_network_is_loaded_onto_the_device_that_is_asked_for(saved: Path) -> None:
    meta = load_checkpoint(saved, device=torch.device("meta"))
    assert {tensor.device.type for tensor in meta.network.state_dict().values()} == {"meta"}
    assert next(load_checkpoint(saved).network.parameters()).device.type == "cpu"


@pytest.mark.parametrize("damaged", [False, True])
def test_live_begins_with_the_first_bundled_model_that_can_be_read(
    saved: Path, monkeypatch: pytest.MonkeyPatch, damaged: bool
) -> None:
    folder = saved.parent / "models"
    folder.mkdir()
    for name in ("b", "c"):
        shutil.copy(saved, folder / f"{name}.safetensors")
    if damaged:
        (folder / "a.safetensors").write_bytes(b"damaged")
    monkeypatch.setattr(catalogue, "resources_dir", lambda: saved.parent)
    assert default_model().name == "b"
    for file in folder.iterdir():
        file.unlink()
    with pytest.raises(NotFoundError):
        default_model()


@pytest.mark.parametrize(
    ("summary", "there", "parameters"),
    [({"parameters": 7}, False, 7), ({}, True, None), ({}, False, 0)],
)
def test_how_many_parameters_a_run_has(
    saved: Path, summary: dict[str, int], there: bool, parameters: int | None
) -> None:
    run: Any = SimpleNamespace(summary=summary)
    file = saved if there else saved.with_name("gone.safetensors")
    wanted = catalogue.parameter_count(SMALL) if parameters is None else parameters
    assert catalogue._parameters(run, file) == wanted
