"""A network whose features are a published backbone's, under the project's own head."""

from __future__ import annotations

import pickle
import warnings
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn

from emotion_gui.core.errors import CheckpointError
from emotion_gui.core.model.backbone_features import FEATURES
from emotion_gui.core.model.backbones import BACKBONES, Backbone, BackboneSpec, weights_digest
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import PAPER, NetworkSpec


class BackboneBlock(nn.Module):
    """The features of a backbone for gray faces.

    Its first convolution has the sum of the red, green and blue weights: a gray face in one
    channel gives what the same face gives in three equal ones.
    """

    def __init__(self, spec: BackboneSpec) -> None:
        super().__init__()
        self.enlargement = spec.enlargement
        self.trunk = _gray_trunk(BACKBONES[spec.backbone])

    def forward(self, x: torch.Tensor, *, pool: bool = False) -> torch.Tensor:
        """Maps of shape (n, maps, side, side); no backbone pools behind them."""
        del pool
        x = nn.functional.interpolate(
            x, scale_factor=float(self.enlargement), mode="bilinear", align_corners=False
        )
        maps: torch.Tensor = self.trunk(x)
        return maps


class BackboneNetwork(EmotionCNN):
    """An `EmotionCNN` whose only block is a backbone; all but pruning treats it like any other."""

    def __init__(self, spec: BackboneSpec) -> None:
        super().__init__(spec)

    def _feature_blocks(self, spec: NetworkSpec) -> nn.ModuleList:
        assert isinstance(spec, BackboneSpec)
        return nn.ModuleList([BackboneBlock(spec)])

    def multiplications(self) -> int:
        """As `EmotionCNN.multiplications`, counted while one face runs through."""
        counts: list[int] = []

        def count(module: nn.Module, inputs: object, output: torch.Tensor) -> None:
            del inputs
            assert isinstance(module, nn.Conv2d)
            taps = module.weight[0].numel()  # inputs of a group times the kernel
            counts.append(output[0].numel() * taps)

        convolutions = [module for module in self.modules() if isinstance(module, nn.Conv2d)]
        handles = [module.register_forward_hook(count) for module in convolutions]
        training = self.training
        try:
            with torch.inference_mode():
                side, device = self.spec.input_side, self.head.conv.weight.device
                self.eval()(torch.zeros(1, 1, side, side, device=device))
        finally:
            self.train(training)
            for handle in handles:
                handle.remove()
        return sum(counts)


def build_network(spec: NetworkSpec = PAPER) -> EmotionCNN:
    """A network of this shape with fresh weights, from torch's global generator."""
    return BackboneNetwork(spec) if isinstance(spec, BackboneSpec) else EmotionCNN(spec)


def load_backbone(spec: BackboneSpec, weights: Path) -> BackboneNetwork:
    """The network with the features of a weights file and a fresh head.

    Args:
        spec: from `backbone_spec`.
        weights: torchvision's `.pth` (read without unpickling anything but tensors) or the same
            tensors as `.safetensors`; what belongs to the classifying end is left out.

    Raises:
        CheckpointError: it cannot be read, is another network's, or not the file of `spec`.
    """
    backbone = BACKBONES[spec.backbone]
    if weights_digest(weights) != spec.weights_sha256:
        raise CheckpointError(weights, "it is not the weights file that this run began with")
    tensors = _read(weights)
    network = BackboneNetwork(spec)
    block = network.blocks[0]
    assert isinstance(block, BackboneBlock)
    fitted = {
        name: _fitting(tensors, backbone, name, target, weights)
        for name, target in block.trunk.state_dict().items()
    }
    block.trunk.load_state_dict(fitted)
    return network


def _gray_trunk(backbone: Backbone) -> nn.Sequential:
    trunk = FEATURES[backbone.name]()
    colour = trunk.get_submodule(backbone.stem)
    assert isinstance(colour, nn.Conv2d)
    shape: dict[str, Any] = {  # Any: torch's stubs want pairs, the module holds tuples
        "kernel_size": colour.kernel_size,
        "stride": colour.stride,
        "padding": colour.padding,
    }
    gray = nn.Conv2d(1, colour.out_channels, bias=False, **shape)
    owner, _, name = backbone.stem.rpartition(".")
    setattr(trunk.get_submodule(owner), name, gray)
    return trunk


def _read(weights: Path) -> dict[str, torch.Tensor]:
    try:
        if weights.suffix == ".safetensors":
            return load_file(weights)
        with warnings.catch_warnings():  # a foreign pickle's protocol is told before it is refused
            warnings.filterwarnings("ignore", message="Detected pickle protocol")
            data = torch.load(weights, map_location="cpu", weights_only=True)
    except (SafetensorError, OSError, RuntimeError, ValueError, EOFError, KeyError) as error:
        raise CheckpointError(weights, "it holds no weights that can be read") from error
    except pickle.UnpicklingError as error:
        raise CheckpointError(
            weights,
            "it holds more than weights, which is never opened; "
            "use torchvision's own file or a .safetensors one",
        ) from error
    if not isinstance(data, dict):
        raise CheckpointError(weights, "it holds no weights that can be read")
    return {str(name): value for name, value in data.items() if isinstance(value, torch.Tensor)}


def _fitting(
    tensors: dict[str, torch.Tensor],
    backbone: Backbone,
    name: str,
    target: torch.Tensor,
    weights: Path,
) -> torch.Tensor:
    """The file's tensor for `name` of the trunk, checked."""
    found = tensors.get(backbone.root + name)
    if found is None and name.endswith("num_batches_tracked"):
        return torch.zeros_like(target)  # older files lack it; nothing depends on it
    if found is None:
        raise CheckpointError(
            weights, f"it is not a {backbone.title}: the tensor {backbone.root + name} is missing"
        )
    if name == f"{backbone.stem}.weight" and found.ndim == 4 and found.shape[1] == 3:
        found = found.float().sum(dim=1, keepdim=True)
    if found.shape != target.shape:
        raise CheckpointError(
            weights, f"it is not a {backbone.title}: {backbone.root + name} has another shape"
        )
    if found.is_floating_point() and not torch.isfinite(found).all():
        raise CheckpointError(weights, f"the tensor {name} holds values that are not numbers")
    return found.to(target.dtype)
