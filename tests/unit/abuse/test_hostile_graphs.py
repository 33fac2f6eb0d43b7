"""Quantized checkpoints made by hand: their graph is a program, and is looked at before it runs."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from helpers.pruning import random_network
from onnx import TensorProto, helper, numpy_helper

from emotion_gui.core.errors import CheckpointError
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.model.checkpoint import CheckpointInfo, load_checkpoint, save_checkpoint
from emotion_gui.core.model.quantized_network import QuantizedNetwork
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.quantizing.calibration import calibrate

SPEC = NetworkSpec(modules=((4,), (6,)), pooled=(True, True), input_side=16)
FACES = np.random.default_rng(0).integers(0, 256, (32, 16, 16), dtype=np.uint8)
Change = Callable[[Any], None]


@pytest.fixture(scope="module")
def whole() -> bytes:
    return calibrate(random_network(SPEC), FACES, Preprocessing()).quantized("channel")


def stored(path: Path, graph: bytes) -> Path:
    """A checkpoint of format 2 whatever its graph is."""
    network = object.__new__(QuantizedNetwork)
    network.__dict__["graph"] = graph
    save_checkpoint(path, network, CheckpointInfo(SPEC, quantized={}))
    return path


def with_node(*nodes: tuple[str, list[str], str, dict[str, Any]]) -> Change:
    """The logits go through these before they leave."""

    def change(model: Any) -> None:
        last = next(node for node in model.graph.node if "logits" in node.output)
        last.output[:] = ["inner"]
        for kind, inputs, output, options in nodes:
            model.graph.node.append(helper.make_node(kind, inputs, [output], **options))

    return change


def endless(model: Any) -> None:
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["goes"])],
        "body",
        [
            helper.make_tensor_value_info("at", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
        ],
        [helper.make_tensor_value_info("goes", TensorProto.BOOL, [])],
    )
    true = numpy_helper.from_array(np.array(True), "true")
    model.graph.initializer.append(true)
    model.graph.node.append(helper.make_node("Loop", ["", "true"], [], body=body))


def elsewhere(model: Any) -> None:
    tensor = model.graph.initializer[0]
    size = len(tensor.raw_data)
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", "pipe"), ("length", str(size))):
        tensor.external_data.add(key=key, value=value)


def attribute(name: str, value: int | list[int]) -> Change:
    def change(model: Any) -> None:
        for node in model.graph.node:
            if node.op_type in ("Conv", "MaxPool"):
                others = [entry for entry in node.attribute if entry.name != name]
                others.append(helper.make_attribute(name, value))
                del node.attribute[:]
                node.attribute.extend(others)

    return change


def claimed(model: Any) -> None:
    model.graph.initializer[0].dims.append(1 << 40)


def wide(model: Any) -> None:
    """Few bytes a map, and a value of every map for every pixel."""
    maps = np.zeros((1 << 18, 1, 1, 1), dtype=np.int8)
    for name, values in (("wide", maps), ("step", np.ones(1, np.float32)[0])):
        model.graph.initializer.append(numpy_helper.from_array(np.asarray(values), name))
    model.graph.node.append(helper.make_node("DequantizeLinear", ["wide", "step"], ["kernel"]))
    model.graph.node.append(helper.make_node("Conv", ["faces", "kernel"], ["many"]))


def foreign(model: Any) -> None:
    model.graph.node[0].domain = "com.example"


def another_input(model: Any) -> None:
    model.graph.input.append(helper.make_tensor_value_info("more", TensorProto.FLOAT, [1]))


CHANGES: dict[str, tuple[Change, str]] = {
    "a file elsewhere": (elsewhere, "names other files"),
    "a loop without end": (endless, "does what none does: Loop"),
    "gigabytes of nothing": (
        with_node(("Tile", ["inner", "inner"], "logits", {})),
        "does what none does: Tile",
    ),
    "an operation of others": (foreign, "does what none does: com.example"),
    "no stride": (attribute("strides", [0, 0]), "damaged at strides"),
    "padding without end": (attribute("pads", [1 << 40] * 4), "damaged at pads"),
    "no groups": (attribute("group", 0), "damaged at group"),
    "more weights than bytes": (claimed, "damaged at faces_scale"),
    "a layer as wide as the sea": (wide, "values in one place of a single face"),
    "another input": (another_input, "damaged at its input or output"),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_graph_that_is_none_of_ours_is_refused_in_words(
    whole: bytes, tmp_path: Path, kind: str
) -> None:
    change, words = CHANGES[kind]
    model = copy.deepcopy(onnx.load_from_string(whole))
    change(model)
    path = stored(tmp_path / "a.safetensors", model.SerializeToString())
    with pytest.raises(CheckpointError, match=f"its quantized network cannot be used .*{words}"):
        load_checkpoint(path)


def test_a_graph_as_it_is_written_is_read(whole: bytes, tmp_path: Path) -> None:
    loaded = load_checkpoint(stored(tmp_path / "a.safetensors", whole))
    assert isinstance(loaded.network, QuantizedNetwork)


@pytest.mark.parametrize("cut", [0, 1, 100, -1])
def test_a_graph_cut_short_is_refused(whole: bytes, tmp_path: Path, cut: int) -> None:
    with pytest.raises(CheckpointError):
        load_checkpoint(stored(tmp_path / "a.safetensors", whole[:cut] or b"\x01"))
