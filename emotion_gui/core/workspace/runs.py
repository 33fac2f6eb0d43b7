"""Runs, their epochs and pruning plans in the workspace."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from emotion_gui.core.errors import NotFoundError
from emotion_gui.core.workspace.database import WorkspaceBase, now
from emotion_gui.core.workspace.records import RunRow, RunStatus

_RUN_COLUMNS = "id, name, kind, status, created, dataset_id, parent_run, config, summary, starred"


RESUME_FILE = "resume.pt"
"""In a run's folder: all that an unfinished training needs to go on."""


class RunTables(WorkspaceBase):
    """What `Workspace` knows about runs."""

    def mark_interrupted(self) -> None:
        """Runs that nobody works on any more, though their record says so.

        A training can be resumed; a pruned copy that was not finished holds nothing to go on
        with and goes to the trash as failed, as it does where saving it is refused.
        """
        for run in self.runs():
            if run.status is not RunStatus.RUNNING:
                continue
            try:
                with self.run_lock(run.run_id, timeout=0):
                    if run.kind == "prune":
                        self.set_run_status(run.run_id, RunStatus.FAILED)
                        self.trash_run(run.run_id)
                    else:
                        self.set_run_status(run.run_id, RunStatus.INTERRUPTED)
            except Timeout:
                continue  # another process is at work on it

    def run_dir(self, run_id: int) -> Path:
        return self.path / "runs" / str(run_id)

    def run_lock(self, run_id: int, *, timeout: float = 0) -> FileLock:
        """Held while a process works on a run; raises `filelock.Timeout` when another does."""
        folder = self._make_folder(self.run_dir(run_id))
        return FileLock(folder / ".lock", timeout=timeout)

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
            run_id = int(cursor.lastrowid or 0)
        self._make_folder(self.run_dir(run_id))
        return self.run(run_id)

    def runs(self) -> list[RunRow]:
        """Everything not in the trash, newest first."""
        rows = self._connection().execute(
            f"SELECT {_RUN_COLUMNS} FROM runs WHERE trashed IS NULL ORDER BY id DESC"
        )
        return [_run(row) for row in rows]

    def run(self, run_id: int) -> RunRow:
        row = self._first(f"SELECT {_RUN_COLUMNS} FROM runs WHERE id = ?", (run_id,))
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
                "UPDATE runs SET trashed = ? WHERE id = ?", (None if restore else now(), run_id)
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
                (run_id, name, now(), json.dumps(dict(plan))),
            )
            return int(cursor.lastrowid or 0)

    def plans(self, run_id: int) -> list[tuple[str, dict[str, Any]]]:
        rows = self._connection().execute(
            "SELECT name, plan FROM plans WHERE run_id = ? ORDER BY id", (run_id,)
        )
        return [(name, json.loads(plan)) for name, plan in rows]


def _run(row: Sequence[Any]) -> RunRow:
    run_id, name, kind, status, created, dataset_id, parent, config, summary, starred = row
    return RunRow(
        run_id,
        name,
        kind,
        RunStatus(status),
        created,
        dataset_id,
        parent,
        json.loads(config),
        json.loads(summary),
        bool(starred),
    )
