"""What a reproduction is asked to do, and what it will be made of."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from emotion_gui.core.data.choices import DetectorChoice
from emotion_gui.core.fields import Field, declared
from emotion_gui.core.training.presets import PRESETS, TABLE_1, Preset

LARGE_FACES = 4_000
"""A set with more usable faces than this is no SFEW: Table 1 takes 675 faces of it, as often."""
STUDIED = "paper-50-1e-3"
"""Figures 1 and 2 and the readings are of this row's networks; so is the FER2013 row's recipe."""
DEEP = "alizadeh-fazel"


@dataclass(frozen=True, kw_only=True)
class ReproduceRequest:
    """What to reproduce.

    Attributes:
        data: SFEW or FER2013, as `import` takes them.
        out: the folder for everything; what is finished there is taken over.
        splits: random splits, each with a training of its own seed.
        epochs: of every row of Table 1; 0 = the row's own.
        whole_epochs: of the FER2013 row; 0 = 50.
        whole_repeats: trainings of the FER2013 row.
        deep_epochs: of Alizadeh & Fazel's CNN; 0 = 35.
        deep_repeats: trainings of it on the whole of FER2013; 0 leaves it out there.
        most_vectors: faces that a support vector machine learns from at most, drawn evenly.
        seed: of the first repeat of everything.
        detector: how faces are found, see `ImportRequest`.
        labels: whose order numbered classes are in.
    """

    data: Path
    out: Path
    splits: int = declared(
        5,
        Field(
            label="Spli&ts",
            title="Random splits",
            low=2,
            high=100,
            tip="Each row of Table 1 is trained once on each; fewer than five say little.",
        ),
    )
    epochs: int = declared(
        0,
        Field(
            label="Epochs a &row",
            high=1_000,
            lowest="the paper's",
            tip="Shorter rows for a first look; the report says so.",
        ),
    )
    whole_epochs: int = declared(0, Field(label="&Epochs on FER2013", high=1_000, lowest="50"))
    whole_repeats: int = declared(3, Field(label="Trainin&gs on FER2013", low=1, high=100))
    deep_epochs: int = declared(
        0,
        Field(
            label="Epochs of Ali&zadeh's CNN",
            title="Epochs of Alizadeh and Fazel's CNN",
            high=1_000,
            lowest="35",
        ),
    )
    deep_repeats: int = declared(
        1,
        Field(
            label="Of the&m on FER2013",
            title="Trainings of Alizadeh and Fazel's CNN on FER2013",
            high=100,
            lowest="none",
            tip="Many hours each without a graphics card.",
        ),
    )
    most_vectors: int = declared(
        8_000,
        Field(
            label="Faces a &vector machine",
            title="Faces that a support vector machine learns from at most",
            low=100,
            high=1_000_000,
            step=1_000,
            tip="Its time grows with the square of them.",
        ),
    )
    seed: int = 1
    detector: DetectorChoice = "auto"
    labels: str = ""

    def to_json(self) -> dict[str, object]:
        """Plain JSON values."""
        values = dataclasses.asdict(self)
        return {**values, "data": str(self.data), "out": str(self.out)}

    def rows(self) -> tuple[Preset, ...]:
        """The rows of Table 1 with the epochs that they will have."""
        return tuple(_with_epochs(preset, self.epochs) for preset in TABLE_1)

    def whole(self) -> Preset:
        """The FER2013 row."""
        return _with_epochs(PRESETS[STUDIED], self.whole_epochs)

    def deep(self) -> Preset:
        """Alizadeh & Fazel's CNN."""
        return _with_epochs(PRESETS[DEEP], self.deep_epochs)


def _with_epochs(preset: Preset, epochs: int) -> Preset:
    if not epochs:
        return preset
    config = dataclasses.replace(preset.config, epochs=epochs)
    return dataclasses.replace(preset, config=config)


def digest(*facts: object) -> str:
    """Equal for equal facts: by this a finished step is known again."""
    text = json.dumps(facts, sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
