"""A search that several make on one file: what is chosen, given up, and told."""

import errno
import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.datasets import make_dataset

from emotion_gui.core.errors import ConfigError, StorageError, TrainingDivergedError
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.grid import ValueSpan, parse_space
from emotion_gui.core.training.requests import StudyRequest, Tried
from emotion_gui.core.workspace.records import RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.search import read_study, search

pytest.importorskip("optuna", reason="Optuna is not installed (the extra `search`)")
from emotion_gui.core.training import study, study_journal

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

    file = tmp_path / "study.journal"
    with closing(Workspace.open(tmp_path / "w")) as workspace:
        make_dataset(workspace, train=42)
        search(workspace, request_of(file, trials=1), JobContext())
        known = study.open_study(file)
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
    for line in (
        "learning_rate=1e-2..1e-4",
        "ema=0.5..0.5",
        "optimizer=adam..sgd",
        "threshold=1..9",
    ):
        with pytest.raises(ConfigError):
            parse_space([line])


def small_study(file: Path, trials: int = 2) -> None:
    made = study.open_study(file)
    for number in range(trials):
        made.tell(made.ask(), 0.4 + number / 10)


_LOOK = study_journal._LOOK_BYTES


@pytest.mark.parametrize(
    "torn", [b'{"op_code":4,"wor', b"x" * 9_000, b"{", b"x" * (_LOOK - 1), b"x" * _LOOK]
)
def test_half_a_line_costs_only_itself(tmp_path: Path, torn: bytes) -> None:
    """As a full disk or a process that was killed leaves it."""
    file = tmp_path / "study.journal"
    small_study(file)
    whole = file.read_bytes()
    file.write_bytes(whole + torn)
    assert len(read_study(file, JobContext())) == 2
    small_study(file, 1)
    assert file.read_bytes().startswith(whole)
    assert [trial.state for trial in read_study(file, JobContext())] == ["finished"] * 3


def test_a_full_disk_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "study.journal"
    small_study(file)
    whole = file.read_bytes()

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with closing(Workspace.open(tmp_path / "w")) as workspace:
        make_dataset(workspace, train=42)
        with monkeypatch.context() as disk:
            disk.setattr(study_journal.os, "fsync", full)
            with pytest.raises(StorageError, match="No space left"):
                search(workspace, request_of(file), JobContext())
        assert file.read_bytes() == whole
        search(workspace, request_of(file, trials=1), JobContext())
        if hasattr(os, "mkfifo"):  # Windows has none among its files
            file.unlink()
            os.mkfifo(file)
            with pytest.raises(StorageError, match="pipe"):
                search(workspace, request_of(file, trials=1), JobContext())


@pytest.mark.parametrize("error", [TrainingDivergedError(1), ConfigError("ema", 2, "too large")])
def test_a_trial_that_fails_is_told_and_the_search_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def train_run(*given: object) -> None:
        raise error

    monkeypatch.setattr(study, "train_run", train_run)
    file = tmp_path / "study.journal"
    with closing(Workspace.open(tmp_path / "w")) as workspace:
        make_dataset(workspace, train=42)
        wanted = request_of(file, space=parse_space(["batch_size=16..19"]), trials=3)
        done = search(workspace, wanted, JobContext())
    assert [(tried.state, tried.error, tried.is_best) for tried in done] == [
        ("failed", str(error), False)
    ] * 3
    trials = read_study(file, JobContext())
    assert [trial.state for trial in trials] == ["failed"] * 3
    assert {trial.values["batch_size"] for trial in trials} <= {16, 17, 18, 19}
