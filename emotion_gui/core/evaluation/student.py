"""Student's t distribution, for intervals and p values of a few repeats."""

from __future__ import annotations

import math

_SMALLEST = 1e-300
_STEPS = 300
_EXACT = 1e-15


def two_sided_p(t: float, freedom: float) -> float:
    """Probability of a t at least as far from 0, under `freedom` degrees of freedom."""
    if math.isinf(t):
        return 0.0
    return _incomplete_beta(freedom / (freedom + t * t), freedom / 2, 0.5)


def quantile(level: float, freedom: int) -> float:
    """The t within which `level` of the distribution lies, such as 0.95; by halving."""
    low, high = 0.0, 1.0
    while two_sided_p(high, freedom) > 1 - level:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if two_sided_p(middle, freedom) > 1 - level:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """Regularised; by Lentz's continued fraction (DLMF 8.17.22)."""
    if x in (0.0, 1.0):
        return x
    if x > (a + 1) / (a + b + 2):
        return 1.0 - _incomplete_beta(1 - x, b, a)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    above = 1.0
    fraction = below = 1 / ((1 - (a + b) * x / (a + 1)) or _SMALLEST)
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for factor in (even, odd):
            below = 1 / ((1 + factor * below) or _SMALLEST)
            above = (1 + factor / above) or _SMALLEST
            fraction *= above * below
        if abs(above * below - 1) < _EXACT:
            break
    return front * fraction / a
