"""Data sets and their samples in the workspace."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from emotion_gui.core.errors import (
    BusyError,
    DatasetExistsError,
    NotFoundError,
    StorageError,
)
from emotion_gui.core.files import remove_tree, sync_folder
from emotion_gui.core.workspace.database import (
    UNREADABLE,
    WorkspaceBase,
    damaged_row,
    now,
)
from emotion_gui.core.workspace.records import (
    DatasetRow,
    DatasetState,
    Mark,
    Sample,
    SampleStatus,
)

logger = logging.getLogger(__name__)

ERASE_WAIT_S = 4.0
_DATASET_COLUMNS = "id, name, source, created, state, faces, settings, content_hash, active_split"
_SAMPLE_COLUMNS = (
    "source, status, label, face_index, reason, usage, group_name, detector, "
    "x, y, width, height, confidence, pixel_hash, soft_label"
)

_NO_BOX = (None, None, None, None)
_SAMPLE_PLACES = "(?" + ", ?" * 15 + ")"
_ROWS_AT_ONCE = 256
_FACES_A_QUERY = 10_000  # SQLite takes 32,766 values a statement

SampleValues = tuple[Any, ...]
"""One row of `samples` in the order of its columns, without key and data set."""


class DatasetTables(WorkspaceBase):
    """What `Workspace` knows about data sets."""

    def dataset_dir(self, dataset_id: int) -> Path:
        return self.path / "datasets" / str(dataset_id)

    def hold_dataset(self, dataset_id: int, *, wait_s: float = 0.0) -> AbstractContextManager[None]:
        """Keep a data set's faces for this process until the block ends.

        Raises BusyError where another process writes them for longer than `wait_s` seconds.
        """
        busy = "another process is writing into this data set"
        return self._held(self.dataset_dir(dataset_id), busy, wait_s=wait_s)

    def create_dataset(self, *, name: str, source: str, settings: Mapping[str, Any]) -> DatasetRow:
        """A new data set in state `importing`, or the unfinished one of the same source.

        Raises:
            DatasetExistsError: a finished one, or one of another source or settings, has it.
        """
        with self._transaction() as connection:
            row = connection.execute(
                f"SELECT {_DATASET_COLUMNS} FROM datasets WHERE name = ?", (name,)
            ).fetchone()
            if row is not None:
                found = _dataset(self.path, row)
                resumable = (
                    not found.is_ready
                    and found.source == source
                    and dict(found.settings) == json.loads(json.dumps(dict(settings)))
                )
                if not resumable:
                    raise DatasetExistsError(name)
                return found
            dataset_id = self._new_number(connection, "datasets")
            self._make_folder(self.dataset_dir(dataset_id))
            connection.execute(
                "INSERT INTO datasets (id, name, source, created, state, settings)"
                " VALUES (?, ?, ?, ?, 'importing', ?)",
                (dataset_id, name, source, now(), json.dumps(dict(settings))),
            )
        return self.dataset_by_id(dataset_id)

    def datasets(self) -> list[DatasetRow]:
        """Everything not in the trash, oldest first, unfinished imports included."""
        rows = self._connection().execute(
            f"SELECT {_DATASET_COLUMNS} FROM datasets WHERE trashed IS NULL ORDER BY id"
        )
        return [_dataset(self.path, row) for row in rows]

    def dataset(self, name: str) -> DatasetRow:
        """Raises NotFoundError when no such data set is there."""
        for row in self.datasets():
            if row.name == name:
                return row
        raise NotFoundError("data set", name, [row.name for row in self.datasets()])

    def dataset_by_id(self, dataset_id: int) -> DatasetRow:
        row = self._first(f"SELECT {_DATASET_COLUMNS} FROM datasets WHERE id = ?", (dataset_id,))
        if row is None:
            raise NotFoundError("data set", str(dataset_id))
        return _dataset(self.path, row)

    def add_samples(self, dataset_id: int, samples: Sequence[Sample]) -> None:
        """Store a batch in one transaction; the caller has already flushed its faces."""
        self.add_sample_rows(
            dataset_id, [sample_values(sample, sample.face_index) for sample in samples]
        )

    def add_sample_rows(self, dataset_id: int, rows: Sequence[SampleValues]) -> None:
        """As `add_samples`, for rows that `sample_values` or its like has made."""
        stored = sum(row[3] is not None for row in rows)
        with self._transaction() as connection:
            # Many rows a statement: the interpreter's lock is handed over once for each.
            for begin in range(0, len(rows), _ROWS_AT_ONCE):
                piece = rows[begin : begin + _ROWS_AT_ONCE]
                places = ", ".join([_SAMPLE_PLACES] * len(piece))
                connection.execute(
                    f"INSERT INTO samples (dataset_id, {_SAMPLE_COLUMNS}) VALUES {places}",
                    [value for row in piece for value in (dataset_id, *row)],
                )
            connection.execute(
                "UPDATE datasets SET faces = faces + ? WHERE id = ?", (stored, dataset_id)
            )

    def update_samples(self, samples: Iterable[Sample], *, grown: int | None = None) -> None:
        """Rewrite stored samples (relabel, exclude, new box) in one transaction.

        Args:
            samples: as they shall be.
            grown: the data set that has one face more by it.
        """
        assignments = ", ".join(f"{c.strip()} = ?" for c in _SAMPLE_COLUMNS.split(","))
        with self._transaction() as connection:
            connection.executemany(
                f"UPDATE samples SET {assignments} WHERE id = ?",
                [
                    (*sample_values(sample, sample.face_index), sample.sample_id)
                    for sample in samples
                ],
            )
            if grown is not None:
                connection.execute("UPDATE datasets SET faces = faces + 1 WHERE id = ?", (grown,))

    def marks(
        self, dataset_id: int, *, faces: Sequence[int] = (), sample_ids: Sequence[int] = ()
    ) -> list[tuple[int, int | None, Mark]]:
        """Key, face and mark of samples by their faces or keys, in one query for any number."""
        # Lists go in as JSON: a statement takes no more than 32,766 values.
        rows = self._connection().execute(
            "SELECT id, face_index, label, status, reason FROM samples WHERE dataset_id = ?"
            " AND (face_index IN (SELECT value FROM json_each(?))"
            " OR id IN (SELECT value FROM json_each(?))) ORDER BY id",
            (dataset_id, json.dumps(list(faces)), json.dumps(list(sample_ids))),
        )
        known: dict[tuple[Any, ...], Mark] = {}  # few different ones, however many samples
        found = []
        for sample_id, face, *values in rows:
            key = tuple(values)
            if key not in known:
                label, status, reason = values
                known[key] = Mark(label, SampleStatus(status), reason)
            found.append((sample_id, face, known[key]))
        return found

    def set_marks(self, ids: Mapping[Mark, Sequence[int]]) -> None:
        """Let samples carry other marks: one transaction, one statement a mark."""
        with self._transaction() as connection:
            for mark, sample_ids in ids.items():
                connection.execute(
                    "UPDATE samples SET label = ?, status = ?, reason = ?"
                    " WHERE id IN (SELECT value FROM json_each(?))",
                    (mark.label, mark.status.value, mark.reason, json.dumps(list(sample_ids))),
                )

    def sample_sources(self, dataset_id: int) -> set[str]:
        """Sources already stored: what a resumed import skips."""
        rows = self._connection().execute(
            "SELECT source FROM samples WHERE dataset_id = ?", (dataset_id,)
        )
        return {row[0] for row in rows}

    def sample_count(self, dataset_id: int) -> int:
        row = self._first("SELECT count(*) FROM samples WHERE dataset_id = ?", (dataset_id,))
        return int(row[0]) if row else 0

    def samples(
        self,
        dataset_id: int,
        *,
        status: SampleStatus | None = None,
        problems_only: bool = False,
        limit: int = -1,
    ) -> Iterator[Sample]:
        """Samples in import order.

        Args:
            dataset_id: the data set.
            status: only those that ended so.
            problems_only: only those that are not `ok`.
            limit: at most so many; -1 = all.
        """
        where = " AND status = ?" if status else ""
        if problems_only:  # by name, so that the usable ones are not even walked through
            others = ", ".join(f"'{s.value}'" for s in SampleStatus if s is not SampleStatus.OK)
            where += f" AND status IN ({others})"
        arguments = (dataset_id, *((status.value,) if status else ()), limit)
        rows = self._connection().execute(
            f"SELECT id, {_SAMPLE_COLUMNS} FROM samples"
            f" WHERE dataset_id = ?{where} ORDER BY id LIMIT ?",
            arguments,
        )
        return (_sample(self.path, row) for row in rows)

    def samples_of_faces(self, dataset_id: int, face_indices: Iterable[int]) -> list[Sample]:
        """The samples of some faces, in the order asked for; unknown ones are left out."""
        wanted = list(face_indices)
        found: dict[int, Sample] = {}
        for begin in range(0, len(wanted), _FACES_A_QUERY):
            piece = wanted[begin : begin + _FACES_A_QUERY]
            places = ", ".join("?" * len(piece))
            rows = self._connection().execute(
                f"SELECT id, {_SAMPLE_COLUMNS} FROM samples"
                f" WHERE dataset_id = ? AND face_index IN ({places})",
                (dataset_id, *piece),
            )
            for sample in (_sample(self.path, row) for row in rows):
                if sample.face_index is not None:
                    found[sample.face_index] = sample
        return [found[face] for face in wanted if face in found]

    def sample_of_face(self, dataset_id: int, face_index: int) -> Sample:
        row = self._first(
            f"SELECT id, {_SAMPLE_COLUMNS} FROM samples WHERE dataset_id = ? AND face_index = ?",
            (dataset_id, face_index),
        )
        if row is None:
            raise NotFoundError("face", str(face_index))
        return _sample(self.path, row)

    def dataset_of_sample(self, sample_id: int) -> int | None:
        row = self._first("SELECT dataset_id FROM samples WHERE id = ?", (sample_id,))
        return None if row is None else int(row[0])

    def face_columns(self, dataset_id: int, *columns: str) -> list[list[Any]]:
        """Columns of the samples that have a face, ordered by `face_index`.

        Args:
            dataset_id: the data set.
            columns: names of the `samples` table (`label`, `status`, `usage`, `group_name`, …).
        """
        known = {c.strip() for c in _SAMPLE_COLUMNS.split(",")}
        unknown = set(columns) - known
        if unknown:
            raise NotFoundError("column", ", ".join(sorted(unknown)), sorted(known))
        rows = (
            self._connection()
            .execute(
                f"SELECT {', '.join(columns)} FROM samples"
                " WHERE dataset_id = ? AND face_index IS NOT NULL ORDER BY face_index",
                (dataset_id,),
            )
            .fetchall()
        )
        return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in columns]

    def labels_and_statuses(
        self, dataset_id: int
    ) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.uint8]]:
        """Of the samples that have a face, ordered by `face_index`, without a Python object each.

        Returns:
            Labels (-1 where unknown) and statuses as positions in `SampleStatus`.
        """
        cases = " ".join(f"WHEN '{s.value}' THEN {n}" for n, s in enumerate(SampleStatus))
        # A letter a face in one long text: the database walks through its index by itself,
        # without a Python object a row and without the interpreter's lock.
        row = self._first(
            "SELECT group_concat(code, '') FROM ("
            f"SELECT char((coalesce(label, -1) + 2) * 8 + CASE status {cases} END) AS code"
            " FROM samples WHERE dataset_id = ? AND face_index IS NOT NULL ORDER BY face_index)",
            (dataset_id,),
        )
        letters = "" if row is None or row[0] is None else str(row[0])
        codes = np.frombuffer(letters.encode("ascii"), dtype=np.uint8)
        return (codes // 8).astype(np.int8) - np.int8(2), codes % 8

    def left_out_counts(self, dataset_id: int) -> dict[str, int]:
        """Number of samples without a face by status."""
        rows = self._connection().execute(
            # +status: looked up by the face index, not by walking through every status.
            "SELECT status, count(*) FROM samples WHERE dataset_id = ? AND face_index IS NULL"
            " GROUP BY +status",
            (dataset_id,),
        )
        return dict(rows.fetchall())

    def soft_labels(self, dataset: DatasetRow) -> npt.NDArray[np.float32] | None:
        """Shape (faces, 7), by `face_index`; NaN where one has none, None where all have none."""
        rows = (
            self._connection()
            .execute(
                "SELECT face_index, soft_label FROM samples WHERE dataset_id = ?"
                " AND face_index IS NOT NULL AND soft_label IS NOT NULL",
                (dataset.dataset_id,),
            )
            .fetchall()
        )
        if not rows:
            return None
        found = np.full((dataset.faces, 7), np.nan, dtype=np.float32)
        shares = np.array(json.loads(f"[{','.join(text for _, text in rows)}]"), dtype=np.float32)
        places = np.array([index for index, _ in rows])
        known = places < dataset.faces  # a face may have been added since `dataset` was read
        found[places[known]] = shares[known]
        return found

    def count_by(self, dataset_id: int, column: str) -> dict[Any, int]:
        """Number of samples by `status`, `label`, `usage` or `detector`."""
        if column not in {"status", "label", "usage", "detector"}:
            raise NotFoundError("column", column)
        rows = self._connection().execute(
            f"SELECT {column}, count(*) FROM samples WHERE dataset_id = ? GROUP BY {column}",
            (dataset_id,),
        )
        return dict(rows.fetchall())

    def label_counts(self, dataset_id: int) -> dict[int | None, int]:
        """Number of usable (`ok`) faces by label."""
        rows = self._connection().execute(
            "SELECT label, count(*) FROM samples WHERE dataset_id = ? AND status = 'ok'"
            " GROUP BY label",
            (dataset_id,),
        )
        return dict(rows.fetchall())

    def finish_dataset(self, dataset_id: int, *, content_hash: str) -> None:
        with self._transaction() as connection:
            connection.execute(
                "UPDATE datasets SET state = 'ready', content_hash = ? WHERE id = ?",
                (content_hash, dataset_id),
            )

    def note_addition(self, dataset_id: int, prefix: str, facts: Mapping[str, Any]) -> None:
        """Record where the samples whose names begin with `prefix` came from."""
        with self._changed_settings(dataset_id) as settings:
            settings.setdefault("additions", {})[prefix] = dict(facts)

    def note_left_alone(self, dataset_id: int, files: Iterable[tuple[str, str]]) -> None:
        """Record (name, reason) of files of the source that are neither pictures nor a table."""
        if files := list(files):
            with self._changed_settings(dataset_id) as settings:
                settings.setdefault("left_alone", []).extend(map(list, files))

    @contextmanager
    def _changed_settings(self, dataset_id: int) -> Iterator[dict[str, Any]]:
        """A data set's settings, stored again at the end of the block."""
        with self._transaction() as connection:
            settings = dict(self.dataset_by_id(dataset_id).settings)
            yield settings
            connection.execute(
                "UPDATE datasets SET settings = ? WHERE id = ?", (json.dumps(settings), dataset_id)
            )

    def rename_dataset(self, dataset_id: int, name: str) -> None:
        with self._transaction() as connection:
            _check_name(connection, dataset_id, name)
            connection.execute("UPDATE datasets SET name = ? WHERE id = ?", (name, dataset_id))

    def trash_dataset(self, dataset_id: int) -> None:
        """Hide a data set and free its name; `restore_dataset` brings it back."""
        with self._transaction() as connection:
            _trash(connection, dataset_id)

    def trashed_datasets(self) -> list[DatasetRow]:
        """What can be restored, oldest first, with the names from before."""
        rows = self._connection().execute(
            f"SELECT {_DATASET_COLUMNS} FROM datasets"
            " WHERE trashed IS NOT NULL AND NOT erasing ORDER BY id"
        )
        found = [_dataset(self.path, row) for row in rows]
        return [replace(r, name=r.name.removesuffix(_in_trash(r.dataset_id))) for r in found]

    def restore_dataset(self, dataset_id: int) -> None:
        name = self.dataset_by_id(dataset_id).name.removesuffix(_in_trash(dataset_id))
        with self._transaction() as connection:
            _check_name(connection, dataset_id, name)
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


