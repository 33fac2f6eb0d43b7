"""What a person says about an analysed film: who is who, what is when, what does not count.

All of it is one frozen value; every action makes a new one, so that undo is the one before.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.fields import Field, declared
from emotion_gui.core.review.cuts import cuts_of
from emotion_gui.core.review.rows import SessionRows


@dataclass(frozen=True)
class Person:
    """Somebody in the film.

    Attributes:
        number: from 1; no two persons have the same.
        name: given by a person; "" means none was given.
        hidden: neither shown nor counted.
    """

    number: int
    name: str = ""
    hidden: bool = False

    @property
    def title(self) -> str:
        """For tables and reports."""
        return self.name or f"Person {self.number}"


@dataclass(frozen=True)
class Piece:
    """Whose face a followed face is, between two frames, both included."""

    track: int
    first: int
    last: int
    person: int


@dataclass(frozen=True)
class Span:
    """A time of the film: a section, or what does not count."""

    begin_s: float
    end_s: float
    name: str = ""

    def __post_init__(self) -> None:
        if not self.begin_s < self.end_s:
            raise ConfigError("end", self.end_s, f"must lie behind the beginning, {self.begin_s}")


@dataclass(frozen=True)
class Event:
    """A moment of the film."""

    time_s: float
    name: str = ""


@dataclass(frozen=True)
class QualityFilter:
    """Faces that do not count because they were seen badly; the defaults let all through."""

    size_px: float = declared(
        0.0,
        Field(
            label="Size at least",
            high=2000.0,
            step=5,
            unit=" px",
            tip="Below 22 pixels the bundled networks are wrong at least half of the time.",
        ),
    )
    sharpness: float = declared(
        0.0,
        Field(
            label="Sharpness at least",
            high=10000.0,
            step=10,
            tip="Variance of the Laplacian of the pixels that the network saw; below 100 the "
            "bundled networks are wrong at least half of the time.",
        ),
    )
    darkest: float = declared(
        0.0,
        Field(
            label="Light at least",
            high=1.0,
            step=0.05,
            tip="0 is black, 1 is white; below 0.15 the bundled networks are wrong at least half "
            "of the time, and sure of it.",
        ),
    )
    brightest: float = declared(
        1.0, Field(label="Light at most", high=1.0, step=0.05, tip="0 is black, 1 is white.")
    )
    turn_deg: float = declared(
        90.0,
        Field(
            label="Turned at most",
            high=90.0,
            step=5,
            unit="°",
            tip="To a side, estimated from eyes and nose.",
        ),
    )
    tilt_deg: float = declared(
        180.0,
        Field(label="Tilted at most", high=180.0, step=5, unit="°", tip="Of the eyes' line."),
    )
    detection: float = declared(
        0.0,
        Field(
            label="Face at least", high=1.0, step=0.05, tip="The detector's probability of a face."
        ),
    )
    confidence: float = declared(
        0.0,
        Field(
            label="Confidence at least",
            high=1.0,
            step=0.05,
            tip="The network's probability of its answer.",
        ),
    )

    def keeps(self, rows: SessionRows) -> npt.NDArray[np.bool_]:
        """Which faces count; what has no landmarks passes the limits of pose. Shape (faces,)."""
        # A comparison with NaN is False: no pose is no reason to leave a face out.
        badly = (
            (rows.size_px < self.size_px)
            | (rows.sharpness < self.sharpness)
            | (rows.light < self.darkest)
            | (rows.light > self.brightest)
            | (np.abs(rows.turn_deg) > self.turn_deg)
            | (np.abs(rows.tilt_deg) > self.tilt_deg)
            | (rows.detection < self.detection)
            | (rows.confidence < self.confidence)
        )
        return ~badly


@dataclass(frozen=True)
class Edits:
    """All that people said about a session.

    Attributes:
        persons: in the order of their coming.
        pieces: of every followed face, in parts where a cut or a person divided it.
        sections: named times; may overlap.
        events: named moments, in the order of time.
        excluded: times that do not count.
        quality: faces that do not count.
    """

    persons: tuple[Person, ...] = ()
    pieces: tuple[Piece, ...] = ()
    sections: tuple[Span, ...] = ()
    events: tuple[Event, ...] = ()
    excluded: tuple[Span, ...] = ()
    quality: QualityFilter = field(default_factory=QualityFilter)

    def person(self, number: int) -> Person:
        """Raises ConfigError where nobody has this number."""
        for person in self.persons:
            if person.number == number:
                return person
        raise ConfigError("person", number, "there is nobody with this number")

    @property
    def shown(self) -> tuple[Person, ...]:
        """Those who are not hidden."""
        return tuple(person for person in self.persons if not person.hidden)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Edits:
        """What `to_json` was asked of; values of a newer version that are unknown are left out.

        Raises:
            KeyError, TypeError, ValueError: these are no edits.
        """
        known = {entry.name for entry in dataclasses.fields(QualityFilter)}
        quality = {name: value for name, value in values["quality"].items() if name in known}
        return cls(
            persons=tuple(Person(**entry) for entry in values["persons"]),
            pieces=tuple(Piece(**entry) for entry in values["pieces"]),
            sections=tuple(Span(**entry) for entry in values["sections"]),
            events=tuple(Event(**entry) for entry in values["events"]),
            excluded=tuple(Span(**entry) for entry in values["excluded"]),
            quality=QualityFilter(**quality),
        )


def first_edits(rows: SessionRows) -> Edits:
    """Every followed face is somebody; behind a cut it is somebody else until joined by hand."""
    pieces: list[Piece] = []
    if rows.faces:
        cuts = rows.index[list(cuts_of(rows.change))]
        shot = np.searchsorted(cuts, rows.face_frame, side="right")
        order = np.lexsort((rows.face_frame, shot, rows.track))
        key = np.stack([rows.track[order], shot[order]], axis=1)
        begins = np.flatnonzero(np.any(key[1:] != key[:-1], axis=1)) + 1
        frames = rows.face_frame[order]
        edges = [0, *begins.tolist(), len(order)]
        found = [
            (int(frames[a]), int(key[a][0]), int(frames[b - 1]))
            for a, b in itertools.pairwise(edges)
        ]
        pieces = [
            Piece(track, first, last, number)
            for number, (first, track, last) in enumerate(sorted(found), start=1)
        ]
    return Edits(tuple(Person(piece.person) for piece in pieces), tuple(pieces))


def rename_person(edits: Edits, number: int, name: str) -> Edits:
    """Give somebody a name; "" takes it away."""
    return _with_person(edits, replace(edits.person(number), name=name.strip()))


def hide_person(edits: Edits, number: int, *, hidden: bool = True) -> Edits:
    """Leave somebody out of pictures and figures, or take him in again."""
    return _with_person(edits, replace(edits.person(number), hidden=hidden))


def merge_persons(edits: Edits, numbers: Iterable[int]) -> Edits:
    """They are one: the first of them, with the first name that one of them has.

    Raises:
        ConfigError: fewer than two, or nobody has a number.
    """
    wanted = set(numbers)
    ones = [person for person in edits.persons if person.number in wanted]
    if len(ones) < 2 or len(ones) < len(wanted):
        raise ConfigError("persons", sorted(wanted), "two persons or more can be joined")
    first = ones[0]
    name = next((one.name for one in ones if one.name), "")
    kept = replace(first, name=name, hidden=all(one.hidden for one in ones))
    persons = tuple(
        kept if person.number == first.number else person
        for person in edits.persons
        if person.number not in wanted or person.number == first.number
    )
    pieces = tuple(
        replace(piece, person=first.number) if piece.person in wanted else piece
        for piece in edits.pieces
    )
    return replace(edits, persons=persons, pieces=pieces)


def split_person(edits: Edits, number: int, frame: int) -> Edits:
    """From a frame on it is somebody else.

    Raises:
        ConfigError: nobody has the number, or all of the person lies on one side of the frame.
    """
    edits.person(number)
    fresh = 1 + max(person.number for person in edits.persons)
    pieces: list[Piece] = []
    for piece in edits.pieces:
        if piece.person != number or piece.last < frame:
            pieces.append(piece)
        elif piece.first >= frame:
            pieces.append(replace(piece, person=fresh))
        else:
            pieces += [replace(piece, last=frame - 1), replace(piece, first=frame, person=fresh)]
    if {number, fresh} - {piece.person for piece in pieces}:
        raise ConfigError("frame", frame, "the person is not seen on both sides of it")
    place = edits.persons.index(edits.person(number)) + 1
    persons = (*edits.persons[:place], Person(fresh), *edits.persons[place:])
    return replace(edits, persons=persons, pieces=tuple(pieces))


def with_section(edits: Edits, section: Span) -> Edits:
    """One section more."""
    return replace(edits, sections=_in_time([*edits.sections, section]))


def without_section(edits: Edits, section: Span) -> Edits:
    """One section less."""
    return replace(edits, sections=tuple(one for one in edits.sections if one != section))


def with_event(edits: Edits, event: Event) -> Edits:
    """One moment more."""
    events = sorted([*edits.events, event], key=lambda one: one.time_s)
    return replace(edits, events=tuple(events))


def without_event(edits: Edits, event: Event) -> Edits:
    """One moment less."""
    return replace(edits, events=tuple(one for one in edits.events if one != event))


def with_excluded(edits: Edits, span: Span) -> Edits:
    """A time more that does not count."""
    return replace(edits, excluded=_in_time([*edits.excluded, span]))


def without_excluded(edits: Edits, span: Span) -> Edits:
    """It counts again."""
    return replace(edits, excluded=tuple(one for one in edits.excluded if one != span))


def _in_time(spans: Sequence[Span]) -> tuple[Span, ...]:
    return tuple(sorted(spans, key=lambda span: (span.begin_s, span.end_s, span.name)))


def _with_person(edits: Edits, changed: Person) -> Edits:
    persons = tuple(changed if one.number == changed.number else one for one in edits.persons)
    return replace(edits, persons=persons)
