"""Trains a compacted network a little further, as a run of its own; a Qt-free job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from emotion_gui.core.jobs import JobContext
from emotion_gui.core.workspace.records import RunRow
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.keep import save_run
from emotion_gui.operations.subject import SEED

if TYPE_CHECKING:
    from emotion_gui.operations.prune_layer import PruneResult
    from emotion_gui.operations.subject import MeasureRequest

EPOCHS = 5


@dataclass(frozen=True)
class FineTuned:
    """A finished fine-tuning.

    Attributes:
        run: the trained run.
        accuracy: on the test part, in [0, 1].
        before: of the compacted network before it.
        n: test faces.
    """

    run: RunRow
    accuracy: float
    before: float
    n: int


def fine_tune(
    workspace: Workspace,
    source: MeasureRequest,
    result: PruneResult,
    name: str,
    epochs: int,
    context: JobContext,
) -> FineTuned:
    """Save the compacted network as a run, then train on from it as another.

    Only a compacted network can be trained: in a masked one the maps would come back. The network
    before pruning teaches it.

    Args:
        workspace: holds both runs.
        source: the model before pruning and its data set.
        result: compacted.
        name: of the pruned run; the trained one is named after it.
        epochs: passes over the training faces.
        context: progress in epochs; may cancel.

    Raises:
        ConfigError: the name is empty, or the data set's faces do not fit.
        JobCancelled: stopped; the epochs so far are kept as a stopped run.
    """
    from emotion_gui.core.training.finetune import finetune_recipe
    from emotion_gui.core.training.requests import TrainRequest
    from emotion_gui.core.training.runs import train_run

    pruned = save_run(workspace, result.pruned, name, context)
    config = finetune_recipe(
        result.network.spec,
        train_count=len(result.subject.learning),
        epochs=epochs,
        teacher=source.model.name,
        seed=SEED,
    )
    request = TrainRequest(
        dataset=source.dataset,
        config=config,
        name=f"{pruned.name}, fine-tuned",
        start_from=workspace.checkpoint_path(pruned.run_id),
    )
    outcome = train_run(workspace, request, context)
    test = outcome.test
    return FineTuned(outcome.run, test.accuracy, result.after.accuracy, test.n)
