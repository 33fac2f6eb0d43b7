"""Curves that faces are drawn with, against scipy's splines."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.interpolate import CubicHermiteSpline

from emotion_gui.core.data.sample_faces import raster
from emotion_gui.core.data.sample_faces.raster import ribbon, spline


@pytest.fixture(autouse=True)
def _anew() -> None:
    raster._spline_matrix.cache_clear()


@pytest.mark.parametrize("count", [3, 4, 6])
@pytest.mark.parametrize("steps", [1, 5, 8])
@pytest.mark.parametrize("closed", [False, True])
def test_a_curve_is_that_of_catmull_and_rom(count: int, steps: int, closed: bool) -> None:
    control = np.random.default_rng(count).normal(size=(count, 2))
    if closed:
        padded = np.concatenate((control[-1:], control, control[:2]))
        end = count
    else:
        first, last = 2 * control[0] - control[1], 2 * control[-1] - control[-2]
        padded = np.vstack((first, control, last))
        end = count - 1
    through = padded[1:-1]
    tangents = (padded[2:] - padded[:-2]) / 2
    wanted = CubicHermiteSpline(np.arange(len(through)), through, tangents)
    places = np.arange(end * steps + (not closed)) / steps
    np.testing.assert_allclose(spline(control, closed=closed, steps=steps), wanted(places))


def test_a_stroke_lies_at_half_its_width_on_both_sides() -> None:
    curve = np.array([(0.0, 0.0), (2.0, 0.0), (5.0, 0.0)])
    widths = np.array([0.2, 0.4, 0.1])
    outline = ribbon(curve, widths)
    np.testing.assert_allclose(outline[:3], curve + np.stack([0 * widths, widths / 2], axis=1))
    np.testing.assert_allclose(
        outline[3:], (curve - np.stack([0 * widths, widths / 2], axis=1))[::-1]
    )
    turned = ribbon(np.array([(0.0, 0.0), (0.0, 1.0)]), 2.0)
    np.testing.assert_allclose(turned, [(-1, 0), (-1, 1), (1, 1), (1, 0)])
