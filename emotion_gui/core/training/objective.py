"""What a step is driven towards: labels, voters' shares, and a teacher's answers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.evaluation.predict import ready
from emotion_gui.core.model.checkpoint import Checkpoint
from emotion_gui.core.model.inputs import normalise
from emotion_gui.core.training.arithmetic import arithmetic
from emotion_gui.core.training.config import TrainConfig


class Objective:
    """The loss of a training, over positions in its training part.

    Without votes and teacher it is cross-entropy with smoothed labels. Votes are mixed into the
    targets: `(1 - soft_labels) * smoothed label + soft_labels * votes`, face by face. Teachers
    add `teacher_weight` of Hinton's distillation term (https://arxiv.org/abs/1503.02531); several
    teach the mean of their softened probabilities.
    """

    def __init__(
        self,
        config: TrainConfig,
        train: FacePart,
        device: torch.device,
        teachers: Sequence[Checkpoint] = (),
    ) -> None:
        _check_teachers(config, teachers)
        self._config, self._device, self._train = config, device, train
        self._labels = torch.from_numpy(train.labels)
        self._weights = _class_weights(config, train.labels, device)
        self._targets = _soft_targets(config, train)
        self._teachers = [
            (ready(teacher.network, device), teacher.info.preprocessing) for teacher in teachers
        ]
        # What teachers say about a face as it is: asked when it is first met.
        self._known = torch.zeros(len(train), dtype=torch.bool)
        self._said = torch.zeros(len(train), config.network.classes)

    def loss(
        self, logits: torch.Tensor, pixels: torch.Tensor, chosen: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Loss of a batch, and how many of its labels are hit.

        Args:
            logits: shape (n, classes), float32.
            pixels: the augmented faces in [0, 1], shape (n, 1, side, side), as
                `config.teacher_sees` has them for teachers; left as they are.
            chosen: shape (n,), their positions in the training part.

        Returns:
            Two scalars on the device: the loss, and a count.
        """
        labels = self._labels[chosen].to(self._device)
        loss = self._cross_entropy(logits, labels, chosen)
        if self._teachers:
            share = self._config.teacher_weight
            loss = (1 - share) * loss + share * self._distance(logits, self._taught(pixels, chosen))
        return loss, (logits.detach().argmax(dim=1) == labels).sum()

    def share_of(self, some: torch.Tensor, chosen: torch.Tensor) -> float:
        """How much some of a batch's faces count in the mean over all of it, in [0, 1]."""
        if len(some) == len(chosen):
            return 1.0
        if self._weights is None or self._targets is not None:
            return len(some) / len(chosen)
        weights = self._weights.cpu()
        return float(weights[self._labels[some]].sum() / weights[self._labels[chosen]].sum())

    def _cross_entropy(
        self, logits: torch.Tensor, labels: torch.Tensor, chosen: torch.Tensor
    ) -> torch.Tensor:
        if self._targets is None:
            return nn.functional.cross_entropy(
                logits,
                labels,
                weight=self._weights,
                label_smoothing=self._config.label_smoothing,
            )
        targets = self._targets[chosen].to(self._device)
        return nn.functional.cross_entropy(logits, targets, weight=self._weights)

    def _taught(self, pixels: torch.Tensor, chosen: torch.Tensor) -> torch.Tensor:
        """The teachers' softened mean answer, shape (n, classes), on the device."""
        if self._config.teacher_sees != "clean":
            return self._answers(pixels)
        new = chosen[~self._known[chosen]]
        if len(new):
            faces = torch.from_numpy(self._train.pixels(new.numpy())).unsqueeze(1)
            plain = faces.to(self._device).float().div_(255.0)
            # Augmentation mirrors faces: the target is one for both.
            answer = self._answers(torch.cat((plain, plain.flip(3))))
            self._said[new] = answer.reshape(2, len(new), -1).mean(dim=0).cpu()
            self._known[new] = True
        return self._said[chosen].to(self._device)

    def _answers(self, pixels: torch.Tensor) -> torch.Tensor:
        temperature = self._config.teacher_temperature
        with torch.no_grad(), arithmetic(self._device, self._config.precision):
            answers = [
                network(normalise(pixels.clone(), preprocessing)).float().div(temperature)
                for network, preprocessing in self._teachers
            ]
            return torch.stack([answer.softmax(dim=1) for answer in answers]).mean(dim=0)

    def _distance(self, logits: torch.Tensor, taught: torch.Tensor) -> torch.Tensor:
        """Kullback-Leibler divergence from the teachers, times the temperature squared."""
        temperature = self._config.teacher_temperature
        return nn.functional.kl_div(
            nn.functional.log_softmax(logits / temperature, dim=1), taught, reduction="batchmean"
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


def _check_teachers(config: TrainConfig, teachers: Sequence[Checkpoint]) -> None:
    if config.teacher and not teachers:
        raise ConfigError("teacher", config.teacher, "its network was not given")
    ours = config.network
    for theirs in (teacher.info.spec for teacher in teachers):
        if (ours.input_side, ours.classes) != (theirs.input_side, theirs.classes):
            raise ConfigError(
                "teacher",
                config.teacher,
                f"it sees {theirs.input_side} pixels and tells {theirs.classes} classes, the "
                f"network {ours.input_side} and {ours.classes}",
            )
