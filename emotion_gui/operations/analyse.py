"""Analyse films: every frame read in the background, kept in the workspace, gone on with."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from emotion_gui.core.data.choices import DetectorChoice
from emotion_gui.core.data.file_kinds import FILM_ENDINGS
from emotion_gui.core.errors import (
    ConfigError,
    EmotionGuiError,
    StorageError,
    VideoSourceError,
)
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress, part_of
from emotion_gui.core.model.priors import ExpectedMix
from emotion_gui.core.settings import EngineWish
from emotion_gui.core.workspace.sessions import SessionRow, SessionState
from emotion_gui.operations.film_pieces import check_film, read_on_workers, told_by

if TYPE_CHECKING:
    from emotion_gui.core.inference.classifying import EmotionClassifier
    from emotion_gui.core.review.sessions import FilmIdentity, SessionFacts
    from emotion_gui.core.workspace.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class AnalyseRequest:
    """How films are read.

    Attributes:
        model: checkpoint file.
        detector: how faces are found.
        flip: average the answers about a face and its mirror image.
        again: read anew what was read in the same way before.
        engine: what computes the answers, the same to the end; `auto` takes the one that was
            found to be the fastest.
        mix: of classes that is expected; None = as in training.
    """

    model: Path
    detector: DetectorChoice = "auto"
    flip: bool = False
    again: bool = False
    engine: EngineWish = "auto"
    mix: ExpectedMix | None = None


def films_in(paths: Sequence[Path]) -> list[Path]:
    """Films among files and in folders, by their endings in folders; the order is that of names.

    Raises:
        VideoSourceError: a path is not there, or a folder holds no film.
    """
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            if not path.exists():
                raise VideoSourceError(str(path), "missing", "there is no such file or folder")
            found.append(path)
            continue
        inside = [
            Path(folder, name)
            for folder, _, names in os.walk(path)
            for name in names
            if Path(name).suffix.lower() in FILM_ENDINGS and not name.startswith(".")
        ]
        if not inside:
            raise VideoSourceError(str(path), "missing", "there is no film in this folder")
        found += sorted(inside)
    return list(dict.fromkeys(Path(os.path.abspath(path)) for path in found))


def queue_film(workspace: Workspace, film: Path, request: AnalyseRequest) -> SessionRow:
    """A session for a film: one that is there and was made in the same way, or a new one.

    Raises:
        CheckpointError: the model cannot be loaded.
        ConfigError: a mix is expected, and the model does not tell what it learned from.
        VideoSourceError: the film is not there.
        StorageError: the workspace cannot be written.
    """
    from emotion_gui.core.inference.classifying import EmotionClassifier
    from emotion_gui.core.review.sessions import identify_film

    classifier = EmotionClassifier.load(request.model)
    return _queued(workspace, identify_film(film), classifier, request)


def _queued(
    workspace: Workspace,
    film: FilmIdentity,
    classifier: EmotionClassifier,
    request: AnalyseRequest,
) -> SessionRow:
    from emotion_gui.core.engines.choosing import settled_engine
    from emotion_gui.core.inference.smoothing import SmoothingSettings
    from emotion_gui.core.model.priors import AS_IN_TRAINING, mix_shift
    from emotion_gui.core.review.sessions import SessionFacts, facts_of, model_facts

    mix_shift(classifier.info, request.mix)  # refused before anything is read
    facts = SessionFacts(
        film=film,
        model=model_facts(classifier, request.model),
        detector=request.detector,
        flip=request.flip,
        smoothing_s=SmoothingSettings().time_constant_s,
        engine=settled_engine(request.engine, request.model),
        mix=AS_IN_TRAINING if request.mix is None else str(request.mix),
    )
    for row in [] if request.again else reversed(workspace.sessions()):
        if "film" not in row.facts:  # a recording that is just being taken over
            continue
        known = facts_of(workspace, row)
        if known.made_alike(facts):
            if known.film.path != film.path:  # it has moved
                stored = replace(known, film=film).to_json()
                workspace.change_session(row.session_id, facts={"film": stored["film"]})
            return workspace.session(row.session_id)
    # Names of files may hold bytes that are no text.
    name = film.file.name.encode(errors="backslashreplace").decode()
    return workspace.create_session(name=name, facts=facts.to_json())


def analyse_session(
    workspace: Workspace, session_id: int, context: JobContext | None = None
) -> SessionRow:
    """Read a session's film to its end, from the frame on that was reached.

    Raises:
        BusyError: another process reads it.
        CheckpointError: the model cannot be loaded, or is not the one that began.
        VideoSourceError: the film is not there, was changed, or breaks off.
        StorageError: the disk refuses.
        JobCancelled: a stop was asked for; what was read is kept.
    """
    context = context or JobContext()
    row = workspace.session(session_id)
    if row.is_ready:
        return row
    with workspace.analysing_session(session_id):
        try:
            done = _read(workspace, row, context)
        except JobCancelled:
            workspace.change_session(session_id, state=SessionState.STOPPED)
            raise
        except EmotionGuiError as error:
            workspace.change_session(
                session_id, state=SessionState.FAILED, facts={"error": str(error)}
            )
            raise
        workspace.change_session(session_id, state=SessionState.READY, facts=done.to_json())
    return workspace.session(session_id)


def _read(workspace: Workspace, row: SessionRow, context: JobContext) -> SessionFacts:
    from emotion_gui.core.inference.classifying import EmotionClassifier
    from emotion_gui.core.inference.engine_switch import measured_beside
    from emotion_gui.core.model.priors import parse_mix
    from emotion_gui.core.review.analysis import analyse_film
    from emotion_gui.core.review.sessions import facts_of, identify_model
    from emotion_gui.operations.classify import make_pipeline

    facts = facts_of(workspace, row)
    check_film(facts)
    model = Path(facts.model.file)
    classifier = EmotionClassifier.load(model, engine=facts.engine)
    if identify_model(model) != facts.model.digest:
        raise ConfigError("model", str(model), "it is another one than began this analysis")
    detector: DetectorChoice = facts.detector  # type: ignore[assignment]
    mix = parse_mix(facts.mix)
    pipeline = make_pipeline(classifier, detector, still=False, flip=facts.flip, mix=mix)
    with measured_beside(classifier, "auto"):
        found = analyse_film(
            facts.film.file, pipeline, workspace.session_rows_path(row.session_id), context
        )
    return told_by(facts, found)


def analyse_sessions(
    workspace: Workspace,
    rows: Sequence[SessionRow],
    context: JobContext | None = None,
    *,
    executor: str,
) -> list[SessionRow]:
    """Read the films of several sessions on workers, a film a worker; what is read stays.

    Args:
        workspace: this process alone writes into it.
        rows: the sessions; those that are read already are left alone.
        context: progress and cancel.
        executor: where, see `core.executors.wish`; `local` reads one after the other here.

    Raises:
        WorkersError: nobody works there, or not any more.
        BusyError, VideoSourceError, JobCancelled: as `analyse_session`.
    """
    from emotion_gui.core.executors.opening import open_workers

    context = context or JobContext()
    unread = [row for row in rows if not row.is_ready]
    with open_workers(executor) as workers:
        if workers is None:
            for number, row in enumerate(unread):
                part = part_of(context, start=number, size=1, total=len(unread), text=row.name)
                analyse_session(workspace, row.session_id, part)
        else:
            read = read_on_workers(workspace, unread, workers, context)
            for number, row in enumerate(read, start=1):
                context.report(Progress(number, len(unread), row.name, row))
    return [workspace.session(row.session_id) for row in rows]


def move_film(workspace: Workspace, session_id: int, film: Path) -> SessionRow:
    """Say where a film is that has moved.

    Raises:
        VideoSourceError: there is no such file, or it is another film.
    """
    from emotion_gui.core.review.sessions import facts_of, identify_film

    facts = facts_of(workspace, workspace.session(session_id))
    found = identify_film(film)
    if not found.is_same_film(facts.film):
        raise VideoSourceError(str(film), "unreadable", "this is another film")
    moved = replace(facts, film=found).to_json()
    workspace.change_session(session_id, facts={"film": moved["film"]})
    return workspace.session(session_id)


@dataclass(frozen=True)
class Erased:
    """What went with a session.

    Attributes:
        removed: files that had been made of it.
        kept: files that had been made of it and were changed since: they are somebody's work now.
    """

    removed: tuple[Path, ...]
    kept: tuple[Path, ...]


def erase_with_exports(
    workspace: Workspace, session_id: int, context: JobContext | None = None
) -> Erased:
    """Remove a session for good: its answers, its marks, and the tables that were made of it.

    The film itself stays, and reports that are about several films.

    Raises:
        BusyError: its film is being read.
        StorageError: a file could not be removed; the session is still there then.
    """
    from emotion_gui.core.files import remove

    if context is not None:
        context.checkpoint()
    removed, kept = [], []
    for entry in workspace.session(session_id).exports:
        path = Path(str(entry["path"]))
        try:
            found = path.stat()
            if (found.st_size, found.st_mtime_ns) != (entry["bytes"], entry["modified_ns"]):
                kept.append(path)
                continue
            remove(path)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise StorageError.of(path, error) from error
        removed.append(path)
    workspace.erase_session(session_id)
    return Erased(tuple(removed), tuple(kept))


def keep_recording(
    workspace: Workspace, facts_file: Path, context: JobContext | None = None
) -> SessionRow:
    """Make a session of a recording of Live, with the answers that it was made with.

    Raises:
        DatasetFormatError: this is no recording.
        VideoSourceError: its film cannot be read.
        StorageError: the disk refuses; nothing is left in the workspace then.
    """
    from emotion_gui.core.review.recorded import read_recording

    name = facts_file.stem.encode(errors="backslashreplace").decode()
    row = workspace.create_session(name=name, facts={"recording": True})
    try:
        with workspace.analysing_session(row.session_id):
            rows = workspace.session_rows_path(row.session_id)
            facts = read_recording(facts_file, rows, context)
            workspace.change_session(
                row.session_id, state=SessionState.READY, facts=facts.to_json()
            )
    except BaseException:
        workspace.erase_session(row.session_id)
        raise
    return workspace.session(row.session_id)
