"""Hand coding against the model: a confusion matrix and Cohen's kappa with its interval."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.review.bootstrap import Floats, block_length, draw_blocks
from emotion_gui.core.review.coding import CodedSpan, Coding
from emotion_gui.core.review.edits import Person
from emotion_gui.core.review.statistics import Estimate, smoothed_frames
from emotion_gui.core.review.timeline import UNSURE, FilmTimeline

NOT_CODED = -1
_SHOWN_LETTERS, _NAMED = 60, 6  # of words that name no class


@dataclass(frozen=True)
class CodingAgreement:
    """How far a coder and the model said the same about a person.

    Attributes:
        person: title of who.
        subject: as the coder called who; "" where nobody was named.
        seconds: rows = coder, columns = model's classes and unsure; seconds.
        compared_s: both said an emotion.
        unsure_s: the coder said one, the model was unsure.
        unseen_s: the coder said one, the model saw no usable face.
        observed: share of the compared time with the same answer.
        kappa: Cohen's, over the compared time.
        block_s: length of the blocks that the interval rests on.
        blocks: how many there are.
        unnamed: words of the whole coding that name none of the classes, and how often each
            stands there; what they cover is left out.
    """

    person: str
    subject: str
    seconds: tuple[tuple[float, ...], ...]
    compared_s: float
    unsure_s: float
    unseen_s: float
    observed: Estimate
    kappa: Estimate
    block_s: float
    blocks: float
    unnamed: Mapping[str, int] = field(default_factory=dict)


def matched_subjects(coding: Coding, persons: Sequence[Person]) -> dict[int, str]:
    """Who of a film is whom of a coding: by name, by number, or because there is one of each.

    Raises:
        ConfigError: nobody can be told for sure.
    """
    by_name = {person.title.casefold(): person.number for person in persons}
    by_name |= {str(person.number): person.number for person in persons}
    found = {
        by_name[subject.casefold()]: subject
        for subject in coding.subjects
        if subject.casefold() in by_name
    }
    if not found and len(coding.subjects) == 1 and len(persons) == 1:
        return {persons[0].number: coding.subjects[0]}
    if not found:
        titles = ", ".join(person.title for person in persons) or "nobody"
        subjects = ", ".join(subject or "(no name)" for subject in coding.subjects)
        raise ConfigError(
            "coding", subjects, f"its subjects are none of the film's persons ({titles})"
        )
    return found


def coded_labels(
    spans: Sequence[CodedSpan], time_s: Floats, *, neutral: int | None = None
) -> npt.NDArray[np.int8]:
    """What a coder said about each frame.

    Args:
        spans: of one subject; where two overlap, the one that began later counts.
        time_s: of the frames.
        neutral: the class of what lies between the first and the last span and is not coded;
            None = it is not compared.

    Returns:
        Emotions, or `NOT_CODED`; shape (frames,).
    """
    labels = np.full(len(time_s), NOT_CODED, dtype=np.int8)
    if neutral is not None and spans:
        first = min(span.begin_s for span in spans)
        last = max(span.end_s for span in spans)
        labels[(time_s >= first) & (time_s < last)] = neutral
    for span in sorted(spans, key=lambda span: span.begin_s):
        labels[(time_s >= span.begin_s) & (time_s < span.end_s)] = span.emotion
    return labels


def agreement_of(
    timeline: FilmTimeline,
    number: int,
    coding: Coding,
    subject: str,
    *,
    gaps_are_neutral: bool = False,
) -> CodingAgreement:
    """Compare a coder and the model about one person, frame by frame.

    Raises:
        ConfigError: nobody has this number, no frame is coded, or gaps shall be neutral and the
            model has no such class.
    """
    series = timeline.series(number)
    spans = [span for span in coding.spans if span.subject == subject]
    labels = timeline.rows.labels
    if gaps_are_neutral and labels.neutral is None:
        raise ConfigError("gaps", "neutral", "the model has no class of this name")
    neutral = labels.neutral if gaps_are_neutral else None
    coded = coded_labels(spans, timeline.rows.time_s, neutral=neutral)
    known = (coded != NOT_CODED) & timeline.counted
    if not known.any():
        raise ConfigError("coding", subject, "it codes no moment of this film")
    coded, label, step_s = coded[known], series.label[known], timeline.step_s[known]
    seen = label >= UNSURE
    n = len(labels)
    columns = np.where(label == UNSURE, n, label)[seen]
    seconds = np.zeros((n, n + 1))
    np.add.at(seconds, (coded[seen], columns), step_s[seen])
    both = label >= 0
    cells = np.zeros((int(both.sum()), n * n))
    cells[np.arange(len(cells)), coded[both] * n + label[both]] = step_s[both]
    usual_s = float(np.median(step_s))
    # What each of the two said, and whether they agree, depend on themselves for a while.
    said = [answers[both] == k for answers in (coded, label) for k in range(n)]
    block = block_length(np.stack(said, axis=1).astype(np.float64), least=smoothed_frames(usual_s))
    draws = draw_blocks(cells, _observed_and_kappa, block_frames=block)
    return CodingAgreement(
        person=series.person.title,
        subject=subject,
        seconds=tuple(tuple(float(value) for value in row) for row in seconds),
        compared_s=float(step_s[both].sum()),
        unsure_s=float(step_s[label == UNSURE].sum()),
        unseen_s=float(step_s[~seen].sum()),
        observed=_told(float(draws.value[0]), draws.interval(0, "share")),
        kappa=_told(float(draws.value[1]), draws.interval(1, "correlation")),
        block_s=block * usual_s,
        blocks=draws.blocks,
        unnamed=coding.unknown,
    )


def unnamed_words(found: Iterable[CodingAgreement]) -> dict[str, int]:
    """Words that name no class, in all codings of some agreements; most frequent first."""
    words = Counter[str]()
    for coding in {id(one.unnamed): one.unnamed for one in found}.values():
        words.update(coding)
    return dict(words.most_common())


def told_words(words: Mapping[str, int]) -> str:
    """The first of them, each with its count: `away (3), talks (1), …`."""
    told = [f"{word[:_SHOWN_LETTERS]} ({count})" for word, count in words.items()]
    return ", ".join(told[:_NAMED] + ["…"] * (len(told) > _NAMED))


def _observed_and_kappa(sums: Floats) -> Floats:
    """From sums of cells, shape (..., cells): share of agreement, and Cohen's kappa (1960)."""
    n = math.isqrt(sums.shape[-1])
    table = sums.reshape(*sums.shape[:-1], n, n)
    total = table.sum(axis=(-2, -1))
    observed = np.trace(table, axis1=-2, axis2=-1) / total
    expected = (table.sum(axis=-2) * table.sum(axis=-1)).sum(axis=-1) / total**2
    kappa = (observed - expected) / (1 - expected)
    return np.stack([observed, kappa], axis=-1)


def _told(value: float, interval: tuple[float, float] | None) -> Estimate:
    return Estimate(value, interval) if math.isfinite(value) else Estimate(None)
