"""Which maps go: order, chains, merge-once, complementary pairs, counts, exclusions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset
from emotion_gui.core.pruning.pairs import Outcome, outcomes, pair_table
from emotion_gui.core.pruning.plan import LayerPlan, PairKind, SilenceReason
from emotion_gui.core.pruning.planning import (
    LayerAngles,
    make_plan,
    plan_for_count,
    plan_of_maps,
)
from emotion_gui.core.pruning.statistics import LayerStatistics, Moments


def geometry(
    maps: int, pairs: dict[tuple[int, int], float], silent: tuple[int, ...] = ()
) -> LayerAngles:
    """All pairs at 90 degrees but those given."""
    angles = np.full((maps, maps), 90.0)
    np.fill_diagonal(angles, 0.0)
    for (i, j), angle in pairs.items():
        angles[i, j] = angles[j, i] = angle
    lengths = np.ones(maps)
    lengths[list(silent)] = 0.001
    mean = np.arange(maps, dtype=np.float64)
    covariance = np.diag(np.full(maps, 2.0)) + 1.0
    statistics = LayerStatistics(side=1, maps=Moments(mean, covariance))
    return LayerAngles(0, "abc", angles, lengths, statistics)


def merges(plan: LayerPlan) -> list[tuple[int, int]]:
    return [(merge.drop, merge.keep) for merge in plan.merges]


def at(degrees: float, **more: object) -> PruningOptions:
    return PruningOptions(threshold_deg=degrees, **more)  # type: ignore[arg-type]


def test_lower_index_survives_and_the_threshold_is_strict() -> None:
    angles = geometry(4, {(1, 3): 9.9, (0, 2): 10.0})
    assert merges(make_plan(angles, at(10))) == [(3, 1)]


def test_closest_pair_first_and_each_map_merges_once() -> None:
    angles = geometry(4, {(0, 3): 5.0, (1, 3): 2.0, (2, 3): 3.0})
    plan = make_plan(angles, at(10))
    assert merges(plan) == [(3, 1)]
    assert plan.survivors == (0, 1, 2)


def test_equal_angles_go_by_index() -> None:
    angles = geometry(4, {(1, 2): 4.0, (0, 2): 4.0, (0, 1): 4.0})
    assert merges(make_plan(angles, at(10))) == [(1, 0), (2, 0)]


def test_in_a_chain_nobody_ends_in_a_map_that_is_not_near() -> None:
    # 0 ~ 1 ~ 2, but 0 and 2 are far apart. 2 joined 1 first, so 1 has to stay for it.
    angles = geometry(3, {(1, 2): 3.0, (0, 1): 6.0, (0, 2): 60.0})
    assert merges(make_plan(angles, at(10))) == [(2, 1)]
    # The other way round 1 goes first and 2 has no survivor near it.
    angles = geometry(3, {(1, 2): 6.0, (0, 1): 3.0, (0, 2): 60.0})
    assert merges(make_plan(angles, at(10))) == [(1, 0)]


def test_paper_silences_complementary_survivors_widest_first() -> None:
    angles = geometry(6, {(0, 1): 2.0, (1, 2): 179.0, (2, 3): 175.0, (2, 4): 178.0})
    plan = make_plan(angles, at(10))
    assert merges(plan) == [(1, 0)]
    assert [s.index for s in plan.silences] == [2, 4]
    assert {s.reason for s in plan.silences} == {SilenceReason.COMPLEMENTARY}
    assert plan.survivors == (0, 3, 5)


def test_corrected_keeps_one_of_a_complementary_pair() -> None:
    angles = geometry(4, {(1, 2): 179.0})
    plan = make_plan(angles, at(10, preset=PruningPreset.CORRECTED))
    (merge,) = plan.merges
    assert (merge.drop, merge.keep, merge.kind) == (2, 1, PairKind.COMPLEMENTARY)
    assert merge.alpha == pytest.approx(1 / 3)
    assert merge.beta == pytest.approx(2 - 1 / 3)


def test_complementary_threshold_of_its_own() -> None:
    angles = geometry(4, {(1, 2): 171.0})
    assert make_plan(angles, at(10)).maps_gone == 2
    assert make_plan(angles, at(10, complementary_deg=172.0)).maps_gone == 0


def test_one_map_always_survives() -> None:
    plan = make_plan(geometry(2, {(0, 1): 180.0}), at(10))
    assert plan.survivors == (0, 1)
    everything = geometry(5, {(i, j): 1.0 for i in range(5) for j in range(i + 1, 5)})
    assert make_plan(everything, at(10)).survivors == (0,)


def test_silent_maps_are_left_alone_or_removed() -> None:
    angles = geometry(4, {(0, 1): 1.0, (2, 3): 1.0}, silent=(1,))
    assert merges(make_plan(angles, at(10))) == [(3, 2)]
    plan = make_plan(angles, at(10, remove_silent=True))
    assert [(s.index, s.reason) for s in plan.silences] == [(1, SilenceReason.SILENT)]


def test_an_excluded_pair_is_passed_over() -> None:
    angles = geometry(3, {(0, 2): 1.0, (1, 2): 2.0})
    plan = make_plan(angles, at(10), excluded_pairs={(0, 2)})
    assert merges(plan) == [(2, 1)]
    assert plan.excluded_pairs == ((0, 2),)
    angles = geometry(3, {(0, 1): 179.0})
    assert make_plan(angles, at(10), excluded_pairs={(0, 1)}).maps_gone == 0


@pytest.mark.parametrize(
    ("pairs", "excluded", "made"),
    [
        ({(0, 2): 1.0, (1, 2): 2.0}, (0, 2), (2, 1)),  # the map that goes is the second of the pair
        ({(1, 2): 1.0, (0, 1): 3.0}, (1, 2), (1, 0)),  # and the first
    ],
)
def test_by_number_no_map_goes_into_one_that_it_was_kept_from(
    pairs: dict[tuple[int, int], float], excluded: tuple[int, int], made: tuple[int, int]
) -> None:
    plan = plan_for_count(geometry(3, pairs), at(10), 1, excluded_pairs={excluded})
    assert merges(plan) == [made]


def test_maps_without_direction_have_no_part() -> None:
    angles = geometry(3, {(0, 1): 1.0})
    angles.angles_deg[1, :] = angles.angles_deg[:, 1] = np.nan
    assert make_plan(angles, at(90)).maps_gone == 0


def test_refit_and_corrected_need_statistics() -> None:
    bare = LayerAngles(0, "abc", geometry(2, {(0, 1): 1.0}).angles_deg, np.ones(2))
    assert make_plan(bare, at(10)).maps_gone == 1
    with pytest.raises(ConfigError):
        make_plan(bare, at(10, preset=PruningPreset.CORRECTED))


@pytest.mark.parametrize("preset", list(PruningPreset))
def test_count_is_exact(preset: PruningPreset) -> None:
    rng = np.random.default_rng(1)
    angles = geometry(12, {(i, j): rng.uniform(1, 99) for i in range(12) for j in range(i + 1, 12)})
    for count in range(12):
        plan = plan_for_count(angles, at(10, preset=preset), count, importance=rng.uniform(size=12))
        assert plan.maps_gone == count
        for merge in plan.merges:  # into the nearest survivor
            near = min(plan.survivors, key=lambda k: angles.angles_deg[merge.drop, k])
            assert merge.keep == near


def test_count_takes_silent_maps_last_and_refuses_impossible_counts() -> None:
    angles = geometry(4, {}, silent=(0, 2))
    plan = plan_for_count(angles, at(10), 3)
    assert merges(plan) == [(3, 1)]
    assert [s.index for s in plan.silences] == [0, 2]
    for count in (-1, 4):
        with pytest.raises(ConfigError):
            plan_for_count(angles, at(10), count)
    with pytest.raises(ConfigError, match="only 0"):
        plan_for_count(geometry(2, {}), at(10), 1, excluded_pairs={(0, 1)})


def test_refit_count_goes_by_importance() -> None:
    plan = plan_for_count(
        geometry(4, {}),
        at(10, preset=PruningPreset.REFIT),
        2,
        importance=np.array([3.0, 1.0, 4.0, 2.0]),
    )
    assert plan.gone == (1, 3)
    assert {s.reason for s in plan.silences} == {SilenceReason.LOW_IMPORTANCE}


def test_maps_by_hand_keep_their_mean_but_under_paper() -> None:
    angles = geometry(4, {})
    assert plan_of_maps(angles, at(10), [2]).silences[0].beta == 0.0
    assert plan_of_maps(angles, at(10, preset=PruningPreset.CORRECTED), [2]).silences[0].beta == 2.0


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    maps=st.integers(2, 12),
    seed=st.integers(0, 9999),
    threshold=st.floats(0, 90),
    preset=st.sampled_from(list(PruningPreset)),
)
def test_any_plan_keeps_the_rules(
    maps: int, seed: int, threshold: float, preset: PruningPreset
) -> None:
    rng = np.random.default_rng(seed)
    drawn = {(i, j): rng.uniform(0, 180) for i in range(maps) for j in range(i + 1, maps)}
    angles = geometry(maps, drawn)
    plan = make_plan(angles, at(threshold, preset=preset))
    assert plan.survivors
    assert len(set(plan.gone)) == plan.maps_gone
    dropped = {merge.drop for merge in plan.merges}
    for merge in plan.merges:
        assert merge.keep < merge.drop
        assert merge.keep not in dropped
        if merge.kind is PairKind.SIMILAR:
            assert drawn[merge.keep, merge.drop] < threshold
    # Nothing is left to do: no two plain survivors are within the threshold, unless the
    # higher one stands for others.
    keepers = {merge.keep for merge in plan.merges}
    for (i, j), angle in drawn.items():
        if i in plan.survivors and j in plan.survivors and angle < threshold:
            assert j in keepers
    similar = pair_table(plan, angles, PairKind.SIMILAR)
    far = pair_table(plan, angles, PairKind.COMPLEMENTARY)
    assert len(similar) == sum(angle < threshold for angle in drawn.values())
    assert len(far) == sum(angle > 180 - threshold for angle in drawn.values())
    assert similar.count(Outcome.MERGED) + far.count(Outcome.MERGED) == len(plan.merges)
    assert 2 * far.count(Outcome.SILENCED) == len(plan.silences)
    assert similar.count(Outcome.LAST_MAPS) == 0


def test_the_table_of_pairs_gives_reasons() -> None:
    angles = geometry(
        8,
        {
            (0, 1): 1.0,
            (1, 2): 2.0,
            (3, 4): 3.0,
            (2, 3): 4.0,
            (0, 6): 5.0,
            (5, 7): 6.0,
            (0, 2): 177.0,
            (2, 4): 178.0,
        },
        silent=(6,),
    )
    plan = make_plan(angles, at(10), excluded_pairs={(5, 7)})
    rows = {(row.i, row.j): row for row in pair_table(plan, angles, PairKind.SIMILAR)}
    assert {pair: row.outcome for pair, row in rows.items()} == {
        (0, 1): Outcome.MERGED,
        (1, 2): Outcome.I_GONE,
        (3, 4): Outcome.MERGED,
        (2, 3): Outcome.J_STANDS_FOR_OTHERS,
        (0, 6): Outcome.SILENT_MAP,
        (5, 7): Outcome.EXCLUDED,
    }
    assert rows[0, 1].reason == "Map 1 goes; its weights join those of map 0."
    assert rows[1, 2].reason == "Skipped because map 1 is already gone."
    far = list(pair_table(plan, angles, PairKind.COMPLEMENTARY))
    assert [(row.i, row.j, row.outcome) for row in far] == [
        (2, 4, Outcome.J_GONE),
        (0, 2, Outcome.SILENCED),
    ]
    assert far[1].reason == "Maps 0 and 2 cancel each other; both go."


def test_the_table_of_a_plan_by_count() -> None:
    angles = geometry(4, {(0, 1): 1.0, (2, 3): 2.0})
    plan = plan_for_count(angles, at(10), 1)
    table = pair_table(plan, angles, PairKind.SIMILAR)
    assert [(row.i, row.j, row.outcome) for row in table] == [(0, 1, Outcome.MERGED)]
    assert len(pair_table(plan, angles, PairKind.COMPLEMENTARY)) == 0


def _told(plan: LayerPlan, angles: LayerAngles) -> dict[tuple[int, int], Outcome]:
    """What the list says of every pair of maps."""
    i, j = (side.astype(np.int64) for side in np.triu_indices(angles.maps, k=1))
    degrees = angles.angles_deg[i, j]
    told = {}
    for kind, rows in ((PairKind.SIMILAR, degrees <= 90), (PairKind.COMPLEMENTARY, degrees > 90)):
        codes = outcomes(plan, angles, kind, i[rows], j[rows], degrees[rows])
        pairs = zip(i[rows].tolist(), j[rows].tolist(), strict=True)
        told |= dict(zip(pairs, map(Outcome, codes.tolist()), strict=True))
    return told


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    maps=st.integers(3, 10),
    seed=st.integers(0, 9999),
    preset=st.sampled_from(list(PruningPreset)),
    how=st.sampled_from(["pairs", "importance", "lot", "hand"]),
    share=st.floats(0, 0.99),
)
def test_the_list_says_what_the_plan_does_whatever_made_it(
    maps: int, seed: int, preset: PruningPreset, how: str, share: float
) -> None:
    rng = np.random.default_rng(seed)
    drawn = {(i, j): rng.uniform(0, 180) for i in range(maps) for j in range(i + 1, maps)}
    angles, count = geometry(maps, drawn, silent=(1,)), int(share * maps)
    if how == "pairs":
        options = at(10, preset=preset)
        plan = plan_for_count(angles, options, count, importance=rng.uniform(size=maps))
    else:
        reasons = {"importance": SilenceReason.LOW_IMPORTANCE, "lot": SilenceReason.RANDOM}
        chosen = rng.permutation(maps)[:count].tolist()
        reason = reasons.get(how, SilenceReason.BY_HAND)
        plan = plan_of_maps(angles, at(10, preset=preset), chosen, reason)
    if not plan.maps_gone:
        return
    joins = {frozenset((merge.drop, merge.keep)) for merge in plan.merges}
    for (i, j), outcome in _told(plan, angles).items():
        goes = (i in plan.gone, j in plan.gone)
        assert (outcome is Outcome.MERGED) == (frozenset((i, j)) in joins)
        if outcome is not Outcome.MERGED and not plan.is_by_threshold:
            assert (
                outcome
                is {
                    (True, True): Outcome.BOTH_GO,
                    (False, True): Outcome.J_GOES,
                    (True, False): Outcome.I_GOES,
                    (False, False): Outcome.BOTH_STAY,
                }[goes]
            )


def test_only_a_plan_by_threshold_gives_the_reasons_of_the_walk() -> None:
    angles = geometry(4, {(0, 1): 1.0, (2, 3): 2.0})
    assert make_plan(angles, at(10)).is_by_threshold
    assert not plan_for_count(angles, at(10), 1).is_by_threshold
    assert not plan_of_maps(angles, at(10), [2]).is_by_threshold
    wide = LayerPlan.from_json(make_plan(angles, at(10)).to_json() | {"options": at(1).to_json()})
    assert not wide.is_by_threshold
    told = _told(plan_for_count(angles, at(10), 2), angles)
    assert told[0, 1] is told[2, 3] is Outcome.MERGED
    assert told[1, 3] is Outcome.BOTH_GO
    assert told[0, 2] is Outcome.BOTH_STAY


def test_the_last_maps_are_a_reason_only_where_they_were_one() -> None:
    """Three maps, all opposite: one pair is silenced, and the third would be the last one."""
    opposite = {(0, 1): 179.0, (1, 2): 178.0, (0, 2): 177.0}
    told = _told(make_plan(geometry(3, opposite), at(10)), geometry(3, opposite))
    assert told == {
        (0, 1): Outcome.SILENCED,
        (1, 2): Outcome.I_GONE,
        (0, 2): Outcome.I_GONE,
    }
    two = geometry(2, {(0, 1): 180.0})
    assert _told(make_plan(two, at(10)), two) == {(0, 1): Outcome.LAST_MAPS}
