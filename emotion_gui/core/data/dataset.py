"""A data set ready to use: memory-mapped faces, labels and the active split."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.face_file import map_faces
from emotion_gui.core.data.face_rewriting import settle
from emotion_gui.core.errors import EmptyPartError, LabelSetsDifferError, WorkspaceError
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.faces.stored import StoredFaces, let_go
from emotion_gui.core.labels import SEVEN, LabelSet, match_labels, places_in, same_classes
from emotion_gui.core.labels.matching import Places
from emotion_gui.core.workspace.records import DatasetRow, Part, SampleStatus
from emotion_gui.core.workspace.workspace import Workspace

SoftLabels = npt.NDArray[np.float32]


def _no_soft_labels() -> SoftLabels | None:
    return None


@dataclass(frozen=True)
class FacePart:
    """Some faces of a data set, read from disk only when asked for.

    Attributes:
        faces: the whole data set's faces, uint8, shape (n, side, side), memory-mapped.
        rows: shape (m,), which of them belong to this part, ascending.
        labels: shape (m,), int64, places in the data set's classes.
        name: `train`, `test`, `validation` or `all`.
        read_soft_labels: gives the whole data set's, as `FaceDataset.soft_labels`.
        label_set: the classes that `labels` are places in.
    """

    faces: npt.NDArray[np.uint8]
    rows: npt.NDArray[np.int64]
    labels: npt.NDArray[np.int64]
    name: str = "all"
    read_soft_labels: Callable[[], SoftLabels | None] = _no_soft_labels
    label_set: LabelSet = SEVEN

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def soft_labels(self) -> SoftLabels | None:
        """Shape (m, classes), each row of sum 1, or of NaN for a face without votes.

        Read when first asked for; None where the data set has no votes at all.
        """
        every = self.read_soft_labels()
        return None if every is None else every[self.rows]

    def told_in(self, labels: LabelSet, *, places: Places | None = None) -> FacePart:
        """The same faces labelled in other classes; those without a class there are left out.

        Args:
            labels: the other classes.
            places: of this part's classes in them; None = by what they mean.

        Raises:
            LabelSetsDifferError: a class has no place, and it is not a finer set that judges.
        """
        if same_classes(labels, self.label_set):
            return self
        if places is None:
            places = places_in(self.label_set, labels)
            if None in places:
                places = match_labels(labels, self.label_set).of_data
                if set(places) - {None} != set(range(len(labels))):
                    raise LabelSetsDifferError(labels.names, self.label_set.names)
        codes = np.array([-1 if place is None else place for place in places])[self.labels]
        kept = codes >= 0
        read = functools.partial(_soft_in, self.read_soft_labels, places, len(labels))
        return replace(
            self,
            rows=self.rows[kept],
            labels=codes[kept].astype(np.int64),
            label_set=labels,
            read_soft_labels=read,
        )

    @property
    def stored(self) -> StoredFaces:
        """Its faces, read from the disk where they are indexed."""
        return StoredFaces(self.faces, self.rows)

    def pixels(self, positions: npt.NDArray[np.int64] | None = None) -> npt.NDArray[np.uint8]:
        """Faces at `positions` of this part (all by default), copied into memory."""
        rows = self.rows if positions is None else self.rows[positions]
        read = StoredFaces(self.faces, rows)[:]
        let_go(self.faces)  # an epoch in random order would keep the whole file in memory
        return read


@dataclass(frozen=True)
class FaceDataset:
    """A data set as training, evaluation and pruning see it.

    Attributes:
        row: its record.
        faces: uint8, shape (n, side, side), memory-mapped.
        labels: shape (n,), places in `label_set`; -1 where unknown.
        parts: shape (n,), values of `Part`; `NONE` for faces that are not `ok`.
        preprocessing: how its faces were made; travels into checkpoints.
        read_soft_labels: what `soft_labels` asks.
    """

    row: DatasetRow
    faces: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int64]
    parts: npt.NDArray[np.uint8]
    preprocessing: Preprocessing
    read_soft_labels: Callable[[], SoftLabels | None] = _no_soft_labels

    @property
    def label_set(self) -> LabelSet:
        """Its classes."""
        return self.row.label_set

    @property
    def soft_labels(self) -> SoftLabels | None:
        """Shape (n, classes): shares of the FER+ votes, NaN without; None where all are."""
        return self.read_soft_labels()

    def part(self, part: Part, *, minimum: int = 1) -> FacePart:
        """The faces of one part.

        Raises:
            EmptyPartError: it holds fewer than `minimum` faces.
        """
        rows = np.flatnonzero(self.parts == part)
        if len(rows) < minimum:
            raise EmptyPartError(self.row.name, part.name.lower(), len(rows), minimum)
        return self.faces_at(rows, part.name.lower())

    def faces_at(self, rows: npt.NDArray[np.int64], name: str) -> FacePart:
        """Some faces by their rows, ascending; `name` is what the part is called."""
        return FacePart(
            self.faces, rows, self.labels[rows], name, self.read_soft_labels, self.label_set
        )


def _soft_in(
    read: Callable[[], SoftLabels | None], places: Places, classes: int
) -> SoftLabels | None:
    """Shares of votes in other classes, shape (n, classes), each row of sum 1 again."""
    every = read()
    if every is None:
        return None
    told = np.zeros((len(every), classes), dtype=np.float32)
    for column, place in enumerate(places):
        if place is not None:
            told[:, place] += every[:, column]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(told / told.sum(axis=1, keepdims=True))


def open_faces(workspace: Workspace, row: DatasetRow) -> npt.NDArray[np.uint8]:
    """The memory-mapped faces of a finished data set.

    Raises:
        WorkspaceError: the file is missing or does not fit its record.
    """
    settle(workspace, row.dataset_id)
    path = workspace.dataset_dir(row.dataset_id) / "faces.npy"
    try:
        if row.faces == 0:
            return np.empty((0, 48, 48), dtype=np.uint8)
        faces = map_faces(path)
    except (OSError, ValueError, EOFError) as error:  # the last: an empty file
        raise WorkspaceError(path, f"the faces of '{row.name}' cannot be read") from error
    if faces.dtype != np.uint8 or faces.ndim != 3 or len(faces) < row.faces:
        raise WorkspaceError(path, f"the faces of '{row.name}' do not fit its table")
    return faces[: row.faces]  # an addition that was cut off may lie behind them


def open_dataset(workspace: Workspace, name: str, *, split: int | None = None) -> FaceDataset:
    """Open a finished data set by name.

    Args:
        workspace: where it is.
        name: of the data set.
        split: number of a stored split; None = the active one.

    Raises:
        NotFoundError: there is none of this name, or no such split.
        WorkspaceError: it is unfinished or damaged.
    """
    with workspace.snapshot():  # another process may be adding faces
        row = workspace.dataset(name)
        if not row.is_ready:
            raise WorkspaceError(workspace.path, f"the import of '{name}' is not finished")
        labels, statuses = workspace.labels_and_statuses(row.dataset_id)
        stored = workspace.active_parts(row) if split is None else workspace.split_parts(split)
    codes = labels.astype(np.int64)
    usable = (statuses == list(SampleStatus).index(SampleStatus.OK)) & (codes >= 0)
    parts = np.where(usable, stored, Part.NONE).astype(np.uint8)
    settings = row.settings.get("preprocessing")
    preprocessing = Preprocessing() if settings is None else Preprocessing.from_json(settings)
    read = functools.cache(lambda: workspace.soft_labels(row))
    return FaceDataset(row, open_faces(workspace, row), codes, parts, preprocessing, read)
