"""Connections and transactions of a workspace, one connection a thread."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import threading
import weakref
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock, Timeout

from emotion_gui.core.errors import BusyError, ConfigError, StorageError, WorkspaceError
from emotion_gui.core.files import make_folder, make_private
from emotion_gui.core.places import WORKSPACE_FILE
from emotion_gui.core.rollback import undone_by
from emotion_gui.core.workspace.schema import take_back

logger = logging.getLogger(__name__)

_Record = TypeVar("_Record")

LOCK_FILE = ".lock"
"""In the folder of a data set or run; held by the process that is at work on it."""

_IN_WORDS = {
    "full": "the disk is full",
    "readonly": "the folder is read-only",
    "read-only": "the folder is read-only",
    "locked": "another program keeps the database to itself",
    "unable to open": "the database cannot be opened",
    "disk I/O error": "the disk cannot be read or written",
}


_DAMAGED = ("no such table", "no such column", "malformed", "Could not decode")


def now() -> str:
    """The time as it is stored: UTC, ISO 8601, seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def damaged_row(path: Path, table: str, number: object) -> WorkspaceError:
    """What a row holds is none of what this program writes there."""
    return WorkspaceError(path, f"the database is damaged (row {number} of {table})")


UNREADABLE = (
    *(ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError),
    zlib.error,
)
"""What the reading of a damaged row stumbles with."""


@contextmanager
def damage_told(path: Path, table: str, number: object) -> Iterator[None]:
    """What a block stumbles with over a row's values is told as damage of that row.

    Raises:
        WorkspaceError: see `damaged_row`.
    """
    try:
        yield
    except (*UNREADABLE, ConfigError) as error:
        raise damaged_row(path, table, number) from error


def check_kinds(values: Mapping[str, Any], kinds: Mapping[str, type | tuple[type, ...]]) -> None:
    """Raises TypeError where one of the values that are there is of another kind."""
    for key, kind in kinds.items():
        if key in values and not isinstance(values[key], kind):
            raise TypeError(key)


class _Cursor(sqlite3.Cursor):
    """Says in the words of our errors what the disk or the database refuses."""

    def execute(self, *arguments: Any) -> _Cursor:
        with self._told():
            super().execute(*arguments)
        return self

    def executemany(self, *arguments: Any) -> _Cursor:
        with self._told():
            super().executemany(*arguments)
        return self

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except sqlite3.Error as error:
            raise self._in_words(error) from error

    def fetchone(self) -> Any:
        with self._told():
            return super().fetchone()

    def fetchall(self) -> list[Any]:
        with self._told():
            return super().fetchall()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._in_words(error) from error
        except UnicodeEncodeError as error:
            folder: Path = self.connection.folder  # type: ignore[attr-defined]
            raise WorkspaceError(
                folder, "a name holds halves of letters, which cannot be stored"
            ) from error

    def _in_words(self, error: sqlite3.Error) -> Exception:
        folder: Path = self.connection.folder  # type: ignore[attr-defined]
        return _told_error(folder, error) or error


def _told_error(folder: Path, error: sqlite3.Error) -> StorageError | WorkspaceError | None:
    """The error for people; None for what only a mistake of ours can cause."""
    text = str(error)
    if any(part in text for part in _DAMAGED):
        return WorkspaceError(folder, f"the database is damaged ({text})")
    if isinstance(error, sqlite3.OperationalError):
        words = next((words for part, words in _IN_WORDS.items() if part in text), "")
        return StorageError(folder, f"{words} ({text})" if words else text)
    if isinstance(error, sqlite3.IntegrityError) and "FOREIGN KEY" in text:
        return WorkspaceError(folder, "what this belongs to was removed in the meantime")
    if type(error) is sqlite3.DatabaseError:
        return WorkspaceError(folder, f"the database is damaged ({text})")
    return None


class _Connection(sqlite3.Connection):
    """One thread's connection to the database in `folder`."""

    folder: Path

    def execute(self, *arguments: Any) -> _Cursor:
        return self.cursor(_Cursor).execute(*arguments)

    def executemany(self, *arguments: Any) -> _Cursor:
        return self.cursor(_Cursor).executemany(*arguments)


