"""Set persons, parts of films, films and groups of films against each other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, islice
from pathlib import Path
from typing import TYPE_CHECKING

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.jobs import JobContext

if TYPE_CHECKING:
    from emotion_gui.core.review.comparing import FilmComparison
    from emotion_gui.core.review.parts import PartKey, PartKind
    from emotion_gui.core.review.sessions import OpenSession
    from emotion_gui.core.review.statistics import Selection
    from emotion_gui.core.workspace.workspace import Workspace

_MOST_PAIRS = 45  # of ten

Group = tuple[str, tuple[str, ...]]
"""A name, and the names of films."""

_Named = tuple[str, "Selection"]


class Compared(StrEnum):
    """What is set against each other, each with each."""

    PERSONS = "persons"
    SECTIONS = "sections"
    EVENTS = "events"
    FILMS = "films"


def asked_comparisons(
    sessions: Sequence[OpenSession], compared: Collection[Compared], groups: Sequence[Group]
) -> Iterator[FilmComparison]:
    """Each with each of what is asked for, then the two groups.

    Args:
        sessions: the films.
        compared: what of them.
        groups: none, or two.

    Raises:
        ConfigError: there are too many pairs; a group names a film that is not there, or has
            too few; models of different classes read the films.
    """
    from emotion_gui.core.review.comparing import compare, compare_groups

    pairs = list(_pairs(sessions, compared))
    if len(pairs) > _MOST_PAIRS:
        raise ConfigError("compare", len(pairs), f"more than {_MOST_PAIRS} pairs")
    for (name, first), (other, second) in pairs:
        yield compare(first, second, names=(name, other))
    if groups:
        if len(groups) != 2:
            raise ConfigError("group", len(groups), "two groups are compared")
        chosen = [_films_named(sessions, names) for _, names in groups]
        yield compare_groups(chosen[0], chosen[1], names=(groups[0][0], groups[1][0]))


def fitting_comparisons(session: OpenSession) -> frozenset[Compared]:
    """What of a film a report can compare without pairs beyond number."""
    found, left = set(), _MOST_PAIRS
    for kind in (Compared.PERSONS, Compared.SECTIONS, Compared.EVENTS):
        count = sum(1 for _ in islice(_pairs([session], {kind}), left + 1))
        if 0 < count <= left:
            found.add(kind)
            left -= count
    return frozenset(found)


@dataclass(frozen=True)
class Side:
    """One of two that are compared.

    Attributes:
        session_id: the film.
        person: number.
        part: of the film.
    """

    session_id: int
    person: int
    part: PartKey


@dataclass(frozen=True)
class SideChoices:
    """What of a film can be compared.

    Attributes:
        session_id: the film.
        persons: number and given name ("" for none) of all that are shown.
        parts: of the film that have frames.
    """

    session_id: int
    persons: tuple[tuple[int, str], ...]
    parts: tuple[PartKey, ...]


def side_choices(
    workspace: Workspace, session_id: int, opened: OpenSession | None, context: JobContext
) -> SideChoices:
    """What of a film can be compared.

    Args:
        workspace: of the sessions.
        session_id: the film.
        opened: the session that is open with its newest marks, which may be this one.
        context: may cancel.

    Raises:
        NotFoundError, StorageError, WorkspaceError: it cannot be read.
    """
    from emotion_gui.core.review.parts import compared_parts

    timeline = _opened(workspace, session_id, opened, context).timeline
    parts = [part.key for part in compared_parts(timeline) if part.frames.any()]
    people = [(person.number, person.name) for person in timeline.edits.shown]
    return SideChoices(session_id, tuple(people), tuple(parts))


def compare_sides(
    workspace: Workspace,
    sides: tuple[Side, Side],
    opened: OpenSession | None,
    context: JobContext,
) -> FilmComparison:
    """Two persons, two parts of a film, or two films.

    Args:
        workspace: of the sessions.
        sides: what is compared.
        opened: the session that is open with its newest marks, which may be one of them.
        context: may cancel.

    Raises:
        ConfigError: a person or part is not there any more, or models of different classes
            read the films.
        NotFoundError, StorageError, WorkspaceError: a session cannot be read.
    """
    from emotion_gui.core.review.comparing import compare

    if sides[0] == sides[1]:
        raise ConfigError("sides", "", "both sides are the same")
    sessions = {
        number: _opened(workspace, number, opened, context)
        for number in dict.fromkeys(side.session_id for side in sides)
    }
    (name, first), (other, second) = (
        _selected(sessions[side.session_id], side, with_film=len(sessions) > 1) for side in sides
    )
    context.checkpoint()
    return compare(first, second, names=(name, other))


def compare_film_groups(
    workspace: Workspace,
    groups: tuple[tuple[str, Sequence[int]], tuple[str, Sequence[int]]],
    opened: OpenSession | None,
    context: JobContext,
) -> FilmComparison:
    """Two groups of films; a film is one observation.

    Args:
        workspace: of the sessions.
        groups: a name, and the sessions.
        opened: the session that is open with its newest marks, which may be one of them.
        context: may cancel.

    Raises:
        ConfigError: a group has fewer than two films with a face, or models of different
            classes read them.
        NotFoundError, StorageError, WorkspaceError: a session cannot be read.
    """
    from emotion_gui.core.review.comparing import compare_groups

    chosen = [
        [_selections(_opened(workspace, number, opened, context)) for number in numbers]
        for _, numbers in groups
    ]
    return compare_groups(chosen[0], chosen[1], names=(groups[0][0], groups[1][0]))


def _opened(
    workspace: Workspace, session_id: int, opened: OpenSession | None, context: JobContext
) -> OpenSession:
    from emotion_gui.core.review.sessions import open_session

    context.checkpoint()
    if opened is not None and opened.row.session_id == session_id:
        return opened
    return open_session(workspace, session_id)


def _selected(session: OpenSession, side: Side, *, with_film: bool) -> _Named:
    from emotion_gui.core.review.parts import compared_parts
    from emotion_gui.core.review.statistics import Selection

    timeline = session.timeline
    person = timeline.edits.person(side.person)
    for part in compared_parts(timeline):
        if part.key == side.part:
            words = [session.row.name] if with_film else []
            words += [person.title] + ([part.title] if part.title else [])
            return ", ".join(words), Selection(timeline, person.number, part.frames)
    raise ConfigError("part", side.part.name or side.part.kind.value, "it is not in this film")


def _pairs(
    sessions: Sequence[OpenSession], compared: Collection[Compared]
) -> Iterator[tuple[_Named, _Named]]:
    from emotion_gui.core.review.parts import PartKind

    if Compared.PERSONS in compared:
        for session in sessions:
            yield from combinations(_people(session), 2)
    for wanted, kinds in (
        (Compared.SECTIONS, {PartKind.SECTION}),
        (Compared.EVENTS, {PartKind.EVENT, PartKind.OUTSIDE_EVENTS}),
    ):
        if wanted in compared:
            for session in sessions:
                yield from _parts(session, kinds)
    if Compared.FILMS in compared:
        for one, other in combinations(sessions, 2):
            for (who, first), (whom, second) in zip(_people(one), _people(other), strict=False):
                yield (
                    (f"{one.row.name}: {who}", first),
                    (f"{other.row.name}: {whom}", second),
                )


def _people(session: OpenSession) -> list[_Named]:
    titles = [person.title for person in session.timeline.edits.shown]
    return list(zip(titles, _selections(session), strict=True))


def _selections(session: OpenSession) -> list[Selection]:
    """Everybody that is shown, in the whole film."""
    from emotion_gui.core.review.parts import parts_of
    from emotion_gui.core.review.statistics import Selection

    timeline = session.timeline
    (whole, *_) = parts_of(timeline)
    shown = timeline.edits.shown
    if not shown:
        return []
    first = Selection(timeline, shown[0].number, whole.frames)
    return [first.of(person.number) for person in shown]


def _parts(session: OpenSession, kinds: Collection[PartKind]) -> Iterator[tuple[_Named, _Named]]:
    """The parts of these kinds, each with each, a person."""
    from emotion_gui.core.review.parts import compared_parts
    from emotion_gui.core.review.statistics import Selection

    timeline = session.timeline
    chosen = [
        part for part in compared_parts(timeline) if part.key.kind in kinds and part.frames.any()
    ]
    for person in timeline.edits.shown:
        named = [
            (f"{person.title}, {part.title}", Selection(timeline, person.number, part.frames))
            for part in chosen
        ]
        yield from combinations(named, 2)


def _films_named(sessions: Sequence[OpenSession], names: Sequence[str]) -> list[list[Selection]]:
    """Of each film of these names everybody."""
    found = []
    for name in names:
        own = [s for s in sessions if name in (s.row.name, Path(s.row.name).stem)]
        if not own:
            raise ConfigError("group", name, "no film of this name is among those given")
        found += [_selections(session) for session in own]
    return found
