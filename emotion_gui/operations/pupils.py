"""The faces of a data set that teach: which do, which are held out, which wait for a person."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emotion_gui.core.data.dataset import FaceDataset, open_dataset
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.workspace.records import DatasetRow, Part, SampleStatus, Suggestion
from emotion_gui.core.workspace.workspace import Workspace

if TYPE_CHECKING:
    import numpy.typing as npt

    from emotion_gui.operations.edit_dataset import Edited

KIND = "teach"
"""Of splits and runs that belong to a lesson."""
SPLIT = "Teaching"
"""Name of the split that says which faces of a data set have taught and which are held out."""
MOST_SHOWN = 50_000


@dataclass(frozen=True)
class Pupils:
    """How many faces of a data set would teach.

    Attributes:
        dataset: its name.
        taught: faces that teach.
        held_out: faces that are kept back to judge by.
        waiting: faces without a label, supposed ones among them.
    """

    dataset: str
    taught: int
    held_out: int
    waiting: int


@dataclass(frozen=True, eq=False)
class TeachingFaces:
    """A data set as the teach view shows it; nothing of it is mapped from disk.

    Attributes:
        row: its record.
        faces: uint8, shape (n, side, side).
        labels: shape (n,), places in the data set's classes, -1 where unknown.
        statuses: n of them.
        parts: shape (n,): TRAIN teaches, TEST is held out.
        suggestions: what is supposed of faces that wait, by their place.
    """

    row: DatasetRow
    faces: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int64]
    statuses: tuple[SampleStatus, ...]
    parts: npt.NDArray[np.uint8]
    suggestions: Mapping[int, Suggestion]

    def edited(self, edited: Edited) -> TeachingFaces:
        """The same after an edit: what was judged is supposed no more."""
        edit = edited.edit
        if edit is None or edit.dataset_id != self.row.dataset_id:
            return self
        labels, statuses = self.labels.copy(), list(self.statuses)
        for face, mark in zip(edit.faces, edit.after, strict=True):
            if face is not None:
                labels[face] = -1 if mark.label is None else mark.label
                statuses[face] = mark.status
        return dataclasses.replace(self, row=edited.row, labels=labels, statuses=tuple(statuses))

    def supposed(self, face: int) -> Suggestion | None:
        """What a model supposes of a face that nobody has judged yet."""
        waits = self.statuses[face] is SampleStatus.SUGGESTED
        return self.suggestions.get(face) if waits else None

    @property
    def waiting(self) -> list[int]:
        """Faces that a person has to judge: supposed ones first, the surest at the top."""
        found = (face for face in self.suggestions if self.supposed(face) is not None)
        known = sorted(found, key=lambda face: -self.suggestions[face].confidence)
        usable = (face for face, status in enumerate(self.statuses) if status is SampleStatus.OK)
        return known + [face for face in usable if self.labels[face] < 0]

    @property
    def counts(self) -> tuple[int, int, int]:
        """Faces that teach, that are held out, that wait."""
        taught, held = (len(self.of_part(part)) for part in (Part.TRAIN, Part.TEST))
        return taught, held, len(self.waiting)

    def of_part(self, part: Part) -> list[int]:
        """Faces of a part, ascending."""
        return [int(face) for face in np.flatnonzero(self.parts == part)]


def read_faces(workspace: Workspace, name: str, context: JobContext) -> TeachingFaces:
    """A data set with the division of its faces, as the next lesson would have it.

    Raises:
        NotFoundError: there is no such data set.
        WorkspaceError: it is unfinished or damaged.
        ConfigError: it has more faces than anybody looks through.
    """
    context.checkpoint()
    if (count := workspace.dataset(name).faces) > MOST_SHOWN:
        raise ConfigError("dataset", name, f"it has {count:,} faces, {MOST_SHOWN:,} are shown")
    dataset = divide(workspace, name)
    (stored,) = workspace.face_columns(dataset.row.dataset_id, "status")
    return TeachingFaces(
        row=dataset.row,
        faces=np.array(dataset.faces),
        labels=dataset.labels,
        statuses=tuple(SampleStatus(status) for status in stored),
        parts=dataset.parts,
        suggestions=workspace.suggestions(dataset.row.dataset_id),
    )


def divide(workspace: Workspace, name: str) -> FaceDataset:
    """A data set with its faces divided into those that teach and those that are held out.

    Nothing is stored: until a lesson keeps it (`keep_division`) each new label may change the
    division of all that no lesson has shown. Faces that were labelled one after the other would
    otherwise never be enough to hold one of them out.

    Raises:
        NotFoundError: there is no such data set.
        WorkspaceError: it is unfinished or damaged.
    """
    from emotion_gui.core.data.overview import OK, open_overview
    from emotion_gui.core.teaching.held_out import hold_out

    dataset = open_dataset(workspace, name)
    number = dataset.row.dataset_id
    overview = open_overview(workspace, number)
    (groups,) = workspace.face_columns(number, "group_name")
    before = np.full(overview.count, Part.NONE, dtype=np.uint8)
    if (split := _stored_split(workspace, number)) is not None:
        before = workspace.split_parts(split)
    labels = overview.labels.astype(np.int64)
    parts = hold_out(overview.faces, labels, groups, overview.statuses == OK, before)
    return dataclasses.replace(dataset, parts=parts)


def keep_division(workspace: Workspace, dataset: FaceDataset) -> None:
    """From now on these faces have taught, and those are held out for ever.

    Args:
        workspace: of the data set.
        dataset: as `divide` gave it.
    """
    row = dataset.row
    split = _stored_split(workspace, row.dataset_id)
    if split is not None and np.array_equal(workspace.split_parts(split), dataset.parts):
        return
    workspace.add_split(
        row.dataset_id,
        name=SPLIT,
        kind=KIND,
        seed=0,
        parts=dataset.parts,
        activate=row.active_split in (None, split),
    )


def _stored_split(workspace: Workspace, dataset_id: int) -> int | None:
    """The division that the lessons so far have kept."""
    known = {split.name: split.split_id for split in workspace.splits(dataset_id)}
    return known.get(SPLIT)


def count_pupils(workspace: Workspace, name: str, context: JobContext) -> Pupils:
    """How many faces of a data set would teach now."""
    context.checkpoint()
    dataset = divide(workspace, name)
    waiting = workspace.label_counts(dataset.row.dataset_id).get(None, 0)
    supposed = len(workspace.suggestions(dataset.row.dataset_id))
    return Pupils(
        name,
        int(np.count_nonzero(dataset.parts == Part.TRAIN)),
        int(np.count_nonzero(dataset.parts == Part.TEST)),
        waiting + supposed,
    )
