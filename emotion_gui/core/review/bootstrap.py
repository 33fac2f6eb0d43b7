"""Intervals of figures about films, whose neighbouring frames are not independent.

A film of 30 frames a second says little more in a second than in one of them. The frames are
drawn in blocks that are long against the time over which they depend on each other (circular
block bootstrap: Politis & Romano, 1992), so that a draw keeps what a block holds together.

Blocks of a finite length make the spread of the draws a little too small, and few blocks make it
uncertain: the first is corrected, and Student's t with as many degrees of freedom as there are
blocks takes the place of the normal distribution. Intervals of shares are symmetric on the logit
scale, of rates and durations on the logarithmic one, of kappa on Fisher's: a share of 2 % may well
be 6 %, and cannot be -2 %. `scripts/bootstrap_coverage.py` checks how often they hold the truth.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from emotion_gui.core.review.student_t import two_sided

LEVEL = 0.95
DRAWS = 999
# With fewer independent parts an interval would promise what it cannot keep.
FEWEST_BLOCKS = 12
# A block is so many times as long as frames depend on each other.
_BLOCK_TIMES = 2.0
# Part of the variance that joins such blocks where dependence fades exponentially.
_JOINED = 1 / (2 * _BLOCK_TIMES)
_MOST_JOINED = 0.5
# Numbers that are drawn at once: as many as fit a processor's cache.
_DRAWN_VALUES = 1 << 18

Floats = npt.NDArray[np.float64]
Scale = Literal["share", "positive", "correlation", "plain"]
Interval = tuple[float, float]


@dataclass(frozen=True)
class Draws:
    """Figures of many draws of the same series.

    Attributes:
        value: of the series itself, shape (figures,).
        drawn: of each draw, shape (draws, figures); NaN where a draw had nothing to rest on.
        block_frames, frames: lengths of a block and of the series.
    """

    value: Floats
    drawn: Floats
    block_frames: int
    frames: int

    @property
    def blocks(self) -> float:
        """Blocks in the series."""
        return self.frames / self.block_frames

    def interval(self, figure: int, scale: Scale, *, joined: float = _JOINED) -> Interval | None:
        """95 % interval of one figure.

        Args:
            figure: its place.
            scale: on which the interval is symmetric.
            joined: part of the variance that joins blocks; see `joined_part`.

        Returns:
            None where there are too few blocks, or the figure rests on nothing.
        """
        value, drawn = float(self.value[figure]), self.drawn[:, figure]
        drawn = drawn[np.isfinite(drawn)]
        if self.blocks < FEWEST_BLOCKS or not math.isfinite(value) or len(drawn) < 2:
            return None
        spread = float(drawn.std(ddof=1))
        return _interval(value, spread, blocks=self.blocks, scale=scale, joined=joined)


def mean_interval(
    value: float, series: Floats, *, block_frames: int, scale: Scale
) -> Interval | None:
    """95 % interval of the mean of a series of known length.

    The spread of such draws follows from the blocks' own, so that nothing needs to be drawn.

    Args:
        value: the mean.
        series: shape (frames,).
        block_frames: of a block.
        scale: on which the interval is symmetric.

    Returns:
        None where there are too few blocks.
    """
    blocks = len(series) / block_frames
    if blocks < FEWEST_BLOCKS:
        return None
    means = block_sums(series[:, None], block_frames)[:, 0] / block_frames
    spread = float(means.std()) / math.sqrt(round(blocks))
    return _interval(value, spread, blocks=blocks, scale=scale, joined=_JOINED)


def joined_part(slow_frames: float, block_frames: int) -> float:
    """Part of a figure's variance that joins blocks, which draws of blocks do not show.

    Blocks are as long as the slowest of all answers asks for. Another one depends on itself less,
    and how often it begins anew hardly at all: taken for as slow, its interval would be up to a
    sixth too wide.

    Args:
        slow_frames: over how many frames the figure's own series depends on itself.
        block_frames: of a block.
    """
    return min(_MOST_JOINED, (slow_frames - 1 / slow_frames) / (2 * block_frames))


def ratio_dependence(numerator: Floats, denominator: Floats) -> float:
    """Over how many frames that depends on itself whose sums make a ratio.

    Args:
        numerator, denominator: shape (frames,).
    """
    total = denominator.sum()
    if not total:
        return 1.0
    return dependence_frames(numerator - numerator.sum() / total * denominator)


def _interval(
    value: float, spread: float, *, blocks: float, scale: Scale, joined: float
) -> Interval | None:
    if scale == "share" and not 0 < value < 1:
        # It was never (or always) so in all blocks: the exact limit of a binomial share.
        limit = ((1 - LEVEL) / 2) ** (1 / blocks)
        return (0.0, 1 - limit) if value <= 0 else (limit, 1.0)
    if scale == "positive" and value <= 0:
        return None
    reach = two_sided(LEVEL, blocks - 1) * spread * math.sqrt(widening(blocks, joined))
    return _around(value, reach, scale)


def widening(blocks: float, joined: float) -> float:
    """How many times as large the variance is as that of the draws.

    Args:
        blocks: of the series.
        joined: part of the variance that joins blocks.
    """
    return 1 / ((1 - joined) * (1 - 1 / blocks))


def _around(value: float, reach: float, scale: Scale) -> Interval:
    if scale == "share":
        middle, reach = math.log(value / (1 - value)), reach / (value * (1 - value))
        low, high = (1 / (1 + math.exp(-_bounded(middle + s * reach))) for s in (-1, 1))
    elif scale == "positive":
        low, high = (value * math.exp(_bounded(s * reach / value)) for s in (-1, 1))
    elif scale == "correlation" and abs(value) < 1:
        middle, reach = math.atanh(value), reach / (1 - value * value)
        low, high = (math.tanh(middle + s * reach) for s in (-1, 1))
    else:
        low, high = value - reach, value + reach
    return low, high


def _bounded(exponent: float) -> float:
    return max(-700.0, min(700.0, exponent))


def dependence_frames(series: Floats) -> float:
    """Over how many frames a series depends on itself: its integrated autocorrelation time.

    Sokal's window: the sum of autocorrelations up to five times itself.

    Args:
        series: shape (frames,), finite.
    """
    count = len(series)
    if count < 4:
        return 1.0
    covariance = _autocovariance(series)
    if covariance[0] <= 0:
        return 1.0
    correlation = covariance / covariance[0]
    total = 2 * np.cumsum(correlation) - 1
    windows = np.arange(len(total))
    enough = np.flatnonzero(windows >= 5 * np.maximum(total, 1.0))
    found = float(max(1.0, total[enough[0] if len(enough) else -1]))
    # Taking the mean away makes every correlation of a short series too small.
    return found * (1 + 6 * found / count)


def _autocovariance(series: Floats) -> Floats:
    """Sums of products of centred values, of the first half of all lags; shape (frames // 2,).

    Who was seen for a second of an hour changes for a second: only the part of a series in which
    something changes is transformed, and the mean is taken away afterwards.
    """
    count = len(series)
    shifted = series - series[0]
    changed = np.flatnonzero(shifted)
    if not len(changed):
        return np.zeros(count // 2)
    part = shifted[changed[0] : changed[-1] + 1]
    padded = 1 << (2 * len(part) - 1).bit_length()
    spectrum = np.fft.rfft(part, padded)
    products = np.zeros(count // 2)
    lags = min(len(part), len(products))
    products[:lags] = np.fft.irfft(spectrum * np.conj(spectrum), padded)[:lags]
    mean = float(part.sum()) / count
    lag = np.arange(len(products))
    before = np.concatenate([[0.0], np.cumsum(shifted)])
    both = before[count - lag] + before[-1] - before[lag]
    return np.asarray(products - mean * both + (count - lag) * mean**2)


def block_length(series: Floats, *, least: int = 1) -> int:
    """Frames of a block for series that are drawn together: by the slowest of them.

    Args:
        series: shape (frames, figures).
        least: frames that depend on each other by construction (smoothing).
    """
    return block_for([dependence_frames(column) for column in series.T], least=least)


def block_for(slow_frames: Iterable[float], *, least: int = 1) -> int:
    """The same from how slow each of the series is."""
    return max(1, least, math.ceil(_BLOCK_TIMES * max(slow_frames, default=1.0)))


def draw_blocks(
    columns: Floats,
    statistic: Callable[[Floats], Floats],
    *,
    block_frames: int,
    draws: int = DRAWS,
    seed: int = 0,
) -> Draws:
    """Draw blocks of frames with replacement, many times.

    Args:
        columns: what the figures are made of, summed over frames; shape (frames, columns).
        statistic: sums of shape (..., columns) to figures of shape (..., figures).
        block_frames: of a block.
        draws: how many.
        seed: the same seed gives the same interval.
    """
    frames = len(columns)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.asarray(statistic(columns.sum(axis=0)), dtype=np.float64)
        if frames < FEWEST_BLOCKS * block_frames:
            return Draws(value, np.full((0, len(value)), np.nan), block_frames, frames)
        sums = block_sums(columns, block_frames)
        generator = np.random.default_rng(seed)
        count = round(frames / block_frames)
        together = max(1, _DRAWN_VALUES // (count * columns.shape[1]))
        drawn = np.concatenate(
            [
                statistic(sums[generator.integers(0, frames, (part, count))].sum(axis=1))
                for part in _parts(draws, together)
            ]
        )
    return Draws(value, drawn, block_frames, frames)


def _parts(whole: int, most: int) -> list[int]:
    return [min(most, whole - begin) for begin in range(0, whole, most)]


def block_sums(columns: Floats, block_frames: int) -> Floats:
    """Sums over the block that begins with each frame, around the end; shape as `columns`."""
    around = np.concatenate([columns, columns[: block_frames - 1]])
    total = np.concatenate([np.zeros((1, columns.shape[1])), np.cumsum(around, axis=0)])
    return np.asarray(total[block_frames:] - total[:-block_frames])
