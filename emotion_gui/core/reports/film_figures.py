"""Figures of analysed films in the one mechanism by which figures leave the program."""

from __future__ import annotations

from collections.abc import Sequence

from emotion_gui.core.labels import LabelSet
from emotion_gui.core.labels.contrast import UNSURE_COLOR
from emotion_gui.core.reports.figures import BandFigure, BarFigure, Segment
from emotion_gui.core.review.binned import binned
from emotion_gui.core.review.sessions import OpenSession
from emotion_gui.core.review.statistics import PersonFigures, answers_of

_STEPS = 2000
_MOST_PEOPLE = 12  # of a picture that can be read


def answer_colors(labels: LabelSet) -> tuple[str, ...]:
    """Of each answer, in the order of `answers_of`, as in the window's light theme."""
    return (*(entry.light for entry in labels), UNSURE_COLOR)


def band_figure(session: OpenSession) -> BandFigure:
    """What everybody who is shown showed, over time; of many those who were seen longest."""
    timeline = session.timeline
    labels = timeline.rows.labels
    names, colors = answers_of(labels), answer_colors(labels)
    bands = []
    for person in timeline.longest_seen(_MOST_PEOPLE):
        stretches = binned(timeline, timeline.series(person.number), steps=_STEPS).stretches()
        segments = tuple(
            Segment(begin, end, names[answer], colors[answer]) for begin, end, answer in stretches
        )
        bands.append((person.title, segments))
    return BandFigure(session.row.name, tuple(bands), "s", view=(0.0, timeline.end_s))


def shares_figure(film: str, figures: Sequence[PersonFigures], labels: LabelSet) -> BarFigure:
    """Shares of time in the whole film, a bar an emotion and person; of many those seen longest."""
    whole = [one for one in figures if not one.section]
    longest = sorted(whole, key=lambda one: -round(one.seen_s, 6))[:_MOST_PEOPLE]
    whole = [one for one in whole if one in longest]
    bars, values, colors = [], [], []
    for one in whole:
        for answer, color in zip(one.answers, answer_colors(labels), strict=True):
            name = answer.answer if len(whole) == 1 else f"{one.title}: {answer.answer}"
            bars.append(name)
            values.append((100 * (answer.share.value or 0.0),))
            colors.append(color)
    return BarFigure(film, tuple(bars), ("%",), tuple(values), tuple(colors))
