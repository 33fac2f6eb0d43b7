"""Parameters and multiplications, against known totals and against counting for real."""

from __future__ import annotations

import pytest
import torch

from emotion_gui.core.evaluation.complexity import complexity, measure_latency
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import PAPER, PLUS, NetworkSpec


def test_the_papers_network_before_and_after_191_maps() -> None:
    before = complexity(EmotionCNN(PAPER))
    after = complexity(EmotionCNN(PAPER.with_widths((16, 32, 64, 128, 65))))
    assert (before.parameters, after.parameters) == (409_461, 176_823)
    assert before.macs == 10_964_736
    assert round(100 * (after.macs / before.macs - 1)) == -18
    assert before.stored_bytes > 4 * before.parameters


@pytest.mark.parametrize(
    "spec", [PAPER, PLUS, NetworkSpec(((3, 4), (5,)), (True, False), input_side=13)]
)
def test_multiplications_are_those_of_the_convolutions_that_run(spec: NetworkSpec) -> None:
    network, counted = EmotionCNN(spec).eval(), []

    def count(module: torch.nn.Module, _: object, output: torch.Tensor) -> None:
        assert isinstance(module, torch.nn.Conv2d)
        counted.append(output[0].numel() * module.in_channels * 9)

    for module in network.modules():
        if isinstance(module, torch.nn.Conv2d):
            module.register_forward_hook(count)
    with torch.inference_mode():
        network(torch.zeros(1, 1, spec.input_side, spec.input_side))
    assert complexity(network).macs == sum(counted)


def test_latency_of_each_network_and_threads_restored() -> None:
    threads = torch.get_num_threads()
    small = EmotionCNN(NetworkSpec(((2,),), (True,), input_side=8)).train()
    times_ms = measure_latency([small, EmotionCNN(PAPER)], runs=5)
    assert len(times_ms) == 2
    assert all(value > 0 for value in times_ms)
    assert torch.get_num_threads() == threads
    assert small.training
