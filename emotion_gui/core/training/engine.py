"""The explicit training loop: pause, stop, resume, early stop.

Randomness of an epoch - order, augmentation, dropout - is derived from (seed, epoch) alone, so
a run that goes on from the end of any epoch repeats an uninterrupted one bit by bit on the CPU.
"""

from __future__ import annotations

import copy
import dataclasses
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.errors import TrainingDivergedError
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.faces.stored import Faces
from emotion_gui.core.jobs import JobContext, Progress, without_reports
from emotion_gui.core.model.backbone_network import build_network
from emotion_gui.core.model.checkpoint import Checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN, Head
from emotion_gui.core.runtime import choose_device, deterministic_algorithms, keep_freed_memory
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.objective import class_frequencies
from emotion_gui.core.training.ranks import ALONE, Ranks
from emotion_gui.core.training.records import BatchRecord, EpochRecord, MemoryNotice
from emotion_gui.core.training.schedules import learning_rate_at
from emotion_gui.core.training.steps import Stepper

_REPORT_INTERVAL_S = 0.04


@dataclass
class TrainState:
    """All that changes while training; saved after every epoch.

    `best` and `averaged` are state dicts; `averaged` is None without EMA.
    """

    network: EmotionCNN
    optimizer: torch.optim.Optimizer
    epoch: int = 0
    best_epoch: int = 0
    best_accuracy: float = -1.0
    averaged: EmotionCNN | None = None
    records: list[EpochRecord] = field(default_factory=list)

    @property
    def evaluated(self) -> EmotionCNN:
        """The network whose accuracy counts: the averaged one where there is one."""
        return self.network if self.averaged is None else self.averaged


def new_state(
    config: TrainConfig, *, initial: EmotionCNN | None = None, new_head: bool = False
) -> TrainState:
    """Seeded weights (or a copy of `initial`) and a fresh optimizer.

    With `config.frozen_features` the head alone is new and the only part that learns; with
    `new_head` it is new, for other classes than those of `initial`, and everything learns.
    """
    device = choose_device(config.device)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        network = build_network(config.network) if initial is None else copy.deepcopy(initial)
        if config.frozen_features:
            network.blocks.requires_grad_(False)
        if config.frozen_features or new_head:
            network.spec = dataclasses.replace(network.spec, classes=config.network.classes)
            network.head = Head(network.spec.shapes[-1])
    network.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    averaged = copy.deepcopy(network).eval() if config.ema else None
    return TrainState(network, _optimizer(config, network), averaged=averaged)


def _optimizer(config: TrainConfig, network: nn.Module) -> torch.optim.Optimizer:
    # Biases and batch-norm scales are not decayed.
    learning = [p for p in network.parameters() if p.requires_grad]
    decayed = [p for p in learning if p.ndim > 1]
    free = [p for p in learning if p.ndim <= 1]
    groups: list[dict[str, Any]] = [
        {"params": decayed, "weight_decay": config.weight_decay},
        {"params": free, "weight_decay": 0.0},
    ]
    match config.optimizer:
        case "adam":
            return torch.optim.Adam(groups, lr=config.learning_rate)
        case "adamw":
            return torch.optim.AdamW(groups, lr=config.learning_rate)
        case "sgd":
            return torch.optim.SGD(groups, lr=config.learning_rate, momentum=0.9, nesterov=True)


def train_epochs(
    config: TrainConfig,
    state: TrainState,
    *,
    train: FacePart,
    test: FacePart,
    preprocessing: Preprocessing,
    on_epoch: Callable[[TrainState, bool], None],
    context: JobContext,
    teachers: Sequence[Checkpoint] = (),
    ranks: Ranks = ALONE,
) -> None:
    """Train from `state.epoch` to the end; `state` is changed in place.

    Args:
        config: the recipe.
        state: from `new_state` or a resumed one.
        train: faces to learn from.
        test: watched after every epoch; picks the best epoch.
        preprocessing: pixel statistics.
        on_epoch: called after every epoch with the state and whether it is the best so far.
        context: progress, pause, cancel; a stop loses at most the running epoch.
        teachers: the networks that `config.teacher` names.
        ranks: which of several processes this is that train together.

    Raises:
        ConfigError: a teacher is missing or of another kind; the memory holds no two faces.
        JobCancelled: a stop was asked for.
        TrainingDivergedError: the loss is not finite.
    """
    ranks.check(min(config.batch_size, len(train)))
    test_faces = test.stored
    with (
        deterministic_algorithms(on=config.deterministic),
        keep_freed_memory(),
        ranks.across(state.network) as called,
    ):
        loop = _Loop(config, state, train, preprocessing, context, teachers, called, ranks)
        while state.epoch < config.epochs:
            record = _one_epoch(loop, state, test, test_faces, preprocessing, context)
            state.records.append(record)
            state.epoch += 1
            is_best = record.test_accuracy > state.best_accuracy
            if is_best:
                state.best_accuracy, state.best_epoch = record.test_accuracy, state.epoch
            on_epoch(state, is_best)
            done, total = state.epoch * loop.batches, config.epochs * loop.batches
            context.report(Progress(done, total, f"Epoch {state.epoch}", detail=record))
            if config.early_stop and state.epoch - state.best_epoch >= config.early_stop:
                break


