"""One face of a finished data set replaced or added: pixels and row change together.

`faces.npy` and the database cannot be written in one step. So the old and the new pixels are
first put beside the file (`pending.npz`, whole or not at all), then the pixels are written in
place, then the row is committed with the hash of its new pixels, and the note is removed. After
a crash in between, the next `settle` looks which of the two the database knows and makes the
file agree with it. A new face is appended first and counted by the same commit as its row; what
lies behind the count belongs to nobody.
"""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.face_file import check_face_file, map_faces, write_faces
from emotion_gui.core.data.face_making import pixel_hash
from emotion_gui.core.errors import BusyError, NotFoundError, StorageError
from emotion_gui.core.files import atomic_path, discard
from emotion_gui.core.workspace.records import Sample
from emotion_gui.core.workspace.workspace import Workspace

Face = npt.NDArray[np.uint8]
_PENDING = "pending.npz"
_LOCK_S = 10.0


def rewrite_face(workspace: Workspace, dataset_id: int, sample: Sample, face: Face) -> Sample:
    """Store a sample together with its pixels.

    Args:
        workspace: where the data set is.
        dataset_id: a finished data set.
        sample: as it shall be; without a `face_index` its face is added at the end, outside
            every stored split.
        face: uint8, shape (side, side).

    Returns:
        The sample as stored, with its `face_index` and `pixel_hash`.

    Raises:
        StorageError: the disk refuses; the old face and row stay.
        WorkspaceError: its faces are damaged, or (BusyError) somebody else writes them.
    """
    settle(workspace, dataset_id)
    with workspace.hold_dataset(dataset_id, wait_s=_LOCK_S):
        return _rewrite(workspace, dataset_id, sample, face)


def _rewrite(workspace: Workspace, dataset_id: int, sample: Sample, face: Face) -> Sample:
    folder = workspace.dataset_dir(dataset_id)
    path = folder / "faces.npy"
    count = workspace.dataset_by_id(dataset_id).faces
    is_new = sample.face_index is None
    index = count if sample.face_index is None else sample.face_index
    stored = replace(sample, face_index=index, pixel_hash=pixel_hash(face))
    check_face_file(path, count=count, side=face.shape[0])
    try:
        old = face if is_new else _read(path, index)
        with atomic_path(folder / _PENDING) as temporary, temporary.open("wb") as file:
            np.savez(file, index=np.array(index), old=old, new=face)
        write_faces(path, index, face[np.newaxis], count=count + 1 if is_new else None)
        workspace.update_samples([stored], grown=dataset_id if is_new else None)
        discard(folder / _PENDING)
    except OSError as error:
        raise StorageError.of(path, error) from error
    return stored


def settle(workspace: Workspace, dataset_id: int) -> None:
    """Finish or take back what a crash left half done; cheap where there is nothing.

    Raises:
        StorageError: the disk refuses.
        WorkspaceError: the faces are damaged.
    """
    folder = workspace.dataset_dir(dataset_id)
    pending = folder / _PENDING
    if not pending.exists():
        return
    try:
        with workspace.hold_dataset(dataset_id, wait_s=_LOCK_S):
            _settle(workspace, dataset_id, folder)
    except BusyError:
        return  # the writer is alive and will finish by itself
    except OSError as error:
        raise StorageError.of(pending, error) from error


def _settle(workspace: Workspace, dataset_id: int, folder: Path) -> None:
    pending = folder / _PENDING
    try:
        with np.load(pending, allow_pickle=False) as note:
            index, old, new = int(note["index"]), note["old"], note["new"]
        known = workspace.sample_of_face(dataset_id, index).pixel_hash
    except FileNotFoundError:
        return
    except (ValueError, KeyError, EOFError, zipfile.BadZipFile, NotFoundError):
        discard(pending)  # nothing was promised yet
        return
    # Neither of them: the note is older than the row, so the row is right.
    right = next((face for face in (new, old) if known == pixel_hash(face)), None)
    if right is not None:
        check_face_file(folder / "faces.npy", count=index + 1, side=right.shape[0])
        write_faces(folder / "faces.npy", index, right[np.newaxis])
    discard(pending)


def _read(path: Path, index: int) -> Face:
    return np.array(map_faces(path)[index])
