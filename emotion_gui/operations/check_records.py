"""Whether what the rows of a workspace say can be read, each by the reader that pages use."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.workspace.database import UNREADABLE
from emotion_gui.core.workspace.datasets import DATASET_COLUMNS, dataset_row
from emotion_gui.core.workspace.runs import RUN_COLUMNS, run_row
from emotion_gui.core.workspace.sessions import SESSION_COLUMNS, session_row
from emotion_gui.operations.check_sentences import Told

_Look = Callable[[sqlite3.Connection, Any], object]


def damaged_parts(
    connection: sqlite3.Connection, folder: Path, table: str, number: int
) -> Iterator[Told]:
    """What of a row's facts cannot be read: its record, or what belongs to it.

    Args:
        connection: reads texts strictly; a database of an older version lacks columns, of which
            nothing is said.
        folder: of the workspace.
        table: `datasets`, `runs` or `sessions`.
        number: of the row.
    """
    columns, read, looks = _TABLES[table]
    try:
        row = connection.execute(
            f"SELECT {columns} FROM {table} WHERE id = ?", (number,)
        ).fetchone()
        record = read(folder, row)
    except sqlite3.Error:
        return
    except (*UNREADABLE, EmotionGuiError):
        yield Told("its record is damaged")
        return
    for told, look in looks:
        try:
            look(connection, record)
        except sqlite3.Error:
            continue
        except (*UNREADABLE, EmotionGuiError):
            yield told


def _preprocessing(connection: sqlite3.Connection, row: Any) -> None:
    from emotion_gui.core.faces.preprocessing import Preprocessing

    del connection
    stored = row.settings.get("preprocessing")
    if stored is not None:
        Preprocessing.from_json(stored)


def _labels(connection: sqlite3.Connection, row: Any) -> None:
    """Also of faces that nobody uses: every label is a place among the classes."""
    wrong = connection.execute(
        "SELECT count(*) FROM samples WHERE dataset_id = ? AND label IS NOT NULL"
        " AND (typeof(label) <> 'integer' OR label < 0 OR label >= ?)",
        (row.dataset_id, len(row.label_set)),
    ).fetchone()
    if wrong[0]:
        raise ValueError(wrong)


def _votes(connection: sqlite3.Connection, row: Any) -> None:
    from emotion_gui.core.workspace.samples import checked_soft_label

    texts = connection.execute(
        "SELECT soft_label FROM samples WHERE dataset_id = ? AND soft_label IS NOT NULL",
        (row.dataset_id,),
    )
    for (text,) in texts:
        checked_soft_label(text, len(row.label_set))


def _splits(connection: sqlite3.Connection, row: Any) -> None:
    from emotion_gui.core.workspace.splits import unpacked_parts

    for (parts,) in connection.execute(
        "SELECT parts FROM splits WHERE dataset_id = ?", (row.dataset_id,)
    ):
        unpacked_parts(parts)


def _recipe(connection: sqlite3.Connection, row: Any) -> None:
    from emotion_gui.core.training.requests import config_of, labels_of

    del connection
    labels_of(row)
    if row.kind == "train" and "network" in row.config:  # an erased run has no recipe any more
        config_of(row)


def _epochs(connection: sqlite3.Connection, row: Any) -> None:
    from emotion_gui.core.training.records import EpochRecord

    for (text,) in connection.execute("SELECT record FROM epochs WHERE run_id = ?", (row.run_id,)):
        EpochRecord.from_json(json.loads(text))


def _plans(connection: sqlite3.Connection, row: Any) -> None:
    from emotion_gui.core.pruning.plan import Plan

    for (text,) in connection.execute("SELECT plan FROM plans WHERE run_id = ?", (row.run_id,)):
        Plan.from_json(json.loads(text))


def _marks(connection: sqlite3.Connection, row: Any) -> None:
    from emotion_gui.core.review.edits import Edits

    del connection
    if row.edits:
        Edits.from_json(row.edits)


_TABLES: dict[
    str, tuple[str, Callable[[Path, Sequence[Any]], Any], tuple[tuple[Told, _Look], ...]]
] = {
    "datasets": (
        DATASET_COLUMNS,
        dataset_row,
        (
            (Told("how its faces were made cannot be read"), _preprocessing),
            (Told("its labels are damaged"), _labels),
            (Told("its votes are damaged"), _votes),
            (Told("its splits are damaged"), _splits),
        ),
    ),
    "runs": (
        RUN_COLUMNS,
        run_row,
        (
            (Told("its recipe cannot be read"), _recipe),
            (Told("the figures of its epochs are damaged"), _epochs),
            (Told("its plans are damaged"), _plans),
        ),
    ),
    "sessions": (
        SESSION_COLUMNS,
        session_row,
        ((Told("what was marked in it is damaged"), _marks),),
    ),
}
