"""What a training and a sweep are asked to do. No torch here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from emotion_gui.core.fields import Field, declared, without
from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.core.training.config import Keep, TrainConfig
from emotion_gui.core.training.grid import ValueSpan
from emotion_gui.core.training.presets import Preset
from emotion_gui.core.workspace.records import RunRow

TableFaces = Literal["all", "sfew", "splits"]
TableJudge = Literal["validation", "test"]


# In a run's configuration beside its recipe.
_NOT_RECIPE = ("split", "start_from", "cell", "teaching", "pruned", "label_set")


@dataclass(frozen=True)
class TrainRequest:
    """What to train.

    Attributes:
        dataset: name of the data set.
        config: the recipe.
        name: of the run; made from the recipe where it is empty.
        start_from: a checkpoint whose weights begin the run, or the weights file of
            `config.network`'s backbone; None for fresh ones.
        split: number of a stored split; None takes the active one.
        cell: marks the run as a cell of a sweep; "" for all others.
    """

    dataset: str
    config: TrainConfig
    name: str = ""
    start_from: Path | None = None
    split: int | None = None
    cell: str = ""


@dataclass(frozen=True)
class SweepRequest:
    """What to run through.

    Attributes:
        dataset: name of the data set.
        presets: a setting each; their `threshold_deg` is used for pruning (10 where there is
            none).
        repeats: how often each is trained, with seeds `seed`, `seed + 1`, …
        seed: of the first repeat; None takes each preset's own.
        epochs: instead of the presets' own; None leaves them.
        faces: `all` on the active split; `sfew` on 675 faces with SFEW's class counts, every
            repeat with another split of them; `splits` on all faces, every repeat with another
            split of them, for a set of SFEW's own size.
        judge: `validation` opens the split's final part for every row, as the paper's table
            does; `test` leaves it closed, for settings that are still to be chosen between.
            The SFEW-sized splits have a validation part of their own, which is always taken.
        start_from: a checkpoint whose weights begin every training; None for fresh ones.
        keep: which epoch's network is judged: `last`, after all the row's epochs, or `best`, the
            one with the highest test accuracy; None takes each preset's own.

    Two rows hold two networks. Where two presets may come to the same training - their epochs are
    replaced, `best` stops looking before the longer one ends, an early stop never comes - the
    later one gets seeds of its own; see `sweep.trainings_of`.
    """

    dataset: str
    presets: tuple[Preset, ...]
    repeats: int = declared(
        1,
        Field(
            label="Tr&ainings a row",
            low=1,
            high=1000,
            tip="Each with a seed of its own; the table adds mean and standard deviation.",
        ),
    )
    seed: int | None = None
    epochs: int | None = None
    faces: TableFaces = declared(
        "all",
        Field(
            label="&Faces",
            tip="675 faces with SFEW's class counts; every training divides them anew.",
            choices=(("all", "all"), ("sfew", "675, as SFEW"), ("splits", "all, divided anew")),
        ),
    )
    judge: TableJudge = "validation"
    start_from: Path | None = None
    keep: Keep | None = declared(
        "last",
        Field(
            label="Judged",
            title="Which network is judged",
            tip="The paper asks what so many epochs make of a network. The best epoch is chosen "
            "on the test part.",
            choices=(("last", "after all epochs"), ("best", "best epoch on test")),
        ),
    )


@dataclass(frozen=True)
class StudyRequest:
    """What to search for.

    Attributes:
        dataset: name of the data set.
        config: the recipe, but for what the space says.
        space: by field, values to choose from or a `ValueSpan`.
        file: of the study; others may be at work on it.
        trials: how many to try now.
    """

    dataset: str
    config: TrainConfig
    space: Mapping[str, ValueSpan | tuple[object, ...]]
    file: Path
    trials: int


@dataclass(frozen=True)
class Tried:
    """A recipe that a search has tried, or is trying.

    Attributes:
        number: from 0, in the order in which they began.
        state: `finished`, `given up`, `failed`, `running` or `waiting`.
        values: what the search chose, by field.
        epochs: that were finished.
        accuracy: on the test part: of the weights that are kept, or the best so far.
        run: in the workspace; None while it runs, and for one that was given up.
        workspace: where it was trained.
        error: why it failed.
        is_best: no other one was better when this one ended.
        process: that tried it, as computer and number.
    """

    number: int
    state: str
    values: Mapping[str, object]
    epochs: int
    accuracy: float | None
    run: int | None = None
    workspace: str = ""
    error: str = ""
    is_best: bool = False
    process: str = ""


def labels_of(run: RunRow) -> LabelSet:
    """The classes that a stored training learned; ConfigError where its record is damaged."""
    stored = run.config.get("label_set")
    return SEVEN if stored is None else LabelSet.from_json(stored)


def labels_record(labels: LabelSet) -> dict[str, object]:
    """What a run's record says of its classes: nothing where they are the seven."""
    return {} if labels == SEVEN else {"label_set": labels.to_json()}


def config_of(run: RunRow) -> TrainConfig:
    """The recipe of a stored training.

    Raises:
        ConfigError: its record is damaged or newer than this program.
    """
    return TrainConfig.from_json(without(run.config, *_NOT_RECIPE))
