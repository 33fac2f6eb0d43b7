"""Near copies of faces.

A 48x48 face is reduced to 64 bits (signs of its lowest DCT frequencies, as pHash does).
Faces that agree in one of four 16-bit pieces are candidates; those within `HASH_BITS` bits
are then compared pixel by pixel, because faces look alike to any such hash - but for those whose
low frequencies alone show that their pixels cannot agree, which are most of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from emotion_gui.core.faces.stored import Faces
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.workspace.records import Part

HASH_BITS = 6
CORRELATION = 0.97
_CHUNK = 4_096
_FREQUENCIES = 9  # of a hash, the mean's among them
_SKETCHED_FREQUENCIES = 12  # of a sketch: 288 B a face
_REACH = 64  # neighbours looked at, in the order of the hashes; groups of copies are smaller
_PAIRS = 512  # compared at once: 20 MB
_SKETCHED = 8_192  # pairs whose sketches are compared at once: 14 MB
_ROUNDED = 2e-3  # more than half precision can take off the product of two sketches

Bits = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.intp]
Sketches = npt.NDArray[np.float16]


def perceptual_hashes(faces: Faces, *, context: JobContext | None = None) -> Bits:
    """64 bits a face: which of its low frequencies lie above their median.

    Args:
        faces: uint8, shape (n, side, side).
        context: for cancelling.
    """
    hashes = np.empty(len(faces), dtype=np.uint64)
    for rows, low, _ in _low_frequencies(faces, context):
        hashes[rows] = _hashes(low)
    return hashes


def _low_frequencies(
    faces: Faces, context: JobContext | None
) -> Iterator[tuple[slice, npt.NDArray[np.float32], npt.NDArray[np.float32]]]:
    """Of some faces at a time: rows, DCT of shape (m, 12, 12), norm of what is not their mean.

    Frequencies are those of an orthonormal basis.
    """
    side = faces.shape[1]
    frequency = np.arange(_SKETCHED_FREQUENCIES)[:, None]
    basis = np.cos(np.pi * frequency * (2 * np.arange(side)[None, :] + 1) / (2 * side))
    basis *= np.where(frequency == 0, np.sqrt(1 / side), np.sqrt(2 / side))
    basis32 = basis.astype(np.float32)
    for start in range(0, len(faces), _CHUNK):
        if context is not None:
            context.checkpoint()
        rows = slice(start, start + _CHUNK)
        chunk = np.asarray(faces[rows], dtype=np.float32)
        low = np.einsum("fi,nij,gj->nfg", basis32, chunk, basis32, optimize=True)
        yield rows, low, side * chunk.std(axis=(1, 2))


def _hashes(low: npt.NDArray[np.float32]) -> Bits:
    weights = (np.uint64(1) << np.arange(64, dtype=np.uint64))[None, :]
    inner = low[:, 1:_FREQUENCIES, 1:_FREQUENCIES].reshape(len(low), 64)
    above = inner > np.median(inner, axis=1, keepdims=True)
    return np.asarray((above * weights).sum(axis=1, dtype=np.uint64))


def _sketches(low: npt.NDArray[np.float32], norm: npt.NDArray[np.float32]) -> Sketches:
    """Shape (m, 144): a face's part of low frequency at unit norm, then the norm of its rest.

    By Cauchy and Schwarz the product of two is at least the correlation of the faces' pixels.
    """
    varying = low.reshape(len(low), -1)[:, 1:]  # the first is the mean
    shares = varying / np.maximum(norm, 1e-6)[:, None]
    rest = np.sqrt(np.maximum(0.0, 1.0 - np.square(shares).sum(axis=1)))
    return np.column_stack([shares, rest]).astype(np.float16)


@dataclass(frozen=True, eq=False)
class NearCopies:
    """Which faces look alike; what is kept grows with the faces, not with their pairs.

    Attributes:
        group: shape (n,), the smallest face that hangs together with each, over any number of
            faces of the same part that look alike; itself where there is none.
        twin: shape (n,), for a face that looks like one of a later part (test after training,
            validation after both) such a one, else -1.
    """

    group: Rows
    twin: Rows


def near_copies(
    faces: Faces,
    usable: npt.NDArray[np.bool_],
    parts: npt.NDArray[np.uint8],
    *,
    same: npt.NDArray[np.int64] | None = None,
    context: JobContext | None = None,
) -> NearCopies:
    """Look for nearly equal faces.

    Two faces are compared only where it can change the answer: not where they already hang
    together in their part, nor where the one of the earlier part has its twin. So a camera that
    saw one still face a hundred thousand times costs a few comparisons a face, not all pairs.

    Args:
        faces: uint8, shape (n, side, side).
        usable: shape (n,), which faces count.
        parts: shape (n,), values of `Part`.
        same: shape (n,), numbers that equal faces share: those are not compared with each other.
        context: for cancelling.
    """
    rows = np.flatnonzero(usable)
    hashes = np.empty(len(faces), dtype=np.uint64)
    sketches = np.empty((len(faces), _SKETCHED_FREQUENCIES**2), dtype=np.float16)
    for place, low, norm in _low_frequencies(faces, context):
        hashes[place], sketches[place] = _hashes(low), _sketches(low, norm)
    hashes = hashes[rows]
    search = _Search(faces, sketches, parts, same)
    for piece in range(4):
        for one, other in _close(hashes, np.uint64(16 * piece)):
            if context is not None:
                context.checkpoint()
            search.compare(rows[one], rows[other], context)
    return NearCopies(search.leaders(), search.twin)


class _Search:
    def __init__(
        self,
        faces: Faces,
        sketches: Sketches,
        parts: npt.NDArray[np.uint8],
        same: npt.NDArray[np.int64] | None,
    ) -> None:
        self._faces, self._sketches, self._parts = faces, sketches, parts
        self._same = np.arange(len(faces)) if same is None else same
        self._leader = np.arange(len(faces))
        self.twin = np.full(len(faces), -1, dtype=np.intp)

    def compare(self, one: Rows, other: Rows, context: JobContext | None) -> None:
        """Take in pairs of candidates."""
        unequal = self._same[one] != self._same[other]
        one, other = self._possible(one[unequal], other[unequal])
        for start in range(0, len(one), _PAIRS):
            if context is not None:
                context.checkpoint()
            a, b = self._open(one[start : start + _PAIRS], other[start : start + _PAIRS])
            if len(a):
                alike = _alike(self._faces, a, b)
                self._join(a[alike], b[alike])

    def _possible(self, one: Rows, other: Rows) -> tuple[Rows, Rows]:
        """Those open pairs whose sketches do not tell them apart already."""
        one, other = self._open(one, other)
        possible = np.zeros(len(one), dtype=bool)
        for start in range(0, len(one), _SKETCHED):
            place = slice(start, start + _SKETCHED)
            a, b = (self._sketches[rows[place]].astype(np.float32) for rows in (one, other))
            possible[place] = np.einsum("ij,ij->i", a, b) >= CORRELATION - _ROUNDED
        return one[possible], other[possible]

    def _open(self, one: Rows, other: Rows) -> tuple[Rows, Rows]:
        """Those pairs whose comparison can still change something."""
        within = self._parts[one] == self._parts[other]
        apart = self._roots(one) != self._roots(other)
        earlier = np.where(self._parts[one] < self._parts[other], one, other)
        split = (self._parts[one] != Part.NONE) & (self._parts[other] != Part.NONE)
        wanted = np.where(within, apart, split & (self.twin[earlier] < 0))
        return one[wanted], other[wanted]

    def _join(self, one: Rows, other: Rows) -> None:
        within = self._parts[one] == self._parts[other]
        for a, b in zip(one[within].tolist(), other[within].tolist(), strict=True):
            low, high = sorted((self._root(a), self._root(b)))
            self._leader[high] = low
        first = self._parts[one] < self._parts[other]
        earlier, later = np.where(first, one, other)[~within], np.where(first, other, one)[~within]
        self.twin[earlier] = later

    def _root(self, face: int) -> int:
        leader = self._leader
        while leader[face] != face:
            leader[face] = leader[leader[face]]  # halves the way for the next
            face = int(leader[face])
        return face

    def _roots(self, faces: Rows) -> Rows:
        found = self._leader[faces]
        while not np.array_equal(further := self._leader[found], found):
            found = further
        return found

    def leaders(self) -> Rows:
        """Shape (n,), the smallest face of each face's group."""
        return self._roots(np.arange(len(self._leader)))


