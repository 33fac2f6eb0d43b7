"""Shards that were made anywhere become what one call would have made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emotion_gui.core.errors import NotFoundError, ShardsError
from emotion_gui.core.executors.shard import Shard, shards_of
from emotion_gui.core.jobs import JobContext, part_of
from emotion_gui.core.places import WORKSPACE_FILE
from emotion_gui.core.reading import open_file
from emotion_gui.core.workspace.database import damage_told
from emotion_gui.core.workspace.sessions import SessionRow, SessionState
from emotion_gui.core.workspace.workspace import Workspace

if TYPE_CHECKING:
    from emotion_gui.core.data.import_report import ImportReport

SHARD_FACT = "shard"  # of a session that was read as a part of several films
_TOLD: tuple[tuple[str, type], ...] = (
    *(("number", int), ("of", int), ("total", int), ("place", int)),
    *(("films", str), ("rows", str)),
)


@dataclass(frozen=True)
class Merged:
    """What came of shards.

    Attributes:
        datasets: reports of data sets, in the order of their names.
        sessions: analysed films, in the order in which all of them were asked for.
    """

    datasets: tuple[ImportReport, ...]
    sessions: tuple[SessionRow, ...]


def films_of_shard(films: Sequence[Path], shard: Shard) -> list[Path]:
    """The films of a shard, of all that were asked for."""
    return [films[place] for place in shard.places(len(films))]


def mark_sessions(
    workspace: Workspace, rows: Sequence[SessionRow], films: Sequence[Path], shard: Shard
) -> None:
    """Record what read sessions are a shard of.

    Args:
        workspace: with them.
        rows: of the shard's films, in their order, all read.
        films: all that were asked for, of every shard.
        shard: which one this is.
    """
    names = hashlib.blake2b("\0".join(film.name for film in films).encode(), digest_size=8)
    for place, row in zip(shard.places(len(films)), rows, strict=True):
        told = {
            "number": shard.number,
            "of": shard.of,
            "total": len(films),
            "films": names.hexdigest(),
            "place": place,
            "rows": _digest(workspace.session_rows_path(row.session_id)),
        }
        workspace.change_session(row.session_id, facts={SHARD_FACT: told})


def merge(workspace: Workspace, folders: Sequence[Path], context: JobContext) -> Merged:
    """Put the shards in some workspaces together, in this one.

    Args:
        workspace: where to; shards may lie in it, too.
        folders: other workspaces.
        context: progress, pause and cancel.

    Raises:
        NotFoundError: a folder is no workspace.
        ShardsError: there are none, or some are missing, unfinished, twice there or damaged.
        DatasetExistsError: a data set of the name is there.
        StorageError: the disk refuses.
        JobCancelled: a stop was asked for; the same call goes on.
    """
    from emotion_gui.core.data.merging import find_shards, merge_shards

    with _opened(workspace, folders) as workspaces:
        by_name = find_shards(workspaces)
        films = _find_films(workspaces)
        if not by_name and not films:
            places = ", ".join(str(each.path) for each in workspaces)
            raise ShardsError(places, "there are no shards: make them with --shard 1/8 and so on")
        for found in films.values():
            _check_films(found)
        reports = []
        for number, (name, shards) in enumerate(sorted(by_name.items())):
            part = part_of(context, start=number, size=1, total=len(by_name), text=name)
            reports.append(merge_shards(workspace, shards, part))
        sessions = [_copied(workspace, one) for found in films.values() for one in _in_order(found)]
    return Merged(tuple(reports), tuple(sessions))


@contextmanager
def _opened(workspace: Workspace, folders: Sequence[Path]) -> Iterator[list[Workspace]]:
    """The workspace and the others, each once."""
    known = {workspace.path.resolve(): workspace}
    with ExitStack() as ends:
        for folder in folders:
            if not (folder / WORKSPACE_FILE).is_file():  # opening one would make it
                raise NotFoundError("workspace", str(folder), [])
            if folder.resolve() not in known:
                known[folder.resolve()] = ends.enter_context(Workspace.open(folder))
        yield list(known.values())


@dataclass(frozen=True)
class _Film:
    workspace: Workspace
    row: SessionRow
    told: dict[str, Any]

    @property
    def place(self) -> int:
        return int(self.told["place"])

    def __str__(self) -> str:
        return f"{self.row.name} (shard {self.told['number']} in {self.workspace.path})"


def _find_films(workspaces: Sequence[Workspace]) -> dict[tuple[str, int], list[_Film]]:
    found: dict[tuple[str, int], list[_Film]] = {}
    for workspace in workspaces:
        for row in workspace.sessions():
            if told := row.facts.get(SHARD_FACT):
                with damage_told(workspace.path, "sessions", row.session_id):
                    film = _Film(workspace, row, {key: kind(told[key]) for key, kind in _TOLD})
                key = (film.told["films"], film.told["total"])
                found.setdefault(key, []).append(film)
    return found


def _in_order(films: Sequence[_Film]) -> list[_Film]:
    return sorted(films, key=lambda film: film.place)


def _check_films(films: Sequence[_Film]) -> None:
    """Raises ShardsError where these are not all films, each once and whole."""
    from emotion_gui.core.review.sessions import facts_of

    first, total = films[0], int(films[0].told["total"])
    title = f"{total} films"
    by_place: dict[int, _Film] = {}
    for film in films:
        if (twice := by_place.setdefault(film.place, film)) is not film:
            raise ShardsError(title, f"one is there twice: {twice} and {film}")
        if not facts_of(film.workspace, film.row).read_alike(facts_of(first.workspace, first.row)):
            raise ShardsError(title, f"{first} and {film} were read in different ways")
        path = film.workspace.session_rows_path(film.row.session_id)
        if not film.row.is_ready or _digest(path) != film.told["rows"]:
            raise ShardsError(title, f"{film} is damaged, or was changed: read it again")
    if missing := [place for place in range(total) if place not in by_place]:
        of = int(first.told["of"])
        numbers = ", ".join(map(str, shards_of(missing, total, of)))
        raise ShardsError(title, f"{len(missing)} are missing, of shards {numbers} of {of}")


def _copied(workspace: Workspace, film: _Film) -> SessionRow:
    """The session in this workspace: itself, one that is there already, or a copy."""
    from emotion_gui.core.files import write_bytes
    from emotion_gui.core.review.sessions import facts_of

    if film.workspace is workspace:
        return film.row
    facts = facts_of(film.workspace, film.row)
    for row in workspace.sessions():
        if "film" in row.facts and row.is_ready and facts_of(workspace, row).made_alike(facts):
            return row
    made = workspace.create_session(name=film.row.name, facts=facts.to_json())
    answers = film.workspace.session_rows_path(film.row.session_id).read_bytes()
    with workspace.analysing_session(made.session_id):
        write_bytes(workspace.session_rows_path(made.session_id), answers, private=True)
        workspace.change_session(made.session_id, state=SessionState.READY, edits=film.row.edits)
    return workspace.session(made.session_id)


def _digest(path: Path) -> str:
    """Of a file's bytes; "" where it is not there."""
    try:
        with open_file(path) as file:
            return hashlib.file_digest(file, "blake2b").hexdigest()[:32]
    except FileNotFoundError:
        return ""
