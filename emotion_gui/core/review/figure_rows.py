"""All figures as one tidy table: a row a figure, with its interval and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from emotion_gui.core.review.agreement import CodingAgreement
from emotion_gui.core.review.comparing import FilmComparison
from emotion_gui.core.review.statistics import Estimate, PersonFigures

Row = tuple[str | int | float | None, ...]

FIGURE_HEADER = (
    "film",
    "section",
    "person",
    "figure",
    "answer",
    "value",
    "low",
    "high",
    "seen_s",
    "block_s",
    "blocks",
)
COMPARISON_HEADER = (
    "first",
    "second",
    "figure",
    "answer",
    "value_first",
    "value_second",
    "difference",
    "low",
    "high",
    "effect",
    "effect_low",
    "effect_high",
    "effect_kind",
    "paired",
    "block_s",
    "blocks",
)
AGREEMENT_HEADER = (
    "film",
    "person",
    "subject",
    "compared_s",
    "unsure_s",
    "unseen_s",
    "observed",
    "observed_low",
    "observed_high",
    "kappa",
    "kappa_low",
    "kappa_high",
    "block_s",
    "blocks",
)


def figure_rows(film: str, figures: Sequence[PersonFigures]) -> Iterator[Row]:
    """Rows of `FIGURE_HEADER`."""
    for one in figures:
        head = (film, one.section, one.title)
        foot = (_rounded(one.seen_s), _rounded(one.block_s), _rounded(one.blocks))
        plain: tuple[tuple[str, float | None], ...] = (
            ("seconds", one.seconds),
            ("seen_s", one.seen_s),
            ("removed_s", one.removed_s),
        )
        for name, value in plain:
            yield (*head, name, "", _rounded(value), None, None, *foot)
        yield (*head, "unseen", "", *_three(one.unseen), *foot)
        yield (*head, "changes_a_minute", "", *_three(one.changes_a_minute), *foot)
        for answer in one.answers:
            named: list[tuple[str, Estimate]] = [("share", answer.share)]
            if answer.mean_probability is not None:
                named.append(("mean_probability", answer.mean_probability))
            named.append(("episodes", Estimate(float(answer.episodes))))
            named.append(("episodes_a_minute", answer.episodes_a_minute))
            named.append(("episode_s", answer.episode_s))
            for name, estimate in named:
                yield (*head, name, answer.answer, *_three(estimate), *foot)


def comparison_rows(comparisons: Sequence[FilmComparison]) -> Iterator[Row]:
    """Rows of `COMPARISON_HEADER`."""
    for one in comparisons:
        for found in one.differences:
            yield (
                one.first,
                one.second,
                found.figure,
                found.answer,
                _rounded(found.first),
                _rounded(found.second),
                *_three(found.difference),
                *_three(found.effect),
                found.effect_kind,
                int(one.paired),
                _rounded(one.block_s),
                _rounded(one.blocks),
            )


def agreement_rows(film: str, agreements: Sequence[CodingAgreement]) -> Iterator[Row]:
    """Rows of `AGREEMENT_HEADER`."""
    for one in agreements:
        yield (
            film,
            one.person,
            one.subject,
            _rounded(one.compared_s),
            _rounded(one.unsure_s),
            _rounded(one.unseen_s),
            *_three(one.observed),
            *_three(one.kappa),
            _rounded(one.block_s),
            _rounded(one.blocks),
        )


def _three(estimate: Estimate) -> tuple[float | None, float | None, float | None]:
    low, high = estimate.interval or (None, None)
    return _rounded(estimate.value), _rounded(low), _rounded(high)


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.6g}")
