"""A training as the workspace knows it: started, saved every epoch, stopped, resumed."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from emotion_gui.core.data.dataset import FaceDataset, open_dataset
from emotion_gui.core.errors import (
    CheckpointError,
    ConfigError,
    LabelSetsDifferError,
    TrainingStateError,
    WorkspaceError,
)
from emotion_gui.core.evaluation.evaluate_run import evaluate_checkpoint
from emotion_gui.core.evaluation.metrics import Evaluation
from emotion_gui.core.files import discard, write_bytes
from emotion_gui.core.jobs import JobCancelled, JobContext, without_reports
from emotion_gui.core.labels import LabelSet, places_in, same_classes
from emotion_gui.core.model.backbone_network import load_backbone
from emotion_gui.core.model.backbones import BackboneSpec
from emotion_gui.core.model.catalogue import resolve_checkpoint
from emotion_gui.core.model.checkpoint import (
    Checkpoint,
    CheckpointInfo,
    load_checkpoint,
    save_checkpoint,
)
from emotion_gui.core.model.checkpoint_info import is_checkpoint, read_info
from emotion_gui.core.model.learned_faces import LearnedFaces, face_hashes
from emotion_gui.core.model.priors import COUNTS_KEY
from emotion_gui.core.model.quantized_network import require_layers
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.rollback import undone_by
from emotion_gui.core.runtime import environment
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.engine import TrainState, new_state, train_epochs
from emotion_gui.core.training.presets import recipe_name
from emotion_gui.core.training.records import EpochRecord
from emotion_gui.core.training.requests import TrainRequest, config_of, labels_of, labels_record
from emotion_gui.core.training.resuming import load_state, state_bytes
from emotion_gui.core.workspace.paths import (
    found_models,
    found_path,
    stored_models,
    stored_path,
)
from emotion_gui.core.workspace.records import Part, RunRow, RunStatus
from emotion_gui.core.workspace.runs import RESUME_FILE
from emotion_gui.core.workspace.workspace import Workspace

LAST_FILE = "last.safetensors"  # the newest epoch's network, beside the one that is kept


@dataclass(frozen=True)
class TrainOutcome:
    """A finished training. The split's final part was not looked at.

    Attributes:
        run: as it is stored.
        checkpoint: the weights that are kept.
        best_epoch: the one with the highest accuracy on the test part.
        kept_epoch: the one whose weights are kept: `best_epoch`, or the last one.
        records: all epochs.
        test: of the kept weights on the test part.
    """

    run: RunRow
    checkpoint: Path
    best_epoch: int
    kept_epoch: int
    records: list[EpochRecord]
    test: Evaluation


def train_run(workspace: Workspace, request: TrainRequest, context: JobContext) -> TrainOutcome:
    """Train a network on a data set's active split; every epoch is safe on disk.

    A stop keeps the best epoch so far: the run ends as `stopped` and can be resumed.

    Raises:
        NotFoundError: no such data set.
        EmptyPartError: the split's train or test part is too small.
        ConfigError: the faces do not fit the network, or votes are to count and there are none.
        JobCancelled: a stop was asked for.
        TrainingDivergedError: the loss is not finite; the best epoch is kept.
    """
    dataset = open_dataset(workspace, request.dataset, split=request.split)
    # How many classes there are is for the faces to say.
    config = request.config.for_classes(len(dataset.label_set))
    teacher = stored_models(workspace.path, config.teacher)
    request = dataclasses.replace(request, config=dataclasses.replace(config, teacher=teacher))
    _check(dataset, request.config)
    state = first_state(request.config, request.start_from, dataset.label_set)
    teachers = teachers_of(workspace, request.config, dataset.label_set)
    with workspace.new_run(
        name=request.name or _name_of(request),
        kind="train",
        dataset_id=dataset.row.dataset_id,
        config={**request.config.to_json(), **_origin(workspace, request, dataset)},
    ) as run:
        return _run_to_end(workspace, run, dataset, request.config, state, teachers, context)


def resume_run(workspace: Workspace, run_id: int, context: JobContext) -> TrainOutcome:
    """Go on with a stopped or interrupted run from its last finished epoch.

    Raises:
        NotFoundError: no such run, or its data set is gone.
        LabelSetsDifferError: classes of the data set were merged or added since.
        WorkspaceError: the run is finished, or another process works on it.
        TrainingStateError: its state cannot be read; its checkpoint stays.
    """
    with workspace.hold_run(run_id):
        run = workspace.run(run_id)
        if run.kind != "train" or run.status is RunStatus.FINISHED or run.dataset_id is None:
            raise WorkspaceError(workspace.path, f"run {run_id} is not an unfinished training")
        config = config_of(run)
        name = workspace.dataset_by_id(run.dataset_id).name
        dataset = _as_learned(
            open_dataset(workspace, name, split=run.config.get("split")), labels_of(run)
        )
        teachers = teachers_of(workspace, config, dataset.label_set)
        state = _state_of(workspace, run, config, dataset.label_set)
        for record in state.records:
            workspace.record_epoch(run_id, record.epoch, record.to_json())
        workspace.set_run_status(run_id, RunStatus.RUNNING)
        return _run_to_end(workspace, run, dataset, config, state, teachers, context)


def _as_learned(dataset: FaceDataset, learned: LabelSet) -> FaceDataset:
    """The data set with the classes that an unfinished run has begun to learn.

    Raises:
        LabelSetsDifferError: classes were merged or added since.
    """
    if places_in(dataset.label_set, learned) != tuple(range(len(learned))):
        raise LabelSetsDifferError(learned.names, dataset.label_set.names)
    return dataclasses.replace(dataset, row=dataclasses.replace(dataset.row, label_set=learned))


def _state_of(
    workspace: Workspace, run: RunRow, config: TrainConfig, labels: LabelSet
) -> TrainState:
    """Where a run goes on: after its last finished epoch, or at its beginning.

    Raises:
        TrainingStateError: the state cannot be read, or is gone although epochs were finished;
            beginning again would write over the checkpoint that they left.
    """
    path = workspace.run_dir(run.run_id) / RESUME_FILE
    if path.exists():
        state = new_state(config)
        _load(workspace, run, state, config)
        return state
    kept = workspace.checkpoint_path(run.run_id)
    # The first epoch's checkpoint comes before the first state; done again it is the same one.
    if kept.is_file() and _epoch_of(kept) > 1:
        raise TrainingStateError(path, "the saved state of this run is gone", kept_run=run.run_id)
    return first_state(config, _start_of(workspace, run), labels)


def _start_of(workspace: Workspace, run: RunRow) -> Path | None:
    """The file that a run began with; None where its weights were fresh."""
    origin = run.config.get("start_from")
    return None if origin is None else found_path(workspace.path, str(origin))


def _epoch_of(checkpoint: Path) -> int:
    """Of a training's own checkpoint; a damaged one counts as a late one: it is not replaced."""
    try:
        epoch = read_info(checkpoint).run.get("epoch")
    except CheckpointError:
        return sys.maxsize
    return epoch if isinstance(epoch, int) else sys.maxsize


