"""What to import and how: the wish, what of it is stored, and how people enter it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from emotion_gui.core.data.choices import DetectorChoice, SeveralChoice, Ungrouped, VotesUse
from emotion_gui.core.data.readers import SourceOptions
from emotion_gui.core.executors.shard import Shard
from emotion_gui.core.faces.detectors import DetectorKind
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.fields import Field, declared
from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.core.workspace.records import DatasetRow

SHARD_KEY = "shard"  # of a data set's settings

_DETECTOR = Field(
    label="&Pictures are",
    choices=(
        ("auto", "As they look"),
        ("none", "Faces, cropped"),
        ("combined", "Photos: MTCNN + Haar"),
        ("mtcnn", "Photos: MTCNN only"),
        ("haar", "Photos: Haar only"),
    ),
    group="pictures",
)
_SEVERAL = Field(
    label="Of se&veral faces",
    choices=(
        ("largest", "Largest"),
        ("central", "Most central"),
        ("all", "All"),
        ("ask", "Decide later"),
    ),
    group="pictures",
)
_SPLIT = Field(
    label="&Split",
    choices=(
        ("auto", "Automatic"),
        ("official", "Official parts"),
        ("paper", "Paper 80/10/10"),
        ("group", "By film or person"),
        ("kfold", "Five folds"),
        ("spi", "Person independent"),
        ("none", "None"),
    ),
    is_open=True,
    group="parts",
)
_UNGROUPED = Field(
    label="Without &film",
    title="Without film or person",
    tip="Of some pictures nobody knows the film or person. In no part: they neither learn nor "
    "judge. Each by itself: the same person may come to learn and to judge.",
    choices=(
        ("refuse", "Please choose"),
        ("out", "In no part"),
        ("single", "Each by itself"),
    ),
    group="parts",
)
_VOTES_USE = Field(
    label="&Votes do",
    tip="Make the label: most votes win, the undecided are left out. Drop what is no face: labels "
    "stay, faces that most could not tell are left out. Soft labels beside: labels and faces "
    "stay. Shares of votes are kept in each case.",
    choices=(
        ("majority", "Make the label"),
        ("drop", "Drop what is no face"),
        ("soft", "Soft labels beside"),
    ),
    group="votes",
)


@dataclass(frozen=True)
class ImportRequest:
    """What to import, and how.

    Attributes:
        source: a FER2013 CSV, a class folder, an archive, a folder of pictures, a picture.
        name: the data set's name; an unfinished import of the same name and source goes on.
        detector: `none` = already cropped; `auto` = cropped where the pictures look it,
            else the paper's combination.
        several: which face counts where a photograph shows several; `ask` stores the largest
            but marks the picture `several_faces`, out of use until a person chooses.
        split: `auto` (official where the source names parts, else paper), `paper`,
            `official`, `group`, `kfold`, `spi`, `none`.
        seed: of the split.
        fold: which fold or half, from 0, for `kfold` and `spi`.
        ungrouped: what becomes of pictures without a film or person where films or persons are
            kept together, see `splits.Ungrouped`.
        votes: a FER+ table (`fer2013new.csv`); its votes become soft labels.
        votes_use: what they do to the labels.
        label_set: the classes of the data set; of an addition, those that it has.
        label: class of pictures whose folder names none, as a place in them.
        class_names: meaning of folder names that are unknown; None = leave out.
        order: whose numbers the classes' numbers are, see `SourceOptions.order`.
        files: only these pictures of the folder `source`; empty = all.
        preprocessing: how faces become 48x48.
        shard: only this part of the source; `merging` puts all parts together.
    """

    source: Path
    name: str
    detector: DetectorChoice = declared("auto", _DETECTOR)
    several: SeveralChoice = declared("largest", _SEVERAL)
    split: str = declared("auto", _SPLIT)
    seed: int = declared(0, Field(label="See&d", high=999_999, group="parts"))
    fold: int = 0
    ungrouped: Ungrouped = declared("refuse", _UNGROUPED)
    votes: Path | None = None
    votes_use: VotesUse = declared("majority", _VOTES_USE)
    label_set: LabelSet = SEVEN
    label: int | None = None
    class_names: Mapping[str, int | None] = field(default_factory=dict)
    order: str = ""
    files: tuple[Path, ...] = ()
    preprocessing: Preprocessing = field(default_factory=Preprocessing)
    shard: Shard | None = None


def request_of(row: DatasetRow) -> ImportRequest:
    """The request that began an unfinished import, to go on with it."""
    settings = row.settings
    label = settings.get("label")
    votes = settings.get("votes")
    part = settings.get(SHARD_KEY)
    return ImportRequest(
        source=Path(row.source),
        name=row.name if part is None else str(part["name"]),
        detector=settings.get("detector", "auto"),
        several=settings.get("several", "largest"),
        split=settings.get("split", "auto"),
        seed=settings.get("seed", 0),
        fold=settings.get("fold", 0),
        ungrouped=settings.get("ungrouped", "refuse"),
        votes=None if votes is None else Path(votes),
        votes_use=settings.get("votes_use", "majority"),
        label_set=row.label_set,
        label=label,
        class_names=settings.get("class_names", {}),
        order=settings.get("order", ""),
        files=tuple(Path(file) for file in settings.get("files", ())),
        preprocessing=Preprocessing.from_json(settings["preprocessing"]),
        shard=None if part is None else Shard(int(part["number"]), int(part["of"])),
    )


def reading(request: ImportRequest) -> SourceOptions:
    """How the source of a request is read."""
    return SourceOptions(
        label_set=request.label_set,
        label=request.label,
        class_names=request.class_names,
        votes=request.votes,
        votes_use=request.votes_use,
        files=request.files,
        order=request.order,
    )


def source_text(request: ImportRequest) -> str:
    """Where from, as it is stored; bytes that are no text become escapes."""
    return os.fsencode(request.source.resolve()).decode("utf-8", "backslashreplace")


def settings_of(
    request: ImportRequest, detector: DetectorKind | None, kind: str
) -> dict[str, object]:
    """What must be the same for an unfinished import to go on."""
    return {
        "kind": kind,
        "detector": detector or "none",
        "several": request.several,
        "split": request.split,
        "seed": request.seed,
        "fold": request.fold,
        **({} if request.ungrouped == "refuse" else {"ungrouped": request.ungrouped}),
        **({} if not request.order else {"order": request.order}),
        "votes": None if request.votes is None else str(request.votes.resolve()),
        **({} if request.votes is None else {"votes_use": request.votes_use}),
        "label": request.label,
        "class_names": dict(sorted(request.class_names.items())),
        "files": [str(file) for file in request.files],
        "preprocessing": request.preprocessing.to_json(),
    }
