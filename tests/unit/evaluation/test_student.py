"""Student's t distribution against SciPy's."""

import math

import pytest
from scipy.stats import t as reference

from emotion_gui.core.evaluation.student import quantile, two_sided_p

FREEDOMS = (1, 2, 3, 4, 7, 9, 19, 29, 99, 1000)


@pytest.mark.parametrize("freedom", [*FREEDOMS, 0.7, 4.37, 12.5])
def test_the_probability_of_a_t_is_scipys(freedom: float) -> None:
    for t in (0.0, 1e-6, 0.01, 0.5, 1.0, 1.7, 2.1, 4.0, 9.0, 33.0, 1e4, 1e9):
        expected = 2 * reference.sf(t, freedom)
        for signed in (t, -t):
            assert two_sided_p(signed, freedom) == pytest.approx(expected, rel=1e-9, abs=1e-200)


@pytest.mark.parametrize("freedom", FREEDOMS)
def test_the_middle_part_of_a_distribution_is_scipys(freedom: int) -> None:
    for level in (0.01, 0.5, 0.8, 0.95, 0.99, 0.9999):
        expected = reference.ppf((1 + level) / 2, freedom)
        assert quantile(level, freedom) == pytest.approx(expected, rel=1e-8)


def test_the_ends() -> None:
    assert two_sided_p(0.0, 3) == 1.0
    assert two_sided_p(math.inf, 3) == two_sided_p(-math.inf, 3) == 0.0
    assert two_sided_p(1e300, 3) == 0.0
