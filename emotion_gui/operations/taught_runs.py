"""Taught networks: which learned what, which one is the present one, and what was decided."""

from __future__ import annotations

from pathlib import Path

from emotion_gui.core.errors import NotFoundError
from emotion_gui.core.model.checkpoint_info import read_info
from emotion_gui.core.workspace.records import RunRow
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.pupils import KIND

FACTS = "teaching"
"""In a run's configuration and summary: what taught it, what came of it, what was decided."""


def old_data_of(workspace: Workspace, model: Path) -> str:
    """The data set of this workspace that a network learned; "" where it is not here.

    Raises:
        CheckpointError: the file cannot be read.
    """
    facts = read_info(model).run
    run = run_of(workspace, model)
    if run is not None and run.kind == KIND:
        return str(_named(workspace, run.config.get(FACTS, {}).get("old", "")))
    rows = [row for row in workspace.datasets() if row.is_ready and row.active_split is not None]
    if run is not None and run.dataset_id is not None:
        return next((row.name for row in rows if row.dataset_id == run.dataset_id), "")
    digest = facts.get("dataset_hash")
    same = [row.name for row in rows if digest and row.content_hash == digest]
    return same[0] if same else ""


def adopt(workspace: Workspace, run_id: int) -> RunRow:
    """The taught network is the present one from now on: starred, and first in Live's list.

    Raises:
        NotFoundError: there is no such run.
    """
    workspace.star_run(run_id, starred=True)
    return _decide(workspace, run_id, "adopted")


def drop(workspace: Workspace, run_id: int) -> RunRow:
    """The taught network goes to the trash; `take_up_again` brings it back.

    Raises:
        NotFoundError: there is no such run.
    """
    run = _decide(workspace, run_id, "dropped")
    workspace.trash_run(run_id)
    return run


def take_up_again(workspace: Workspace, run_id: int) -> RunRow:
    """Undo a decision: the run is there, and neither adopted nor dropped."""
    workspace.trash_run(run_id, restore=True)
    workspace.star_run(run_id, starred=False)
    return _decide(workspace, run_id, "open")


def _decide(workspace: Workspace, run_id: int, decision: str) -> RunRow:
    run = workspace.run(run_id)
    if run.kind != KIND:
        raise NotFoundError("taught run", str(run_id))
    facts = {**run.summary.get(FACTS, {}), "decision": decision}
    workspace.set_run_status(run_id, run.status, summary={FACTS: facts})
    return workspace.run(run_id)


def run_of(workspace: Workspace, model: Path) -> RunRow | None:
    """The run of this workspace that a checkpoint belongs to."""
    folder = model.resolve().parent
    if folder.parent != (workspace.path / "runs").resolve() or not folder.name.isdecimal():
        return None
    try:
        return workspace.run(int(folder.name))
    except NotFoundError:
        return None


def _named(workspace: Workspace, name: object) -> str:
    """A data set's name where there is one of this name."""
    known = {row.name for row in workspace.datasets()}
    return str(name) if name in known else ""


def present_model(workspace: Workspace) -> tuple[Path, str]:
    """The network that a person works with: the one adopted last, else the bundled one.

    Returns:
        Its file, and how it is called.

    Raises:
        NotFoundError: there is none.
    """
    from emotion_gui.core.model.catalogue import default_model, list_models

    adopted = [model for model in list_models(workspace) if model.adopted]
    model = adopted[0] if adopted else default_model()
    return model.file, model.title
