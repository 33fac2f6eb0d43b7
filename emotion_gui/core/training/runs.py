"""A training as the workspace knows it: started, saved every epoch, stopped, resumed."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from emotion_gui.core.data.dataset import FaceDataset, open_dataset
from emotion_gui.core.errors import (
    CheckpointError,
    ConfigError,
    LabelSetsDifferError,
    TrainingStateError,
    WorkspaceError,
)
from emotion_gui.core.executors.workers import shared_name
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.labels import LabelSet, places_in
from emotion_gui.core.model.checkpoint import Checkpoint
from emotion_gui.core.model.checkpoint_info import read_info
from emotion_gui.core.rollback import undone_by
from emotion_gui.core.training.beginning import first_state, teachers_of
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.elsewhere import Sharing, Trained, replay, tell_helpers
from emotion_gui.core.training.engine import TrainState, new_state, train_epochs
from emotion_gui.core.training.outcome import TrainOutcome
from emotion_gui.core.training.presets import recipe_name
from emotion_gui.core.training.ranks import ALONE, Ranks
from emotion_gui.core.training.requests import TrainRequest, config_of, labels_of, labels_record
from emotion_gui.core.training.resuming import load_state, state_bytes
from emotion_gui.core.training.saving import LAST_FILE, RunSaver, learned_faces, mix_counts
from emotion_gui.core.workspace.paths import found_path, stored_models, stored_path
from emotion_gui.core.workspace.records import Part, RunRow, RunStatus
from emotion_gui.core.workspace.runs import RESUME_FILE
from emotion_gui.core.workspace.workspace import Workspace


def train_run(
    workspace: Workspace,
    request: TrainRequest,
    context: JobContext,
    *,
    trained: Trained | None = None,
    ranks: Ranks = ALONE,
) -> TrainOutcome:
    """Train a network on a data set's active split; every epoch is safe on disk.

    A stop keeps the best epoch so far: the run ends as `stopped` and can be resumed. Where a
    worker has trained it already, what it made is stored as if it had been made here. With
    `ranks` the other processes learn along; this one, the first, writes.

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
        beginning = _Beginning(dataset, request.config, state, teachers, trained, ranks)
        return _run_to_end(workspace, run, beginning, context)


def resume_run(
    workspace: Workspace,
    run_id: int,
    context: JobContext,
    *,
    trained: Trained | None = None,
    ranks: Ranks = ALONE,
) -> TrainOutcome:
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
        beginning = _Beginning(dataset, config, state, teachers, trained, ranks)
        return _run_to_end(workspace, run, beginning, context)


def _as_learned(dataset: FaceDataset, learned: LabelSet) -> FaceDataset:
    """The data set with the classes that an unfinished run has begun to learn.

    Raises:
        LabelSetsDifferError: classes were merged or added since.
    """
    if places_in(dataset.label_set, learned) != tuple(range(len(learned))):
        raise LabelSetsDifferError(learned.names, dataset.label_set.names)
    return dataclasses.replace(dataset, row=dataclasses.replace(dataset.row, label_set=learned))


@dataclass(frozen=True)
class _Beginning:
    """What a training is, and where it stands."""

    dataset: FaceDataset
    config: TrainConfig
    state: TrainState
    teachers: Sequence[Checkpoint]
    trained: Trained | None
    ranks: Ranks


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


def _run_to_end(
    workspace: Workspace, run: RunRow, beginning: _Beginning, context: JobContext
) -> TrainOutcome:
    """Train a run that this process holds; its row says how it ended."""
    dataset, config, state = beginning.dataset, beginning.config, beginning.state
    teachers, trained = beginning.teachers, beginning.trained
    earlier = workspace.run_dir(run.run_id) / LAST_FILE
    start = _start_of(workspace, run)
    learned = learned_faces(dataset, config, start, teachers, earlier)
    counts = mix_counts(dataset, config, start, earlier)
    made_on = None if trained is None else trained.made_on
    saver = RunSaver(workspace, run, dataset, config, learned, label_counts=counts, made_on=made_on)
    ended = RunStatus.FAILED
    with undone_by(lambda: workspace.set_run_status(run.run_id, ended)):
        try:
            if trained is not None:
                replay(trained, state, saver.save, epochs=config.epochs)
            else:
                if beginning.ranks.are_many:
                    _call_helpers(workspace, run, beginning)
                train_epochs(
                    config,
                    state,
                    train=dataset.part(Part.TRAIN),
                    test=dataset.part(Part.TEST),
                    preprocessing=dataset.preprocessing,
                    on_epoch=saver.save,
                    context=context,
                    teachers=teachers,
                    ranks=beginning.ranks,
                )
            return saver.finish(state, context)
        except JobCancelled:
            ended = RunStatus.STOPPED
            raise


def _call_helpers(workspace: Workspace, run: RunRow, beginning: _Beginning) -> None:
    """The other processes get all that the training is made of; they see no workspace."""
    values: dict[str, bytes] = {}

    def keep(value: bytes) -> str:
        name = shared_name("ranks", value)
        values[name] = value
        return name

    piece = Sharing(workspace, keep).piece(
        beginning.dataset,
        beginning.config,
        start=_start_of(workspace, run),
        state=state_bytes(beginning.state) if beginning.state.epoch else None,
    )
    tell_helpers(beginning.ranks, piece, values)
