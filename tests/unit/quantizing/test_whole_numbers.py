"""Convolutions in whole numbers: every stored number, and what the graph computes, by NumPy."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from emotion_gui.core.quantizing import calibration, losses
from emotion_gui.core.quantizing.calibration import CalibratedGraph, LayerRange, layer_names
from emotion_gui.core.quantizing.losses import Loss, LossMeter, blame_layers
from emotion_gui.core.quantizing.qdq import convolution_values, quantize_convolutions

# 1 x 1 kernels: each convolution is a product of matrices.
FIRST = np.array([[0.5, -1.27], [0.1, 0.254], [-2.54, 0.3]], np.float32)
BIAS = np.array([0.25, -0.125, 1.0], np.float32)
SECOND = np.array([[1.0, -0.5, 0.25], [0.0, 0.75, -1.5]], np.float32)
RANGES = {"x": (0.5, 2.0), "relu": (0.0, 3.0), "y": (-1.0, 4.0)}
INPUT = np.random.default_rng(3).uniform(0.0, 2.0, (1, 2, 1, 40)).astype(np.float32)


def graph(*, bias: np.ndarray = BIAS, first: np.ndarray = FIRST) -> bytes:
    """x -> Conv with a bias -> Relu -> Conv without one -> y."""
    nodes = [
        helper.make_node("Conv", ["x", "w1", "b1"], ["c1"]),
        helper.make_node("Relu", ["c1"], ["relu"]),
        helper.make_node("Conv", ["relu", "w2"], ["y"]),
    ]
    stored = [
        numpy_helper.from_array(first[:, :, None, None], "w1"),
        numpy_helper.from_array(bias, "b1"),
        numpy_helper.from_array(SECOND[:, :, None, None], "w2"),
    ]
    ends = [
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, channels, 1, "n"])]
        for name, channels in (("x", 2), ("y", 2))
    ]
    made = helper.make_graph(nodes, "g", *ends, stored)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return bytes(model.SerializeToString())


def stored(quantized: bytes) -> dict[str, np.ndarray]:
    model = onnx.load_from_string(quantized)
    onnx.checker.check_model(model)
    return {entry.name: numpy_helper.to_array(entry) for entry in model.graph.initializer}


def rounded(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """Values in 255 unsigned steps between two ends, zero among them."""
    step = np.float32((high - low) / 255)
    zero = round(-low / ((high - low) / 255))
    return (np.clip(np.rint(values / step) + zero, 0, 255) - zero).astype(np.float32) * step


def answer(quantized: bytes) -> np.ndarray:
    """Pair by pair as they stand in the graph; nothing is joined."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(quantized, options, providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {"x": INPUT})
    return np.asarray(found)[0, :, 0]


@pytest.mark.parametrize("each_map", [True, False])
def test_weights_are_in_127_steps_and_the_bias_in_steps_of_weight_and_input(each_map: bool) -> None:
    found = stored(quantize_convolutions(graph(), RANGES, "channel" if each_map else "tensor"))
    largest = np.abs(FIRST).max(axis=1) if each_map else np.full(3, np.abs(FIRST).max())
    steps = (largest / 127).astype(np.float32)
    np.testing.assert_allclose(found["w1_scale"], steps if each_map else steps[0], rtol=1e-6)
    whole = found["w1_whole"]
    assert whole.dtype == np.int8
    np.testing.assert_array_equal(whole[:, :, 0, 0], np.rint(FIRST / steps[:, None]))
    assert np.abs(whole).max() == 127
    small = steps * np.float32(2 / 255)
    assert found["b1_whole"].dtype == np.int32
    np.testing.assert_array_equal(found["b1_whole"], np.rint(BIAS / small))
    np.testing.assert_allclose(found["b1_scale"], small if each_map else small[0], rtol=1e-6)
    for name in ("w1_zero", "b1_zero"):
        assert not found[name].any()
        assert found[name].dtype == found[name.replace("zero", "whole")].dtype


