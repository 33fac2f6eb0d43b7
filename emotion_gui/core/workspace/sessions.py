"""Analysed films in the workspace: their records, marks, exports, trash and erasure."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from emotion_gui.core.errors import BusyError, NotFoundError, StorageError
from emotion_gui.core.files import remove_tree, sync_folder
from emotion_gui.core.workspace.database import UNREADABLE, WorkspaceBase, damaged_row, now

logger = logging.getLogger(__name__)

ROWS_FILE = "rows.ewc"
"""In a session's folder: the answers about every frame, see `core.review.column_file`."""

SESSION_COLUMNS = "id, name, state, created, facts, edits, exports"
ERASE_WAIT_S = 4.0
_KINDS = {"film": dict, "frames": int, "notes": list, "error": str}
_OF_AN_EXPORT = {"path", "bytes", "modified_ns"}


class SessionState(StrEnum):
    """How far an analysis is; all but READY can be gone on with."""

    WAITING = "waiting"
    ANALYSING = "analysing"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"
    READY = "ready"


@dataclass(frozen=True)
class SessionRow:
    """A film and what is known about it.

    Attributes:
        session_id: the database's key.
        name: shown to people.
        state: how far its analysis is.
        created: when, UTC, ISO 8601.
        facts: JSON values: the film, the model, the settings, the frames; see
            `core.review.sessions`.
        edits: JSON values: what people marked; see `core.review.edits`.
        exports: files that were made of it.
    """

    session_id: int
    name: str
    state: SessionState
    created: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    edits: Mapping[str, Any] = field(default_factory=dict)
    exports: Sequence[Mapping[str, Any]] = ()

    @property
    def is_ready(self) -> bool:
        """Every frame was read."""
        return self.state is SessionState.READY


