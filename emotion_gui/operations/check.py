"""What of a workspace is damaged, what of it can be saved, and what nobody's record speaks of.

Nothing is changed: not even the database is opened for writing.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.face_file import map_faces
from emotion_gui.core.errors import CheckpointError, EmotionGuiError, NotFoundError
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.places import WORKSPACE_FILE
from emotion_gui.core.reading import parse_json
from emotion_gui.core.workspace.schema import SESSIONS_SINCE
from emotion_gui.core.workspace.sessions import ROWS_FILE, SessionState
from emotion_gui.operations.check_records import damaged_parts
from emotion_gui.operations.check_sentences import Told

_CHECKPOINTS = ("best.safetensors", "last.safetensors")
_FACES_A_LOOK = 4_096
Kind = Literal["database", "data set", "run", "session", "unrecorded", "moved aside"]


@dataclass(frozen=True)
class Damage:
    """One thing that is not as it should be.

    Attributes:
        kind: what it is.
        name: of the data set or run, or of the folder.
        path: where.
        troubles: what is wrong.
        use: what of it can still be used; None where nothing can.
        damaged: False where nothing is wrong and it is only told.
    """

    kind: Kind
    name: str
    path: Path
    troubles: tuple[Told, ...]
    use: Told | None = None
    damaged: bool = True

    @property
    def trouble(self) -> str:
        """What is wrong, in English."""
        return "; ".join(told.said() for told in self.troubles)

    @property
    def saved(self) -> str:
        """What of it can still be used, in English; empty where nothing can."""
        return "" if self.use is None else self.use.said()


@dataclass(frozen=True)
class CheckReport:
    """What a look at a whole workspace found.

    Attributes:
        datasets, runs, sessions, faces: that were looked at.
        findings: damage first.
    """

    datasets: int
    runs: int
    sessions: int
    faces: int
    findings: tuple[Damage, ...]

    @property
    def is_whole(self) -> bool:
        """Nothing is damaged."""
        return not any(finding.damaged for finding in self.findings)


def check_workspace(folder: Path, context: JobContext | None = None) -> CheckReport:
    """Look at every row, face and checkpoint.

    Args:
        folder: of the workspace; it may be in use, and need not be one that opens.
        context: progress and cancel.

    Raises:
        NotFoundError: there is no workspace.
        JobCancelled: a stop was asked for.
    """
    if not (folder / WORKSPACE_FILE).is_file():
        raise NotFoundError("workspace", str(folder))
    with (
        contextlib.closing(_opened(folder, "replace")) as connection,
        contextlib.closing(_opened(folder, "strict")) as strict,
    ):
        look = _Look(folder, strict, context or JobContext())
        look.database(connection)
        look.datasets(connection)
        look.runs(connection)
        look.sessions(connection)
    look.unrecorded()
    look.moved_aside()
    found = sorted(look.findings, key=lambda finding: not finding.damaged)
    return CheckReport(
        look.dataset_count, look.run_count, look.session_count, look.face_count, tuple(found)
    )


def _opened(folder: Path, errors: Literal["replace", "strict"]) -> sqlite3.Connection:
    path = (folder / WORKSPACE_FILE).resolve()
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=10)
    connection.text_factory = lambda data: data.decode(errors=errors)
    return connection


class _Look:
    """Collects findings; every kind of damage costs only itself."""

    def __init__(self, folder: Path, strict: sqlite3.Connection, context: JobContext) -> None:
        self._folder, self._strict, self._context = folder, strict, context
        self.findings: list[Damage] = []
        self.dataset_count = self.run_count = self.session_count = self.face_count = 0
        self._known: dict[str, set[str] | None] = dict.fromkeys(("datasets", "runs", "sessions"))

    def database(self, connection: sqlite3.Connection) -> None:
        """SQLite's own look at itself, and its rows that refer to nothing."""
        path = self._folder / WORKSPACE_FILE
        try:
            told = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.Error as error:
            told, broken = [str(error)], []
        if told != ["ok"]:
            why = "; ".join(told)
            words = Told("the database is damaged ({why})", {"why": why})
            self._add("database", WORKSPACE_FILE, path, words, Told("see the runs' checkpoints"))
        if broken:
            words = Told(
                "{count} rows refer to something that is not there", {"count": len(broken)}
            )
            self._add("database", WORKSPACE_FILE, path, words, Told("everything else"))

    def datasets(self, connection: sqlite3.Connection) -> None:
        """Every finished data set's faces against its rows."""
        rows = self._rows(connection, "datasets", "id, name, state, faces")
        for number, name, state, faces in rows:
            self._context.checkpoint()
            self._context.report(Progress(self.dataset_count, len(rows), str(name)))
            self.dataset_count += 1
            path = self._folder / "datasets" / str(number) / "faces.npy"
            self._record("datasets", "data set", number, str(name), path, _contents(path.parent))
            if state == "ready" and isinstance(faces, int) and faces:
                self._faces(connection, int(number), str(name), faces)

    def _faces(self, connection: sqlite3.Connection, number: int, name: str, count: int) -> None:
        path = self._folder / "datasets" / str(number) / "faces.npy"
        labels = Told("the labels are kept; import the source again for the faces")
        try:
            faces = map_faces(path)
        except (OSError, ValueError, EOFError) as error:
            why = getattr(error, "strerror", None) or str(error)
            trouble = Told(
                "its {count} faces are gone or cannot be read ({why})",
                {"count": count, "why": why},
            )
            self._add("data set", name, path, trouble, labels)
            return
        if faces.ndim != 3 or faces.dtype != np.uint8:
            self._add("data set", name, path, Told("its file holds no faces"), labels)
            return
        here = min(len(faces), count)
        wrong = sum(self._wrong_faces(connection, number, faces[:here]))
        self.face_count += here
        parts = []
        if here < count:
            gone = {"missing": count - here, "count": count}
            parts.append(Told("{missing} of {count} faces are missing", gone))
        if wrong:
            parts.append(
                Told("the pixels of {count} faces are not those of their rows", {"count": wrong})
            )
        if parts:
            whole = Told("{count} faces are whole", {"count": here - wrong})
            self._add("data set", name, path, tuple(parts), whole)

    def _wrong_faces(
        self, connection: sqlite3.Connection, number: int, faces: npt.NDArray[np.uint8]
    ) -> Iterator[int]:
        from emotion_gui.core.data.face_making import pixel_hash

        for begin in range(0, len(faces), _FACES_A_LOOK):
            self._context.checkpoint()
            end = min(begin + _FACES_A_LOOK, len(faces))
            rows = connection.execute(
                "SELECT face_index, pixel_hash FROM samples WHERE dataset_id = ?"
                " AND face_index >= ? AND face_index < ? AND pixel_hash IS NOT NULL",
                (number, begin, end),
            )
            yield sum(pixel_hash(faces[index]) != digest for index, digest in rows.fetchall())

    def runs(self, connection: sqlite3.Connection) -> None:
        """Every finished run's checkpoints."""
        rows = self._rows(connection, "runs", "id, name, status")
        for number, name, status in rows:
            self._context.checkpoint()
            self._context.report(Progress(self.run_count, len(rows), str(name)))
            self.run_count += 1
            folder = self._folder / "runs" / str(number)
            paths = [folder / file for file in _CHECKPOINTS]
            there = [path for path in paths if path.is_file()]
            title = f"{number} {name}"
            self._record("runs", "run", number, title, paths[0], _opening(there))
            if status == "finished" and paths[0] not in there:
                self._add("run", title, paths[0], Told("its checkpoint is gone"), _opening(there))
            for path in there:
                if (refusal := _refusal(path)) is not None:
                    others = [other for other in there if other != path]
                    self._add("run", title, path, refusal, _opening(others))

    def sessions(self, connection: sqlite3.Connection) -> None:
        """The answers of every analysed film against its record."""
        with contextlib.suppress(sqlite3.Error):  # told already
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version < SESSIONS_SINCE:
                self._known["sessions"] = set()
                return
        for number, name, state, facts in self._rows(
            connection, "sessions", "id, name, state, facts"
        ):
            self._context.checkpoint()
            self.session_count += 1
            path = self._folder / "sessions" / str(number) / ROWS_FILE
            again = Told("analyse the film again")
            self._record("sessions", "session", number, str(name), path, again)
            if state == SessionState.READY:
                self._answers(int(number), str(name), facts)

    def _answers(self, number: int, name: str, facts: str) -> None:
        from emotion_gui.core.review.rows import read_rows
        from emotion_gui.core.review.sessions import SessionFacts

        path = self._folder / "sessions" / str(number) / ROWS_FILE
        again = Told("analyse the film again")
        try:
            told = SessionFacts.from_json(parse_json(facts))
            expected, found = int(told.frames), read_rows(path, told.model.labels).frames
        except (EmotionGuiError, ValueError, KeyError, TypeError, AttributeError) as error:
            why = Told("its answers cannot be read ({why})", {"why": str(error)})
            self._add("session", name, path, why, again)
            return
        if found < expected:
            words = Told(
                "{missing} of {count} frames are missing",
                {"missing": expected - found, "count": expected},
            )
            saved = Told("{count} frames are whole; analyse the film again", {"count": found})
            self._add("session", name, path, words, saved)

    def unrecorded(self) -> None:
        """Folders that no row speaks of; with a database that cannot be read, all of them."""
        for kind, known in self._known.items():
            for folder in sorted(_folders(self._folder / kind)):
                if folder.name in (known or ()) or not _has_files(folder):
                    continue
                words = Told("no row of the database speaks of this folder")
                if known is None:
                    words = Told("its row cannot be read")
                self._add("unrecorded", f"{kind}/{folder.name}", folder, words, _contents(folder))

    def moved_aside(self) -> None:
        """What was put away because another program held a file, or by hand."""
        for path in sorted(self._folder.glob("*/*/* ([0-9]).*")):
            words = Told("kept beside a file that another program held")
            whole = Told("it is whole")
            self.findings.append(
                Damage("moved aside", path.name, path, (words,), whole, damaged=False)
            )

    def _record(
        self, table: str, kind: Kind, number: int, name: str, path: Path, use: Told | None
    ) -> None:
        """Tell what a row says, or what belongs to it, that no page could read."""
        if found := tuple(damaged_parts(self._strict, self._folder, table, number)):
            self._add(kind, name, path, found, use)

    def _rows(
        self, connection: sqlite3.Connection, table: str, columns: str
    ) -> list[tuple[Any, ...]]:
        try:
            rows = connection.execute(f"SELECT {columns} FROM {table} ORDER BY id").fetchall()
        except sqlite3.Error as error:
            words = Told(
                "the table of {table} cannot be read ({why})", {"table": table, "why": str(error)}
            )
            self._add("database", table, self._folder / WORKSPACE_FILE, words)
            return []
        self._known[table] = {str(row[0]) for row in rows}
        return rows

    def _add(
        self,
        kind: Kind,
        name: str,
        path: Path,
        trouble: Told | tuple[Told, ...],
        use: Told | None = None,
    ) -> None:
        troubles = trouble if isinstance(trouble, tuple) else (trouble,)
        self.findings.append(Damage(kind, name, path, troubles, use))


