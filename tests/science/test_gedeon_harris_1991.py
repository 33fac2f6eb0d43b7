"""The published example: 16 patterns, 6 units, 15 angles (Gedeon & Harris 1991, table 1)."""

from __future__ import annotations

import pytest

from emotion_gui.core.jobs import JobContext
from emotion_gui.core.pruning import published_example
from emotion_gui.core.pruning.distinctiveness import (
    complementary_pairs,
    pairwise_angles,
    similar_pairs,
    vector_lengths,
)
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.planning import LayerAngles, make_plan
from emotion_gui.core.pruning.published_example import (
    ACTIVATIONS,
    PUBLISHED_DEG,
    check_published_example,
)


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


def test_the_check_that_people_can_run_passes() -> None:
    check = check_published_example(JobContext())
    assert check.passed
    assert len(check.angles) == 15
    assert max(abs(angle.difference_deg) for angle in check.angles) <= 1.3
    assert sorted(check.merges) == [(1, 4), (5, 6)]


def test_the_check_fails_on_other_activations(monkeypatch: pytest.MonkeyPatch) -> None:
    other = ACTIVATIONS.copy()
    other[:, 3] = other[:, 1]
    monkeypatch.setattr(published_example, "ACTIVATIONS", other)
    check = check_published_example(JobContext())
    assert not check.passed
    assert {angle.units for angle in check.angles if not angle.agrees} >= {(1, 4), (2, 4)}
