"""Classes of a data set renamed, merged and added, taken back, and networks that learned others."""

from __future__ import annotations

import numpy as np
import pytest
from helpers.datasets import striped_faces

from emotion_gui.core.data import class_editing
from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.data.keeping import KeptFace, keep_faces
from emotion_gui.core.errors import ConfigError, LabelSetsDifferError
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.labels import SEVEN, match_labels, own_set, places_in
from emotion_gui.core.workspace.records import Sample, SampleStatus, Suggestion
from emotion_gui.core.workspace.workspace import Workspace

CLASSES = own_set(["calm", "smile", "startled", "yawn"])


@pytest.fixture
def dataset(workspace: Workspace) -> int:
    """Twelve faces of four classes, and one of which "startled" is supposed."""
    faces, _ = striped_faces(13, seed=5)
    kept = [
        KeptFace(face=face, source="film", label=None if k == 12 else k % 4)
        for k, face in enumerate(faces)
    ]
    row = keep_faces(workspace, "own", kept, preprocessing=Preprocessing(), labels=CLASSES).row
    (key,) = (key for key, face, _ in workspace.marks(row.dataset_id, faces=[12]))
    workspace.suggest({key: Suggestion(2, 0.8, "model")})
    return row.dataset_id


def labels_of(workspace: Workspace) -> list[int]:
    return open_dataset(workspace, "own").labels.tolist()


def test_a_merge_takes_labels_and_suppositions_along_and_is_taken_back(
    workspace: Workspace, dataset: int
) -> None:
    before = labels_of(workspace)
    edit = class_editing.merge_classes(workspace, dataset, 2, into=0)
    assert open_dataset(workspace, "own").label_set.names == ("calm", "smile", "yawn")
    assert labels_of(workspace) == [0, 1, 0, 2] * 3 + [-1]
    assert workspace.suggestions(dataset)[12].label == 0
    assert edit.after.find("startled") == 0
    class_editing.write(workspace, edit, back=True)
    assert (labels_of(workspace), workspace.suggestions(dataset)[12].label) == (before, 2)
    assert open_dataset(workspace, "own").label_set == CLASSES
    class_editing.write(workspace, edit)
    assert labels_of(workspace) == [0, 1, 0, 2] * 3 + [-1]


def test_a_name_and_a_new_class_come_and_go(workspace: Workspace, dataset: int) -> None:
    renamed = class_editing.rename_class(workspace, dataset, 0, "relaxed")
    added = class_editing.add_class(workspace, dataset, "bored")
    names = ("relaxed", "smile", "startled", "yawn", "bored")
    assert open_dataset(workspace, "own").label_set.names == names
    for edit in (added, renamed):
        class_editing.write(workspace, edit, back=True)
    assert open_dataset(workspace, "own").label_set == CLASSES
    assert labels_of(workspace) == [0, 1, 2, 3] * 3 + [-1]


def test_what_cannot_be_is_refused_and_nothing_is_changed(
    workspace: Workspace, dataset: int
) -> None:
    with pytest.raises(ConfigError, match="two classes"):
        class_editing.rename_class(workspace, dataset, 0, "Smile")
    with pytest.raises(ConfigError, match="itself"):
        class_editing.merge_classes(workspace, dataset, 1, into=1)
    edit = class_editing.add_class(workspace, dataset, "bored")
    class_editing.add_class(workspace, dataset, "awe")
    with pytest.raises(ConfigError, match="others by now"):
        class_editing.write(workspace, edit, back=True)
    assert len(open_dataset(workspace, "own").label_set) == 6


def test_votes_are_summed_and_come_back(workspace: Workspace) -> None:
    row = workspace.create_dataset(name="own", source="", settings={}, label_set=CLASSES)
    faces, _ = striped_faces(1)
    np.save(workspace.dataset_dir(row.dataset_id) / "faces.npy", faces)
    shares = (0.1, 0.2, 0.3, 0.4)
    sample = Sample("a", SampleStatus.OK, label=3, face_index=0, soft_label=shares)
    workspace.add_samples(row.dataset_id, [sample])
    workspace.finish_dataset(row.dataset_id, content_hash="x")
    edit = class_editing.merge_classes(workspace, row.dataset_id, 0, into=3)
    found = open_dataset(workspace, "own").soft_labels
    assert found is not None
    assert found[0] == pytest.approx([0.2, 0.3, 0.5])
    class_editing.write(workspace, edit, back=True)
    again = open_dataset(workspace, "own").soft_labels
    assert again is not None
    assert again[0] == pytest.approx(shares)


def test_networks_of_the_earlier_names_are_understood() -> None:
    renamed = CLASSES.renamed(0, "relaxed")
    assert places_in(CLASSES, renamed) == (0, 1, 2, 3)
    assert places_in(renamed, CLASSES) == (0, 1, 2, 3)
    assert match_labels(CLASSES, renamed).sentences() == []
    merged = renamed.merged(2, into=0)
    match = match_labels(CLASSES, merged)
    assert (match.common, match.of_model) == (merged, (0, 1, 0, 2))
    with pytest.raises(LabelSetsDifferError):
        match_labels(CLASSES.extended(["bored"]), own_set(["relaxed", "bored"]))
    # A word of the built-in classes never makes two of them one.
    assert places_in(SEVEN, SEVEN.renamed(4, "blue")) == tuple(range(7))
