"""Two persons, sections or films against each other; groups of films."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.labels import LabelSet, same_classes
from emotion_gui.core.review.bootstrap import Floats, Interval, draw_blocks, interval_of
from emotion_gui.core.review.statistics import (
    Estimate,
    Selection,
    SumPlaces,
    answers_of,
    ratios,
)
from emotion_gui.core.review.student_t import two_sided


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
    lengths = first.block_frames, second.block_frames
    paired = first.timeline is second.timeline and np.array_equal(first.frames, second.frames)
    if paired:
        both = np.concatenate([first.columns, second.columns], axis=1)
        draws = draw_blocks(both, _both, block_frames=max(lengths))
        value, drawn = draws.value, draws.drawn
    else:
        one = draw_blocks(first.seen_columns, _with_effects, block_frames=lengths[0])
        other = draw_blocks(second.seen_columns, _with_effects, block_frames=lengths[1], seed=1)
        value = np.concatenate([one.value, other.value])
        most = min(len(one.drawn), len(other.drawn))
        drawn = np.concatenate([one.drawn[:most], other.drawn[:most]], axis=1)
    own = (max(lengths),) * 2 if paired else lengths
    blocks = min(len(s.places) / block for s, block in zip((first, second), own, strict=True))
    joined = max(s.changes_joined(b) for s, b in zip((first, second), own, strict=True))
    found = _differences(_Pair(value, drawn, blocks, joined), labels)
    return FilmComparison(*names, paired, max(own) * first.usual_s, blocks, found)


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
    """Figures of both, of the series themselves and of draws."""

    def __init__(self, value: Floats, drawn: Floats, blocks: float, changes_joined: float) -> None:
        self._half = len(value) // 2
        self._all = np.concatenate([value[None], drawn])
        self._blocks, self._changes_joined = blocks, changes_joined

    def of(self, place: int) -> tuple[Floats, Floats]:
        """A figure of the first and of the second; the series' own, then one a draw."""
        return self._all[:, place], self._all[:, self._half + place]

    def estimate(self, values: Floats, figure: str) -> Estimate:
        """The first value, with an interval by the others."""
        value = float(values[0])
        if not math.isfinite(value):
            return Estimate(None)
        told = partial(interval_of, value, values[1:], blocks=self._blocks, scale="plain")
        own = figure == "changes_a_minute"
        return Estimate(value, told(joined=self._changes_joined) if own else told())


def _differences(pair: _Pair, labels: LabelSet) -> tuple[Difference, ...]:
    found, n = [], len(labels)
    with np.errstate(divide="ignore", invalid="ignore"):
        for place, answer in enumerate(answers_of(labels)):
            a, b = pair.of(place)
            effect = 2 * np.arcsin(np.sqrt(np.clip(a, 0, 1))) - 2 * np.arcsin(
                np.sqrt(np.clip(b, 0, 1))
            )
            found.append(_difference(pair, "share", answer, (a, b), effect, "h"))
        for place, label in enumerate(labels.names):
            a, b = pair.of(n + 1 + place)
            spread_a, spread_b = pair.of(2 * n + 2 + place)
            effect = (a - b) / np.sqrt((spread_a + spread_b) / 2)
            found.append(_difference(pair, "mean_probability", label, (a, b), effect, "d"))
        a, b = pair.of(2 * n + 1)
        effect = np.log(a / b)
        found.append(_difference(pair, "changes_a_minute", "", (a, b), effect, "log ratio"))
    return tuple(found)


def _difference(
    pair: _Pair, figure: str, answer: str, values: tuple[Floats, Floats], effect: Floats, kind: str
) -> Difference:
    a, b = values
    difference, size = pair.estimate(a - b, figure), pair.estimate(effect, figure)
    return Difference(figure, answer, _told(a[0]), _told(b[0]), difference, size, kind)


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
                Estimate(float(a.mean() - b.mean()), welch_interval(a, b)),
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


def welch_interval(a: Floats, b: Floats) -> Interval | None:
    """95 % interval of the difference of two means (Welch, 1947)."""
    parts = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    error = math.sqrt(sum(parts))
    if error == 0:
        return None
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / (len(a) - 1) + parts[1] ** 2 / (len(b) - 1))
    reach = two_sided(0.95, freedom) * error
    middle = float(a.mean() - b.mean())
    return middle - reach, middle + reach


def hedges_g(a: Floats, b: Floats) -> Estimate:
    """Difference in standard deviations, corrected for small groups (Hedges & Olkin, 1985)."""
    n, m = len(a), len(b)
    pooled = ((n - 1) * a.var(ddof=1) + (m - 1) * b.var(ddof=1)) / (n + m - 2)
    if pooled <= 0:
        return Estimate(None)
    small = 1 - 3 / (4 * (n + m) - 9)
    g = small * float(a.mean() - b.mean()) / math.sqrt(pooled)
    error = math.sqrt((n + m) / (n * m) + g * g / (2 * (n + m)))
    return Estimate(g, (g - 1.959963984540054 * error, g + 1.959963984540054 * error))
