"""Figures of a person in a section of a film, each with an interval that knows of dependence."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from emotion_gui.core.labels import LabelSet
from emotion_gui.core.review.bootstrap import (
    Draws,
    Floats,
    Interval,
    Scale,
    block_length,
    draw_blocks,
)
from emotion_gui.core.review.parts import EVENT_S, parts_of
from emotion_gui.core.review.timeline import (
    LONGEST_STEP_S,
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
        person: number; 0 = all that are shown, together.
        title: who, in words.
        section: its name; "" for the whole film.
        seconds: of the section, without what is excluded; for all together, times persons.
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


class Selection:
    """Frames of one person that figures are made of.

    Args:
        timeline: of the film.
        person: number.
        frames: which of the film's frames, shape (frames,).
    """

    def __init__(self, timeline: FilmTimeline, person: int, frames: Bools) -> None:
        self.timeline = timeline
        self.frames = frames
        self.series: PersonSeries = timeline.series(person)

    @cached_property
    def step_s(self) -> Floats:
        """How long each selected frame counts."""
        return self.timeline.step_s[self.frames]

    @cached_property
    def used(self) -> Bools:
        """Which of the selected frames have a usable face."""
        return self.series.used[self.frames]

    @cached_property
    def columns(self) -> Floats:
        """What every figure is a ratio of, a row a selected frame; zeros where unseen."""
        label = self.series.label[self.frames]
        used, step_s = self.used, self.step_s
        probabilities = np.nan_to_num(self.series.probabilities[self.frames])
        classes = len(self.timeline.rows.labels)
        places = SumPlaces(classes)
        table = np.zeros((len(label), places.count))
        table[:, places.seen_s] = step_s * used
        for place, answer in enumerate((*range(classes), UNSURE)):
            table[:, places.answer_s.start + place] = step_s * (label == answer)
        table[:, places.probability_s] = probabilities * (step_s * used)[:, None]
        table[:, places.squares_s] = probabilities**2 * (step_s * used)[:, None]
        time_s = self.timeline.rows.time_s[self.frames]
        table[:, places.changes] = changes_of(label, time_s)
        starts = starts_of(label, time_s)
        for place, answer in enumerate((*range(classes), UNSURE)):
            table[:, places.starts.start + place] = starts & (label == answer)
        return table

    @cached_property
    def seen_columns(self) -> Floats:
        """The same for frames with a usable face alone: these are what blocks are drawn of."""
        return self.columns[self.used]

    @cached_property
    def block_frames(self) -> int:
        """Length of a block."""
        # What a person showed decides; the answers' times are its indicators.
        places = SumPlaces.of(self.seen_columns)
        return block_length(
            self.seen_columns[:, places.answer_s], least=smoothed_frames(self.step_s)
        )


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


def smoothed_frames(step_s: Floats) -> int:
    """Frames that the smoothing of answers joins."""
    usual = float(np.median(step_s)) if len(step_s) else 0.0
    return max(1, math.ceil(SMOOTHING_S / usual)) if usual > 0 else 1


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
    return _figures([selection], draws, selection.series.person.title, section)


def together(selections: list[Selection], *, title: str, section: str = "") -> PersonFigures:
    """The same for several persons of one film as if they were one series of frames."""
    columns = np.concatenate([selection.seen_columns for selection in selections])
    block = max(selection.block_frames for selection in selections)
    draws = draw_blocks(columns, ratios, block_frames=block)
    return _figures(selections, draws, title, section)


def _figures(selections: list[Selection], draws: Draws, title: str, section: str) -> PersonFigures:
    step_s = np.concatenate([selection.step_s for selection in selections])
    used = np.concatenate([selection.used for selection in selections])
    sums = np.sum([selection.columns.sum(axis=0) for selection in selections], axis=0)
    labels = selections[0].timeline.rows.labels
    seen_s = float(sums[SumPlaces(len(labels)).seen_s])
    removed = [
        selection.step_s[(selection.series.label[selection.frames] == -2)].sum()
        for selection in selections
    ]
    usual_s = float(np.median(step_s)) if len(step_s) else 0.0
    alone = len(selections) == 1
    return PersonFigures(
        person=selections[0].series.person.number if alone else 0,
        title=title,
        section=section,
        seconds=float(step_s.sum()),
        seen_s=seen_s,
        removed_s=float(np.sum(removed)),
        unseen=_unseen(step_s, used),
        changes_a_minute=_estimate(draws, _Places(len(labels)).changes, "positive"),
        answers=tuple(_answer(draws, place, sums, labels) for place in range(len(labels) + 1)),
        block_s=draws.block_frames * usual_s,
        blocks=draws.blocks,
    )


def _answer(draws: Draws, place: int, sums: Floats, labels: LabelSet) -> AnswerFigures:
    mean, places = None, _Places(len(labels))
    if place < len(labels):
        mean = _estimate(draws, places.probability + place, "share")
    return AnswerFigures(
        answer=answers_of(labels)[place],
        share=_estimate(draws, places.share + place, "share"),
        mean_probability=mean,
        episodes=int(sums[SumPlaces(len(labels)).starts][place]),
        episodes_a_minute=_estimate(draws, places.episodes + place, "positive"),
        episode_s=_estimate(draws, places.length + place, "positive"),
    )


def _unseen(step_s: Floats, used: Bools) -> Estimate:
    if not step_s.sum():
        return Estimate(None)
    columns = np.stack([step_s * ~used, step_s], axis=1)
    block = block_length(columns[:, :1], least=smoothed_frames(step_s))
    draws = draw_blocks(columns, lambda sums: sums[..., :1] / sums[..., 1:], block_frames=block)
    return _estimate(draws, 0, "share")


def _estimate(draws: Draws, figure: int, scale: Scale) -> Estimate:
    value = float(draws.value[figure])
    if not math.isfinite(value):
        return Estimate(None)
    return Estimate(value, draws.interval(figure, scale))


def film_figures(timeline: FilmTimeline, *, event_s: float = EVENT_S) -> list[PersonFigures]:
    """Every person that is shown, in the whole film, in each section, and after each event.

    Args:
        timeline: of the film.
        event_s: how long after an event of a name counts as its time.
    """
    return [
        figures_of(Selection(timeline, person.number, part.frames), section=part.title)
        for part in parts_of(timeline, event_s=event_s)
        if part.frames.any()
        for person in timeline.edits.shown
    ]
