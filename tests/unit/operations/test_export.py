"""Every form answers like the network; what lies beside it lets a device prove that."""

from __future__ import annotations

import contextlib
import io
import json
import runpy
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch
from helpers.pruning import random_network

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import (
    Checkpoint,
    CheckpointInfo,
    load_checkpoint,
    save_checkpoint,
)
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.quantizing.options import QuantizeRequest
from emotion_gui.operations.export import ENDINGS, ExportForm, companions, export_model, form_of
from emotion_gui.operations.keep import write_network
from emotion_gui.operations.quantize import quantize
from emotion_gui.operations.subject import Subject

SPEC = NetworkSpec(modules=((4,), (6, 6), (8,)), pooled=(True, True, True), input_side=16)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A float network and the same in 8 bits."""
    made = tmp_path_factory.mktemp("models")
    info = CheckpointInfo(spec=SPEC, temperature=1.5)
    network = random_network(SPEC)
    save_checkpoint(made / "float.safetensors", network, info)
    faces = np.random.default_rng(0).integers(0, 256, (40, 16, 16), dtype=np.uint8)
    part = FacePart(faces, np.arange(40), np.zeros(40, dtype=np.int64), "train")
    subject = Subject(Checkpoint(network, info), part, part)
    result = quantize(subject, QuantizeRequest(faces=16, blame=False), JobContext())
    write_network(result, made / "int8.safetensors")
    return made


CASES: list[tuple[str, ExportForm]] = [
    ("float", "safetensors"),
    ("float", "onnx"),
    ("float", "onnx-float16"),
    ("float", "torchscript"),
    ("int8", "safetensors"),
    ("int8", "onnx-int8"),
]


@pytest.mark.parametrize(("model", "form"), CASES)
def test_the_sample_code_finds_what_it_expects(
    folder: Path, tmp_path: Path, model: str, form: ExportForm
) -> None:
    target = tmp_path / f"face{ENDINGS[form]}"
    found = export_model(folder / f"{model}.safetensors", target, form=form, samples=True)
    assert (found.form, found.bytes) == (form, target.stat().st_size)
    assert (found.ms is None) == (form == "safetensors")
    assert found.files == companions(target)
    contract = json.loads(found.files[0].read_text("utf-8"))
    assert contract["input"]["shape"] == ["n", 1, 16, 16]
    assert contract["temperature"] == 1.5
    assert len(contract["labels"]) == 7
    assert np.load(found.files[1]).shape == (10, 16, 16)
    said = io.StringIO()
    with contextlib.redirect_stdout(said), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*torch.jit.load", category=DeprecationWarning)
        runpy.run_path(str(found.files[3]), run_name="__main__")
    assert said.getvalue().count("expected:") == 10
    assert "as expected" in said.getvalue()


def test_the_sample_code_notices_another_network(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "face.onnx"
    found = export_model(folder / "float.safetensors", target, samples=True)
    torch.manual_seed(5)
    other = tmp_path / "other.safetensors"
    network = random_network(SPEC)
    with torch.no_grad():
        network.head.bn.bias += 3.0
    save_checkpoint(other, network, CheckpointInfo(spec=SPEC))
    export_model(other, target)
    with contextlib.redirect_stdout(io.StringIO()), pytest.raises(AssertionError):
        runpy.run_path(str(found.files[3]), run_name="__main__")


def test_smaller_forms_are_smaller(folder: Path, tmp_path: Path) -> None:
    sizes = {
        form: export_model(folder / f"{model}.safetensors", tmp_path / f"{form}.onnx", form=form)
        for model, form in CASES
        if form.startswith("onnx")
    }
    assert sizes["onnx-float16"].bytes < sizes["onnx"].bytes
    assert sizes["onnx-float16"].max_logit_difference > sizes["onnx"].max_logit_difference
    assert sizes["onnx-int8"].max_logit_difference < 1e-4, "it is the quantized network itself"


@pytest.mark.parametrize(
    ("name", "form", "quantized", "wanted"),
    [
        ("a.onnx", "", False, "onnx"),
        ("a.onnx", "", True, "onnx-int8"),
        ("a.onnx", "onnx", True, "onnx-int8"),
        ("a.pt", "", False, "torchscript"),
        ("a.safetensors", "", True, "safetensors"),
        ("a.bin", "onnx-float16", False, "onnx-float16"),
    ],
)
def test_the_form_follows_the_ending(name: str, form: str, quantized: bool, wanted: str) -> None:
    assert form_of(Path(name), form, quantized=quantized) == wanted


@pytest.mark.parametrize(
    ("model", "form", "name"),
    [
        ("float", "onnx-int8", "a.onnx"),
        ("int8", "onnx-float16", "a.onnx"),
        ("int8", "torchscript", "a.pt"),
        ("float", "", "a.gif"),
    ],
)
def test_what_does_not_fit_is_refused(
    folder: Path, tmp_path: Path, model: str, form: str, name: str
) -> None:
    with pytest.raises(ConfigError):
        export_model(folder / f"{model}.safetensors", tmp_path / name, form=form)
    assert not (tmp_path / name).exists()


def test_a_checkpoint_stays_one(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.safetensors"
    export_model(folder / "int8.safetensors", target)
    assert load_checkpoint(target).info.quantized is not None
