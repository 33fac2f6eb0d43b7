"""Faces that stay on the disk until somebody asks for some of them."""

from __future__ import annotations

import contextlib
import math
import mmap
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

# A face that is read takes what the system keeps together with its page into memory: 64 KB, and
# since Linux 6.18 a whole folio of the page cache.
_REGION_BYTES = 2 * 1024 * 1024
_LET_GO_REGIONS = 32


class StoredFaces:
    """Some rows of a mapped file, read where they are indexed, as of an array.

    What was read is not kept: looking through a million faces takes the memory of a batch.
    """

    def __init__(self, faces: npt.NDArray[np.uint8], rows: npt.NDArray[np.int64]) -> None:
        """Nothing is read yet.

        Args:
            faces: shape (n, side, side), memory-mapped or not.
            rows: shape (m,), which of them, in this order.
        """
        self._faces, self._rows = faces, rows
        self._region, self._entered = -1, 0  # where the last face was read, and how many so far
        self._of_region = max(1, _REGION_BYTES // max(1, math.prod(faces.shape[1:])))

    @classmethod
    def all_of(cls, faces: npt.NDArray[np.uint8]) -> StoredFaces:
        """Every face of a file."""
        return cls(faces, np.arange(len(faces)))

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def shape(self) -> tuple[int, ...]:
        """(m, side, side)."""
        return (len(self._rows), *self._faces.shape[1:])

    @property
    def ndim(self) -> int:
        """Three, of faces."""
        return self._faces.ndim

    @property
    def dtype(self) -> np.dtype[np.uint8]:
        """Of the values."""
        return self._faces.dtype

    def __getitem__(self, places: slice | int | npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
        """A copy of one face or of several, by places or by a mask."""
        rows = self._rows[places]
        wanted = np.atleast_1d(rows)
        regions = wanted // self._of_region
        entered = self._entered + np.cumsum(np.diff(regions, prepend=self._region) != 0)
        before = self._entered // _LET_GO_REGIONS
        cuts = np.flatnonzero(np.diff(entered // _LET_GO_REGIONS, prepend=before))
        read = np.empty((len(wanted), *self._faces.shape[1:]), dtype=self.dtype)
        for start, end in pairwise((0, *cuts.tolist(), len(wanted))):
            read[start:end] = self._faces[wanted[start:end]]
            if end < len(wanted):
                let_go(self._faces)
        if len(wanted):
            self._region, self._entered = int(regions[-1]), int(entered[-1])
        return read.reshape((*rows.shape, *read.shape[1:]))

    def __array__(
        self, dtype: npt.DTypeLike | None = None, copy: bool | None = None
    ) -> npt.NDArray[Any]:
        return np.asarray(self[:], dtype=dtype)


Faces: TypeAlias = npt.NDArray[np.uint8] | StoredFaces
"""Gray faces, uint8, shape (n, side, side), in memory or on the disk."""


def let_go(faces: npt.NDArray[np.uint8]) -> None:
    """Give back the memory that holds what was read of a mapped file; the system keeps a copy.

    Does nothing for an array in memory, and where the system has no such call (Windows gives
    such memory back by itself when others need it).
    """
    base: object = faces
    while isinstance(base, np.ndarray):
        base = base.base
    if isinstance(base, mmap.mmap) and not faces.flags.writeable and hasattr(mmap, "MADV_DONTNEED"):
        with contextlib.suppress(OSError):
            base.madvise(mmap.MADV_DONTNEED)
