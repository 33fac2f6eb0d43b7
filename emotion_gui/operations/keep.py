"""Keep a pruned network as a run of its own; the run it came from is not touched."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.workspace.records import RunRow, RunStatus
from emotion_gui.core.workspace.workspace import Workspace

if TYPE_CHECKING:
    from emotion_gui.core.model.checkpoint import CheckpointInfo
    from emotion_gui.core.model.emotion_cnn import EmotionCNN

KIND = "prune"
_MEASURED = ("test_accuracy", "n", "interval")  # the original's, not the pruned network's


class KeptPlan(Protocol):
    """What was done to a network: to one layer, to several, or one taken out whole."""

    def to_json(self) -> dict[str, object]:
        """Plain JSON values, enough to do it again."""

    def facts(self) -> dict[str, object]:
        """The few that a table of runs shows."""


def save_pruned_run(
    workspace: Workspace,
    *,
    name: str,
    network: EmotionCNN,
    info: CheckpointInfo,
    plan: KeptPlan,
    compacted: bool,
    parent_run: int | None = None,
    dataset_id: int | None = None,
    summary: Mapping[str, Any] | None = None,
) -> RunRow:
    """Store a masked or compacted network, its plan and its figures as a new run.

    The run shows up as finished only when its checkpoint and its plan are on disk; if either
    fails it goes to the trash as failed.

    Args:
        workspace: where to keep it.
        name: for people; not empty.
        network: the pruned network, masked or compacted.
        info: of the original's checkpoint; labels, preprocessing and temperature are kept.
        plan: what was done to the original.
        compacted: whether the maps are really gone or only masked.
        parent_run: the original's run; None for a bundled model or a file.
        dataset_id: the data set that the accuracy in `summary` was measured on.
        summary: closing figures (`test_accuracy`, `n`, `interval`, …).

    Raises:
        ConfigError: the name is empty.
        StorageError: the disk or the database refused.
    """
    from emotion_gui.core.model.checkpoint import save_checkpoint

    title = name.strip()
    if not title:
        raise ConfigError("name", name, "a run needs a name")
    config = {**plan.facts(), "compacted": compacted}
    run = workspace.create_run(
        name=title, kind=KIND, dataset_id=dataset_id, parent_run=parent_run, config=config
    )
    kept = {key: value for key, value in info.run.items() if key not in _MEASURED}
    facts = {**kept, "name": title, "title": title, "run_id": run.run_id, "parent_run": parent_run}
    pruned_info = dataclasses.replace(
        info,
        spec=network.spec,
        run={**facts, **dict(summary or {}), "compacted": compacted},
        plan={**plan.to_json(), "compacted": compacted, "previous": info.plan},
    )
    figures = {**dict(summary or {}), "parameters": network.parameter_count()}
    try:
        with workspace.run_lock(run.run_id):
            save_checkpoint(workspace.checkpoint_path(run.run_id), network, pruned_info)
            workspace.save_plan(run.run_id, name=title, plan=plan.to_json())
            workspace.set_run_status(run.run_id, RunStatus.FINISHED, summary=figures)
    except BaseException:
        workspace.set_run_status(run.run_id, RunStatus.FAILED)
        workspace.trash_run(run.run_id)
        raise
    return workspace.run(run.run_id)
