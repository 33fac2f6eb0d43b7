"""Search for a recipe on a study that several processes and computers share."""

from __future__ import annotations

import threading
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.jobs import PIECES, JobContext, Progress
from emotion_gui.core.training.requests import StudyRequest, Tried
from emotion_gui.core.workspace.workspace import Workspace

_WATCH_TURNS, _TURN_S = 10, 0.1  # once a second, and a stop is heard at once


def search(workspace: Workspace, request: StudyRequest, context: JobContext) -> list[Tried]:
    """Search on a study; each trial is reported as it ends (`detail` is a `Tried`).

    Raises:
        ConfigError: the file holds another search, or none; Optuna is not installed.
        NotFoundError, StorageError, JobCancelled: as `core.training.study.search`.
    """
    _require_optuna(request.file)
    from emotion_gui.core.training.study import search as tried_by

    done: list[Tried] = []
    for tried in tried_by(workspace, request, context):
        done.append(tried)
        text = f"Trial {len(done)} of {request.trials} is done"
        context.report(Progress(round(PIECES * len(done) / request.trials), PIECES, text, tried))
    return done


def read_study(file: Path, context: JobContext) -> list[Tried]:
    """What was tried on a study so far, by whoever works on it.

    Raises:
        ConfigError: this is no study, or Optuna is not installed.
        StorageError: the file cannot be read.
    """
    context.checkpoint()
    _require_optuna(file)
    from emotion_gui.core.training.study import read_trials

    return read_trials(file)


def watch_study(file: Path, context: JobContext, post: Callable[[object], None]) -> None:
    """Post what was tried on a study, a tuple of `Tried`, each time that it has changed.

    Goes on until a stop is asked for; reads, and writes nothing.

    Raises:
        ConfigError: this is no study, or Optuna is not installed.
        StorageError: the file cannot be read.
        JobCancelled: a stop was asked for.
    """
    _require_optuna(file)
    from emotion_gui.core.training.study import StudyReader

    reader, last, waiting = StudyReader(file), None, threading.Event()
    while True:
        context.checkpoint()
        found = tuple(reader.trials())
        if found != last:
            post(found)
            last = found
        for _ in range(_WATCH_TURNS):
            context.checkpoint()
            waiting.wait(_TURN_S)


def _require_optuna(file: Path) -> None:
    """Raises ConfigError where it is not installed."""
    if find_spec("optuna") is None:
        why = "it needs the package optuna: pip install 'emotion-gui[search]'"
        raise ConfigError("study", str(file), why)
