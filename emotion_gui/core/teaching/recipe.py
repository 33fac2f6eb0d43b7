"""How a network is taught: little, mixed with what it knows, so that it does not forget."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.fields import Field, check_fields, declared
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.presets import preset

TEMPERATURE = 2.0
KEEPS = {"cautious": 0.15, "balanced": 0.5, "all": 1.0}
"""Shares of a lesson that are judged side by side. The first is the default: about the most that
loses nothing of old faces, found on a half of FER2013's Training that neither the network nor its
lessons had seen (docs/measurements.md)."""


@dataclass(frozen=True)
class TeachConfig:
    """What decides a lesson, apart from its faces; the defaults are for one with old faces.

    `ALONE` is for a lesson without them. Both were chosen by measurement (docs/measurements.md).

    Attributes:
        passes: how often each face that teaches is shown.
        old_faces: faces of the old data shown for each of them.
        learning_rate: peak of a cosine.
        teacher_weight: share of the present network's own answers in the loss of a face that
            teaches; old faces are learned by these answers alone.
        stays: share of the weights before in the network that is kept, at least: the result lies
            between both (WiSE-FT, Wortsman et al. 2022, https://arxiv.org/abs/2109.01903). The
            shares of `KEEPS` are judged beside it.
        guard: more of them stay, as much as it takes that old faces which the lesson does not
            show are answered as well as before.
        seed: of draws, order and augmentation.
    """

    passes: int = declared(
        16,
        Field(
            label="Passes",
            low=1,
            high=1_000,
            tip="How often each face that teaches is shown.",
        ),
    )
    old_faces: float = declared(
        3.0,
        Field(
            label="Old faces",
            title="Old faces for each new one",
            high=100.0,
            step=1,
            tip="Shown between the new ones, so that the network does not forget.",
        ),
    )
    learning_rate: float = declared(
        5e-4,
        Field(
            label="Learning rate",
            low=1e-9,
            high=100.0,
            step=None,
            option="--lr",
            tip="Peak; it falls to almost nothing.",
        ),
    )
    teacher_weight: float = declared(
        0.3,
        Field(
            label="Own answers",
            title="Share of the network's own answers",
            high=1.0,
            step=0.1,
            tip="Share of what the network answered before in the loss of a face that teaches; "
            "its label has the rest.",
        ),
    )
    stays: float = declared(
        1 - KEEPS["cautious"],
        Field(
            label="Stays",
            title="Share of the weights before",
            high=0.95,
            step=0.1,
            lowest="none",
            tip="The result lies between the network before and after: more of the one before "
            "forgets less and learns less.",
        ),
    )
    guard: bool = declared(
        False,  # what each share costs is shown; and known faces hide what is lost
        Field(
            label="Guard",
            title="Guard what it knows",
            tip="Old faces that the lesson does not show decide how much of it is kept.",
        ),
    )
    seed: int = declared(7, Field(label="Seed", high=2**62, tip="Decides every random draw."))

    def __post_init__(self) -> None:
        check_fields(self)

    @property
    def share(self) -> float:
        """Of the lesson that is kept, at most."""
        return round(1 - self.stays, 6)

    def recipe(self, spec: NetworkSpec, *, faces: int, device: str = "auto") -> TrainConfig:
        """The training that it means, for a network of this shape and so many faces shown."""
        return dataclasses.replace(
            preset("best-on-cpu").config,
            preset="teaching",
            network=spec,
            epochs=1,
            batch_size=min(64, max(2, faces)),
            learning_rate=self.learning_rate,
            schedule="cosine",
            keep="last",  # what it is judged on chooses nothing
            teacher="the network before",
            teacher_weight=self.teacher_weight,
            teacher_temperature=TEMPERATURE,
            seed=self.seed,
            device=device,
        )


def kept_name(share: float) -> str:
    """The word of `KEEPS` for a share of a lesson; "" where it has none."""
    return next((name for name, known in KEEPS.items() if known == share), "")


def kept_share(words: str) -> float:
    """The share that a word of `KEEPS`, or a number, means.

    Raises:
        ConfigError: it is neither.
    """
    if words in KEEPS:
        return KEEPS[words]
    try:
        return float(words)
    except ValueError:
        known = f"one of {', '.join(KEEPS)}, or a judged share such as 0.3"
        raise ConfigError("keep", words, known) from None


ALONE = TeachConfig(old_faces=0, teacher_weight=0.5)
MIXED = TeachConfig()


def usual(*, with_old: bool) -> TeachConfig:
    """How a network is taught where nobody says otherwise."""
    return MIXED if with_old else ALONE