def test_zero_is_exact_in_every_range() -> None:
    found = stored(quantize_convolutions(graph(), RANGES, "channel"))
    figures = {name: (float(found[f"{name}_scale"]), int(found[f"{name}_zero"])) for name in RANGES}
    assert figures == {
        "x": (pytest.approx(2 / 255), 0),  # from zero, though no value was there
        "relu": (pytest.approx(3 / 255), 0),
        "y": (pytest.approx(5 / 255), 51),
    }
    below = stored(quantize_convolutions(graph(), RANGES | {"y": (-4.0, -1.0)}, "channel"))
    assert (float(below["y_scale"]), int(below["y_zero"])) == (pytest.approx(4 / 255), 255)
    flat = stored(quantize_convolutions(graph(), RANGES | {"y": (0.0, 0.0)}, "channel"))
    assert float(flat["y_scale"]) > 0


def test_the_graph_computes_what_the_whole_numbers_mean() -> None:
    found = stored(quantize_convolutions(graph(), RANGES, "channel"))
    first = found["w1_whole"][:, :, 0, 0] * found["w1_scale"][:, None]
    second = found["w2_whole"][:, :, 0, 0] * found["w2_scale"][:, None]
    bias = found["b1_whole"] * found["b1_scale"]
    inside = np.maximum(first @ rounded(INPUT[0, :, 0], 0.0, 2.0) + bias[:, None], 0)
    expected = second @ rounded(inside, 0.0, 3.0)
    np.testing.assert_allclose(
        answer(quantize_convolutions(graph(), RANGES, "channel")), expected, atol=1e-5
    )
    assert np.abs(expected - answer(graph())).max() < 0.1


def test_layers_that_stay_float_keep_their_numbers() -> None:
    half = stored(quantize_convolutions(graph(), RANGES, "channel", float_layers=[0]))
    np.testing.assert_array_equal(half["w1"][:, :, 0, 0], FIRST)
    assert "w2_whole" in half
    assert "w2" not in half  # what nobody reads is not kept
    assert "x_scale" not in half
    other = stored(quantize_convolutions(graph(), RANGES, "channel", float_layers=[1]))
    assert {"w1_whole", "w2"} <= set(other)
    untouched = quantize_convolutions(graph(), RANGES, "channel", float_layers=[0, 1])
    np.testing.assert_array_equal(answer(untouched), answer(graph()))


@pytest.mark.parametrize("each_map", [True, False])
def test_a_map_that_hardly_weighs_anything_still_has_its_bias(each_map: bool) -> None:
    light = np.array([[1e-7, 0.0], [0.1, 0.2], [0.0, 0.0]], np.float32)
    bias = np.array([900.0, 0.5, 0.0], np.float32)
    found = stored(
        quantize_convolutions(
            graph(first=light, bias=bias), RANGES, "channel" if each_map else "tensor"
        )
    )
    assert abs(int(found["b1_whole"][0])) <= 1 << 30
    scale = np.broadcast_to(found["b1_scale"], (3,))
    np.testing.assert_allclose(found["b1_whole"] * scale, bias, atol=1e-4)
    needed = 900.0 / (2 / 255 * 2**30)
    if each_map:
        assert float(found["w1_scale"][0]) == pytest.approx(needed)
        assert float(found["w1_scale"][1]) == pytest.approx(0.2 / 127)
        assert float(found["w1_scale"][2]) > 0


def test_a_value_is_that_behind_its_relu_where_nothing_else_reads_it() -> None:
    model = onnx.load_from_string(graph())
    assert convolution_values(model) == (("x", "relu"), ("relu", "y"))
    model.graph.node.append(helper.make_node("Identity", ["c1"], ["beside"]))
    assert convolution_values(model) == (("x", "c1"), ("relu", "y"))


