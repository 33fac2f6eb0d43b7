"""Samples of data sets in the workspace: one row a picture or table row, with its face's place."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from emotion_gui.core.errors import NotFoundError
from emotion_gui.core.labels import MOST_CLASSES
from emotion_gui.core.workspace.database import UNREADABLE, WorkspaceBase, damaged_row
from emotion_gui.core.workspace.records import (
    DatasetRow,
    Mark,
    Sample,
    SampleStatus,
    Suggestion,
)

_SAMPLE_COLUMNS = (
    "source, status, label, face_index, reason, usage, group_name, detector, "
    "x, y, width, height, confidence, pixel_hash, soft_label"
)

_NO_BOX = (None, None, None, None)
_SAMPLE_PLACES = "(?" + ", ?" * 15 + ")"
_ROWS_AT_ONCE = 256
_FACES_A_QUERY = 10_000  # SQLite takes 32,766 values a statement

SampleValues = tuple[Any, ...]
"""One row of `samples` in the order of its columns, without key and data set."""


class SampleTables(WorkspaceBase):
    """What `Workspace` knows about the samples of data sets."""

    def add_samples(self, dataset_id: int, samples: Sequence[Sample]) -> None:
        """Store a batch in one transaction; the caller has already flushed its faces."""
        self.add_sample_rows(
            dataset_id, [sample_values(sample, sample.face_index) for sample in samples]
        )

    def add_sample_rows(self, dataset_id: int, rows: Sequence[SampleValues]) -> None:
        """As `add_samples`, for rows that `sample_values` or its like has made."""
        stored = sum(row[3] is not None for row in rows)
        with self._transaction() as connection:
            # Many rows a statement: the interpreter's lock is handed over once for each.
            for begin in range(0, len(rows), _ROWS_AT_ONCE):
                piece = rows[begin : begin + _ROWS_AT_ONCE]
                places = ", ".join([_SAMPLE_PLACES] * len(piece))
                connection.execute(
                    f"INSERT INTO samples (dataset_id, {_SAMPLE_COLUMNS}) VALUES {places}",
                    [value for row in piece for value in (dataset_id, *row)],
                )
            connection.execute(
                "UPDATE datasets SET faces = faces + ? WHERE id = ?", (stored, dataset_id)
            )

    def update_samples(self, samples: Iterable[Sample], *, grown: int | None = None) -> None:
        """Rewrite stored samples (relabel, exclude, new box) in one transaction.

        Args:
            samples: as they shall be.
            grown: the data set that has one face more by it.
        """
        assignments = ", ".join(f"{c.strip()} = ?" for c in _SAMPLE_COLUMNS.split(","))
        with self._transaction() as connection:
            connection.executemany(
                f"UPDATE samples SET {assignments} WHERE id = ?",
                [
                    (*sample_values(sample, sample.face_index), sample.sample_id)
                    for sample in samples
                ],
            )
            if grown is not None:
                connection.execute("UPDATE datasets SET faces = faces + 1 WHERE id = ?", (grown,))

    def marks(
        self, dataset_id: int, *, faces: Sequence[int] = (), sample_ids: Sequence[int] = ()
    ) -> list[tuple[int, int | None, Mark]]:
        """Key, face and mark of samples by their faces or keys, in one query for any number."""
        # Lists go in as JSON: a statement takes no more than 32,766 values.
        rows = self._connection().execute(
            "SELECT id, face_index, label, status, reason FROM samples WHERE dataset_id = ?"
            " AND (face_index IN (SELECT value FROM json_each(?))"
            " OR id IN (SELECT value FROM json_each(?))) ORDER BY id",
            (dataset_id, json.dumps(list(faces)), json.dumps(list(sample_ids))),
        )
        known: dict[tuple[Any, ...], Mark] = {}  # few different ones, however many samples
        found = []
        for sample_id, face, *values in rows:
            key = tuple(values)
            if key not in known:
                label, status, reason = values
                known[key] = Mark(label, SampleStatus(status), reason)
            found.append((sample_id, face, known[key]))
        return found

    def set_marks(self, ids: Mapping[Mark, Sequence[int]]) -> None:
        """Let samples carry other marks: one transaction, one statement a mark."""
        with self._transaction() as connection:
            for mark, sample_ids in ids.items():
                connection.execute(
                    "UPDATE samples SET label = ?, status = ?, reason = ?"
                    " WHERE id IN (SELECT value FROM json_each(?))",
                    (mark.label, mark.status.value, mark.reason, json.dumps(list(sample_ids))),
                )

    def suggest(self, suggestions: Mapping[int, Suggestion]) -> int:
        """Note what a model supposes of samples that nobody has labelled.

        They become `suggested`, and an earlier supposition of theirs is replaced. A sample that
        has a label, or that is left out for another reason, is not touched.

        Args:
            suggestions: by the sample's key.

        Returns:
            How many samples there were.
        """
        rows = json.dumps(
            [
                [key, entry.label, entry.confidence, entry.model]
                for key, entry in suggestions.items()
            ]
        )
        with self._transaction() as connection:
            cursor = connection.execute(
                "INSERT OR REPLACE INTO suggestions (sample_id, label, confidence, model)"
                " SELECT samples.id, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?)"
                " JOIN samples ON samples.id = value ->> 0 WHERE samples.label IS NULL"
                " AND samples.face_index IS NOT NULL AND samples.status IN ('ok', 'suggested')",
                (rows,),
            )
            connection.execute(
                "UPDATE samples SET status = 'suggested' WHERE status = 'ok' AND label IS NULL"
                " AND id IN (SELECT value ->> 0 FROM json_each(?))",
                (rows,),
            )
            return cursor.rowcount

    def suggestions(self, dataset_id: int) -> dict[int, Suggestion]:
        """What is supposed of the faces that nobody has judged yet, by `face_index`."""
        rows = self._connection().execute(
            "SELECT face_index, suggestions.label, suggestions.confidence, model FROM suggestions"
            " JOIN samples ON samples.id = sample_id"
            " WHERE dataset_id = ? AND status = 'suggested' ORDER BY face_index",
            (dataset_id,),
        )
        return {face: Suggestion(label, float(sure), model) for face, label, sure, model in rows}

    def remove_last_faces(self, dataset_id: int, sample_ids: Sequence[int]) -> int:
        """Forget samples whose faces are the last ones of a data set; see `keeping.take_back`.

        Returns:
            How many faces the data set has left; as many as before where others came after them.
        """
        with self._transaction() as connection:
            wanted = json.dumps(list(sample_ids))
            count = self._face_count(dataset_id)
            places = connection.execute(
                "SELECT face_index FROM samples WHERE dataset_id = ?"
                " AND id IN (SELECT value FROM json_each(?)) ORDER BY face_index",
                (dataset_id, wanted),
            ).fetchall()
            left = count - len(places)
            if [place for (place,) in places] != list(range(left, count)):
                return count
            connection.execute(
                "DELETE FROM samples WHERE id IN (SELECT value FROM json_each(?))", (wanted,)
            )
            connection.execute("UPDATE datasets SET faces = ? WHERE id = ?", (left, dataset_id))
            # Whoever gets their places later is in no part.
            for split_id, blob in connection.execute(
                "SELECT id, parts FROM splits WHERE dataset_id = ?", (dataset_id,)
            ).fetchall():
                parts = zlib.compress(zlib.decompress(blob)[:left], level=1)
                connection.execute("UPDATE splits SET parts = ? WHERE id = ?", (parts, split_id))
            return left

    def _face_count(self, dataset_id: int) -> int:
        row = self._first("SELECT faces FROM datasets WHERE id = ?", (dataset_id,))
        if row is None:
            raise NotFoundError("data set", str(dataset_id))
        return int(row[0])

    def sample_sources(self, dataset_id: int) -> set[str]:
        """Sources already stored: what a resumed import skips."""
        rows = self._connection().execute(
            "SELECT source FROM samples WHERE dataset_id = ?", (dataset_id,)
        )
        return {row[0] for row in rows}

    def sample_count(self, dataset_id: int) -> int:
        row = self._first("SELECT count(*) FROM samples WHERE dataset_id = ?", (dataset_id,))
        return int(row[0]) if row else 0

    def samples(
        self,
        dataset_id: int,
        *,
        status: SampleStatus | None = None,
        problems_only: bool = False,
        limit: int = -1,
    ) -> Iterator[Sample]:
        """Samples in import order.

        Args:
            dataset_id: the data set.
            status: only those that ended so.
            problems_only: only those that are not `ok`.
            limit: at most so many; -1 = all.
        """
        where = " AND status = ?" if status else ""
        if problems_only:  # by name, so that the usable ones are not even walked through
            others = ", ".join(f"'{s.value}'" for s in SampleStatus if s is not SampleStatus.OK)
            where += f" AND status IN ({others})"
        arguments = (dataset_id, *((status.value,) if status else ()), limit)
        rows = self._connection().execute(
            f"SELECT id, {_SAMPLE_COLUMNS} FROM samples"
            f" WHERE dataset_id = ?{where} ORDER BY id LIMIT ?",
            arguments,
        )
        return (_sample(self.path, row) for row in rows)

    def samples_of_faces(self, dataset_id: int, face_indices: Iterable[int]) -> list[Sample]:
        """The samples of some faces, in the order asked for; unknown ones are left out."""
        wanted = list(face_indices)
        found: dict[int, Sample] = {}
        for begin in range(0, len(wanted), _FACES_A_QUERY):
            piece = wanted[begin : begin + _FACES_A_QUERY]
            places = ", ".join("?" * len(piece))
            rows = self._connection().execute(
                f"SELECT id, {_SAMPLE_COLUMNS} FROM samples"
                f" WHERE dataset_id = ? AND face_index IN ({places})",
                (dataset_id, *piece),
            )
            for sample in (_sample(self.path, row) for row in rows):
                if sample.face_index is not None:
                    found[sample.face_index] = sample
        return [found[face] for face in wanted if face in found]

    def sample_of_face(self, dataset_id: int, face_index: int) -> Sample:
        row = self._first(
            f"SELECT id, {_SAMPLE_COLUMNS} FROM samples WHERE dataset_id = ? AND face_index = ?",
            (dataset_id, face_index),
        )
        if row is None:
            raise NotFoundError("face", str(face_index))
        return _sample(self.path, row)

    def face_columns(self, dataset_id: int, *columns: str) -> list[list[Any]]:
        """Columns of the samples that have a face, ordered by `face_index`.

        Args:
            dataset_id: the data set.
            columns: names of the `samples` table (`label`, `status`, `usage`, `group_name`, …).
        """
        known = {c.strip() for c in _SAMPLE_COLUMNS.split(",")}
        unknown = set(columns) - known
        if unknown:
            raise NotFoundError("column", ", ".join(sorted(unknown)), sorted(known))
        rows = (
            self._connection()
            .execute(
                f"SELECT {', '.join(columns)} FROM samples"
                " WHERE dataset_id = ? AND face_index IS NOT NULL ORDER BY face_index",
                (dataset_id,),
            )
            .fetchall()
        )
        return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in columns]

    def labels_and_statuses(
        self, dataset_id: int
    ) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.uint8]]:
        """Of the samples that have a face, ordered by `face_index`, without a Python object each.

        Returns:
            Labels (-1 where unknown) and statuses as positions in `SampleStatus`.
        """
        cases = " ".join(f"WHEN '{s.value}' THEN {n}" for n, s in enumerate(SampleStatus))
        # A letter a face in one long text: the database walks through its index by itself,
        # without a Python object a row and without the interpreter's lock.
        row = self._first(
            "SELECT group_concat(code, '') FROM ("
            f"SELECT char((coalesce(label, -1) + 2) * 8 + CASE status {cases} END) AS code"
            " FROM samples WHERE dataset_id = ? AND face_index IS NOT NULL ORDER BY face_index)",
            (dataset_id,),
        )
        letters = "" if row is None or row[0] is None else str(row[0])
        try:
            codes = np.frombuffer(letters.encode("latin-1"), dtype=np.uint8)
        except UnicodeEncodeError as error:  # a label beyond all classes
            raise damaged_row(self.path, "samples", f"of data set {dataset_id}") from error
        return (codes // 8).astype(np.int8) - np.int8(2), codes % 8

    def left_out_counts(self, dataset_id: int) -> dict[str, int]:
        """Number of samples without a face by status."""
        rows = self._connection().execute(
            # +status: looked up by the face index, not by walking through every status.
            "SELECT status, count(*) FROM samples WHERE dataset_id = ? AND face_index IS NULL"
            " GROUP BY +status",
            (dataset_id,),
        )
        return dict(rows.fetchall())

    def soft_labels(self, dataset: DatasetRow) -> npt.NDArray[np.float32] | None:
        """Shape (faces, classes), by `face_index`; NaN for one without, None where all are."""
        rows = (
            self._connection()
            .execute(
                "SELECT face_index, soft_label FROM samples WHERE dataset_id = ?"
                " AND face_index IS NOT NULL AND soft_label IS NOT NULL",
                (dataset.dataset_id,),
            )
            .fetchall()
        )
        if not rows:
            return None
        found = np.full((dataset.faces, len(dataset.label_set)), np.nan, dtype=np.float32)
        try:
            texts = f"[{','.join(text for _, text in rows)}]"
            shares = np.array(json.loads(texts), dtype=np.float32)
            places = np.array([index for index, _ in rows])
            known = places < dataset.faces  # a face may have been added since `dataset` was read
            found[places[known]] = shares[known]
        except (*UNREADABLE, IndexError) as error:
            raise damaged_row(self.path, "samples", f"of data set {dataset.dataset_id}") from error
        return found

    def count_by(self, dataset_id: int, column: str) -> dict[Any, int]:
        """Number of samples by `status`, `label`, `usage` or `detector`."""
        if column not in {"status", "label", "usage", "detector"}:
            raise NotFoundError("column", column)
        rows = self._connection().execute(
            f"SELECT {column}, count(*) FROM samples WHERE dataset_id = ? GROUP BY {column}",
            (dataset_id,),
        )
        return dict(rows.fetchall())

    def label_counts(self, dataset_id: int) -> dict[int | None, int]:
        """Number of usable (`ok`) faces by label."""
        rows = self._connection().execute(
            "SELECT label, count(*) FROM samples WHERE dataset_id = ? AND status = 'ok'"
            " GROUP BY label",
            (dataset_id,),
        )
        return dict(rows.fetchall())


def sample_values(sample: Sample, face_index: int | None) -> SampleValues:
    """The row of a sample whose face stands at `face_index`, whatever the sample itself says."""
    return (
        sample.source,
        sample.status.value,
        sample.label,
        face_index,
        sample.reason,
        sample.usage,
        sample.group,
        sample.detector,
        *(sample.box or _NO_BOX),
        sample.confidence,
        sample.pixel_hash,
        soft_label_text(sample.soft_label),
    )


def face_values(
    source: str, label: int, face_index: int, usage: str, digest: bytes, soft_label: str | None
) -> SampleValues:
    """The row of a usable face that came cropped."""
    return (
        source,
        "ok",
        label,
        face_index,
        "",
        usage,
        "",
        "none",
        *_NO_BOX,
        None,
        digest,
        soft_label,
    )


def soft_label_text(soft_label: Sequence[float] | None) -> str | None:
    """Soft labels as they are stored."""
    return None if soft_label is None else json.dumps(soft_label)


def checked_soft_label(text: str, classes: int) -> tuple[float, ...]:
    """Soft labels as they are stored; ValueError or TypeError where they are none."""
    shares = json.loads(text)
    if len(shares) != classes or not all(isinstance(share, int | float) for share in shares):
        raise ValueError(text)
    return tuple(shares)


def _sample(path: Path, row: Sequence[Any]) -> Sample:
    (
        sample_id,
        source,
        status,
        label,
        face_index,
        reason,
        usage,
        group,
        detector,
        x,
        y,
        width,
        height,
        confidence,
        pixel_hash,
        soft,
    ) = row
    try:
        return Sample(
            source=source,
            status=SampleStatus(status),
            label=_checked_label(label),
            face_index=face_index,
            reason=reason,
            usage=usage,
            group=group,
            detector=detector,
            box=None if x is None else (x, y, width, height),
            confidence=confidence,
            pixel_hash=pixel_hash,
            soft_label=None if soft is None else tuple(json.loads(soft)),
            sample_id=sample_id,
        )
    except UNREADABLE as error:
        raise damaged_row(path, "samples", sample_id) from error


def _checked_label(label: object) -> int | None:
    """Raises TypeError where a damaged row holds what is no place in a set of classes."""
    if label is None or (isinstance(label, int) and 0 <= label < MOST_CLASSES):
        return label
    raise TypeError(label)
