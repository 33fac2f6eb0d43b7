"""Judging models on parts of a data set, and what belongs to it; torch is imported late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.dataset import FacePart, open_dataset
from emotion_gui.core.errors import CheckpointError, StorageError
from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.core.evaluation.metrics import BoolArray, Evaluation
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.labels import SEVEN, LabelSet, match_labels
from emotion_gui.core.model.catalogue import ModelEntry, list_models
from emotion_gui.core.model.priors import ExpectedMix
from emotion_gui.core.model.probabilities import softmax
from emotion_gui.core.settings import EngineWish
from emotion_gui.core.training.records import EpochRecord, epochs_of
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.calibration import Calibration
    from emotion_gui.core.evaluation.evaluate_run import EvaluationResult
    from emotion_gui.core.evaluation.explain import HeatMap, LayerMaps
    from emotion_gui.core.reports.final_report import FinalOrder, FinalRecord
    from emotion_gui.core.reports.report import JudgedModel, Report

_REPORTS = "reports"


@dataclass(frozen=True)
class EvaluateRequest:
    """What to evaluate: one model or two on the same faces."""

    dataset: str
    part: Part
    first: ModelEntry
    second: ModelEntry | None = None
    flip: bool = False
    mix: ExpectedMix | None = None


@dataclass(frozen=True)
class Answers:
    """One model's answers.

    Attributes:
        model: whose.
        evaluation: the figures.
        judgement: right answers on all faces, and on those alone that the model did not learn.
        new: shape (n,), which faces it did not learn; None where its file does not tell.
        probabilities: shape (n, classes), calibrated with the checkpoint's temperature.
        labels: shape (n,), places in `label_set`.
        rows: shape (n,), into the data set's faces.
        temperature: of the checkpoint, 1 where it was never calibrated.
        unsure_below: of the checkpoint, None where it has no threshold.
        label_set: the classes that labels and probabilities are told in.
        notes: what to know where model and faces have different classes.
    """

    model: ModelEntry
    evaluation: Evaluation
    judgement: Judgement
    new: BoolArray | None
    probabilities: npt.NDArray[np.float64]
    labels: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]
    temperature: float = 1.0
    unsure_below: float | None = None
    label_set: LabelSet = SEVEN
    notes: tuple[str, ...] = ()

    @property
    def predicted(self) -> npt.NDArray[np.int64]:
        answers: npt.NDArray[np.int64] = self.probabilities.argmax(axis=1)
        return answers

    @property
    def right(self) -> BoolArray:
        return np.asarray(self.predicted == self.labels)

    def surest_first(self, chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        """Positions where `chosen` holds, those with the surest answer first."""
        positions = np.flatnonzero(chosen)
        confidence = self.probabilities.max(axis=1)[positions]
        return positions[np.argsort(-confidence, kind="stable")]

    def mistakes(self, truth: int | None = None) -> npt.NDArray[np.int64]:
        """Wrong answers, of one class or of all, the surest first."""
        wrong = ~self.right
        return self.surest_first(wrong if truth is None else wrong & (self.labels == truth))

    def cell(self, truth: int, answer: int) -> npt.NDArray[np.int64]:
        """Faces of one cell of the confusion matrix, the surest first."""
        return self.surest_first((self.labels == truth) & (self.predicted == answer))


@dataclass(frozen=True)
class EvaluateResult:
    """Answers of one model or two.

    Attributes:
        request: what was asked for.
        faces: the data set's, shape (all, side, side).
        first: the model's answers.
        second: those of the model beside it.
        compared: the second model, tested against the first on the same faces; its `rest` are
            the faces that neither has learned.
    """

    request: EvaluateRequest
    faces: npt.NDArray[np.uint8]
    first: Answers
    second: Answers | None = None
    compared: Judgement | None = None


# As `evaluate_checkpoint`; tests bring one that runs no network.
Evaluator = Callable[..., "EvaluationResult"]


def recorded_final(
    workspace: Workspace, request: EvaluateRequest, context: JobContext
) -> FinalRecord | None:
    """The finished report of the first model on the final part, where there is one.

    A file or record that is damaged has none: what is wrong is told when the part is opened.
    """
    from emotion_gui.core.reports.final_report import recorded_final as recorded

    context.checkpoint()
    try:
        return recorded(workspace, _final_order(request))
    except (CheckpointError, StorageError):
        return None


def final_report(
    workspace: Workspace, request: EvaluateRequest, context: JobContext
) -> FinalRecord:
    """See `core.reports.final_report.final_report`; the first model alone is judged."""
    from emotion_gui.core.reports.final_report import final_report as report

    return report(workspace, _final_order(request), context)


def final_report_of(
    workspace: Workspace, dataset: str, file: Path, context: JobContext
) -> tuple[FinalOrder, FinalRecord]:
    """The same for a file, which may be no model that the program knows."""
    from emotion_gui.core.reports.final_report import FinalOrder
    from emotion_gui.core.reports.final_report import final_report as report

    known = next((entry for entry in list_models(workspace) if entry.file == file), None)
    title, run_id = (file.stem, None) if known is None else (known.title, known.run_id)
    order = FinalOrder(dataset, file, title, run_id)
    return order, report(workspace, order, context)


def _final_order(request: EvaluateRequest) -> FinalOrder:
    from emotion_gui.core.reports.final_report import FinalOrder

    model = request.first
    return FinalOrder(request.dataset, model.file, model.title, model.run_id)


def evaluate_file(
    checkpoint: Path,
    part: FacePart,
    *,
    flip: bool,
    context: JobContext,
    engine: EngineWish = "auto",
    mix: ExpectedMix | None = None,
) -> EvaluationResult:
    """See `core.evaluation.evaluate_run.evaluate_checkpoint`."""
    from emotion_gui.core.evaluation.evaluate_run import evaluate_checkpoint

    return evaluate_checkpoint(checkpoint, part, flip=flip, mix=mix, engine=engine, context=context)


def models(workspace: Workspace, context: JobContext) -> list[ModelEntry]:
    """Bundled models and the runs that have a checkpoint."""
    context.checkpoint()
    return list_models(workspace, own_first=True)


def evaluate(
    workspace: Workspace,
    request: EvaluateRequest,
    context: JobContext,
    *,
    evaluator: Evaluator = evaluate_file,
) -> EvaluateResult:
    """Evaluate one model or two on a part of a data set.

    Raises:
        EmptyPartError: the part holds no faces.
        CheckpointError: a model's file cannot be used.
        ConfigError: a mix is expected, and a model does not tell what it learned from.
        LabelSetsDifferError: a model tells other classes, and no mapping is known.
        JobCancelled: a stop was asked for.
    """
    dataset = open_dataset(workspace, request.dataset)
    part = dataset.part(request.part)
    models = [request.first] if request.second is None else [request.first, request.second]
    for model in models:  # all are judged in the coarsest classes, on the same faces
        part = told_for(model.file, part)
    answers = []
    for number, model in enumerate(models):
        share = _Share(context, number * len(part), len(models) * len(part))
        result = evaluator(model.file, part, flip=request.flip, mix=request.mix, context=share)
        answers.append(_answers(model, result))
    if len(answers) == 1:
        return EvaluateResult(request, dataset.faces, answers[0])
    first, second = answers
    return EvaluateResult(request, dataset.faces, first, second, _compared(first, second))


def told_for(file: Path, part: FacePart) -> FacePart:
    """The faces in the classes that they and the model can be compared in."""
    from emotion_gui.core.model.checkpoint import read_info

    if not file.is_file():
        return part
    match = match_labels(read_info(file).label_set, part.label_set)
    return part.told_in(match.common, places=match.of_data)


def _compared(first: Answers, second: Answers) -> Judgement:
    """On faces that only one of two models has learned, the other is at a disadvantage."""
    new = None if first.new is None or second.new is None else first.new & second.new
    complete = first.judgement.complete and second.judgement.complete
    return Judgement.of(second.right, before=first.right, new=new, complete=complete)


class _Share(JobContext):
    """A stretch of a longer job: progress is moved, pause and cancel are the same."""

    def __init__(self, whole: JobContext, start: int, total: int) -> None:
        super().__init__(self._report, lambda: whole.cancelled)
        self._whole, self._start, self._total = whole, start, total

    def checkpoint(self) -> None:
        self._whole.checkpoint()

    def _report(self, progress: Progress) -> None:
        self._whole.report(Progress(self._start + progress.done, self._total, progress.text))


def _answers(model: ModelEntry, result: EvaluationResult) -> Answers:
    temperature, unsure_below = _calibration(model.file)
    probabilities = softmax(result.logits, temperature=temperature)
    return Answers(
        model=model,
        evaluation=result.evaluation,
        judgement=result.judgement,
        new=result.acquaintance.new,
        probabilities=probabilities,
        labels=result.labels,
        rows=result.rows,
        temperature=temperature,
        unsure_below=unsure_below,
        label_set=result.label_set,
        notes=result.notes,
    )


def _calibration(file: Path) -> tuple[float, float | None]:
    from emotion_gui.core.model.checkpoint import read_info

    if not file.is_file():
        return 1.0, None
    info = read_info(file)
    return info.temperature, info.unsure_below


@dataclass(frozen=True)
class ChosenFace:
    """A face of the gallery, and whose answer it got.

    Attributes:
        face: gray, shape (side, side).
        row: into the data set's faces.
        label, answer: places in `label_set`.
        model: who answered.
        label_set: the classes.
    """

    face: npt.NDArray[np.uint8]
    row: int
    label: int
    answer: int
    model: ModelEntry
    label_set: LabelSet = SEVEN


@dataclass(frozen=True)
class Look:
    """What the network makes of one face.

    Attributes:
        layers: the maps of every layer.
        layer: 0-based, where `heat` was taken.
        heat: Grad-CAM of one class.
    """

    layers: tuple[LayerMaps, ...]
    layer: int
    heat: HeatMap


def look_inside(chosen: ChosenFace, emotion: int, layer: int | None, context: JobContext) -> Look:
    """Feature maps and Grad-CAM; without a `layer`, the deepest that still tells where.

    Raises:
        CheckpointError: the model's file cannot be used.
        ConfigError: the face does not fit the network.
        JobCancelled: another face or class was chosen.
    """
    from emotion_gui.core.evaluation import explain
    from emotion_gui.core.model.checkpoint import load_checkpoint

    loaded = load_checkpoint(chosen.model.file)
    network, preprocessing = loaded.network, loaded.info.preprocessing
    context.checkpoint()
    layers = explain.feature_maps(network, chosen.face, preprocessing)
    context.checkpoint()
    where = explain.best_layer(network.spec) if layer is None else layer
    heat = explain.grad_cam(network, chosen.face, preprocessing, layer=where, emotion=emotion)
    return Look(layers, where, heat)


def calibrate(workspace: Workspace, dataset: str, file: Path, context: JobContext) -> Calibration:
    """See `core.evaluation.calibration.calibrate_checkpoint`; always on the test part.

    Raises BusyError where another process is at work on the model's run.
    """
    from emotion_gui.core.evaluation.calibration import calibrate_checkpoint

    part = open_dataset(workspace, dataset).part(Part.TEST)
    with workspace.hold_owner(file):
        return calibrate_checkpoint(file, part, context=context)


def restore_calibration(
    workspace: Workspace,
    file: Path,
    temperature: float,
    unsure_below: float | None,
    context: JobContext,
) -> None:
    """Store an earlier temperature and threshold again.

    Raises:
        BusyError: another process is at work on the model's run.
        CheckpointError, StorageError: the file cannot be read or written.
    """
    from emotion_gui.core.model.checkpoint import read_info, rewrite_info

    context.checkpoint()
    with workspace.hold_owner(file):
        info = read_info(file)
        rewrite_info(file, replace(info, temperature=temperature, unsure_below=unsure_below))


def report_content(workspace: Workspace, result: EvaluateResult) -> Report:
    """What a report of this result holds: one model, or two beside each other."""
    from emotion_gui.core.reports.report import comparison_report, evaluation_report

    request = result.request
    where = f"{request.dataset}, {request.part.name.lower()} part"
    if request.mix is not None:
        where += f", expected mix {request.mix}"
    first = _judged_model(workspace, result.first)
    if result.second is None or result.compared is None:
        return evaluation_report(f"{first.title} on {where}", first)
    second = _judged_model(workspace, result.second)
    title = f"{first.title} and {second.title} on {where}"
    return comparison_report(title, first, second, result.compared)


def _judged_model(workspace: Workspace, answers: Answers) -> JudgedModel:
    from emotion_gui.core.model.checkpoint import read_info
    from emotion_gui.core.reports.report import JudgedModel

    model = answers.model
    records: list[EpochRecord] = []
    if model.run_id is not None:
        records = epochs_of(workspace, model.run_id)
    return JudgedModel(
        title=model.title,
        evaluation=answers.evaluation,
        judgement=answers.judgement,
        records=records,
        info=read_info(model.file),
    )


def write_report(workspace: Workspace, result: EvaluateResult, context: JobContext) -> Path:
    """Write the report below the workspace; one file for the models and the part.

    Raises:
        StorageError: the disk refused.
    """
    from emotion_gui.core.files import make_folder, name_apart
    from emotion_gui.core.reports.report import write_report as write

    context.checkpoint()
    request = result.request
    models = [answers.model for answers in (result.first, result.second) if answers is not None]
    words = (*(model.name for model in models), request.dataset, request.part.name.lower())
    files = tuple(str(model.file) for model in models)
    folder = workspace.path / _REPORTS
    make_folder(folder, private=True)
    own = (files[0], *words) if len(files) == 1 else (*files, *words)
    path = folder / f"{name_apart('-'.join(words), repr(own))}.html"
    write(path, report_content(workspace, result))
    return path
