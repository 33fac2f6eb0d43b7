"""The faces of a reproduction and how they are divided."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from emotion_gui.core.data.dataset import FaceDataset, FacePart, open_dataset
from emotion_gui.core.data.splits import make_split
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.paper.facts import Protocol
from emotion_gui.core.training.subset import random_split, sfew_split
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.reproduce.request import LARGE_FACES

DATASET = "Reproduction"
_HALVES = 2
_FILMS_NEEDED = 4


@dataclass(frozen=True)
class Division:
    """One split under one protocol.

    Attributes:
        protocol: how the faces are divided.
        repeat: from 1.
        split: its number in the workspace; None for the data set's own.
    """

    protocol: Protocol
    repeat: int
    split: int | None

    def open(self, workspace: Workspace) -> FaceDataset:
        """The faces, divided so."""
        return open_dataset(workspace, DATASET, split=self.split)

    def judged(self, dataset: FaceDataset) -> FacePart:
        """Whom accuracies are taken on.

        Of the official parts the watched one: nothing is chosen on it, since every network is
        that of its last epoch, and a final part stays closed.
        """
        return dataset.part(Part.TEST if self.protocol is Protocol.WHOLE else Part.VALIDATION)

    def faces(self, workspace: Workspace) -> Divided:
        """Who learns and who is judged."""
        dataset = self.open(workspace)
        return Divided(self.protocol, self.repeat, dataset.part(Part.TRAIN), self.judged(dataset))


@dataclass(frozen=True, eq=False)
class Divided:
    """The faces of a division.

    Attributes:
        protocol, repeat: of the division.
        learning, judged: its two parts.
    """

    protocol: Protocol
    repeat: int
    learning: FacePart
    judged: FacePart


def is_large(workspace: Workspace) -> bool:
    """Whether the data are no SFEW: then Table 1 takes 675 faces of them, again and again."""
    return int((open_dataset(workspace, DATASET).parts != Part.NONE).sum()) > LARGE_FACES


def random_divisions(workspace: Workspace, count: int) -> tuple[Division, ...]:
    """Repeated 80/10/10 splits of the set, or of 675 faces drawn from a large one."""
    make = sfew_split if is_large(workspace) else random_split
    return tuple(
        Division(Protocol.RANDOM, number, make(workspace, DATASET, number=number).split_id)
        for number in range(1, count + 1)
    )


def whole_divisions(count: int) -> tuple[Division, ...]:
    """The data set's own parts, as often as there are trainings."""
    return tuple(Division(Protocol.WHOLE, number, None) for number in range(1, count + 1))


def independent_divisions(workspace: Workspace, count: int) -> tuple[Division, ...]:
    """Two halves by film, each learned from and judged on in turn; nothing without films."""
    opened = open_dataset(workspace, DATASET)
    (groups,) = workspace.face_columns(opened.row.dataset_id, "group_name")
    labels = np.where(opened.parts != Part.NONE, opened.labels, -1)
    known = {name for name, label in zip(groups, labels, strict=True) if name and label >= 0}
    if len(known) < _FILMS_NEEDED:
        return ()
    found = []
    for number in range(1, count + 1):
        for half in range(_HALVES):
            try:
                parts = make_split(
                    "spi",
                    labels=labels,
                    usage=[""] * len(labels),
                    groups=groups,
                    seed=number,
                    fold=half,
                    ungrouped="out",
                )
            except ConfigError:  # one film has nearly all the faces
                return ()
            row = workspace.add_split(
                opened.row.dataset_id,
                name=f"Person independent {number}, half {half + 1}",
                kind="spi",
                seed=number,
                parts=parts,
                activate=False,
            )
            repeat = _HALVES * (number - 1) + half + 1
            found.append(Division(Protocol.INDEPENDENT, repeat, row.split_id))
    return tuple(found)
