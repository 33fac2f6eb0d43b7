"""Data sets in the trash, and those whose files are being removed for good."""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import replace
from pathlib import Path

from emotion_gui.core.errors import BusyError, NotFoundError, StorageError
from emotion_gui.core.files import remove_tree, sync_folder
from emotion_gui.core.workspace.database import now
from emotion_gui.core.workspace.datasets import (
    DATASET_COLUMNS,
    DatasetTables,
    check_name,
    dataset_row,
)
from emotion_gui.core.workspace.records import DatasetName

logger = logging.getLogger(__name__)

ERASE_WAIT_S = 4.0


class TrashTables(DatasetTables):
    """What `Workspace` knows about data sets that are on their way out."""

    def trash_dataset(self, dataset_id: int) -> None:
        """Hide a data set and free its name; `restore_dataset` brings it back."""
        with self._transaction() as connection:
            _trash(connection, dataset_id)

    def trashed_datasets(self) -> list[DatasetName]:
        """What can be restored, oldest first, with the names from before.

        Those whose records can be read are `DatasetRow`.
        """
        condition = "trashed IS NOT NULL AND NOT erasing"
        found: list[DatasetName] = [
            *self._records("datasets", DATASET_COLUMNS, condition, dataset_row),
            *self.damaged_datasets(condition),
        ]
        found.sort(key=lambda row: row.dataset_id)
        return [replace(r, name=r.name.removesuffix(_in_trash(r.dataset_id))) for r in found]

    def restore_dataset(self, dataset_id: int) -> None:
        row = self._first("SELECT name FROM datasets WHERE id = ?", (dataset_id,))
        if row is None:
            raise NotFoundError("data set", str(dataset_id))
        name = str(row[0]).removesuffix(_in_trash(dataset_id))
        with self._transaction() as connection:
            check_name(connection, dataset_id, name)
            connection.execute(
                "UPDATE datasets SET trashed = NULL, name = ? WHERE id = ?", (name, dataset_id)
            )

    def erase_dataset(self, dataset_id: int, *, wait_s: float = ERASE_WAIT_S) -> None:
        """Remove files and rows for good (emptying the trash, discarding an import).

        The files go first: while one of them is left the record stays, out of sight, and
        `finish_erasing` tries again.

        Args:
            dataset_id: no process may be importing into it.
            wait_s: how long a file that another program holds is waited for.

        Raises:
            BusyError: an import is writing into it.
            StorageError: a file could not be removed.
        """
        # Not held any longer: Windows removes no file that is open, locks included.
        with self.hold_dataset(dataset_id), self._transaction() as connection:
            _trash(connection, dataset_id)
            connection.execute("UPDATE datasets SET erasing = 1 WHERE id = ?", (dataset_id,))
        self._remove_faces(dataset_id, wait_s=wait_s)
        with self._transaction() as connection:
            connection.execute("DELETE FROM datasets WHERE id = ?", (dataset_id,))
            connection.execute(
                "INSERT OR IGNORE INTO erased_datasets (id, erased) VALUES (?, ?)",
                (dataset_id, now()),
            )
        self.forget_removed()

    def _remove_faces(self, dataset_id: int, *, wait_s: float) -> None:
        folder = self.dataset_dir(dataset_id)
        try:
            remove_tree(folder, wait_s=wait_s)
            sync_folder(folder.parent)
        except OSError as error:
            raise StorageError.of(Path(error.filename or folder), error) from error

    def erasing_datasets(self) -> list[int]:
        """Those whose files could not all be removed yet."""
        rows = self._connection().execute("SELECT id FROM datasets WHERE erasing ORDER BY id")
        return [number for (number,) in rows]

    def finish_erasing(self) -> list[Path]:
        """Try again to remove what could not be removed; waits for nobody.

        Returns:
            Folders of erased data sets of which something is still left.
        """
        rows = self._connection().execute("SELECT id FROM erased_datasets")
        # A power failure may bring files back whose removal never reached the disk.
        back = [n for (n,) in rows if self.dataset_dir(n).exists()]
        for dataset_id in [*self.erasing_datasets(), *back]:
            try:
                if dataset_id in back:
                    self._remove_faces(dataset_id, wait_s=0)
                else:
                    self.erase_dataset(dataset_id, wait_s=0)
            except (StorageError, BusyError) as error:
                logger.warning("data set %d is not erased yet: %s", dataset_id, error)
        wanted = {*self.erasing_datasets(), *back}
        return [folder for n in sorted(wanted) if (folder := self.dataset_dir(n)).exists()]


def _trash(connection: sqlite3.Connection, dataset_id: int) -> None:
    connection.execute(
        "UPDATE datasets SET trashed = ?, name = name || ' (trash ' || id || ')'"
        " WHERE id = ? AND trashed IS NULL",
        (now(), dataset_id),
    )


def _in_trash(dataset_id: int) -> str:
    """What `trash_dataset` adds to a name, so that the name is free again."""
    return f" (trash {dataset_id})"
