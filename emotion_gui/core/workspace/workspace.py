"""The project folder: `workspace.sqlite3`, memory-mapped faces, run folders.

Layout::

    workspace.sqlite3            data sets, samples, splits, runs, epochs, plans
    datasets/<id>/faces.npy      uint8, (n, 48, 48); a `.part` file while importing
    runs/<id>/last.safetensors   the newest epoch;  best.safetensors  the kept one
    runs/<id>/resume.pt          optimizer state of an unfinished run

Every method may be called from any thread; each thread has its own connection.
"""

from __future__ import annotations

import threading
from pathlib import Path

from filelock import FileLock, Timeout

from emotion_gui.core.errors import (
    EmotionGuiError,
    StorageError,
    WorkspaceBusyError,
    WorkspaceError,
)
from emotion_gui.core.files import PART_SUFFIX, discard
from emotion_gui.core.workspace.datasets import DatasetTables
from emotion_gui.core.workspace.records import RunStatus
from emotion_gui.core.workspace.runs import RESUME_FILE, RunTables
from emotion_gui.core.workspace.schema import SCHEMA_VERSION, migrate
from emotion_gui.core.workspace.splits import SplitTables


class Workspace(DatasetTables, SplitTables, RunTables):
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
            StorageError: the folder cannot be made or written.
            WorkspaceError: the database is damaged or from a newer version.
        """
        workspace = cls(path)
        try:
            path.mkdir(parents=True, exist_ok=True)
            (path / "datasets").mkdir(exist_ok=True)
            (path / "runs").mkdir(exist_ok=True)
        except OSError as error:
            raise StorageError.of(path, error) from error
        try:
            workspace._prepare()
            workspace.mark_interrupted()
            workspace._clear_halves()
            workspace.leftovers = tuple(workspace.finish_erasing())
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

    def _clear_halves(self) -> None:
        """Remove what writers that died left half written, or had no more time to remove."""
        finished = {run.run_id for run in self.runs() if run.status is RunStatus.FINISHED}
        for kind, lock in (("runs", self.run_lock), ("datasets", self.dataset_lock)):
            for folder in (self.path / kind).iterdir():
                if not folder.name.isdecimal():
                    continue
                number = int(folder.name)
                halves = list(folder.glob(f".*{PART_SUFFIX}"))
                if kind == "runs" and number in finished:
                    halves += folder.glob(RESUME_FILE)
                if not halves:
                    continue
                try:
                    with lock(number, timeout=0):
                        for half in halves:
                            discard(half)
                except Timeout:
                    continue  # its writer is at work

    def _prepare(self) -> None:
        connection = self._connection()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > SCHEMA_VERSION:
            raise WorkspaceError(self.path, "it was made by a newer version of Emotion Workbench")
        migrate(connection)