class _Owner:
    """Lives as long as the thread that it was made in, and closes its connection then.

    The connection itself would live on: its cache of statements refers back to it.
    """

    def __init__(self, connection: _Connection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.close()


class WorkspaceBase:
    """The folder and its database; the tables are in the classes derived from it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # A connection a thread: SQLite's transactions belong to connections.
        self._local = threading.local()
        self._owners: weakref.WeakSet[_Owner] = weakref.WeakSet()
        self._owners_lock = threading.Lock()
        self._identity: tuple[int, int] | None = None
        self._damaged: set[tuple[str, int]] = set()

    @property
    def database_path(self) -> Path:
        return self.path / WORKSPACE_FILE

    def check_present(self) -> None:
        """Raises StorageError once the folder was removed or replaced while it was open."""
        if self._identity is None:
            return
        try:
            found = self.database_path.stat()
        except OSError as error:
            raise StorageError(self.path, "the workspace was removed while it was open") from error
        if (found.st_dev, found.st_ino) != self._identity:
            raise StorageError(self.path, "the workspace was replaced while it was open")

    def _make_folder(self, folder: Path) -> Path:
        """Raises StorageError where the folder cannot be made."""
        self.check_present()
        try:
            make_folder(folder, private=True)
        except OSError as error:
            raise StorageError.of(folder, error) from error
        return folder

    def _connection(self) -> sqlite3.Connection:
        owner: _Owner | None = getattr(self._local, "owner", None)
        if owner is None:
            owner = self._local.owner = _Owner(self._connect())
            with self._owners_lock:
                self._owners.add(owner)
        return owner.connection

    def _connect(self) -> _Connection:
        self.check_present()
        try:
            make_private(self.database_path)  # SQLite's other files take its rights
            connection = sqlite3.connect(
                self.database_path,
                timeout=30,
                isolation_level=None,
                check_same_thread=False,
                factory=_Connection,
            )
        except sqlite3.Error as error:
            raise _told_error(self.path, error) or error from error
        except OSError as error:
            raise StorageError.of(self.path, error) from error
        connection.folder = self.path
        with undone_by(connection.close):  # a damaged file is noticed here, and held open else
            self._prepare_connection(connection)
            if self._identity is None:
                found = os.stat(self.database_path)
                self._identity = (found.st_dev, found.st_ino)
        return connection

    @staticmethod
    def _prepare_connection(connection: _Connection) -> None:
        # Readers go on while a job writes.
        connection.execute("PRAGMA journal_mode = WAL")
        # What was reported as done outlives a power failure: NORMAL would lose the last rows,
        # whose files are there.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # Names of files and persons that were removed are gone from the file, too.
        connection.execute("PRAGMA secure_delete = ON")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self.check_present()
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        with undone_by(partial(take_back, connection)):
            yield connection
            connection.execute("COMMIT")

    def forget_removed(self) -> None:
        """Take rows that were removed out of the database's log, which would still tell them.

        Where another process reads just now they leave it with the next write to the log.
        """
        with contextlib.suppress(StorageError):
            self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """What is read in the block is all of one moment, whatever others write meanwhile.

        Nothing may be written in it.
        """
        connection = self._connection()
        connection.execute("BEGIN")
        try:
            yield
        finally:
            take_back(connection)

    def _new_number(self, connection: sqlite3.Connection, kind: str) -> int:
        """A number of `datasets`, `runs` or `sessions` that nothing ever had: no row, no folder.

        A folder without a row is what a power failure could leave where an older version wrote.
        """
        tables = (kind,) if kind == "runs" else (kind, f"erased_{kind}")
        highest = max(
            connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0]
            for table in tables
        )
        return 1 + max([int(highest), *self._numbered(kind)])

    def _numbered(self, kind: str) -> list[int]:
        """Numbers of the folders that are there, with a record or without."""
        folder = self.path / kind
        try:
            return [int(entry.name) for entry in folder.iterdir() if entry.name.isdecimal()]
        except OSError as error:
            raise StorageError.of(folder, error) from error

    @contextmanager
    def _held(self, folder: Path, busy: str, *, wait_s: float) -> Iterator[None]:
        """Hold a folder's lock until the block ends.

        Raises:
            BusyError: another holds it for longer than `wait_s` seconds; `busy` says it.
            StorageError: the folder cannot be written.
        """
        lock = FileLock(self._make_folder(folder) / LOCK_FILE, timeout=wait_s)
        try:
            lock.acquire()
        except Timeout as error:
            raise BusyError(self.path, busy) from error
        except OSError as error:
            raise StorageError.of(folder, error) from error
        try:
            yield
        finally:
            lock.release()

    def _records(
        self,
        table: str,
        columns: str,
        condition: str,
        read: Callable[[Path, Sequence[Any]], _Record],
        *,
        falling: bool = False,
    ) -> list[_Record]:
        """What the rows of a table say, in the order of their numbers.

        A row that is damaged hides no other: it is left out and told in the log once;
        `Workspace.damaged_records` names it.
        """
        found = []
        for number, row in self._readable_rows(table, columns, condition):
            try:
                found.append(read(self.path, row))
            except WorkspaceError as error:
                self._note_damage(table, number, error)
        return found[::-1] if falling else found

    def _readable_rows(
        self, table: str, columns: str, condition: str
    ) -> Iterator[tuple[int, Sequence[Any]]]:
        select = f"SELECT id, {columns} FROM {table} WHERE"
        try:
            rows = self._connection().execute(f"{select} {condition} ORDER BY id").fetchall()
        except WorkspaceError:  # a text that is none, or the table itself
            rows = []
            for (number,) in self._numbers(table, condition):
                try:
                    rows.append(self._first(f"{select} id = ?", (number,)))
                except WorkspaceError as error:
                    self._note_damage(table, number, error)
        for number, *row in rows:
            yield number, row

    def _numbers(self, table: str, condition: str) -> list[tuple[int]]:
        statement = f"SELECT id FROM {table} WHERE {condition} ORDER BY id"
        return self._connection().execute(statement).fetchall()

    def _note_damage(self, table: str, number: int, error: WorkspaceError) -> None:
        if (table, number) not in self._damaged:
            self._damaged.add((table, number))
            logger.warning("%s; it is left out", error)

    def _first(self, statement: str, arguments: tuple[object, ...] = ()) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        row: tuple[Any, ...] | None = self._connection().execute(statement, arguments).fetchone()
        return row
