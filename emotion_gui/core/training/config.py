"""What decides a training, apart from its data. No torch here."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.fields import Field, check_fields, declared
from emotion_gui.core.model.spec import PAPER, NetworkSpec
from emotion_gui.core.model.stored_spec import spec_from_json, spec_to_json

Optimizer = Literal["adam", "adamw", "sgd"]
Schedule = Literal["constant", "one-cycle", "cosine"]
Balance = Literal["off", "loss", "sampling"]
Precision = Literal["auto", "float32", "bfloat16"]
TeacherSees = Literal["changed", "crop", "clean"]
Keep = Literal["best", "last"]


_CAMERA_FAULTS = (
    *("blur_px", "motion_px", "coarse", "gamma", "noise", "jpeg"),
    *("shade", "dark", "hide"),
)
_DOSES = ("faults", "untouched")  # how many and how often, not what

BASIC, START = "basic", "start"  # parts of the form: always in sight; what a training begins with


def _share(label: str, title: str, *, high: float = 1.0, reach: float = 1.0) -> Field:
    return Field(
        label=label, title=title, high=high, reach=reach, step=0.01, unit="\u00a0%", shown=100.0
    )


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
        blur_px: Gaussian blur, standard deviation up to so many pixels.
        motion_px: blur along a line of random direction, up to so long.
        coarse: probability of being scaled to 12-24 pixels and back.
        gamma: exponent from 1 / (1 + this) to 1 + this.
        noise: Gaussian noise, standard deviation up to this share of the range.
        jpeg: quality down to 100 - 95 times this.
        shade: light from a side: brighter by up to this share at one edge, darker at the other.
        dark: up to this share of the light lost, with a sensor's grain.
        hide: a flat band from one edge, over up to this share of the side.
        faults: how many of what cameras do (from `blur_px` on) a face gets; 0 = all at once.
        untouched: share of the faces that none of these touches.
    """

    rotation_deg: float = declared(
        15.0,
        Field(label="Rotation", title="Rotation, in degrees", high=180.0, reach=45.0, unit="°"),
    )
    shift: float = declared(0.0, _share("Shift", "Shift, as a share", high=0.5, reach=0.25))
    scale: float = declared(0.0, _share("Size", "Size, as a share", high=0.9, reach=0.3))
    brightness: float = declared(0.2, _share("Brightness", "Brightness, as a share", reach=0.6))
    contrast: float = declared(0.2, _share("Contrast", "Contrast, as a share", reach=0.6))
    flip: float = declared(0.5, _share("Mirror", "Mirror, as a share"))
    erase: float = declared(0.0, _share("Cover a part", "Cover a part, as a share"))
    blur_px: float = declared(
        0.0,
        Field(label="Blur", title="Blur, in pixels", high=8.0, reach=3.0, step=0.1, unit=" px"),
    )
    motion_px: float = declared(
        0.0,
        Field(
            label="Motion blur",
            title="Motion blur, in pixels",
            high=24.0,
            reach=12.0,
            step=0.5,
            unit=" px",
        ),
    )
    coarse: float = declared(0.0, _share("From far away", "From far away, as a share"))
    gamma: float = declared(0.0, _share("Gamma", "Gamma, as a share", high=2.0))
    noise: float = declared(0.0, _share("Noise", "Noise, as a share", high=0.5, reach=0.2))
    jpeg: float = declared(0.0, _share("JPEG", "JPEG, as a share"))
    shade: float = declared(0.0, _share("Light from a side", "Light from a side, as a share"))
    dark: float = declared(0.0, _share("Little light", "Little light, as a share", high=0.95))
    hide: float = declared(0.0, _share("Hide from an edge", "Hide from an edge, as a share"))
    faults: int = declared(
        0,
        Field(
            label="Camera faults a face",
            title="How many of the camera's faults a face gets",
            high=20,
            reach=9,
            lowest="all",
        ),
    )
    untouched: float = declared(
        0.0, _share("Without these faults", "Without the camera's faults, as a share")
    )

    def __post_init__(self) -> None:
        check_fields(self)

    @property
    def is_off(self) -> bool:
        return not any(
            value for name, value in dataclasses.asdict(self).items() if name not in _DOSES
        )

    @property
    def degrades(self) -> bool:
        """Something of what cameras do is on."""
        return any(getattr(self, name) for name in _CAMERA_FAULTS)

    @property
    def active(self) -> dict[str, Any]:
        """The values that change something, by field."""
        values = dataclasses.asdict(self)
        return {k: v for k, v in values.items() if v and (k not in _DOSES or self.degrades)}


