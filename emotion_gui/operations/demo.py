"""The whole path on built-in drawn faces: import, train, evaluate, prune, compact, classify.

Nothing is downloaded; everything lands in one folder with its own workspace and a report.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from emotion_gui.core.data.dataset import FaceDataset, FacePart, open_dataset
from emotion_gui.core.data.import_report import ImportReport
from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.errors import StorageError
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset
from emotion_gui.core.workspace.records import Part, RunRow
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.keep import save_run
from emotion_gui.operations.prune_layer import PruneRequest, prune_layer, record_layer
from emotion_gui.operations.subject import Subject

if TYPE_CHECKING:
    from emotion_gui.core.data.sample_faces import DrawnScene
    from emotion_gui.core.evaluation.evaluate_run import EvaluationResult
    from emotion_gui.core.pruning.layer_session import LayerSession, Preview
    from emotion_gui.core.pruning.sweep import SweepPoint
    from emotion_gui.core.reports.demo_facts import DemoConfig, DemoFacts, FoundFace, PruningFacts
    from emotion_gui.core.training.outcome import TrainOutcome

STEPS = 8
_TOLERANCE = 0.005  # of accuracy on the test part, see `_choose`
_THRESHOLDS_DEG = tuple(float(value) for value in (*np.arange(0.0, 12.0, 0.5), *range(12, 46)))
_LOTS = 3  # draws of maps that go by chance, to compare with
_SCENE_EMOTIONS = ("HAPPY", "SURPRISE", "ANGRY", "SAD", "NEUTRAL")
T = TypeVar("T")


@dataclass(frozen=True)
class DemoResult:
    """The figures and where things are."""

    report: Path
    seconds: float
    accuracy: float
    interval: tuple[float, float]
    n: int
    maps_before: int
    maps_after: int
    accuracy_after: float
    mcnemar_p: float
    checkpoint: Path
    workspace: Path


def run_demo(config: DemoConfig, context: JobContext) -> DemoResult:
    """Run every step and write `report.html`.

    Args:
        config: size and place.
        context: progress (one unit a step, with what is done in words) and cancel.

    Raises:
        StorageError: the folder cannot be written.
        JobCancelled: a stop was asked for; what is finished stays in the folder.
    """
    from emotion_gui.core.model.checkpoint import load_checkpoint
    from emotion_gui.core.reports.demo_facts import DemoFacts

    started = time.perf_counter()
    steps = _Steps(context)
    folder = config.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError.of(folder, error) from error
    with contextlib.closing(Workspace.open(folder / "workspace")) as workspace:
        _clear(workspace)
        faces_report, photos_report = _import(workspace, config, steps)
        dataset = open_dataset(workspace, faces_report.dataset.name)
        photos = open_dataset(workspace, photos_report.dataset.name)
        training = steps.run("Training", lambda job: _train(workspace, config, dataset, job))
        on_photos = steps.run(
            "Evaluating", lambda job: _evaluate_photos(training.checkpoint, photos, job)
        )
        pruning = steps.run(
            "Pruning and compacting", lambda job: _prune(workspace, dataset, training, job)
        )
        scene, found = steps.run(
            "Classifying a scene", lambda job: _classify(config, pruning.checkpoint, job)
        )
        facts = DemoFacts(
            config=config,
            faces_report=faces_report,
            photos_report=photos_report,
            dataset=dataset,
            photos=photos,
            training=training,
            on_photos=on_photos,
            pruning=pruning,
            info=load_checkpoint(pruning.checkpoint).info,
            scene=scene,
            found=found,
            seconds=time.perf_counter() - started,
        )
        report = folder / "report.html"
        steps.run("Writing the report", lambda job: _report(facts, report, job))
    return _result(config, pruning, report, time.perf_counter() - started)


def _result(config: DemoConfig, pruning: PruningFacts, report: Path, seconds: float) -> DemoResult:
    evaluation = pruning.before.evaluation
    return DemoResult(
        report=report,
        seconds=seconds,
        accuracy=evaluation.accuracy,
        interval=evaluation.interval,
        n=evaluation.n,
        maps_before=pruning.preview.plan.maps,
        maps_after=pruning.preview.plan.maps_left,
        accuracy_after=pruning.after.evaluation.accuracy,
        mcnemar_p=pruning.judgement.p,
        checkpoint=pruning.checkpoint,
        workspace=config.folder / "workspace",
    )


class _Steps:
    """Reports each step; a step's own reports are passed on as part of it."""

    def __init__(self, context: JobContext) -> None:
        self._context = context
        self._done = 0

    def run(self, text: str, step: Callable[[JobContext], T]) -> T:
        """One step with a context whose reports are fractions of the whole."""
        self._context.checkpoint()
        number = self._done
        self._report(text, number * 1000)

        def report(progress: Progress) -> None:
            share = progress.done / progress.total if progress.total else 0.0
            words = f"{text}: {progress.text}" if progress.text else text
            done = number * 1000 + round(999 * min(1.0, share))
            self._context.report(Progress(done, STEPS * 1000, words, progress.detail))

        result = step(JobContext(report, lambda: self._context.cancelled))
        self._done += 1
        return result

    def _report(self, text: str, done: int) -> None:
        self._context.report(Progress(done, STEPS * 1000, text))


