"""A search that several processes or machines make together: Optuna proposes, trainings answer.

What was tried stands in one file, a journal to which all of them append. Imported only where a
study was asked for; `pip install 'emotion-gui[search]'` brings Optuna.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import platform
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import optuna
from optuna.storages import JournalStorage
from optuna.trial import TrialState

from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.errors import ConfigError, StorageError, TrainingDivergedError
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress, part_of
from emotion_gui.core.rollback import undone_by
from emotion_gui.core.training.grid import ValueSpan, changed, value_text
from emotion_gui.core.training.records import EpochRecord
from emotion_gui.core.training.requests import StudyRequest, TrainRequest, Tried
from emotion_gui.core.training.runs import train_run
from emotion_gui.core.training.study_journal import StudyJournal
from emotion_gui.core.workspace.workspace import Workspace

_NAME = "emotion-workbench"
_ASKED = "asked"
# What Optuna stumbles with over lines that it has not written.
_NO_STUDY = (
    *(ValueError, LookupError, TypeError, AttributeError, AssertionError, OverflowError),
    *(RuntimeError, optuna.exceptions.OptunaError),
)
_FIRST_WHOLE = 5  # trials that are never given up: there is no median before


def search(workspace: Workspace, request: StudyRequest, context: JobContext) -> Iterator[Tried]:
    """Try recipes; each finished one is told at once.

    A trial whose best accuracy so far lies under the median of the others at the same epoch is
    given up; its run is there as a stopped one, and can be resumed.

    Raises:
        NotFoundError: no such data set.
        ConfigError: the file holds a search of something else, or no study.
        StorageError: the file cannot be written.
        JobCancelled: a stop was asked for.
    """
    study = open_study(request.file)
    _check_same(study, request, open_dataset(workspace, request.dataset).row.content_hash)
    for number in range(request.trials):
        context.checkpoint()
        text = f"trial {number + 1} of {request.trials}"
        part = part_of(context, start=number, size=1, total=request.trials, text=text)
        try:
            yield _tried(workspace, request, study, part)
        except OSError as error:  # of the journal: a training's own are told by it
            raise StorageError.of(Path(error.filename or request.file), error) from error


def read_trials(file: Path) -> list[Tried]:
    """What was tried so far, in the order in which it began; others may be at work on it.

    Raises:
        ConfigError: this is no study.
        StorageError: the file cannot be read.
    """
    return StudyReader(file).trials()


class StudyReader:
    """Reads a study again and again; of its journal each time only what is new.

    Args:
        file: the journal, which is not written.

    Raises:
        ConfigError: this is no study.
        StorageError: the file cannot be read.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        if not file.is_file():
            raise StorageError(file, "there is no such file")
        with _as_study(file):
            self._study = optuna.load_study(study_name=_NAME, storage=_storage(file))

    def trials(self) -> list[Tried]:
        """What was tried so far; raises as the reader itself."""
        with _as_study(self._file):
            return [_told(trial) for trial in self._study.get_trials(deepcopy=False)]


def _storage(file: Path) -> JournalStorage:
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    return JournalStorage(StudyJournal(file))


@contextlib.contextmanager
def _as_study(file: Path) -> Iterator[None]:
    """What goes wrong with a study's file, in words."""
    try:
        yield
    except OSError as error:
        raise StorageError.of(file, error) from error
    except _NO_STUDY as error:
        raise ConfigError("study", str(file), "this file holds no study") from error


def open_study(file: Path) -> optuna.Study:
    """The study of a file, a new one where there is none; raises as `search`."""
    with _as_study(file):
        return optuna.create_study(
            storage=_storage(file),
            study_name=_NAME,
            direction="maximize",
            load_if_exists=True,
            pruner=optuna.pruners.MedianPruner(n_startup_trials=_FIRST_WHOLE),
        )


def _check_same(study: optuna.Study, request: StudyRequest, content_hash: str) -> None:
    """All who search together search the same; raises ConfigError where the file says otherwise."""
    asked = {
        "faces": content_hash,
        "recipe": request.config.to_json(),
        "space": {name: str(values) for name, values in request.space.items()},
    }
    text = json.dumps(asked, sort_keys=True)
    with _as_study(request.file):
        known = study.user_attrs.get(_ASKED)
        if known is None:
            study.set_user_attr(_ASKED, text)
        elif known != text:
            then, now = json.loads(known), json.loads(text)
            differing = ", ".join(key for key in now if now[key] != then.get(key))
            raise ConfigError("study", str(request.file), f"it searches with another {differing}")


def _tried(
    workspace: Workspace, request: StudyRequest, study: optuna.Study, context: JobContext
) -> Tried:
    trial = study.ask()
    values = {name: _suggested(trial, name, wanted) for name, wanted in request.space.items()}
    title = ", ".join(f"{name}={value_text(value)}" for name, value in values.items())
    is_hopeless = False

    def report(progress: Progress) -> None:
        nonlocal is_hopeless
        if isinstance(record := progress.detail, EpochRecord):
            trial.report(record.test_accuracy, record.epoch)
            is_hopeless = trial.should_prune()
        context.report(progress)

    watched = JobContext(report, lambda: is_hopeless or context.cancelled)
    trial.set_user_attr("workspace", str(workspace.path))
    trial.set_user_attr("process", _own_name())
    with undone_by(partial(study.tell, trial, state=TrialState.FAIL)):
        try:
            config = changed(request.config, values)
            wanted = TrainRequest(request.dataset, config, f"Trial {trial.number}: {title}")
            outcome = train_run(workspace, wanted, watched)
        except JobCancelled:
            if not is_hopeless:
                raise
            study.tell(trial, state=TrialState.PRUNED)
        except (TrainingDivergedError, ConfigError) as error:
            trial.set_user_attr("error", str(error))
            study.tell(trial, state=TrialState.FAIL)
        else:
            trial.set_user_attr("run", outcome.run.run_id)
            study.tell(trial, outcome.test.accuracy)
    told = _told(study.trials[trial.number])
    return dataclasses.replace(told, is_best=_best(study) == trial.number)


def _suggested(trial: optuna.Trial, name: str, wanted: ValueSpan | tuple[object, ...]) -> Any:
    if isinstance(wanted, ValueSpan):
        if isinstance(wanted.low, int) and isinstance(wanted.high, int):
            return trial.suggest_int(name, wanted.low, wanted.high, log=wanted.is_wide)
        return trial.suggest_float(name, wanted.low, wanted.high, log=wanted.is_wide)
    return trial.suggest_categorical(name, list(wanted))


def _best(study: optuna.Study) -> int | None:
    finished = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    return max(finished, key=lambda trial: trial.value or 0.0).number if finished else None


def _told(trial: optuna.trial.FrozenTrial) -> Tried:
    seen: Mapping[int, float] = trial.intermediate_values
    accuracy = trial.value if trial.value is not None else max(seen.values(), default=None)
    return Tried(
        number=trial.number,
        state=_STATES[trial.state],
        values=dict(trial.params),
        epochs=len(seen),
        accuracy=accuracy,
        run=trial.user_attrs.get("run"),
        workspace=str(trial.user_attrs.get("workspace", "")),
        error=str(trial.user_attrs.get("error", "")),
        process=str(trial.user_attrs.get("process", "")),
    )


def _own_name() -> str:
    return f"{platform.node()} {os.getpid()}"  # noqa: TID251 # a training follows: nobody waits


_STATES = {
    TrialState.COMPLETE: "finished",
    TrialState.PRUNED: "given up",
    TrialState.FAIL: "failed",
    TrialState.RUNNING: "running",
    TrialState.WAITING: "waiting",
}
