"""Classes of a data set renamed, merged and added; every change can be taken back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.labels import LabelSet
from emotion_gui.core.workspace.classes import Votes
from emotion_gui.core.workspace.workspace import Workspace

_LOCK_S = 10.0


@dataclass(frozen=True)
class ClassEdit:
    """What a change of classes did: enough to take it back and to do it again.

    Attributes:
        dataset_id: the data set.
        before: its classes.
        after: those since then.
        gone: the place in `before` of the class that was merged; None where none was.
        into: the place in `before` of the one that took it in.
        keys: samples of the class that is gone, and those of which it is supposed.
        votes: shares of votes before a merge, as they were stored.
    """

    dataset_id: int
    before: LabelSet
    after: LabelSet
    gone: int | None = None
    into: int | None = None
    keys: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    votes: Votes = field(default_factory=dict)

    @property
    def places(self) -> tuple[int, ...]:
        """For each class of before its place since then."""
        return merged_places(len(self.before), self.gone, self.into)


def merged_places(count: int, gone: int | None, into: int | None) -> tuple[int, ...]:
    """Where classes are once one of them is part of another.

    >>> merged_places(4, 1, 3)
    (0, 2, 1, 2)
    """
    if gone is None or into is None:
        return tuple(range(count))
    left = [place for place in range(count) if place != gone]
    return tuple(left.index(into if place == gone else place) for place in range(count))


def rename_class(workspace: Workspace, dataset_id: int, label: int, name: str) -> ClassEdit:
    """Give a class another name; what it was called stays a word for it.

    Raises:
        ConfigError: there is such a class already, or a class cannot be called so.
    """
    labels = workspace.dataset_by_id(dataset_id).label_set
    edit = ClassEdit(dataset_id, labels, labels.renamed(label, name))
    write(workspace, edit)
    return edit


def add_class(workspace: Workspace, dataset_id: int, name: str) -> ClassEdit:
    """One more class, behind the others, of which there are no faces yet.

    Raises:
        ConfigError: there is such a class already, or there are as many as can be.
    """
    labels = workspace.dataset_by_id(dataset_id).label_set
    edit = ClassEdit(dataset_id, labels, labels.extended([name]))
    write(workspace, edit)
    return edit


def merge_classes(workspace: Workspace, dataset_id: int, label: int, into: int) -> ClassEdit:
    """Make the faces of a class another's; what it was called stays a word for that one.

    Raises:
        ConfigError: both are one class, or fewer than two would be left.
    """
    labels = workspace.dataset_by_id(dataset_id).label_set
    if label == into:
        raise ConfigError("labels", labels.names[label], "a class cannot be merged into itself")
    edit = ClassEdit(
        dataset_id,
        labels,
        labels.merged(label, into),
        gone=label,
        into=into,
        keys=workspace.samples_of_class(dataset_id, label),
        votes=workspace.stored_votes(dataset_id),
    )
    write(workspace, edit)
    return edit


def write(workspace: Workspace, edit: ClassEdit, *, back: bool = False) -> None:
    """Make a data set have the classes that an edit says, or had before it.

    Raises:
        ConfigError: its classes were changed otherwise meanwhile.
        WorkspaceError: (BusyError) somebody else writes into it.
    """
    here, there = (edit.after, edit.before) if back else (edit.before, edit.after)
    with workspace.hold_dataset(edit.dataset_id, wait_s=_LOCK_S):
        if workspace.dataset_by_id(edit.dataset_id).label_set != here:
            raise ConfigError("labels", ", ".join(here.names), "the classes are others by now")
        if not back:
            votes = {key: _joined(text, edit.places) for key, text in edit.votes.items()}
            workspace.set_classes(edit.dataset_id, there, edit.places, votes=votes)
            return
        for added in range(len(edit.before), len(edit.after)):
            if any(workspace.samples_of_class(edit.dataset_id, added)):
                raise ConfigError("labels", edit.after.names[added], "faces have this class")
        # Of a place to which two lead the one that stayed is meant; the other's are in `keys`.
        places = [_came_from(edit, place) for place in range(len(edit.after))]
        at = {} if edit.gone is None else {edit.gone: edit.keys}
        workspace.set_classes(edit.dataset_id, there, places, at=at, votes=edit.votes)


def _came_from(edit: ClassEdit, place: int) -> int:
    """The class of before that has this place since; nobody has an added one."""
    found = (old for old, new in enumerate(edit.places) if new == place and old != edit.gone)
    return next(found, 0)


def _joined(text: str, places: Sequence[int]) -> str:
    """Shares of votes as the classes are since then."""
    shares = [0.0] * (max(places) + 1)
    for share, place in zip(json.loads(text), places, strict=True):
        shares[place] += share
    return json.dumps(shares)