def _load(workspace: Workspace, run: RunRow, state: TrainState, config: TrainConfig) -> None:
    try:
        load_state(workspace.run_dir(run.run_id) / RESUME_FILE, state, epochs=config.epochs)
    except TrainingStateError as error:
        has_weights = workspace.checkpoint_path(run.run_id).is_file()
        kept = run.run_id if has_weights else None
        raise TrainingStateError(error.path, error.reason, kept_run=kept) from error


def _origin(workspace: Workspace, request: TrainRequest, dataset: FaceDataset) -> dict[str, object]:
    origin: dict[str, object] = {"split": request.split or dataset.row.active_split}
    if request.start_from is not None:
        origin["start_from"] = stored_path(workspace.path, request.start_from)
    if request.cell:
        origin["cell"] = request.cell
    return {**origin, **labels_record(dataset.label_set)}


def _name_of(request: TrainRequest) -> str:
    start = request.start_from
    # A run's checkpoint is called as every other one is: its folder tells them apart.
    title = (
        "" if start is None else f"run {start.parent.name}" if start.stem == "best" else start.stem
    )
    return recipe_name(request.config, start_from=title)


def _check(dataset: FaceDataset, config: TrainConfig) -> None:
    dataset.part(Part.TRAIN, minimum=max(2, config.network.classes))
    dataset.part(Part.TEST)
    if config.soft_labels and dataset.soft_labels is None:
        raise ConfigError(
            "soft_labels",
            config.soft_labels,
            "no face of this data set has votes; import FER2013 with FER+ beside, or set it to 0",
        )
    if dataset.faces.shape[1] != config.network.input_side:
        raise ConfigError(
            "network.input_side",
            config.network.input_side,
            f"the faces of this data set are {dataset.faces.shape[1]} pixels wide",
        )


