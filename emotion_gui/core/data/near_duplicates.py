"""Near copies of faces.

A 48x48 face is reduced to 64 bits (signs of its lowest DCT frequencies, as pHash does).
Faces that agree in one of four 16-bit pieces are candidates; those within `HASH_BITS` bits
are then compared pixel by pixel, because faces look alike to any such hash.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from emotion_gui.core.jobs import JobContext

HASH_BITS = 6
CORRELATION = 0.97
_CHUNK = 4_096
_FREQUENCIES = 9
_LARGEST_BUCKET = 400

Faces = npt.NDArray[np.uint8]
Bits = npt.NDArray[np.uint64]


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
    found: set[tuple[int, int]] = set()
    for piece in range(4):
        if context is not None:
            context.checkpoint()
        keys = (hashes >> np.uint64(16 * piece)) & np.uint64(0xFFFF)
        order = np.argsort(keys, kind="stable")
        edges = np.flatnonzero(np.diff(keys[order])) + 1
        for bucket in np.split(order, edges):
            if 1 < len(bucket) <= _LARGEST_BUCKET:
                found.update(_close(bucket, hashes))
    pairs = sorted((int(rows[a]), int(rows[b])) for a, b in found)
    return [pair for pair in pairs if _alike(faces, *pair)]


def _close(bucket: npt.NDArray[np.intp], hashes: Bits) -> list[tuple[int, int]]:
    bits = hashes[bucket]
    distance = np.bitwise_count(bits[:, None] ^ bits[None, :])
    first, second = np.nonzero(np.triu(distance <= HASH_BITS, k=1))
    return [
        (min(a, b), max(a, b))
        for a, b in zip(bucket[first].tolist(), bucket[second].tolist(), strict=True)
    ]


def _alike(faces: Faces, one: int, other: int) -> bool:
    """Pixels correlate almost perfectly, whatever the brightness and contrast."""
    a = faces[one].astype(np.float64).ravel()
    b = faces[other].astype(np.float64).ravel()
    a -= a.mean()
    b -= b.mean()
    norm = float(np.sqrt((a @ a) * (b @ b)))
    return norm > 0 and float(a @ b) / norm >= CORRELATION