def test_the_step_of_a_layer_is_a_255th_of_its_range_with_zero() -> None:
    for low, high in ((0.0, 5.1), (1.0, 5.1), (-5.1, -1.0), (-1, 4.1)):
        assert LayerRange(name="a", low=low, high=high).step == pytest.approx(0.02)


def test_ranges_are_means_over_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    faces = np.zeros((70, 2, 2), np.uint8)
    faces[:32, 0, 0], faces[32:64, 0, 0], faces[64:, 0, 0] = 10, 40, 100
    sizes: list[int] = []

    class Session:
        def values(self, names: Any, batch: np.ndarray) -> dict[str, np.ndarray]:
            sizes.append(len(batch))
            return {"inside": -batch}

    monkeypatch.setattr(calibration, "GraphSession", lambda graph: Session())
    monkeypatch.setattr(calibration, "with_outputs", lambda graph, names: graph)

    def as_it_is(faces: np.ndarray, preprocessing: Any) -> Any:
        return SimpleNamespace(numpy=lambda: faces.astype(float))

    monkeypatch.setattr(calibration, "to_input", as_it_is)
    unused: Any = None
    found = calibration._ranges(b"", [calibration.INPUT, "inside"], faces, unused)
    assert sizes == [32, 32, 6]
    assert found == {calibration.INPUT: (0.0, 50.0), "inside": (-50.0, 0.0)}


def test_layers_are_named_as_prune_does_or_counted() -> None:
    network: Any = SimpleNamespace(spec=SimpleNamespace(layer_names=lambda: ("1", "2a")))
    assert layer_names(network, 3) == ("1", "2a", "head")
    assert layer_names(network, 4) == tuple(f"convolution {k}" for k in (1, 2, 3, 4))


def test_a_loss_is_the_divergence_in_nats_and_the_share_of_the_same_labels(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shares = {
        "float": np.array([[0.5, 0.5 - 1e-9], [0.9, 0.1], [0.25, 0.75]]),
        "8 bits": np.array([[0.25, 0.75], [0.9, 0.1], [0.5, 0.5 - 1e-9]]),
    }

    def quantized(spec: Any, graph: bytes) -> str:
        assert (spec, graph) == ("shape", b"graph")
        return "8 bits"

    monkeypatch.setattr(losses, "QuantizedNetwork", quantized)

    def logits(network: Any, *rest: Any) -> np.ndarray:
        return np.log(shares[getattr(network, "name", network)])

    monkeypatch.setattr(losses, "predict_logits", logits)
    network: Any = SimpleNamespace(spec="shape", name="float")
    unused: Any = None
    meter = LossMeter(network, np.zeros((3, 2, 2), np.uint8), unused)
    found = meter(b"graph")
    first = 0.5 * np.log(2) + 0.5 * np.log(2 / 3)
    third = 0.25 * np.log(1 / 2) + 0.75 * np.log(3 / 2)
    assert found.divergence == pytest.approx((first + third) / 3, abs=1e-6)
    assert found.agreement == pytest.approx(1 / 3)
    shares["8 bits"] = shares["float"]
    assert meter(b"graph") == Loss(divergence=0.0, agreement=1.0)


def test_each_layer_is_tried_alone_and_left_out_alone() -> None:
    class Calibrated(CalibratedGraph):
        def quantized(self, granularity: Any, *, float_layers: Any = ()) -> bytes:
            return f"{granularity} {list(float_layers)}".encode()

    layers = tuple(LayerRange(name=str(k), low=0, high=1) for k in range(3))
    told: list[int] = []
    found = blame_layers(
        Calibrated(graph=b"", ranges=layers, values={}),
        "tensor",
        lambda graph: graph.decode(),  # type: ignore[arg-type, return-value]
        told.append,
    )
    assert told == [0, 1, 2]
    assert [(blame.only_on, blame.only_off) for blame in found] == [
        ("tensor [1, 2]", "tensor [0]"),
        ("tensor [0, 2]", "tensor [1]"),
        ("tensor [0, 1]", "tensor [2]"),
    ]
