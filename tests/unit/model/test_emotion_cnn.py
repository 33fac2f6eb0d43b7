"""The network: METHOD's shapes and parameter counts, and its parts fitting together."""

import json
from dataclasses import asdict

import pytest
import torch
from torch import nn

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.model.backbones import check_prunable
from emotion_gui.core.model.catalogue import parameter_count
from emotion_gui.core.model.emotion_cnn import ConvBlock, EmotionCNN
from emotion_gui.core.model.spec import (
    ALIZADEH_FAZEL,
    PAPER,
    PLUS,
    WHOLE,
    ConvolutionShape,
    NetworkSpec,
)
from emotion_gui.core.model.stored_spec import spec_from_json


def test_the_papers_network_has_its_published_size() -> None:
    network = EmotionCNN(PAPER)
    assert network.parameter_count() == 409_461
    narrower = EmotionCNN(PAPER.with_widths((16, 32, 64, 128, 255)))
    assert network.parameter_count() - narrower.parameter_count() == 1_218


def test_module_5_gives_one_value_a_map_at_48_pixels() -> None:
    network = EmotionCNN(PAPER).eval()
    sides = [network.features(torch.zeros(1, 1, 48, 48), stop=k).shape[-1] for k in range(5)]
    assert sides == [24, 12, 6, 3, 1]
    assert PAPER.final_side == 1


def test_plus_keeps_3x3_maps_within_its_parameter_budget() -> None:
    assert EmotionCNN(PLUS).eval().features(torch.zeros(1, 1, 48, 48)).shape[-1] == 3
    assert parameter_count(PLUS) <= 2_500_000


@pytest.mark.parametrize("spec", [PAPER, PLUS, ALIZADEH_FAZEL])
def test_counting_without_building_agrees(spec: NetworkSpec) -> None:
    assert parameter_count(spec) == EmotionCNN(spec).parameter_count()


@pytest.mark.parametrize("layer", range(8))
def test_features_then_the_rest_is_the_whole(layer: int) -> None:
    torch.manual_seed(0)
    network = EmotionCNN(PLUS).eval()
    x = torch.randn(2, 1, 48, 48)
    with torch.inference_mode():
        halves = network.from_features(network.features(x, stop=layer), layer=layer)
        assert torch.equal(halves, network(x))


def test_a_spec_survives_json_and_refuses_nonsense() -> None:
    assert PLUS.layer_names()[2] == "module 2.2"
    assert spec_from_json(json.loads(json.dumps(asdict(PLUS)))) == PLUS
    for nonsense in (5, None, ["modules"], {**asdict(PLUS), "backbone": "resnet18"}):
        with pytest.raises(ConfigError):
            spec_from_json(nonsense)
    with pytest.raises(ConfigError):
        spec_from_json({"modules": "abc"})
    with pytest.raises(ConfigError):
        NetworkSpec(modules=((16,),), pooled=(True, True))
    with pytest.raises(ConfigError):
        PAPER.with_widths((1, 2))


def test_pooling_before_relu_changes_no_bit_of_values_and_gradients() -> None:
    torch.manual_seed(0)
    block, faces = ConvBlock(ConvolutionShape(1, 4, 3, 1, 12)).train(), torch.randn(4, 1, 12, 12)
    gradients = []
    for pooled_first in (True, False):
        block.zero_grad()
        out = block(faces, pool=True) if pooled_first else nn.functional.max_pool2d(block(faces), 2)
        (out * torch.arange(out.numel()).view_as(out)).sum().backward()
        gradients.append((out.detach(), block.conv.weight.grad.clone(), block.bn.weight.grad))
    assert all(torch.equal(a, b) for a, b in zip(*gradients, strict=True))


def test_whole_kernels_are_fully_connected_layers() -> None:
    torch.manual_seed(0)
    spec = NetworkSpec(
        modules=((4,), (6,), (5,)),
        pooled=(True, True, False),
        input_side=8,
        kernels=(5, 3, WHOLE, 1),
    )
    network = EmotionCNN(spec).eval()
    maps = network.features(torch.randn(3, 1, 8, 8), stop=1)
    dense, norm = network.blocks[2].conv, network.blocks[2].bn
    linear = maps.flatten(1) @ dense.weight.flatten(1).T + dense.bias
    wanted = torch.relu(nn.functional.batch_norm(linear, norm.running_mean, norm.running_var))
    found = network.between(maps, start=2, stop=2)
    assert found.shape == (3, 5, 1, 1)
    assert torch.allclose(found.flatten(1), wanted, atol=1e-5)
    assert network.multiplications() == 64 * 4 * 25 + 16 * 4 * 6 * 9 + 6 * 4 * 5 + 5 * 7


def test_the_rival_of_2017_has_its_published_shape() -> None:
    network = EmotionCNN(ALIZADEH_FAZEL)
    sides = [tuple(block.conv.weight.shape) for block in network.blocks]
    assert sides == [
        (64, 1, 3, 3),
        (128, 64, 5, 5),
        (512, 128, 3, 3),
        (512, 512, 3, 3),
        (256, 512, 3, 3),
        (512, 256, 1, 1),
    ]
    stored = json.loads(json.dumps(asdict(ALIZADEH_FAZEL)))
    assert spec_from_json(stored) == ALIZADEH_FAZEL
    with pytest.raises(ConfigError, match="kernels"):
        check_prunable(ALIZADEH_FAZEL)
    with pytest.raises(ConfigError, match="kernels"):
        NetworkSpec(modules=((4,),), pooled=(True,), kernels=(3,))