def _check_name(connection: sqlite3.Connection, dataset_id: int, name: str) -> None:
    """Raises DatasetExistsError where another data set has this name."""
    taken = connection.execute(
        "SELECT 1 FROM datasets WHERE name = ? AND id <> ?", (name, dataset_id)
    ).fetchone()
    if taken is not None:
        raise DatasetExistsError(name)


def _in_trash(dataset_id: int) -> str:
    """What `trash_dataset` adds to a name, so that the name is free again."""
    return f" (trash {dataset_id})"


def _dataset(path: Path, row: Sequence[Any]) -> DatasetRow:
    dataset_id, name, source, created, state, faces, settings, content_hash, split = row
    try:
        return DatasetRow(
            dataset_id,
            str(name),
            str(source),
            created,
            DatasetState(state),
            int(faces),
            dict(json.loads(settings)),
            content_hash,
            split,
        )
    except UNREADABLE as error:
        raise damaged_row(path, "datasets", dataset_id) from error


def sample_values(sample: Sample, face_index: int | None) -> SampleValues:
    """The row of a sample whose face stands at `face_index`, whatever the sample itself says."""
    return (
        sample.source,
        sample.status.value,
        sample.label,
        face_index,
        sample.reason,
        sample.usage,
        sample.group,
        sample.detector,
        *(sample.box or _NO_BOX),
        sample.confidence,
        sample.pixel_hash,
        soft_label_text(sample.soft_label),
    )


