"""Graphs that engines run: the same answers in the order and numbers that they like."""

from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import TensorProto

from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.onnx_graph import graph_of, in_half
from emotion_gui.core.model.spec import NetworkSpec

SPEC = NetworkSpec(((4, 5), (6,)), (True, True), input_side=12)
FACES = np.random.default_rng(0).random((5, 1, 12, 12)).astype(np.float32)


@pytest.fixture(scope="module")
def network() -> EmotionCNN:
    torch.manual_seed(2)
    return EmotionCNN(SPEC).eval()


@pytest.fixture(scope="module")
def graph(network: EmotionCNN) -> bytes:
    return graph_of(network, side=12)


def answers(graph: bytes) -> np.ndarray:
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    (logits,) = session.run(None, {session.get_inputs()[0].name: FACES})
    return np.asarray(logits)


def test_a_relu_follows_its_convolution_and_the_pooling_comes_after(
    network: EmotionCNN, graph: bytes
) -> None:
    nodes = onnx.load_from_string(graph).graph.node
    made_by = {name: node.op_type for node in nodes for name in node.output}
    pools = [node for node in nodes if node.op_type == "MaxPool"]
    assert len(pools) == 2
    assert {made_by[pool.input[0]] for pool in pools} == {"Relu"}
    with torch.inference_mode():
        wanted = network(torch.from_numpy(FACES)).numpy()
    np.testing.assert_allclose(answers(graph), wanted, atol=1e-5)


def kinds(values: Any) -> set[int]:
    return {value.type.tensor_type.elem_type for value in values}


def test_a_graph_in_half_precision_takes_and_gives_whole_numbers_of_32_bits(graph: bytes) -> None:
    made = in_half(graph)
    model = onnx.load_from_string(made).graph
    assert kinds((*model.input, *model.output)) == {TensorProto.FLOAT}
    stored = {tensor.data_type for tensor in model.initializer}
    assert TensorProto.FLOAT16 in stored
    assert TensorProto.FLOAT not in stored
    whole = answers(graph)
    np.testing.assert_allclose(answers(made), whole, atol=0.02 * np.abs(whole).max())


def test_only_the_number_of_faces_is_free(graph: bytes) -> None:
    model = onnx.load_from_string(graph).graph
    shapes = [
        [axis.dim_param or axis.dim_value for axis in value.type.tensor_type.shape.dim]
        for value in (*model.input, *model.output)
    ]
    assert shapes == [["n", 1, 12, 12], ["n", 7]]
