"""Sums over a layer's outputs from which every preset's weights follow in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]


class MomentAccumulator:
    """Mean and covariance of rows that arrive in pieces, in float64."""

    def __init__(self, columns: int) -> None:
        self.count = 0
        self._sum = np.zeros(columns)
        self._products = np.zeros((columns, columns))
        self._shift: Doubles | None = None

    def add(self, rows: npt.NDArray[np.floating]) -> None:
        """Take in rows of shape (any, columns)."""
        values = rows.astype(np.float64)
        if self._shift is None and len(values):
            # Near the mean, so that the products do not cancel.
            self._shift = values.mean(axis=0)
        if self._shift is not None:
            values -= self._shift
        self.count += len(values)
        self._sum += values.sum(axis=0)
        self._products += values.T @ values

    def result(self) -> Moments:
        """What was accumulated so far; zeros if nothing."""
        count = max(self.count, 1)
        mean = self._sum / count
        covariance = self._products / count - np.outer(mean, mean)
        shift = self._shift if self._shift is not None else np.zeros_like(mean)
        return Moments(mean=mean + shift, covariance=(covariance + covariance.T) / 2)


@dataclass(frozen=True, eq=False)
class Moments:
    """Mean, shape (columns,), and covariance, shape (columns, columns)."""

    mean: Doubles
    covariance: Doubles

    @property
    def deviation(self) -> Doubles:
        """Standard deviation of every column, never NaN."""
        return np.asarray(np.sqrt(np.maximum(np.diag(self.covariance), 0.0)))

    def fit(self, dropped: int, kept: int) -> tuple[float, float]:
        """alpha and beta of the least-squares line dropped ~ alpha * kept + beta."""
        variance = float(self.covariance[kept, kept])
        scale = float(self.mean[kept]) ** 2 + variance
        alpha = 0.0
        if variance > 1e-12 * scale:
            alpha = float(self.covariance[dropped, kept]) / variance
        return alpha, float(self.mean[dropped] - alpha * self.mean[kept])


@dataclass(frozen=True, eq=False)
class LayerStatistics:
    """What the presets need to know about a layer's output over the training faces.

    Attributes:
        side: side of the maps, in pixels.
        maps: moments of the maps' values at single positions.
        inputs: moments of what the next convolution's response is made of, for the refit;
            None until measured. Columns are (map, tap) pairs, map-major, over the taps that
            `active_taps(side)` names. For the head, whose responses are averaged over all
            positions, each row is the average patch of a face; elsewhere it is a patch.
    """

    side: int
    maps: Moments
    inputs: Moments | None = None


def active_taps(side: int) -> tuple[int, ...]:
    """Taps of a padded 3x3 convolution that ever see data: only the centre for 1x1 maps."""
    return (4,) if side == 1 else tuple(range(9))


def tap_coverage(side: int) -> Doubles:
    """Share of output positions at which each of the 9 taps lies inside the map."""
    along = np.array([(side - 1) / side, 1.0, (side - 1) / side])
    return np.outer(along, along).reshape(9)
