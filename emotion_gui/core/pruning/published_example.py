"""The published example of distinctiveness, worked through by our own code.

Gedeon & Harris 1991, table 1: the activations of six hidden units for sixteen patterns, and the
angles between them. Whoever doubts our angles can run the check, in the window or in a test.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.pruning.distinctiveness import (
    AnglePair,
    Doubles,
    complementary_pairs,
    pairwise_angles,
    similar_pairs,
    vector_lengths,
)
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.planning import LayerAngles, make_plan

Units = tuple[int, int]

THRESHOLD_DEG = 15.0
# The print is rounded to three digits, and was made on one pattern fewer.
TOLERANCE_DEG = 1.3

# Rows: 16 patterns. Columns: units 1 to 6, each value in [0, 1].
ACTIVATIONS: Doubles = np.array(
    [
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
    ]
)

PUBLISHED_DEG: dict[Units, float] = {
    (1, 2): 81.8,
    (1, 3): 25.2,
    (1, 4): 8.4,
    (1, 5): 176.5,
    (1, 6): 169.9,
    (2, 3): 63.0,
    (2, 4): 77.8,
    (2, 5): 100.8,
    (2, 6): 103.7,
    (3, 4): 18.0,
    (3, 5): 157.7,
    (3, 6): 163.7,
    (4, 5): 173.7,
    (4, 6): 177.5,
    (5, 6): 7.3,
}
PUBLISHED_SIMILAR: tuple[Units, ...] = ((1, 4), (5, 6))
PUBLISHED_COMPLEMENTARY: tuple[Units, ...] = ((1, 5), (1, 6), (4, 5), (4, 6))


@dataclass(frozen=True)
class ComparedAngle:
    """One angle of the print beside ours; units are numbered from 1, angles are in degrees."""

    units: Units
    published_deg: float
    computed_deg: float

    @property
    def difference_deg(self) -> float:
        return self.computed_deg - self.published_deg

    @property
    def agrees(self) -> bool:
        return abs(self.difference_deg) <= TOLERANCE_DEG


@dataclass(frozen=True)
class ExampleCheck:
    """What our code makes of the published activations.

    Attributes:
        angles: all fifteen, in the order of the print.
        similar: pairs under 15 degrees, by unit.
        complementary: pairs over 165 degrees, by unit.
        merges: (unit that stays, unit that goes) in the paper's plan at 15 degrees.
    """

    angles: tuple[ComparedAngle, ...]
    similar: tuple[Units, ...]
    complementary: tuple[Units, ...]
    merges: tuple[Units, ...]

    @property
    def passed(self) -> bool:
        """Every angle within the tolerance, and exactly the published pairs."""
        return (
            all(angle.agrees for angle in self.angles)
            and self.similar == PUBLISHED_SIMILAR
            and self.complementary == PUBLISHED_COMPLEMENTARY
            and tuple(sorted(self.merges)) == PUBLISHED_SIMILAR
        )


def check_published_example(context: JobContext) -> ExampleCheck:
    """Run the published table through the code that prunes every network."""
    context.report(Progress(0, 2))
    angles_deg = pairwise_angles(ACTIVATIONS)
    compared = tuple(
        ComparedAngle(units, published, float(angles_deg[units[0] - 1, units[1] - 1]))
        for units, published in PUBLISHED_DEG.items()
    )
    context.checkpoint()
    context.report(Progress(1, 2))
    geometry = LayerAngles(
        layer=0,
        fingerprint="1991",
        angles_deg=angles_deg,
        lengths=vector_lengths(ACTIVATIONS - 0.5),
    )
    plan = make_plan(geometry, PruningOptions(threshold_deg=THRESHOLD_DEG))
    context.report(Progress(2, 2))
    return ExampleCheck(
        angles=compared,
        similar=_units(similar_pairs(angles_deg, THRESHOLD_DEG)),
        complementary=_units(complementary_pairs(angles_deg, 180 - THRESHOLD_DEG)),
        merges=tuple((merge.keep + 1, merge.drop + 1) for merge in plan.merges),
    )


def _units(pairs: list[AnglePair]) -> tuple[Units, ...]:
    return tuple(sorted((pair.i + 1, pair.j + 1) for pair in pairs))
