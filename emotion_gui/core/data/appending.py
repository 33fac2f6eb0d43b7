"""More pictures into a finished data set.

Everything that is there stays as it is. What comes is read like any import; a picture whose
pixels the data set already has becomes a `duplicate`, so that an addition that was cut off can
simply be made again. New faces are in no part of any split until the data set is divided again.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.face_file import check_face_file, write_faces
from emotion_gui.core.data.face_making import MadeFace, make_all
from emotion_gui.core.data.face_rewriting import settle
from emotion_gui.core.data.import_report import ImportReport, make_report
from emotion_gui.core.data.import_request import ImportRequest, reading, source_text
from emotion_gui.core.data.import_sink import ImportSink
from emotion_gui.core.data.importing import check_labels, makers_for, resolved_detector
from emotion_gui.core.data.label_report import label_report
from emotion_gui.core.data.readers import SourcePreview, inspect_source, open_source
from emotion_gui.core.data.versions import content_hash
from emotion_gui.core.errors import NothingImportedError, WorkspaceError, name_of
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.workspace.records import DatasetRow, SampleStatus
from emotion_gui.core.workspace.workspace import Workspace

_LOCK_S = 10.0
_TOLD_REASONS = 3


@dataclass(frozen=True)
class Addition:
    """How an addition ended.

    Attributes:
        report: of the whole data set, as it is now.
        added: faces that came.
        known: pictures that were there already.
        left_out: pictures without a usable face.
        unlabelled: faces among `added` that have no label yet.
    """

    report: ImportReport
    added: int
    known: int
    left_out: int
    unlabelled: int


class GrowingFaces:
    """The `faces.npy` of a finished data set, appended to in place.

    Faces are on the disk and counted in the file's header before the database knows them; what
    lies behind its count belongs to nobody and is written over.

    Args:
        path: the file; made where the data set had no face.
        committed: faces that the database knows.
        side: of a face, in pixels.

    Raises:
        WorkspaceError: the file is gone, or shorter than what the database knows.
    """

    def __init__(self, path: Path, *, committed: int, side: int) -> None:
        check_face_file(path, count=committed, side=side)
        self._path = path
        self.count, self.side = committed, side

    def append(self, faces: npt.NDArray[np.uint8]) -> None:
        """Write faces, shape (n, side, side), and wait until they are on the disk.

        Raises:
            StorageError: the disk is full, read-only or gone.
        """
        write_faces(self._path, self.count, faces, count=self.count + len(faces))
        self.count += len(faces)


def append_to_dataset(
    workspace: Workspace, request: ImportRequest, context: JobContext | None = None
) -> Addition:
    """Import a source into the data set `request.name`; its split and preprocessing stay.

    Args:
        workspace: where the data set is.
        request: what and how; `split`, `seed`, `fold` and `preprocessing` are not asked.
        context: progress (`detail` is a `FreshFaces`), pause and cancel.

    Raises:
        NotFoundError: there is no such data set.
        UnsupportedSourceError, DatasetFormatError, ArchiveError: the source is refused.
        LabelsUnknownError: its classes are numbered and `order` does not say whose numbers.
        NothingImportedError: it holds no face, neither a new one nor one that is there already.
        WorkspaceError: its import is not finished, its faces are damaged, or (BusyError)
            somebody else writes into it.
        StorageError: the disk is full or read-only; what was committed stays.
        JobCancelled: a stop was asked for; what was committed stays.
    """
    context = context or JobContext()
    started = time.perf_counter()
    row = workspace.dataset(request.name)
    if not row.is_ready:
        raise WorkspaceError(workspace.path, f"the import of '{row.name}' is not finished")
    settle(workspace, row.dataset_id)
    stored = row.settings.get("preprocessing")
    preprocessing = Preprocessing() if stored is None else Preprocessing.from_json(stored)
    request = replace(request, preprocessing=preprocessing, label_set=row.label_set)
    with workspace.hold_dataset(row.dataset_id, wait_s=_LOCK_S):
        marker, preview = _read_into(workspace, row.dataset_id, request, context)
    seconds = time.perf_counter() - started
    labels = label_report(preview, request.order)
    report = replace(
        make_report(
            workspace, row.dataset_id, seconds=seconds, notes=labels.sentences(), labels=labels
        ),
        left_alone=preview.left_alone,
        left_alone_total=preview.left_alone_total,
    )
    return Addition(report, marker.added, marker.known, marker.left_out, marker.unlabelled)


def _read_into(
    workspace: Workspace, dataset_id: int, request: ImportRequest, context: JobContext
) -> tuple[_Marker, SourcePreview]:
    options = reading(request)
    preview = inspect_source(request.source, options=options, limit=16)
    check_labels(request, preview)
    detector = resolved_detector(request, preview)
    row = workspace.dataset_by_id(dataset_id)
    path = workspace.dataset_dir(dataset_id) / "faces.npy"
    file = GrowingFaces(path, committed=row.faces, side=request.preprocessing.side)
    prefix = _prefix(row, name_of(request.source))
    facts = {"source": source_text(request), "files": [str(file) for file in request.files]}
    workspace.note_addition(dataset_id, prefix, facts)
    marker = _Marker(workspace, dataset_id, prefix)
    new_maker, workers = makers_for(request, detector)
    sink = ImportSink(workspace, dataset_id, file, context, total=preview.total, done=0)
    items = open_source(request.source, options=options)
    try:
        with closing(items), closing(make_all(items, new_maker, workers=workers)) as made, sink:
            for outcomes in made:
                sink.add(list(marker.marked(outcomes)))
    finally:  # also after a stop: what was committed makes another version
        workspace.finish_dataset(dataset_id, content_hash=content_hash(workspace, dataset_id))
    if not (marker.added or marker.known):
        raise NothingImportedError(request.source, marker.reasons, marker.left_out)
    workspace.note_left_alone(
        dataset_id, [(f"{prefix}: {name}", reason) for name, reason in preview.left_alone]
    )
    return marker, preview


def _prefix(row: DatasetRow, name: str) -> str:
    """What the names of this addition begin with, so that they are unlike all others."""
    taken = row.settings.get("additions", {})
    prefix, number = name, 2
    while prefix in taken:
        prefix, number = f"{name} ({number})", number + 1
    return prefix


class _Marker:
    """Gives what comes names of its own, and tells what is there already."""

    def __init__(self, workspace: Workspace, dataset_id: int, prefix: str) -> None:
        hashes, names = workspace.face_columns(dataset_id, "pixel_hash", "source")
        self._faces = dict(zip(hashes, names, strict=True))
        self._prefix = prefix
        self.reasons: list[tuple[str, str]] = []
        self.added = self.known = self.left_out = self.unlabelled = 0

    def marked(self, outcomes: list[MadeFace]) -> Iterator[MadeFace]:
        for outcome in outcomes:
            sample = replace(outcome.sample, source=f"{self._prefix}: {outcome.sample.source}")
            there = self._faces.get(sample.pixel_hash) if outcome.face is not None else None
            if there is not None:
                self.known += 1
                sample = replace(
                    sample,
                    status=SampleStatus.DUPLICATE,
                    pixel_hash=None,
                    reason=f"the data set has this face already ({there})",
                )
                yield MadeFace(sample, None)
                continue
            if outcome.face is None:
                self.left_out += 1
                if len(self.reasons) < _TOLD_REASONS:
                    self.reasons.append((outcome.sample.source, sample.reason))
            else:
                self.added += 1
                self.unlabelled += sample.label is None
                self._faces[sample.pixel_hash] = sample.source
            yield MadeFace(sample, outcome.face)
