"""The project folder: `workspace.sqlite3`, memory-mapped faces, run folders.

Layout::

    workspace.sqlite3            data sets, samples, splits, runs, epochs, plans, sessions
    sessions/<id>/rows.ewc       answers about every frame of a film
    datasets/<id>/faces.npy      uint8, (n, 48, 48); a `.part` file while importing
    runs/<id>/last.safetensors   the newest epoch;  best.safetensors  the kept one
    runs/<id>/resume.pt          optimizer state of an unfinished run
    runs/<id>/kept-50.safetensors  the network that keeps half of a lesson

Every method may be called from any thread; each thread has its own connection.
"""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout

from emotion_gui.core.errors import (
    BusyError,
    EmotionGuiError,
    StorageError,
    WorkspaceBusyError,
    WorkspaceError,
)
from emotion_gui.core.files import PART_SUFFIX, discard, make_folder
from emotion_gui.core.workspace.classes import ClassTables
from emotion_gui.core.workspace.database import LOCK_FILE
from emotion_gui.core.workspace.records import RunStatus
from emotion_gui.core.workspace.runs import RESUME_FILE, RUN_COLUMNS, RunTables, run_row
from emotion_gui.core.workspace.samples import SampleTables
from emotion_gui.core.workspace.schema import SCHEMA_VERSION, migrate
from emotion_gui.core.workspace.sessions import SESSION_COLUMNS, SessionTables, session_row
from emotion_gui.core.workspace.splits import SplitTables
from emotion_gui.core.workspace.trash import TrashTables

LONGEST_PATH_BYTES = 480
"""SQLite takes 512 with the names of its own files."""
# Folder -> tables that account for its numbers.
_ROWS = {
    "datasets": ("datasets", "erased_datasets"),
    "runs": ("runs",),
    "sessions": ("sessions", "erased_sessions"),
}


class Workspace(TrashTables, SampleTables, ClassTables, SplitTables, RunTables, SessionTables):
    """All that is stored; open with `Workspace.open`, end with `close`."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._claim: FileLock | None = None
        self.leftovers: tuple[Path, ...] = ()
        """What was still there of erased data sets when this was opened; see `finish_erasing`."""

    @classmethod
    def open(cls, path: Path) -> Workspace:
        """Open or create the workspace folder; unfinished runs become `interrupted`.

        Raises:
            StorageError: the folder cannot be made or written, or its path cannot be used.
            WorkspaceError: the database is damaged or from a newer version.
        """
        _check_path(path)
        workspace = cls(path)
        try:
            for folder in (path, *(path / kind for kind in _ROWS)):
                make_folder(folder, private=True)
        except OSError as error:
            raise StorageError.of(path, error) from error
        try:
            workspace._prepare()
            workspace.mark_interrupted()
            workspace.mark_interrupted_sessions()
            workspace._clear_halves()
            workspace.leftovers = (
                *workspace.finish_erasing(),
                *workspace.finish_erasing_sessions(),
            )
        except EmotionGuiError:
            workspace.close()
            raise
        return workspace

    def claim(self) -> None:
        """Keep the workspace for one window until `close`; the command line may work beside it.

        Raises:
            WorkspaceBusyError: another window has it.
        """
        lock = FileLock(self.path / ".window.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise WorkspaceBusyError(self.path) from error
        except OSError as error:
            raise StorageError.of(self.path, error) from error
        self._claim = lock

    def close(self) -> None:
        """Close every thread's connection; the object is not used afterwards."""
        with self._owners_lock:
            for owner in list(self._owners):
                owner.connection.close()
            self._owners.clear()
        self._local = threading.local()
        if self._claim is not None:
            self._claim.release()
            self._claim = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def unrecorded(self) -> list[Path]:
        """Folders of data sets and runs that no row speaks of, with something in them.

        A power failure could leave them where an older version wrote. Nothing touches them:
        their numbers are not given again, and `check` tells what is in them.
        """
        found = []
        for kind, tables in _ROWS.items():
            known = {
                number
                for table in tables
                for (number,) in self._connection().execute(f"SELECT id FROM {table}").fetchall()
            }
            for number in sorted(set(self._numbered(kind)) - known):
                folder = self.path / kind / str(number)
                if any(entry.name != LOCK_FILE for entry in folder.iterdir()):
                    found.append(folder)
        return found

    def damaged_records(self) -> list[Path]:
        """Folders whose rows cannot be read: they are in no list; `check` tells what is left.

        Data sets in the trash are not among them: a person has seen them.
        """
        everything = "1"
        self._records("runs", RUN_COLUMNS, everything, run_row)
        self._records("sessions", SESSION_COLUMNS, everything, session_row)
        found = {key for key in tuple(self._damaged) if key[0] != "datasets"}
        found |= {("datasets", row.dataset_id) for row in self.damaged_datasets()}
        return [self.path / table / str(number) for table, number in sorted(found)]

    def _clear_halves(self) -> None:
        """Remove what writers that died left half written, or had no more time to remove."""
        finished = {run.run_id for run in self.runs() if run.status is RunStatus.FINISHED}
        for kind, hold in (("runs", self.hold_run), ("datasets", self.hold_dataset)):
            for folder in (self.path / kind).iterdir():
                if not folder.name.isdecimal():
                    continue
                number = int(folder.name)
                halves = list(folder.glob(f".*{PART_SUFFIX}"))
                if kind == "runs" and number in finished:
                    halves += folder.glob(RESUME_FILE)
                if halves:
                    with contextlib.suppress(BusyError), hold(number):  # else its writer works
                        for half in halves:
                            discard(half)

    def _prepare(self) -> None:
        connection = self._connection()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > SCHEMA_VERSION:
            raise WorkspaceError(self.path, "it was made by a newer version of Emotion Workbench")
        migrate(connection)


def _check_path(path: Path) -> None:
    """Refuse at the start what would fail only after hours.

    Raises:
        StorageError: the path holds bytes that are no text (weights cannot be written there), or
            is longer than the database takes.
    """
    full = os.path.abspath(path)
    try:
        size = len(full.encode())
    except UnicodeEncodeError as error:
        words = "the path holds bytes that are no text; choose a folder with a plain name"
        raise StorageError(path, words) from error
    if size > LONGEST_PATH_BYTES:
        words = (
            f"the path is longer than {LONGEST_PATH_BYTES} bytes; choose a folder nearer the top"
        )
        raise StorageError(path, words)
