"""A training as the workspace knows it: started, saved every epoch, stopped, resumed."""

from __future__ import annotations

import dataclasses
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from filelock import Timeout

from emotion_gui.core.data.dataset import FaceDataset, open_dataset
from emotion_gui.core.errors import CheckpointError, ConfigError, WorkspaceError
from emotion_gui.core.evaluation.evaluate_run import evaluate_checkpoint
from emotion_gui.core.evaluation.metrics import Evaluation
from emotion_gui.core.files import write_bytes
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.model.checkpoint import CheckpointInfo, load_checkpoint, save_checkpoint
from emotion_gui.core.records import Part, RunRow, RunStatus
from emotion_gui.core.runtime import environment
from emotion_gui.core.training.engine import TrainState, new_state, train_epochs
from emotion_gui.core.training.records import EpochRecord, TrainConfig
from emotion_gui.core.workspace import Workspace
from emotion_gui.core.workspace_runs import RESUME_FILE

_NOT_RECIPE = {"split", "start_from"}  # kept in a run's configuration beside its recipe


@dataclass(frozen=True)
class TrainRequest:
    """What to train. `start_from` is a checkpoint whose weights begin the run."""

    dataset: str
    config: TrainConfig
    name: str = ""
    start_from: Path | None = None


@dataclass(frozen=True)
class TrainOutcome:
    """A finished training. The split's final part was not looked at."""

    run: RunRow
    checkpoint: Path
    best_epoch: int
    records: list[EpochRecord]
    test: Evaluation


def train_run(workspace: Workspace, request: TrainRequest, context: JobContext) -> TrainOutcome:
    """Train a network on a data set's active split; every epoch is safe on disk.

    A stop keeps the best epoch so far: the run ends as `stopped` and can be resumed.

    Raises:
        NotFoundError: no such data set.
        EmptyPartError: the split's train or test part is too small.
        JobCancelled: a stop was asked for.
        TrainingDivergedError: the loss is not finite; the best epoch is kept.
    """
    dataset = open_dataset(workspace, request.dataset)
    _check(dataset, request.config)
    state = _first_state(request.config, request.start_from)
    origin = {} if request.start_from is None else {"start_from": str(request.start_from)}
    run = workspace.create_run(
        name=request.name or _default_name(request.config),
        kind="train",
        dataset_id=dataset.row.dataset_id,
        config={**request.config.to_json(), "split": dataset.row.active_split, **origin},
    )
    return _run_to_end(workspace, run, dataset, request.config, state, context)


def resume_run(workspace: Workspace, run_id: int, context: JobContext) -> TrainOutcome:
    """Go on with a stopped or interrupted run from its last finished epoch.

    Raises:
        NotFoundError: no such run, or its data set is gone.
        WorkspaceError: the run is finished, or another process works on it.
        CheckpointError: its state cannot be read.
    """
    run = workspace.run(run_id)
    if run.kind != "train" or run.status is RunStatus.FINISHED or run.dataset_id is None:
        raise WorkspaceError(workspace.path, f"run {run_id} is not an unfinished training")
    stored = {key: value for key, value in run.config.items() if key not in _NOT_RECIPE}
    config = TrainConfig.from_json(stored)
    name = workspace.dataset_by_id(run.dataset_id).name
    dataset = open_dataset(workspace, name, split=run.config.get("split"))
    path = workspace.run_dir(run_id) / RESUME_FILE
    if not path.exists():  # it ended before its first epoch did
        origin = run.config.get("start_from")
        state = _first_state(config, None if origin is None else Path(origin))
    else:
        state = new_state(config)
        _load_state(path, state)
        for record in state.records:
            workspace.record_epoch(run_id, record.epoch, record.to_json())
    workspace.set_run_status(run_id, RunStatus.RUNNING)
    return _run_to_end(workspace, run, dataset, config, state, context)


def _default_name(config: TrainConfig) -> str:
    return f"{config.preset}, {config.epochs} epoch{'s' if config.epochs > 1 else ''}"


def _check(dataset: FaceDataset, config: TrainConfig) -> None:
    dataset.part(Part.TRAIN, minimum=max(2, config.network.classes))
    dataset.part(Part.TEST)
    if dataset.faces.shape[1] != config.network.input_side:
        raise ConfigError(
            "network.input_side", config.network.input_side,
            f"the faces of this data set are {dataset.faces.shape[1]} pixels wide",
        )  # fmt: skip


def _first_state(config: TrainConfig, start_from: Path | None) -> TrainState:
    if start_from is None:
        return new_state(config)
    checkpoint = load_checkpoint(start_from)
    if checkpoint.info.spec.widths != config.network.widths:
        raise ConfigError("start_from", str(start_from), "its network has other widths")
    return new_state(config, initial=checkpoint.network)


