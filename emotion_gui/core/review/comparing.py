"""Two persons, sections or films against each other; groups of films."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.labels import LabelSet, same_classes
from emotion_gui.core.review.bootstrap import (
    FEWEST_BLOCKS,
    LEVEL,
    Floats,
    Interval,
    draw_blocks,
    widening,
)
from emotion_gui.core.review.statistics import (
    Estimate,
    Selection,
    SumPlaces,
    answers_of,
    ratios,
)
from emotion_gui.core.review.student_t import two_sided

# Films of a group below which its own spread is not relied upon alone.
SMALL_GROUP = 6


@dataclass(frozen=True)
class Difference:
    """One figure of the first minus that of the second.

    Attributes:
        figure: `share`, `mean_probability` or `changes_a_minute`.
        answer: an emotion or `unsure`; "" for changes.
        first, second: the figure of each.
        difference: first minus second.
        effect: its size: Cohen's h of two shares, Cohen's d of two mean probabilities, Hedges'
            g of two groups; the ratio's logarithm of two rates.
        effect_kind: `h`, `d`, `g` or `log ratio`.
    """

    figure: str
    answer: str
    first: float | None
    second: float | None
    difference: Estimate
    effect: Estimate
    effect_kind: str


@dataclass(frozen=True)
class FilmComparison:
    """All differences of two.

    Attributes:
        first, second: what is compared, in words.
        paired: the same moments of the same film, drawn together.
        block_s: length of the longer blocks; 0 for groups, whose unit is a film.
        blocks: of the series that has fewer; for groups the number of films of the smaller one.
        differences: of every figure.
    """

    first: str
    second: str
    paired: bool
    block_s: float
    blocks: float
    differences: tuple[Difference, ...]


def compare(first: Selection, second: Selection, *, names: tuple[str, str]) -> FilmComparison:
    """Two persons, two sections, or two films.

    Two persons at the same moments of one film are drawn together, since what happens there
    happens to both.

    Args:
        first, second: what is compared.
        names: of both, in words.

    Raises:
        ConfigError: models of different classes read them.
    """
    labels = _same_labels([first, second])
    paired = first.timeline is second.timeline and np.array_equal(first.frames, second.frames)
    pair = _drawn_together(first, second) if paired else _drawn_apart(first, second)
    longest = max(first.block_frames, second.block_frames)
    found = _differences(pair, labels)
    return FilmComparison(*names, paired, longest * first.usual_s, min(pair.blocks), found)


def _drawn_together(first: Selection, second: Selection) -> _Pair:
    block = max(first.block_frames, second.block_frames)
    both = np.concatenate([first.columns, second.columns], axis=1)
    draws = draw_blocks(both, _both, block_frames=block)
    blocks = min(len(first.places), len(second.places)) / block
    joined = np.maximum(first.joined(block), second.joined(block))
    return _Pair(draws.value, draws.drawn, (blocks, blocks), (joined, joined), paired=True)


def _drawn_apart(first: Selection, second: Selection) -> _Pair:
    sides = (first, second)
    one, other = (
        draw_blocks(s.seen_columns, _with_effects, block_frames=s.block_frames, seed=seed)
        for seed, s in enumerate(sides)
    )
    most = min(len(one.drawn), len(other.drawn))
    drawn = np.concatenate([one.drawn[:most], other.drawn[:most]], axis=1)
    joined = [np.array(s.joined(s.block_frames)) for s in sides]
    value = np.concatenate([one.value, other.value])
    return _Pair(value, drawn, (one.blocks, other.blocks), (joined[0], joined[1]), paired=False)


def _with_effects(sums: Floats) -> Floats:
    """Figures and, behind them, the variances of the probabilities."""
    with np.errstate(divide="ignore", invalid="ignore"):
        places = SumPlaces.of(sums)
        seen_s = sums[..., places.seen_s : places.seen_s + 1]
        means = sums[..., places.probability_s] / seen_s
        variances = np.maximum(sums[..., places.squares_s] / seen_s - means**2, 0.0)
        # Shares, probabilities and changes are the first of all ratios.
        return np.concatenate([ratios(sums)[..., : 2 * places.classes + 2], variances], axis=-1)


def _both(sums: Floats) -> Floats:
    half = sums.shape[-1] // 2
    return np.concatenate(
        [_with_effects(sums[..., :half]), _with_effects(sums[..., half:])], axis=-1
    )


class _Pair:
    """Figures of both, of the series themselves and of draws.

    Args:
        value, drawn: of `_with_effects`, the second one's behind the first one's.
        blocks: of each series.
        joined: of each: the part of its figures' variance that joins blocks.
        paired: both were drawn together: the variance is that of one series, the difference.
    """

    def __init__(
        self,
        value: Floats,
        drawn: Floats,
        blocks: tuple[float, float],
        joined: tuple[Floats, Floats],
        *,
        paired: bool,
    ) -> None:
        self._half = len(value) // 2
        self._all = np.concatenate([value[None], drawn])
        self.blocks, self._joined, self._paired = blocks, joined, paired

    def of(self, place: int) -> tuple[Floats, Floats]:
        """A figure of the first and of the second; the series' own, then one a draw."""
        return self._all[:, place], self._all[:, self._half + place]

    def estimates(self, place: int, *values: Floats) -> list[Estimate]:
        """The first of each of these, with an interval by its others.

        Args:
            place: of the figure that they are differences or effects of.
            values: of the series themselves, then one a draw.
        """
        freedom, widened = self._trust(place)
        return [self._estimate(one, freedom, widened) for one in values]

    def _estimate(self, values: Floats, freedom: float, widened: float) -> Estimate:
        value, drawn = float(values[0]), values[1:][np.isfinite(values[1:])]
        if not math.isfinite(value):
            return Estimate(None)
        if min(self.blocks) < FEWEST_BLOCKS or len(drawn) < 2:
            return Estimate(value)
        reach = two_sided(LEVEL, freedom) * math.sqrt(widened) * float(drawn.std(ddof=1))
        return Estimate(value, (value - reach, value + reach))

    def _trust(self, place: int) -> tuple[float, float]:
        """Degrees of freedom, and how many times as large the variance is as that of the draws."""
        one, other = (
            widening(blocks, float(joined[place])) if blocks > 1 else 1.0
            for blocks, joined in zip(self.blocks, self._joined, strict=True)
        )
        freedom = self.blocks[0] - 1, self.blocks[1] - 1
        drawn = [float(np.nanvar(side[1:])) if len(side) > 1 else 0.0 for side in self.of(place)]
        if self._paired or not sum(drawn):
            return min(freedom), one
        parts = one * drawn[0], other * drawn[1]
        return welch_freedom(parts, freedom), sum(parts) / sum(drawn)