def _folders(parent: Path) -> list[Path]:
    if not parent.is_dir():
        return []
    return [entry for entry in parent.iterdir() if entry.name.isdecimal() and entry.is_dir()]


def _has_files(folder: Path) -> bool:
    return any(not entry.name.startswith(".") for entry in folder.iterdir())


def _contents(folder: Path) -> Told | None:
    """What of a folder can be used."""
    faces = folder / "faces.npy"
    if faces.is_file():
        with contextlib.suppress(OSError, ValueError, EOFError):
            count = len(map_faces(faces))
            return Told("{count} faces, without labels", {"count": count})
    for path in (folder / name for name in _CHECKPOINTS):
        if path.is_file() and _refusal(path) is None:
            return Told(
                "{file} opens; give its path where a checkpoint is asked for", {"file": path.name}
            )
    return None


def _opening(paths: list[Path]) -> Told | None:
    """The first of some checkpoints that opens."""
    opens = (Told("{file} opens", {"file": p.name}) for p in paths if _refusal(p) is None)
    return next(opens, None)


def _refusal(path: Path) -> Told | None:
    """Why a checkpoint does not open; None where it does."""
    from emotion_gui.core.model.checkpoint import load_checkpoint

    try:
        load_checkpoint(path)
    except CheckpointError as error:
        return Told("{file} cannot be used ({why})", {"file": path.name, "why": error.reason})
    except EmotionGuiError as error:
        return Told(str(error))
    return None
