"""The final part of a split: opened through here alone, and never without a record.

A split's validation part is the final hurdle. `open_final_part` writes down who opens it before
it hands the faces out, so that nobody - not even ourselves - can look twice and forget. The same
model on the same faces is one opening, however often its report is shown; every other model
counts. The record lies beside the workspace's tables and is only ever added to.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from emotion_gui.core.data.dataset import FaceDataset, FacePart
from emotion_gui.core.errors import CheckpointError, EmptyPartError, StorageError
from emotion_gui.core.files import write_text
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace

_FILE = "validation_openings.jsonl"
_REPORTS = "reports"
_LENGTH_BYTES = 8  # of the header's length, with which a .safetensors file begins


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
    faces = FacePart(
        dataset.faces,
        rows,
        dataset.labels[rows],
        Part.VALIDATION.name.lower(),
        dataset.read_soft_labels,
    )
    earlier = find_opening(workspace, dataset, checkpoint)
    if earlier is not None:
        return FinalPart(faces, earlier, again=True)
    opening = record_opening(
        workspace,
        dataset=dataset.row.name,
        model=model,
        run_id=run_id,
        dataset_id=dataset.row.dataset_id,
        faces=_faces_digest(dataset),
        weights=_weights_digest(checkpoint),
    )
    return FinalPart(faces, opening, again=False)


def find_opening(workspace: Workspace, dataset: FaceDataset, checkpoint: Path) -> Opening | None:
    """The opening in which this very model was judged on these very faces.

    Raises:
        CheckpointError, StorageError: as `open_final_part`.
    """
    faces, weights = _faces_digest(dataset), _weights_digest(checkpoint)
    for opening in _read(workspace):
        if (opening.faces, opening.weights) == (faces, weights):
            return opening
    return None


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
    every = _read(workspace)
    when = datetime.now(UTC).isoformat(timespec="seconds")
    number = len(every) + 1
    opening = Opening(when, dataset, model, run_id, dataset_id, faces, weights, number)
    lines = [json.dumps(asdict(entry)) for entry in (*every, opening)]
    write_text(workspace.path / _FILE, "\n".join(lines) + "\n")
    return opening


def _faces_digest(dataset: FaceDataset) -> str:
    """The same for the same faces with the same labels, whatever the split is called."""
    rows = np.flatnonzero(dataset.parts == Part.VALIDATION).astype("<i8")
    digest = hashlib.blake2b(str(dataset.row.dataset_id).encode("ascii"), digest_size=16)
    digest.update(rows.tobytes())
    digest.update(dataset.labels[rows].astype(np.int8).tobytes())
    return digest.hexdigest()


def _weights_digest(checkpoint: Path) -> str:
    """Of the weights alone: what is said about them in the file's header may change."""
    digest = hashlib.blake2b(digest_size=16)
    try:
        with checkpoint.open("rb") as file:
            header = int.from_bytes(file.read(_LENGTH_BYTES), "little")
            file.seek(_LENGTH_BYTES + header)
            while piece := file.read(1 << 20):
                digest.update(piece)
    except (OSError, ValueError, OverflowError) as error:
        raise CheckpointError(checkpoint, "the file cannot be read") from error
    return digest.hexdigest()


def _read(workspace: Workspace) -> list[Opening]:
    path = workspace.path / _FILE
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [Opening(**json.loads(line)) for line in lines if line.strip()]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        raise StorageError(path, "the record of openings cannot be read") from error
