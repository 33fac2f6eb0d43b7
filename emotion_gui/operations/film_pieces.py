"""Films that workers read, a film each: tracks go through a whole film and cannot be cut."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from emotion_gui.core.data.choices import DetectorChoice
from emotion_gui.core.errors import ConfigError, EmotionGuiError, VideoSourceError
from emotion_gui.core.executors.in_order import as_done
from emotion_gui.core.executors.worker_side import shared
from emotion_gui.core.executors.workers import Seen, Workers
from emotion_gui.core.files import temporary_folder
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.workspace.sessions import SessionRow, SessionState

if TYPE_CHECKING:
    from emotion_gui.core.review.analysis import Analysed
    from emotion_gui.core.review.sessions import SessionFacts
    from emotion_gui.core.workspace.workspace import Workspace


@dataclass(frozen=True)
class FilmPiece:
    """A film to be read on a worker, which has it under the same path.

    Attributes:
        facts: the film and how it is read.
        model: name of the shared checkpoint.
        rows: what an earlier start has read; None from the beginning.
    """

    facts: SessionFacts
    model: str
    rows: bytes | None


@dataclass(frozen=True)
class FilmRead:
    """What a worker read, or why it could not.

    Attributes:
        facts: with what the film told of itself.
        rows: the file of answers.
        error: why there is no more; None where the film was read to its end.
    """

    facts: SessionFacts
    rows: bytes
    error: EmotionGuiError | None = None


def told_by(facts: SessionFacts, found: Analysed) -> SessionFacts:
    """The facts of a session whose film was read to its end."""
    return replace(
        facts,
        frames=found.frames,
        fps=found.fps,
        size=found.size,
        began_utc=found.began_utc,
        notes=tuple(str(note) for note in found.notes),
        error="",
    )


def check_film(facts: SessionFacts) -> None:
    """Raises VideoSourceError where the film is gone or is another one now."""
    from emotion_gui.core.review.sessions import identify_film

    found = identify_film(facts.film.file)
    if not found.is_same_film(facts.film):
        raise VideoSourceError(
            facts.film.path, "missing", "another film lies there now; say where this one is"
        )


def read_film(piece: FilmPiece, context: JobContext) -> FilmRead:
    """Read a film on this worker.

    Raises:
        JobCancelled: a stop was asked for.
    """
    from emotion_gui.core.inference.classifying import EmotionClassifier
    from emotion_gui.core.model.priors import parse_mix
    from emotion_gui.core.review.analysis import analyse_film
    from emotion_gui.operations.classify import make_pipeline

    facts = piece.facts
    with temporary_folder("emotion-piece-") as folder:
        model, rows = folder / Path(facts.model.file).name, folder / "rows"
        model.write_bytes(shared(piece.model))
        if piece.rows is not None:
            rows.write_bytes(piece.rows)
        try:
            check_film(facts)
            classifier = EmotionClassifier.load(model, engine=facts.engine)
            detector: DetectorChoice = facts.detector  # type: ignore[assignment]
            pipeline = make_pipeline(
                classifier, detector, still=False, flip=facts.flip, mix=parse_mix(facts.mix)
            )
            found = analyse_film(facts.film.file, pipeline, rows, context)
            return FilmRead(told_by(facts, found), rows.read_bytes())
        except EmotionGuiError as error:
            read = rows.read_bytes() if rows.is_file() else b""
            return FilmRead(facts, read, error)


def read_on_workers(
    workspace: Workspace, rows: Sequence[SessionRow], workers: Workers, context: JobContext
) -> Generator[SessionRow]:
    """Read the films of sessions; each is stored as soon as it comes back.

    Raises:
        BusyError: another process reads one of them.
        WorkersError: the workers are gone; films that came back are kept.
        VideoSourceError: a film is not there, or breaks off; the others are read first.
        JobCancelled: a stop was asked for.
    """
    with ExitStack() as held:
        for row in rows:
            held.enter_context(workspace.analysing_session(row.session_id))
        unread = {row.session_id for row in rows}
        try:
            yield from _stored_as_read(workspace, rows, unread, workers, context)
        finally:
            for session_id in unread:
                workspace.change_session(session_id, state=SessionState.STOPPED)


def _stored_as_read(
    workspace: Workspace,
    rows: Sequence[SessionRow],
    unread: set[int],
    workers: Workers,
    context: JobContext,
) -> Generator[SessionRow]:
    def tell(seen: Seen) -> None:
        context.report(Progress(seen.finished, len(rows), seen.text()))

    pieces = _Pieces(workspace, workers)
    asked = ((pieces.piece(row),) for row in rows)
    failed: EmotionGuiError | None = None
    with closing(as_done(workers, read_film, asked, context, on_look=tell)) as done:
        for number, read in done:
            session_id = rows[number].session_id
            _store(workspace, session_id, read)
            unread.discard(session_id)
            failed = failed or read.error
            if read.error is None:
                yield workspace.session(session_id)
    if failed is not None:
        raise failed


def _store(workspace: Workspace, session_id: int, read: FilmRead) -> None:
    from emotion_gui.core.files import write_bytes

    if read.rows:
        write_bytes(workspace.session_rows_path(session_id), read.rows, private=True)
    if read.error is None:
        workspace.change_session(session_id, state=SessionState.READY, facts=read.facts.to_json())
    else:
        told = {"error": str(read.error)}
        workspace.change_session(session_id, state=SessionState.FAILED, facts=told)


class _Pieces:
    """Makes pieces of sessions; each model goes out once."""

    def __init__(self, workspace: Workspace, workers: Workers) -> None:
        self._workspace, self._workers = workspace, workers
        self._shared: dict[str, str] = {}

    def piece(self, row: SessionRow) -> FilmPiece:
        from emotion_gui.core.review.sessions import facts_of, identify_model

        facts = facts_of(self._workspace, row)
        model = Path(facts.model.file)
        if identify_model(model) != facts.model.digest:
            raise ConfigError("model", str(model), "it is another one than began this analysis")
        key = self._shared.get(facts.model.digest)
        if key is None:
            key = self._shared[facts.model.digest] = self._workers.share(model.read_bytes())
        earlier = self._workspace.session_rows_path(row.session_id)
        return FilmPiece(facts, key, earlier.read_bytes() if earlier.is_file() else None)
