"""What the Train page runs in the background; torch is imported in there only."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from emotion_gui.core.data.dataset import FaceDataset, open_dataset
from emotion_gui.core.errors import CheckpointError
from emotion_gui.core.executors.wish import HERE
from emotion_gui.core.files import name_apart, write_text
from emotion_gui.core.jobs import PIECES, JobContext, Progress, forward_only
from emotion_gui.core.labels import SEVEN, LabelSet, same_classes
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.training.config import AugmentationConfig
from emotion_gui.core.training.requests import SweepRequest, TrainRequest
from emotion_gui.core.training.sweep_tables import SweepRow, sweep_latex, write_sweep_csv
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.metrics import Evaluation
    from emotion_gui.core.training.outcome import TrainOutcome
    from emotion_gui.core.training.rate_finder import RateCurve

VERSIONS = 9
SMALL_SET = 2000  # faces to learn from; 630 were measured (docs/models.md)
_LOOKED_AT, _KEPT = 200, 8


# A page takes other functions of these kinds in tests.
TrainJob: TypeAlias = "Callable[[Workspace, TrainRequest, JobContext], TrainOutcome]"
ResumeJob: TypeAlias = "Callable[[Workspace, int, JobContext], TrainOutcome]"
ModelsJob: TypeAlias = "Callable[[Workspace, JobContext], tuple[KnownModel, ...]]"
RateJob: TypeAlias = "Callable[[Workspace, TrainRequest, JobContext], RateCurve]"
PreviewJob: TypeAlias = "Callable[[Workspace, PreviewRequest, JobContext], npt.NDArray[np.uint8]]"
CountJob: TypeAlias = "Callable[[Workspace, str, JobContext], PartCounts]"
MistakesJob: TypeAlias = "Callable[[Workspace, int, JobContext], Mistakes]"
SweepJob: TypeAlias = "Callable[[Workspace, SweepRequest, JobContext], Path]"


@dataclasses.dataclass(frozen=True)
class KnownModel:
    """A model to begin with or to learn from; `name` is what `resolve_checkpoint` finds it by."""

    name: str
    title: str
    file: Path
    network: NetworkSpec


@dataclasses.dataclass(frozen=True)
class PreviewRequest:
    """Which face, and how it is changed. `face` counts through the training part."""

    dataset: str
    face: int
    seed: int
    augmentation: AugmentationConfig


def train(workspace: Workspace, request: TrainRequest, context: JobContext) -> TrainOutcome:
    """Train a new run; see `core.training.runs.train_run`.

    Where `torchrun` has started several processes this is the first of them; the others are at
    `help_training`.
    """
    from emotion_gui.core.training.ranks import joined_ranks
    from emotion_gui.core.training.runs import train_run

    with joined_ranks() as ranks:
        return train_run(workspace, request, context, ranks=ranks)


def helps() -> bool:
    """Whether `torchrun` has made this process one of those that help the first one."""
    return os.environ.get("RANK", "0") != "0" and os.environ.get("WORLD_SIZE", "1") != "1"


def help_training(context: JobContext) -> None:
    """Learn along with the first process; nothing is written here.

    Raises:
        WorkersError: the first process, or another one, is gone.
        JobCancelled: a stop was asked for.
    """
    from emotion_gui.core.training.elsewhere import help_train
    from emotion_gui.core.training.ranks import joined_ranks

    with joined_ranks() as ranks:
        help_train(ranks, context)


def judge_finally(workspace: Workspace, outcome: TrainOutcome, context: JobContext) -> Evaluation:
    """A finished run on the final part of its data set's split, which is opened and recorded."""
    from emotion_gui.core.evaluation.evaluate_run import evaluate_checkpoint
    from emotion_gui.core.evaluation.ledger import open_final_part

    run = outcome.run
    dataset = open_dataset(workspace, workspace.dataset_by_id(run.dataset_id or 0).name)
    opened = open_final_part(
        workspace, dataset, checkpoint=outcome.checkpoint, model=run.name, run_id=run.run_id
    )
    return evaluate_checkpoint(outcome.checkpoint, opened.faces, context=context).evaluation


