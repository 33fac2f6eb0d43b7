"""Edit the samples of a data set; every edit can be taken back and done again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from emotion_gui.core.data import editing
from emotion_gui.core.data.editing import Edit, Target
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.workspace.records import DatasetRow, Sample
from emotion_gui.core.workspace.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from emotion_gui.core.data.hygiene import Finding
    from emotion_gui.core.data.review import Recrop
    from emotion_gui.core.faces.boxes import FaceBox

LISTED = 100_000  # of what was left out


@dataclass(frozen=True)
class Edited:
    """How a data set stands after an edit, read in the same job: whoever shows it asks nothing.

    Attributes:
        dataset_id: the data set.
        edit: labels and uses that were changed; None where a face was cut out.
        face: the face that was cut out anew; None where marks were changed.
        row: the data set's record now.
        faces: its faces, opened anew where one was cut out.
        left_out: the samples that are not usable.
    """

    dataset_id: int
    edit: Edit | None
    face: Sample | None
    row: DatasetRow
    faces: npt.NDArray[np.uint8] | None
    left_out: tuple[Sample, ...]

    def as_now(self, sample: Sample) -> Sample:
        """A sample that was read before, as it is now."""
        if self.edit is not None:
            return self.edit.as_now(sample)
        face = self.face
        return face if face is not None and face.sample_id == sample.sample_id else sample


def relabel(
    workspace: Workspace, target: Target, label: int | None, context: JobContext
) -> tuple[Edit, Edited]:
    """Give samples another label; None = none."""
    del context  # in one piece: an edit that was asked for is not left half done
    return _edited(workspace, editing.relabel(workspace, target, label))


def accept(workspace: Workspace, target: Target, context: JobContext) -> tuple[Edit, Edited]:
    """Take what a model supposes of faces for their labels."""
    del context
    return _edited(workspace, editing.accept(workspace, target))


def exclude(workspace: Workspace, target: Target, context: JobContext) -> tuple[Edit, Edited]:
    """Take usable samples out."""
    del context
    return _edited(workspace, editing.exclude(workspace, target))


def put_back(workspace: Workspace, target: Target, context: JobContext) -> tuple[Edit, Edited]:
    """Make samples usable again."""
    del context
    return _edited(workspace, editing.put_back(workspace, target))


def apply_remedy(
    workspace: Workspace, dataset_id: int, finding: Finding, context: JobContext
) -> tuple[Edit, Edited]:
    """Take out what a finding of the check names."""
    from emotion_gui.core.data import hygiene

    del context
    return _edited(workspace, hygiene.apply_remedy(workspace, dataset_id, finding))


def recrop(
    workspace: Workspace, dataset_id: int, sample: Sample, box: FaceBox, context: JobContext
) -> tuple[Recrop, Edited]:
    """Cut a face out of its picture anew."""
    from emotion_gui.core.data import review

    context.checkpoint()
    row = workspace.dataset_by_id(dataset_id)
    change = review.recrop(workspace, row, sample, box)
    return change, _cut(workspace, dataset_id, change.after)


def replay(
    workspace: Workspace, dataset_id: int, change: Edit | Recrop, context: JobContext, *, back: bool
) -> Edited:
    """Take a change back, or do it again."""
    del context
    if isinstance(change, Edit):
        edit = change.reversed if back else change
        editing.write(workspace, edit)
        return _edited(workspace, edit)[1]
    from emotion_gui.core.data.review import redo_recrop, undo_recrop

    row = workspace.dataset_by_id(dataset_id)
    put: Callable[[Workspace, DatasetRow, Recrop], Sample] = undo_recrop if back else redo_recrop
    return _cut(workspace, dataset_id, put(workspace, row, change))


def _edited(workspace: Workspace, edit: Edit) -> tuple[Edit, Edited]:
    row, left_out = _as_now(workspace, edit.dataset_id)
    return edit, Edited(edit.dataset_id, edit, None, row, None, left_out)


def _cut(workspace: Workspace, dataset_id: int, face: Sample) -> Edited:
    from emotion_gui.core.data.dataset import open_faces

    row, left_out = _as_now(workspace, dataset_id)
    return Edited(dataset_id, None, face, row, open_faces(workspace, row), left_out)


def _as_now(workspace: Workspace, dataset_id: int) -> tuple[DatasetRow, tuple[Sample, ...]]:
    left_out = workspace.samples(dataset_id, problems_only=True, limit=LISTED)
    return workspace.dataset_by_id(dataset_id), tuple(left_out)
