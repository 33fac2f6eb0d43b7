"""Figures of a person in a section of a film, each with an interval that knows of dependence."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from emotion_gui.core.jobs import JobContext
from emotion_gui.core.labels import LabelSet
from emotion_gui.core.review.bootstrap import (
    Draws,
    Floats,
    Interval,
    Scale,
    block_for,
    block_length,
    dependence_frames,
    draw_blocks,
    joined_part,
    mean_interval,
    ratio_dependence,
)
from emotion_gui.core.review.parts import EVENT_S, parts_of
from emotion_gui.core.review.timeline import (
    LONGEST_STEP_S,
    REMOVED,
    UNSURE,
    FilmTimeline,
    PersonSeries,
)

# Answers are smoothed over about so long: frames nearer than this are not two observations.
SMOOTHING_S = 0.4

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Estimate:
    """A figure and its 95 % interval.

    Attributes:
        value: None where it rests on nothing.
        interval: None where the series is too short to tell.
    """

    value: float | None
    interval: Interval | None = None


@dataclass(frozen=True)
class AnswerFigures:
    """One answer of one person.

    Attributes:
        answer: an emotion, or `unsure`.
        share: of the time in which the person was seen well enough, 0 to 1.
        mean_probability: of the emotion over that time, 0 to 1; None for `unsure`.
        episodes: stretches of the same answer.
        episodes_a_minute: of the time seen.
        episode_s: mean length of a stretch.
    """

    answer: str
    share: Estimate
    mean_probability: Estimate | None
    episodes: int
    episodes_a_minute: Estimate
    episode_s: Estimate


@dataclass(frozen=True)
class PersonFigures:
    """One person in one section.

    Attributes:
        person: number.
        title: who, in words.
        section: its name; "" for the whole film.
        seconds: of the section, without what is excluded.
        seen_s: of them the person was seen well enough.
        removed_s: seen, but left out by the quality filter.
        unseen: share of the section without a usable face, 0 to 1.
        changes_a_minute: from one emotion to another, of the time seen.
        answers: one a possible answer, in the order of `answers_of`.
        block_s: length of the blocks that the intervals rest on.
        blocks: how many of them there are.
    """

    person: int
    title: str
    section: str
    seconds: float
    seen_s: float
    removed_s: float
    unseen: Estimate
    changes_a_minute: Estimate
    answers: tuple[AnswerFigures, ...]
    block_s: float
    blocks: float

    @property
    def unsure(self) -> Estimate:
        """Share of the time seen without a sure answer."""
        return self.answers[-1].share


class _Frames:
    """Frames of a film that figures are made of, whoever is seen on them.

    Args:
        timeline: of the film.
        chosen: which of the film's frames, shape (frames,).
    """

    def __init__(self, timeline: FilmTimeline, chosen: Bools) -> None:
        self.timeline, self.chosen = timeline, chosen

    @cached_property
    def step_s(self) -> Floats:
        """How long each of them counts."""
        return self.timeline.step_s[self.chosen]

    @cached_property
    def usual_s(self) -> float:
        """How long most of them count."""
        return float(np.median(self.step_s)) if len(self.step_s) else 0.0

    @cached_property
    def smoothed(self) -> int:
        """How many of them the smoothing of answers joins."""
        return smoothed_frames(self.usual_s)

    @cached_property
    def number(self) -> npt.NDArray[np.int64]:
        """Of each of the film's frames that is chosen: its place among them; shape (frames,)."""
        return np.asarray(np.cumsum(self.chosen) - 1)


