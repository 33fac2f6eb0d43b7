"""Angles between feature maps (Gedeon & Harris 1991) and what follows from them.

A map's vector is its output over all samples. Near 0 degrees two maps say the same, near 180
the opposite.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from emotion_gui.core.errors import ActivationShapeError
from emotion_gui.core.pruning.clustering import clustered_order
from emotion_gui.core.pruning.options import Normalisation

Floats = npt.NDArray[np.floating]
Doubles = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

_CHUNK_ROWS = 4096


@dataclass(frozen=True)
class AnglePair:
    """Two maps, `i` < `j`, and the angle between them in degrees."""

    i: int
    j: int
    angle_deg: float


@dataclass(frozen=True, eq=False)
class SortedPairs:
    """All pairs that have an angle, ascending by angle; equal angles by (i, j)."""

    i: Indices
    j: Indices
    angle_deg: Doubles

    @classmethod
    def of(cls, angles_deg: Doubles) -> SortedPairs:
        """Sort the upper triangle of a matrix from `pairwise_angles`; NaN entries are left out."""
        i, j = np.triu_indices(len(angles_deg), k=1)
        angle = angles_deg[i, j]
        known = np.flatnonzero(np.isfinite(angle))
        order = known[np.argsort(angle[known], kind="stable")]
        return cls(i[order], j[order], angle[order])

    def below(self, limit_deg: float) -> int:
        """Number of pairs with an angle strictly under `limit_deg`: a prefix of the arrays."""
        return int(np.searchsorted(self.angle_deg, limit_deg, side="left"))

    def above(self, limit_deg: float) -> int:
        """Position from which on the angles are strictly over `limit_deg`."""
        return int(np.searchsorted(self.angle_deg, limit_deg, side="right"))


def normalise_activations(activations: Floats, how: Normalisation = Normalisation.LAYER) -> Doubles:
    """The vectors whose angles are taken; give them to `pairwise_angles` with `center=0`.

    Args:
        activations: shape (samples, maps), any range.
        how: see `Normalisation`. A range of zero counts as 1, so a constant layer (or map) ends
            up at -0.5 under `layer` and `per-map`.

    Returns:
        Same shape, float64.

    Raises:
        ActivationShapeError: not 2-D, fewer than two samples, or not finite.
    """
    _check(activations)
    return _normaliser(activations, how)(activations)


def normalised_gram(activations: Floats, how: Normalisation = Normalisation.LAYER) -> Doubles:
    """`gram_matrix` of `normalise_activations`, whose vectors are made a few thousand at a time.

    Raises:
        ActivationShapeError: not 2-D, fewer than two samples, or not finite.
    """
    _check(activations)
    normalised = _normaliser(activations, how)
    gram = np.zeros((activations.shape[1], activations.shape[1]))
    for start in range(0, len(activations), _CHUNK_ROWS):
        rows = normalised(activations[start : start + _CHUNK_ROWS])
        gram += rows.T @ rows
    return gram


def _normaliser(activations: Floats, how: Normalisation) -> Callable[[Floats], Doubles]:
    """What is done to any of the rows, once all of them were looked at."""
    axis = None if how is Normalisation.LAYER else 0
    low = np.asarray(activations.min(axis=axis), dtype=np.float64)
    high = np.asarray(activations.max(axis=axis), dtype=np.float64)
    span = np.where(high > low, high - low, 1.0)
    mean = activations.mean(axis=0, dtype=np.float64)

    def normalised(rows: Floats) -> Doubles:
        vectors = rows.astype(np.float64)
        if how in (Normalisation.LAYER, Normalisation.PER_MAP):
            vectors -= low
            vectors /= span
            vectors -= 0.5
        elif how is Normalisation.CENTRED:
            vectors -= mean
            vectors[:, low == high] = 0.0  # the mean of equal values may differ by a rounding
        return vectors

    return normalised


def gram_matrix(vectors: Floats, *, center: float = 0.0) -> Doubles:
    """Scalar products of all maps' vectors, accumulated in float64, shape (maps, maps)."""
    gram = np.zeros((vectors.shape[1], vectors.shape[1]))
    for start in range(0, len(vectors), _CHUNK_ROWS):
        rows = vectors[start : start + _CHUNK_ROWS].astype(np.float64, copy=False)
        if center:
            rows = rows - center
        gram += rows.T @ rows
    return gram


