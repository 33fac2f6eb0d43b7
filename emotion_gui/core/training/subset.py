"""SFEW-sized experiments: 675 faces of a larger data set, divided again and again."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.data.splits import make_split
from emotion_gui.core.errors import EmptyPartError
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.workspace.records import Part, SplitRow
from emotion_gui.core.workspace.workspace import Workspace

# SFEW as the paper had it (Dhall et al. 2011): 100 faces of each emotion, 75 of disgust.
SFEW_COUNTS: dict[int, int] = {
    label: 75 if name == "disgust" else 100 for label, name in enumerate(SEVEN.names)
}
_DRAW_SEED = 2011  # of the faces, the same for every split of them: only the division differs


def sfew_split(workspace: Workspace, dataset: str, *, number: int) -> SplitRow:
    """One of the repeated splits of 675 faces with SFEW's class counts; stored, not made active.

    The faces are the same in every split and come from outside the active split's final part,
    which stays closed. Each split divides them 80/10/10 within the classes, seeded by `number`.

    Raises:
        NotFoundError: no such data set.
        EmptyPartError: it has too few faces of an emotion.
    """
    opened = open_dataset(workspace, dataset)
    usable = (opened.parts == Part.TRAIN) | (opened.parts == Part.TEST)
    drawn = _draw(opened.labels, usable, dataset)
    labels = np.full(len(opened.labels), -1, dtype=np.int64)
    labels[drawn] = opened.labels[drawn]
    none = [""] * len(labels)
    parts = make_split("paper", labels=labels, usage=none, groups=none, seed=number)
    return workspace.add_split(
        opened.row.dataset_id,
        name=f"SFEW-sized, split {number}",
        kind="sfew",
        seed=number,
        parts=parts,
        activate=False,
    )


def random_split(workspace: Workspace, dataset: str, *, number: int) -> SplitRow:
    """One of the repeated splits of a whole data set, 80/10/10 within the classes.

    Stored, not made active, seeded by `number`. Meant for sets of SFEW's size whose figures are
    those of the repeated splits: every face is in some split's last part.

    Raises:
        NotFoundError: no such data set.
    """
    opened = open_dataset(workspace, dataset)
    labels = np.where(opened.parts != Part.NONE, opened.labels, -1)
    none = [""] * len(labels)
    parts = make_split("paper", labels=labels, usage=none, groups=none, seed=number)
    return workspace.add_split(
        opened.row.dataset_id,
        name=f"Random split {number}",
        kind="paper",
        seed=number,
        parts=parts,
        activate=False,
    )


def _draw(
    labels: npt.NDArray[np.int64], usable: npt.NDArray[np.bool_], dataset: str
) -> npt.NDArray[np.int64]:
    """Rows of the 675 faces, ascending."""
    rng = np.random.default_rng(_DRAW_SEED)
    chosen = []
    for label, count in SFEW_COUNTS.items():
        rows = np.flatnonzero(usable & (labels == label))
        if len(rows) < count:
            raise EmptyPartError(dataset, SEVEN.names[label], len(rows), count)
        chosen.append(rng.permutation(rows)[:count])
    return np.sort(np.concatenate(chosen))
