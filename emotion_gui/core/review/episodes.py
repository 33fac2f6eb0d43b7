"""Stretches of one answer: what coding programs and event tables take."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from emotion_gui.core.review.statistics import answers_of, starts_of
from emotion_gui.core.review.timeline import UNSURE, FilmTimeline, PersonSeries


@dataclass(frozen=True)
class Episode:
    """Somebody showed one answer from one moment to another.

    Attributes:
        person: title of who; "" for marks of the film itself.
        label: an emotion, `unsure`, or the name of a mark.
        begin_s, end_s: from the film's beginning; equal for a moment.
        probability: mean of the answer's own, NaN for unsure and marks.
    """

    person: str
    label: str
    begin_s: float
    end_s: float
    probability: float = float("nan")

    @property
    def seconds(self) -> float:
        return self.end_s - self.begin_s


def episodes_of(timeline: FilmTimeline, series: PersonSeries) -> list[Episode]:
    """Everything that one person showed, in the order of time; excluded times are left out."""
    label = np.where(timeline.counted, series.label, np.int8(-3)).astype(np.int8)
    time_s, step_s = timeline.rows.time_s, timeline.step_s
    used = np.flatnonzero(label >= UNSURE)
    begins = np.flatnonzero(starts_of(label, time_s))
    answers = answers_of(timeline.rows.labels)
    found = []
    for number, first in enumerate(begins.tolist()):
        until = begins[number + 1] if number + 1 < len(begins) else len(label)
        own = used[(used >= first) & (used < until)]
        last = int(own[-1])
        answer = int(label[first])
        mean = float(np.mean(series.probabilities[own, answer])) if answer >= 0 else float("nan")
        found.append(
            Episode(
                series.person.title,
                answers[answer],  # -1 is the last of them, unsure
                float(time_s[first]),
                float(time_s[last] + step_s[last]),
                mean,
            )
        )
    return found


def marks_of(timeline: FilmTimeline) -> list[Episode]:
    """Sections and events that people marked, in the order of time."""
    spans = [
        Episode("", span.name or "section", span.begin_s, span.end_s)
        for span in timeline.edits.sections
    ]
    moments = [
        Episode("", event.name or "event", event.time_s, event.time_s)
        for event in timeline.edits.events
    ]
    return sorted([*spans, *moments], key=lambda mark: (mark.begin_s, mark.end_s))


def all_episodes(timeline: FilmTimeline) -> list[Episode]:
    """Of everybody who is shown, and the marks; in the order of time."""
    found = marks_of(timeline)
    for person in timeline.edits.shown:
        found += episodes_of(timeline, timeline.series(person.number))
    return sorted(found, key=lambda episode: (episode.begin_s, episode.person))
