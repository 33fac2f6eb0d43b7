"""Parts of a film that figures are made of: the whole, sections, and the time after events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from emotion_gui.core.review.edits import Span
from emotion_gui.core.review.timeline import FilmTimeline

EVENT_S = 2.0
"""How long after an event counts as its time, in seconds."""

Bools = npt.NDArray[np.bool_]


class PartKind(StrEnum):
    """What a part of a film is."""

    WHOLE = "whole"
    SECTION = "section"
    EVENT = "event"
    OUTSIDE_SECTIONS = "outside sections"
    OUTSIDE_EVENTS = "outside events"


@dataclass(frozen=True)
class PartKey:
    """Names a part of a film, whatever film it is.

    Attributes:
        kind: what it is.
        name: of the section or event; "" for the others.
    """

    kind: PartKind = PartKind.WHOLE
    name: str = ""


@dataclass(frozen=True)
class FilmPart:
    """A part of one film.

    Attributes:
        key: what it is.
        title: in words, for tables; "" for the whole film.
        frames: which frames it has, shape (frames,).
    """

    key: PartKey
    title: str
    frames: Bools


def parts_of(timeline: FilmTimeline, *, event_s: float = EVENT_S) -> list[FilmPart]:
    """The whole film, its sections, and the time after its events.

    Sections of the same name are one part, as events of the same name are.

    Args:
        timeline: of the film.
        event_s: how long after an event counts as its time.
    """
    found = [FilmPart(PartKey(), "", timeline.frames_of(None))]
    sections = timeline.edits.sections
    for name in dict.fromkeys(span.name for span in sections):
        frames = _within(timeline, (span for span in sections if span.name == name))
        found.append(FilmPart(PartKey(PartKind.SECTION, name), name, frames))
    events = timeline.edits.events
    for name in dict.fromkeys(event.name for event in events):
        times = (event.time_s for event in events if event.name == name)
        frames = _within(timeline, (Span(time_s, time_s + event_s) for time_s in times))
        key = PartKey(PartKind.EVENT, name)
        found.append(FilmPart(key, f"{name} + {event_s:g} s", frames))
    return found


def compared_parts(timeline: FilmTimeline, *, event_s: float = EVENT_S) -> list[FilmPart]:
    """The same, and what lies outside of all sections and outside of all events' times."""
    found = parts_of(timeline, event_s=event_s)
    for kind, rest in (
        (PartKind.SECTION, PartKind.OUTSIDE_SECTIONS),
        (PartKind.EVENT, PartKind.OUTSIDE_EVENTS),
    ):
        own = [part.frames for part in found if part.key.kind is kind]
        frames = timeline.counted & ~np.any(own, axis=0) if own else np.zeros(0, dtype=np.bool_)
        if frames.any():
            found.append(FilmPart(PartKey(rest), rest.value, frames))
    return found


def _within(timeline: FilmTimeline, spans: Iterable[Span]) -> Bools:
    frames = np.zeros(timeline.rows.frames, dtype=np.bool_)
    for span in spans:
        frames |= timeline.frames_of(span)
    return frames
