"""The explicit training loop: pause, stop, resume, early stop.

Randomness of an epoch - order, augmentation, dropout - is derived from (seed, epoch) alone, so
a run that goes on from the end of any epoch repeats an uninterrupted one bit by bit on the CPU.
"""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from emotion_gui.core.data.augmentation import augment
from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.errors import TrainingDivergedError
from emotion_gui.core.evaluation.predict import predict_logits
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import normalise
from emotion_gui.core.runtime import choose_device
from emotion_gui.core.training.records import BatchRecord, EpochRecord, TrainConfig

_REPORT_INTERVAL_S = 0.1


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


def new_state(config: TrainConfig, *, initial: EmotionCNN | None = None) -> TrainState:
    """Seeded weights (or a copy of `initial`) and a fresh optimizer."""
    device = choose_device(config.device)
    if initial is None:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(config.seed)
            network = EmotionCNN(config.network)
    else:
        network = copy.deepcopy(initial)
    network.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    averaged = copy.deepcopy(network).eval() if config.ema else None
    return TrainState(network, _optimizer(config, network), averaged=averaged)


def _optimizer(config: TrainConfig, network: nn.Module) -> torch.optim.Optimizer:
    # Biases and batch-norm scales are not decayed.
    decayed = [p for p in network.parameters() if p.ndim > 1]
    free = [p for p in network.parameters() if p.ndim <= 1]
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


