"""Which faces a network has learned from: 64-bit identities of their pixels.

An accuracy on faces that a network was trained on says nothing about new ones. So a checkpoint
carries the identities of its training faces - not the faces: a face cannot be made again from
its 64 bits - and whoever judges it can count them among the faces at hand. A face and its mirror
image are one, since training shows both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from emotion_gui.core.faces.stored import Faces

Hashes = npt.NDArray[np.int64]

_BATCH = 4096
_SEED = 0x5EED_FACE  # fixed for ever: hashes in files written before must stay comparable


@dataclass(frozen=True, eq=False)
class LearnedFaces:
    """The faces behind a network's weights.

    Attributes:
        trained: identities of the faces it learned from, its ancestors' and teachers' included;
            sorted, each once, shape (k,).
        watched: identities of the faces on which its best epoch was chosen, or that of an ancestor
            or teacher, likewise.
        complete: whether every ancestor and teacher told its faces; False for those whose files
            were written before files could.
    """

    trained: Hashes
    watched: Hashes
    complete: bool = True

    def joined(self, others: Iterable[LearnedFaces | None]) -> LearnedFaces:
        """These and the faces of other networks (what it began with, who taught it)."""
        trained, watched, complete = [self.trained], [self.watched], self.complete
        for other in others:
            if other is None:
                complete = False
                continue
            trained.append(other.trained)
            watched.append(other.watched)
            complete = complete and other.complete
        return LearnedFaces(
            np.unique(np.concatenate(trained)), np.unique(np.concatenate(watched)), complete
        )


def after_training(before: LearnedFaces | None, faces: Faces) -> LearnedFaces:
    """What a network knows once it was trained on faces; none of its epochs was picked.

    Args:
        before: of the network that it began with, or that taught it; None if its file does not
            tell.
        faces: uint8, shape (n, side, side).
    """
    own = LearnedFaces(np.unique(face_hashes(faces)), np.empty(0, dtype=np.int64))
    return own.joined([before])


def face_hashes(faces: Faces, rows: npt.NDArray[np.int64] | None = None) -> Hashes:
    """Identities of gray faces: equal for equal pixels and for mirror images of each other.

    The pixels as 64-bit words, each mixed with an odd factor of its place and added up, as in
    multilinear hashing (Lemire & Kaser 2014, https://arxiv.org/abs/1202.4961). Among a million
    faces the chance that any two share one is about 1 in 10 million.

    Args:
        faces: uint8, shape (m, side, side); what lies on the disk is read a batch at a time.
        rows: which of them, shape (n,); all by default.

    Returns:
        int64, shape (n,).
    """
    count = len(faces) if rows is None else len(rows)
    hashes = np.empty(count, dtype=np.int64)
    for start in range(0, count, _BATCH):
        piece = slice(start, start + _BATCH)
        batch = np.asarray(faces[piece if rows is None else rows[piece]])
        one, other = _one_way(batch), _one_way(batch[:, :, ::-1])
        hashes[start : start + len(batch)] = np.minimum(one, other).view(np.int64)
    return hashes


def among(hashes: Hashes, known: Hashes) -> npt.NDArray[np.bool_]:
    """For each of `hashes`, shape (n,), whether it is one of the sorted `known`."""
    if len(known) == 0:
        return np.zeros(len(hashes), dtype=np.bool_)
    at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    found: npt.NDArray[np.bool_] = known[at] == hashes
    return found


def _one_way(faces: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint64]:
    pixels = np.ascontiguousarray(faces).reshape(len(faces), -1)
    if spare := -pixels.shape[1] % 8:
        pixels = np.pad(pixels, ((0, 0), (0, spare)))
    words = pixels.view("<u8").astype(np.uint64)
    factors = _factors(words.shape[1])
    # The upper half of a product depends on all lower bits, the lower half on few: both count.
    mixed = (words ^ (words >> np.uint64(32))) * factors
    total: npt.NDArray[np.uint64] = (mixed ^ (mixed >> np.uint64(29))).sum(axis=1, dtype=np.uint64)
    total ^= total >> np.uint64(31)
    total *= np.uint64(0x9E3779B97F4A7C15)
    total ^= total >> np.uint64(32)
    return total


def _factors(count: int) -> npt.NDArray[np.uint64]:
    """Odd factors from a fixed linear congruence: the same in every version of NumPy."""
    value, factors = _SEED, np.empty(count, dtype=np.uint64)
    for k in range(count):
        value = (value * 6364136223846793005 + 1442695040888963407) % 2**64
        factors[k] = value | 1
    return factors
