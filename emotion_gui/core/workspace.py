"""The project folder: `workspace.sqlite3`, memory-mapped faces, run folders.

Layout::

    workspace.sqlite3            data sets, samples, splits, runs, epochs, plans
    datasets/<id>/faces.npy      uint8, (n, 48, 48); a `.part` file while importing
    runs/<id>/last.safetensors   the newest epoch;  best.safetensors  the kept one
    runs/<id>/resume.pt          optimizer state of an unfinished run

Every method may be called from any thread; each thread has its own connection.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout

from emotion_gui.core.errors import (
    DatasetExistsError,
    NotFoundError,
    StorageError,
    WorkspaceError,
)
from emotion_gui.core.records import (
    DatasetRow,
    Part,
    RunRow,
    RunStatus,
    Sample,
    SampleStatus,
    SplitRow,
)
from emotion_gui.core.workspace_schema import SCHEMA_VERSION, migrate

_DATASET_COLUMNS = (
    "id, name, source, created, state, faces, settings, content_hash, active_split"
)
_RUN_COLUMNS = "id, name, kind, status, created, dataset_id, parent_run, config, summary, starred"
_SAMPLE_COLUMNS = (
    "source, status, label, face_index, reason, usage, group_name, detector, "
    "x, y, width, height, confidence, pixel_hash, soft_label"
)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Workspace:
    """All that is stored; open with `Workspace.open`, end with `close`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._connections_lock = threading.Lock()

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
            connection = workspace._connection()  # noqa: SLF001
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > SCHEMA_VERSION:
                raise WorkspaceError(path, "it was made by a newer version of Emotion Workbench")
            migrate(connection)
            workspace._mark_interrupted()  # noqa: SLF001
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

    # -- plumbing ---------------------------------------------------------------------------

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self.path / "workspace.sqlite3",
                timeout=30,
                isolation_level=None,
                check_same_thread=False,
            )
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._local.connection = connection
            with self._connections_lock:
                self._connections.append(connection)
        return connection

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise
        except sqlite3.OperationalError as error:
            raise StorageError(self.path, str(error)) from error

    def _mark_interrupted(self) -> None:
        for run in self.runs():
            if run.status is not RunStatus.RUNNING:
                continue
            try:
                with self.run_lock(run.run_id, timeout=0):
                    self.set_run_status(run.run_id, RunStatus.INTERRUPTED)
            except Timeout:
                continue  # another process is at work on it

    # -- data sets --------------------------------------------------------------------------

    def dataset_dir(self, dataset_id: int) -> Path:
        return self.path / "datasets" / str(dataset_id)

    def dataset_lock(self, dataset_id: int, *, timeout: float = 0) -> FileLock:
        """Held while an import writes; raises `filelock.Timeout` when another holds it."""
        self.dataset_dir(dataset_id).mkdir(parents=True, exist_ok=True)
        return FileLock(self.dataset_dir(dataset_id) / ".lock", timeout=timeout)

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
                found = _dataset(row)
                resumable = (
                    found.state == "importing"
                    and found.source == source
                    and dict(found.settings) == json.loads(json.dumps(dict(settings)))
                )
                if not resumable:
                    raise DatasetExistsError(name)
                return found
            cursor = connection.execute(
                "INSERT INTO datasets (name, source, created, state, settings)"
                " VALUES (?, ?, ?, 'importing', ?)",
                (name, source, _now(), json.dumps(dict(settings))),
            )
            dataset_id = int(cursor.lastrowid or 0)
        self.dataset_dir(dataset_id).mkdir(parents=True, exist_ok=True)
        return self.dataset_by_id(dataset_id)

    def datasets(self) -> list[DatasetRow]:
        """Everything not in the trash, oldest first, unfinished imports included."""
        rows = self._connection().execute(
            f"SELECT {_DATASET_COLUMNS} FROM datasets WHERE trashed IS NULL ORDER BY id"
        )
        return [_dataset(row) for row in rows]

    def dataset(self, name: str) -> DatasetRow:
        """Raises NotFoundError when no such data set is there."""
        for row in self.datasets():
            if row.name == name:
                return row
        raise NotFoundError("data set", name, [row.name for row in self.datasets()])

    def dataset_by_id(self, dataset_id: int) -> DatasetRow:
        row = self._connection().execute(
            f"SELECT {_DATASET_COLUMNS} FROM datasets WHERE id = ?", (dataset_id,)
        ).fetchone()
        if row is None:
            raise NotFoundError("data set", str(dataset_id))
        return _dataset(row)

    def add_samples(self, dataset_id: int, samples: Sequence[Sample]) -> None:
        """Store a batch in one transaction; the caller has already flushed its faces.

        `face_index` of the samples must continue the data set's count.
        """
        stored = sum(sample.face_index is not None for sample in samples)
        with self._transaction() as connection:
            connection.executemany(
                f"INSERT INTO samples (dataset_id, {_SAMPLE_COLUMNS})"
                " VALUES (?" + ", ?" * 15 + ")",
                [(dataset_id, *_sample_values(sample)) for sample in samples],
            )
            connection.execute(
                "UPDATE datasets SET faces = faces + ? WHERE id = ?", (stored, dataset_id)
            )

    def update_samples(self, samples: Iterable[Sample]) -> None:
        """Rewrite stored samples (relabel, exclude, new box) in one transaction."""
        assignments = ", ".join(f"{c.strip()} = ?" for c in _SAMPLE_COLUMNS.split(","))
        with self._transaction() as connection:
            connection.executemany(
                f"UPDATE samples SET {assignments} WHERE id = ?",
                [(*_sample_values(sample), sample.sample_id) for sample in samples],
            )

    def sample_sources(self, dataset_id: int) -> set[str]:
        """Sources already stored: what a resumed import skips."""
        rows = self._connection().execute(
            "SELECT source FROM samples WHERE dataset_id = ?", (dataset_id,)
        )
        return {row[0] for row in rows}

    def sample_count(self, dataset_id: int) -> int:
        row = self._connection().execute(
            "SELECT count(*) FROM samples WHERE dataset_id = ?", (dataset_id,)
        ).fetchone()
        return int(row[0])

    def samples(
        self, dataset_id: int, *, status: SampleStatus | None = None, limit: int = -1
    ) -> Iterator[Sample]:
        """Samples in import order."""
        where = " AND status = ?" if status else ""
        arguments = (dataset_id, *((status.value,) if status else ()), limit)
        rows = self._connection().execute(
            f"SELECT id, {_SAMPLE_COLUMNS} FROM samples"
            f" WHERE dataset_id = ?{where} ORDER BY id LIMIT ?",
            arguments,
        )
        return (_sample(row) for row in rows)

    def sample_of_face(self, dataset_id: int, face_index: int) -> Sample:
        row = self._connection().execute(
            f"SELECT id, {_SAMPLE_COLUMNS} FROM samples WHERE dataset_id = ? AND face_index = ?",
            (dataset_id, face_index),
        ).fetchone()
        if row is None:
            raise NotFoundError("face", str(face_index))
        return _sample(row)

    def face_columns(
        self, dataset_id: int, *columns: str
    ) -> list[list[Any]]:
        """Columns of the samples that have a face, ordered by `face_index`.

        Args:
            dataset_id: the data set.
            columns: names of the `samples` table (`label`, `status`, `usage`, `group_name`, …).
        """
        known = {c.strip() for c in _SAMPLE_COLUMNS.split(",")}
        unknown = set(columns) - known
        if unknown:
            raise NotFoundError("column", ", ".join(sorted(unknown)), sorted(known))
        rows = self._connection().execute(
            f"SELECT {', '.join(columns)} FROM samples"
            " WHERE dataset_id = ? AND face_index IS NOT NULL ORDER BY face_index",
            (dataset_id,),
        ).fetchall()
        return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in columns]

    def count_by(self, dataset_id: int, column: str) -> dict[Any, int]:
        """Number of samples by `status`, `label`, `usage` or `detector`."""
        if column not in {"status", "label", "usage", "detector"}:
            raise NotFoundError("column", column)
        rows = self._connection().execute(
            f"SELECT {column}, count(*) FROM samples WHERE dataset_id = ? GROUP BY {column}",
            (dataset_id,),
        )
        return dict(rows.fetchall())

    def finish_dataset(self, dataset_id: int, *, content_hash: str) -> None:
        with self._transaction() as connection:
            connection.execute(
                "UPDATE datasets SET state = 'ready', content_hash = ? WHERE id = ?",
                (content_hash, dataset_id),
            )

    def rename_dataset(self, dataset_id: int, name: str) -> None:
        try:
            with self._transaction() as connection:
                connection.execute("UPDATE datasets SET name = ? WHERE id = ?", (name, dataset_id))
        except sqlite3.IntegrityError as error:
            raise DatasetExistsError(name) from error

    def trash_dataset(self, dataset_id: int) -> None:
        """Hide a data set and free its name; `restore_dataset` brings it back."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE datasets SET trashed = ?, name = name || ' (trash ' || id || ')'"
                " WHERE id = ? AND trashed IS NULL",
                (_now(), dataset_id),
            )

    def restore_dataset(self, dataset_id: int) -> None:
        row = self.dataset_by_id(dataset_id)
        name = row.name.removesuffix(f" (trash {dataset_id})")
        try:
            with self._transaction() as connection:
                connection.execute(
                    "UPDATE datasets SET trashed = NULL, name = ? WHERE id = ?", (name, dataset_id)
                )
        except sqlite3.IntegrityError as error:
            raise DatasetExistsError(name) from error

    def erase_dataset(self, dataset_id: int) -> None:
        """Remove rows and files for good (emptying the trash, discarding an import)."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM datasets WHERE id = ?", (dataset_id,))
        shutil.rmtree(self.dataset_dir(dataset_id), ignore_errors=True)

    # -- splits -----------------------------------------------------------------------------

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
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO splits (dataset_id, name, kind, seed, created, parts)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (dataset_id, name) DO UPDATE SET"
                " kind = excluded.kind, seed = excluded.seed, created = excluded.created,"
                " parts = excluded.parts",
                (dataset_id, name, kind, seed, _now(), blob),
            )
            (split_id,) = connection.execute(
                "SELECT id FROM splits WHERE dataset_id = ? AND name = ?", (dataset_id, name)
            ).fetchone()
            if activate:
                connection.execute(
                    "UPDATE datasets SET active_split = ? WHERE id = ?", (split_id, dataset_id)
                )
        return next(s for s in self.splits(dataset_id) if s.split_id == split_id)

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
        """Shape (faces,), values of `Part`, in the order of `faces.npy`."""
        row = self._connection().execute(
            "SELECT parts FROM splits WHERE id = ?", (split_id,)
        ).fetchone()
        if row is None:
            raise NotFoundError("split", str(split_id))
        return np.frombuffer(zlib.decompress(row[0]), dtype=np.uint8)

    def active_parts(self, dataset: DatasetRow) -> npt.NDArray[np.uint8]:
        """Parts of the active split; all `NONE` where there is no split yet."""
        if dataset.active_split is None:
            return np.full(dataset.faces, Part.NONE, dtype=np.uint8)
        return self.split_parts(dataset.active_split)

    # -- runs -------------------------------------------------------------------------------

    def run_dir(self, run_id: int) -> Path:
        return self.path / "runs" / str(run_id)

    def run_lock(self, run_id: int, *, timeout: float = 0) -> FileLock:
        """Held while a process works on a run; raises `filelock.Timeout` when another does."""
        self.run_dir(run_id).mkdir(parents=True, exist_ok=True)
        return FileLock(self.run_dir(run_id) / ".lock", timeout=timeout)

    def checkpoint_path(self, run_id: int) -> Path:
        """The kept checkpoint of a run: `best.safetensors`."""
        return self.run_dir(run_id) / "best.safetensors"

    def create_run(
        self,
        *,
        name: str,
        kind: str,
        dataset_id: int | None,
        config: Mapping[str, Any],
        parent_run: int | None = None,
        status: RunStatus = RunStatus.RUNNING,
        summary: Mapping[str, Any] | None = None,
    ) -> RunRow:
        with self._transaction() as connection:
            cursor = connection.execute(
                "INSERT INTO runs"
                " (name, kind, status, created, dataset_id, parent_run, config, summary)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    name, kind, status.value, _now(), dataset_id, parent_run,
                    json.dumps(dict(config)), json.dumps(dict(summary or {})),
                ),
            )  # fmt: skip
            run_id = int(cursor.lastrowid or 0)
        self.run_dir(run_id).mkdir(parents=True, exist_ok=True)
        return self.run(run_id)

    def runs(self) -> list[RunRow]:
        """Everything not in the trash, newest first."""
        rows = self._connection().execute(
            f"SELECT {_RUN_COLUMNS} FROM runs WHERE trashed IS NULL ORDER BY id DESC"
        )
        return [_run(row) for row in rows]

    def run(self, run_id: int) -> RunRow:
        row = self._connection().execute(
            f"SELECT {_RUN_COLUMNS} FROM runs WHERE id = ?", (run_id,)
        ).fetchone()
        if row is None:
            raise NotFoundError("run", str(run_id), [str(run.run_id) for run in self.runs()])
        return _run(row)

    def set_run_status(
        self, run_id: int, status: RunStatus, *, summary: Mapping[str, Any] | None = None
    ) -> None:
        """Change the status and, when given, merge `summary` into the stored one."""
        with self._transaction() as connection:
            connection.execute("UPDATE runs SET status = ? WHERE id = ?", (status.value, run_id))
            if summary is not None:
                (old,) = connection.execute(
                    "SELECT summary FROM runs WHERE id = ?", (run_id,)
                ).fetchone()
                merged = {**json.loads(old), **summary}
                connection.execute(
                    "UPDATE runs SET summary = ? WHERE id = ?", (json.dumps(merged), run_id)
                )

    def rename_run(self, run_id: int, name: str) -> None:
        with self._transaction() as connection:
            connection.execute("UPDATE runs SET name = ? WHERE id = ?", (name, run_id))

    def star_run(self, run_id: int, *, starred: bool) -> None:
        with self._transaction() as connection:
            connection.execute("UPDATE runs SET starred = ? WHERE id = ?", (starred, run_id))

    def trash_run(self, run_id: int, *, restore: bool = False) -> None:
        """Hide a run, or bring it back; its files stay."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE runs SET trashed = ? WHERE id = ?", (None if restore else _now(), run_id)
            )

    def record_epoch(self, run_id: int, epoch: int, record: Mapping[str, Any]) -> None:
        with self._transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO epochs (run_id, epoch, record) VALUES (?, ?, ?)",
                (run_id, epoch, json.dumps(dict(record))),
            )

    def epochs(self, run_id: int) -> list[dict[str, Any]]:
        rows = self._connection().execute(
            "SELECT record FROM epochs WHERE run_id = ? ORDER BY epoch", (run_id,)
        )
        return [json.loads(row[0]) for row in rows]

    def save_plan(self, run_id: int, *, name: str, plan: Mapping[str, Any]) -> int:
        with self._transaction() as connection:
            cursor = connection.execute(
                "INSERT INTO plans (run_id, name, created, plan) VALUES (?, ?, ?, ?)",
                (run_id, name, _now(), json.dumps(dict(plan))),
            )
            return int(cursor.lastrowid or 0)

    def plans(self, run_id: int) -> list[tuple[str, dict[str, Any]]]:
        rows = self._connection().execute(
            "SELECT name, plan FROM plans WHERE run_id = ? ORDER BY id", (run_id,)
        )
        return [(name, json.loads(plan)) for name, plan in rows]


def _dataset(row: Sequence[Any]) -> DatasetRow:
    return DatasetRow(*row[:6], json.loads(row[6]), row[7], row[8])


def _run(row: Sequence[Any]) -> RunRow:
    run_id, name, kind, status, created, dataset_id, parent, config, summary, starred = row
    return RunRow(
        run_id, name, kind, RunStatus(status), created, dataset_id, parent,
        json.loads(config), json.loads(summary), bool(starred),
    )  # fmt: skip


def _sample_values(sample: Sample) -> tuple[Any, ...]:
    return (
        sample.source, sample.status.value, sample.label, sample.face_index, sample.reason,
        sample.usage, sample.group, sample.detector, *(sample.box or (None,) * 4),
        sample.confidence, sample.pixel_hash,
        None if sample.soft_label is None else json.dumps(sample.soft_label),
    )  # fmt: skip


def _sample(row: Sequence[Any]) -> Sample:
    (sample_id, source, status, label, face_index, reason, usage, group, detector,
     x, y, width, height, confidence, pixel_hash, soft) = row  # fmt: skip
    return Sample(
        source=source, status=SampleStatus(status), label=label, face_index=face_index,
        reason=reason, usage=usage, group=group, detector=detector,
        box=None if x is None else (x, y, width, height), confidence=confidence,
        pixel_hash=pixel_hash, soft_label=None if soft is None else tuple(json.loads(soft)),
        sample_id=sample_id,
    )  # fmt: skip
