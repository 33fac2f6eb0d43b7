"""Where an import's faces go: batches that are on the disk before the database knows them."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt

from emotion_gui.core.clock import now_s
from emotion_gui.core.data.face_making import MadeFace, pixel_hash
from emotion_gui.core.data.readers import FaceRows
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.workspace.records import SampleStatus
from emotion_gui.core.workspace.samples import (
    SampleValues,
    face_values,
    sample_values,
    soft_label_text,
)
from emotion_gui.core.workspace.workspace import Workspace

BATCH_SAMPLES = 4_096
BATCH_SECONDS = 2.0
REPORT_SECONDS = 0.1
_SHOWN_FACES = 24
_RATE_SECONDS = 3.0


@dataclass(frozen=True)
class FreshFaces:
    """`Progress.detail` of an import: the newest faces, for the page to show.

    Attributes:
        faces: uint8, shape (n, side, side), n <= 24.
        labels: n of them; None = unlabelled.
        imported: `ok` faces so far.
        skipped: others so far.
        rate: pictures a second over the last moments.
    """

    faces: npt.NDArray[np.uint8]
    labels: tuple[int | None, ...]
    imported: int
    skipped: int
    rate: float


class FaceStore(Protocol):
    """A file of faces that grows.

    Attributes:
        count: faces in it.
        side: of a face, in pixels.
    """

    count: int
    side: int

    def append(self, faces: npt.NDArray[np.uint8]) -> None:
        """Write faces, shape (n, side, side), and wait until they are on the disk."""


class ImportSink:
    """Collects outcomes, commits them in batches and reports progress.

    A batch's faces are flushed to the file before its rows enter the database in one
    transaction; after a crash the file is cut back to what the database knows. Leaving the
    `with` block commits what is left, also on a cancel.
    """

    def __init__(
        self,
        workspace: Workspace,
        dataset_id: int,
        file: FaceStore,
        context: JobContext,
        *,
        total: int,
        done: int,
    ) -> None:
        self._workspace, self._dataset_id = workspace, dataset_id
        self._file, self._context = file, context
        self._total, self._done = total, done
        counts = workspace.count_by(dataset_id, "status") if done else {}
        self._imported = counts.get(SampleStatus.OK.value, 0)
        self._skipped = sum(counts.values()) - self._imported
        self._rows: list[SampleValues] = []
        # One array that every batch fills again: stacking costs more than the copy.
        self._faces = np.empty((0, file.side, file.side), dtype=np.uint8)
        self._waiting = 0
        self._shown: deque[tuple[npt.NDArray[np.uint8], int | None]] = deque(maxlen=_SHOWN_FACES)
        now = now_s()
        self._committed_at = self._reported_at = now
        self._history: deque[tuple[float, int]] = deque([(now, done)])

    def add(self, outcomes: Sequence[MadeFace]) -> None:
        """Take one picture's outcomes; they are committed together.

        Raises:
            JobCancelled: a stop was asked for (what was added is committed on leaving).
            StorageError: the disk refuses.
        """
        for outcome in outcomes:
            sample = outcome.sample
            index = None
            if outcome.face is not None:
                index = self._keep(outcome.face[np.newaxis])
                self._shown.append((outcome.face, sample.label))
            self._rows.append(sample_values(sample, index))
            if sample.status is SampleStatus.OK:
                self._imported += 1
            else:
                self._skipped += 1
        self._counted(1)

    def add_rows(self, rows: FaceRows) -> None:
        """Take finished faces, side x side pixels each.

        Raises:
            JobCancelled, StorageError: as `add`.
        """
        count = len(rows)
        first = self._keep(rows.faces)
        softs: Iterable[str | None] = itertools.repeat(None, count)
        if rows.soft_labels is not None:
            softs = map(soft_label_text, rows.soft_labels)
        self._rows += map(
            face_values,
            rows.sources,
            map(int, rows.labels),
            range(first, first + count),
            rows.usages,
            map(pixel_hash, rows.faces),
            softs,
        )
        newest = slice(-_SHOWN_FACES, None)
        self._shown.extend(zip(rows.faces[newest], rows.labels[newest], strict=True))
        self._imported += count
        self._counted(count)

    def _counted(self, pictures: int) -> None:
        self._done += pictures
        now = now_s()
        if len(self._rows) >= BATCH_SAMPLES or now - self._committed_at > BATCH_SECONDS:
            self._commit()
        if now - self._reported_at > REPORT_SECONDS:
            self._report(now)
        self._context.checkpoint()

    def _keep(self, faces: npt.NDArray[np.uint8]) -> int:
        """Where in the file the first of them will stand."""
        begin, end = self._waiting, self._waiting + len(faces)
        if end > len(self._faces):
            grown = np.empty((max(64, 2 * end), *faces.shape[1:]), dtype=np.uint8)
            grown[:begin] = self._faces[:begin]
            self._faces = grown
        self._faces[begin:end] = faces
        self._waiting = end
        return self._file.count + begin

    def _commit(self) -> None:
        if self._rows:
            if self._waiting:
                self._file.append(self._faces[: self._waiting])
            self._workspace.add_sample_rows(self._dataset_id, self._rows)
            self._rows, self._waiting = [], 0
        self._committed_at = now_s()

    def _report(self, now: float) -> None:
        self._history.append((now, self._done))
        while len(self._history) > 2 and now - self._history[0][0] > _RATE_SECONDS:
            self._history.popleft()
        began, then = self._history[0]
        rate = (self._done - then) / (now - began) if now > began else 0.0
        fresh = FreshFaces(
            faces=np.stack([face for face, _ in self._shown])
            if self._shown
            else np.empty((0, 48, 48), dtype=np.uint8),
            labels=tuple(None if code is None else int(code) for _, code in self._shown),
            imported=self._imported,
            skipped=self._skipped,
            rate=rate,
        )
        self._shown.clear()
        self._reported_at = now
        total = max(self._total, self._done)
        text = f"{self._done:,} of {total:,} pictures"
        self._context.report(Progress(self._done, total, text, fresh))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None or issubclass(kind, JobCancelled):
            self._commit()
            self._report(now_s())
