"""Figures of analysed films in the one mechanism by which figures leave the program."""

from __future__ import annotations

from collections.abc import Sequence

from emotion_gui.core.labels import LABELS
from emotion_gui.core.reports.figures import BandFigure, BarFigure, Segment
from emotion_gui.core.review.binned import binned
from emotion_gui.core.review.sessions import OpenSession
from emotion_gui.core.review.statistics import ANSWERS, PersonFigures

# As in the window's light theme.
COLORS = ("#c43c00", "#00795a", "#6a3fb5", "#bd8700", "#2f86d6", "#d4559f", "#4a515c", "#a4a9b3")
"""Of each answer, in the order of `ANSWERS`."""

_STEPS = 2000


def band_figure(session: OpenSession) -> BandFigure:
    """What everybody who is shown showed, over time."""
    timeline = session.timeline
    bands = []
    for person in timeline.edits.shown:
        stretches = binned(timeline, timeline.series(person.number), steps=_STEPS).stretches()
        segments = tuple(
            Segment(begin, end, ANSWERS[answer], COLORS[answer]) for begin, end, answer in stretches
        )
        bands.append((person.title, segments))
    return BandFigure(session.row.name, tuple(bands), "s")


def shares_figure(film: str, figures: Sequence[PersonFigures]) -> BarFigure:
    """Shares of time of everybody in the whole film; a bar an emotion and person."""
    whole = [one for one in figures if not one.section]
    bars, values, colors = [], [], []
    for one in whole:
        for answer, color in zip(one.answers, COLORS, strict=True):
            name = answer.answer if len(whole) == 1 else f"{one.title}: {answer.answer}"
            bars.append(name)
            values.append((100 * (answer.share.value or 0.0),))
            colors.append(color)
    assert len(LABELS) + 1 == len(COLORS)
    return BarFigure(film, tuple(bars), ("%",), tuple(values), tuple(colors))
