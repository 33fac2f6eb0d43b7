"""Images a second in training: the real loop, the bare step, and the usual loop."""

from __future__ import annotations

import dataclasses
import itertools
import statistics
import time
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from emotion_gui.core.benchmarks import torchvision_guard
from emotion_gui.core.benchmarks.result import BenchResult, has_usual_libraries, median_pair
from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.data.sample_faces import scale_faces
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.runtime import keep_freed_memory, pays_bfloat16
from emotion_gui.core.training.arithmetic import arithmetic
from emotion_gui.core.training.engine import TrainState, new_state, train_epochs
from emotion_gui.core.training.presets import preset

_BATCH = 128
_FACES = 24 * _BATCH
_BARE_STEPS = 16
_ROUNDS = 3


def bench_training(context: JobContext) -> list[BenchResult]:
    """The training loop with augmentation, against a fixed batch and against the usual loop."""
    faces, labels = _faces()
    bare = _BareStep(faces[:_BATCH], labels[:_BATCH])
    ours: list[float] = []
    base: list[float] = []

    def after_epoch(state: TrainState, is_best: bool) -> None:
        del is_best
        ours.append(state.records[-1].images_per_second)
        base.append(bare.rate())

    part = FacePart(faces, np.arange(len(faces)), labels, "train")
    few = FacePart(faces, np.arange(_BATCH), labels[:_BATCH], "test")
    config = dataclasses.replace(
        preset("best-on-cpu").config, epochs=_ROUNDS + 1, batch_size=_BATCH, device="cpu"
    )
    bare.rate()
    train_epochs(
        config,
        new_state(config),
        train=part,
        test=few,
        preprocessing=Preprocessing(),
        on_epoch=after_epoch,
        context=context,
    )
    rate, bare_rate = statistics.median(ours[1:]), statistics.median(base[1:])
    where = (
        f"network of 409,461 parameters, batch {_BATCH}, {_FACES:,} rendered faces in memory, "
        f"{torch.get_num_threads()} threads, "
        f"{'bfloat16' if pays_bfloat16(torch.device('cpu')) else 'float32'} steps"
    )
    result = BenchResult(
        "training",
        rate,
        "images/s",
        bare_rate,
        rate / bare_rate,
        f"augmentation included; baseline: bare step on one fixed batch; {where}",
        ">= 0.85 of the bare step",
        rate / bare_rate >= 0.85,
    )
    if not has_usual_libraries():
        return [result]
    usual = _UsualLoop(faces[:1920], labels[:1920])
    usual_rate, bare_beside = median_pair(usual.rate, bare.rate, rounds=3, context=context)
    # The two loops did not run in turns: both are put in terms of the bare step beside them.
    return [result, _beside_the_usual(rate, usual_rate * bare_rate / bare_beside, where)]


def _beside_the_usual(rate: float, usual_rate: float, where: str) -> BenchResult:
    return BenchResult(
        "training_usual_loop",
        rate,
        "images/s",
        usual_rate,
        rate / usual_rate,
        "baseline: PIL pictures, torchvision transforms, DataLoader with 2 workers, plain "
        f"memory layout, float32; {where}",
        ">= 2x the usual loop",
        rate / usual_rate >= 2.0,
    )


def _faces() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    pieces = list(scale_faces(count=_FACES, seed=1, bases=140))
    return (
        np.concatenate([piece.faces for piece in pieces]),
        np.concatenate([piece.labels for piece in pieces]),
    )


class _BareStep:
    """Forward, backward and optimizer step on one batch that stays in memory.

    In the precision that the training takes here, so that it bounds what the training can reach.
    """

    def __init__(self, faces: npt.NDArray[np.uint8], labels: npt.NDArray[np.int64]) -> None:
        self._network = EmotionCNN().train()
        self._network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        pixels = torch.from_numpy(faces).unsqueeze(1).float().div_(255).sub_(0.5).div_(0.25)
        self._faces = pixels.contiguous(memory_format=torch.channels_last)
        self._labels = torch.from_numpy(labels)
        self._optimizer = torch.optim.AdamW(self._network.parameters(), lr=1e-3)

    def rate(self) -> float:
        """Images a second over a couple of dozen steps, with memory kept as in training."""
        with keep_freed_memory():
            self._step()
            return self._rate()

    def _rate(self) -> float:
        start = time.perf_counter()
        for _ in range(_BARE_STEPS):
            self._step()
        return _BARE_STEPS * len(self._faces) / (time.perf_counter() - start)

    def _step(self) -> None:
        with arithmetic(self._faces.device, "auto"):
            logits = self._network(self._faces)
        loss = nn.functional.cross_entropy(logits.float(), self._labels, label_smoothing=0.1)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self._optimizer.step()


def _tutorial_network() -> nn.Module:
    """The same six modules, layer after layer as tutorials write them."""
    widths = (1, 16, 32, 64, 128, 256)
    layers: list[nn.Module] = []
    for inputs, outputs in itertools.pairwise(widths):
        layers += [
            nn.Conv2d(inputs, outputs, 3, padding=1),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
            nn.MaxPool2d(2),
        ]
    layers += [nn.Conv2d(256, 7, 3, padding=1), nn.BatchNorm2d(7)]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())


class _PictureSet(torch.utils.data.Dataset[tuple[Any, int]]):
    """Pictures as most projects hold them: one PIL image a face, transformed one by one."""

    def __init__(self, faces: npt.NDArray[np.uint8], labels: npt.NDArray[np.int64]) -> None:
        torchvision_guard.install()
        from PIL import Image
        from torchvision import transforms

        self._pictures = [Image.fromarray(face) for face in faces]
        self._labels = [int(label) for label in labels]
        as_ours = preset("best-on-cpu").config.augmentation
        scale = (1 - as_ours.scale, 1 + as_ours.scale)
        shift = (as_ours.shift, as_ours.shift)
        self._transform = transforms.Compose(
            [
                transforms.RandomAffine(as_ours.rotation_deg, translate=shift, scale=scale),
                transforms.ColorJitter(as_ours.brightness, as_ours.contrast),
                transforms.RandomHorizontalFlip(as_ours.flip),
                transforms.ToTensor(),
                transforms.Normalize((0.5,), (0.25,)),
            ]
        )

    def __len__(self) -> int:
        return len(self._pictures)

    def __getitem__(self, index: int) -> tuple[Any, int]:
        return self._transform(self._pictures[index]), self._labels[index]


class _UsualLoop:
    """The training loop of the tutorials."""

    def __init__(self, faces: npt.NDArray[np.uint8], labels: npt.NDArray[np.int64]) -> None:
        self._pictures = _PictureSet(faces, labels)
        self._network = _tutorial_network().train()
        self._optimizer = torch.optim.AdamW(self._network.parameters(), lr=1e-3)

    def rate(self) -> float:
        """Images a second over one epoch; the workers' start is not counted."""
        loader = torch.utils.data.DataLoader(
            self._pictures, batch_size=_BATCH, shuffle=True, num_workers=2, drop_last=True
        )
        images, start = 0, 0.0
        for faces, labels in loader:
            if start:
                images += len(faces)
            loss = nn.functional.cross_entropy(self._network(faces), labels)
            self._optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            self._optimizer.step()
            start = start or time.perf_counter()
        return images / (time.perf_counter() - start)
