"""What a network shall become."""

from __future__ import annotations

from dataclasses import dataclass

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.fields import Field, declared
from emotion_gui.operations.subject import SEED

KB = 1000.0


@dataclass(frozen=True, kw_only=True)
class GoalRequest:
    """What the network shall become; 0 leaves a wish out.

    Attributes:
        at_most_kb: of 1000 bytes, of the `.onnx` file that other programs get. The program's own
            file says more: which faces the network has learned.
        at_most_ms: for one face by the fastest engine on this computer.
        at_least: accuracy on the faces that accuracies are taken on, 0 to 1.
        at_most_worse: than the model there, as a share of the faces, so that a paired test shows
            it (p at most 0.05): a small loss on few faces is not enough.
        quantize: whether 8 bits follow the repair.
        epochs: of fine-tuning between the repair and the 8 bits.
        seed: of the fine-tuning.
    """

    at_most_kb: float = declared(
        0.0,
        Field(
            label="Size up to",
            title="Largest size",
            tip="Of the exported network (.onnx); files of this program say more",
            high=1e6,
            step=10,
            unit=" kB",
            lowest="any",
        ),
    )
    at_most_ms: float = declared(
        0.0,
        Field(
            label="Time up to",
            title="Longest time for a face",
            tip="By the fastest engine on this computer",
            high=1e4,
            step=0.05,
            unit=" ms",
            lowest="any",
        ),
    )
    at_least: float = declared(
        0.0,
        Field(
            label="Accuracy from",
            title="Lowest accuracy",
            high=1.0,
            step=0.005,
            unit=" %",
            shown=100.0,
            lowest="any",
        ),
    )
    at_most_worse: float = declared(
        0.0,
        Field(
            label="Loss up to",
            title="Largest loss of accuracy",
            tip="Than the model on the same faces; McNemar's test must show it (p 0.05)",
            high=1.0,
            step=0.001,
            unit=" points",
            shown=100.0,
            lowest="any",
        ),
    )
    quantize: bool = declared(True, Field(label="8 bits", title="Quantise after the repair"))
    epochs: int = declared(0, Field(label="Fine-tune epochs", high=100))
    seed: int = SEED

    def check(self) -> None:
        """Raises ConfigError: no wish at all."""
        if not (self.at_most_kb or self.at_most_ms or self.at_least or self.at_most_worse):
            raise ConfigError("goal", "", "name a size, a time or an accuracy")

    @property
    def has_ceiling(self) -> bool:
        """Whether a size or a time is asked for."""
        return bool(self.at_most_kb or self.at_most_ms)
