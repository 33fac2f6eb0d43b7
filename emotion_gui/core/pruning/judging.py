"""How good and how costly a network is, beside the one it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from emotion_gui.core.evaluation.complexity import complexity, measure_latency
from emotion_gui.core.evaluation.metrics import BoolArray, McNemar, mcnemar, wilson_interval
from emotion_gui.core.model.emotion_cnn import EmotionCNN

SIGNIFICANCE = 0.05


@dataclass(frozen=True)
class Judgement:
    """Answers of one network on some faces, against another's on the same.

    Attributes:
        correct: faces classified correctly.
        n: faces.
        test: the other network (first) against this one.
    """

    correct: int
    n: int
    test: McNemar

    @classmethod
    def of(cls, right: BoolArray, before: BoolArray) -> Judgement:
        """From which faces each network is right on."""
        return cls(int(np.count_nonzero(right)), len(right), mcnemar(before, right))

    @property
    def accuracy(self) -> float:
        return self.correct / self.n

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the accuracy."""
        return wilson_interval(self.correct, self.n)

    @property
    def is_significant(self) -> bool:
        """Whether the difference to the other network is more than chance."""
        return self.test.p < SIGNIFICANCE


@dataclass(frozen=True)
class Cost:
    """What one face costs.

    Attributes:
        parameters: trainable values.
        macs: multiply-accumulate operations.
        stored_bytes: of all tensors in a checkpoint.
        ms: median milliseconds on one thread.
    """

    parameters: int
    macs: int
    stored_bytes: int
    ms: float


def costs(networks: Sequence[EmotionCNN], *, runs: int = 200) -> tuple[Cost, ...]:
    """Costs of some networks; their times are measured in turns, in `runs` passes each."""
    times = measure_latency(networks, runs=runs)
    sizes = [complexity(network) for network in networks]
    return tuple(
        Cost(size.parameters, size.macs, size.stored_bytes, ms)
        for size, ms in zip(sizes, times, strict=True)
    )
