"""Trainings that are found again by what they are made of: the cells of tables."""

from __future__ import annotations

from emotion_gui.core.jobs import JobContext
from emotion_gui.core.training.elsewhere import Trained
from emotion_gui.core.training.requests import TrainRequest
from emotion_gui.core.training.runs import resume_run, train_run
from emotion_gui.core.workspace.records import RunRow, RunStatus
from emotion_gui.core.workspace.workspace import Workspace


def find_cell(workspace: Workspace, *keys: str) -> RunRow | None:
    """The newest run of a cell by any of its keys; finished ones need their checkpoint."""
    for run in workspace.runs():
        if run.config.get("cell") not in keys:
            continue
        kept = workspace.checkpoint_path(run.run_id).is_file()
        if kept or run.status is not RunStatus.FINISHED:
            return run
    return None


def trained_cell(
    workspace: Workspace,
    request: TrainRequest,
    context: JobContext,
    *,
    known: RunRow | None = None,
    trained: Trained | None = None,
) -> RunRow:
    """The finished run of `request.cell`: found (or `known`), gone on with, or trained now.

    Where a worker has `trained` it, what it made is stored.

    Raises:
        EmptyPartError: the split lacks faces to learn or to watch.
        JobCancelled: a stop was asked for; the same call goes on.
    """
    run = find_cell(workspace, request.cell) if known is None else known
    if run is None:
        return train_run(workspace, request, context, trained=trained).run
    if run.status is not RunStatus.FINISHED:
        return resume_run(workspace, run.run_id, context, trained=trained).run
    return run
