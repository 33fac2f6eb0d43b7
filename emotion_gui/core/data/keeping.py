"""Faces that somebody keeps one by one: from a camera, a film, a page; into a data set that grows.

What is kept is the crop alone, the very pixels that the network saw. A face that the data set has
already is not kept twice, and one that was kept by mistake is gone from the disk when it is taken
back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.appending import GrowingFaces
from emotion_gui.core.data.dataset import open_faces
from emotion_gui.core.data.face_file import write_faces
from emotion_gui.core.data.face_making import pixel_hash
from emotion_gui.core.data.face_rewriting import settle
from emotion_gui.core.data.near_duplicates import HASH_BITS, perceptual_hashes
from emotion_gui.core.data.versions import content_hash
from emotion_gui.core.errors import (
    ConfigError,
    LabelSetsDifferError,
    NotFoundError,
    WorkspaceError,
)
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.faces.stored import StoredFaces
from emotion_gui.core.labels import SEVEN, LabelSet, same_classes
from emotion_gui.core.workspace.records import DatasetRow, Sample, SampleStatus, Suggestion
from emotion_gui.core.workspace.workspace import Workspace

KIND = "kept"
"""`kind` in the settings of a data set that was not imported but kept face by face."""
_LOCK_S = 10.0


@dataclass(frozen=True, eq=False)
class KeptFace:
    """A face that is to be kept.

    Attributes:
        face: uint8, shape (side, side).
        source: where it was seen; need not be unique.
        label: what a person says it shows; None where nobody has.
        suggestion: what a model supposes, for a face without a label.
        usage: why it was kept (`kept`, `captured`, `unsure`, `disagreement`, `film`).
        group: film or person, "" when unknown; near copies are looked for in the same group.
        detector: that found it.
        box: x, y, width, height in its picture, in pixels.
    """

    face: npt.NDArray[np.uint8]
    source: str
    label: int | None = None
    suggestion: Suggestion | None = None
    usage: str = "kept"
    group: str = ""
    detector: str = "none"
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Keeping:
    """What became of faces that were to be kept.

    Attributes:
        row: the data set, as it is now.
        sample_ids: keys of those that came, in their order; what `take_back` takes.
        faces: their places among the data set's faces.
        known: how many were there already, or are nearly the same as one of their group.
    """

    row: DatasetRow
    sample_ids: tuple[int, ...] = ()
    faces: tuple[int, ...] = ()
    known: int = 0

    @property
    def added(self) -> int:
        return len(self.sample_ids)


def keep_faces(
    workspace: Workspace,
    name: str,
    faces: Sequence[KeptFace],
    *,
    preprocessing: Preprocessing,
    labels: LabelSet = SEVEN,
    settings: Mapping[str, Any] | None = None,
    thin: bool = False,
) -> Keeping:
    """Add faces to the data set `name`, which is made where there is none.

    Args:
        workspace: where the data set is.
        name: of the data set; it may be an imported one.
        faces: what is to be kept.
        preprocessing: how they were cropped; a data set holds faces of one kind.
        labels: the classes that labels and suggestions are places in; the data set's own.
        settings: of the data set, where it is made.
        thin: leave out faces that are nearly the same as another one of their group.

    Raises:
        ConfigError: the faces were cropped otherwise than those of the data set.
        LabelSetsDifferError: the data set has other classes.
        WorkspaceError: its import is not finished, its faces are damaged, or (BusyError)
            somebody else writes into it.
        StorageError: the disk is full or read-only; nothing of the faces is kept.
    """
    row = _open(workspace, name, preprocessing, labels, settings or {})
    settle(workspace, row.dataset_id)
    with workspace.hold_dataset(row.dataset_id, wait_s=_LOCK_S):
        row = workspace.dataset_by_id(row.dataset_id)
        fresh = list(_fresh(workspace, row, faces, thin=thin))
        if not fresh:
            return Keeping(row, known=len(faces))
        path = _path(workspace, row)
        file = GrowingFaces(path, committed=row.faces, side=preprocessing.side)
        file.append(np.stack([face.face for face in fresh]))
        places = tuple(range(row.faces, row.faces + len(fresh)))
        serial = _serial(workspace, row)
        workspace.add_samples(
            row.dataset_id,
            [
                _sample(face, place, serial + number)
                for number, (face, place) in enumerate(zip(fresh, places, strict=True))
            ],
        )
        keys = _note_suggestions(workspace, row, fresh, places)
        _finish(workspace, row.dataset_id)
    return Keeping(
        workspace.dataset_by_id(row.dataset_id), keys, places, known=len(faces) - len(fresh)
    )


def take_back(workspace: Workspace, keeping: Keeping) -> bool:
    """Forget faces that were kept last; their pixels go from the disk too.

    Returns:
        False where others were kept after them: then they stay.

    Raises:
        WorkspaceError: (BusyError) somebody else writes into the data set.
        StorageError: the disk refuses.
    """
    row = keeping.row
    with workspace.hold_dataset(row.dataset_id, wait_s=_LOCK_S):
        left = workspace.remove_last_faces(row.dataset_id, keeping.sample_ids)
        if left > min(keeping.faces, default=left):
            return False
        side = stored_preprocessing(row).side
        blank = np.zeros((keeping.added, side, side), dtype=np.uint8)
        write_faces(_path(workspace, row), left, blank, count=left)
        _finish(workspace, row.dataset_id)
    workspace.forget_removed()
    return True


def stored_preprocessing(row: DatasetRow) -> Preprocessing:
    """How the faces of a data set were made."""
    stored = row.settings.get("preprocessing")
    return Preprocessing() if stored is None else Preprocessing.from_json(stored)


def _open(
    workspace: Workspace,
    name: str,
    preprocessing: Preprocessing,
    labels: LabelSet,
    settings: Mapping[str, Any],
) -> DatasetRow:
    """The data set of this name; made, empty and finished, where there is none."""
    if not name.strip():
        raise ConfigError("name", name, "a data set needs a name")
    try:
        row = workspace.dataset(name)
    except NotFoundError:
        facts = {"kind": KIND, "preprocessing": preprocessing.to_json(), **settings}
        made = workspace.create_dataset(name=name, source="", settings=facts, label_set=labels)
        _finish(workspace, made.dataset_id)
        return workspace.dataset_by_id(made.dataset_id)
    if not row.is_ready and row.settings.get("kind") == KIND:
        _finish(workspace, row.dataset_id)  # whoever made it ended before this
        row = workspace.dataset_by_id(row.dataset_id)
    if not row.is_ready:
        raise WorkspaceError(workspace.path, f"the import of '{name}' is not finished")
    if stored_preprocessing(row) != preprocessing:
        raise ConfigError(
            "preprocessing", name, "its faces were cropped otherwise than the network's"
        )
    if not same_classes(row.label_set, labels):
        raise LabelSetsDifferError(labels.names, row.label_set.names)
    return row


def _fresh(
    workspace: Workspace, row: DatasetRow, faces: Sequence[KeptFace], *, thin: bool
) -> Iterator[KeptFace]:
    """Those that the data set does not have yet."""
    (hashes,) = workspace.face_columns(row.dataset_id, "pixel_hash")
    known = set(hashes)
    thinner = _Thinner(workspace, row) if thin else None
    for face in faces:
        digest = pixel_hash(face.face)
        if digest in known or (thinner is not None and thinner.has_nearly(face)):
            continue
        known.add(digest)
        yield face


class _Thinner:
    """Knows the faces of each group by their perceptual hashes."""

    def __init__(self, workspace: Workspace, row: DatasetRow) -> None:
        self._known: dict[str, list[np.uint64]] = {}
        (groups,) = workspace.face_columns(row.dataset_id, "group_name")
        if groups:
            stored = perceptual_hashes(StoredFaces.all_of(open_faces(workspace, row)))
            for group, bits in zip(groups, stored, strict=True):
                self._known.setdefault(group, []).append(bits)

    def has_nearly(self, face: KeptFace) -> bool:
        """Whether one of its group is nearly the same; if not, it is one of them now."""
        (bits,) = perceptual_hashes(face.face[np.newaxis])
        group = self._known.setdefault(face.group, [])
        if group and int(np.bitwise_count(np.array(group) ^ bits).min()) <= HASH_BITS:
            return True
        group.append(bits)
        return False


def _serial(workspace: Workspace, row: DatasetRow) -> int:
    """A number that no sample of the data set has in its name yet."""
    numbers = (name.rpartition("#")[2] for name in workspace.sample_sources(row.dataset_id))
    return 1 + max((int(number) for number in numbers if number.isdecimal()), default=0)


def _sample(face: KeptFace, place: int, serial: int) -> Sample:
    return Sample(
        source=f"{face.source} #{serial}",
        status=SampleStatus.OK,  # `suggest` says otherwise, once what is supposed is stored
        label=face.label,
        face_index=place,
        usage=face.usage,
        group=face.group,
        detector=face.detector,
        box=face.box,
        pixel_hash=pixel_hash(face.face),
    )


def _note_suggestions(
    workspace: Workspace, row: DatasetRow, faces: Sequence[KeptFace], places: Sequence[int]
) -> tuple[int, ...]:
    """Keys of the samples at these places; what models suppose of them is stored."""
    keys = tuple(key for key, _, _ in workspace.marks(row.dataset_id, faces=places))
    workspace.suggest(
        {
            key: face.suggestion
            for key, face in zip(keys, faces, strict=True)
            if face.suggestion is not None and face.label is None
        }
    )
    return keys


def _path(workspace: Workspace, row: DatasetRow) -> Path:
    return workspace.dataset_dir(row.dataset_id) / "faces.npy"


def _finish(workspace: Workspace, dataset_id: int) -> None:
    workspace.finish_dataset(dataset_id, content_hash=content_hash(workspace, dataset_id))
