"""Learning-rate range test (Smith 2017, https://arxiv.org/abs/1506.01186)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.runtime import keep_freed_memory
from emotion_gui.core.training.beginning import first_state, teachers_of
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.steps import Stepper
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace

_LOW, _HIGH = 1e-6, 1.0
_MEMORY = 0.9  # of the running mean that smooths the losses
_RUN_AWAY = 4.0  # times the smallest loss
_FEWEST_STEPS = 10


@dataclass(frozen=True)
class RateCurve:
    """What the test found.

    Attributes:
        rates: learning rates tried, growing by the same factor every step.
        losses: smoothed training loss at each.
        suggestion: the middle of the longest fall of the losses, see `suggest_rate`.
    """

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    suggestion: float


def find_learning_rate(
    workspace: Workspace,
    dataset: str,
    config: TrainConfig,
    context: JobContext,
    *,
    steps: int = 100,
    start_from: Path | None = None,
) -> RateCurve:
    """Train a throw-away network for a hundred steps while the rate grows from 1e-6 to 1.

    It ends early once the loss is four times its smallest. Nothing is stored.

    Raises:
        NotFoundError: no such data set.
        EmptyPartError: it has too few training faces.
        ConfigError: fewer than ten steps, or the loss was no number from the beginning.
        JobCancelled: a stop was asked for.
    """
    if steps < _FEWEST_STEPS:
        raise ConfigError("steps", steps, f"at least {_FEWEST_STEPS}")
    opened = open_dataset(workspace, dataset)
    config = config.for_classes(len(opened.label_set))
    train = opened.part(Part.TRAIN, minimum=max(2, config.network.classes))
    state = first_state(config, start_from, opened.label_set)
    stepper = Stepper(
        config,
        state.network,
        state.optimizer,
        train,
        opened.preprocessing,
        teachers=teachers_of(workspace, config, opened.label_set),
    )
    stepper.training_mode()
    generator = torch.Generator().manual_seed(config.seed)
    rates: list[float] = []
    losses: list[float] = []
    mean = 0.0
    with torch.random.fork_rng(devices=[]), keep_freed_memory():
        torch.manual_seed(config.seed)
        for number in range(steps):
            context.checkpoint()
            rate = _LOW * (_HIGH / _LOW) ** (number / (steps - 1))
            chosen = torch.randperm(len(train), generator=generator)[: stepper.batch_size]
            loss = float(stepper.step(chosen, generator, rate=rate)[0])
            mean = _MEMORY * mean + (1 - _MEMORY) * loss
            smooth = mean / (1 - _MEMORY ** (number + 1))
            if not math.isfinite(smooth) or (losses and smooth > _RUN_AWAY * min(losses)):
                break
            rates.append(rate)
            losses.append(smooth)
            context.report(Progress(number + 1, steps, f"Trying a learning rate of {rate:.2g}"))
    if not rates:
        raise ConfigError("learning_rate", _LOW, "the loss is no number even at this rate")
    return RateCurve(tuple(rates), tuple(losses), suggest_rate(rates, losses))


def suggest_rate(rates: Sequence[float], losses: Sequence[float]) -> float:
    """The rate in the middle of the longest fall of the losses, to two digits.

    The fall is the longest run of ever smaller losses, others in between left out; its middle is
    half its length before its end (fastai's "valley",
    https://docs.fast.ai/callback.schedule.html). A tenth of the rate of the smallest loss, the
    older rule, is far too bold for networks with batch norm, whose loss still falls at rates
    that no training survives.
    """
    lengths: list[int] = []  # of the longest falling run that ends at each step
    for number, loss in enumerate(losses):
        before = (lengths[k] for k in range(number) if losses[k] > loss)
        lengths.append(1 + max(before, default=0))
    end = max(range(len(lengths)), key=lengths.__getitem__)
    return float(f"{rates[end - lengths[end] // 2]:.1e}")
