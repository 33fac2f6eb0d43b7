"""The workspace's tables, one migration function a version; `user_version` counts them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import partial

from emotion_gui.core.labels import MOST_CLASSES
from emotion_gui.core.rollback import undone_by

_VERSION_1 = """
CREATE TABLE datasets (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    created TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('importing', 'ready')),
    faces INTEGER NOT NULL DEFAULT 0,
    settings TEXT NOT NULL DEFAULT '{}',
    content_hash TEXT NOT NULL DEFAULT '',
    active_split INTEGER REFERENCES splits (id) ON DELETE SET NULL,
    trashed TEXT
);
CREATE TABLE samples (
    id INTEGER PRIMARY KEY,
    dataset_id INTEGER NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
    source TEXT NOT NULL,
    status TEXT NOT NULL,
    label INTEGER CHECK (label BETWEEN 0 AND 6),
    face_index INTEGER,
    reason TEXT NOT NULL DEFAULT '',
    usage TEXT NOT NULL DEFAULT '',
    group_name TEXT NOT NULL DEFAULT '',
    detector TEXT NOT NULL DEFAULT 'none',
    x REAL, y REAL, width REAL, height REAL,
    confidence REAL,
    pixel_hash BLOB,
    soft_label TEXT,
    UNIQUE (dataset_id, source)
);
CREATE INDEX samples_face ON samples (dataset_id, face_index);
CREATE INDEX samples_status ON samples (dataset_id, status, label);
CREATE TABLE splits (
    id INTEGER PRIMARY KEY,
    dataset_id INTEGER NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    seed INTEGER NOT NULL,
    created TEXT NOT NULL,
    parts BLOB NOT NULL,
    UNIQUE (dataset_id, name)
);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    created TEXT NOT NULL,
    dataset_id INTEGER REFERENCES datasets (id) ON DELETE SET NULL,
    parent_run INTEGER REFERENCES runs (id) ON DELETE SET NULL,
    config TEXT NOT NULL DEFAULT '{}',
    summary TEXT NOT NULL DEFAULT '{}',
    starred INTEGER NOT NULL DEFAULT 0,
    trashed TEXT
);
CREATE TABLE epochs (
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (run_id, epoch)
);
CREATE TABLE plans (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    created TEXT NOT NULL,
    plan TEXT NOT NULL
);
"""


def _to_version_1(connection: sqlite3.Connection) -> None:
    for statement in _VERSION_1.split(";"):
        connection.execute(statement)


def _to_version_2(connection: sqlite3.Connection) -> None:
    """What a gallery needs of a million faces is read from the index alone."""
    connection.execute("DROP INDEX samples_face")
    connection.execute(
        "CREATE INDEX samples_face ON samples (dataset_id, face_index, label, status)"
    )


def _to_version_3(connection: sqlite3.Connection) -> None:
    """Data sets whose files are being erased, and the numbers of those that are gone."""
    connection.execute("ALTER TABLE datasets ADD COLUMN erasing INTEGER NOT NULL DEFAULT 0")
    connection.execute(
        "CREATE TABLE erased_datasets (id INTEGER PRIMARY KEY, erased TEXT NOT NULL)"
    )


def _to_version_4(connection: sqlite3.Connection) -> None:
    """Analysed films; their rows lie in `sessions/<id>`."""
    connection.execute(
        "CREATE TABLE sessions ("
        " id INTEGER PRIMARY KEY,"
        " name TEXT NOT NULL,"
        " state TEXT NOT NULL,"
        " created TEXT NOT NULL,"
        " facts TEXT NOT NULL DEFAULT '{}',"
        " edits TEXT NOT NULL DEFAULT '{}',"
        " exports TEXT NOT NULL DEFAULT '[]',"
        " trashed TEXT,"
        " erasing INTEGER NOT NULL DEFAULT 0)"
    )
    connection.execute(
        "CREATE TABLE erased_sessions (id INTEGER PRIMARY KEY, erased TEXT NOT NULL)"
    )


def _to_version_5(connection: sqlite3.Connection) -> None:
    """What a model supposes of faces that nobody has labelled; what people write about runs.

    A table of its own, so that nothing that reads labels can take a supposition for one.
    """
    connection.execute(
        "CREATE TABLE suggestions ("
        " sample_id INTEGER PRIMARY KEY REFERENCES samples (id) ON DELETE CASCADE,"
        " label INTEGER NOT NULL,"
        " confidence REAL NOT NULL,"
        " model TEXT NOT NULL)"
    )
    connection.execute("ALTER TABLE runs ADD COLUMN notes TEXT NOT NULL DEFAULT ''")
    connection.execute("ALTER TABLE runs ADD COLUMN tags TEXT NOT NULL DEFAULT ''")


def _to_version_6(connection: sqlite3.Connection) -> None:
    """Classes are data: each data set has its own, and labels are places in them.

    SQLite cannot alter a check, so the table of samples is written anew.
    """
    connection.execute("ALTER TABLE datasets ADD COLUMN label_set TEXT NOT NULL DEFAULT ''")
    (made,) = connection.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'samples'"
    ).fetchone()
    wider = made.replace("BETWEEN 0 AND 6", f"BETWEEN 0 AND {MOST_CLASSES - 1}")
    connection.execute(wider.replace("TABLE samples", "TABLE wider_samples", 1))
    connection.execute("INSERT INTO wider_samples SELECT * FROM samples")
    # Dropping a table deletes its rows, and with them what refers to them.
    kept = connection.execute("SELECT * FROM suggestions").fetchall()
    connection.execute("DROP TABLE samples")
    connection.execute("ALTER TABLE wider_samples RENAME TO samples")
    connection.execute(
        "CREATE INDEX samples_face ON samples (dataset_id, face_index, label, status)"
    )
    connection.execute("CREATE INDEX samples_status ON samples (dataset_id, status, label)")
    connection.executemany("INSERT INTO suggestions VALUES (?, ?, ?, ?)", kept)


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    _to_version_1,
    _to_version_2,
    _to_version_3,
    _to_version_4,
    _to_version_5,
    _to_version_6,
)
SCHEMA_VERSION = len(MIGRATIONS)
SESSIONS_SINCE = 4
"""The version that brought analysed films; whoever reads without migrating must look."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a database to `SCHEMA_VERSION`, each step in a transaction of its own."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    for number, step in enumerate(MIGRATIONS[version:], start=version + 1):
        connection.execute("BEGIN IMMEDIATE")
        with undone_by(partial(take_back, connection)):
            (now,) = connection.execute("PRAGMA user_version").fetchone()
            if now < number:  # another process may have been faster
                step(connection)
                connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")


def take_back(connection: sqlite3.Connection) -> None:
    """End a transaction that did not go through; a full disk may have ended it already."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")
