"""The pairs of a measured layer as columns of the page's tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from emotion_gui.core.pruning.distinctiveness import Indices, silent_maps
from emotion_gui.core.pruning.pairs import Outcome, outcomes, pair_table
from emotion_gui.core.pruning.plan import LayerPlan, PairKind
from emotion_gui.core.pruning.planning import LayerAngles
from emotion_gui.ui.widgets.pair_model import RowState

Codes = npt.NDArray[np.uint8]
NOT_LISTED = 255  # beyond the threshold: the plan never looks at the pair
_RIGHT_ANGLE_DEG = 90.0

_STATE_OF_CODE = np.full(256, RowState.SKIPPED, dtype=np.int8)
_STATE_OF_CODE[
    [Outcome.MERGED, Outcome.SILENCED, Outcome.BOTH_GO, Outcome.J_GOES, Outcome.I_GOES]
] = RowState.DONE
_STATE_OF_CODE[Outcome.EXCLUDED] = RowState.LEFT_OUT
_STATE_OF_CODE[[Outcome.BOTH_STAY, NOT_LISTED]] = RowState.BEYOND


@dataclass(frozen=True, eq=False)
class PairListing:
    """All pairs of one kind, whether a plan touches them or not.

    Attributes:
        kind: similar (up to 90 degrees) or complementary (above).
        first: lower map of each pair.
        second: higher map of each pair.
        angle_deg: between them.
    """

    kind: PairKind
    first: Indices
    second: Indices
    angle_deg: npt.NDArray[np.float64]
    _row_of: npt.NDArray[np.int32]

    @classmethod
    def of(cls, angles: LayerAngles, kind: PairKind) -> PairListing:
        """The pairs of `kind`, ascending by angle."""
        pairs = angles.pairs
        middle = int(np.searchsorted(pairs.angle_deg, _RIGHT_ANGLE_DEG, side="right"))
        part = slice(0, middle) if kind is PairKind.SIMILAR else slice(middle, None)
        first, second, angle_deg = pairs.i[part], pairs.j[part], pairs.angle_deg[part]
        row_of = np.full((angles.maps, angles.maps), -1, dtype=np.int32)
        row_of[first, second] = np.arange(len(first), dtype=np.int32)
        return cls(kind, first, second, angle_deg, row_of)

    def __len__(self) -> int:
        return len(self.first)

    def codes(self, plan: LayerPlan, angles: LayerAngles) -> Codes:
        """For each pair a core `Outcome`, or `NOT_LISTED` beyond the thresholds that decided."""
        if not plan.is_by_threshold:
            return outcomes(plan, angles, self.kind, self.first, self.second, self.angle_deg)
        codes = np.full(len(self), NOT_LISTED, dtype=np.uint8)
        table = pair_table(plan, angles, self.kind)
        rows = self._row_of[table.i, table.j]
        known = rows >= 0
        codes[rows[known]] = table.outcome[known]
        return codes


def states_of(codes: Codes) -> npt.NDArray[np.int8]:
    """`RowState` of each code."""
    return _STATE_OF_CODE[codes]


def tickable_of(plan: LayerPlan, codes: Codes) -> npt.NDArray[np.bool_]:
    """Whether taking a pair out would change the plan: only orders by angle look at pairs."""
    if plan.is_by_threshold:
        return np.asarray(codes != NOT_LISTED)
    walks = plan.wanted is not None and plan.options.walks_pairs
    return np.full(len(codes), walks)


def ticks_of(codes: Codes) -> npt.NDArray[np.bool_]:
    """False where the person left the pair out."""
    return np.asarray(codes != Outcome.EXCLUDED)


def silent_list(angles: LayerAngles, fraction: float) -> Indices:
    """Numbers of the silent maps."""
    return np.flatnonzero(silent_maps(angles.lengths, fraction=fraction))


def counts_within(angles: LayerAngles, plan: LayerPlan) -> tuple[int, int]:
    """Number of similar and complementary pairs within the plan's thresholds."""
    pairs, options = angles.pairs, plan.options
    similar = pairs.below(options.threshold_deg)
    complementary = len(pairs.angle_deg) - pairs.above(options.complementary_limit_deg)
    return similar, complementary
