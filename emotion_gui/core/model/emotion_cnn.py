"""The paper's network: modules of convolution 3x3 - batch norm - ReLU - max-pool.

Source: Narayan & Ge, section on the CNN. The sixth module (convolution - batch norm - adaptive
average pool to 1x1) is the head; its values are the logits. With `spec.PAPER` at 48x48 the
fifth module's output is 1x1, so in evaluation mode the head is an affine map of its scalars.
"""

from __future__ import annotations

import torch
from torch import nn

from emotion_gui.core.model.spec import PAPER, ConvolutionShape, NetworkSpec


def _convolution(shape: ConvolutionShape) -> nn.Conv2d:
    return nn.Conv2d(shape.inputs, shape.outputs, shape.kernel, padding=shape.padding)


class ConvBlock(nn.Module):
    """Convolution (with bias) - batch norm - ReLU: one layer that can be pruned."""

    def __init__(self, shape: ConvolutionShape) -> None:
        super().__init__()
        self.conv = _convolution(shape)
        self.bn = nn.BatchNorm2d(shape.outputs)

    def forward(self, x: torch.Tensor, *, pool: bool = False) -> torch.Tensor:
        """The block's output, after a 2x2 max-pool if `pool`.

        Pooling comes before ReLU: the largest of four values is the same either way, bit for
        bit, forwards and backwards, and ReLU has a quarter of the work.
        """
        x = self.bn(self.conv(x))
        if pool:
            x = nn.functional.max_pool2d(x, 2)
        return torch.relu_(x)


class Head(nn.Module):
    """Module 6: convolution - batch norm - average pool to one value a class."""

    def __init__(self, shape: ConvolutionShape) -> None:
        super().__init__()
        self.conv = _convolution(shape)
        self.bn = nn.BatchNorm2d(shape.outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.bn(self.conv(x)).mean(dim=(2, 3))
        return logits


class EmotionCNN(nn.Module):
    """A chain of `ConvBlock`s and a `Head`, shaped by a `NetworkSpec`.

    `blocks[k]` is the k-th convolution counted through all modules (0-based);
    `features(x, stop=k)` gives the output of block k *after* its module's pooling where block k
    ends a module, which is what the next layer sees and what pruning measures.
    """

    def __init__(self, spec: NetworkSpec = PAPER) -> None:
        super().__init__()
        self.spec = spec
        self.blocks = self._feature_blocks(spec)
        self.pool_after = tuple(
            pooled and k == len(module) - 1
            for module, pooled in zip(spec.modules, spec.pooled, strict=True)
            for k in range(len(module))
        )
        self.dropout = nn.Dropout(spec.dropout)
        self.head = Head(spec.shapes[-1])

    def _feature_blocks(self, spec: NetworkSpec) -> nn.ModuleList:
        return nn.ModuleList(ConvBlock(shape) for shape in spec.shapes[:-1])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Logits, shape (n, classes), for normalised input of shape (n, 1, side, side)."""
        return self._logits(self.features(x))

    def _logits(self, features: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.head(self.dropout(features))
        return logits

    def features(self, x: torch.Tensor, *, stop: int | None = None) -> torch.Tensor:
        """Output of block `stop` (the last by default) after its pooling."""
        return self.between(x, start=0, stop=len(self.blocks) - 1 if stop is None else stop)

    def from_features(self, x: torch.Tensor, *, layer: int) -> torch.Tensor:
        """Logits from the output of block `layer` as `features` gave it."""
        x = self.between(x, start=layer + 1, stop=len(self.blocks) - 1)
        return self._logits(x)

    def between(self, x: torch.Tensor, *, start: int, stop: int) -> torch.Tensor:
        """Run blocks `start` to `stop`, both included, with their poolings."""
        for k in range(start, stop + 1):
            x = self.blocks[k](x, pool=self.pool_after[k])
        return x

    def parameter_count(self) -> int:
        """Trainable parameters, convolution biases and batch-norm scales included."""
        return sum(parameter.numel() for parameter in self.parameters())

    def stored_bytes(self) -> int:
        """What its weights take, in bytes."""
        return sum(tensor.numel() * tensor.element_size() for tensor in self.state_dict().values())

    def multiplications(self) -> int:
        """Multiply-accumulate operations of the convolutions for one face, head included.

        Taps that fall on the padding count, as usual.
        """
        return self.spec.multiplications
