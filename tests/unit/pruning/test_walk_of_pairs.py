"""The list of pairs against the walk over them, told step by step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emotion_gui.core.pruning.options import PruningOptions, PruningPreset
from emotion_gui.core.pruning.pairs import Outcome, pair_table
from emotion_gui.core.pruning.plan import PairKind
from emotion_gui.core.pruning.planning import LayerAngles, make_plan
from emotion_gui.core.pruning.statistics import LayerStatistics, Moments

Pair = tuple[int, int]
Told = list[tuple[Pair, Outcome]]


def layer_of(degrees: dict[Pair, float], maps: int, silent: tuple[int, ...]) -> LayerAngles:
    angles = np.zeros((maps, maps))
    for (i, j), angle in degrees.items():
        angles[i, j] = angles[j, i] = angle
    lengths = np.ones(maps)
    lengths[list(silent)] = 0.001
    moments = Moments(np.ones(maps), np.eye(maps) + 1)
    return LayerAngles(0, "abc", angles, lengths, LayerStatistics(side=1, maps=moments))


class PairWalk:
    """Pairs one after another, as the documentation of plans tells it."""

    def __init__(self, maps: int, silent: tuple[int, ...], excluded: set[Pair]) -> None:
        self.left, self.silent, self.excluded = maps, silent, excluded
        self.gone: set[int] = set()
        self.keepers: set[int] = set()

    def step(self, i: int, j: int, *, both: bool) -> Outcome:
        """What becomes of a pair; `both` maps go at once, or the second into the first."""
        if (i, j) in self.excluded:
            return Outcome.EXCLUDED
        if i in self.silent or j in self.silent:
            return Outcome.SILENT_MAP
        if j in self.gone:
            return Outcome.J_GONE
        if i in self.gone:
            return Outcome.I_GONE
        if not both and j in self.keepers:
            return Outcome.J_STANDS_FOR_OTHERS
        if both and self.left <= 2:
            return Outcome.LAST_MAPS
        self.gone |= {i, j} if both else {j}
        self.left -= 2 if both else 1
        self.keepers.add(i)
        return Outcome.SILENCED if both else Outcome.MERGED


def _told(rows: Told, *, either: bool) -> Told:
    gone = Outcome.J_GONE
    return [(pair, gone if either and told is Outcome.I_GONE else told) for pair, told in rows]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    maps=st.integers(2, 9),
    seed=st.integers(0, 9999),
    preset=st.sampled_from(list(PruningPreset)),
    ties=st.booleans(),
)
def test_every_pair_has_the_reason_that_the_walk_had(
    maps: int, seed: int, preset: PruningPreset, ties: bool
) -> None:
    random = np.random.default_rng(seed)
    every = [(i, j) for i in range(maps) for j in range(i + 1, maps)]
    drawn = random.integers(0, 7, len(every)) * 30.0 if ties else random.uniform(0, 180, len(every))
    degrees = dict(zip(every, drawn.tolist(), strict=True))
    silent = tuple(np.flatnonzero(random.random(maps) < 0.15).tolist())
    excluded = {pair for pair in every if random.random() < 0.1}
    angles = layer_of(degrees, maps, silent)
    options = PruningOptions(threshold_deg=50.0, preset=preset)
    plan = make_plan(angles, options, excluded_pairs=excluded)
    walk, told = PairWalk(maps, silent, excluded), dict[PairKind, Told]()
    near = sorted((angle, pair) for pair, angle in degrees.items() if angle < 50)
    told[PairKind.SIMILAR] = [(pair, walk.step(*pair, both=False)) for _, pair in near]
    far = sorted((-angle, pair) for pair, angle in degrees.items() if angle > 130)
    both = preset is PruningPreset.PAPER
    told[PairKind.COMPLEMENTARY] = [(pair, walk.step(*pair, both=both)) for _, pair in far]
    assert set(plan.gone) == walk.gone
    for kind, wanted in told.items():
        table = pair_table(plan, angles, kind)
        found = [((row.i, row.j), row.outcome) for row in table]
        # Of two maps that both went at one angle, either may be named.
        assert _told(found, either=ties) == _told(wanted, either=ties)
        assert [row.angle_deg for row in table] == [degrees[pair] for pair, _ in wanted]
        assert {row.kind for row in table} <= {kind}


@pytest.mark.parametrize("preset", list(PruningPreset))
def test_each_reason_names_the_maps_that_it_speaks_of(preset: PruningPreset) -> None:
    degrees = dict.fromkeys([(i, j) for i in range(6) for j in range(i + 1, 6)], 90.0)
    degrees |= {(0, 1): 1.0, (1, 2): 2.0, (3, 4): 179.0}
    angles = layer_of(degrees, 6, ())
    plan = make_plan(angles, PruningOptions(threshold_deg=10.0, preset=preset))
    similar = [row.reason for row in pair_table(plan, angles, PairKind.SIMILAR)]
    assert similar == [
        "Map 1 goes; its weights join those of map 0.",
        "Skipped because map 1 is already gone.",
    ]
    (far,) = pair_table(plan, angles, PairKind.COMPLEMENTARY)
    assert far.reason == (
        "Maps 3 and 4 cancel each other; both go."
        if preset is PruningPreset.PAPER
        else "Map 4 goes; its weights join those of map 3."
    )
