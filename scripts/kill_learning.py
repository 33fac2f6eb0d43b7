"""Lessons, classes and searches in `kill_test.py` and `power_test.py`: the work, and its facts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from emotion_gui.core.data.class_editing import add_class, merge_classes, rename_class
from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.checkpoint import load_checkpoint
from emotion_gui.core.teaching.recipe import KEEPS, TeachConfig
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.requests import StudyRequest, Tried
from emotion_gui.core.workspace.records import RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.lessons import TeachRequest
from emotion_gui.operations.search import read_study, search
from emotion_gui.operations.taught_runs import kept_file
from emotion_gui.operations.teach import teach

Report = Callable[[Workspace, str], None]

OWN = "own faces"
_LESSONS = ("first lesson", "second lesson")
_TRIALS = 3
_STUDY = Path("exports") / "study.journal"
_ADDED = 12


def make_own(workspace: Workspace, table: Path) -> None:
    """The data set that is taught and whose classes change."""
    import_dataset(workspace, ImportRequest(table, OWN, detector="none"))


def learn(workspace: Workspace, model: Path, report: Report) -> None:
    """Two lessons; nothing is left of one that was stopped."""
    for name in _LESSONS:
        if all(run.name != name for run in workspace.runs()):
            config = TeachConfig(passes=3, old_faces=1.0)
            request = TeachRequest(model, "base", (OWN,), "base", name, config, "cpu")
            teach(workspace, request, JobContext())
            report(workspace, name)


def change_classes(workspace: Workspace, report: Report) -> None:
    """One class more, and each time the last one's name; at the end two become one."""
    row = workspace.dataset(OWN)
    for number in range(_ADDED):
        if class_name(number) not in row.label_set.names:
            add_class(workspace, row.dataset_id, class_name(number))
            report(workspace, class_name(number))
    rename_class(workspace, row.dataset_id, 0, "cross")
    report(workspace, "cross")
    labels = workspace.dataset(OWN).label_set
    if "sad" in labels.names:
        merge_classes(workspace, row.dataset_id, labels.index("sad"), 0)


def class_name(number: int) -> str:
    """Of one that was added."""
    return f"class {number}"


def look_for_a_recipe(workspace: Workspace, recipe: TrainConfig, report: Report) -> None:
    """Trials on a journal, until so many are finished."""
    file = workspace.path / _STUDY
    file.parent.mkdir(exist_ok=True)
    space: dict[str, tuple[object, ...]] = {"learning_rate": (1e-3, 2e-3, 5e-3)}
    while len(_finished_trials(file)) < _TRIALS:
        (tried,) = search(workspace, StudyRequest(OWN, recipe, space, file, 1), JobContext())
        report(workspace, trial_name(tried))


def trial_name(tried: Tried) -> str:
    """What is promised of a trial: that the journal knows it as finished."""
    return f"trial {tried.number}"


def _finished_trials(file: Path) -> list[Tried]:
    if not file.exists() or not file.stat().st_size:
        return []
    return [tried for tried in read_study(file, JobContext()) if tried.state == "finished"]


# -- what must be true ----------------------------------------------------------------------


def finished(workspace: Workspace) -> list[str]:
    """Names of classes that are there, and of trials that the journal calls finished."""
    names = list(workspace.dataset(OWN).label_set.names)
    return names + [trial_name(tried) for tried in _finished_trials(workspace.path / _STUDY)]


def lesson_facts(workspace: Workspace) -> object:
    """The networks of both lessons, each share of them."""
    found = []
    for name in _LESSONS:
        (run,) = (run for run in workspace.runs() if run.name == name)
        files = [kept_file(workspace, run.run_id, share) for share in sorted(KEEPS.values())]
        files.append(workspace.checkpoint_path(run.run_id))
        found.append((run.status, [_weights(file) for file in files]))
    return found


def class_facts(workspace: Workspace) -> object:
    """The classes, and every face's."""
    row = workspace.dataset(OWN)
    labels, statuses = workspace.labels_and_statuses(row.dataset_id)
    return row.label_set.names, labels.tobytes(), statuses.tobytes()


def study_facts(workspace: Workspace) -> object:
    """How many trials are finished, and that the run of each is."""
    trials = _finished_trials(workspace.path / _STUDY)
    runs = {run.run_id: run.status for run in workspace.runs()}
    return [runs.get(tried.run or 0) is RunStatus.FINISHED for tried in trials]


def damage(workspace: Workspace) -> list[str]:
    """A journal that is none any more, a share of a lesson of which only a part is there."""
    problems = []
    try:
        _finished_trials(workspace.path / _STUDY)
    except EmotionGuiError as error:
        problems.append(f"the search: {error}")
    for path in workspace.path.glob("runs/*/kept-*.safetensors"):
        try:
            load_checkpoint(path)
        except EmotionGuiError as error:
            problems.append(f"{path.name} is broken: {error}")
    return problems


def _weights(file: Path) -> str:
    tensors = load_checkpoint(file).network.state_dict()
    digest = hashlib.blake2b()
    for name in sorted(tensors):
        digest.update(tensors[name].numpy().tobytes())
    return digest.hexdigest()
