"""One optimizer step on some training faces, within the memory that the device has."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

import torch
from torch import nn

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.model.checkpoint import Checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import normalise
from emotion_gui.core.runtime import choose_device
from emotion_gui.core.training.arithmetic import arithmetic
from emotion_gui.core.training.augmentation import reframe
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.degradations import degrade
from emotion_gui.core.training.objective import Objective
from emotion_gui.core.training.ranks import ALONE, Ranks
from emotion_gui.core.training.records import MemoryNotice

logger = logging.getLogger(__name__)

_LEAST_PIECE = 2  # batch norm needs two faces where a map has one value


class Stepper:
    """Draws, changes and learns batches of the training part.

    When the device's memory is full a step is repeated in twice as many pieces whose gradients
    are added: order, schedule and learning rate stay, batch norm sees the smaller pieces.
    """

    def __init__(
        self,
        config: TrainConfig,
        network: EmotionCNN,
        optimizer: torch.optim.Optimizer,
        train: FacePart,
        preprocessing: Preprocessing,
        *,
        teachers: Sequence[Checkpoint] = (),
        on_memory: Callable[[MemoryNotice], None] = lambda notice: None,
        called: nn.Module | None = None,
        ranks: Ranks = ALONE,
    ) -> None:
        self._config, self._network, self._optimizer = config, network, optimizer
        self._train, self._preprocessing, self._on_memory = train, preprocessing, on_memory
        self.device = choose_device(config.device)
        self._objective = Objective(config, train, self.device, teachers)
        self._pieces = 1
        # What is called instead of the network where several processes learn together.
        self._called, self._ranks = called or network, ranks
        self.batch_size = min(config.batch_size, len(train))
        self.batches = len(train) // self.batch_size

    def training_mode(self) -> None:
        """Layers that learn behave as in training, frozen ones as in evaluation."""
        self._network.train()
        if self._config.frozen_features:
            self._network.blocks.eval()

    def step(
        self, chosen: torch.Tensor, generator: torch.Generator, *, rate: float
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Learn the faces at positions `chosen`, shape (n,), at learning rate `rate`.

        Returns:
            The loss and the number of hits, two scalars on the device; of several processes each
            has its share of both.

        Raises:
            ConfigError: the memory does not even hold two faces.
        """
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        faces = torch.from_numpy(self._train.pixels(chosen.numpy())).unsqueeze(1)
        pixels = faces.to(self.device).float().div_(255.0)
        crops = reframe(pixels, self._config.augmentation, generator)
        pixels = degrade(crops, self._config.augmentation, generator)
        mine = self._ranks.mine(len(chosen))
        share = self._objective.share_of(chosen[mine], chosen)
        pixels, crops, chosen = pixels[mine], crops[mine], chosen[mine]
        while True:
            self._optimizer.zero_grad(set_to_none=True)
            try:
                loss, right = self._backward(pixels, crops, chosen, share)
                break
            except RuntimeError as error:  # torch.OutOfMemoryError is one
                if not is_out_of_memory(error):
                    raise
            self._split_further(len(chosen))  # after `except`: the frames of the error are free
        self._optimizer.step()
        return loss, right

    def _backward(
        self, pixels: torch.Tensor, crops: torch.Tensor, chosen: torch.Tensor, of_batch: float
    ) -> tuple[torch.Tensor, torch.Tensor]:
        total = torch.zeros((), device=self.device)
        right = torch.zeros((), dtype=torch.long, device=self.device)
        split = (faces.chunk(self._pieces) for faces in (pixels, crops, chosen))
        for piece, whole, places in zip(*split, strict=True):
            loss, hits = self._loss(piece, whole, places)
            share = len(places) / len(chosen)
            if share < 1:
                loss = loss * share
            # The gradients of several processes are averaged; wanted is their weighted sum.
            weight = of_batch * self._ranks.count
            (loss if weight == 1 else loss * weight).backward()  # type: ignore[no-untyped-call]
            total += loss.detach() * of_batch
            right += hits
        return total, right

    def _loss(
        self, pixels: torch.Tensor, crops: torch.Tensor, chosen: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        faces = pixels.clone(memory_format=torch.channels_last)
        with arithmetic(self.device, self._config.precision):
            logits = self._called(normalise(faces, self._preprocessing))
        shown = crops if self._config.teacher_sees == "crop" else pixels
        return self._objective.loss(logits.float(), shown, chosen)

    def _split_further(self, faces: int) -> None:
        if self._ranks.are_many or faces // (2 * self._pieces) < _LEAST_PIECE:
            raise ConfigError(
                "batch_size",
                self._config.batch_size,
                "the device's memory does not hold even two faces at once; choose a smaller "
                "network or another device",
            )
        self._pieces *= 2
        if self.device.type == "cuda":
            torch.cuda.empty_cache()
        logger.warning("out of memory: each step now goes in %d pieces", self._pieces)
        self._on_memory(MemoryNotice(self._config.batch_size, self._pieces))


def is_out_of_memory(error: RuntimeError) -> bool:
    """Whether torch failed for lack of memory; MPS and the CPU have no error class of their own."""
    if isinstance(error, torch.OutOfMemoryError):
        return True
    text = str(error).lower()
    return "out of memory" in text or "can't allocate memory" in text