class Selection:
    """Frames of one person that figures are made of.

    Args:
        timeline: of the film.
        person: number.
        frames: which of the film's frames, shape (frames,).
    """

    def __init__(self, timeline: FilmTimeline, person: int, frames: Bools) -> None:
        self._set(_Frames(timeline, frames), person)

    def _set(self, shared: _Frames, person: int) -> None:
        self._shared = shared
        self.series: PersonSeries = shared.timeline.series(person)

    def of(self, person: int) -> Selection:
        """Somebody else on the same frames, whose times are worked out once."""
        other = Selection.__new__(Selection)
        other._set(self._shared, person)
        return other

    @property
    def timeline(self) -> FilmTimeline:
        """Of the film."""
        return self._shared.timeline

    @property
    def frames(self) -> Bools:
        """Which of the film's frames, shape (frames,)."""
        return self._shared.chosen

    @property
    def step_s(self) -> Floats:
        """How long each selected frame counts."""
        return self._shared.step_s

    @property
    def usual_s(self) -> float:
        """How long most of them count."""
        return self._shared.usual_s

    @property
    def smoothed(self) -> int:
        """How many of them the smoothing of answers joins."""
        return self._shared.smoothed

    @cached_property
    def _seen(self) -> Bools:
        """Which of the frames on which the person was seen well enough are selected."""
        return (self.series.answer >= UNSURE) & self.frames[self.series.place]

    @cached_property
    def places(self) -> npt.NDArray[np.int64]:
        """Of the frames with a usable face, among those that are selected, ascending."""
        return self._shared.number[self.series.place[self._seen]]

    @cached_property
    def removed_s(self) -> float:
        """How long the person was seen, but left out by the quality filter."""
        removed = self.series.place[self.series.answer == REMOVED]
        return float(self.timeline.step_s[removed[self.frames[removed]]].sum())

    @cached_property
    def seen_columns(self) -> Floats:
        """What every figure is a ratio of, a row a frame with a usable face.

        These are what blocks are drawn of: all other frames add nothing to any column.
        """
        series, rows = self.series, self.timeline.rows
        label, place = series.answer[self._seen], series.place[self._seen]
        step_s, time_s = self.timeline.step_s[place], rows.time_s[place]
        probabilities = rows.probabilities[series.row[self._seen]]
        classes = len(rows.labels)
        places = SumPlaces(classes)
        table = np.zeros((len(label), places.count))
        table[:, places.seen_s] = step_s
        shown = label[:, None] == np.array([*range(classes), UNSURE])
        table[:, places.answer_s] = step_s[:, None] * shown
        table[:, places.probability_s] = probabilities * step_s[:, None]
        table[:, places.squares_s] = probabilities**2 * step_s[:, None]
        table[:, places.changes] = changes_of(label, time_s)
        table[:, places.starts] = starts_of(label, time_s)[:, None] & shown
        return table

    @cached_property
    def columns(self) -> Floats:
        """The same, a row a selected frame; zeros where unseen."""
        table = np.zeros((len(self.step_s), self.seen_columns.shape[1]))
        table[self.places] = self.seen_columns
        return table

    @cached_property
    def block_frames(self) -> int:
        """Length of a block."""
        return block_for(self._slow_answers, least=self.smoothed)

    @cached_property
    def _slow_answers(self) -> list[float]:
        """Over how many frames each answer depends on itself."""
        # What a person showed decides; the answers' times are its indicators.
        columns = self.seen_columns
        return [dependence_frames(one) for one in columns[:, SumPlaces.of(columns).answer_s].T]

    @cached_property
    def _slow(self) -> list[float]:
        """The same of shares, mean probabilities and changes: the first of all `ratios`."""
        columns, places = self.seen_columns, SumPlaces.of(self.seen_columns)
        others = [*columns[:, places.probability_s].T, columns[:, places.changes]]
        seen_s = columns[:, places.seen_s]
        return [*self._slow_answers, *(ratio_dependence(one, seen_s) for one in others)]

    def joined(self, block_frames: int) -> list[float]:
        """Of the same figures: the part of their variance that joins blocks."""
        return [joined_part(slow, block_frames) for slow in self._slow]


