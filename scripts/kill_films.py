"""Films in `kill_test.py`: analysing one, marking another, exporting it; what must be true then."""

from __future__ import annotations

import csv
import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.inference.films.writer import FilmWriter
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.review import analysis
from emotion_gui.core.review.edits import (
    Edits,
    Event,
    rename_person,
    split_person,
    with_event,
)
from emotion_gui.core.review.sessions import edits_of, session_rows
from emotion_gui.core.workspace.sessions import SessionRow
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.analyse import AnalyseRequest, analyse_session, queue_film
from emotion_gui.operations.film_outputs import OutputKind, OutputRequest, write_outputs
from emotion_gui.operations.review_film import UnkeptMarks

SEEN_FILM, NEW_FILM = "seen.mp4", "new.mp4"
MARKS = 120
_KINDS: frozenset[OutputKind] = frozenset({"csv", "xlsx", "boris", "elan", "bids", "report"})
# Deeper than where the workspace clears up: a person's folder is not its own.
_OUTPUT = Path("exports") / "films" / "out"


def make_films(folder: Path) -> None:
    """A short film that is analysed before anything is killed, and a longer one."""
    for name, frames in ((SEEN_FILM, 100), (NEW_FILM, 500)):
        generator = np.random.default_rng(frames)
        writer = FilmWriter(folder / name, fps=25.0)
        for number in range(frames):
            picture = generator.integers(0, 60, (64, 96, 3), dtype=np.uint8)
            picture[10 : 12 + number % 50, 20:70] += np.uint8(90 + number // 10 % 60)
            writer.write(picture, number / 25.0)
        writer.close()


def analyse(workspace: Workspace, film: Path, model: Path) -> SessionRow:
    """Read a film, or go on where the last process was stopped."""
    analysis._FRAMES_A_BLOCK = 16
    request = AnalyseRequest(model=model, detector="none", engine="torch")
    row = queue_film(workspace, film, request)
    return analyse_session(workspace, row.session_id)


def mark(workspace: Workspace, report: Callable[[Workspace, str], None]) -> None:
    """One mark after the other as the window keeps them; the next is what is not there yet."""
    row = _session(workspace, SEEN_FILM)
    rows = session_rows(workspace, row)
    edits = edits_of(workspace, row, rows)
    marks = UnkeptMarks(workspace)
    for number in range(len(edits.events), MARKS):
        edits = _marked(edits, number)
        marks.put(row.session_id, edits)
        marks.keep()
        report(workspace, mark_name(number))


def mark_name(number: int) -> str:
    """Of an event."""
    return f"mark {number}"


def _marked(edits: Edits, number: int) -> Edits:
    edits = with_event(edits, Event(number / 40, mark_name(number)))
    edits = rename_person(edits, edits.persons[0].number, f"Änne {number}")
    last = max(edits.pieces, key=lambda piece: piece.last)
    if number % 10 == 9 and last.last > last.first:
        edits = split_person(edits, last.person, (last.first + last.last + 1) // 2)
    return edits


def export(workspace: Workspace) -> None:
    """All kinds of files, three times over each other."""
    row = _session(workspace, SEEN_FILM)
    request = OutputRequest(folder=workspace.path / _OUTPUT, kinds=_KINDS)
    for _ in range(3):
        write_outputs(workspace, [row.session_id], request, JobContext())


def _session(workspace: Workspace, name: str) -> SessionRow:
    (row,) = (row for row in workspace.sessions() if row.name == name)
    return row


# -- what must be true ----------------------------------------------------------------------


def finished(workspace: Workspace) -> list[str]:
    """Names of films that are read to their end, and of marks."""
    names = [row.name for row in workspace.sessions() if row.is_ready]
    for row in workspace.sessions():
        names += [event["name"] for event in row.edits.get("events", ())]
    return names


def facts(workspace: Workspace, name: str) -> object:
    """All of a session that must be equal however often its work was killed."""
    row = _session(workspace, name)
    rows = session_rows(workspace, row)
    arrays = [rows.time_s, rows.face_frame, rows.track, rows.box, rows.label, rows.probabilities]
    digest = hashlib.blake2b(b"".join(np.asarray(one).tobytes() for one in arrays)).hexdigest()
    return row.state, row.facts["frames"], digest


def edits_facts(workspace: Workspace) -> object:
    """What is marked."""
    return _session(workspace, SEEN_FILM).edits


def output_facts(workspace: Workspace) -> object:
    """Files without their dates, and that each of the film's own goes with the session."""
    folder = workspace.path / _OUTPUT
    noted = {Path(str(one["path"])).name for one in _session(workspace, SEEN_FILM).exports}
    same = {
        path.name: hashlib.blake2b(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.suffix in {".csv", ".tsv", ".json", ".boris"}
    }
    return sorted(path.name for path in folder.iterdir()), sorted(noted), same


def damage(workspace: Workspace) -> list[str]:
    """Sessions and files of which only a part is there."""
    problems = []
    for row in workspace.sessions():
        try:
            if row.is_ready:
                edits_of(workspace, row, session_rows(workspace, row))
        except EmotionGuiError as error:
            problems.append(f"session {row.name}: {error}")
    folder = workspace.path / _OUTPUT
    for path in folder.iterdir() if folder.exists() else ():
        if path.name.startswith("."):  # of the process that was killed; the next one clears it
            continue
        try:
            _read_whole(path)
        except (AssertionError, ValueError, zipfile.BadZipFile, ElementTree.ParseError) as error:
            problems.append(f"{path.name} is broken: {error}")
    return problems


def _read_whole(path: Path) -> None:
    data = path.read_bytes()
    if path.suffix in {".csv", ".tsv"}:
        text = data.decode()
        widths = {len(row) for row in csv.reader(text.splitlines())}
        assert text.endswith("\n"), "no end of a line"
        assert len(widths) == 1 or path.suffix == ".tsv", f"lines of {widths} cells"
    elif path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            assert book.testzip() is None
    elif path.suffix in {".json", ".boris"}:
        json.loads(data)
    elif path.suffix == ".eaf":
        ElementTree.fromstring(data)
    else:
        assert data.rstrip().endswith(b"</html>"), "no end of the page"
