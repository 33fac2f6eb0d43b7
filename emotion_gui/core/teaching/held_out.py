"""Which of the faces that teach are held out, to judge by what was learned.

Faces that were captured together look alike: a random quarter of them would be known by heart.
So the newest stretch of each class is held out as a whole, and nearly equal faces never lie on
both sides. What was held out once stays so: a network that is taught twice is judged on faces
that it has never learned.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.near_duplicates import near_copies
from emotion_gui.core.workspace.records import Part

SHARE = 0.25
LEAST = 4
"""With fewer new faces of a class all of them teach."""

Parts = npt.NDArray[np.uint8]


def hold_out(
    faces: npt.NDArray[np.uint8],
    labels: npt.NDArray[np.int64],
    groups: Sequence[str],
    usable: npt.NDArray[np.bool_],
    before: Parts,
) -> Parts:
    """Parts of faces that teach: TRAIN learns, TEST is held out, NONE is left out.

    Args:
        faces: uint8, shape (n, side, side), in the order in which they came.
        labels: shape (n,), -1 where unknown.
        groups: person or film of each.
        usable: shape (n,), which of them count.
        before: shape (n,), as they were divided the last time; NONE for those that are new.

    Returns:
        Shape (n,), values of `Part`.
    """
    known = usable & (labels >= 0)
    parts = np.where(known, before, Part.NONE).astype(np.uint8)
    new = known & (parts == Part.NONE)
    for label in np.unique(labels[new]):
        rows = np.flatnonzero(new & (labels == label))
        held = _newest_stretches(rows, labels, groups) if len(rows) >= LEAST else rows[:0]
        parts[rows] = Part.TRAIN
        parts[held] = Part.TEST
    twin = near_copies(faces, known, parts).twin
    parts[(parts == Part.TRAIN) & (twin >= 0)] = Part.NONE
    return parts


def _newest_stretches(
    rows: npt.NDArray[np.intp], labels: npt.NDArray[np.int64], groups: Sequence[str]
) -> npt.NDArray[np.intp]:
    """The last stretches of a class, whole where they are not much more than is wanted."""
    wanted = max(1, round(SHARE * len(rows)))
    ends = [k for k in range(1, len(rows)) if not _together(rows[k - 1], rows[k], labels, groups)]
    begins = [k for k in ends if wanted <= len(rows) - k <= 2 * wanted]
    return rows[max(begins) if begins else len(rows) - wanted :]


def _together(one: int, other: int, labels: npt.NDArray[np.int64], groups: Sequence[str]) -> bool:
    """Whether two faces of a class came one after the other, of one person."""
    between = labels[one : other + 1]
    return groups[one] == groups[other] and bool((between == labels[one]).all())
