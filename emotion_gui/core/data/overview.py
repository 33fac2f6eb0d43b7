"""All of a data set that a gallery needs, in arrays: a million faces are a few megabytes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.dataset import open_faces
from emotion_gui.core.data.editing import Edit
from emotion_gui.core.workspace.records import DatasetRow, Part, Sample, SampleStatus, SplitRow
from emotion_gui.core.workspace.workspace import Workspace

STATUSES: tuple[SampleStatus, ...] = tuple(SampleStatus)
_CODES = {status.value: code for code, status in enumerate(STATUSES)}
OK = _CODES[SampleStatus.OK.value]


@dataclass
class DatasetOverview:
    """What is shown of a data set; `note_edit` and `note_face` keep it true while it is edited.

    Attributes:
        row: its record.
        faces: uint8, (n, side, side), memory-mapped.
        labels: shape (n,), places in the data set's classes, -1 where unknown.
        statuses: shape (n,), positions in `STATUSES`.
        parts: shape (n,), values of `Part` in the active split.
        split: the active split.
        left_out: pictures without a face, by status.
    """

    row: DatasetRow
    faces: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int8]
    statuses: npt.NDArray[np.uint8]
    parts: npt.NDArray[np.uint8]
    split: SplitRow | None
    left_out: dict[SampleStatus, int]

    @property
    def count(self) -> int:
        """Number of faces, usable or not."""
        return len(self.labels)

    @property
    def usable(self) -> npt.NDArray[np.bool_]:
        return np.equal(self.statuses, OK)

    def class_part_counts(self) -> npt.NDArray[np.int64]:
        """Usable faces: a row a class (last: unlabelled), a column a part (last: none)."""
        classes = len(self.row.label_set)
        label = np.where(self.labels < 0, classes, self.labels).astype(np.int64)
        part = np.where(self.parts == Part.NONE, 3, self.parts).astype(np.int64)
        cells = np.bincount((label * 4 + part)[self.usable], minlength=4 * (classes + 1))
        return cells.reshape(classes + 1, 4)

    def find(
        self,
        *,
        label: int | None = None,
        part: Part | None = None,
        status: SampleStatus | None = None,
    ) -> npt.NDArray[np.intp]:
        """Faces that fit all filters, ascending; None = any, label -1 = unlabelled."""
        fits = np.ones(self.count, dtype=bool)
        if label is not None:
            fits &= self.labels == label
        if part is not None:
            fits &= self.parts == part
        if status is not None:
            fits &= self.statuses == _CODES[status.value]
        return np.flatnonzero(fits)

    def note_edit(self, edit: Edit) -> None:
        """Take over labels and uses that were changed in the workspace."""
        for face, mark in zip(edit.faces, edit.after, strict=True):
            if face is not None:
                self._note(face, mark.label, mark.status)

    def note_face(self, sample: Sample, row: DatasetRow, faces: npt.NDArray[np.uint8]) -> None:
        """Take over a face that was cut out anew, or for the first time.

        Args:
            sample: as it is stored now.
            row: the data set's record, of which the number of faces may have grown.
            faces: its file, opened anew.
        """
        if sample.face_index is None:
            return
        if sample.face_index >= self.count:
            self._grow(sample.face_index + 1)
            self.row, self.faces = row, faces
        self._note(sample.face_index, sample.label, sample.status)

    def _note(self, face: int, label: int | None, status: SampleStatus) -> None:
        self.labels[face] = -1 if label is None else label
        self.statuses[face] = _CODES[status.value]

    def _grow(self, count: int) -> None:
        """Room for faces that were added."""
        missing = count - self.count
        self.labels = np.pad(self.labels, (0, missing), constant_values=-1)
        self.statuses = np.pad(self.statuses, (0, missing), constant_values=_CODES["no_face"])
        self.parts = np.pad(self.parts, (0, missing), constant_values=Part.NONE)


def open_overview(workspace: Workspace, dataset_id: int) -> DatasetOverview:
    """Read a finished data set's columns.

    Raises:
        NotFoundError: it is gone.
        WorkspaceError: its faces cannot be read.
    """
    with workspace.snapshot():  # another process may be adding faces
        row = workspace.dataset_by_id(dataset_id)
        labels, statuses = workspace.labels_and_statuses(dataset_id)
        left_out = workspace.left_out_counts(dataset_id)
        splits = {split.split_id: split for split in workspace.splits(dataset_id)}
        parts = workspace.active_parts(row).copy()
    return DatasetOverview(
        row=row,
        faces=open_faces(workspace, row),
        labels=labels,
        statuses=statuses,
        parts=parts,
        split=splits.get(row.active_split) if row.active_split is not None else None,
        left_out={known: left_out[known.value] for known in STATUSES if known.value in left_out},
    )