def _differences(pair: _Pair, labels: LabelSet) -> tuple[Difference, ...]:
    found, n = [], len(labels)
    with np.errstate(divide="ignore", invalid="ignore"):
        for place, answer in enumerate(answers_of(labels)):
            a, b = pair.of(place)
            effect = 2 * np.arcsin(np.sqrt(np.clip(a, 0, 1))) - 2 * np.arcsin(
                np.sqrt(np.clip(b, 0, 1))
            )
            found.append(_difference(pair, place, ("share", answer), effect, "h"))
        for number, label in enumerate(labels.names):
            place = n + 1 + number
            a, b = pair.of(place)
            spread_a, spread_b = pair.of(2 * n + 2 + number)
            effect = (a - b) / np.sqrt((spread_a + spread_b) / 2)
            found.append(_difference(pair, place, ("mean_probability", label), effect, "d"))
        a, b = pair.of(2 * n + 1)
        found.append(
            _difference(pair, 2 * n + 1, ("changes_a_minute", ""), np.log(a / b), "log ratio")
        )
    return tuple(found)


def _difference(
    pair: _Pair, place: int, figure: tuple[str, str], effect: Floats, kind: str
) -> Difference:
    a, b = pair.of(place)
    difference, size = pair.estimates(place, a - b, effect)
    return Difference(*figure, _told(a[0]), _told(b[0]), difference, size, kind)