def _close(hashes: Bits, shift: np.uint64) -> Iterator[tuple[Rows, Rows]]:
    """Faces whose hashes agree in the 16 bits from `shift` on and nearly so in the others.

    Yields what each face has in common with its next neighbour of the same 16 bits, then with
    the one after it, and so on.
    """
    keys = (hashes >> shift) & np.uint64(0xFFFF)
    order = np.lexsort((hashes, keys))
    keys = keys[order]
    places = np.arange(len(keys))
    for distance in range(1, _REACH + 1):
        places = places[places + distance < len(keys)]
        places = places[keys[places] == keys[places + distance]]
        one, other = order[places], order[places + distance]
        near = np.bitwise_count(hashes[one] ^ hashes[other]) <= HASH_BITS
        yield one[near], other[near]


def _alike(faces: Faces, one: Rows, other: Rows) -> npt.NDArray[np.bool_]:
    """Whose pixels correlate almost perfectly, whatever the brightness and contrast."""
    a, b = (faces[rows].reshape(len(rows), -1).astype(np.float32) for rows in (one, other))
    a -= a.mean(axis=1, keepdims=True)
    b -= b.mean(axis=1, keepdims=True)
    norm = np.sqrt(np.einsum("ij,ij->i", a, a) * np.einsum("ij,ij->i", b, b))
    product = np.einsum("ij,ij->i", a, b)
    return np.asarray((norm > 0) & (product >= CORRELATION * norm))