def _run_to_end(
    workspace: Workspace,
    run: RunRow,
    dataset: FaceDataset,
    config: TrainConfig,
    state: TrainState,
    context: JobContext,
) -> TrainOutcome:
    saver = _Saver(workspace, run, dataset, config)
    try:
        with workspace.run_lock(run.run_id):
            train_epochs(
                config, state, train=dataset.part(Part.TRAIN), test=dataset.part(Part.TEST),
                preprocessing=dataset.preprocessing, on_epoch=saver.save, context=context,
            )  # fmt: skip
            return saver.finish(state, context)
    except Timeout as error:
        raise WorkspaceError(workspace.path, f"another process trains run {run.run_id}") from error
    except JobCancelled:
        workspace.set_run_status(run.run_id, RunStatus.STOPPED)
        raise
    except BaseException:
        workspace.set_run_status(run.run_id, RunStatus.FAILED)
        raise


class _Saver:
    """Writes what an epoch leaves behind; `resume.pt` last, so that it never runs ahead."""

    def __init__(
        self, workspace: Workspace, run: RunRow, dataset: FaceDataset, config: TrainConfig
    ) -> None:
        self._workspace, self._run = workspace, run
        self._dataset, self._config = dataset, config
        self._folder = workspace.run_dir(run.run_id)

    def save(self, state: TrainState, is_best: bool) -> None:
        record = state.records[-1]
        info = self._info(state, record)
        if is_best:
            path = self._workspace.checkpoint_path(self._run.run_id)
            save_checkpoint(path, state.evaluated, info)
        save_checkpoint(self._folder / "last.safetensors", state.evaluated, info)
        write_bytes(self._folder / RESUME_FILE, _state_bytes(state))
        self._workspace.record_epoch(self._run.run_id, record.epoch, record.to_json())
        self._workspace.set_run_status(
            self._run.run_id,
            RunStatus.RUNNING,
            summary={
                "best_epoch": state.best_epoch,
                "test_accuracy": state.best_accuracy,
                "n": len(self._dataset.part(Part.TEST)),
                "epochs_done": state.epoch,
            },
        )

    def finish(self, state: TrainState, context: JobContext) -> TrainOutcome:
        checkpoint = self._workspace.checkpoint_path(self._run.run_id)
        test = evaluate_checkpoint(checkpoint, self._dataset.part(Part.TEST), context=context)
        summary: dict[str, Any] = {
            "test_accuracy": test.evaluation.accuracy,
            "n": test.evaluation.n,
            "interval": list(test.evaluation.interval),
        }
        run_id = self._run.run_id
        self._workspace.set_run_status(run_id, RunStatus.FINISHED, summary=summary)
        (self._folder / RESUME_FILE).unlink(missing_ok=True)
        return TrainOutcome(
            self._workspace.run(run_id), checkpoint, state.best_epoch,
            list(state.records), test.evaluation,
        )  # fmt: skip

    def _info(self, state: TrainState, record: EpochRecord) -> CheckpointInfo:
        run = {
            "id": self._run.run_id,
            "name": self._run.name,
            "dataset": self._dataset.row.name,
            "dataset_hash": self._dataset.row.content_hash,
            "config": self._config.to_json(),
            "epoch": state.epoch,
            "test_accuracy": record.test_accuracy,
            "environment": dataclasses.asdict(environment()),
        }
        return CheckpointInfo(
            spec=state.network.spec, preprocessing=self._dataset.preprocessing, run=run
        )


def _state_bytes(state: TrainState) -> bytes:
    buffer = io.BytesIO()
    torch.save(
        {
            "network": state.network.state_dict(),
            "averaged": None if state.averaged is None else state.averaged.state_dict(),
            "optimizer": state.optimizer.state_dict(),
            "epoch": state.epoch,
            "best_epoch": state.best_epoch,
            "best_accuracy": state.best_accuracy,
            "records": [record.to_json() for record in state.records],
        },
        buffer,
    )
    return buffer.getvalue()


def _load_state(path: Path, state: TrainState) -> None:
    try:
        data = torch.load(path, weights_only=True, map_location="cpu")
        state.network.load_state_dict(data["network"])
        if state.averaged is not None:
            state.averaged.load_state_dict(data["averaged"])
        state.optimizer.load_state_dict(data["optimizer"])
        state.epoch, state.best_epoch = data["epoch"], data["best_epoch"]
        state.best_accuracy = data["best_accuracy"]
        state.records = [EpochRecord.from_json(record) for record in data["records"]]
    except (OSError, RuntimeError, KeyError, TypeError, ValueError, EOFError) as error:
        raise CheckpointError(path, "the saved state of this run cannot be read") from error