def _told(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def compare_groups(
    first: Sequence[Sequence[Selection]],
    second: Sequence[Sequence[Selection]],
    *,
    names: tuple[str, str],
) -> FilmComparison:
    """Two groups of films; a film is one observation, whatever its length.

    Args:
        first, second: of each film the persons that are shown.
        names: of both groups.

    Raises:
        ConfigError: a group has fewer than two films with a face, or models of different
            classes read them.
    """
    labels = _same_labels([one for group in (first, second) for film in group for one in film])
    tables = [
        np.array([_film_values(film) for film in group if any(len(s.places) for s in film)])
        for group in (first, second)
    ]
    for name, table in zip(names, tables, strict=True):
        if len(table) < 2:
            raise ConfigError("group", name, "it takes two films with a face at least")
    found = []
    kinds = [("share", answer) for answer in answers_of(labels)]
    kinds += [("mean_probability", label) for label in labels.names] + [("changes_a_minute", "")]
    for place, (figure, answer) in enumerate(kinds):
        a, b = tables[0][:, place], tables[1][:, place]
        found.append(
            Difference(
                figure,
                answer,
                _told(a.mean()),
                _told(b.mean()),
                Estimate(float(a.mean() - b.mean()), mean_difference(a, b)),
                hedges_g(a, b),
                "g",
            )
        )
    return FilmComparison(*names, False, 0.0, min(map(len, tables)), tuple(found))


def _film_values(film: Sequence[Selection]) -> Floats:
    sums = np.sum([selection.seen_columns.sum(axis=0) for selection in film], axis=0)
    return ratios(sums)[: 2 * SumPlaces.of(sums).classes + 2]


def _same_labels(selections: Sequence[Selection]) -> LabelSet:
    """The classes of all that is compared; ConfigError where they differ."""
    labels = selections[0].timeline.rows.labels
    for other in selections:
        if not same_classes(other.timeline.rows.labels, labels):
            raise ConfigError("films", "", "models of different classes read these films")
    return labels


def mean_difference(a: Floats, b: Floats) -> Interval | None:
    """95 % interval of the difference of two means (Welch, 1947).

    Where one group is very small and the other is not, its own spread decides alone, and is often
    too small by chance: then Student's interval, of one spread for both, is taken if it is wider.
    """
    n, m = len(a), len(b)
    parts = a.var(ddof=1) / n, b.var(ddof=1) / m
    if not sum(parts):
        return None
    reach = two_sided(LEVEL, welch_freedom(parts, (n - 1, m - 1))) * math.sqrt(sum(parts))
    if min(n, m) < SMALL_GROUP:
        pooled = _pooled_variance(a, b) * (1 / n + 1 / m)
        reach = max(reach, two_sided(LEVEL, n + m - 2) * math.sqrt(pooled))
    middle = float(a.mean() - b.mean())
    return middle - reach, middle + reach


def _pooled_variance(a: Floats, b: Floats) -> float:
    n, m = len(a), len(b)
    return float(((n - 1) * a.var(ddof=1) + (m - 1) * b.var(ddof=1)) / (n + m - 2))


def welch_freedom(parts: tuple[float, float], freedom: tuple[float, float]) -> float:
    """Degrees of freedom of a sum of two variances (Welch, 1947; Satterthwaite, 1946).

    Args:
        parts: the variances, not both 0.
        freedom: of each.
    """
    spread = sum(part**2 / own for part, own in zip(parts, freedom, strict=True))
    return sum(parts) ** 2 / spread


def hedges_g(a: Floats, b: Floats) -> Estimate:
    """Difference in standard deviations, corrected for small groups (Hedges & Olkin, 1985)."""
    n, m = len(a), len(b)
    pooled = _pooled_variance(a, b)
    if pooled <= 0:
        return Estimate(None)
    small = 1 - 3 / (4 * (n + m) - 9)
    g = small * float(a.mean() - b.mean()) / math.sqrt(pooled)
    error = math.sqrt((n + m) / (n * m) + g * g / (2 * (n + m)))
    return Estimate(g, (g - 1.959963984540054 * error, g + 1.959963984540054 * error))
