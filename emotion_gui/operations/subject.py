"""What every pruning action works on: a model, the faces it learns from, those it is judged on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from emotion_gui.core.data.dataset import FacePart, open_dataset
from emotion_gui.core.jobs import JobContext, without_reports
from emotion_gui.core.model.catalogue import ModelEntry, list_models
from emotion_gui.core.workspace.records import DatasetRow, Part
from emotion_gui.core.workspace.workspace import Workspace

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.judge import Judge
    from emotion_gui.core.evaluation.judgement import Judgement
    from emotion_gui.core.evaluation.metrics import BoolArray
    from emotion_gui.core.faces.preprocessing import Preprocessing
    from emotion_gui.core.model.checkpoint import Checkpoint
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.model.learned_faces import LearnedFaces
    from emotion_gui.core.model.spec import NetworkSpec
    from emotion_gui.core.pruning.measurement import PruningData

MEASURED_FACES = 4096
"""For passes over many layers; angles of a single layer are taken over all training faces."""
SEED = 7
"""Of training after pruning, where nobody asks for another."""
Request = TypeVar("Request")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Sources:
    """What can be pruned, and on what.

    Attributes:
        models: bundled ones and runs, with a readable checkpoint.
        layers: for each model's name, the names of its layers.
        datasets: finished data sets that have a split.
        own: for a model's name, the data set that it was trained or judged on.
    """

    models: tuple[ModelEntry, ...]
    layers: Mapping[str, tuple[str, ...]]
    datasets: tuple[DatasetRow, ...]
    own: Mapping[str, str]


@dataclass(frozen=True)
class MeasureRequest:
    """Which model, on which data set; `layer` counts from 0."""

    model: ModelEntry
    dataset: str
    layer: int


@dataclass(frozen=True, eq=False)
class Subject:
    """A model with its faces, read when an action begins; ConfigError for a quantized one.

    Attributes:
        checkpoint: the original; never altered.
        learning: the part that angles, fits and fine-tuning see.
        judged: the part that accuracies are taken on.
        dataset_id: of the data set in the workspace, if it is one of them.
        parent_run: the run that the model is of; None for a bundled one or a file.
    """

    checkpoint: Checkpoint
    learning: FacePart
    judged: FacePart
    dataset_id: int | None = None
    parent_run: int | None = None

    def __post_init__(self) -> None:
        from emotion_gui.core.model.quantized_network import require_layers

        require_layers(self.checkpoint.network)

    @property
    def network(self) -> EmotionCNN:
        return self.checkpoint.network

    @property
    def preprocessing(self) -> Preprocessing:
        return self.checkpoint.info.preprocessing

    @property
    def data(self) -> PruningData:
        """At most `MEASURED_FACES` faces to learn from, evenly spaced."""
        from emotion_gui.core.pruning.activations import evenly_spaced
        from emotion_gui.core.pruning.measurement import PruningData

        rows = evenly_spaced(len(self.learning), MEASURED_FACES)
        pixels, labels = self.learning.stored[rows], self.learning.labels[rows]
        return PruningData(pixels, self.preprocessing, labels)

    @property
    def everything(self) -> PruningData:
        """All faces to learn from, without labels: repairs fit to them, the more the better."""
        from emotion_gui.core.pruning.measurement import PruningData

        return PruningData(self.learning.pixels(), self.preprocessing)

    def learned(self, *, trained: bool) -> LearnedFaces | None:
        """What a network made of the model has learned, `trained` on the same faces or not."""
        from emotion_gui.core.model.learned_faces import after_training

        before = self.checkpoint.info.learned
        return after_training(before, self.learning.stored) if trained else before

    def judge(
        self, context: JobContext, *, trained: bool = False, before: BoolArray | None = None
    ) -> tuple[Judge, Judgement]:
        """Who judges what is made of the model, and how good the model itself is.

        Args:
            context: may cancel; nothing is reported.
            trained: whether what is judged was trained on the faces to learn from: then these
                are learned, for the model's own judgement too, so that one rest is fair to both.
            before: for each judged face, whether the model is right, where that is known.
        """
        from emotion_gui.core.evaluation.acquaintance import Acquaintance
        from emotion_gui.core.evaluation.judge import Judge

        pixels = self.judged.stored
        judge = Judge(
            pixels,
            self.judged.labels,
            self.preprocessing,
            known=Acquaintance.between(pixels, self.learned(trained=trained)),
            context=without_reports(context),
        )
        right = judge.right(self.network) if before is None else before
        judge = judge.against(right)
        return judge, judge.of(right)

    def finetune(
        self, network: EmotionCNN, epochs: int, context: JobContext, *, seed: int = SEED
    ) -> EmotionCNN:
        """A copy of a compacted network trained on; its batches stay out of the progress."""
        from emotion_gui.core.training.finetune import finetune_network

        return finetune_network(
            network,
            self.learning,
            self.judged,
            teacher=self.checkpoint,
            epochs=epochs,
            seed=seed,
            context=without_reports(context),
        ).eval()

    def train_from_scratch(
        self, spec: NetworkSpec, epochs: int, context: JobContext, *, seed: int = SEED
    ) -> EmotionCNN:
        """A network of a given shape, trained from random weights on the same faces."""
        from emotion_gui.core.training.finetune import train_from_scratch

        return train_from_scratch(
            spec,
            self.learning,
            self.judged,
            self.preprocessing,
            epochs=epochs,
            seed=seed,
            context=without_reports(context),
        )


def load_sources(workspace: Workspace, context: JobContext) -> Sources:
    """Look up models and data sets; a reading job."""
    from emotion_gui.core.errors import CheckpointError
    from emotion_gui.core.model.checkpoint import read_info

    models, layers = [], {}
    for model in list_models(workspace, own_first=True):
        context.checkpoint()
        try:
            info = read_info(model.file)
        except CheckpointError:
            continue
        if info.quantized is not None:  # it only answers
            continue
        layers[model.name] = info.spec.layer_names()
        models.append(model)
    datasets = [row for row in workspace.datasets() if row.is_ready and row.faces]
    names = {row.dataset_id: row.name for row in datasets if row.active_split}
    runs = {run.run_id: run for run in workspace.runs()}
    own = {}
    for model in models:
        run = runs.get(model.run_id or 0)
        if run is not None and run.dataset_id in names:
            own[model.name] = names[run.dataset_id]
    usable = tuple(row for row in datasets if row.active_split)
    return Sources(tuple(models), layers, usable, own)


def read_subject(workspace: Workspace, request: MeasureRequest, context: JobContext) -> Subject:
    """Open the model and both parts.

    Raises:
        EmptyPartError: the split has no training or no test faces.
        CheckpointError: the model's file cannot be used.
        LabelSetsDifferError: the model tells other classes than the faces have.
    """
    from emotion_gui.core.model.checkpoint import load_checkpoint

    context.checkpoint()
    dataset = open_dataset(workspace, request.dataset)
    checkpoint = load_checkpoint(request.model.file)
    labels = checkpoint.info.label_set
    return Subject(
        checkpoint=checkpoint,
        learning=dataset.part(Part.TRAIN, minimum=2).told_in(labels),
        judged=dataset.part(Part.TEST).told_in(labels),
        dataset_id=dataset.row.dataset_id,
        parent_run=request.model.run_id,
    )


def on_subject(
    workspace: Workspace,
    source: MeasureRequest,
    action: Callable[[Subject, Request, JobContext], Result],
    request: Request,
    context: JobContext,
) -> Result:
    """Read the subject, then act on it: what a page starts as a task."""
    return action(read_subject(workspace, source, context), request, context)
