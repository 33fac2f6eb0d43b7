"""Runs, their epochs and pruning plans in the workspace."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from types import NoneType
from typing import Any

from emotion_gui.core.errors import BusyError, NotFoundError, StorageError
from emotion_gui.core.files import remove_tree, sync_folder
from emotion_gui.core.workspace.database import (
    UNREADABLE,
    WorkspaceBase,
    check_kinds,
    damaged_row,
    now,
)
from emotion_gui.core.workspace.records import RunRow, RunStatus

RUN_COLUMNS = (
    "id, name, kind, status, created, dataset_id, parent_run, config, summary, starred, notes, tags"
)
WAIT_S = 10.0  # for another process to write a checkpoint's few lines

RESUME_FILE = "resume.pt"
"""In a run's folder: all that an unfinished training needs to go on."""


# What tables take from a run's record by its kind; whatever else is there is shown as it is.
_NUMBER = (int, float, NoneType)
_IN_CONFIG: dict[str, type | tuple[type, ...]] = {"teaching": dict, "label_set": (dict, NoneType)}
_IN_SUMMARY: dict[str, type | tuple[type, ...]] = {
    "teaching": dict,
    "row": dict,
    "interval": (list, NoneType),
    "test_accuracy": _NUMBER,
    "n": _NUMBER,
    "parameters": _NUMBER,
    "epochs_done": _NUMBER,
}


