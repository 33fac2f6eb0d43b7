"""What the demonstration is made of, and what its report tells."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from emotion_gui.core.data.dataset import FaceDataset
from emotion_gui.core.data.import_report import ImportReport
from emotion_gui.core.data.sample_faces import DrawnScene
from emotion_gui.core.evaluation.evaluate_run import EvaluationResult
from emotion_gui.core.evaluation.judgement import Cost, Judgement
from emotion_gui.core.model.checkpoint import CheckpointInfo
from emotion_gui.core.pruning.layer_session import Preview
from emotion_gui.core.pruning.sweep import SweepPoint
from emotion_gui.core.training.outcome import TrainOutcome


@dataclass(frozen=True)
class DemoConfig:
    """How large the demonstration is.

    Attributes:
        folder: where everything lands; a finished demonstration there is replaced.
        faces: drawn 48x48 faces (80 % train, 10 % test, 10 % validation).
        photographs: drawn photographs that go through the face detectors.
        epochs: of the training.
        seed: decides faces, weights and order.
    """

    folder: Path
    faces: int = 2_800
    photographs: int = 70
    epochs: int = 12
    seed: int = 20


@dataclass(frozen=True)
class PruningFacts:
    """What pruning did.

    Attributes:
        points: accuracy on the test part against the threshold, for every preset.
        baseline: the unpruned network's preview on the test part.
        chosen: the point taken.
        preview: the plan behind it, judged on the test part.
        before: of the validation part.
        after: the compacted network on the same faces.
        judgement: of that, tested against `before`.
        cost_before: of the original network.
        cost_after: of the compacted one; times were measured in turns.
        difference: largest difference of a logit between masked and compacted.
        proof_faces: test faces that it was found on.
        checkpoint: the compacted network's file.
    """

    points: tuple[SweepPoint, ...]
    baseline: Preview
    chosen: SweepPoint
    preview: Preview
    before: EvaluationResult
    after: EvaluationResult
    judgement: Judgement
    cost_before: Cost
    cost_after: Cost
    difference: float
    proof_faces: int
    checkpoint: Path


@dataclass(frozen=True)
class FoundFace:
    """A face that the detectors found in the scene, and the network's answer."""

    box: tuple[float, float, float, float]
    label: str
    confidence: float


@dataclass(frozen=True)
class DemoFacts:
    """Everything that the report is made of."""

    config: DemoConfig
    faces_report: ImportReport
    photos_report: ImportReport
    dataset: FaceDataset
    photos: FaceDataset
    training: TrainOutcome
    on_photos: EvaluationResult | None
    pruning: PruningFacts
    info: CheckpointInfo
    scene: DrawnScene
    found: tuple[FoundFace, ...]
    seconds: float
