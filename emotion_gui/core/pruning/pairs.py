"""What a plan does to each listed pair, and why; made on demand for tables of any length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from emotion_gui.core.pruning.distinctiveness import Doubles, Indices, descending, silent_maps
from emotion_gui.core.pruning.options import PruningPreset
from emotion_gui.core.pruning.plan import LayerPlan, PairKind
from emotion_gui.core.pruning.planning import LayerAngles


class Outcome(IntEnum):
    """What happens to a pair (i, j), i < j.

    The first eight tell the walk of `make_plan` over pairs within the thresholds; the last four
    tell plans that were made otherwise (by number, by another order, by hand), where being close
    is no reason for anything: only who goes and who stays.
    """

    MERGED = 0
    SILENCED = 1
    EXCLUDED = 2
    J_GONE = 3
    I_GONE = 4
    J_STANDS_FOR_OTHERS = 5
    SILENT_MAP = 6
    LAST_MAPS = 7
    BOTH_GO = 8
    J_GOES = 9
    I_GOES = 10
    BOTH_STAY = 11


_SENTENCES = {
    Outcome.MERGED: "Map {drop} goes; its weights join those of map {keep}.",
    Outcome.SILENCED: "Maps {i} and {j} cancel each other; both go.",
    Outcome.EXCLUDED: "Left as it is because you took the pair out.",
    Outcome.J_GONE: "Skipped because map {j} is already gone.",
    Outcome.I_GONE: "Skipped because map {i} is already gone.",
    Outcome.J_STANDS_FOR_OTHERS: "Skipped because map {j} already stands for another map.",
    Outcome.SILENT_MAP: "Skipped because one of the maps is silent: its angle means little.",
    Outcome.LAST_MAPS: "Skipped because at least one map must survive.",
    Outcome.BOTH_GO: "Maps {i} and {j} both go.",
    Outcome.J_GOES: "Map {j} goes, map {i} stays.",
    Outcome.I_GOES: "Map {i} goes, map {j} stays.",
    Outcome.BOTH_STAY: "Both maps stay.",
}


@dataclass(frozen=True)
class PairDecision:
    """One row of the table of pairs.

    Attributes:
        i: lower index.
        j: higher index.
        angle_deg: between the two.
        kind: similar or complementary.
        outcome: what happens.
        reason: the same as one English sentence.
    """

    i: int
    j: int
    angle_deg: float
    kind: PairKind
    outcome: Outcome
    reason: str


@dataclass(frozen=True, eq=False)
class DecidedPairs:
    """Pairs of one kind in the order in which they were looked at; columns of equal length."""

    kind: PairKind
    i: Indices
    j: Indices
    angle_deg: Doubles
    outcome: npt.NDArray[np.uint8]
    merged_into: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.i)

    def __iter__(self) -> Iterator[PairDecision]:
        return (self[row] for row in range(len(self)))

    def __getitem__(self, row: int) -> PairDecision:
        i, j, outcome = int(self.i[row]), int(self.j[row]), Outcome(int(self.outcome[row]))
        drop, keep = (j, i) if self.merged_into[j] == i else (i, j)
        return PairDecision(
            i=i,
            j=j,
            angle_deg=float(self.angle_deg[row]),
            kind=self.kind,
            outcome=outcome,
            reason=_SENTENCES[outcome].format(i=i, j=j, drop=drop, keep=keep),
        )

    def count(self, outcome: Outcome) -> int:
        """Number of pairs with this outcome."""
        return int(np.count_nonzero(self.outcome == outcome))


def pair_table(plan: LayerPlan, angles: LayerAngles, kind: PairKind) -> DecidedPairs:
    """All pairs of `kind` under the plan's thresholds with what the plan does to them.

    For a plan by count the similar pairs go as far as the widest merge.
    """
    pairs, options = angles.pairs, plan.options
    if kind is PairKind.SIMILAR:
        stop = pairs.below(options.threshold_deg)
        if plan.wanted is not None:
            merged = [merge.angle_deg for merge in plan.merges]
            stop = int(np.searchsorted(pairs.angle_deg, max(merged), "right")) if merged else 0
        rows = np.arange(stop)
    elif plan.wanted is None:
        rows = np.array(descending(pairs, pairs.above(options.complementary_limit_deg)), np.int64)
    else:
        rows = np.zeros(0, np.int64)
    i, j, angle = pairs.i[rows], pairs.j[rows], pairs.angle_deg[rows]
    outcome = outcomes(plan, angles, kind, i, j, angle)
    return DecidedPairs(kind, i, j, angle, outcome, _merged_into(plan))


def outcomes(
    plan: LayerPlan,
    angles: LayerAngles,
    kind: PairKind,
    i: Indices,
    j: Indices,
    angle_deg: Doubles,
) -> npt.NDArray[np.uint8]:
    """What a plan does to each of the pairs (i, j), i < j, of `kind`: an `Outcome` a pair.

    For a plan by threshold the pairs must lie within its limits, for others they may be any.
    """
    outcome = _facts(plan, i, j)
    if plan.is_by_threshold:
        # An order of weak to strong reasons: later assignments win.
        keeper = np.zeros(plan.maps, np.bool_)
        keeper[[merge.keep for merge in plan.merges]] = True
        gone_at = _gone_at(plan)
        here = angle_deg if kind is PairKind.SIMILAR else 360.0 - angle_deg
        if kind is PairKind.COMPLEMENTARY and plan.maps_left <= 2:
            outcome[:] = Outcome.LAST_MAPS
        if kind is PairKind.SIMILAR or plan.options.preset is not PruningPreset.PAPER:
            outcome[keeper[j]] = Outcome.J_STANDS_FOR_OTHERS
        outcome[gone_at[i] <= here] = Outcome.I_GONE
        outcome[gone_at[j] <= here] = Outcome.J_GONE
        silent = silent_maps(angles.lengths, fraction=plan.options.silent_fraction)
        outcome[silent[i] | silent[j]] = Outcome.SILENT_MAP
    if plan.excluded_pairs:
        codes = np.array([a * plan.maps + b for a, b in plan.excluded_pairs])
        outcome[np.isin(i * plan.maps + j, codes)] = Outcome.EXCLUDED
    merged_into = _merged_into(plan)
    outcome[(merged_into[j] == i) | (merged_into[i] == j)] = Outcome.MERGED
    partner = np.full(plan.maps, -1, np.int64)
    for silence in plan.silences:
        if silence.partner is not None:
            partner[silence.index] = silence.partner
    outcome[partner[i] == j] = Outcome.SILENCED
    return outcome


def _facts(plan: LayerPlan, i: Indices, j: Indices) -> npt.NDArray[np.uint8]:
    """Who goes and who stays, whatever the reason."""
    gone = np.zeros(plan.maps, np.bool_)
    gone[list(plan.gone)] = True
    outcome = np.full(len(i), Outcome.BOTH_STAY, np.uint8)
    outcome[gone[i]] = Outcome.I_GOES
    outcome[gone[j]] = Outcome.J_GOES
    outcome[gone[i] & gone[j]] = Outcome.BOTH_GO
    return outcome


def _merged_into(plan: LayerPlan) -> npt.NDArray[np.int64]:
    """For each map the one that takes its weights over; -1 for none."""
    merged_into = np.full(plan.maps, -1, np.int64)
    for merge in plan.merges:
        merged_into[merge.drop] = merge.keep
    return merged_into


def _gone_at(plan: LayerPlan) -> Doubles:
    """When the walk gave each map up: it is in the way only of pairs looked at after that."""
    gone_at = np.full(plan.maps, np.inf)
    for merge in plan.merges:
        gone_at[merge.drop] = _position(merge.angle_deg, merge.kind)
    for silence in plan.silences:
        if silence.angle_deg is not None:
            gone_at[silence.index] = _position(silence.angle_deg, PairKind.COMPLEMENTARY)
    return gone_at


def _position(angle_deg: float, kind: PairKind) -> float:
    """Similar pairs are looked at first, ascending; then complementary ones, descending."""
    return angle_deg if kind is PairKind.SIMILAR else 360.0 - angle_deg
