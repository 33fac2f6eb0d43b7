"""A network as data: widths, depth and pooling of its modules. No torch here."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from emotion_gui.core.errors import ConfigError


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
    """

    modules: tuple[tuple[int, ...], ...] = ((16,), (32,), (64,), (128,), (256,))
    pooled: tuple[bool, ...] = (True, True, True, True, True)
    classes: int = 7
    input_side: int = 48
    dropout: float = 0.0

    def __post_init__(self) -> None:
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
    def final_side(self) -> int:
        """Side of the maps that reach the head, in pixels."""
        side = self.input_side
        for pooled in self.pooled:
            side = side // 2 if pooled else side
        return side

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
NETWORKS: dict[str, NetworkSpec] = {"paper": PAPER, "plus": PLUS}
