"""The published example: 16 patterns, 6 units, 15 angles (Gedeon & Harris 1991, table 1)."""

from __future__ import annotations

import numpy as np
import pytest

from emotion_gui.core.pruning.distinctiveness import (
    complementary_pairs,
    pairwise_angles,
    similar_pairs,
    vector_lengths,
)
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.planning import LayerAngles, make_plan

ACTIVATIONS = np.array([
    [0.330, 1.000, 0.910, 0.582, 0.593, 0.381],
    [0.091, 0.994, 0.339, 0.101, 0.834, 0.839],
    [0.098, 0.994, 0.348, 0.130, 0.874, 0.868],
    [0.022, 0.488, 0.026, 0.012, 0.960, 0.982],
    [0.094, 0.994, 0.325, 0.128, 0.853, 0.849],
    [0.021, 0.489, 0.024, 0.012, 0.952, 0.979],
    [0.023, 0.488, 0.025, 0.016, 0.965, 0.984],
    [0.005, 0.006, 0.001, 0.001, 0.990, 0.998],
    [0.117, 0.994, 0.339, 0.132, 0.875, 0.870],
    [0.026, 0.488, 0.025, 0.012, 0.960, 0.983],
    [0.029, 0.488, 0.026, 0.016, 0.971, 0.986],
    [0.006, 0.006, 0.001, 0.001, 0.991, 0.998],
    [0.027, 0.489, 0.024, 0.016, 0.965, 0.984],
    [0.006, 0.006, 0.001, 0.001, 0.990, 0.998],
    [0.006, 0.006, 0.001, 0.002, 0.992, 0.998],
    [0.001, 0.000, 0.000, 0.000, 0.998, 1.000],
])  # fmt: skip

PUBLISHED_DEG = {
    (1, 2): 81.8, (1, 3): 25.2, (1, 4): 8.4, (1, 5): 176.5, (1, 6): 169.9,
    (2, 3): 63.0, (2, 4): 77.8, (2, 5): 100.8, (2, 6): 103.7,
    (3, 4): 18.0, (3, 5): 157.7, (3, 6): 163.7,
    (4, 5): 173.7, (4, 6): 177.5, (5, 6): 7.3,
}  # fmt: skip


@pytest.mark.parametrize(("units", "published"), PUBLISHED_DEG.items())
def test_angle_agrees_with_print(units: tuple[int, int], published: float) -> None:
    angles = pairwise_angles(ACTIVATIONS)
    assert angles[units[0] - 1, units[1] - 1] == pytest.approx(published, abs=1.3)


def test_pairs_at_15_and_165() -> None:
    angles = pairwise_angles(ACTIVATIONS)
    similar = [(pair.i + 1, pair.j + 1) for pair in similar_pairs(angles, 15)]
    complementary = [(pair.i + 1, pair.j + 1) for pair in complementary_pairs(angles, 165)]
    assert similar == [(5, 6), (1, 4)]
    assert sorted(complementary) == [(1, 5), (1, 6), (4, 5), (4, 6)]


def test_plan_at_15() -> None:
    geometry = LayerAngles(
        layer=0,
        fingerprint="1991",
        angles_deg=pairwise_angles(ACTIVATIONS),
        lengths=vector_lengths(ACTIVATIONS - 0.5),
    )
    plan = make_plan(geometry, PruningOptions(threshold_deg=15))
    assert [(m.keep + 1, m.drop + 1) for m in plan.merges] == [(5, 6), (1, 4)]
    # Of the survivors 1 and 5 are complementary: both go under the literal rule.
    assert [s.index + 1 for s in plan.silences] == [1, 5]
    assert [index + 1 for index in plan.survivors] == [2, 3]
