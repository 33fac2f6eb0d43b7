"""Quantiles of Student's t."""

from __future__ import annotations

import math

import numpy as np

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)


def two_sided(level: float, freedom: float) -> float:
    """The t that holds `level` of the distribution between itself and its negative.

    With t = sqrt(freedom) tan(angle) the density becomes a power of a cosine, which is smooth and
    has an end: it is integrated, and the angle found by halving.

    Args:
        level: in (0, 1).
        freedom: degrees, at least 1; need not be whole.
    """
    constant = math.exp(
        math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - 0.5 * math.log(math.pi)
    )
    low, high = 0.0, math.pi / 2
    for _ in range(80):
        angle = (low + high) / 2
        places = angle * (_NODES + 1) / 2
        held = 2 * constant * float(_WEIGHTS @ np.cos(places) ** (freedom - 1)) * angle / 2
        if held < level:
            low = angle
        else:
            high = angle
    return math.sqrt(freedom) * math.tan((low + high) / 2)
