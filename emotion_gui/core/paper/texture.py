"""PHOG and LPQ, the descriptors of Dhall et al. (2011): what the paper compares with.

Written out here because no library has them: scikit-image's `hog` cannot be kept to edges, and
nobody ships LPQ. Sizes are those of the publications, the grid for 48x48 faces is our reading.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]
Faces = npt.NDArray[np.uint8]

PHOG_BINS = 8
PHOG_LEVELS = 3
PHOG_RANGE_DEG = 360.0
LPQ_WINDOW = 7
LPQ_CORRELATION = 0.9
LPQ_GRID = 4
_CANNY = (50, 150)


def phog(
    faces: Faces,
    *,
    bins: int = PHOG_BINS,
    levels: int = PHOG_LEVELS,
    range_deg: float = PHOG_RANGE_DEG,
    edges_only: bool = True,
) -> Doubles:
    """Pyramid histograms of oriented gradients (Bosch et al. 2007).

    Every edge pixel votes with the size of its gradient for its direction, in the whole face,
    its quarters, sixteenths, and so on; the whole vector is scaled to sum 1.

    Args:
        faces: uint8, shape (n, side, side).
        bins: directions.
        levels: of the pyramid beside the whole face.
        range_deg: 360, or 180 where a direction and its opposite are one.
        edges_only: keep to Canny's edges, as published.

    Returns:
        Shape (n, bins * (1 + 4 + ... + 4 ** levels)).
    """
    found = []
    for face in faces:
        rows, columns = np.zeros(face.shape), np.zeros(face.shape)
        values = face.astype(np.float64)
        rows[1:-1] = values[2:] - values[:-2]
        columns[:, 1:-1] = values[:, 2:] - values[:, :-2]
        size = np.hypot(rows, columns)
        if edges_only:
            size = np.where(_edges(face), size, 0.0)
        direction = np.rad2deg(np.arctan2(rows, columns)) % range_deg
        number = np.minimum((direction / range_deg * bins).astype(np.int64), bins - 1)
        found.append(_pyramid(size, number, bins, levels))
    return np.array(found)


def _edges(face: Faces) -> npt.NDArray[np.bool_]:
    import cv2

    return np.asarray(cv2.Canny(np.ascontiguousarray(face), *_CANNY) > 0)


def _pyramid(size: Doubles, number: npt.NDArray[np.int64], bins: int, levels: int) -> Doubles:
    parts = []
    height, width = size.shape
    for level in range(levels + 1):
        cells = 2**level
        row = np.arange(height) * cells // height
        column = np.arange(width) * cells // width
        place = (row[:, None] * cells + column[None, :]) * bins + number
        votes = np.bincount(place.ravel(), size.ravel(), minlength=cells * cells * bins)
        parts.append(votes)
    whole = np.concatenate(parts)
    total = whole.sum()
    return np.asarray(whole / total if total else whole)


def lpq(faces: Faces, *, window: int = LPQ_WINDOW, grid: int = LPQ_GRID) -> Doubles:
    """Local phase quantisation (Ojansivu & Heikkilä 2008), decorrelated, in a grid of cells.

    Args:
        faces: uint8, shape (n, side, side).
        window: side of the neighbourhood, in pixels; odd.
        grid: cells a side; each has a histogram of its 256 codes, scaled to sum 1.

    Returns:
        Shape (n, grid * grid * 256).
    """
    found = []
    for face in faces:
        codes = lpq_codes(face, window=window)
        rows, columns = np.array_split(codes, grid), []
        for row in rows:
            for cell in np.array_split(row, grid, axis=1):
                columns.append(np.bincount(cell.ravel(), minlength=256) / max(cell.size, 1))
        found.append(np.concatenate(columns))
    return np.array(found)


def lpq_codes(face: Faces, *, window: int = LPQ_WINDOW, decorrelate: bool = True) -> Faces:
    """The code of every pixel whose whole neighbourhood is inside.

    Eight signs: of the real parts of four low frequencies (a, 0), (0, a), (a, a), (a, -a) with
    a = 1 / window, then of their imaginary parts, after whitening for neighbours that correlate.

    Returns:
        uint8, shape (height - window + 1, width - window + 1).
    """
    basis = _basis(window, decorrelate)
    patches = np.lib.stride_tricks.sliding_window_view(face.astype(np.float64), (window, window))
    responses = np.einsum("ijyx,kyx->ijk", patches, basis, optimize=True)
    return np.packbits(responses > 0, axis=2, bitorder="little")[:, :, 0]


@lru_cache(maxsize=8)
def _basis(window: int, decorrelate: bool) -> Doubles:
    """Eight filters, shape (8, window, window)."""
    radius = (window - 1) / 2
    place = np.arange(-radius, radius + 1)
    turn = 2 * np.pi * place / window
    wave = np.cos(turn) - 1j * np.sin(turn)  # not every system's C library has `cexp`
    flat = np.ones_like(wave)
    # (rows, columns): frequencies along x, along y, along both, against each other.
    pairs = ((flat, wave), (wave, flat), (wave, wave), (wave, wave.conj()))
    waves = np.array([np.outer(rows, columns).ravel() for rows, columns in pairs])
    filters = np.concatenate([waves.real, waves.imag])
    if decorrelate:
        y, x = np.mgrid[0:window, 0:window].reshape(2, -1)
        distance = np.hypot(y[:, None] - y[None, :], x[:, None] - x[None, :])
        covariance = filters @ (LPQ_CORRELATION**distance) @ filters.T
        # The published trick: unequal factors, so that no two singular values are the same.
        uneven = np.diag([1.000007, 1.000006, 1.000005, 1.000004, 1.000003, 1.000002, 1.000001, 1])
        _, _, axes = np.linalg.svd(uneven @ covariance @ uneven)
        filters = axes @ filters
    return np.asarray(filters.reshape(8, window, window))
