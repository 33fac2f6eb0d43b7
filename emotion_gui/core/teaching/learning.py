"""The last layers of a network learn from the features below them, which stay as they are.

What is shown is put through the lower layers once; then a step costs a small part of one of the
whole network. Batch norm keeps its statistics: a lesson is a few faces, often all of one person.
"""

from __future__ import annotations

import copy
import time
from contextlib import AbstractContextManager

import numpy as np
import torch
from torch import nn

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.errors import TrainingDivergedError
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext, Progress, without_reports
from emotion_gui.core.model.checkpoint import Checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import normalise
from emotion_gui.core.runtime import choose_device
from emotion_gui.core.training.arithmetic import arithmetic
from emotion_gui.core.training.augmentation import augment
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.schedules import learning_rate_at

_BATCH = 128
_TRIED = 128
_COST = 0.3
"""Of a step of the last layers, in forward passes of the whole network; for progress alone."""


def first_that_learns(network: EmotionCNN) -> int:
    """Number of the first block that learns; those before it stay, at least one does."""
    return max(1, len(network.blocks) - 1)


class LastLayers:
    """A copy of a network of which the last block and the head learn."""

    def __init__(
        self,
        before: EmotionCNN,
        recipe: TrainConfig,
        preprocessing: Preprocessing,
        context: JobContext,
    ) -> None:
        self._recipe, self._preprocessing, self._context = recipe, preprocessing, context
        self.device = choose_device(recipe.device)
        self._before = copy.deepcopy(before).eval().to(self.device)
        self.network = copy.deepcopy(self._before)
        self.first = first_that_learns(before)
        self.network.requires_grad_(False)
        for module in (*self.network.blocks[self.first :], self.network.head):
            module.requires_grad_(True)

    def features(
        self, part: FacePart, generator: torch.Generator, *, told: bool = True
    ) -> torch.Tensor:
        """What the layers that stay make of faces that are changed at random.

        Args:
            part: the faces.
            generator: of the changes.
            told: progress is reported: they are shown, not only looked at.

        Returns:
            Shape (n, maps, height, width), on the device.

        Raises:
            JobCancelled: a stop was asked for.
        """
        found = []
        for begin in range(0, len(part), _BATCH):
            self._context.checkpoint()
            chosen = np.arange(begin, min(begin + _BATCH, len(part)))
            faces = torch.from_numpy(part.pixels(chosen)).unsqueeze(1)
            pixels = faces.to(self.device).float().div_(255.0)
            pixels = augment(pixels, self._recipe.augmentation, generator)
            with torch.no_grad(), self._arithmetic():
                pixels = normalise(pixels, self._preprocessing)
                found.append(self._before.features(pixels, stop=self.first - 1).float())
            if told:
                done = begin + len(chosen)
                self._context.report(Progress(done, self._total(len(part)), "Teaching"))
        return torch.cat(found)

    def answers(self, network: EmotionCNN, features: torch.Tensor) -> torch.Tensor:
        """A network's logits, shape (n, classes), of what `features` gave."""
        with torch.no_grad():
            pieces = [self._logits(network, piece) for piece in torch.split(features, _BATCH)]
        return torch.cat(pieces)

    def learn(
        self,
        features: torch.Tensor,
        labels: torch.Tensor,
        own_share: torch.Tensor,
        generator: torch.Generator,
    ) -> None:
        """Once through all of them.

        Args:
            features: of what is shown, shape (n, ...).
            labels: shape (n,).
            own_share: shape (n,), how much the answers from before count in a face's loss.
            generator: of the order and of dropout.

        Raises:
            JobCancelled: a stop was asked for.
            TrainingDivergedError: the loss is not finite.
        """
        recipe, count = self._recipe, len(features)
        warmth = recipe.teacher_temperature
        taught = self.answers(self._before, features).div(warmth).softmax(dim=1)
        labels, own_share = labels.to(self.device), own_share.to(self.device)
        optimizer = _optimizer(recipe, self.network)
        order = torch.randperm(count, generator=generator)
        batches = max(1, count // recipe.batch_size)
        for number in range(batches):
            self._context.checkpoint()
            chosen = order[number * recipe.batch_size : (number + 1) * recipe.batch_size]
            for group in optimizer.param_groups:
                group["lr"] = learning_rate_at(recipe, step=number, steps_per_epoch=batches)
            logits = self._logits(self.network, features[chosen])
            loss = self._loss(logits, labels[chosen], taught[chosen], own_share[chosen])
            if not bool(torch.isfinite(loss)):
                raise TrainingDivergedError(1)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            done = count + round(_COST * count * (number + 1) / batches)
            self._context.report(Progress(done, self._total(count), "Teaching"))

    def _loss(
        self,
        logits: torch.Tensor,
        labels: torch.Tensor,
        taught: torch.Tensor,
        own_share: torch.Tensor,
    ) -> torch.Tensor:
        warmth = self._recipe.teacher_temperature
        by_label = nn.functional.cross_entropy(
            logits, labels, reduction="none", label_smoothing=self._recipe.label_smoothing
        )
        told = nn.functional.log_softmax(logits / warmth, dim=1)
        by_answer = nn.functional.kl_div(told, taught, reduction="none").sum(dim=1) * warmth**2
        return ((1 - own_share) * by_label + own_share * by_answer).mean()

    def _logits(self, network: EmotionCNN, features: torch.Tensor) -> torch.Tensor:
        with self._arithmetic():
            return network.from_features(features, layer=self.first - 1).float()

    def _arithmetic(self) -> AbstractContextManager[object]:
        return arithmetic(self.device, self._recipe.precision)

    def _total(self, count: int) -> int:
        return count + round(_COST * count)


def _optimizer(recipe: TrainConfig, network: EmotionCNN) -> torch.optim.Optimizer:
    learning = [p for p in network.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in learning if p.ndim > 1], "weight_decay": recipe.weight_decay},
        {"params": [p for p in learning if p.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=recipe.learning_rate)


def measured_seconds(
    before: Checkpoint,
    recipe: TrainConfig,
    shown: FacePart,
    *,
    looked_at: int,
    context: JobContext,
) -> float:
    """About how long a lesson takes: a few faces are put through it, on a copy.

    Args:
        before: the network that would learn.
        recipe: of the lesson.
        shown: everything that would be shown.
        looked_at: faces that a network would answer besides.
        context: may cancel.

    Raises:
        JobCancelled: a stop was asked for.
    """
    few = FacePart(shown.faces, shown.rows[:_TRIED], shown.labels[:_TRIED], shown.name)
    learner = LastLayers(
        before.network, recipe, before.info.preprocessing, without_reports(context)
    )
    with torch.random.fork_rng(devices=[]):
        generator = torch.Generator().manual_seed(0)
        learner.features(few, generator)  # the first batch readies what the others use
        began = time.perf_counter()
        features = learner.features(few, generator)
        forward_s = time.perf_counter() - began
        share = torch.zeros(len(few))
        began = time.perf_counter()
        learner.learn(features, torch.from_numpy(few.labels), share, generator)
        step_s = time.perf_counter() - began
    return ((forward_s + step_s) * len(shown) + forward_s * looked_at) / len(few)
