"""Near copies of faces.

A 48x48 face is reduced to 64 bits (signs of its lowest DCT frequencies, as pHash does).
Faces that agree in one of four 16-bit pieces are candidates; those within `HASH_BITS` bits
are then compared pixel by pixel, because faces look alike to any such hash.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from emotion_gui.core.jobs import JobContext

HASH_BITS = 6
CORRELATION = 0.97
_CHUNK = 4_096
_FREQUENCIES = 9
_REACH = 64  # neighbours looked at, in the order of the hashes; groups of copies are smaller
_PAIRS = 512  # compared at once: 20 MB

Faces = npt.NDArray[np.uint8]
Bits = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.intp]


def perceptual_hashes(faces: Faces, *, context: JobContext | None = None) -> Bits:
    """64 bits a face: which of its low frequencies lie above their median.

    Args:
        faces: uint8, shape (n, side, side).
        context: for cancelling.
    """
    side = faces.shape[1]
    frequency = np.arange(1, _FREQUENCIES)[:, None]
    basis = np.cos(np.pi * frequency * (2 * np.arange(side)[None, :] + 1) / (2 * side))
    basis32 = basis.astype(np.float32)
    weights = (np.uint64(1) << np.arange(64, dtype=np.uint64))[None, :]
    hashes = np.empty(len(faces), dtype=np.uint64)
    for start in range(0, len(faces), _CHUNK):
        if context is not None:
            context.checkpoint()
        chunk = np.asarray(faces[start : start + _CHUNK], dtype=np.float32)
        low = np.einsum("fi,nij,gj->nfg", basis32, chunk, basis32, optimize=True)
        low = low.reshape(len(chunk), 64)
        above = low > np.median(low, axis=1, keepdims=True)
        hashes[start : start + _CHUNK] = (above * weights).sum(axis=1, dtype=np.uint64)
    return hashes


def near_pairs(
    faces: Faces,
    usable: npt.NDArray[np.bool_],
    *,
    context: JobContext | None = None,
) -> list[tuple[int, int]]:
    """Pairs of nearly equal faces, each (smaller, larger) index; equal ones are among them.

    Args:
        faces: uint8, shape (n, side, side).
        usable: shape (n,), which faces count.
        context: for cancelling.
    """
    rows = np.flatnonzero(usable)
    hashes = perceptual_hashes(faces, context=context)[rows]
    count = max(1, len(rows))
    codes = [np.empty(0, dtype=np.int64)]
    for piece in range(4):
        for one, other in _close(hashes, np.uint64(16 * piece)):
            if context is not None:
                context.checkpoint()
            codes.append(np.minimum(one, other) * count + np.maximum(one, other))
    first, second = np.divmod(np.unique(np.concatenate(codes)), count)
    found: list[tuple[int, int]] = []
    for start in range(0, len(first), _PAIRS):
        if context is not None:
            context.checkpoint()
        one, other = rows[first[start : start + _PAIRS]], rows[second[start : start + _PAIRS]]
        alike = _alike(faces, one, other)
        found += zip(one[alike].tolist(), other[alike].tolist(), strict=True)
    return found


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
    a, b = (faces[rows].reshape(len(rows), -1).astype(np.float64) for rows in (one, other))
    a -= a.mean(axis=1, keepdims=True)
    b -= b.mean(axis=1, keepdims=True)
    norm = np.sqrt(np.einsum("ij,ij->i", a, a) * np.einsum("ij,ij->i", b, b))
    product = np.einsum("ij,ij->i", a, b)
    return np.asarray((norm > 0) & (product >= CORRELATION * norm))