def find_rate(workspace: Workspace, request: TrainRequest, context: JobContext) -> RateCurve:
    """Range test for a recipe; see `core.training.rate_finder`. Nothing is stored."""
    from emotion_gui.core.training.rate_finder import find_learning_rate

    return find_learning_rate(
        workspace, request.dataset, request.config, context, start_from=request.start_from
    )


def known_models(workspace: Workspace, context: JobContext) -> tuple[KnownModel, ...]:
    """Bundled models and runs whose checkpoint can be read, runs first and newest at the top."""
    from emotion_gui.core.model.catalogue import list_models
    from emotion_gui.core.model.checkpoint import read_info

    found = []
    for entry in list_models(workspace, own_first=True):
        context.checkpoint()
        try:
            network = read_info(entry.file).spec
        except CheckpointError:
            continue
        found.append(KnownModel(entry.name, entry.title, entry.file, network))
    return tuple(found)


def read_model(file: Path, context: JobContext) -> KnownModel:
    """A checkpoint file as a model to choose; its path is its name.

    Raises:
        CheckpointError: it is damaged, foreign, or newer than this program.
    """
    del context
    from emotion_gui.core.model.checkpoint import read_info

    return KnownModel(str(file), file.stem, file, read_info(file).spec)


def read_backbone(name: str, title: str, weights: Path | None, context: JobContext) -> KnownModel:
    """A torchvision network as a model to start from; `title` is what people call it.

    Raises:
        WeightsMissingError: there is no weights file; it tells where to get it.
        CheckpointError: the file cannot be read, or is a download that was cut short.
    """
    context.checkpoint()
    from emotion_gui.core.model.backbones import backbone_spec

    spec, file = backbone_spec(name, weights)
    return KnownModel(name, title, file, spec)


def resume(workspace: Workspace, run_id: int, context: JobContext) -> TrainOutcome:
    """Go on with a run; see `core.training.runs.resume_run`."""
    from emotion_gui.core.training.ranks import joined_ranks
    from emotion_gui.core.training.runs import resume_run

    with joined_ranks() as ranks:
        return resume_run(workspace, run_id, context, ranks=ranks)


def random_versions(
    workspace: Workspace, request: PreviewRequest, context: JobContext
) -> npt.NDArray[np.uint8]:
    """Nine random versions of one training face, shape (9, side, side)."""
    dataset = open_dataset(workspace, request.dataset)
    face = _pick(dataset, request.face)
    context.checkpoint()
    import torch

    from emotion_gui.core.training.augmentation import augment

    pixels = torch.from_numpy(np.repeat(face[None, None], VERSIONS, axis=0)).float().div_(255.0)
    generator = torch.Generator().manual_seed(request.seed)
    changed = augment(pixels, request.augmentation, generator)
    return changed.mul(255.0).round_().to(torch.uint8).numpy()[:, 0]


def _pick(dataset: FaceDataset, number: int) -> npt.NDArray[np.uint8]:
    rows = np.flatnonzero(dataset.parts == Part.TRAIN)
    if not len(rows):
        rows = np.arange(len(dataset.faces))
    # A large odd step: neighbours in a data set often show the same person or film.
    return np.asarray(dataset.faces[rows[number * 7919 % len(rows)]])


@dataclasses.dataclass(frozen=True)
class PartCounts:
    """Faces in each part of the active split; `least` of the smallest class that learns."""

    train: int
    test: int
    validation: int
    least: int = 0
    label_set: LabelSet = SEVEN

    @property
    def is_small_set(self) -> bool:
        """Whether a bundled model's weights are a better start than fresh ones (the seven only)."""
        return 0 < self.train < SMALL_SET and same_classes(self.label_set, SEVEN)


def count_parts(workspace: Workspace, name: str, context: JobContext) -> PartCounts:
    """How many usable faces each part of a finished data set holds."""
    context.checkpoint()
    dataset = open_dataset(workspace, name)
    train, test, validation = (
        int(np.count_nonzero(dataset.parts == part))
        for part in (Part.TRAIN, Part.TEST, Part.VALIDATION)
    )
    by_class = np.bincount(dataset.labels[dataset.parts == Part.TRAIN], minlength=1)
    least = int(by_class[by_class > 0].min(initial=train))
    return PartCounts(train, test, validation, least, dataset.label_set)


