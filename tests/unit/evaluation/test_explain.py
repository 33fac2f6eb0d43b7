"""Feature maps and Grad-CAM: against hand calculation, for every shape of network."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.explain import best_layer, feature_maps, grad_cam
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from emotion_gui.core.model.spec import PAPER, PLUS, NetworkSpec

PRE = Preprocessing()
FACE = np.random.default_rng(0).integers(0, 256, (48, 48), dtype=np.uint8)
COMPACTED = PAPER.with_widths((16, 30, 64, 100, 41))


@pytest.fixture(params=[PAPER, PLUS, COMPACTED], ids=["paper", "plus", "compacted"])
def network(request: pytest.FixtureRequest) -> EmotionCNN:
    torch.manual_seed(0)
    return EmotionCNN(request.param).eval()


def test_every_layer_shows_its_maps_as_the_next_layer_sees_them(network: EmotionCNN) -> None:
    layers = feature_maps(network, FACE, PRE)
    assert tuple(entry.name for entry in layers) == network.spec.layer_names()
    assert tuple(len(entry.maps) for entry in layers) == network.spec.widths
    assert layers[-1].maps.shape[1:] == (network.spec.final_side,) * 2
    with torch.inference_mode():
        for k, entry in enumerate(layers):
            expected = network.features(to_input(FACE[None], PRE), stop=k)[0].numpy()
            assert np.allclose(entry.maps, expected, atol=1e-5)
            means = entry.maps.mean(axis=(1, 2))[entry.order]
            assert (np.diff(means) <= 0).all()


def test_grad_cam_is_the_gradient_weighted_sum(network: EmotionCNN) -> None:
    layer = best_layer(network.spec)
    kept: list[torch.Tensor] = []

    hooked = copy.deepcopy(network)
    block = hooked.blocks[layer]

    def watched(x: torch.Tensor, *, pool: bool = False) -> torch.Tensor:
        """The block with ReLU before the pooling, where Grad-CAM looks."""
        active = torch.relu(block.bn(block.conv(x)))
        active.retain_grad()
        kept.append(active)
        return torch.nn.functional.max_pool2d(active, 2) if pool else active

    block.forward = watched
    spoke = 0
    for emotion in range(7):
        kept.clear()
        hooked(to_input(FACE[None], PRE))[0, emotion].backward()
        gradient, maps = kept[0].grad[0], kept[0].detach()[0]
        coarse = torch.relu((gradient.mean(dim=(1, 2))[:, None, None] * maps).sum(0))
        large = torch.nn.functional.interpolate(coarse[None, None], (48, 48), mode="bilinear")
        expected = (large[0, 0] / large.max().clamp(min=1e-12)).numpy()
        found = grad_cam(network, FACE, PRE, layer=layer, emotion=emotion)
        assert found.grid == len(coarse)
        assert np.allclose(found.values, expected, atol=1e-4)
        spoke += bool(found.values.max() > 0)
    assert spoke


def test_every_layer_and_class_has_a_heat_map(network: EmotionCNN) -> None:
    for layer in range(len(network.blocks)):
        for emotion in range(7):
            found = grad_cam(network, FACE, PRE, layer=layer, emotion=emotion)
            assert np.isfinite(found.values).all()
    assert all(parameter.grad is None for parameter in network.parameters())


def test_the_heat_lies_where_the_evidence_is() -> None:
    spec = NetworkSpec(((1,),), (True,), input_side=48)
    network = EmotionCNN(spec).eval()
    with torch.no_grad():
        for conv in (network.blocks[0].conv, network.head.conv):
            conv.weight.zero_()
            conv.bias.zero_()
        network.blocks[0].conv.weight[0, 0, 1, 1] = 1.0  # bright pixels pass
        network.head.conv.weight[4, 0, 1, 1] = 1.0  # and speak for class 4 alone
    face = np.zeros((48, 48), dtype=np.uint8)
    face[32:40, 8:16] = 255
    found = grad_cam(network, face, PRE, layer=0, emotion=4).values
    assert found[33:39, 9:15].min() > 0.9
    assert found[:28].max() == 0
    assert grad_cam(network, face, PRE, layer=0, emotion=2).values.max() == 0


@pytest.mark.parametrize(("spec", "layer"), [(PAPER, 3), (PLUS, 6), (COMPACTED, 3)])
def test_the_layer_that_is_shown_first_is_not_too_coarse(spec: NetworkSpec, layer: int) -> None:
    assert best_layer(spec) == layer


@pytest.mark.parametrize("wrong", [{"layer": 9, "emotion": 0}, {"layer": 0, "emotion": 7}])
def test_what_there_is_not_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ConfigError):
        grad_cam(EmotionCNN(), FACE, PRE, **wrong)
    with pytest.raises(ConfigError):
        grad_cam(EmotionCNN(), FACE[:40], PRE, layer=0, emotion=0)
