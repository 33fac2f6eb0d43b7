"""What a step is driven towards: labels, voters' shares, and a teacher's answers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.predict import ready
from emotion_gui.core.model.checkpoint import Checkpoint
from emotion_gui.core.model.inputs import normalise
from emotion_gui.core.training.records import TrainConfig


class Objective:
    """The loss of a training, over positions in its training part.

    Without votes and teacher it is cross-entropy with smoothed labels. Votes are mixed into the
    targets: `(1 - soft_labels) * smoothed label + soft_labels * votes`, face by face. A teacher
    adds `teacher_weight` of Hinton's distillation term (https://arxiv.org/abs/1503.02531).
    """

    def __init__(
        self,
        config: TrainConfig,
        train: FacePart,
        device: torch.device,
        teacher: Checkpoint | None = None,
    ) -> None:
        _check_teacher(config, teacher)
        self._config, self._device = config, device
        self._labels = torch.from_numpy(train.labels)
        self._weights = _class_weights(config, train.labels, device)
        self._targets = _soft_targets(config, train)
        self._teacher = None if teacher is None else ready(teacher.network, device)
        self._teacher_pixels = None if teacher is None else teacher.info.preprocessing

    def loss(
        self, logits: torch.Tensor, pixels: torch.Tensor, chosen: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Loss of a batch, and how many of its labels are hit.

        Args:
            logits: shape (n, classes), float32.
            pixels: the augmented faces in [0, 1], shape (n, 1, side, side), for the teacher;
                left as they are.
            chosen: shape (n,), their positions in the training part.

        Returns:
            Two scalars on the device: the loss, and a count.
        """
        labels = self._labels[chosen].to(self._device)
        loss = self._cross_entropy(logits, labels, chosen)
        if self._teacher is not None:
            share = self._config.teacher_weight
            loss = (1 - share) * loss + share * self._distance(logits, pixels)
        return loss, (logits.detach().argmax(dim=1) == labels).sum()

    def _cross_entropy(
        self, logits: torch.Tensor, labels: torch.Tensor, chosen: torch.Tensor
    ) -> torch.Tensor:
        if self._targets is None:
            return nn.functional.cross_entropy(
                logits, labels, weight=self._weights,
                label_smoothing=self._config.label_smoothing,
            )  # fmt: skip
        targets = self._targets[chosen].to(self._device)
        return nn.functional.cross_entropy(logits, targets, weight=self._weights)

    def _distance(self, logits: torch.Tensor, pixels: torch.Tensor) -> torch.Tensor:
        """Kullback-Leibler divergence from the teacher, times the temperature squared."""
        assert self._teacher is not None
        assert self._teacher_pixels is not None
        temperature = self._config.teacher_temperature
        with torch.no_grad():
            answers = self._teacher(normalise(pixels.clone(), self._teacher_pixels)).float()
        return nn.functional.kl_div(
            nn.functional.log_softmax(logits / temperature, dim=1),
            nn.functional.log_softmax(answers / temperature, dim=1),
            reduction="batchmean",
            log_target=True,
        ) * (temperature**2)


def class_frequencies(labels: npt.NDArray[np.int64], classes: int) -> npt.NDArray[np.float64]:
    """Weight of each class, shape (classes,): inverse frequency, mean 1 over the faces."""
    counts = np.bincount(labels, minlength=classes).astype(np.float64)
    return np.asarray(len(labels) / (classes * np.maximum(counts, 1)))


def _class_weights(
    config: TrainConfig, labels: npt.NDArray[np.int64], device: torch.device
) -> torch.Tensor | None:
    if config.balance_classes != "loss":
        return None
    weights = class_frequencies(labels, config.network.classes)
    return torch.tensor(weights, dtype=torch.float32, device=device)


def _soft_targets(config: TrainConfig, train: FacePart) -> torch.Tensor | None:
    """Shape (m, classes), float32, rows sum to 1; None where labels alone decide."""
    shares = train.soft_labels if config.soft_labels else None
    if shares is None:
        return None
    classes, smoothing = config.network.classes, config.label_smoothing
    votes = shares.astype(np.float64)
    known = np.isfinite(votes).all(axis=1)
    if not known.any():
        return None
    targets = np.eye(classes)[train.labels] * (1 - smoothing) + smoothing / classes
    share = config.soft_labels
    targets[known] = (1 - share) * targets[known] + share * votes[known]
    return torch.from_numpy((targets / targets.sum(axis=1, keepdims=True)).astype(np.float32))


def _check_teacher(config: TrainConfig, teacher: Checkpoint | None) -> None:
    if teacher is None:
        if config.teacher:
            raise ConfigError("teacher", config.teacher, "its network was not given")
        return
    ours, theirs = config.network, teacher.info.spec
    if (ours.input_side, ours.classes) != (theirs.input_side, theirs.classes):
        raise ConfigError(
            "teacher", config.teacher,
            f"it sees {theirs.input_side} pixels and tells {theirs.classes} classes, the network "
            f"{ours.input_side} and {ours.classes}",
        )  # fmt: skip