def face_values(
    source: str, label: int, face_index: int, usage: str, digest: bytes, soft_label: str | None
) -> SampleValues:
    """The row of a usable face that came cropped."""
    return (
        source,
        "ok",
        label,
        face_index,
        "",
        usage,
        "",
        "none",
        *_NO_BOX,
        None,
        digest,
        soft_label,
    )


def soft_label_text(soft_label: Sequence[float] | None) -> str | None:
    """Soft labels as they are stored."""
    return None if soft_label is None else json.dumps(soft_label)


def _sample(path: Path, row: Sequence[Any]) -> Sample:
    (
        sample_id,
        source,
        status,
        label,
        face_index,
        reason,
        usage,
        group,
        detector,
        x,
        y,
        width,
        height,
        confidence,
        pixel_hash,
        soft,
    ) = row
    try:
        return Sample(
            source=source,
            status=SampleStatus(status),
            label=label,
            face_index=face_index,
            reason=reason,
            usage=usage,
            group=group,
            detector=detector,
            box=None if x is None else (x, y, width, height),
            confidence=confidence,
            pixel_hash=pixel_hash,
            soft_label=None if soft is None else tuple(json.loads(soft)),
            sample_id=sample_id,
        )
    except UNREADABLE as error:
        raise damaged_row(path, "samples", sample_id) from error
