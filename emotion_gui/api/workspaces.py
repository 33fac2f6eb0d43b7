"""Workspaces and the faces in them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from emotion_gui.api.progress import ProgressChoice, job
from emotion_gui.api.results import FaceArray, ImportedFaces
from emotion_gui.core.data.choices import DetectorChoice
from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.workspace.records import PART_NAMES, Part
from emotion_gui.core.workspace.workspace import Workspace

PathLike = str | os.PathLike[str]


def open_workspace(folder: PathLike) -> Workspace:
    """Open or create a workspace: the same folder as the window's and the command line's.

    It ends with `close()`, or with the block where it is used in a `with` statement.

    Raises:
        StorageError: the folder cannot be made or written.
        WorkspaceError: it is damaged, or from a newer version.

    >>> with api.open_workspace(folder / "another") as other:
    ...     len(other.datasets())
    0
    """
    return Workspace.open(Path(folder))


def draw_faces(file: PathLike, *, count: int = 2_100, seed: int = 7) -> Path:
    """Write a table of drawn faces in the form of `fer2013.csv`, to try things without data.

    Raises:
        StorageError: the file cannot be written.
    """
    from emotion_gui.core.data.sample_faces import write_sample_csv

    return write_sample_csv(Path(file), count=count, seed=seed)


def import_faces(
    workspace: Workspace,
    source: PathLike,
    name: str,
    *,
    split: str = "auto",
    detector: DetectorChoice = "auto",
    labels: str = "",
    classes: Mapping[str, str | None] | None = None,
    seed: int = 0,
    progress: ProgressChoice = False,
) -> ImportedFaces:
    """Make a data set of a FER2013 table, a folder of classes, an archive or pictures.

    Args:
        workspace: from `open_workspace`.
        source: file or folder.
        name: of the new data set.
        split: `auto`, `paper` (80/10/10), `official`, `group`, `kfold`, `spi` or `none`.
        detector: `none` where the pictures are faces already; `auto` looks.
        labels: what the classes are, as the command line's `--labels`: whose order numbered ones
            are in (`fer2013`, `affectnet`), a set (`seven`, `eight`, `groups`), or `own`.
        classes: meaning of folder names that are unknown: the name of a class, `own` for a class
            of its own; None leaves one out.
        seed: of the split.
        progress: see the package.

    Raises:
        DatasetFormatError, UnsupportedSourceError: the source cannot be read.
        DatasetExistsError: the name is taken.
        LabelsUnknownError: the classes are numbered, and `labels` does not say by whom.
        KeyboardInterrupt: it was stopped; the same call goes on.

    >>> found = api.import_faces(workspace, table, "drawn")
    >>> found.count, found.by_part
    (140, {'train': 112, 'test': 14, 'validation': 14})
    """
    from emotion_gui.core.data.import_request import ImportRequest
    from emotion_gui.core.data.label_answers import OUT, answered, parse_answers
    from emotion_gui.operations.datasets import import_source

    meanings = [f"{name}={OUT if said is None else said}" for name, said in (classes or {}).items()]
    request = ImportRequest(
        Path(source),
        name,
        detector=detector,
        split=split,
        seed=seed,
    )
    request = answered(request, parse_answers(labels, meanings))
    with job("Importing", progress) as context:
        report = import_source(workspace, request, context)
    return ImportedFaces(
        dataset=report.dataset.name,
        count=report.imported,
        left_out={key: count for key, count in report.by_status.items() if key != "ok"},
        by_class=dict(report.by_class),
        by_part=dict(report.by_split),
        notes=tuple(report.notes),
    )


def faces(workspace: Workspace, dataset: str, part: str = "test") -> FaceArray:
    """The faces of a part, `train` or `test`, as arrays.

    The final part stays closed: `emotion-gui evaluate MODEL --dataset NAME --final` opens it,
    once, with a record.

    Raises:
        NotFoundError: no such data set.
        EmptyPartError: the part holds no faces.
        ConfigError: there is no such part, or it is the final one.

    >>> test = api.faces(workspace, "drawn")
    >>> test.pixels.shape, test.pixels.dtype.name
    ((14, 48, 48), 'uint8')
    """
    if part not in ("train", "test"):
        raise ConfigError("part", part, "give train or test; the final part is opened elsewhere")
    found = open_dataset(workspace, dataset).part(Part(PART_NAMES[part]))
    return FaceArray(found.pixels(), np.asarray(found.labels), found.label_set.names)
