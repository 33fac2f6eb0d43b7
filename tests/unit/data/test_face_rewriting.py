"""A face replaced or added: after a crash at any step the pixels are those that its row knows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers.datasets import make_dataset
from helpers.sources import face

from emotion_gui.core.data.dataset import open_faces
from emotion_gui.core.data.face_making import pixel_hash
from emotion_gui.core.data.face_rewriting import rewrite_face, settle
from emotion_gui.core.errors import WorkspaceError
from emotion_gui.core.workspace.records import DatasetRow, Sample, SampleStatus
from emotion_gui.core.workspace.workspace import Workspace

OLD, NEW, OTHER = face(1), face(2), face(3)


@pytest.fixture
def row(workspace: Workspace) -> DatasetRow:
    """Three striped faces, of which the last one is `OLD`."""
    made = make_dataset(workspace, train=3, test=0, validation=0)
    last = workspace.sample_of_face(made.dataset_id, 2)
    rewrite_face(workspace, made.dataset_id, last, OLD)
    return workspace.dataset_by_id(made.dataset_id)


def faces_of(workspace: Workspace, row: DatasetRow) -> np.ndarray:
    return np.array(open_faces(workspace, workspace.dataset_by_id(row.dataset_id)))


def note(workspace: Workspace, row: DatasetRow, index: int) -> Path:
    """What a process leaves that ends in the middle."""
    path = workspace.dataset_dir(row.dataset_id) / "pending.npz"
    np.savez(path, index=np.array(index), old=OLD, new=NEW)
    return path


def test_a_face_is_replaced_or_comes_behind_all_others(
    workspace: Workspace, row: DatasetRow
) -> None:
    before = faces_of(workspace, row)
    np.testing.assert_array_equal(before[2], OLD)
    replaced = workspace.sample_of_face(row.dataset_id, 1)
    stored = rewrite_face(workspace, row.dataset_id, replace(replaced, label=6), NEW)
    assert (stored.face_index, stored.label, stored.pixel_hash) == (1, 6, pixel_hash(NEW))
    assert workspace.sample_of_face(row.dataset_id, 1) == stored
    workspace.add_samples(row.dataset_id, [Sample("more", SampleStatus.NO_FACE)])
    (without,) = workspace.samples(row.dataset_id, status=SampleStatus.NO_FACE)
    added = rewrite_face(workspace, row.dataset_id, replace(without, status=SampleStatus.OK), OTHER)
    assert added.face_index == 3
    after = faces_of(workspace, row)
    np.testing.assert_array_equal(after, [before[0], NEW, OLD, OTHER])
    assert not list(workspace.dataset_dir(row.dataset_id).glob("pending*"))


@pytest.mark.parametrize("known", [OLD, NEW, OTHER], ids=["old", "new", "other"])
@pytest.mark.parametrize("written", [OLD, NEW], ids=["before", "after"])
def test_after_a_crash_the_file_has_what_the_row_knows(
    workspace: Workspace, row: DatasetRow, known: np.ndarray, written: np.ndarray
) -> None:
    left = note(workspace, row, 2)
    path = workspace.dataset_dir(row.dataset_id) / "faces.npy"
    faces = np.load(path)
    faces[2] = written
    np.save(path, faces)
    sample = workspace.sample_of_face(row.dataset_id, 2)
    workspace.update_samples([replace(sample, pixel_hash=pixel_hash(known))])
    settle(workspace, row.dataset_id)
    faces[2] = written if known is OTHER else known  # a row that knows neither is the newer one
    np.testing.assert_array_equal(faces_of(workspace, row), faces)
    assert not left.exists()


@pytest.mark.parametrize("content", [b"", b"PK", b"no note"])
def test_half_a_note_promises_nothing(
    workspace: Workspace, row: DatasetRow, content: bytes
) -> None:
    before = faces_of(workspace, row)
    left = note(workspace, row, 2)
    left.write_bytes(content)
    settle(workspace, row.dataset_id)
    assert not left.exists()
    note(workspace, row, 9)  # of a face that nobody knows
    settle(workspace, row.dataset_id)
    assert not left.exists()
    np.testing.assert_array_equal(faces_of(workspace, row), before)


def test_a_file_that_is_too_short_is_damaged(workspace: Workspace, row: DatasetRow) -> None:
    path = workspace.dataset_dir(row.dataset_id) / "faces.npy"
    np.save(path, np.load(path)[:2])
    left = note(workspace, row, 2)
    with pytest.raises(WorkspaceError):
        settle(workspace, row.dataset_id)
    assert left.exists()
    assert len(np.load(path)) == 2