@dataclass(frozen=True)
class TrainConfig:
    """Everything that decides a training, apart from its data.

    A field that is declared here is in the form, in sweeps and on the command line by itself.

    Attributes:
        preset: name of the preset it began as, for people.
        network: shape of the network.
        epochs: passes over the training part.
        batch_size: faces a step.
        learning_rate: constant rate, or the peak of a schedule.
        keep: which epoch's weights are the run's result: `last`, the network after all its epochs
            (the paper's question), or `best`, the epoch with the highest accuracy on the test
            part, which is a little kind to a model that is judged on the same faces.
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
        teacher_sees: `changed`, the same augmented face as the student; `crop`, that face before
            the camera's faults (from `blur_px` on); or `clean`, the face as it is (the mean with
            its mirror image; asked once a face). With the last two the student learns to give
            the same answer whatever was done to the face.
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
    epochs: int = declared(
        60,
        Field(
            label="Ep&ochs",
            low=1,
            high=100_000,
            group=BASIC,
            tip="Passes over the training part.",
        ),
    )
    learning_rate: float = declared(
        4e-3,
        Field(
            label="Learning rate",
            low=1e-9,
            high=100.0,
            step=None,
            group=BASIC,
            option="--lr",
            tip="Constant, or the peak of a rate that changes over time.",
        ),
    )
    batch_size: int = declared(
        128,
        Field(
            label="Batc&h",
            title="Batch, in faces",
            low=2,
            high=65_536,
            step=16,
            group=BASIC,
            tip="Faces a step.",
        ),
    )
    seed: int = declared(
        7,
        Field(
            label="Seed",
            high=2**62,
            group=BASIC,
            varies=False,
            tip="Decides every random draw.",
        ),
    )
    keep: Keep = declared(
        "best",
        Field(
            label="Kept epoch",
            title="Epoch that is kept",
            choices=(("best", "best on test"), ("last", "the last")),
            tip="The network after its last epoch, or the epoch that was best on the test part: "
            "that one is chosen on the faces it is then judged on, so it looks a little "
            "better than it is.",
        ),
    )
    optimizer: Optimizer = declared(
        "adamw",
        Field(
            label="Optimizer",
            choices=(("adam", "Adam"), ("adamw", "AdamW"), ("sgd", "SGD, Nesterov")),
            tip="Adam is the paper's; AdamW decays weights apart from the steps.",
        ),
    )
    schedule: Schedule = declared(
        "one-cycle",
        Field(
            label="Rate over time",
            choices=(
                ("constant", "constant rate"),
                ("one-cycle", "one cycle"),
                ("cosine", "cosine curve"),
            ),
            tip="One cycle rises to the learning rate and falls to almost nothing.",
        ),
    )
    weight_decay: float = declared(
        0.01,
        Field(
            label="Weight decay",
            high=10.0,
            step=0.005,
            lowest="off",
            tip="Pulls weights towards zero; keeps the network from learning by heart.",
        ),
    )
    label_smoothing: float = declared(
        0.1,
        Field(
            label="Label smoothing",
            high=0.9,
            step=0.05,
            lowest="off",
            tip="Share of each label spread over all emotions; helps with noisy labels.",
        ),
    )
    ema: float = declared(
        0.0,
        Field(
            label="Averaged weights",
            high=0.99999,
            step=0.001,
            lowest="off",
            tip="Memory of a running average of the weights, 0.999 for long runs.",
        ),
    )
    early_stop: int = declared(
        0,
        Field(
            label="Stop early",
            title="Stop early after epochs without gain",
            high=100_000,
            lowest="off",
            tip="Stop after so many epochs without a better test accuracy.",
        ),
    )
    balance_classes: Balance = declared(
        "off",
        Field(
            label="Balance classes",
            option="--balance",
            choices=(
                ("off", "as they come"),
                ("loss", "weigh the loss"),
                ("sampling", "draw evenly"),
            ),
            tip="Rare emotions count as much: by weight, or by being drawn more often.",
        ),
    )
    soft_labels: float = declared(
        0.0,
        Field(
            label="Votes count",
            title="Weight of the voters",
            step=0.1,
            lowest="off",
            tip="Share of the target taken from the voters (FER+), for faces with votes.",
        ),
    )
    teacher: str = declared(
        "",
        Field(
            group=START,
            label="Teacher",
            tip="A model whose answers are learned besides the labels.",
        ),
    )
    teacher_weight: float = declared(
        0.5,
        Field(
            group=START,
            label="Teacher's share",
            step=0.1,
            tip="Share of the teacher in the loss; the labels have the rest.",
        ),
    )
    teacher_temperature: float = declared(
        4.0,
        Field(
            group=START,
            label="Temperature",
            low=0.1,
            high=100.0,
            step=0.5,
            tip="Softens both answers before they are compared.",
        ),
    )
    teacher_sees: TeacherSees = declared(
        "changed",
        Field(
            group=START,
            label="Teacher sees",
            choices=(
                ("changed", "the changed face"),
                ("crop", "it without camera faults"),
                ("clean", "the face as it is"),
            ),
            tip="The face as it is: the network learns to answer the same whatever a camera "
            "did to it. The same changed face: it learns all that the teacher knows. That face "
            "before the camera's faults: both.",
        ),
    )
    frozen_features: bool = declared(
        False,
        Field(
            group=START,
            label="New head only",
            option="--new-head",
            tip="Learns a new last module; the features stay as they are.",
        ),
    )
    device: str = declared(
        "auto",
        Field(
            label="Device",
            varies=False,
            is_open=True,
            choices=(
                ("auto", "Automatic"),
                ("cpu", "Processor"),
                ("cuda", "NVIDIA"),
                ("mps", "Apple"),
            ),
            tip="Automatic takes a graphics card when there is one.",
        ),
    )
    precision: Precision = declared(
        "auto",
        Field(
            label="Precision",
            varies=False,
            choices=(("auto", "Automatic"), ("float32", "float32"), ("bfloat16", "bfloat16")),
            tip="Of the steps; automatic takes bfloat16 where the device is faster with it. "
            "Weights and evaluation stay float32.",
        ),
    )
    deterministic: bool = declared(
        False,
        Field(
            label="Deterministic",
            tip="Refuses operations that may differ from run to run on a graphics card; "
            "on the processor a run repeats bit by bit in any case.",
        ),
    )
    augmentation: AugmentationConfig = field(default_factory=AugmentationConfig)

    def __post_init__(self) -> None:
        check_fields(self)

    def for_classes(self, count: int) -> Self:
        """The same recipe for a network that tells so many classes."""
        if self.network.classes == count:
            return self
        network = dataclasses.replace(self.network, classes=count)
        return dataclasses.replace(self, network=network)

    def to_json(self) -> dict[str, Any]:
        return {**dataclasses.asdict(self), "network": spec_to_json(self.network)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Rebuild after a trip through JSON; fields that older runs lack take their defaults.

        Raises:
            ConfigError: a field is missing, unknown or out of range.
        """
        try:
            values = dict(data)
            values["network"] = spec_from_json(values["network"])
            values["augmentation"] = AugmentationConfig(**values["augmentation"])
            if isinstance(values.get("balance_classes"), bool):  # as version 0.1 stored it
                values["balance_classes"] = "loss" if values["balance_classes"] else "off"
            return cls(**values)
        except (KeyError, TypeError) as error:
            raise ConfigError("config", data, "not a training configuration") from error
