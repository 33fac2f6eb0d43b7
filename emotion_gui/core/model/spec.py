"""A network as data: widths, depth and pooling of its modules. No torch here."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from emotion_gui.core.errors import ConfigError

WHOLE = 0
"""The kernel of a fully connected layer: as large as the map that reaches it, without padding."""
KERNEL = 3


@dataclass(frozen=True)
class ConvolutionShape:
    """What one convolution is made of.

    Attributes:
        inputs: maps that it reads.
        outputs: maps that it makes.
        kernel: side of its kernel, in pixels.
        padding: pixels at each edge.
        side: of the maps that it makes, before any pooling.
    """

    inputs: int
    outputs: int
    kernel: int
    padding: int
    side: int

    @property
    def multiplications(self) -> int:
        """For one face; taps that fall on the padding count, as usual."""
        return self.side**2 * self.weights

    @property
    def weights(self) -> int:
        """Without biases."""
        return self.inputs * self.outputs * self.kernel**2


@dataclass(frozen=True)
class NetworkSpec:
    """The shape of an `EmotionCNN`.

    Attributes:
        modules: for each feature module, the widths of its convolutions (METHOD's network has
            one convolution a module; wider presets stack two). The last module of METHOD
            section 4, convolution - batch norm - average pool to the logits, is not listed.
        pooled: for each module, whether a 2x2 max-pool ends it.
        classes: number of logits.
        input_side: side of the square gray input, in pixels.
        dropout: probability in front of the head while training.
        kernels: sides of the convolutions' kernels in pixels, one entry each and the head's last;
            `WHOLE` takes the whole map that reaches it, which makes it a fully connected layer.
            Empty: all 3. Other kernels are for networks of others, which are not pruned.
    """

    modules: tuple[tuple[int, ...], ...] = ((16,), (32,), (64,), (128,), (256,))
    pooled: tuple[bool, ...] = (True, True, True, True, True)
    classes: int = 7
    input_side: int = 48
    dropout: float = 0.0
    kernels: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.kernels and len(self.kernels) != len(self.widths) + 1:
            raise ConfigError("kernels", self.kernels, "needs one entry a convolution, and one")
        if any(side != WHOLE and not (side % 2 and 1 <= side <= 11) for side in self.kernels):
            raise ConfigError("kernels", self.kernels, "sides are odd, from 1 to 11")
        if len(self.modules) != len(self.pooled):
            raise ConfigError("pooled", self.pooled, "needs one entry a module")
        if not self.modules or any(not module for module in self.modules):
            raise ConfigError("modules", self.modules, "every module needs a convolution")
        if any(not 1 <= width <= 4096 for module in self.modules for width in module):
            raise ConfigError("modules", self.modules, "widths go from 1 to 4096")
        if not 2 <= self.classes <= 1000:
            raise ConfigError("classes", self.classes, "from 2 to 1000")
        if not 0 <= self.dropout < 1:  # also refuses NaN
            raise ConfigError("dropout", self.dropout, "from 0 to below 1")
        if not 8 <= self.input_side <= 512 or self.final_side < 1:
            raise ConfigError("input_side", self.input_side, "too small for the poolings")

    @property
    def widths(self) -> tuple[int, ...]:
        """Output maps of every feature convolution, in order."""
        return tuple(width for module in self.modules for width in module)

    @property
    def multiplications(self) -> int:
        """For one face, head included; taps that fall on the padding count, as usual."""
        return sum(shape.multiplications for shape in self.shapes)

    @property
    def weights(self) -> int:
        """Of all convolutions, head included, without biases and batch norms."""
        return sum(shape.weights for shape in self.shapes)

    @property
    def final_side(self) -> int:
        """Side of the maps that reach the head, in pixels."""
        side = self.shapes[-2].side
        return side // 2 if self.pooled[-1] else side

    @property
    def shapes(self) -> tuple[ConvolutionShape, ...]:
        """Of every convolution in order, the head's last."""
        widths, side = (1, *self.widths, self.classes), self.input_side
        kernels = self.kernels or (KERNEL,) * (len(widths) - 1)
        pools = [
            pooled and k == len(module) - 1
            for module, pooled in zip(self.modules, self.pooled, strict=True)
            for k in range(len(module))
        ]
        found = []
        for number, (kernel, pool) in enumerate(zip(kernels, [*pools, False], strict=True)):
            whole = kernel == WHOLE
            size, padding = (side, 0) if whole else (kernel, kernel // 2)
            side = 1 if whole else side
            found.append(ConvolutionShape(widths[number], widths[number + 1], size, padding, side))
            side = side // 2 if pool else side
        return tuple(found)

    def layer_names(self) -> tuple[str, ...]:
        """How people name the convolutions: `module 5`, or `module 2.1` where one has two."""
        names = []
        for number, module in enumerate(self.modules, start=1):
            if len(module) == 1:
                names.append(f"module {number}")
            else:
                names.extend(f"module {number}.{k}" for k in range(1, len(module) + 1))
        return tuple(names)

    def with_widths(self, widths: Sequence[int]) -> NetworkSpec:
        """The same modules with other widths, as compaction leaves them."""
        if len(widths) != len(self.widths):
            raise ConfigError("widths", tuple(widths), f"needs {len(self.widths)} entries")
        rest = iter(int(width) for width in widths)
        modules = tuple(tuple(next(rest) for _ in module) for module in self.modules)
        return dataclasses.replace(self, modules=modules)


PAPER = NetworkSpec()
PLUS = NetworkSpec(
    modules=((24,), (48, 48), (96, 96), (192, 192), (256,)),
    pooled=(True, True, True, True, False),
    dropout=0.3,
)
# Alizadeh & Fazel 2017 (https://arxiv.org/abs/1704.06756): four convolutions of 64, 128, 512 and
# 512 maps, 5x5 the second, each pooled; fully connected layers of 256 and 512; here with this
# program's head and its single place for dropout.
ALIZADEH_FAZEL = NetworkSpec(
    modules=((64,), (128,), (512,), (512,), (256,), (512,)),
    pooled=(True, True, True, True, False, False),
    dropout=0.5,
    kernels=(3, 5, 3, 3, WHOLE, 1, 1),
)
NETWORKS: dict[str, NetworkSpec] = {
    "paper": PAPER,
    "plus": PLUS,
    "alizadeh-fazel": ALIZADEH_FAZEL,
}