def angles_from_gram(gram: Doubles) -> Doubles:
    """Angles in degrees from scalar products; NaN where a vector has no length."""
    length = np.sqrt(np.diag(gram))
    length = np.where(length > 0, length, np.nan)
    cosine = gram / length[:, None] / length[None, :]
    angles = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    angles = (angles + angles.T) / 2
    diagonal = np.where(np.isnan(length), np.nan, 0.0)
    np.fill_diagonal(angles, diagonal)
    return np.asarray(angles)


def pairwise_angles(activations: Floats, *, center: float = 0.5) -> Doubles:
    """Angle between every two feature maps over the same input patterns.

    Accurate to about 1e-6 degrees near 0 and 180 (float64 throughout) and far better elsewhere.

    Args:
        activations: shape (patterns, maps), each value scaled to [0, 1]; or vectors from
            `normalise_activations` with `center=0`.
        center: subtracted first, so that angles span 0-180 degrees instead of 0-90.

    Returns:
        Shape (maps, maps), degrees in [0, 180], symmetric, 0 on the diagonal. A map that never
        leaves `center` has no direction: its row and column are NaN, for the caller to report.

    Raises:
        ActivationShapeError: not 2-D, fewer than two patterns, or values that are not finite.
    """
    _check(activations)
    return angles_from_gram(gram_matrix(activations, center=center))


def similar_pairs(angles_deg: Doubles, threshold_deg: float) -> list[AnglePair]:
    """Pairs with an angle strictly under the threshold, ascending (ties by index)."""
    pairs = SortedPairs.of(angles_deg)
    return _listed(pairs, range(pairs.below(threshold_deg)))


def complementary_pairs(angles_deg: Doubles, threshold_deg: float) -> list[AnglePair]:
    """Pairs with an angle strictly over `threshold_deg` (165, say), descending (ties by index)."""
    pairs = SortedPairs.of(angles_deg)
    return _listed(pairs, descending(pairs, pairs.above(threshold_deg)))


def descending(pairs: SortedPairs, start: int) -> list[int]:
    """Positions from `start` to the end by descending angle, equal angles by (i, j)."""
    order = np.lexsort((pairs.j[start:], pairs.i[start:], -pairs.angle_deg[start:]))
    return [int(k) for k in order + start]


def vector_lengths(vectors: Floats) -> Doubles:
    """Root mean square of each map's vector: its length, freed of the number of samples."""
    return np.asarray(np.sqrt(np.mean(np.square(vectors, dtype=np.float64), axis=0)))


def silent_maps(lengths: Doubles, *, fraction: float = 0.01) -> npt.NDArray[np.bool_]:
    """Maps whose vector is short: at most `fraction` of the layer's longest, or zero.

    Gedeon & Harris call these units insignificant; how short is short is our reading. A short
    vector's angles mean little, so planning leaves such maps alone unless told to remove them.
    Under `layer` and `per-map` scaling a map that is always 0 is *not* short (its vector is
    constantly -0.5): it takes part as a direction of its own, as in the paper's rule.

    Args:
        lengths: of the vectors in the chosen normalisation, see `vector_lengths`.
        fraction: 0 to 1.
    """
    longest = float(lengths.max(initial=0.0))
    return np.asarray((lengths <= fraction * longest) | (lengths <= 0.0))


def cluster_order(angles_deg: Doubles) -> Indices:
    """An order of the maps that puts similar ones side by side, for the angle matrix.

    Leaves of average-linkage clustering by angle; maps without a direction come last.
    """
    known = np.flatnonzero(np.isfinite(np.diag(angles_deg)))
    unknown = np.flatnonzero(~np.isfinite(np.diag(angles_deg)))
    if len(known) < 3:
        return np.concatenate([known, unknown])
    leaves = clustered_order(angles_deg[np.ix_(known, known)])
    return np.concatenate([known[leaves], unknown])


def _listed(pairs: SortedPairs, positions: list[int] | range) -> list[AnglePair]:
    return [
        AnglePair(int(pairs.i[k]), int(pairs.j[k]), float(pairs.angle_deg[k])) for k in positions
    ]


def _check(activations: Floats) -> None:
    if activations.ndim != 2:
        raise ActivationShapeError(activations.shape, "needs two axes (samples, maps)")
    if len(activations) < 2:
        raise ActivationShapeError(activations.shape, "needs at least two samples")
    pieces = range(0, len(activations), _CHUNK_ROWS)
    if not all(np.isfinite(activations[at : at + _CHUNK_ROWS]).all() for at in pieces):
        raise ActivationShapeError(activations.shape, "holds values that are not finite")
