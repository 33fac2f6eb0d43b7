"""Rows of the workspace as frozen values, shared by core, command line and pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

from emotion_gui.core.labels import SEVEN, LabelSet


class SampleStatus(StrEnum):
    """Each picture of an import ends in exactly one of these."""

    OK = "ok"
    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    TOO_SMALL = "too_small"
    UNREADABLE = "unreadable"
    DUPLICATE = "duplicate"
    EXCLUDED = "excluded"
    SUGGESTED = "suggested"  # nobody has labelled it; what a model supposes is no label


class Part(IntEnum):
    """Parts of a split in the paper's words.

    TEST is watched every epoch; VALIDATION is the final hurdle. NONE is left out.
    """

    TRAIN = 0
    TEST = 1
    VALIDATION = 2
    NONE = 255


PART_NAMES: dict[str, Part] = {
    "train": Part.TRAIN,
    "test": Part.TEST,
    "validation": Part.VALIDATION,
}


class DatasetState(StrEnum):
    IMPORTING = "importing"
    READY = "ready"


class RunStatus(StrEnum):
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


@dataclass(frozen=True)
class Mark:
    """What people change of a sample: label, whether it is used, and why not."""

    label: int | None
    status: SampleStatus
    reason: str = ""


@dataclass(frozen=True)
class Suggestion:
    """What a model supposes of a face; it is no label until a person accepts it.

    Attributes:
        label: code of the class that it puts first.
        confidence: its calibrated probability, in [0, 1].
        model: who supposes it, as people call it.
    """

    label: int
    confidence: float
    model: str


@dataclass(frozen=True)
class Sample:
    """One picture (or table row) of a data set.

    Attributes:
        source: where it came from, relative to the import's source; unique in a data set.
        status: how its import ended.
        label: place in the data set's classes; None while unknown.
        face_index: row in `faces.npy`; None where no face was stored.
        reason: why the status is not `ok`, in words.
        usage: official part as the source named it (`Training`, `PublicTest`, …), or "".
        group: film or person, "" when unknown.
        detector: `mtcnn`, `haar`, `manual`, or `none` for faces that came cropped.
        box: x, y, width, height in the original picture, in pixels.
        confidence: the detector's, in [0, 1].
        pixel_hash: 16 bytes of a hash of the 48x48 pixels.
        soft_label: a probability for each class from FER+ votes.
        sample_id: the database's key; None before it is stored.
    """

    source: str
    status: SampleStatus
    label: int | None = None
    face_index: int | None = None
    reason: str = ""
    usage: str = ""
    group: str = ""
    detector: str = "none"
    box: tuple[float, float, float, float] | None = None
    confidence: float | None = None
    pixel_hash: bytes | None = None
    soft_label: tuple[float, ...] | None = None
    sample_id: int | None = None


@dataclass(frozen=True)
class DatasetName:
    """All that is left of a data set whose record cannot be read."""

    dataset_id: int
    name: str


@dataclass(frozen=True)
class DatasetRow(DatasetName):
    """A data set of the workspace; every label of it is a place in `label_set`."""

    source: str
    created: str
    state: DatasetState
    faces: int
    settings: Mapping[str, Any] = field(default_factory=dict)
    content_hash: str = ""
    active_split: int | None = None
    label_set: LabelSet = SEVEN

    @property
    def is_ready(self) -> bool:
        """Its import is finished."""
        return self.state is DatasetState.READY


@dataclass(frozen=True)
class SplitRow:
    """A stored split: `kind` and `seed` reproduce it, counts tell its parts."""

    split_id: int
    dataset_id: int
    name: str
    kind: str
    seed: int
    created: str


@dataclass(frozen=True)
class RunRow:
    """A training run, a pruned copy or a taught network. `kind` is `train`, `prune` or `teach`.

    `summary` holds the closing figures (accuracy, n, interval, …) once there are any. `notes` and
    `tags` are what people write about it.
    """

    run_id: int
    name: str
    kind: str
    status: RunStatus
    created: str
    dataset_id: int | None
    parent_run: int | None
    config: Mapping[str, Any]
    summary: Mapping[str, Any]
    starred: bool = False
    notes: str = ""
    tags: tuple[str, ...] = ()
