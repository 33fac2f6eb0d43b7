"""Import a source into the workspace: streamed, resumable, nothing dropped in silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.labels import Emotion
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.records import DatasetRow
from emotion_gui.core.workspace import Workspace

DetectorChoice = Literal["auto", "combined", "mtcnn", "haar", "none"]
SeveralChoice = Literal["largest", "central", "all", "ask"]
PROBLEM_LIMIT = 1_000


@dataclass(frozen=True)
class ImportRequest:
    """What to import, and how.

    Attributes:
        source: a FER2013 CSV, a class folder, an archive, a folder of pictures, a picture.
        name: the data set's name; an unfinished import of the same name and source goes on.
        detector: `none` = already cropped; `auto` = cropped where the pictures look it,
            else the paper's combination.
        several: which face counts where a photograph shows several; `ask` stores none and
            marks the picture `several_faces`.
        split: `auto` (official where the source names parts, else paper), `paper`,
            `official`, `group`, `kfold`, `spi`, `none`.
        seed: of the split.
        votes: a FER+ table (`fer2013new.csv`) whose votes replace the labels.
        label: class of pictures whose folder names none.
        class_names: meaning of folder names that are unknown; None = leave out.
        files: only these pictures of the folder `source`; empty = all.
        preprocessing: how faces become 48x48.
    """

    source: Path
    name: str
    detector: DetectorChoice = "auto"
    several: SeveralChoice = "largest"
    split: str = "auto"
    seed: int = 0
    votes: Path | None = None
    label: Emotion | None = None
    class_names: Mapping[str, Emotion | None] = field(default_factory=dict)
    files: tuple[Path, ...] = ()
    preprocessing: Preprocessing = field(default_factory=Preprocessing)


@dataclass(frozen=True)
class ImportProblem:
    """A picture that was not imported as `ok`."""

    source: str
    status: str
    reason: str


@dataclass(frozen=True)
class ImportReport:
    """How an import ended.

    Attributes:
        dataset: its record, in state `ready`.
        imported: faces with status `ok`.
        skipped: every other picture or row.
        by_status: pictures by `SampleStatus` value.
        by_class: `ok` faces by label name (`unlabelled` where there is none).
        by_split: faces by part name.
        seconds: of this call; a resumed import counts its last stretch.
        problems: the first 1,000 that were skipped.
        notes: sentences (choice of split, what `auto` decided).
    """

    dataset: DatasetRow
    imported: int
    skipped: int
    by_status: Mapping[str, int]
    by_class: Mapping[str, int]
    by_split: Mapping[str, int]
    seconds: float
    problems: tuple[ImportProblem, ...] = ()
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """The command line's keys; `dataset` is the name."""
        return {
            "dataset": self.dataset.name,
            "imported": self.imported,
            "skipped": self.skipped,
            "by_status": dict(self.by_status),
            "by_class": dict(self.by_class),
            "by_split": dict(self.by_split),
            "seconds": round(self.seconds, 3),
            "problems": [
                {"source": p.source, "status": p.status, "reason": p.reason}
                for p in self.problems[:20]
            ],
            "notes": list(self.notes),
        }


@dataclass(frozen=True)
class FreshFaces:
    """`Progress.detail` of an import: the newest faces, for the page to show.

    Attributes:
        faces: uint8, shape (n, side, side), n <= 24.
        labels: n of them; None = unlabelled.
        imported: `ok` faces so far.
        skipped: others so far.
        rate: pictures a second over the last moments.
    """

    faces: npt.NDArray[np.uint8]
    labels: tuple[Emotion | None, ...]
    imported: int
    skipped: int
    rate: float


def import_dataset(
    workspace: Workspace, request: ImportRequest, context: JobContext | None = None
) -> ImportReport:
    """Import a source; on cancel everything committed stays, and the next call goes on.

    Args:
        workspace: where to.
        request: what and how.
        context: progress (`detail` is a `FreshFaces`), pause and cancel.

    Raises:
        UnsupportedSourceError, DatasetFormatError, ArchiveError: the source is refused.
        DatasetExistsError: the name is taken by a finished data set.
        WorkspaceError: another process is importing into this data set.
        StorageError: the disk is full or read-only; what was committed stays.
        JobCancelled: a stop was asked for.
    """
    raise NotImplementedError
