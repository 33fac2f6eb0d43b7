"""From angles to a plan: METHOD section 6, points 5 to 7."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.pruning.distinctiveness import (
    Doubles,
    SortedPairs,
    descending,
    silent_maps,
)
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset
from emotion_gui.core.pruning.plan import (
    LayerPlan,
    Merge,
    PairKind,
    Silence,
    SilenceReason,
)
from emotion_gui.core.pruning.statistics import LayerStatistics

Pair = tuple[int, int]


@dataclass(frozen=True, eq=False)
class LayerAngles:
    """The measured geometry of one layer, from which any number of plans is made.

    Attributes:
        layer: 0-based number of the convolution.
        fingerprint: of the measured network.
        angles_deg: shape (maps, maps), see `pairwise_angles`.
        lengths: root mean square of every map's vector, see `vector_lengths`.
        statistics: for the Corrected and Refit presets; Paper does without.
    """

    layer: int
    fingerprint: str
    angles_deg: Doubles
    lengths: Doubles
    statistics: LayerStatistics | None = None

    @cached_property
    def pairs(self) -> SortedPairs:
        """The angles sorted, once."""
        return SortedPairs.of(self.angles_deg)

    @property
    def maps(self) -> int:
        return len(self.angles_deg)


def make_plan(
    angles: LayerAngles, options: PruningOptions, *, excluded_pairs: Set[Pair] = frozenset()
) -> LayerPlan:
    """Decide by angle which maps go.

    Similar pairs come first, by ascending angle: the higher index merges into the lower, unless
    one of them is already gone or the higher one stands for others by then (whoever took in
    another map survives, so that each map that goes ends in a survivor within the threshold).
    Then complementary pairs among the survivors, by descending angle: under Paper both are
    silenced, otherwise the higher index merges into the lower with a negative factor. At least
    one map always survives.

    Args:
        angles: of the layer.
        options: thresholds and preset.
        excluded_pairs: pairs (i, j), i < j, that must be left as they are.
    """
    draft = _Draft(angles, options, excluded_pairs)
    draft.merge(range(angles.pairs.below(options.threshold_deg)), PairKind.SIMILAR)
    far = descending(angles.pairs, angles.pairs.above(options.complementary_limit_deg))
    if options.preset is PruningPreset.PAPER:
        draft.silence_pairs(far)
    else:
        draft.merge(far, PairKind.COMPLEMENTARY)
    if options.remove_silent:
        draft.silence_silent()
    return draft.plan(excluded_pairs=excluded_pairs)


def plan_for_count(
    angles: LayerAngles,
    options: PruningOptions,
    count: int,
    *,
    importance: Doubles | None = None,
    excluded_pairs: Set[Pair] = frozenset(),
) -> LayerPlan:
    """Decide which maps go so that exactly `count` do.

    Paper and Corrected walk the similar pairs by ascending angle without a threshold; the
    higher index of each pair goes until `count` are gone, and then every one of them merges
    into the survivor nearest to it by angle. If the pairs run out (silent maps have no part in
    them, excluded pairs are passed over), silent maps go next. Refit lets the least important
    maps go and needs no angles.

    Args:
        angles: of the layer.
        options: the preset; its thresholds are not used.
        count: maps that go, 0 to maps - 1.
        importance: for each map, required by Refit, see `map_importance`.
        excluded_pairs: as in `make_plan`.

    Raises:
        ConfigError: `count` is out of range, or more than the excluded pairs leave.
    """
    if not 0 <= count < angles.maps:
        raise ConfigError("maps", count, f"from 0 to {angles.maps - 1} of {angles.maps} can go")
    if options.preset is PruningPreset.REFIT:
        if importance is None:
            raise ConfigError("importance", None, "the refit preset ranks maps by importance")
        chosen = np.argsort(importance, kind="stable")[:count]
        plan = plan_of_maps(angles, options, chosen.tolist(), SilenceReason.LOW_IMPORTANCE)
        return dataclasses.replace(plan, wanted=count)
    draft = _Draft(angles, options, excluded_pairs)
    draft.merge_count(count)
    return draft.plan(excluded_pairs=excluded_pairs, wanted=count)


def plan_of_maps(
    angles: LayerAngles,
    options: PruningOptions,
    chosen: Iterable[int],
    reason: SilenceReason = SilenceReason.BY_HAND,
) -> LayerPlan:
    """A plan that takes away exactly the `chosen` maps, none of them merged."""
    silences = tuple(
        Silence(index=int(index), reason=reason, beta=_constant(angles, options, int(index)))
        for index in chosen
    )
    return LayerPlan(angles.layer, angles.maps, angles.fingerprint, options, silences=silences)


def _constant(angles: LayerAngles, options: PruningOptions, index: int) -> float:
    """What a map that goes without a partner is taken to have been."""
    if options.preset is PruningPreset.PAPER or angles.statistics is None:
        return 0.0
    return float(angles.statistics.maps.mean[index])


class _Draft:
    """Decisions while they are made."""

    def __init__(self, angles: LayerAngles, options: PruningOptions, excluded: Set[Pair]) -> None:
        self._angles, self._options, self._excluded = angles, options, excluded
        silent = silent_maps(angles.lengths, fraction=options.silent_fraction)
        self._silent = silent
        self._closed: list[bool] = silent.tolist()  # gone, or silent and left alone
        self._keeper = [False] * angles.maps
        self._merges: list[tuple[int, int, float, PairKind]] = []
        self._silences: list[Silence] = []

    def merge(self, positions: range | list[int], kind: PairKind) -> None:
        closed, keeper, excluded = self._closed, self._keeper, self._excluded
        for i, j, angle in self._at(positions):
            if closed[j] or closed[i] or keeper[j]:
                continue
            if excluded and (i, j) in excluded:
                continue
            closed[j], keeper[i] = True, True
            self._merges.append((j, i, angle, kind))

    def silence_pairs(self, positions: list[int]) -> None:
        left = self._angles.maps - len(self._merges)
        for i, j, angle in self._at(positions):
            if self._closed[i] or self._closed[j] or (i, j) in self._excluded or left <= 2:
                continue
            left -= 2
            self._closed[i] = self._closed[j] = True
            for index, partner in ((i, j), (j, i)):
                self._silences.append(
                    Silence(index, SilenceReason.COMPLEMENTARY, partner=partner, angle_deg=angle)
                )

    def silence_silent(self, at_most: int | None = None) -> None:
        left = self._angles.maps - len(self._merges) - len(self._silences)
        room = left - 1 if at_most is None else min(at_most, left - 1)
        for index in np.flatnonzero(self._silent)[: max(room, 0)].tolist():
            beta = _constant(self._angles, self._options, index)
            self._silences.append(Silence(index, SilenceReason.SILENT, beta=beta))

    def merge_count(self, count: int) -> None:
        gone: list[int] = []
        every = range(len(self._angles.pairs.angle_deg)) if count else range(0)
        for i, j, _ in self._at(every):
            if self._closed[i] or self._closed[j] or (i, j) in self._excluded:
                continue
            self._closed[j] = True
            gone.append(j)
            if len(gone) == count:
                break
        self._merge_into_nearest(gone)
        self.silence_silent(at_most=count - len(self._merges))
        if len(self._merges) + len(self._silences) < count:
            possible = len(self._merges) + len(self._silences)
            raise ConfigError("maps", count, f"the excluded pairs let only {possible} maps go")

    def _merge_into_nearest(self, gone: list[int]) -> None:
        if not gone:
            return
        survivors = np.setdiff1d(np.flatnonzero(~self._silent), gone)
        near: npt.NDArray[np.float64] = self._angles.angles_deg[np.array(gone)[:, None], survivors]
        for i, j in self._excluded:
            near[np.ix_(np.equal(gone, j), survivors == i)] = np.inf
            near[np.ix_(np.equal(gone, i), survivors == j)] = np.inf
        best = near.argmin(axis=1)
        for row, drop in enumerate(gone):
            keep, angle = int(survivors[best[row]]), float(near[row, best[row]])
            self._merges.append((drop, keep, angle, PairKind.SIMILAR))

    def plan(self, *, excluded_pairs: Set[Pair], wanted: int | None = None) -> LayerPlan:
        return LayerPlan(
            layer=self._angles.layer,
            maps=self._angles.maps,
            fingerprint=self._angles.fingerprint,
            options=self._options,
            merges=tuple(self._fitted(*entry) for entry in self._merges),
            silences=tuple(self._silences),
            excluded_pairs=tuple(sorted(excluded_pairs)),
            wanted=wanted,
        )

    def _fitted(self, drop: int, keep: int, angle: float, kind: PairKind) -> Merge:
        statistics = self._angles.statistics
        if self._options.preset is PruningPreset.PAPER:
            return Merge(drop, keep, angle, kind)
        if statistics is None:
            raise ConfigError("statistics", None, f"{self._options.preset} needs activations")
        alpha, beta = statistics.maps.fit(drop, keep)
        return Merge(drop, keep, angle, kind, alpha, beta)

    def _at(self, positions: range | list[int]) -> Iterable[tuple[int, int, float]]:
        pairs = self._angles.pairs
        where: slice | list[int] = (
            slice(positions.start, positions.stop) if isinstance(positions, range) else positions
        )
        columns = (pairs.i[where], pairs.j[where], pairs.angle_deg[where])
        return zip(*(column.tolist() for column in columns), strict=True)