@dataclass(frozen=True)
class SumPlaces:
    """Places in `Selection.columns` for so many classes."""

    classes: int

    @classmethod
    def of(cls, sums: Floats) -> SumPlaces:
        """Of columns that are there already, the last axis."""
        return cls((sums.shape[-1] - 4) // 4)

    @property
    def seen_s(self) -> int:
        return 0

    @property
    def answer_s(self) -> slice:
        return slice(1, 2 + self.classes)

    @property
    def probability_s(self) -> slice:
        return slice(2 + self.classes, 2 + 2 * self.classes)

    @property
    def squares_s(self) -> slice:
        return slice(2 + 2 * self.classes, 2 + 3 * self.classes)

    @property
    def changes(self) -> int:
        return 2 + 3 * self.classes

    @property
    def starts(self) -> slice:
        return slice(3 + 3 * self.classes, self.count)

    @property
    def count(self) -> int:
        return 4 + 4 * self.classes


def answers_of(labels: LabelSet) -> tuple[str, ...]:
    """What a frame may be counted as, in this order everywhere here; unsure is the last."""
    return (*labels.names, "unsure")


def smoothed_frames(usual_s: float) -> int:
    """Frames of a usual length that the smoothing of answers joins."""
    return max(1, math.ceil(SMOOTHING_S / usual_s)) if usual_s > 0 else 1


def changes_of(label: npt.NDArray[np.int8], time_s: Floats) -> Bools:
    """Frames with which another emotion begins; unsure or unseen in between is no emotion.

    After more than `LONGEST_STEP_S` without an emotion the next one is a beginning, not a change.
    """
    changes = np.zeros(len(label), dtype=np.bool_)
    sure = np.flatnonzero(label >= 0)
    if len(sure) > 1:
        other = label[sure[1:]] != label[sure[:-1]]
        near = time_s[sure[1:]] - time_s[sure[:-1]] <= LONGEST_STEP_S
        changes[sure[1:][other & near]] = True
    return changes


def starts_of(label: npt.NDArray[np.int8], time_s: Floats) -> Bools:
    """Frames with which a stretch of one answer begins."""
    starts = np.zeros(len(label), dtype=np.bool_)
    used = np.flatnonzero(label >= UNSURE)
    if len(used):
        other = label[used[1:]] != label[used[:-1]]
        far = time_s[used[1:]] - time_s[used[:-1]] > LONGEST_STEP_S
        starts[used[0]] = True
        starts[used[1:][other | far]] = True
    return starts


def ratios(sums: Floats) -> Floats:
    """All figures from sums of columns.

    Args:
        sums: shape (..., columns).

    Returns:
        Shape (..., figures): shares, mean probabilities, changes a minute, episodes a minute,
        their mean lengths; see `_Places`.
    """
    places = SumPlaces.of(sums)
    seen_s = sums[..., places.seen_s : places.seen_s + 1]
    answer_s, starts = sums[..., places.answer_s], sums[..., places.starts]
    changes = sums[..., places.changes : places.changes + 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = (
            answer_s / seen_s,
            sums[..., places.probability_s] / seen_s,
            60 * changes / seen_s,
            60 * starts / seen_s,
            answer_s / starts,
        )
        return np.asarray(np.concatenate(parts, axis=-1))


@dataclass(frozen=True)
class _Places:
    """Places in `ratios` for so many classes."""

    classes: int

    @property
    def share(self) -> int:
        return 0

    @property
    def probability(self) -> int:
        return self.classes + 1

    @property
    def changes(self) -> int:
        return 2 * self.classes + 1

    @property
    def episodes(self) -> int:
        return 2 * self.classes + 2

    @property
    def length(self) -> int:
        return 3 * self.classes + 3


def figures_of(selection: Selection, *, section: str = "") -> PersonFigures:
    """Everything that is told about a person in a section."""
    draws = draw_blocks(selection.seen_columns, ratios, block_frames=selection.block_frames)
    sums = selection.seen_columns.sum(axis=0)
    labels = selection.timeline.rows.labels
    drawn = _Drawn(draws, selection)
    return PersonFigures(
        person=selection.series.person.number,
        title=selection.series.person.title,
        section=section,
        seconds=float(selection.step_s.sum()),
        seen_s=float(sums[SumPlaces(len(labels)).seen_s]),
        removed_s=selection.removed_s,
        unseen=_unseen(selection),
        changes_a_minute=drawn.estimate(_Places(len(labels)).changes, "positive"),
        answers=tuple(_answer(drawn, place) for place in range(len(labels) + 1)),
        block_s=draws.block_frames * selection.usual_s,
        blocks=draws.blocks,
    )


class _Drawn:
    """Figures of a person and draws of them, each with what its own series says of blocks."""

    def __init__(self, draws: Draws, selection: Selection) -> None:
        self.draws, self.selection = draws, selection

    @cached_property
    def _joined(self) -> list[float]:
        return self.selection.joined(self.draws.block_frames)

    def estimate(self, figure: int, scale: Scale) -> Estimate:
        """A share, a mean probability or changes a minute."""
        return self._estimate(figure, scale, lambda: self._joined[figure])

    def ratio(self, figure: int, numerator: Floats, denominator: Floats) -> Estimate:
        """A rate or a length: the ratio of two series' sums."""

        def joined() -> float:
            slow = ratio_dependence(numerator, denominator)
            return joined_part(slow, self.draws.block_frames)

        return self._estimate(figure, "positive", joined)

    def _estimate(self, figure: int, scale: Scale, joined: Callable[[], float]) -> Estimate:
        value = float(self.draws.value[figure])
        if not math.isfinite(value):
            return Estimate(None)
        if not len(self.draws.drawn):  # too short: nothing needs to be known about it
            return Estimate(value)
        return Estimate(value, self.draws.interval(figure, scale, joined=joined()))


def _answer(drawn: _Drawn, place: int) -> AnswerFigures:
    columns, labels = drawn.selection.seen_columns, drawn.selection.timeline.rows.labels
    places, sums = _Places(len(labels)), SumPlaces(len(labels))
    starts, shown_s = columns[:, sums.starts][:, place], columns[:, sums.answer_s][:, place]
    mean = None
    if place < len(labels):
        mean = drawn.estimate(places.probability + place, "share")
    return AnswerFigures(
        answer=answers_of(labels)[place],
        share=drawn.estimate(places.share + place, "share"),
        mean_probability=mean,
        episodes=int(starts.sum()),
        episodes_a_minute=drawn.ratio(places.episodes + place, starts, columns[:, sums.seen_s]),
        episode_s=drawn.ratio(places.length + place, shown_s, starts),
    )


def _unseen(selection: Selection) -> Estimate:
    """Of a section's time, which is no matter of chance: only who is seen in it is."""
    step_s = selection.step_s
    if not step_s.sum():
        return Estimate(None)
    unseen = np.ones(len(step_s))
    unseen[selection.places] = 0.0
    block = block_length(unseen[:, None], least=selection.smoothed)
    value = float((unseen * step_s).sum() / step_s.sum())
    weighted = unseen * step_s / step_s.mean()
    return Estimate(value, mean_interval(value, weighted, block_frames=block, scale="share"))


def person_figures(
    timeline: FilmTimeline, numbers: Sequence[int], *, event_s: float = EVENT_S
) -> Iterator[PersonFigures]:
    """Some persons in the whole film, in each section, and after each event; one at a time.

    Args:
        timeline: of the film.
        numbers: of the persons.
        event_s: how long after an event of a name counts as its time.
    """
    for part in parts_of(timeline, event_s=event_s):
        if not part.frames.any() or not numbers:
            continue
        selection = Selection(timeline, numbers[0], part.frames)
        for number in numbers:
            yield figures_of(selection.of(number), section=part.title)


def film_figures(
    timeline: FilmTimeline, context: JobContext | None = None, *, event_s: float = EVENT_S
) -> list[PersonFigures]:
    """The same of everybody who is shown.

    Raises:
        JobCancelled: a stop was asked for.
    """
    context = context or JobContext()
    found = []
    shown = [person.number for person in timeline.edits.shown]
    for one in person_figures(timeline, shown, event_s=event_s):
        context.checkpoint()
        found.append(one)
    return found
