"""Splits of data sets in the workspace."""

from __future__ import annotations

import zlib

import numpy as np
import numpy.typing as npt

from emotion_gui.core.errors import NotFoundError
from emotion_gui.core.workspace.database import UNREADABLE, WorkspaceBase, damaged_row, now
from emotion_gui.core.workspace.records import DatasetRow, Part, SplitRow


class SplitTables(WorkspaceBase):
    """What `Workspace` knows about splits."""

    def add_split(
        self,
        dataset_id: int,
        *,
        name: str,
        kind: str,
        seed: int,
        parts: npt.NDArray[np.uint8],
        activate: bool = True,
    ) -> SplitRow:
        """Store a split; a split of the same name is replaced.

        Args:
            dataset_id: the data set.
            name: shown to people.
            kind: how it was made (`paper`, `official`, `group`, …).
            seed: the seed it was made with.
            parts: shape (faces,), values of `Part`.
            activate: make it the split that training uses.
        """
        blob = zlib.compress(np.ascontiguousarray(parts, dtype=np.uint8).tobytes(), level=1)
        created = now()
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO splits (dataset_id, name, kind, seed, created, parts)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (dataset_id, name) DO UPDATE SET"
                " kind = excluded.kind, seed = excluded.seed, created = excluded.created,"
                " parts = excluded.parts",
                (dataset_id, name, kind, seed, created, blob),
            )
            (split_id,) = connection.execute(
                "SELECT id FROM splits WHERE dataset_id = ? AND name = ?", (dataset_id, name)
            ).fetchone()
            if activate:
                connection.execute(
                    "UPDATE datasets SET active_split = ? WHERE id = ?", (split_id, dataset_id)
                )
        return SplitRow(split_id, dataset_id, name, kind, seed, created)

    def splits(self, dataset_id: int) -> list[SplitRow]:
        rows = self._connection().execute(
            "SELECT id, dataset_id, name, kind, seed, created FROM splits"
            " WHERE dataset_id = ? ORDER BY id",
            (dataset_id,),
        )
        return [SplitRow(*row) for row in rows]

    def activate_split(self, dataset_id: int, split_id: int) -> None:
        with self._transaction() as connection:
            connection.execute(
                "UPDATE datasets SET active_split = ? WHERE id = ?", (split_id, dataset_id)
            )

    def split_parts(self, split_id: int) -> npt.NDArray[np.uint8]:
        """Shape (faces,), values of `Part`, in the order of `faces.npy`.

        Faces that were added after the split was made are in no part of it.
        """
        row = self._first(
            "SELECT splits.parts, datasets.faces FROM splits"
            " JOIN datasets ON datasets.id = splits.dataset_id WHERE splits.id = ?",
            (split_id,),
        )
        if row is None:
            raise NotFoundError("split", str(split_id))
        try:
            parts = unpacked_parts(row[0])
        except UNREADABLE as error:
            raise damaged_row(self.path, "splits", split_id) from error
        added = int(row[1]) - len(parts)
        return parts if added <= 0 else np.pad(parts, (0, added), constant_values=Part.NONE)

    def active_parts(self, dataset: DatasetRow) -> npt.NDArray[np.uint8]:
        """Parts of the active split; all `NONE` where there is no split yet."""
        if dataset.active_split is None:
            return np.full(dataset.faces, Part.NONE, dtype=np.uint8)
        return self.split_parts(dataset.active_split)


def unpacked_parts(blob: bytes) -> npt.NDArray[np.uint8]:
    """Parts as they are stored, shape (faces,); one of `UNREADABLE` where they are none."""
    parts = np.frombuffer(zlib.decompress(blob), dtype=np.uint8)
    if not np.isin(parts, [part.value for part in Part]).all():
        raise ValueError(parts)
    return parts