def first_state(config: TrainConfig, start_from: Path | None, labels: LabelSet) -> TrainState:
    """Fresh weights, those of a checkpoint, or a backbone's from torchvision's weights file.

    A checkpoint of other classes than `labels` gives its features; the head is new.

    Raises:
        CheckpointError: the file cannot be used.
        ConfigError: it has other widths, or features are to be frozen that nobody trained.
    """
    if start_from is None:
        if config.frozen_features:
            raise ConfigError(
                "frozen_features", True, "fresh features are no good: choose what to start from"
            )
        return new_state(config)
    if isinstance(config.network, BackboneSpec) and not is_checkpoint(start_from):
        return new_state(config, initial=load_backbone(config.network, start_from))
    checkpoint = load_checkpoint(start_from)
    require_layers(checkpoint.network)
    if _family(checkpoint.info.spec) != _family(config.network):
        raise ConfigError("start_from", str(start_from), "its network has other widths")
    new_head = not same_classes(checkpoint.info.label_set, labels)
    return new_state(config, initial=checkpoint.network, new_head=new_head)


def _family(spec: NetworkSpec) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    return (spec.backbone if isinstance(spec, BackboneSpec) else "", spec.widths, spec.kernels)


def teachers_of(workspace: Workspace, config: TrainConfig, labels: LabelSet) -> list[Checkpoint]:
    """The networks that `config.teacher` names; none without one.

    Raises:
        CheckpointError, NotFoundError: one cannot be used, or is not known.
        LabelSetsDifferError: one tells other classes than `labels`.
    """
    names = found_models(workspace.path, config.teacher).split(",")
    found = [load_checkpoint(resolve_checkpoint(name, workspace)) for name in names if name]
    for teacher in found:
        if not same_classes(teacher.info.label_set, labels):
            raise LabelSetsDifferError(teacher.info.labels, labels.names)
    return found


def _run_to_end(
    workspace: Workspace,
    run: RunRow,
    dataset: FaceDataset,
    config: TrainConfig,
    state: TrainState,
    teachers: Sequence[Checkpoint],
    context: JobContext,
) -> TrainOutcome:
    """Train a run that this process holds; its row says how it ended."""
    earlier = workspace.run_dir(run.run_id) / LAST_FILE
    learned = _learned(dataset, config, _start_of(workspace, run), teachers, earlier)
    saver = _Saver(workspace, run, dataset, config, learned)
    ended = RunStatus.FAILED
    with undone_by(lambda: workspace.set_run_status(run.run_id, ended)):
        try:
            train_epochs(
                config,
                state,
                train=dataset.part(Part.TRAIN),
                test=dataset.part(Part.TEST),
                preprocessing=dataset.preprocessing,
                on_epoch=saver.save,
                context=context,
                teachers=teachers,
            )
            return saver.finish(state, context)
        except JobCancelled:
            ended = RunStatus.STOPPED
            raise


