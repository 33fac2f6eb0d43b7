"""What the Evaluate page runs in the background; torch is imported in there only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.dataset import FacePart, open_dataset
from emotion_gui.core.evaluation.metrics import Evaluation, McNemar, mcnemar
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.model.catalogue import ModelEntry, list_models
from emotion_gui.core.model.probabilities import softmax
from emotion_gui.core.training.records import EpochRecord
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.calibration import Calibration
    from emotion_gui.core.evaluation.evaluate_run import EvaluationResult
    from emotion_gui.core.evaluation.explain import HeatMap, LayerMaps
    from emotion_gui.core.reports.final_report import FinalRecord

_REPORTS = "reports"


@dataclass(frozen=True)
class EvaluateOrder:
    """What to evaluate: one model or two on the same faces."""

    dataset: str
    part: Part
    first: ModelEntry
    second: ModelEntry | None = None
    flip: bool = False


@dataclass(frozen=True)
class Answers:
    """One model's answers.

    Attributes:
        model: whose.
        evaluation: the figures.
        probabilities: shape (n, 7), calibrated with the checkpoint's temperature.
        labels: shape (n,), codes of `Emotion`.
        rows: shape (n,), into the data set's faces.
        temperature: of the checkpoint, 1 where it was never calibrated.
        unsure_below: of the checkpoint, None where it has no threshold.
    """

    model: ModelEntry
    evaluation: Evaluation
    probabilities: npt.NDArray[np.float64]
    labels: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]
    temperature: float = 1.0
    unsure_below: float | None = None

    @property
    def predicted(self) -> npt.NDArray[np.int64]:
        answers: npt.NDArray[np.int64] = self.probabilities.argmax(axis=1)
        return answers

    @property
    def right(self) -> npt.NDArray[np.bool_]:
        right: npt.NDArray[np.bool_] = self.predicted == self.labels
        return right

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
class Outcome:
    """Answers of one model or two, and the paired test of two."""

    order: EvaluateOrder
    faces: npt.NDArray[np.uint8]
    first: Answers
    second: Answers | None = None
    paired: McNemar | None = None


class EvaluateJob(Protocol):
    """Evaluates one checkpoint; the page takes another one in tests."""

    def __call__(
        self, checkpoint: Path, part: FacePart, *, flip: bool, context: JobContext
    ) -> EvaluationResult: ...


class ModelsJob(Protocol):
    """Lists what can be evaluated."""

    def __call__(self, workspace: Workspace, context: JobContext) -> list[ModelEntry]: ...


class FinalJob(Protocol):
    """Writes the final report, or gives back the recorded one."""

    def __call__(
        self, workspace: Workspace, order: EvaluateOrder, context: JobContext
    ) -> FinalRecord: ...


def final_report(workspace: Workspace, order: EvaluateOrder, context: JobContext) -> FinalRecord:
    """See `core.evaluation.final_report.final_report`; the first model alone is judged."""
    from emotion_gui.core.reports import final_report as core

    model = order.first
    wanted = core.FinalOrder(order.dataset, model.file, model.title, model.run_id)
    return core.final_report(workspace, wanted, context)


def evaluate(
    checkpoint: Path, part: FacePart, *, flip: bool, context: JobContext
) -> EvaluationResult:
    """See `core.evaluation.evaluate_run.evaluate_checkpoint`."""
    from emotion_gui.core.evaluation.evaluate_run import evaluate_checkpoint

    return evaluate_checkpoint(checkpoint, part, flip=flip, context=context)


def models(workspace: Workspace, context: JobContext) -> list[ModelEntry]:
    """Bundled models and the runs that have a checkpoint."""
    context.checkpoint()
    return list_models(workspace, own_first=True)


def evaluate_order(
    workspace: Workspace, order: EvaluateOrder, job: EvaluateJob, context: JobContext
) -> Outcome:
    """Evaluate one model or two on a part of a data set.

    Raises:
        EmptyPartError: the part holds no faces.
        CheckpointError: a model's file cannot be used.
        JobCancelled: a stop was asked for.
    """
    dataset = open_dataset(workspace, order.dataset)
    part = dataset.part(order.part)
    total = len(part) * (1 if order.second is None else 2)
    first = _answers(order.first, part, order, job, _Share(context, 0, total))
    if order.second is None:
        return Outcome(order, dataset.faces, first)
    second = _answers(order.second, part, order, job, _Share(context, len(part), total))
    return Outcome(order, dataset.faces, first, second, mcnemar(first.right, second.right))


class _Share(JobContext):
    """A stretch of a longer job: progress is moved, pause and cancel are the same."""

    def __init__(self, whole: JobContext, start: int, total: int) -> None:
        super().__init__(self._report, lambda: whole.cancelled)
        self._whole, self._start, self._total = whole, start, total

    def checkpoint(self) -> None:
        self._whole.checkpoint()

    def _report(self, progress: Progress) -> None:
        self._whole.report(Progress(self._start + progress.done, self._total, progress.text))


def _answers(
    model: ModelEntry, part: FacePart, order: EvaluateOrder, job: EvaluateJob, context: JobContext
) -> Answers:
    result = job(model.file, part, flip=order.flip, context=context)
    temperature, unsure_below = _calibration(model.file)
    probabilities = softmax(result.logits, temperature=temperature)
    return Answers(
        model,
        result.evaluation,
        probabilities,
        result.labels,
        result.rows,
        temperature,
        unsure_below,
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
        label, answer: codes of `Emotion`.
        model: who answered.
    """

    face: npt.NDArray[np.uint8]
    row: int
    label: int
    answer: int
    model: ModelEntry


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
    """See `core.evaluation.calibration.calibrate_checkpoint`; always on the test part."""
    from emotion_gui.core.evaluation.calibration import calibrate_checkpoint

    part = open_dataset(workspace, dataset).part(Part.TEST)
    return calibrate_checkpoint(file, part, context=context)


def restore_calibration(
    file: Path, temperature: float, unsure_below: float | None, context: JobContext
) -> None:
    """Store an earlier temperature and threshold again.

    Raises:
        CheckpointError, StorageError: the file cannot be read or written.
    """
    from emotion_gui.core.model.checkpoint import read_info, rewrite_info

    context.checkpoint()
    info = read_info(file)
    rewrite_info(file, replace(info, temperature=temperature, unsure_below=unsure_below))


def write_report(workspace: Workspace, outcome: Outcome, context: JobContext) -> Path:
    """Write the first model's report below the workspace; one file a model and part.

    Raises:
        StorageError: the disk refused.
    """
    from emotion_gui.core.model.checkpoint import read_info
    from emotion_gui.core.reports.report import write_evaluation_report

    context.checkpoint()
    order, model = outcome.order, outcome.first.model
    part = order.part.name.lower()
    records: list[EpochRecord] = []
    if model.run_id is not None:
        records = [EpochRecord.from_json(entry) for entry in workspace.epochs(model.run_id)]
    folder = workspace.path / _REPORTS
    folder.mkdir(exist_ok=True)
    safe = "".join(c if c.isalnum() or c in "-_" else "-" for c in order.dataset)
    path = folder / f"{model.name}-{safe}-{part}.html"
    write_evaluation_report(
        path,
        title=f"{model.title} on {order.dataset}, {part} part",
        evaluation=outcome.first.evaluation,
        records=records,
        info=read_info(model.file),
    )
    return path
