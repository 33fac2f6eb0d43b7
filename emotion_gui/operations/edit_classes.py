"""Rename, merge and add classes of a data set; every change can be taken back and done again."""

from __future__ import annotations

from dataclasses import dataclass

from emotion_gui.core.data import class_editing
from emotion_gui.core.data.class_editing import ClassEdit
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.labels import LabelSet, same_classes
from emotion_gui.core.workspace.workspace import Workspace


@dataclass(frozen=True)
class ClassCounts:
    """The classes of a data set as they are.

    Attributes:
        dataset: its name.
        labels: its classes.
        faces: usable faces of each, in their order.
        unlabelled: usable faces without a class.
        runs: how many networks learned it with other classes; their answers are compared in
            what both have in common.
    """

    dataset: str
    labels: LabelSet
    faces: tuple[int, ...]
    unlabelled: int
    runs: int


def rename(
    workspace: Workspace, dataset_id: int, label: int, name: str, context: JobContext
) -> ClassEdit:
    """Give a class another name."""
    del context  # in one piece
    return class_editing.rename_class(workspace, dataset_id, label, name)


def merge(
    workspace: Workspace, dataset_id: int, label: int, into: int, context: JobContext
) -> ClassEdit:
    """Make the faces of a class another's."""
    del context
    return class_editing.merge_classes(workspace, dataset_id, label, into)


def add(workspace: Workspace, dataset_id: int, name: str, context: JobContext) -> ClassEdit:
    """One more class."""
    del context
    return class_editing.add_class(workspace, dataset_id, name)


def replay(workspace: Workspace, edit: ClassEdit, context: JobContext, *, back: bool) -> ClassEdit:
    """Take a change of classes back, or do it again."""
    del context
    class_editing.write(workspace, edit, back=back)
    return edit


def count_classes(workspace: Workspace, name: str) -> ClassCounts:
    """What the classes of a data set are, and how many faces each has.

    Raises:
        NotFoundError: there is no such data set.
    """
    from emotion_gui.core.training.requests import labels_of

    row = workspace.dataset(name)
    counts = workspace.label_counts(row.dataset_id)
    own = (run for run in workspace.runs() if run.dataset_id == row.dataset_id)
    learned = [labels_of(run) for run in own if run.kind == "train"]
    return ClassCounts(
        name,
        row.label_set,
        tuple(counts.get(label, 0) for label in range(len(row.label_set))),
        counts.get(None, 0),
        sum(not same_classes(labels, row.label_set) for labels in learned),
    )