def learning_rate_at(config: TrainConfig, *, step: int, steps_per_epoch: int) -> float:
    """Learning rate of a step counted from 0 over the whole run.

    One-cycle follows Smith & Topin 2018 (https://arxiv.org/abs/1708.07120): a cosine rise over
    the first 30 % from 1/25 of the peak, a cosine fall to 1/10,000 of the start.
    """
    total = config.epochs * steps_per_epoch
    peak = config.learning_rate
    if config.schedule == "constant":
        return peak
    if config.schedule == "cosine":
        warm_up = min(steps_per_epoch, max(1, total // 10))
        if step < warm_up:
            return peak * (step + 1) / warm_up
        return _cosine(peak, 0.0, (step - warm_up) / max(1, total - warm_up))
    rise = max(1, round(0.3 * total))
    low = peak / 25
    if step < rise:
        return _cosine(low, peak, step / rise)
    return _cosine(peak, low / 1e4, (step - rise) / max(1, total - rise - 1))


def _cosine(start: float, end: float, share: float) -> float:
    return end + (start - end) * (1 + math.cos(math.pi * min(1.0, share))) / 2


def train_epochs(
    config: TrainConfig,
    state: TrainState,
    *,
    train: FacePart,
    test: FacePart,
    preprocessing: Preprocessing,
    on_epoch: Callable[[TrainState, bool], None],
    context: JobContext,
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

    Raises:
        JobCancelled: a stop was asked for.
        TrainingDivergedError: the loss is not finite.
    """
    loop = _Loop(config, state, train, preprocessing, context)
    test_faces = test.pixels()
    while state.epoch < config.epochs:
        started = time.perf_counter()
        loss, accuracy = loop.run_epoch(state.epoch + 1)
        logits = predict_logits(state.evaluated, test_faces, preprocessing, context=context)
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


class _Loop:
    """One epoch after another over the training part."""

    def __init__(
        self,
        config: TrainConfig,
        state: TrainState,
        train: FacePart,
        preprocessing: Preprocessing,
        context: JobContext,
    ) -> None:
        self._config, self._state, self._train = config, state, train
        self._preprocessing, self._context = preprocessing, context
        self._device = choose_device(config.device)
        self._weights = _class_weights(config, train.labels, self._device)
        self._labels = torch.from_numpy(train.labels)
        self._batch_size = min(config.batch_size, len(train))
        self.batches = len(train) // self._batch_size
        self.images_per_second = 0.0

    def run_epoch(self, epoch: int) -> tuple[float, float]:
        """Mean loss and accuracy over the epoch's augmented batches."""
        # One generator an epoch: what an epoch draws does not depend on those before it.
        generator = torch.Generator().manual_seed(self._config.seed * 1_000_003 + epoch)
        order = torch.randperm(len(self._train), generator=generator)
        self._state.network.train()
        busy_s, last_report = 0.0, 0.0
        losses = torch.zeros((), device=self._device)
        right = torch.zeros((), dtype=torch.long, device=self._device)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(int(torch.randint(2**62, (), generator=generator)))
            for batch in range(self.batches):
                self._context.checkpoint()
                began = time.perf_counter()
                chosen = order[batch * self._batch_size : (batch + 1) * self._batch_size]
                loss, correct = self._step(epoch, batch, chosen, generator)
                losses += loss
                right += correct
                now = time.perf_counter()
                busy_s += now - began
                if now - last_report > _REPORT_INTERVAL_S:
                    last_report = now
                    self.images_per_second = (batch + 1) * self._batch_size / busy_s
                    self._report(epoch, batch + 1, float(loss))
        mean_loss = float(losses) / self.batches
        if not math.isfinite(mean_loss):
            raise TrainingDivergedError(epoch)
        seen = self.batches * self._batch_size
        self.images_per_second = seen / busy_s
        return mean_loss, int(right) / seen

    def _step(
        self, epoch: int, batch: int, chosen: torch.Tensor, generator: torch.Generator
    ) -> tuple[torch.Tensor, torch.Tensor]:
        state, config = self._state, self._config
        step = (epoch - 1) * self.batches + batch
        rate = learning_rate_at(config, step=step, steps_per_epoch=self.batches)
        for group in state.optimizer.param_groups:
            group["lr"] = rate
        pixels = torch.from_numpy(self._train.pixels(chosen.numpy())).unsqueeze(1)
        faces = pixels.to(self._device).float().div_(255.0)
        faces = augment(faces, config.augmentation, generator)
        faces = normalise(faces.contiguous(memory_format=torch.channels_last), self._preprocessing)
        labels = self._labels[chosen].to(self._device)
        logits = state.network(faces)
        loss = nn.functional.cross_entropy(
            logits, labels, weight=self._weights, label_smoothing=config.label_smoothing
        )
        state.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        state.optimizer.step()
        if state.averaged is not None:
            _average(state.averaged, state.network, decay=config.ema, step=step)
        return loss.detach(), (logits.detach().argmax(dim=1) == labels).sum()

    def _report(self, epoch: int, batch: int, loss: float) -> None:
        detail = BatchRecord(epoch, batch, self.batches, loss, self.images_per_second)
        done = (epoch - 1) * self.batches + batch
        total = self._config.epochs * self.batches
        self._context.report(Progress(done, total, f"Epoch {epoch}", detail=detail))


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


def _class_weights(
    config: TrainConfig, labels: npt.NDArray[np.int64], device: torch.device
) -> torch.Tensor | None:
    if not config.balance_classes:
        return None
    counts = np.bincount(labels, minlength=config.network.classes).astype(np.float64)
    weights = len(labels) / (config.network.classes * np.maximum(counts, 1))
    return torch.tensor(weights, dtype=torch.float32, device=device)


def _cross_entropy(logits: npt.NDArray[np.float32], labels: npt.NDArray[np.int64]) -> float:
    return float(nn.functional.cross_entropy(torch.from_numpy(logits), torch.from_numpy(labels)))


def _confusion(
    logits: npt.NDArray[np.float32], labels: npt.NDArray[np.int64]
) -> tuple[tuple[int, ...], ...]:
    classes = logits.shape[1]
    flat = np.bincount(labels * classes + logits.argmax(axis=1), minlength=classes * classes)
    return tuple(tuple(int(v) for v in row) for row in flat.reshape(classes, classes))
