"""Data sets in the workspace: their records, names and settings."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import NoneType
from typing import Any

from emotion_gui.core.errors import ConfigError, DatasetExistsError, NotFoundError
from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.core.workspace.database import (
    UNREADABLE,
    WorkspaceBase,
    check_kinds,
    damaged_row,
    now,
)
from emotion_gui.core.workspace.records import DatasetName, DatasetRow, DatasetState

DATASET_COLUMNS = (
    "id, name, source, created, state, faces, settings, content_hash, active_split, label_set"
)


# What readers take from settings by its kind; whatever else is there is shown as it is.
_KINDS: dict[str, type | tuple[type, ...]] = {
    "preprocessing": (dict, NoneType),
    "additions": dict,
    "left_alone": list,
    "class_names": dict,
    "files": list,
    "shard": (dict, NoneType),
}


class DatasetTables(WorkspaceBase):
    """What `Workspace` knows about data sets."""

    def dataset_dir(self, dataset_id: int) -> Path:
        return self.path / "datasets" / str(dataset_id)

    def hold_dataset(self, dataset_id: int, *, wait_s: float = 0.0) -> AbstractContextManager[None]:
        """Keep a data set's faces for this process until the block ends.

        Raises BusyError where another process writes them for longer than `wait_s` seconds.
        """
        busy = "another process is writing into this data set"
        return self._held(self.dataset_dir(dataset_id), busy, wait_s=wait_s)

    def create_dataset(
        self,
        *,
        name: str,
        source: str,
        settings: Mapping[str, Any],
        label_set: LabelSet = SEVEN,
    ) -> DatasetRow:
        """A new data set in state `importing`, or the unfinished one of the same source.

        Raises:
            DatasetExistsError: a finished one, or one of another source or settings, has it.
        """
        with self._transaction() as connection:
            row = connection.execute(
                f"SELECT {DATASET_COLUMNS} FROM datasets WHERE name = ?", (name,)
            ).fetchone()
            if row is not None:
                found = dataset_row(self.path, row)
                resumable = (
                    not found.is_ready
                    and found.source == source
                    and dict(found.settings) == json.loads(json.dumps(dict(settings)))
                    and found.label_set == label_set
                )
                if not resumable:
                    raise DatasetExistsError(name)
                return found
            dataset_id = self._new_number(connection, "datasets")
            self._make_folder(self.dataset_dir(dataset_id))
            connection.execute(
                "INSERT INTO datasets (id, name, source, created, state, settings, label_set)"
                " VALUES (?, ?, ?, ?, 'importing', ?, ?)",
                (
                    dataset_id,
                    name,
                    source,
                    now(),
                    json.dumps(dict(settings)),
                    label_set_text(label_set),
                ),
            )
        return self.dataset_by_id(dataset_id)

    def datasets(self) -> list[DatasetRow]:
        """Everything not in the trash, oldest first, unfinished imports included."""
        return self._records("datasets", DATASET_COLUMNS, "trashed IS NULL", dataset_row)

    def damaged_datasets(self, condition: str = "trashed IS NULL") -> list[DatasetName]:
        """Those whose records cannot be read, oldest first; in no list, and still on the disk."""
        numbers = {number for (number,) in self._numbers("datasets", condition)}
        whole = self._records("datasets", DATASET_COLUMNS, condition, dataset_row)
        damaged = sorted(numbers.difference(row.dataset_id for row in whole))
        readable = self._readable_rows("datasets", "name", condition) if damaged else ()
        names = {number: str(name) for number, (name,) in readable}
        return [DatasetName(number, names.get(number, str(number))) for number in damaged]

    def dataset(self, name: str) -> DatasetRow:
        """One of `datasets`, by its name.

        Raises:
            NotFoundError: no such data set is there.
            WorkspaceError: its record is damaged.
        """
        known = self.datasets()
        for row in known:
            if row.name == name:
                return row
        for number, found in self._readable_rows("datasets", "name", "trashed IS NULL"):
            if found[0] == name:
                raise damaged_row(self.path, "datasets", number)
        raise NotFoundError("data set", name, [row.name for row in known])

    def dataset_by_id(self, dataset_id: int) -> DatasetRow:
        row = self._first(f"SELECT {DATASET_COLUMNS} FROM datasets WHERE id = ?", (dataset_id,))
        if row is None:
            raise NotFoundError("data set", str(dataset_id))
        return dataset_row(self.path, row)

    def finish_dataset(self, dataset_id: int, *, content_hash: str) -> None:
        with self._transaction() as connection:
            connection.execute(
                "UPDATE datasets SET state = 'ready', content_hash = ? WHERE id = ?",
                (content_hash, dataset_id),
            )

    def note_addition(self, dataset_id: int, prefix: str, facts: Mapping[str, Any]) -> None:
        """Record where the samples whose names begin with `prefix` came from."""
        with self._changed_settings(dataset_id) as settings:
            settings.setdefault("additions", {})[prefix] = dict(facts)

    def note_left_alone(self, dataset_id: int, files: Iterable[tuple[str, str]]) -> None:
        """Record (name, reason) of files of the source that are neither pictures nor a table."""
        if files := list(files):
            with self._changed_settings(dataset_id) as settings:
                settings.setdefault("left_alone", []).extend(map(list, files))

    @contextmanager
    def _changed_settings(self, dataset_id: int) -> Iterator[dict[str, Any]]:
        """A data set's settings, stored again at the end of the block."""
        with self._transaction() as connection:
            settings = dict(self.dataset_by_id(dataset_id).settings)
            yield settings
            connection.execute(
                "UPDATE datasets SET settings = ? WHERE id = ?", (json.dumps(settings), dataset_id)
            )

    def rename_dataset(self, dataset_id: int, name: str) -> None:
        with self._transaction() as connection:
            check_name(connection, dataset_id, name)
            connection.execute("UPDATE datasets SET name = ? WHERE id = ?", (name, dataset_id))


def check_name(connection: sqlite3.Connection, dataset_id: int, name: str) -> None:
    """Raises DatasetExistsError where another data set has this name."""
    taken = connection.execute(
        "SELECT 1 FROM datasets WHERE name = ? AND id <> ?", (name, dataset_id)
    ).fetchone()
    if taken is not None:
        raise DatasetExistsError(name)


def dataset_row(path: Path, row: Sequence[Any]) -> DatasetRow:
    """The record in a row of `DATASET_COLUMNS`; `path` is the workspace's, for its error."""
    dataset_id, name, source, created, state, faces, settings, content_hash, split, labels = row
    try:
        return DatasetRow(
            dataset_id,
            str(name),
            str(source),
            str(created),
            DatasetState(state),
            int(faces),
            _settings(settings),
            content_hash,
            split,
            _label_set(labels),
        )
    except (*UNREADABLE, ConfigError) as error:
        raise damaged_row(path, "datasets", dataset_id) from error


def _settings(text: str) -> dict[str, Any]:
    settings = dict(json.loads(text))
    check_kinds(settings, _KINDS)
    additions, left_alone = settings.get("additions", {}), settings.get("left_alone", ())
    if not all(isinstance(facts, dict) for facts in additions.values()):
        raise TypeError("additions")
    if not all(isinstance(entry, list) and len(entry) == 2 for entry in left_alone):
        raise TypeError("left_alone")
    return settings


def label_set_text(labels: LabelSet) -> str:
    """A set of classes as it is stored; "" stands for the seven."""
    return "" if labels == SEVEN else json.dumps(labels.to_json())


def _label_set(text: str) -> LabelSet:
    return LabelSet.from_json(json.loads(text)) if text else SEVEN
