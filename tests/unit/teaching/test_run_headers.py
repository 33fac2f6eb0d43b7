"""What the table of runs needs of checkpoints is read once, and not where a window waits."""

from __future__ import annotations

import torch

from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.workspace.records import RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.runs_table import KnownHeaders, read_headers, run_facts

TINY = NetworkSpec(((4,), (8,)), (True, True), dropout=0.0)


def test_files_are_read_once_and_only_where_they_may_be(workspace: Workspace) -> None:
    run = workspace.new_run(name="a", kind="train", dataset_id=None, config={})
    with run as row:
        path = workspace.checkpoint_path(row.run_id)
        torch.manual_seed(1)
        save_checkpoint(path, EmotionCNN(TINY).eval(), CheckpointInfo(spec=TINY))
        workspace.set_run_status(row.run_id, RunStatus.FINISHED, summary={})
    headers = KnownHeaders()
    (before,) = run_facts(workspace, headers, read=False)
    assert (before.network, headers.lacking) == ("", True)
    read_headers(workspace, headers, JobContext())
    (after,) = run_facts(workspace, headers, read=False)
    assert (after.network, headers.lacking) == ("4-8", False)
