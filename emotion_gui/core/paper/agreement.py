"""Means over repeated splits with intervals that are honest, and whether a print agrees with them.

Repeated random splits share faces, so their accuracies are no independent draws. Nadeau & Bengio
(2003) correct the variance of the mean: (1/k + n_test/n_train) times the variance of the splits,
where the plain one has 1/k.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from emotion_gui.core.evaluation.metrics import wilson_interval
from emotion_gui.core.evaluation.student import quantile, two_sided_p

LEVEL = 0.95
WIDEST = 0.2
"""Half an interval of ours that is wider says nothing: no print could disagree with it."""
_Z95 = 1.959963984540054


class Standing(StrEnum):
    """How a printed figure stands to ours."""

    AGREES = "agrees"
    LOWER = "lower"  # ours is below the print by more than chance explains
    HIGHER = "higher"
    OPEN = "open"  # nothing is printed, or too little was run to tell


@dataclass(frozen=True)
class RepeatedMean:
    """A mean over repeated splits, seeds or folds.

    Attributes:
        values: one a repeat.
        n: faces that each was judged on; 0 for a count such as maps.
        test_share: faces judged on over faces learned from, of a split; 0 for repeats on the
            same test faces (other seeds alone).
    """

    values: tuple[float, ...]
    n: int
    test_share: float = 0.0

    @property
    def mean(self) -> float:
        """Of the repeats."""
        return statistics.fmean(self.values)

    @property
    def deviation(self) -> float | None:
        """Standard deviation over the repeats; None for a single one."""
        return statistics.stdev(self.values) if len(self.values) > 1 else None

    @property
    def error(self) -> float:
        """Standard error of the mean: of the repeats, corrected, and of the faces judged on.

        Seeds that agree by luck must not make an interval narrower than the test faces allow.
        """
        k, deviation = len(self.values), self.deviation
        own = 0.0 if deviation is None else deviation * math.sqrt(1 / k + self.test_share)
        if not self.n:
            return own
        share = min(max(self.mean, 0.5 / self.n), 1 - 0.5 / self.n)
        seen = self.n * (k if self.test_share else 1)  # other splits have other faces
        return max(own, math.sqrt(share * (1 - share) / seen))

    @property
    def interval(self) -> tuple[float, float]:
        """Of the mean, 95 %; Wilson's for a single repeat."""
        if len(self.values) == 1 and self.n:
            return wilson_interval(round(self.mean * self.n), self.n)
        reach = _t_quantile(len(self.values) - 1) * self.error
        low, high = self.mean - reach, self.mean + reach
        return (max(0.0, low), min(1.0, high)) if self.n else (low, high)


def paired_p(differences: Sequence[float], *, test_share: float) -> float | None:
    """Two-sided p of "no difference" over repeated splits, by the corrected t test.

    Returns:
        None for fewer than two splits, or where all show the very same difference; 1 where every
        split shows none at all.
    """
    k = len(differences)
    if k < 2:
        return None
    mean, deviation = statistics.fmean(differences), statistics.stdev(differences)
    if deviation == 0.0:  # the same few faces by luck: no spread to test with
        return 1.0 if mean == 0.0 else None
    t = mean / (deviation * math.sqrt(1 / k + test_share))
    return two_sided_p(abs(t), k - 1)


def verdict(ours: RepeatedMean, printed: float, printed_n: int | None = None) -> Standing:
    """Whether a printed accuracy agrees with ours, by the error of the difference.

    Args:
        ours: accuracies.
        printed: in [0, 1].
        printed_n: faces behind it; None where the print does not say: then the print counts as
            exact, which makes disagreement likelier.
    """
    spread = printed * (1 - printed) / printed_n if printed_n else 0.0
    own = _reach(len(ours.values)) * ours.error
    reach = math.hypot(own, _Z95 * math.sqrt(spread))
    if own > WIDEST:
        return Standing.OPEN
    return _compared(ours.mean, printed, reach)


def count_verdict(ours: RepeatedMean, printed: float) -> Standing:
    """Whether a printed count is one that another training of ours might give."""
    deviation, k = ours.deviation, len(ours.values)
    if deviation is None:
        return Standing.OPEN
    return _compared(ours.mean, printed, _t_quantile(k - 1) * deviation * math.sqrt(1 + 1 / k))


def _compared(ours: float, printed: float, reach: float) -> Standing:
    if abs(ours - printed) <= reach:
        return Standing.AGREES
    return Standing.LOWER if ours < printed else Standing.HIGHER


def _reach(repeats: int) -> float:
    return _t_quantile(repeats - 1) if repeats > 1 else _Z95


def _t_quantile(freedom: int) -> float:
    return quantile(LEVEL, freedom) if freedom > 0 else 0.0
