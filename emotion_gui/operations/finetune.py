"""Trains a compacted network a little further, as a run of its own; a Qt-free job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from emotion_gui.core.jobs import JobContext
from emotion_gui.core.workspace.records import RunRow
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.measure_layer import save_run

if TYPE_CHECKING:
    from emotion_gui.operations.measure_layer import Compacted, Measured

EPOCHS = 5


@dataclass(frozen=True)
class FineTuned:
    """A finished fine-tuning.

    Attributes:
        run: the trained run.
        accuracy: on the test part, in [0, 1].
        before: of the compacted network before it.
    """

    run: RunRow
    accuracy: float
    before: float


def fine_tune(
    workspace: Workspace,
    measured: Measured,
    compacted: Compacted,
    name: str,
    epochs: int,
    context: JobContext,
) -> FineTuned:
    """Save the compacted network as a run, then train on from it as another.

    Only a compacted network can be trained: in a masked one the maps would come back. The network
    before pruning teaches it.

    Raises:
        ConfigError: the name is empty, or the data set's faces do not fit.
        JobCancelled: stopped; the epochs so far are kept as a stopped run.
    """
    from emotion_gui.core.training.finetune import finetune_recipe
    from emotion_gui.core.training.requests import TrainRequest
    from emotion_gui.core.training.runs import train_run

    pruned = save_run(workspace, measured, compacted.plan, compacted, name, context)
    config = finetune_recipe(
        compacted.network.spec,
        train_count=measured.train_count,
        epochs=epochs,
        teacher=measured.request.model.name,
    )
    request = TrainRequest(
        dataset=measured.request.dataset,
        config=config,
        name=f"{pruned.name}, fine-tuned",
        start_from=workspace.checkpoint_path(pruned.run_id),
    )
    outcome = train_run(workspace, request, context)
    before = float(pruned.summary["test_accuracy"])
    return FineTuned(outcome.run, outcome.test.accuracy, before)
