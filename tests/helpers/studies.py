"""A small run in a workspace, for views of Prune that take one model and its data."""

from __future__ import annotations

from helpers.datasets import make_dataset, make_run
from helpers.pruning import random_network

from emotion_gui.core.model.catalogue import list_models
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.workspace.records import RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.subject import MeasureRequest


def small_run(
    workspace: Workspace, spec: NetworkSpec, *, train: int, test: int, validation: int = 0
) -> MeasureRequest:
    """A finished run of random weights with a data set, as the boxes would name both."""
    dataset = make_dataset(workspace, train=train, test=test, validation=validation)
    run = make_run(
        workspace,
        name="small",
        kind="train",
        dataset_id=dataset.dataset_id,
        config={},
        status=RunStatus.FINISHED,
    )
    info = CheckpointInfo(spec=spec, run={"title": "Small"})
    save_checkpoint(workspace.checkpoint_path(run.run_id), random_network(spec), info)
    (model,) = [entry for entry in list_models(workspace) if entry.run_id == run.run_id]
    return MeasureRequest(model, dataset.name, 0)