def _one_epoch(
    loop: _Loop,
    state: TrainState,
    test: FacePart,
    test_faces: Faces,
    preprocessing: Preprocessing,
    context: JobContext,
) -> EpochRecord:
    started = time.perf_counter()
    loss, accuracy = loop.run_epoch(state.epoch + 1)
    if not loop.ranks.leads:
        told: EpochRecord = loop.ranks.same(None)
        return told
    logits = predict_logits(
        state.evaluated,
        test_faces,
        preprocessing,
        context=without_reports(context),
        device=loop.device,
    )
    record = EpochRecord(
        epoch=state.epoch + 1,
        train_loss=loss,
        train_accuracy=accuracy,
        test_loss=_cross_entropy(logits, test.labels),
        test_accuracy=float((logits.argmax(axis=1) == test.labels).mean()),
        learning_rate=float(state.optimizer.param_groups[0]["lr"]),
        images_per_second=loop.images_per_second,
        seconds=time.perf_counter() - started,
        confusion=_confusion(logits, test.labels),
    )
    loop.ranks.same(record)
    return record


class _Loop:
    """One epoch after another over the training part."""

    def __init__(
        self,
        config: TrainConfig,
        state: TrainState,
        train: FacePart,
        preprocessing: Preprocessing,
        context: JobContext,
        teachers: Sequence[Checkpoint],
        called: nn.Module,
        ranks: Ranks,
    ) -> None:
        self._config, self._state, self._train, self._context = config, state, train, context
        self.ranks = ranks
        self._stepper = Stepper(
            config,
            state.network,
            state.optimizer,
            train,
            preprocessing,
            teachers=teachers,
            on_memory=self._report_memory,
            called=called,
            ranks=ranks,
        )
        self.device, self.batches = self._stepper.device, self._stepper.batches
        self._done = state.epoch * self.batches
        self.images_per_second = 0.0

    def run_epoch(self, epoch: int) -> tuple[float, float]:
        """Mean loss and accuracy over the epoch's augmented batches."""
        # One generator an epoch: what an epoch draws does not depend on those before it.
        generator = torch.Generator().manual_seed(self._config.seed * 1_000_003 + epoch)
        order = self._order(generator)
        size = self._stepper.batch_size
        self._stepper.training_mode()
        busy_s, last_report = 0.0, 0.0
        losses = torch.zeros((), device=self.device)
        right = torch.zeros((), dtype=torch.long, device=self.device)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(int(torch.randint(2**62, (), generator=generator)))
            for batch in range(self.batches):
                self._context.checkpoint()
                began = time.perf_counter()
                chosen = order[batch * size : (batch + 1) * size]
                loss, correct = self._step(epoch, batch, chosen, generator)
                losses += loss
                right += correct
                now = time.perf_counter()
                busy_s += now - began
                if now - last_report > _REPORT_INTERVAL_S:
                    last_report = now
                    self.images_per_second = (batch + 1) * size / busy_s
                    self._report(epoch, batch + 1, float(losses) / (batch + 1))
        mean_loss = float(self.ranks.total(losses)) / self.batches
        if not math.isfinite(mean_loss):
            raise TrainingDivergedError(epoch)
        seen = self.batches * size
        self.images_per_second = seen / busy_s
        return mean_loss, int(self.ranks.total(right)) / seen

    def _order(self, generator: torch.Generator) -> torch.Tensor:
        """Positions of an epoch, shape (faces,): each once, or drawn evenly over the classes."""
        count = len(self._train)
        if self._config.balance_classes != "sampling":
            return torch.randperm(count, generator=generator)
        labels = self._train.labels
        weights = class_frequencies(labels, self._config.network.classes)[labels]
        return torch.multinomial(
            torch.from_numpy(weights), count, replacement=True, generator=generator
        )

    def _step(
        self, epoch: int, batch: int, chosen: torch.Tensor, generator: torch.Generator
    ) -> tuple[torch.Tensor, torch.Tensor]:
        state, config = self._state, self._config
        step = self._done = (epoch - 1) * self.batches + batch
        rate = learning_rate_at(config, step=step, steps_per_epoch=self.batches)
        result = self._stepper.step(chosen, generator, rate=rate)
        if state.averaged is not None:
            _average(state.averaged, state.network, decay=config.ema, step=step)
        return result

    def _report(self, epoch: int, batch: int, loss: float) -> None:
        detail = BatchRecord(epoch, batch, self.batches, loss, self.images_per_second)
        done = (epoch - 1) * self.batches + batch
        total = self._config.epochs * self.batches
        self._context.report(Progress(done, total, f"Epoch {epoch}", detail=detail))

    def _report_memory(self, notice: MemoryNotice) -> None:
        total = self._config.epochs * self.batches
        self._context.report(Progress(self._done, total, "Memory is full", detail=notice))


def _average(averaged: nn.Module, network: nn.Module, *, decay: float, step: int) -> None:
    """Exponential moving average, with a shorter memory over the first steps."""
    decay = min(decay, (1 + step) / (10 + step))
    with torch.no_grad():
        for mean, now in zip(
            averaged.state_dict().values(), network.state_dict().values(), strict=True
        ):
            if mean.is_floating_point():
                mean.lerp_(now, 1 - decay)
            else:
                mean.copy_(now)


def _cross_entropy(logits: npt.NDArray[np.float32], labels: npt.NDArray[np.int64]) -> float:
    return float(nn.functional.cross_entropy(torch.from_numpy(logits), torch.from_numpy(labels)))


def _confusion(
    logits: npt.NDArray[np.float32], labels: npt.NDArray[np.int64]
) -> tuple[tuple[int, ...], ...]:
    classes = logits.shape[1]
    flat = np.bincount(labels * classes + logits.argmax(axis=1), minlength=classes * classes)
    return tuple(tuple(int(v) for v in row) for row in flat.reshape(classes, classes))