def _clear(workspace: Workspace) -> None:
    """An earlier demonstration in the same folder makes room."""
    for row in workspace.datasets():
        workspace.trash_dataset(row.dataset_id)
    for run in workspace.runs():
        workspace.trash_run(run.run_id)


def _import(
    workspace: Workspace, config: DemoConfig, steps: _Steps
) -> tuple[ImportReport, ImportReport]:
    from emotion_gui.core.data.sample_faces import write_sample_csv, write_sample_pictures

    table, pictures = config.folder / "sample_faces.csv", config.folder / "photographs"
    steps.run(
        f"Drawing {config.faces:,} faces",
        lambda job: write_sample_csv(table, count=config.faces, seed=config.seed),
    )
    steps.run(
        f"Drawing {config.photographs} photographs",
        lambda job: write_sample_pictures(
            pictures, count=config.photographs, seed=config.seed + 1, width=360, height=360
        ),
    )
    faces = ImportRequest(table, "Sample faces", split="official", detector="none")
    photos = ImportRequest(pictures, "Sample photographs", detector="combined", split="paper")

    def both(job: JobContext) -> tuple[ImportReport, ImportReport]:
        return import_dataset(workspace, faces, job), import_dataset(workspace, photos, job)

    return steps.run("Importing", both)


def _train(
    workspace: Workspace, config: DemoConfig, dataset: FaceDataset, job: JobContext
) -> TrainOutcome:
    from emotion_gui.core.training.presets import preset
    from emotion_gui.core.training.requests import TrainRequest
    from emotion_gui.core.training.runs import train_run

    recipe = dataclasses.replace(
        preset("quick").config,
        epochs=config.epochs,
        batch_size=min(64, max(2, config.faces // 16)),
        learning_rate=3e-3,
        seed=config.seed,
    )
    request = TrainRequest(dataset.row.name, recipe, "Demonstration")
    return train_run(workspace, request, job)


def _evaluate_photos(
    checkpoint: Path, photos: FaceDataset, job: JobContext
) -> EvaluationResult | None:
    from emotion_gui.core.evaluation.evaluate_run import evaluate_checkpoint

    rows = np.flatnonzero(photos.parts != Part.NONE)
    if len(rows) == 0:
        return None
    part = photos.faces_at(rows, "all")
    return evaluate_checkpoint(checkpoint, part, context=job)


def _prune(
    workspace: Workspace, dataset: FaceDataset, training: TrainOutcome, job: JobContext
) -> PruningFacts:
    from emotion_gui.core.evaluation.evaluate_run import evaluate_checkpoint
    from emotion_gui.core.model.checkpoint import load_checkpoint
    from emotion_gui.core.reports.demo_facts import PruningFacts

    subject = Subject(
        checkpoint=load_checkpoint(training.checkpoint),
        learning=dataset.part(Part.TRAIN),
        judged=dataset.part(Part.TEST),
        dataset_id=dataset.row.dataset_id,
        parent_run=training.run.run_id,
    )
    session = record_layer(subject, None, job)
    baseline = session.preview(PruningOptions(threshold_deg=0.0))
    points = _sweep(session, job)
    chosen = _choose(points, baseline)
    preview = session.preview(
        PruningOptions(preset=chosen.preset, threshold_deg=chosen.threshold_deg)
    )
    result = prune_layer(subject, session, preview.plan, PruneRequest(compact=True), job)
    validation = _final_part(workspace, dataset, training.run)
    before = evaluate_checkpoint(training.checkpoint, validation, context=job)
    run = save_run(workspace, result.pruned, "Demonstration, pruned", job)
    checkpoint = workspace.checkpoint_path(run.run_id)
    after = evaluate_checkpoint(checkpoint, _final_part(workspace, dataset, run), context=job)
    return PruningFacts(
        points=tuple(points),
        baseline=baseline,
        chosen=chosen,
        preview=preview,
        before=before,
        after=after,
        judgement=after.acquaintance.judge(after.right, before=before.right),
        cost_before=result.cost_before,
        cost_after=result.cost_after,
        difference=result.difference,
        proof_faces=result.proof_faces,
        checkpoint=checkpoint,
    )


def _final_part(workspace: Workspace, dataset: FaceDataset, run: RunRow) -> FacePart:
    """Opened for this run, and recorded like any look."""
    from emotion_gui.core.evaluation.ledger import open_final_part

    path = workspace.checkpoint_path(run.run_id)
    return open_final_part(
        workspace, dataset, checkpoint=path, model=run.name, run_id=run.run_id
    ).faces


def _sweep(session: LayerSession, job: JobContext) -> list[SweepPoint]:
    """All presets over the thresholds, Refit with maps drawn by lot beside it."""
    from emotion_gui.core.pruning.sweep import threshold_sweep

    points: list[SweepPoint] = []
    for rule in PruningPreset:
        points += threshold_sweep(
            session,
            presets=(rule,),
            thresholds_deg=_THRESHOLDS_DEG,
            random_seeds=_LOTS if rule is PruningPreset.REFIT else 0,
            context=job,
        )
    return points


def _choose(points: list[SweepPoint], baseline: Preview) -> SweepPoint:
    """The Refit pruning with most maps gone that costs the test part half a point at most."""
    own = [point for point in points if point.preset is PruningPreset.REFIT]
    allowed = [point for point in own if point.accuracy >= baseline.accuracy - _TOLERANCE]
    return max(allowed or own[:1], key=lambda point: (point.maps_gone, point.accuracy))


def _classify(
    config: DemoConfig, checkpoint: Path, job: JobContext
) -> tuple[DrawnScene, tuple[FoundFace, ...]]:
    from emotion_gui.core.data.sample_faces import render_scene
    from emotion_gui.core.data.sample_faces.expressions import Emotion
    from emotion_gui.core.faces.detectors import make_detector
    from emotion_gui.core.inference.classifying import EmotionClassifier
    from emotion_gui.core.inference.pipeline import EmotionPipeline
    from emotion_gui.core.reports.demo_facts import FoundFace

    scene = render_scene(
        count=len(_SCENE_EMOTIONS),
        seed=config.seed + 2,
        width=1200,
        height=440,
        emotions=[Emotion[name] for name in _SCENE_EMOTIONS],
    )
    job.checkpoint()
    pipeline = EmotionPipeline(EmotionClassifier.load(checkpoint), make_detector("combined"))
    faces = sorted(pipeline.classify_picture(scene.picture), key=lambda face: face.box.x)
    return scene, tuple(
        FoundFace(
            (face.box.x, face.box.y, face.box.width, face.box.height),
            face.answer.labels.names[face.answer.best],
            float(face.probabilities.max()),
        )
        for face in faces
    )


def _report(facts: DemoFacts, path: Path, job: JobContext) -> None:
    from emotion_gui.core.reports.demo_report import demo_report
    from emotion_gui.core.reports.report import write_report

    job.checkpoint()
    write_report(path, demo_report(facts))
