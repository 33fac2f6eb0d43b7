"""Training, judging, pruning and handing on of networks."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from emotion_gui.api.progress import ProgressChoice, job
from emotion_gui.api.results import ExportedModel, FaceArray, PrunedModel, Scores, TrainedModel
from emotion_gui.api.workspaces import PathLike
from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.files import refuse_overwrite
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.evaluate_run import EvaluationResult
    from emotion_gui.core.pruning.options import PruningOptions
    from emotion_gui.core.training.config import TrainConfig
    from emotion_gui.operations.prune_layer import PruneResult
    from emotion_gui.operations.subject import Subject

Model = str | TrainedModel | PrunedModel | Path


def train(
    workspace: Workspace,
    dataset: str,
    *,
    preset: str = "best-on-cpu",
    name: str = "",
    progress: ProgressChoice = False,
    **values: object,
) -> TrainedModel:
    """Train a network on a data set's active split; every epoch is safe on disk.

    Args:
        workspace: from `open_workspace`.
        dataset: its name.
        preset: `best-on-cpu`, `quick`, `plus`, `paper`, a row of the paper such as
            `paper-10-1e-3`, or `alizadeh-fazel`.
        name: of the run; made from the recipe where it is empty.
        progress: see the package.
        values: of the recipe in place of the preset's: `epochs=5`, `learning_rate=1e-3`, or of
            its augmentation: `rotation_deg=10`.

    Raises:
        NotFoundError: no such data set or preset.
        ConfigError: a value that the recipe does not take.
        EmptyPartError: the split lacks faces to learn or to watch.
        KeyboardInterrupt: it was stopped; the run can be resumed in the window.

    >>> run = api.train(workspace, "drawn", preset="quick", epochs=2, batch_size=32, seed=1)
    >>> run.test_accuracy.shape, run.n
    ((2,), 14)
    """
    from emotion_gui.core.training.requests import TrainRequest
    from emotion_gui.operations import train as operation

    request = TrainRequest(dataset, _recipe(preset, values), name)
    with job("Training", progress) as context:
        outcome = operation.train(workspace, request, context)
    records = outcome.records
    return TrainedModel(
        run=outcome.run.run_id,
        checkpoint=outcome.checkpoint,
        kept_epoch=outcome.kept_epoch,
        accuracy=outcome.test.accuracy,
        interval=outcome.test.interval,
        n=outcome.test.n,
        train_loss=np.array([record.train_loss for record in records]),
        train_accuracy=np.array([record.train_accuracy for record in records]),
        test_loss=np.array([record.test_loss for record in records]),
        test_accuracy=np.array([record.test_accuracy for record in records]),
    )


def _recipe(name: str, values: dict[str, Any]) -> TrainConfig:
    """The preset with other values.

    Raises:
        ConfigError: a field that there is not, or a value out of range.
    """
    from emotion_gui.core.training.presets import preset

    config = preset(name).config
    effects = {field.name for field in dataclasses.fields(config.augmentation)}
    own = {field.name for field in dataclasses.fields(config)}
    for key in values:
        if key not in own | effects:
            raise ConfigError(key, values[key], "the recipe has no such field")
    changed = {key: value for key, value in values.items() if key in effects}
    augmentation = dataclasses.replace(config.augmentation, **changed)
    plain = {key: value for key, value in values.items() if key in own}
    return dataclasses.replace(config, **{"augmentation": augmentation, **plain})


def evaluate(
    model: Model,
    faces: FaceArray,
    *,
    workspace: Workspace | None = None,
    flip: bool = False,
    prior: str = "training",
    progress: ProgressChoice = False,
) -> Scores:
    """Judge a network on labelled faces: from `faces`, or arrays of your own.

    Args:
        model: what `train` or `prune` returned, a checkpoint file, or a bundled model's name.
        faces: labelled faces.
        workspace: where a run's number or name is looked up.
        flip: average the answers about each face and its mirror image.
        prior: expected mix of the classes: `training` (answers as they are), `even`, or parts as
            `neutral=4,happy=2`.
        progress: see the package.

    Raises:
        CheckpointError: the model's file cannot be used.
        ConfigError: `prior` is no mix, or the model does not tell what it learned from.
        NotFoundError: nothing of this name is known.
        LabelSetsDifferError: the network tells other classes, and no mapping is known.

    >>> scores = api.evaluate(run, api.faces(workspace, "drawn"))
    >>> len(scores.confusion) == len(api.LABELS), int(scores.confusion.sum())
    (True, 14)
    >>> list(scores.frame().columns)
    ['precision', 'recall', 'specificity', 'faces']
    """
    from emotion_gui.core.data.dataset import FacePart
    from emotion_gui.core.labels import own_set
    from emotion_gui.core.model.checkpoint_info import read_info
    from emotion_gui.core.model.priors import parse_mix
    from emotion_gui.operations.evaluate import evaluate_file

    if faces.pixels.ndim != 3 or len(faces.pixels) != len(faces.labels) or not len(faces):
        shape = (faces.pixels.shape, faces.labels.shape)
        raise ConfigError("faces", shape, "pixels (n, side, side) and labels (n,) are needed")
    file = _file(model, workspace)
    labels = np.asarray(faces.labels, np.int64)
    part = FacePart(faces.pixels, np.arange(len(faces)), labels, label_set=own_set(faces.classes))
    with job("Evaluating", progress) as context:
        result = evaluate_file(file, part, flip=flip, mix=parse_mix(prior), context=context)
    return _scores(result, read_info(file).temperature)


def _scores(result: EvaluationResult, temperature: float) -> Scores:
    from emotion_gui.core.model.probabilities import softmax

    evaluation, rest = result.evaluation, result.judgement.rest
    probabilities = softmax(result.logits, temperature=temperature)

    def column(name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        values = [getattr(entry, name) for entry in evaluation.per_class]
        return np.array([np.nan if value is None else value for value in values])

    return Scores(
        n=evaluation.n,
        accuracy=evaluation.accuracy,
        interval=evaluation.interval,
        accuracy_new=float("nan") if rest is None else rest.accuracy,
        n_new=None if rest is None else rest.n,
        macro_f1=evaluation.macro_f1,
        balanced_accuracy=evaluation.balanced_accuracy,
        calibration_error=evaluation.ece,
        confusion=np.array(evaluation.confusion, dtype=np.int64),
        precision=column("precision"),
        recall=column("recall"),
        specificity=column("specificity"),
        labels=np.asarray(result.labels),
        predicted=probabilities.argmax(axis=1),
        probabilities=probabilities,
        classes=result.label_set.names,
    )


def _pruning_options(preset: str, threshold_deg: float | None) -> PruningOptions:
    from emotion_gui.core.pruning.options import PruningOptions, PruningPreset

    angle = 10.0 if threshold_deg is None else threshold_deg
    return PruningOptions(preset=PruningPreset(preset), threshold_deg=angle)


def prune(
    workspace: Workspace,
    model: Model,
    dataset: str,
    *,
    preset: str = "refit",
    threshold_deg: float | None = None,
    maps: int | None = None,
    layer: int | None = None,
    finetune: int = 0,
    name: str = "Pruned",
    out: PathLike | None = None,
    progress: ProgressChoice = False,
) -> PrunedModel:
    """Take maps of one layer away by distinctiveness; the original stays as it is.

    Angles and fits see the data set's train part, accuracies come from its test part.

    Args:
        workspace: from `open_workspace`.
        model: as for `evaluate`.
        dataset: its name.
        preset: `paper` (the literal rule), `corrected`, or `refit`.
        threshold_deg: pairs under this angle are similar; 10 where `maps` is not given either.
        maps: take exactly so many away instead.
        layer: which convolution, from 1; the last by default.
        finetune: epochs of training afterwards.
        name: of the new run.
        out: a file for the result instead of a run (`.safetensors`, `.onnx`, `.pt`).
        progress: see the package.

    Raises ConfigError where choices exclude each other.

    >>> smaller = api.prune(workspace, run, "drawn", maps=128)
    >>> smaller.maps_before, smaller.maps_after, smaller.parameters_after
    (256, 128, 253557)
    """
    if threshold_deg is not None and maps is not None:
        raise ConfigError("maps", maps, "a threshold and a number of maps exclude each other")
    from emotion_gui.operations.keep import save_run, write_network
    from emotion_gui.operations.prune_layer import PruneRequest, prune_layer, record_layer

    target, source = None if out is None else Path(out), _file(model, workspace)
    if target is not None:
        refuse_overwrite(target, inputs=[source], overwrite=False)
    parent = model.run if isinstance(model, TrainedModel | PrunedModel) else None
    options = _pruning_options(preset, threshold_deg)
    with job("Pruning", progress) as context:
        subject = _subject(workspace, source, dataset, parent)
        session = record_layer(subject, None if layer is None else layer - 1, context)
        plan = session.plan(options, count=maps)
        request = PruneRequest(compact=True, epochs=finetune)
        result = prune_layer(subject, session, plan, request, context)
        if target is not None:
            return _pruned(result, write_network(result.pruned, target, context), None)
        run = save_run(workspace, result.pruned, name, context)
    return _pruned(result, workspace.checkpoint_path(run.run_id), run.run_id)


def _subject(workspace: Workspace, source: Path, dataset: str, parent: int | None) -> Subject:
    from emotion_gui.core.model.checkpoint import load_checkpoint
    from emotion_gui.operations.subject import Subject

    opened, checkpoint = open_dataset(workspace, dataset), load_checkpoint(source)
    labels = checkpoint.info.label_set
    return Subject(
        checkpoint=checkpoint,
        learning=opened.part(Part.TRAIN, minimum=2).told_in(labels),
        judged=opened.part(Part.TEST).told_in(labels),
        dataset_id=opened.row.dataset_id,
        parent_run=parent,
    )


def _pruned(result: PruneResult, checkpoint: Path, run: int | None) -> PrunedModel:
    return PrunedModel(
        checkpoint=checkpoint,
        run=run,
        maps_before=result.plan.maps,
        maps_after=result.plan.maps_left,
        accuracy_before=result.before.accuracy,
        accuracy_after=result.after.accuracy,
        interval=result.after.interval,
        n=result.after.n,
        p=result.after.p,
        parameters_before=result.cost_before.parameters,
        parameters_after=result.cost_after.parameters,
        max_logit_difference=result.difference,
    )


def export(
    model: Model,
    file: PathLike,
    *,
    workspace: Workspace | None = None,
    overwrite: bool = False,
) -> ExportedModel:
    """Write a network for other programs: `.onnx`, or `.pt` for TorchScript.

    Raises:
        ConfigError: another ending.
        OverwriteError: the file exists and nobody said to replace it.
        ExportMismatchError: the file would answer otherwise; nothing was saved.

    >>> api.export(smaller, folder / "smaller.onnx").max_logit_difference < 1e-4
    True
    """
    from emotion_gui.operations.export import export_model

    target, source = Path(file), _file(model, workspace)
    refuse_overwrite(target, inputs=[source], overwrite=overwrite)
    found = export_model(source, target)
    return ExportedModel(found.file, found.bytes, found.max_logit_difference)


def _file(model: Model, workspace: Workspace | None) -> Path:
    if isinstance(model, TrainedModel | PrunedModel):
        return model.checkpoint
    from emotion_gui.core.model.catalogue import resolve_checkpoint

    return resolve_checkpoint(str(model), workspace)
