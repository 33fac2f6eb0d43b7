"""A search that several make on one file: what is chosen, given up, and told."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.datasets import make_dataset

from emotion_gui.core.errors import ConfigError, StorageError
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.grid import ValueSpan, parse_space
from emotion_gui.core.training.requests import StudyRequest, Tried
from emotion_gui.core.workspace.records import RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.search import read_study, search

pytest.importorskip("optuna", reason="Optuna is not installed (the extra `search`)")
CONFIG = TrainConfig(
    network=NetworkSpec(((2,), (3,)), (True, True)), epochs=2, batch_size=42, device="cpu"
)


def request_of(file: Path, **changes: object) -> StudyRequest:
    space = parse_space(["learning_rate=1e-4..1e-2", "optimizer=adam,sgd"])
    return replace(StudyRequest("stripes", CONFIG, space, file, 2), **changes)  # type: ignore[arg-type]


def test_two_processes_search_on_one_file(tmp_path: Path) -> None:
    file = tmp_path / "study.journal"
    told: list[object] = []
    for place in ("one", "other"):
        with closing(Workspace.open(tmp_path / place)) as workspace:
            make_dataset(workspace, train=42)
            done = search(workspace, request_of(file), JobContext(lambda p: told.append(p.detail)))
            assert [run.status for run in workspace.runs()] == [RunStatus.FINISHED] * 2
            assert [tried.run for tried in done] == [run.run_id for run in workspace.runs()][::-1]
    trials = read_study(file, JobContext())
    assert [trial.number for trial in trials] == [0, 1, 2, 3]
    assert all(trial.state == "finished" and trial.epochs == 2 for trial in trials)
    assert {Path(trial.workspace).name for trial in trials} == {"one", "other"}
    assert all(1e-4 <= trial.values["learning_rate"] <= 1e-2 for trial in trials)  # type: ignore[operator]
    assert sum(isinstance(detail, Tried) for detail in told) == 4
    best = max(trials, key=lambda trial: trial.accuracy or 0)
    assert best.accuracy == max(trial.accuracy or 0 for trial in trials)


def test_what_lies_under_the_median_is_given_up(tmp_path: Path) -> None:
    import optuna

    from emotion_gui.core.training import study

    file = tmp_path / "study.journal"
    with closing(Workspace.open(tmp_path / "w")) as workspace:
        make_dataset(workspace, train=42)
        search(workspace, request_of(file, trials=1), JobContext())
        known = study._opened(file)
        known.add_trials(
            optuna.trial.create_trial(value=1.0, intermediate_values={1: 1.0, 2: 1.0})
            for _ in range(5)
        )
        (tried,) = search(workspace, request_of(file, trials=1), JobContext())
        assert (tried.state, tried.epochs, tried.is_best) == ("given up", 1, False)
        assert workspace.runs()[0].status is RunStatus.STOPPED


def test_another_search_and_another_file_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "study.journal"
    with closing(Workspace.open(tmp_path / "w")) as workspace:
        make_dataset(workspace, train=42)
        stopped = JobContext(is_cancelled=lambda: True)
        with pytest.raises(JobCancelled):
            search(workspace, request_of(file), stopped)
        with pytest.raises(ConfigError, match="it searches with another space"):
            search(workspace, request_of(file, space=parse_space(["ema=0,0.5"])), stopped)
        file.write_text("no journal\n", encoding="utf-8")
        with pytest.raises(ConfigError, match="this file holds no study"):
            search(workspace, request_of(file), stopped)
        assert workspace.runs() == []
    with pytest.raises(StorageError):
        read_study(tmp_path / "nothing", JobContext())
    assert not (tmp_path / "nothing").exists()


def test_a_space_is_read() -> None:
    space = parse_space(["learning_rate=1e-4..1e-2", "batch_size=16..64", "optimizer=adam,sgd"])
    assert space["learning_rate"] == ValueSpan(1e-4, 1e-2)
    assert space["batch_size"] == ValueSpan(16, 64)
    assert space["optimizer"] == ("adam", "sgd")
    for line in ("learning_rate=1e-2..1e-4", "optimizer=adam..sgd", "threshold=1..9"):
        with pytest.raises(ConfigError):
            parse_space([line])
