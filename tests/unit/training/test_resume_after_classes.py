"""An unfinished run of a data set whose classes have been changed since."""

from __future__ import annotations

import pytest
from helpers.datasets import striped_faces

from emotion_gui.core.data import class_editing
from emotion_gui.core.data.keeping import KeptFace, keep_faces
from emotion_gui.core.errors import LabelSetsDifferError
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.labels import own_set
from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.requests import TrainRequest
from emotion_gui.core.training.runs import resume_run, train_run
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations import pupils

CLASSES = own_set(["calm", "smile", "startled"])
RECIPE = TrainConfig(network=NetworkSpec(((4,),), (True,)), epochs=1, batch_size=8)


@pytest.fixture
def unfinished(workspace: Workspace) -> int:
    """Number of the data set of a training that was stopped before its first epoch ended."""
    faces, _ = striped_faces(24, seed=5)
    kept = [KeptFace(face=face, source="f", label=k % 3) for k, face in enumerate(faces)]
    row = keep_faces(workspace, "own", kept, preprocessing=Preprocessing(), labels=CLASSES).row
    pupils.keep_division(workspace, pupils.divide(workspace, "own"))
    with pytest.raises(JobCancelled):
        train_run(workspace, TrainRequest("own", RECIPE), JobContext(is_cancelled=lambda: True))
    return row.dataset_id


def test_it_goes_on_in_the_classes_that_it_began_with(
    workspace: Workspace, unfinished: int
) -> None:
    class_editing.rename_class(workspace, unfinished, 0, "relaxed")
    run = resume_run(workspace, workspace.runs()[0].run_id, JobContext())
    assert load_checkpoint(run.checkpoint).info.label_set.names == CLASSES.names


def test_it_is_refused_while_two_of_them_are_one(workspace: Workspace, unfinished: int) -> None:
    edit = class_editing.merge_classes(workspace, unfinished, 2, into=1)
    number = workspace.runs()[0].run_id
    with pytest.raises(LabelSetsDifferError, match="startled"):
        resume_run(workspace, number, JobContext())
    class_editing.write(workspace, edit, back=True)
    assert resume_run(workspace, number, JobContext()).run.run_id == number
