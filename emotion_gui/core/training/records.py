"""What a training is made of and what it reports. No torch here."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.model.spec import PAPER, NetworkSpec

Optimizer = Literal["adam", "adamw", "sgd"]
Schedule = Literal["constant", "one-cycle", "cosine"]
Balance = Literal["off", "loss", "sampling"]
Precision = Literal["auto", "float32", "bfloat16"]


@dataclass(frozen=True)
class AugmentationConfig:
    """New random values each epoch, per face (METHOD section 3).

    Attributes:
        rotation_deg: up to this angle either way.
        shift: up to this share of the side, either way, on both axes.
        scale: size factor up to 1 +- this.
        brightness: factor up to 1 +- this.
        contrast: factor about the face's mean, up to 1 +- this.
        flip: probability of a horizontal mirror image.
        erase: probability of a grey rectangle (2-20 % of the area).
    """

    rotation_deg: float = 15.0
    shift: float = 0.0
    scale: float = 0.0
    brightness: float = 0.2
    contrast: float = 0.2
    flip: float = 0.5
    erase: float = 0.0

    def __post_init__(self) -> None:
        limits = {"rotation_deg": 180.0, "shift": 0.5, "scale": 0.9, "brightness": 1.0,
                  "contrast": 1.0, "flip": 1.0, "erase": 1.0}  # fmt: skip
        for name, limit in limits.items():
            _check_range(name, getattr(self, name), 0.0, limit)

    @property
    def is_off(self) -> bool:
        return not any(dataclasses.astuple(self))


@dataclass(frozen=True)
class TrainConfig:
    """Everything that decides a training, apart from its data.

    Attributes:
        preset: name of the preset it began as, for people.
        network: shape of the network.
        epochs: passes over the training part.
        batch_size: faces a step.
        learning_rate: constant rate, or the peak of a schedule.
        optimizer: `adam` (the paper), `adamw`, `sgd` (Nesterov, momentum 0.9).
        schedule: `constant` (the paper), `one-cycle`, `cosine` (with one epoch of warm-up).
        weight_decay: decoupled for `adamw`, L2 otherwise.
        label_smoothing: share of the target spread over all classes.
        soft_labels: share of the target taken from the voters (FER+) where a face has votes;
            the rest is its label. 0 = labels alone.
        balance_classes: `loss` weighs by inverse class frequency, `sampling` draws every class
            equally often (with replacement); `off` takes the faces as they come.
        teacher: checkpoints whose answers are learned too (Hinton et al. 2015,
            https://arxiv.org/abs/1503.02531): files, bundled models or runs, with commas between
            them (their mean answer teaches); "" = none.
        teacher_weight: share of the teachers in the loss.
        teacher_temperature: softens both answers before they are compared.
        frozen_features: keep the weights that the run starts from, learn a new head alone.
        ema: decay of averaged weights that are evaluated and kept; 0 = off.
        early_stop: stop after this many epochs without a better test accuracy; 0 = off.
        seed: decides weights, order, augmentation and dropout.
        device: `auto`, `cpu`, `cuda`, `mps`.
        precision: of the steps' arithmetic, teachers' included; weights and evaluation stay
            float32. `auto` takes bfloat16 where the device is faster with it
            (`runtime.pays_bfloat16`).
        deterministic: refuse operations that may differ between two runs on a graphics card; on
            the CPU a run repeats bit by bit in any case.
        augmentation: random changes of the training faces.
    """

    preset: str = "best-on-cpu"
    network: NetworkSpec = PAPER
    epochs: int = 60
    batch_size: int = 128
    learning_rate: float = 4e-3
    optimizer: Optimizer = "adamw"
    schedule: Schedule = "one-cycle"
    weight_decay: float = 0.01
    label_smoothing: float = 0.1
    soft_labels: float = 0.0
    balance_classes: Balance = "off"
    teacher: str = ""
    teacher_weight: float = 0.5
    teacher_temperature: float = 4.0
    frozen_features: bool = False
    ema: float = 0.0
    early_stop: int = 0
    seed: int = 7
    device: str = "auto"
    precision: Precision = "auto"
    deterministic: bool = False
    augmentation: AugmentationConfig = field(default_factory=AugmentationConfig)

    def __post_init__(self) -> None:
        _check_range("epochs", self.epochs, 1, 100_000)
        _check_range("batch_size", self.batch_size, 2, 65_536)
        _check_range("learning_rate", self.learning_rate, 1e-9, 100.0)
        _check_range("weight_decay", self.weight_decay, 0.0, 10.0)
        _check_range("label_smoothing", self.label_smoothing, 0.0, 0.9)
        _check_range("soft_labels", self.soft_labels, 0.0, 1.0)
        _check_range("teacher_weight", self.teacher_weight, 0.0, 1.0)
        _check_range("teacher_temperature", self.teacher_temperature, 0.1, 100.0)
        _check_range("ema", self.ema, 0.0, 0.99999)
        _check_range("early_stop", self.early_stop, 0, 100_000)
        _check_range("seed", self.seed, 0, 2**62)
        if self.optimizer not in get_args(Optimizer):
            raise ConfigError("optimizer", self.optimizer, "adam, adamw or sgd")
        if self.schedule not in get_args(Schedule):
            raise ConfigError("schedule", self.schedule, "constant, one-cycle or cosine")
        if self.balance_classes not in get_args(Balance):
            raise ConfigError("balance_classes", self.balance_classes, "off, loss or sampling")
        if self.precision not in get_args(Precision):
            raise ConfigError("precision", self.precision, "auto, float32 or bfloat16")

    def to_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TrainConfig:
        """Rebuild after a trip through JSON; fields that older runs lack take their defaults.

        Raises:
            ConfigError: a field is missing, unknown or out of range.
        """
        try:
            values = dict(data)
            values["network"] = NetworkSpec.from_json(values["network"])
            values["augmentation"] = AugmentationConfig(**values["augmentation"])
            if isinstance(values.get("balance_classes"), bool):  # as version 0.1 stored it
                values["balance_classes"] = "loss" if values["balance_classes"] else "off"
            return cls(**values)
        except (KeyError, TypeError) as error:
            raise ConfigError("config", data, "not a training configuration") from error


@dataclass(frozen=True)
class BatchRecord:
    """Where a running epoch is, with its mean loss so far; reported 25 times a second."""

    epoch: int
    batch: int
    batches: int
    loss: float
    images_per_second: float


@dataclass(frozen=True)
class MemoryNotice:
    """The device's memory was full: each step now goes through in `pieces` pieces."""

    batch_size: int
    pieces: int


@dataclass(frozen=True)
class EpochRecord:
    """One finished epoch.

    Attributes:
        epoch: from 1.
        train_loss: mean over the epoch's augmented batches.
        train_accuracy: share right on the same augmented batches, in [0, 1].
        test_loss: cross-entropy on the test part (no smoothing).
        test_accuracy: share right on the test part, in [0, 1].
        learning_rate: at the end of the epoch.
        images_per_second: training faces over time spent training them.
        seconds: the whole epoch with its evaluation.
        confusion: counts on the test part, rows = truth.
    """

    epoch: int
    train_loss: float
    train_accuracy: float
    test_loss: float
    test_accuracy: float
    learning_rate: float
    images_per_second: float
    seconds: float
    confusion: tuple[tuple[int, ...], ...] = ()

    def to_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> EpochRecord:
        values = dict(data)
        values["confusion"] = tuple(tuple(row) for row in values.get("confusion", ()))
        return cls(**values)


def _check_range(name: str, value: float, low: float, high: float) -> None:
    if not isinstance(value, int | float) or (isinstance(value, float) and math.isnan(value)):
        raise ConfigError(name, value, "must be a number")
    if not low <= value <= high:
        raise ConfigError(name, value, f"must lie between {low:g} and {high:g}")