class SessionTables(WorkspaceBase):
    """What `Workspace` knows about analysed films."""

    def session_dir(self, session_id: int) -> Path:
        return self.path / "sessions" / str(session_id)

    def session_rows_path(self, session_id: int) -> Path:
        """The file of answers; not there before the first frames were read."""
        return self.session_dir(session_id) / ROWS_FILE

    def hold_session(self, session_id: int, *, wait_s: float = 0.0) -> AbstractContextManager[None]:
        """Keep a session for this process until the block ends; BusyError where it is held."""
        busy = f"another process is at work on session {session_id}"
        return self._held(self.session_dir(session_id), busy, wait_s=wait_s)

    def create_session(self, *, name: str, facts: Mapping[str, Any]) -> SessionRow:
        """A new session in state `waiting`.

        Raises:
            StorageError: the disk refuses.
        """
        with self._transaction() as connection:
            session_id = self._new_number(connection, "sessions")
            self._make_folder(self.session_dir(session_id))
            connection.execute(
                "INSERT INTO sessions (id, name, state, created, facts) VALUES (?, ?, ?, ?, ?)",
                (session_id, name, SessionState.WAITING.value, now(), json.dumps(dict(facts))),
            )
        return self.session(session_id)

    @contextmanager
    def analysing_session(self, session_id: int) -> Iterator[SessionRow]:
        """Hold a session while its film is read; whoever dies meanwhile leaves it interrupted.

        Raises:
            BusyError: another process reads it.
            NotFoundError: there is none.
        """
        with self.hold_session(session_id):
            self.change_session(session_id, state=SessionState.ANALYSING)
            yield self.session(session_id)

    def sessions(self) -> list[SessionRow]:
        """Everything not in the trash, oldest first."""
        return self._sessions("trashed IS NULL")

    def trashed_sessions(self) -> list[SessionRow]:
        """What can be restored, oldest first."""
        return self._sessions("trashed IS NOT NULL AND NOT erasing")

    def _sessions(self, condition: str) -> list[SessionRow]:
        return self._records("sessions", SESSION_COLUMNS, condition, session_row)

    def session(self, session_id: int) -> SessionRow:
        """One of them, in the trash or not; NotFoundError where there is none."""
        row = self._first(f"SELECT {SESSION_COLUMNS} FROM sessions WHERE id = ?", (session_id,))
        if row is None:
            known = [str(known.session_id) for known in self.sessions()]
            raise NotFoundError("session", str(session_id), known)
        return session_row(self.path, row)

    def change_session(
        self,
        session_id: int,
        *,
        name: str | None = None,
        state: SessionState | None = None,
        facts: Mapping[str, Any] | None = None,
        edits: Mapping[str, Any] | None = None,
    ) -> None:
        """Store what is given; `facts` are merged into those that are stored.

        Raises:
            NotFoundError: there is no such session.
        """
        with self._transaction() as connection:
            merged = None if facts is None else {**self.session(session_id).facts, **facts}
            values = {
                "name": name,
                "state": None if state is None else state.value,
                "facts": None if merged is None else json.dumps(merged),
                "edits": None if edits is None else json.dumps(dict(edits)),
            }
            for column, value in values.items():
                if value is not None:
                    connection.execute(
                        f"UPDATE sessions SET {column} = ? WHERE id = ?", (value, session_id)
                    )

    def note_export(self, session_id: int, file: Mapping[str, Any]) -> None:
        """Remember a file that was made of a session, once a path."""
        with self._transaction() as connection:
            known = self.session(session_id).exports
            kept = [entry for entry in known if entry.get("path") != file.get("path")]
            connection.execute(
                "UPDATE sessions SET exports = ? WHERE id = ?",
                (json.dumps([*map(dict, kept), dict(file)]), session_id),
            )

    def mark_interrupted_sessions(self) -> None:
        """Analyses that nobody is at work on any more, though their record says so."""
        for row in self._sessions("state = 'analysing'"):
            with contextlib.suppress(BusyError), self.hold_session(row.session_id):
                # It may have ended since its row was read.
                if self.session(row.session_id).state is SessionState.ANALYSING:
                    self.change_session(row.session_id, state=SessionState.INTERRUPTED)
                    if "film" not in row.facts:  # a recording that was being taken over
                        self.trash_session(row.session_id)

    def trash_session(self, session_id: int, *, restore: bool = False) -> None:
        """Hide a session, or bring it back; its files stay."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE sessions SET trashed = ? WHERE id = ?",
                (None if restore else now(), session_id),
            )

    def erase_session(self, session_id: int, *, wait_s: float = ERASE_WAIT_S) -> None:
        """Remove a session's files and its record for good.

        The files go first: while one of them is left the record stays, out of sight, and
        `finish_erasing_sessions` tries again.

        Args:
            session_id: no process may be reading its film.
            wait_s: how long a file that another program holds is waited for.

        Raises:
            BusyError: its film is being read.
            StorageError: a file could not be removed.
        """
        with self.hold_session(session_id), self._transaction() as connection:
            connection.execute(
                "UPDATE sessions SET trashed = coalesce(trashed, ?), erasing = 1 WHERE id = ?",
                (now(), session_id),
            )
        self._remove_session_files(session_id, wait_s=wait_s)
        with self._transaction() as connection:
            connection.execute("DELETE FROM sessions WHERE id = ?", (session_id,))
            connection.execute(
                "INSERT OR IGNORE INTO erased_sessions (id, erased) VALUES (?, ?)",
                (session_id, now()),
            )

    def _remove_session_files(self, session_id: int, *, wait_s: float) -> None:
        folder = self.session_dir(session_id)
        try:
            remove_tree(folder, wait_s=wait_s)
            sync_folder(folder.parent)
        except OSError as error:
            raise StorageError.of(Path(error.filename or folder), error) from error

    def finish_erasing_sessions(self) -> list[Path]:
        """Try again to remove what could not be removed; waits for nobody.

        Returns:
            Folders of erased sessions of which something is still left.
        """
        connection = self._connection()
        erasing = [n for (n,) in connection.execute("SELECT id FROM sessions WHERE erasing")]
        erased = [n for (n,) in connection.execute("SELECT id FROM erased_sessions")]
        # A power failure may bring files back whose removal never reached the disk.
        back = [n for n in erased if self.session_dir(n).exists()]
        for number in [*erasing, *back]:
            try:
                if number in back:
                    self._remove_session_files(number, wait_s=0)
                else:
                    self.erase_session(number, wait_s=0)
            except (StorageError, BusyError) as error:
                logger.warning("session %d is not erased yet: %s", number, error)
        return [folder for n in [*erasing, *back] if (folder := self.session_dir(n)).exists()]


def session_row(path: Path, row: Sequence[Any]) -> SessionRow:
    """The record in a row of `SESSION_COLUMNS`; `path` is the workspace's, for its error."""
    session_id, name, state, created, facts, edits, exports = row
    try:
        read = SessionRow(
            session_id,
            str(name),
            SessionState(state),
            str(created),
            dict(json.loads(facts)),
            dict(json.loads(edits)),
            tuple(dict(entry) for entry in json.loads(exports)),
        )
    except UNREADABLE as error:
        raise damaged_row(path, "sessions", session_id) from error
    # What lists and erasing take from it without opening the film.
    kinds_hold = all(isinstance(read.facts.get(key, kind()), kind) for key, kind in _KINDS.items())
    if not kinds_hold or not all(entry.keys() >= _OF_AN_EXPORT for entry in read.exports):
        raise damaged_row(path, "sessions", session_id)
    return read