def _learned(
    dataset: FaceDataset,
    config: TrainConfig,
    start: Path | None,
    teachers: Sequence[Checkpoint],
    earlier: Path,
) -> LearnedFaces:
    """The faces that a run's networks learn from: its own, its beginning's, its teachers'.

    Args:
        dataset: with the parts that are trained on and watched.
        config: tells whether the watched part chooses the epoch that is kept.
        start: the file that gave the first weights, None for fresh ones.
        teachers: networks whose answers are learned.
        earlier: the run's own checkpoint; where it is there (the run goes on) it tells what
            the beginning knew, whose file may be gone by now.
    """
    train, test = dataset.part(Part.TRAIN), dataset.part(Part.TEST)
    chosen_on = test.rows if config.keep == "best" else test.rows[:0]
    own = LearnedFaces(
        np.unique(face_hashes(train.faces, train.rows)),
        np.unique(face_hashes(test.faces, chosen_on)),
    )
    if earlier.exists():
        return own.joined([load_checkpoint(earlier).info.learned])
    others = [teacher.info.learned for teacher in teachers]
    if start is not None and is_checkpoint(start):
        others.append(load_checkpoint(start).info.learned)
    return own.joined(others)


class _Saver:
    """Writes what an epoch leaves behind; `resume.pt` last, so that it never runs ahead."""

    def __init__(
        self,
        workspace: Workspace,
        run: RunRow,
        dataset: FaceDataset,
        config: TrainConfig,
        learned: LearnedFaces,
    ) -> None:
        self._workspace, self._run, self._learned = workspace, run, learned
        self._dataset, self._config = dataset, config
        self._folder = workspace.run_dir(run.run_id)
        labels = dataset.part(Part.TRAIN).labels
        self._label_counts = np.bincount(labels, minlength=len(dataset.label_set)).tolist()

    def save(self, state: TrainState, is_best: bool) -> None:
        record = state.records[-1]
        info = self._info(state, record)
        if is_best or self._config.keep == "last":
            path = self._workspace.checkpoint_path(self._run.run_id)
            save_checkpoint(path, state.evaluated, info)
        save_checkpoint(self._folder / LAST_FILE, state.evaluated, info)
        write_bytes(self._folder / RESUME_FILE, state_bytes(state))
        self._workspace.record_epoch(self._run.run_id, record.epoch, record.to_json())
        self._workspace.set_run_status(
            self._run.run_id,
            RunStatus.RUNNING,
            summary={
                "best_epoch": state.best_epoch,
                "kept_epoch": self._kept_epoch(state),
                "keep": self._config.keep,
                "test_accuracy": state.records[self._kept_epoch(state) - 1].test_accuracy,
                "n": len(self._dataset.part(Part.TEST)),
                "epochs_done": state.epoch,
            },
        )

    def _kept_epoch(self, state: TrainState) -> int:
        return state.epoch if self._config.keep == "last" else state.best_epoch

    def finish(self, state: TrainState, context: JobContext) -> TrainOutcome:
        checkpoint = self._workspace.checkpoint_path(self._run.run_id)
        test = evaluate_checkpoint(
            checkpoint, self._dataset.part(Part.TEST), context=without_reports(context)
        )
        summary: dict[str, Any] = {
            "test_accuracy": test.evaluation.accuracy,
            "n": test.evaluation.n,
            "interval": list(test.evaluation.interval),
        }
        run_id = self._run.run_id
        self._workspace.set_run_status(run_id, RunStatus.FINISHED, summary=summary)
        discard(self._folder / RESUME_FILE)  # a finished run needs no state to go on from
        return TrainOutcome(
            run=self._workspace.run(run_id),
            checkpoint=checkpoint,
            best_epoch=state.best_epoch,
            kept_epoch=self._kept_epoch(state),
            records=list(state.records),
            test=test.evaluation,
        )

    def _info(self, state: TrainState, record: EpochRecord) -> CheckpointInfo:
        run = {
            "id": self._run.run_id,
            "name": self._run.name,
            "dataset": self._dataset.row.name,
            "dataset_hash": self._dataset.row.content_hash,
            COUNTS_KEY: self._label_counts,
            "config": self._config.to_json(),
            "epoch": state.epoch,
            "test_accuracy": record.test_accuracy,
            "environment": dataclasses.asdict(environment()),
        }
        return CheckpointInfo(
            spec=state.network.spec,
            label_set=self._dataset.label_set,
            preprocessing=self._dataset.preprocessing,
            run=run,
            learned=self._learned,
        )