class RunTables(WorkspaceBase):
    """What `Workspace` knows about runs."""

    def mark_interrupted(self) -> None:
        """Runs that nobody works on any more, though their record says so.

        A training can be resumed; a pruned or taught copy that was not finished holds nothing to
        go on with and goes to the trash as failed, as it does where saving it is refused.
        """
        for run in self.runs():
            if run.status is not RunStatus.RUNNING:
                continue
            with contextlib.suppress(BusyError), self.hold_run(run.run_id):
                self._interrupt(run)

    def _interrupt(self, run: RunRow) -> None:
        """Called with the lock held; the run may have ended since its row was read."""
        with self._transaction():
            if self.run(run.run_id).status is not RunStatus.RUNNING:
                return
            if run.kind in ("prune", "teach"):
                self._set(run.run_id, status=RunStatus.FAILED.value, trashed=now())
            else:
                self._set(run.run_id, status=RunStatus.INTERRUPTED.value)

    def fail_run(self, run_id: int) -> None:
        """A copy that cannot be kept goes to the trash as failed."""
        with self._transaction():
            self._set(run_id, status=RunStatus.FAILED.value, trashed=now())

    def _set(self, run_id: int, **values: object) -> None:
        """Change a run's row, within a transaction."""
        columns = ", ".join(f"{name} = ?" for name in values)
        self._connection().execute(
            f"UPDATE runs SET {columns} WHERE id = ?", (*values.values(), run_id)
        )

    def run_dir(self, run_id: int) -> Path:
        return self.path / "runs" / str(run_id)

    def hold_run(self, run_id: int, *, wait_s: float = 0.0) -> AbstractContextManager[None]:
        """Keep a run for this process until the block ends; raises BusyError where it is held."""
        busy = f"another process is at work on run {run_id}"
        return self._held(self.run_dir(run_id), busy, wait_s=wait_s)

    @contextmanager
    def hold_owner(self, checkpoint: Path) -> Iterator[None]:
        """Keep the run that a checkpoint belongs to; nothing happens for files elsewhere.

        Raises:
            BusyError: another process is at work on that run.
        """
        folder = Path(os.path.realpath(checkpoint)).parent
        is_run = folder.parent == Path(os.path.realpath(self.path / "runs"))
        if is_run and folder.name.isdecimal():
            with self.hold_run(int(folder.name), wait_s=WAIT_S):
                yield
        else:
            yield

    def checkpoint_path(self, run_id: int) -> Path:
        """The kept checkpoint of a run: `best.safetensors`."""
        return self.run_dir(run_id) / "best.safetensors"

    @contextmanager
    def new_run(
        self,
        *,
        name: str,
        kind: str,
        dataset_id: int | None,
        config: Mapping[str, Any],
        parent_run: int | None = None,
        status: RunStatus = RunStatus.RUNNING,
        summary: Mapping[str, Any] | None = None,
    ) -> Iterator[RunRow]:
        """A new run that this process holds until the block ends.

        Its folder and its lock are there before its row is, so that nobody sees it without
        its owner; its number was never given before.

        Raises:
            WorkspaceError: its data set or parent was removed in the meantime.
            StorageError: the disk refuses.
        """
        with ExitStack() as held:
            with self._transaction() as connection:
                run_id = self._new_number(connection, "runs")
                held.enter_context(self.hold_run(run_id))
                connection.execute(
                    "INSERT INTO runs"
                    " (id, name, kind, status, created, dataset_id, parent_run, config, summary)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        run_id,
                        name,
                        kind,
                        status.value,
                        now(),
                        dataset_id,
                        parent_run,
                        json.dumps(dict(config)),
                        json.dumps(dict(summary or {})),
                    ),
                )
            yield self.run(run_id)

    def runs(self) -> list[RunRow]:
        """Everything not in the trash, newest first."""
        return self._records("runs", RUN_COLUMNS, "trashed IS NULL", run_row, falling=True)

    def run(self, run_id: int) -> RunRow:
        row = self._first(f"SELECT {RUN_COLUMNS} FROM runs WHERE id = ?", (run_id,))
        if row is None:
            raise NotFoundError("run", str(run_id), [str(run.run_id) for run in self.runs()])
        return run_row(self.path, row)

    def set_run_status(
        self, run_id: int, status: RunStatus, *, summary: Mapping[str, Any] | None = None
    ) -> None:
        """Change the status and, when given, merge `summary` into the stored one."""
        with self._transaction():
            merged = {**self.run(run_id).summary, **(summary or {})}
            self._set(run_id, status=status.value, summary=json.dumps(merged))

    def rename_run(self, run_id: int, name: str) -> None:
        with self._transaction():
            self._set(run_id, name=name)

    def star_run(self, run_id: int, *, starred: bool) -> None:
        with self._transaction():
            self._set(run_id, starred=starred)

    def describe_run(self, run_id: int, *, notes: str, tags: Sequence[str]) -> None:
        """What people write about a run; tags are kept once each, without commas."""
        words = dict.fromkeys(
            word for tag in tags for part in tag.split(",") if (word := part.strip())
        )
        with self._transaction():
            self._set(run_id, notes=notes, tags=",".join(words))

    def trash_run(self, run_id: int, *, restore: bool = False) -> None:
        """Hide a run, or bring it back; its files stay."""
        with self._transaction():
            self._set(run_id, trashed=None if restore else now())

    def runs_made_from(self, dataset_ids: Sequence[int]) -> list[int]:
        """Runs on some data sets, and those pruned or trained on from them; the trash too."""
        rows = self._connection().execute(
            "WITH RECURSIVE made (id) AS ("
            "SELECT id FROM runs WHERE dataset_id IN (SELECT value FROM json_each(?)) UNION"
            " SELECT runs.id FROM runs JOIN made ON runs.parent_run = made.id OR"
            " runs.config LIKE '%runs/' || made.id || '/%')"  # began with, or taught by, its file
            " SELECT id FROM made ORDER BY id",
            (json.dumps(list(dataset_ids)),),
        )
        return [number for (number,) in rows]

    def erase_run(self, run_id: int) -> None:
        """Remove a run's files and all that its row says; the number is never given again.

        Raises:
            BusyError: a process is at work on it.
            StorageError: a file could not be removed; the run stays in the trash.
        """
        # Not held any longer: Windows removes no file that is open, locks included.
        with self.hold_run(run_id), self._transaction():
            self._set(run_id, trashed=now())
        folder = self.run_dir(run_id)
        try:
            remove_tree(folder)
            sync_folder(folder.parent)
        except OSError as error:
            raise StorageError.of(Path(error.filename or folder), error) from error
        gone = {"name": "", "config": "{}", "summary": "{}", "status": RunStatus.FAILED.value}
        gone |= {"notes": "", "tags": ""}
        with self._transaction() as connection:
            self._set(run_id, **gone, dataset_id=None, parent_run=None)
            for table in ("epochs", "plans"):
                connection.execute(f"DELETE FROM {table} WHERE run_id = ?", (run_id,))
        self.forget_removed()

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
        try:
            return [dict(json.loads(row[0])) for row in rows]
        except UNREADABLE as error:
            raise damaged_row(self.path, "epochs", f"of run {run_id}") from error

    def epoch_seconds(self) -> dict[int, float]:
        """How long each run's epochs took together, by its number; in one query for all."""
        rows = self._connection().execute(
            "SELECT run_id, total(CASE WHEN json_valid(record) THEN record ->> '$.seconds' END)"
            " FROM epochs GROUP BY run_id"
        )
        return {run_id: float(seconds) for run_id, seconds in rows}

    def save_plan(self, run_id: int, *, name: str, plan: Mapping[str, Any]) -> int:
        with self._transaction() as connection:
            cursor = connection.execute(
                "INSERT INTO plans (run_id, name, created, plan) VALUES (?, ?, ?, ?)",
                (run_id, name, now(), json.dumps(dict(plan))),
            )
            return int(cursor.lastrowid or 0)

    def plans(self, run_id: int) -> list[tuple[str, dict[str, Any]]]:
        rows = self._connection().execute(
            "SELECT name, plan FROM plans WHERE run_id = ? ORDER BY id", (run_id,)
        )
        try:
            return [(name, dict(json.loads(plan))) for name, plan in rows]
        except UNREADABLE as error:
            raise damaged_row(self.path, "plans", f"of run {run_id}") from error


def run_row(path: Path, row: Sequence[Any]) -> RunRow:
    """The record in a row of `RUN_COLUMNS`; `path` is the workspace's, for its error."""
    run_id, name, kind, status, created, dataset_id, parent, config, summary, *own = row
    starred, notes, tags = own
    try:
        return RunRow(
            run_id,
            str(name),
            str(kind),
            RunStatus(status),
            str(created),
            dataset_id,
            parent,
            _values(config, _IN_CONFIG),
            _values(summary, _IN_SUMMARY),
            bool(starred),
            str(notes),
            tuple(tag for tag in str(tags).split(",") if tag),
        )
    except UNREADABLE as error:
        raise damaged_row(path, "runs", run_id) from error


def _values(text: str, kinds: Mapping[str, type | tuple[type, ...]]) -> dict[str, Any]:
    values = dict(json.loads(text))
    check_kinds(values, kinds)
    if not all(isinstance(bound, int | float) for bound in values.get("interval") or ()):
        raise TypeError("interval")
    return values