@dataclasses.dataclass(frozen=True)
class Mistakes:
    """The surest wrong answers: faces (n, side, side), labels and answers (n,) of a set."""

    faces: npt.NDArray[np.uint8]
    labels: list[int]
    answers: list[int]
    label_set: LabelSet = SEVEN


def surest_mistakes(workspace: Workspace, run_id: int, context: JobContext) -> Mistakes:
    """Mistakes of a run's newest epoch among some test faces, the surest first.

    A sample, so that looking takes a fraction of a second even beside a running training.
    """
    from emotion_gui.core.evaluation.predict import predict_logits
    from emotion_gui.core.model.checkpoint import load_checkpoint

    run = workspace.run(run_id)
    path = workspace.run_dir(run_id) / "last.safetensors"
    if run.dataset_id is None or not path.is_file():
        return Mistakes(np.empty((0, 48, 48), dtype=np.uint8), [], [])
    dataset = open_dataset(workspace, workspace.dataset_by_id(run.dataset_id).name)
    loaded = load_checkpoint(path)
    part = dataset.part(Part.TEST).told_in(loaded.info.label_set)
    chosen = np.sort(np.random.default_rng(run_id).permutation(len(part))[:_LOOKED_AT])
    faces, labels = part.pixels(chosen), part.labels[chosen]
    logits = predict_logits(loaded.network, faces, loaded.info.preprocessing, context=context)
    answers = logits.argmax(axis=1)
    margin = logits.max(axis=1) - logits[np.arange(len(labels)), labels]
    surest = np.argsort(-margin, kind="stable")[:_KEPT]
    surest = surest[margin[surest] > 0]
    return Mistakes(
        faces[surest], labels[surest].tolist(), answers[surest].tolist(), part.label_set
    )


@dataclasses.dataclass(frozen=True)
class RowDone:
    """A finished row, as the `detail` of a report."""

    row: SweepRow


def report_path(workspace: Workspace, request: SweepRequest) -> Path:
    """A sweep's CSV file below the workspace; another request has another one."""
    kind = "table-1" if request.judge == "validation" else "sweep"
    name = name_apart(f"{kind}-{request.dataset}", repr(request))
    return workspace.path / "reports" / f"{name}.csv"


def sweep(
    workspace: Workspace, request: SweepRequest, context: JobContext, *, executor: str = HERE
) -> Path:
    """Fill a table; each finished row is reported and stored at once, as CSV and LaTeX.

    Args:
        workspace: with the data set; this process alone writes into it.
        request: the rows.
        context: progress (`detail` is a `RowDone`), pause and cancel.
        executor: where rows are trained, see `core.executors.wish`.

    Raises:
        WorkersError: nobody works there, or not any more; finished rows are kept.
    """
    from emotion_gui.core.executors.opening import open_workers
    from emotion_gui.core.training.sweep import sweep_rows

    path = report_path(workspace, request)
    rows: list[SweepRow] = []
    total = len(request.presets) * request.repeats
    context = forward_only(context)  # workers finish trainings before it is their row's turn
    with open_workers(executor) as workers:
        for row in sweep_rows(workspace, request, context, workers=workers):
            rows.append(row)
            write_sweep(path, rows)
            write_sweep(path.with_suffix(".tex"), rows)
            text = f"Row {len(rows)} of {total} is done"
            done = round(PIECES * len(rows) / total)
            context.report(Progress(done, PIECES, text, RowDone(row)))
    return path


def write_sweep(
    path: Path, rows: Sequence[SweepRow], *, kind: Literal["csv", "latex"] | None = None
) -> None:
    """The rows as a table; without `kind` as LaTeX where the name ends in `.tex`, else as CSV.

    Raises:
        StorageError: the disk refused.
    """
    if kind == "latex" or (kind is None and path.suffix.lower() == ".tex"):
        write_text(path, sweep_latex(rows))
    else:
        write_sweep_csv(path, rows)
