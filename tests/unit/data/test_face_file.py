"""Files of faces as NumPy reads them, also after an import that was cut off; and their overview."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from helpers.sources import face

from emotion_gui.core.data.face_file import FaceFile, check_face_file, write_faces
from emotion_gui.core.data.keeping import KeptFace, keep_faces
from emotion_gui.core.data.overview import open_overview
from emotion_gui.core.errors import StorageError, WorkspaceError
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.workspace.records import Part, SampleStatus
from emotion_gui.core.workspace.workspace import Workspace

FACES = np.stack([face(number, 20) for number in range(6)])


def test_faces_are_appended_and_then_the_file_has_its_name(tmp_path: Path) -> None:
    with FaceFile(tmp_path, committed=0, side=20) as file:
        file.append(FACES[:2])
        file.append(FACES[2:5])
        assert file.count == 5
        assert not (tmp_path / "faces.npy").exists()
        file.finish()
    assert [path.name for path in tmp_path.iterdir()] == ["faces.npy"]
    np.testing.assert_array_equal(np.load(tmp_path / "faces.npy"), FACES[:5])


@pytest.mark.parametrize("finished", [False, True])
@pytest.mark.parametrize("committed", [0, 2, 4])
def test_an_import_goes_on_behind_what_the_database_knows(
    tmp_path: Path, committed: int, finished: bool
) -> None:
    with FaceFile(tmp_path, committed=0, side=20) as file:
        file.append(FACES[:4])
        if finished:
            file.finish()
    with FaceFile(tmp_path, committed=committed, side=20) as file:
        file.append(FACES[5:])
        file.finish()
    expected = [*FACES[:committed], FACES[5]]
    np.testing.assert_array_equal(np.load(tmp_path / "faces.npy"), expected)


def test_fewer_faces_than_the_database_knows_are_a_fault(tmp_path: Path) -> None:
    with FaceFile(tmp_path, committed=0, side=20) as file:
        file.append(FACES[:4])
    with pytest.raises(StorageError, match="missing from it"):
        FaceFile(tmp_path, committed=5, side=20)


def test_faces_of_a_finished_file_are_written_over_and_behind(tmp_path: Path) -> None:
    path = tmp_path / "faces.npy"
    write_faces(path, 0, FACES[:3], count=3)  # the first of all
    write_faces(path, 1, FACES[5:])
    np.testing.assert_array_equal(np.load(path), [FACES[0], FACES[5], FACES[2]])
    write_faces(path, 3, FACES[3:5])  # nobody counts them yet
    assert len(np.load(path)) == 3
    write_faces(path, 3, FACES[4:5], count=4)
    np.testing.assert_array_equal(np.load(path), [FACES[0], FACES[5], FACES[2], FACES[4]])


@pytest.mark.parametrize(
    ("count", "side", "fits"), [(0, 9, True), (6, 20, True), (7, 20, False), (6, 21, False)]
)
def test_a_file_is_looked_at_before_it_grows(
    tmp_path: Path, count: int, side: int, fits: bool
) -> None:
    path = tmp_path / "faces.npy"
    np.save(path, FACES)
    if fits:
        check_face_file(path, count=count, side=side)
        return
    with pytest.raises(WorkspaceError, match=f"it holds 6 of {count} faces"):
        check_face_file(path, count=count, side=side)
    np.save(path, FACES.astype(np.float32))
    with pytest.raises(WorkspaceError):
        check_face_file(path, count=6, side=20)
    path.write_bytes(b"no faces")
    with pytest.raises(WorkspaceError, match="6 faces are gone or damaged"):
        check_face_file(path, count=6, side=20)


def test_an_overview_counts_and_finds_as_by_hand(workspace: Workspace) -> None:
    rng = np.random.default_rng(2)
    labels = rng.integers(-1, 7, 40).tolist()
    kept = [KeptFace(face(k), "film", label=None if c < 0 else c) for k, c in enumerate(labels)]
    row = keep_faces(workspace, "x", kept, preprocessing=Preprocessing()).row
    parts = rng.choice([0, 1, 2, Part.NONE], 40).astype(np.uint8)
    workspace.add_split(row.dataset_id, name="x", kind="paper", seed=0, parts=parts)
    overview = open_overview(workspace, row.dataset_id)
    overview.statuses[::5] = 0 if overview.statuses[0] else 1  # not usable
    usable = [number % 5 != 0 for number in range(40)]
    expected = np.zeros((8, 4), int)
    for label, part, counts in zip(labels, parts.tolist(), usable, strict=True):
        expected[label, min(part, 3)] += counts  # the unlabelled stand last
    np.testing.assert_array_equal(overview.class_part_counts(), expected)
    for label in (-1, 0, 6):
        for part in (Part.TRAIN, Part.NONE):
            places = [k for k in range(40) if labels[k] == label and parts[k] == part]
            assert overview.find(label=label, part=part).tolist() == places
    ok = [number for number in range(40) if usable[number]]
    assert overview.find(status=SampleStatus.OK).tolist() == ok
    assert overview.find().tolist() == list(range(40))


def test_a_face_that_was_added_is_noted_with_what_it_is(workspace: Workspace) -> None:
    kept = [KeptFace(face(k), "film", label=k) for k in range(3)]
    row = keep_faces(workspace, "x", kept, preprocessing=Preprocessing()).row
    overview = open_overview(workspace, row.dataset_id)
    later = keep_faces(
        workspace, "x", [KeptFace(face(9), "film", label=5)], preprocessing=Preprocessing()
    ).row
    fresh = open_overview(workspace, row.dataset_id)
    sample = workspace.sample_of_face(row.dataset_id, 3)
    overview.note_face(sample, later, fresh.faces)
    assert overview.count == 4
    assert overview.row == later
    np.testing.assert_array_equal(overview.labels, fresh.labels)
    np.testing.assert_array_equal(overview.statuses, fresh.statuses)
    np.testing.assert_array_equal(overview.parts, fresh.parts)
    np.testing.assert_array_equal(overview.faces[3], face(9))
