"""The final part of a split: opened through here alone, and never without a record.

A split's validation part is the final hurdle. `open_final_part` writes down who opens it before
it hands the faces out, so that nobody - not even ourselves - can look twice and forget. The same
model on the same faces is one opening, however often its report is shown; every other model
counts. Faces are told by their pixels, not by the data set they lie in: the same file imported
twice, or divided once more, holds the same faces. The record lies beside the workspace's tables,
is only ever added to, and stays when a data set goes.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from filelock import FileLock

from emotion_gui.core.data.dataset import FaceDataset, FacePart
from emotion_gui.core.errors import EmptyPartError, StorageError
from emotion_gui.core.files import make_private, write_bytes
from emotion_gui.core.model.checkpoint_info import weights_digest
from emotion_gui.core.model.learned_faces import Hashes, among, face_hashes
from emotion_gui.core.reading import open_file, parse_json, read_file
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace

_FILE = "validation_openings.jsonl"
_MOST_BYTES = 64 << 20
_REPORTS = "reports"
_BEGINNING = '{"when": "'  # of every line
_FACES = "validation_faces"  # for each digest the identities of its faces, to find overlaps


@dataclass(frozen=True)
class Opening:
    """One look at the validation part.

    Attributes:
        when: ISO 8601 in UTC.
        dataset: the data set's name then.
        model: what people call the model.
        run_id: the run it came from; None for a file or a bundled model.
        dataset_id: of the data set.
        faces: hexadecimal digest of which faces with which labels were looked at.
        weights: hexadecimal digest of the model's weights.
        number: counts all openings of the workspace from 1.
    """

    when: str
    dataset: str
    model: str
    run_id: int | None
    dataset_id: int | None = None
    faces: str = ""
    weights: str = ""
    number: int = 0

    def report_path(self, workspace: Workspace) -> Path:
        """Where the final report of this opening belongs; it may not be written yet."""
        return workspace.path / _REPORTS / f"final-{self.number:04}.html"


@dataclass(frozen=True)
class FinalPart:
    """The opened part. `again` tells that this model has seen these faces before."""

    faces: FacePart
    opening: Opening
    again: bool


def open_final_part(
    workspace: Workspace,
    dataset: FaceDataset,
    *,
    checkpoint: Path,
    model: str,
    run_id: int | None = None,
) -> FinalPart:
    """Record that a model is judged on the final part, and hand the faces out.

    Args:
        workspace: where the record is kept.
        dataset: with the split in use.
        checkpoint: the model's file; its weights identify it, not its name.
        model: what people call it.
        run_id: the run it came from, if any.

    Returns:
        The faces, with the earlier opening where there was one.

    Raises:
        EmptyPartError: the split has no final part.
        CheckpointError: the file cannot be read.
        StorageError: the record cannot be read or written; then nothing is opened.
    """
    rows = np.flatnonzero(dataset.parts == Part.VALIDATION)
    if len(rows) == 0:
        raise EmptyPartError(dataset.row.name, Part.VALIDATION.name.lower(), 0)
    faces = dataset.faces_at(rows, Part.VALIDATION.name.lower())
    earlier = find_opening(workspace, dataset, checkpoint)
    if earlier is not None:
        return FinalPart(faces, earlier, again=True)
    hashes = face_hashes(dataset.faces, rows)
    digest = _digest(hashes, dataset.labels[rows])
    _keep_faces(workspace, digest, hashes)
    opening = record_opening(
        workspace,
        dataset=dataset.row.name,
        model=model,
        run_id=run_id,
        dataset_id=dataset.row.dataset_id,
        faces=digest,
        weights=weights_digest(checkpoint),
    )
    return FinalPart(faces, opening, again=False)


def find_opening(workspace: Workspace, dataset: FaceDataset, checkpoint: Path) -> Opening | None:
    """The opening in which this very model was judged on these very faces.

    Raises:
        CheckpointError, StorageError: as `open_final_part`.
    """
    weights = weights_digest(checkpoint)
    candidates = [opening for opening in _read(workspace) if opening.weights == weights]
    if not candidates:  # spares the look at every face
        return None
    rows = np.flatnonzero(dataset.parts == Part.VALIDATION)
    digest = _digest(face_hashes(dataset.faces, rows), dataset.labels[rows])
    digests = (digest, _digest_by_rows(dataset))
    return next((opening for opening in candidates if opening.faces in digests), None)


@dataclass(frozen=True)
class EarlierLook:
    """Another opening whose faces are among those of this one. `shared` counts them."""

    opening: Opening
    shared: int


def earlier_looks(workspace: Workspace, opening: Opening) -> list[EarlierLook]:
    """Openings before this one, of other models, that saw some of its faces; oldest first.

    Raises:
        StorageError: the record cannot be read.
    """
    mine = _faces_of(workspace, opening)
    looks = []
    for entry in _read(workspace):
        if entry.number >= opening.number or entry.weights == opening.weights:
            continue
        if entry.faces == opening.faces:
            looks.append(EarlierLook(entry, -1 if mine is None else len(mine)))
            continue
        theirs = _faces_of(workspace, entry)
        if mine is None or theirs is None:
            continue
        shared = int(among(mine, theirs).sum())
        if shared:
            looks.append(EarlierLook(entry, shared))
    return looks


def openings(workspace: Workspace, *, dataset: str) -> list[Opening]:
    """Every recorded look at the final parts of a data set, oldest first.

    Raises:
        StorageError: the record cannot be read.
    """
    ids = {row.dataset_id for row in workspace.datasets() if row.name == dataset}
    return [
        entry
        for entry in _read(workspace)
        if entry.dataset_id in ids or (entry.dataset_id is None and entry.dataset == dataset)
    ]


def openings_on(workspace: Workspace, dataset_ids: Collection[int]) -> list[Opening]:
    """Every recorded look at the final parts of some data sets, wherever these are by now.

    Raises:
        StorageError: the record cannot be read.
    """
    return [entry for entry in _read(workspace) if entry.dataset_id in dataset_ids]


def faces_path(workspace: Workspace, digest: str) -> Path:
    """Where the identities of the faces of an opening are kept."""
    return workspace.path / _FACES / f"{digest}.npy"


def record_opening(
    workspace: Workspace,
    *,
    dataset: str,
    model: str,
    run_id: int | None,
    dataset_id: int | None = None,
    faces: str = "",
    weights: str = "",
) -> Opening:
    """Note a look before it happens: what was seen cannot be unseen.

    Raises:
        StorageError: the disk refused; then nothing may be opened.
    """
    path = workspace.path / _FILE
    try:
        # Two processes may open a final part at once: numbers and lines are made under a lock.
        with FileLock(path.with_suffix(".lock")):
            number = len(_read(workspace)) + 1
            when = datetime.now(UTC).isoformat(timespec="seconds")
            opening = Opening(when, dataset, model, run_id, dataset_id, faces, weights, number)
            _append(path, json.dumps(asdict(opening)))
    except OSError as error:
        raise StorageError.of(path, error) from error
    return opening


def _append(path: Path, line: str) -> None:
    """One line in one write, on the disk before anything is seen."""
    make_private(path)
    with path.open("a+b") as file:
        file.seek(0)
        whole, newline, torn = file.read().rpartition(b"\n")
        if torn and _torn(torn.decode(errors="replace")):
            line = f"\n{line}"
        elif torn:
            # A power failure cut this line off before anything was seen under it.
            file.truncate(len(whole) + len(newline))
        file.write(f"{line}\n".encode())
        file.flush()
        os.fsync(file.fileno())


def _digest(hashes: Hashes, labels: np.ndarray[tuple[int], np.dtype[np.int64]]) -> str:
    """The same for the same faces with the same labels, in whatever order and data set."""
    order = np.lexsort((labels, hashes))
    digest = hashlib.blake2b(b"faces and labels", digest_size=16)
    digest.update(hashes[order].astype("<i8").tobytes())
    digest.update(labels[order].astype(np.int8).tobytes())
    return digest.hexdigest()


def _digest_by_rows(dataset: FaceDataset) -> str:
    """As records before 0.2 have it: the data set's number and its rows."""
    rows = np.flatnonzero(dataset.parts == Part.VALIDATION).astype("<i8")
    digest = hashlib.blake2b(str(dataset.row.dataset_id).encode("ascii"), digest_size=16)
    digest.update(rows.tobytes())
    digest.update(dataset.labels[rows].astype(np.int8).tobytes())
    return digest.hexdigest()


