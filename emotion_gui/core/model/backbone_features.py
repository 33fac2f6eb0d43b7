"""The features of three published networks, layer by layer as torchvision has them.

torchvision itself is not needed: it takes longer to import than torch and brings compiled
operators that these networks do not use. Names of layers, and so of tensors, are torchvision's,
because its weights files and the checkpoints made from them are read by name.

ResNet: He et al. 2016. MobileNet V3: Howard et al. 2019. EfficientNet: Tan and Le 2019.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial

import torch
from torch import nn

Layer = Callable[..., nn.Module]


def resnet18_features() -> nn.Sequential:
    """All but the average pool and the classifier; colour in."""
    layers: list[tuple[str, nn.Module]] = [
        ("conv1", nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)),
        ("bn1", nn.BatchNorm2d(64)),
        ("relu", nn.ReLU(inplace=True)),
        ("maxpool", nn.MaxPool2d(3, stride=2, padding=1)),
    ]
    before = 64
    for number, (maps, stride) in enumerate(((64, 1), (128, 2), (256, 2), (512, 2)), start=1):
        blocks = nn.Sequential(_Basic(before, maps, stride), _Basic(maps, maps, 1))
        layers.append((f"layer{number}", blocks))
        before = maps
    return nn.Sequential(OrderedDict(layers))


class _Basic(nn.Module):
    """Two convolutions and a way around them."""

    def __init__(self, before: int, maps: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(before, maps, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(maps)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(maps, maps, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(maps)
        self.downsample: nn.Module | None = None
        if stride != 1 or before != maps:
            self.downsample = nn.Sequential(
                nn.Conv2d(before, maps, 1, stride=stride, bias=False), nn.BatchNorm2d(maps)
            )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        around = x if self.downsample is None else self.downsample(x)
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.bn2(self.conv2(x))
        return self.relu(x + around)  # type: ignore[no-any-return]


# kernel, expanded maps, maps, squeeze and excitation?, hard swish?, stride
_MOBILENET_V3_SMALL = (
    (3, 16, 16, True, False, 2),
    (3, 72, 24, False, False, 2),
    (3, 88, 24, False, False, 1),
    (5, 96, 40, True, True, 2),
    (5, 240, 40, True, True, 1),
    (5, 240, 40, True, True, 1),
    (5, 120, 48, True, True, 1),
    (5, 144, 48, True, True, 1),
    (5, 288, 96, True, True, 2),
    (5, 576, 96, True, True, 1),
    (5, 576, 96, True, True, 1),
)


def mobilenet_v3_small_features() -> nn.Sequential:
    """Everything before the average pool; colour in."""
    norm = partial(nn.BatchNorm2d, eps=0.001, momentum=0.01)
    layers: list[nn.Module] = [_convolution(3, 16, 3, stride=2, norm=norm, act=nn.Hardswish)]
    before = 16
    for kernel, wide, maps, squeeze, hard, stride in _MOBILENET_V3_SMALL:
        layers.append(
            _Inverted(
                (before, wide, maps),
                kernel=kernel,
                stride=stride,
                norm=norm,
                act=nn.Hardswish if hard else nn.ReLU,
                gate=_Gate(wide, _in_eights(wide // 4), nn.ReLU(), nn.Hardsigmoid())
                if squeeze
                else None,
            )
        )
        before = maps
    layers.append(_convolution(before, 576, 1, norm=norm, act=nn.Hardswish))
    return nn.Sequential(*layers)


# how much wider inside, kernel, stride, maps, blocks
_EFFICIENTNET_B0 = (
    (1, 3, 1, 16, 1),
    (6, 3, 2, 24, 2),
    (6, 5, 2, 40, 2),
    (6, 3, 2, 80, 3),
    (6, 5, 1, 112, 3),
    (6, 5, 2, 192, 4),
    (6, 3, 1, 320, 1),
)
_MOST_DROPPED = 0.2  # of the last block's answers while training; earlier blocks lose fewer


def efficientnet_b0_features() -> nn.Sequential:
    """Everything before the average pool; colour in."""
    stages: list[nn.Module] = [_convolution(3, 32, 3, stride=2)]
    before, number, total = 32, 0, sum(blocks for *_, blocks in _EFFICIENTNET_B0)
    for wider, kernel, stride, maps, blocks in _EFFICIENTNET_B0:
        stage: list[nn.Module] = []
        for block in range(blocks):
            wide = before * wider
            stage.append(
                _Inverted(
                    (before, wide, maps),
                    kernel=kernel,
                    stride=stride if block == 0 else 1,
                    gate=_Gate(wide, max(1, before // 4), nn.SiLU(inplace=True), nn.Sigmoid()),
                    dropped=_MOST_DROPPED * number / total,
                )
            )
            before, number = maps, number + 1
        stages.append(nn.Sequential(*stage))
    stages.append(_convolution(before, 1280, 1))
    return nn.Sequential(*stages)


def _in_eights(maps: int) -> int:
    """The nearest multiple of 8, at least 8, and not below nine tenths."""
    rounded = max(8, (maps + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * maps else rounded


def _convolution(
    before: int,
    maps: int,
    kernel: int,
    *,
    stride: int = 1,
    groups: int = 1,
    norm: Layer = nn.BatchNorm2d,
    act: Layer | None = nn.SiLU,
) -> nn.Sequential:
    layers: list[nn.Module] = [
        nn.Conv2d(before, maps, kernel, stride, kernel // 2, groups=groups, bias=False),
        norm(maps),
    ]
    if act is not None:
        layers.append(act(inplace=True))
    return nn.Sequential(*layers)


class _Inverted(nn.Module):
    """Widen, convolve each map by itself, weigh the maps, narrow; a way around where shapes fit.

    Args:
        maps: before, inside, after.
        kernel: side, in pixels.
        stride: of the middle convolution.
        norm: makes a normalisation of so many maps.
        act: makes an activation.
        gate: weighs the maps inside; None leaves it out.
        dropped: share of answers that go only around while training.
    """

    def __init__(
        self,
        maps: Sequence[int],
        *,
        kernel: int,
        stride: int,
        norm: Layer = nn.BatchNorm2d,
        act: Layer = nn.SiLU,
        gate: nn.Module | None,
        dropped: float = 0.0,
    ) -> None:
        super().__init__()
        before, wide, after = maps
        layers: list[nn.Module] = []
        if wide != before:
            layers.append(_convolution(before, wide, 1, norm=norm, act=act))
        layers.append(
            _convolution(wide, wide, kernel, stride=stride, groups=wide, norm=norm, act=act)
        )
        if gate is not None:
            layers.append(gate)
        layers.append(_convolution(wide, after, 1, norm=norm, act=None))
        self.block = nn.Sequential(*layers)
        self._goes_around = stride == 1 and before == after
        self._dropped = dropped

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        answer: torch.Tensor = self.block(x)
        if not self._goes_around:
            return answer
        if self.training and self._dropped > 0:
            kept = 1.0 - self._dropped
            noise = torch.empty(len(x), 1, 1, 1, dtype=x.dtype, device=x.device).bernoulli_(kept)
            answer = answer * noise.div_(kept)
        return answer + x


class _Gate(nn.Module):
    """Squeeze and excitation (Hu et al. 2018): weighs maps by what they all hold on average."""

    def __init__(self, maps: int, squeezed: int, act: nn.Module, scale: nn.Module) -> None:
        super().__init__()
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc1 = nn.Conv2d(maps, squeezed, 1)
        self.fc2 = nn.Conv2d(squeezed, maps, 1)
        self.activation = act
        self.scale_activation = scale

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        weights = self.scale_activation(self.fc2(self.activation(self.fc1(self.avgpool(x)))))
        return x * weights  # type: ignore[no-any-return]


FEATURES: dict[str, Callable[[], nn.Sequential]] = {
    "mobilenet_v3_small": mobilenet_v3_small_features,
    "resnet18": resnet18_features,
    "efficientnet_b0": efficientnet_b0_features,
}
