"""Taught networks: which learned what, which one is the present one, and what was decided."""

from __future__ import annotations

import contextlib
from pathlib import Path

from emotion_gui.core.errors import NotFoundError, StorageError
from emotion_gui.core.files import write_bytes
from emotion_gui.core.model.checkpoint_info import read_info
from emotion_gui.core.rollback import undone_by
from emotion_gui.core.workspace.database import damage_told
from emotion_gui.core.workspace.records import RunRow, RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.lessons import KeptShare, Taught, closing_figures
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


def kept_file(workspace: Workspace, run_id: int, share: float) -> Path:
    """The checkpoint that keeps this share of a run's lesson."""
    return workspace.run_dir(run_id) / f"kept-{100 * share:g}.safetensors"


def keep(workspace: Workspace, run_id: int, share: float) -> RunRow:
    """Keep another share of a lesson: one of those that were judged side by side.

    Args:
        workspace: of the run.
        run_id: a taught run.
        share: in [0, 1].

    Raises:
        NotFoundError: there is no such run, or this share was not judged.
        StorageError: its file is gone, or the disk refuses.
    """
    run = _taught(workspace, run_id)
    facts = run.summary.get(FACTS, {})
    with damage_told(workspace.path, "runs", run_id):
        judged = {round(float(kept["share"]), 6): kept for kept in facts.get("kept", ())}
        figures = {share: closing_figures(kept) for share, kept in judged.items()}
    chosen = judged.get(round(share, 6))
    if chosen is None:
        raise NotFoundError("kept share", str(share), [str(known) for known in judged])
    target = workspace.checkpoint_path(run_id)
    before, after = map(_read, (target, kept_file(workspace, run_id, chosen["share"])))
    with undone_by(lambda: write_bytes(target, before)):
        write_bytes(target, after)
        summary = {**figures[round(share, 6)], FACTS: {**facts, **chosen}}
        workspace.set_run_status(run_id, run.status, summary=summary)
    return workspace.run(run_id)


def adopt(workspace: Workspace, run_id: int, *, share: float | None = None) -> RunRow:
    """The taught network is the present one from now on: starred, and first in Live's list.

    Args:
        workspace: of the run.
        run_id: a taught run.
        share: how much of the lesson it keeps from now on; None = as it is.

    Raises:
        NotFoundError: there is no such run, or this share was not judged.
        StorageError: the disk refuses.
    """
    if share is not None:
        keep(workspace, run_id, share)
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
    run = _taught(workspace, run_id)
    facts = {**run.summary.get(FACTS, {}), "decision": decision}
    workspace.set_run_status(run_id, run.status, summary={FACTS: facts})
    return workspace.run(run_id)


def open_lesson(workspace: Workspace) -> Taught | None:
    """The newest lesson about which nothing is decided yet, as `teach` returned it.

    Lessons of programs that judged one share alone are decided in the runs' table.
    """
    for run in workspace.runs():
        facts = run.summary.get(FACTS, {})
        if run.kind != KIND or run.status is not RunStatus.FINISHED:
            continue
        if facts.get("decision") != "open":
            continue
        with contextlib.suppress(KeyError, TypeError, ValueError):
            first_s, all_s = facts["seconds"]
            return Taught(
                run=run,
                checkpoint=workspace.checkpoint_path(run.run_id),
                faces=int(facts["faces"]),
                old_faces=int(facts["old_faces"]),
                share=float(facts["share"]),
                kept=tuple(KeptShare.from_record(kept) for kept in facts["kept"]),
                seconds=(float(first_s), float(all_s)),
            )
    return None


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise StorageError.of(file, error) from error


def _taught(workspace: Workspace, run_id: int) -> RunRow:
    run = workspace.run(run_id)
    if run.kind != KIND:
        raise NotFoundError("taught run", str(run_id))
    return run


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