def _keep_faces(workspace: Workspace, digest: str, hashes: Hashes) -> None:
    buffer = io.BytesIO()
    np.save(buffer, np.unique(hashes), allow_pickle=False)
    write_bytes(faces_path(workspace, digest), buffer.getvalue())


def _faces_of(workspace: Workspace, opening: Opening) -> Hashes | None:
    """Sorted identities of an opening's faces; None for records before 0.2."""
    try:
        with open_file(faces_path(workspace, opening.faces)) as file:
            hashes: Hashes = np.load(file, allow_pickle=False)
    except (OSError, ValueError):
        return None
    return hashes


def _read(workspace: Workspace) -> list[Opening]:
    path = workspace.path / _FILE
    try:
        text = read_file(path, most=_MOST_BYTES).decode()
        whole, _, torn = text.rpartition("\n")
        entries = [_opening(line) for line in whole.splitlines() if line.strip()]
        return entries + (_torn(torn) if torn.strip() else [])
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        raise StorageError(path, "the record of openings cannot be read") from error


def _opening(line: str) -> Opening:
    """Raises ValueError or TypeError where a line is no opening."""
    values = parse_json(line)
    found = Opening(**values)
    texts = (found.when, found.dataset, found.model, found.faces, found.weights)
    numbers = (found.number, found.run_id, found.dataset_id)
    if not all(isinstance(text, str) for text in texts):
        raise TypeError(line)
    if not all(number is None or type(number) is int for number in numbers):
        raise TypeError(line)
    return found


def _torn(line: str) -> list[Opening]:
    """A last line without its end: whole, or cut off by a power failure before it was seen.

    Raises:
        ValueError, TypeError: it never was the beginning of a record.
    """
    try:
        return [_opening(line)]
    except ValueError:
        if line.startswith(_BEGINNING) or _BEGINNING.startswith(line):
            return []
        raise
