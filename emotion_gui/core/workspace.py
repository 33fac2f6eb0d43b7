"""The project folder: `workspace.sqlite3`, memory-mapped faces, run folders.

Layout::

    workspace.sqlite3            data sets, samples, splits, runs, epochs, plans
    datasets/<id>/faces.npy      uint8, (n, 48, 48); a `.part` file while importing
    runs/<id>/last.safetensors   the newest epoch;  best.safetensors  the kept one
    runs/<id>/resume.pt          optimizer state of an unfinished run

Every method may be called from any thread; each thread has its own connection.
"""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from emotion_gui.core.errors import StorageError, WorkspaceError
from emotion_gui.core.workspace_datasets import DatasetTables
from emotion_gui.core.workspace_runs import RunTables
from emotion_gui.core.workspace_schema import SCHEMA_VERSION, migrate
from emotion_gui.core.workspace_splits import SplitTables


class Workspace(DatasetTables, SplitTables, RunTables):
    """All that is stored; open with `Workspace.open`, end with `close`."""

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
            raise StorageError(path, error.strerror or str(error)) from error
        try:
            workspace._prepare()
            workspace.mark_interrupted()
        except sqlite3.OperationalError as error:
            workspace.close()
            raise StorageError(path, f"the database cannot be opened ({error})") from error
        except sqlite3.DatabaseError as error:
            workspace.close()
            raise WorkspaceError(path, f"the database is damaged ({error})") from error
        except WorkspaceError:
            workspace.close()
            raise
        return workspace

    def close(self) -> None:
        """Close every thread's connection; the object is not used afterwards."""
        with self._connections_lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
        self._local = threading.local()

    def _prepare(self) -> None:
        connection = self._connection()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > SCHEMA_VERSION:
            raise WorkspaceError(self.path, "it was made by a newer version of Emotion Workbench")
        migrate(connection)
