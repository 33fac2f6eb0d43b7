"""The long jobs behind the page's other views: rounds and comparison. Qt-free."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from emotion_gui.core.data.dataset import FacePart, open_dataset
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.plan import Plan
from emotion_gui.core.workspace.records import Part, RunRow
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.measure_layer import MeasureRequest

if TYPE_CHECKING:
    from emotion_gui.core.model.checkpoint import Checkpoint
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.model.learned_faces import LearnedFaces
    from emotion_gui.core.model.spec import NetworkSpec
    from emotion_gui.core.pruning.comparison_table import Comparison
    from emotion_gui.core.pruning.iterative import IterativeResult
    from emotion_gui.operations.keep import KeptPlan


@dataclass(frozen=True, eq=False)
class Study:
    """A model with its faces, read when a job begins."""

    checkpoint: Checkpoint
    train: FacePart
    test: FacePart
    dataset_id: int
    parent_run: int | None

    def learned(self, *, trained: bool) -> LearnedFaces | None:
        """What a network made of the model has learned, `trained` on the train part or not."""
        from emotion_gui.core.model.learned_faces import after_training

        before = self.checkpoint.info.learned
        return after_training(before, self.train.pixels()) if trained else before

    def finetune(self, network: EmotionCNN, epochs: int, context: JobContext) -> EmotionCNN:
        """A copy trained on for some epochs; its batches stay out of the job's progress."""
        from emotion_gui.core.pruning.measurement import without_reports
        from emotion_gui.core.training.finetune import finetune_network

        return finetune_network(
            network, self.train, self.test, teacher=self.checkpoint,
            epochs=epochs, context=without_reports(context),
        )  # fmt: skip


def read_study(workspace: Workspace, request: MeasureRequest, context: JobContext) -> Study:
    """Open the model and both parts.

    Raises:
        EmptyPartError: the split has no training or no test faces.
        CheckpointError: the model's file cannot be used.
    """
    from emotion_gui.core.model.checkpoint import load_checkpoint

    context.checkpoint()
    dataset = open_dataset(workspace, request.dataset)
    return Study(
        checkpoint=load_checkpoint(request.model.file),
        train=dataset.part(Part.TRAIN, minimum=2),
        test=dataset.part(Part.TEST),
        dataset_id=dataset.row.dataset_id,
        parent_run=request.model.run_id,
    )


@dataclass(frozen=True, kw_only=True)
class RoundsChoice:
    """How patiently to prune; see `IterativeConfig`."""

    options: PruningOptions
    share: float | None
    rounds: int
    epochs: int
    most_drop: float


@dataclass(frozen=True, eq=False)
class RoundsOutcome:
    """The trail and what it began with."""

    study: Study
    result: IterativeResult


def prune_in_rounds(
    workspace: Workspace, request: MeasureRequest, choice: RoundsChoice, context: JobContext
) -> RoundsOutcome:
    """Prune, fine-tune, measure again; each round is reported as progress with its detail."""
    from emotion_gui.core.pruning.iterative import IterativeConfig, prune_iteratively

    study = read_study(workspace, request, context)
    config = IterativeConfig(
        checkpoint=study.checkpoint,
        train_faces=study.train.pixels(),
        eval_faces=study.test.pixels(),
        eval_labels=study.test.labels,
        finetune=lambda network, epochs: study.finetune(network, epochs, context),
        options=choice.options,
        layer=request.layer,
        share=choice.share,
        rounds=choice.rounds,
        epochs=choice.epochs,
        most_drop=choice.most_drop,
    )
    return RoundsOutcome(study, prune_iteratively(config, context))


def save_rounds(
    workspace: Workspace, outcome: RoundsOutcome, name: str, context: JobContext
) -> RunRow:
    """Keep the last good network of the trail, with the plans of all its rounds."""
    kept = [entry for entry in outcome.result.rounds if entry.kept and entry.plan is not None]
    last = kept[-1]
    assert last.plan is not None
    final = outcome.result.checkpoint
    before = None if final.info.plan is None else final.info.plan.get("previous")
    return save_study(
        workspace,
        outcome.study,
        name=name,
        network=final.network,
        plan=Plan((last.plan,)),
        learned=final.info.learned,
        previous=before,
        summary={
            "test_accuracy": last.accuracy,
            "n": last.n,
            "interval": list(last.interval),
            "accuracy_before": outcome.result.rounds[0].accuracy,
            "mcnemar_p": last.mcnemar.p,
            "maps_gone": sum(entry.maps_gone for entry in kept),
            "rounds": len(kept),
        },
        context=context,
    )


@dataclass(frozen=True, kw_only=True)
class ComparisonChoice:
    """Which criteria, at which shares; see `ComparisonConfig`."""

    options: PruningOptions
    criteria: tuple[Criterion, ...]
    shares: tuple[float, ...]
    epochs: int
    scratch_epochs: int


def compare(
    workspace: Workspace, request: MeasureRequest, choice: ComparisonChoice, context: JobContext
) -> Comparison:
    """Compare criteria on the chosen layer; rankings see training faces only."""
    from emotion_gui.core.pruning.comparison import ComparisonConfig, compare_criteria
    from emotion_gui.core.pruning.comparison_table import CANDIDATES
    from emotion_gui.core.pruning.measurement import without_reports
    from emotion_gui.core.training.finetune import train_from_scratch

    study = read_study(workspace, request, context)

    def from_scratch(spec: NetworkSpec) -> EmotionCNN:
        return train_from_scratch(
            spec, study.train, study.test, study.checkpoint.info.preprocessing,
            epochs=choice.scratch_epochs, context=without_reports(context),
        )  # fmt: skip

    config = ComparisonConfig(
        checkpoint=study.checkpoint,
        train_faces=study.train.pixels(),
        train_labels=study.train.labels,
        eval_faces=study.test.pixels(),
        eval_labels=study.test.labels,
        layer=request.layer,
        shares=choice.shares,
        candidates=tuple(
            candidate for candidate in CANDIDATES if candidate.criterion in choice.criteria
        ),
        options=choice.options,
        finetune=lambda network, epochs: study.finetune(network, epochs, context),
        finetune_epochs=choice.epochs,
        from_scratch=from_scratch if choice.scratch_epochs else None,
    )
    return compare_criteria(config, context)


def save_study(
    workspace: Workspace,
    study: Study,
    *,
    name: str,
    network: EmotionCNN,
    plan: KeptPlan,
    learned: LearnedFaces | None,
    summary: Mapping[str, Any],
    context: JobContext,
    previous: Mapping[str, Any] | None = None,
) -> RunRow:
    """Keep a compacted network as a run; `previous` is the plan before, if not the original's.

    `learned` is what the network knows: the original's faces, and those it was trained on since.

    Raises:
        ConfigError: the name is empty.
        StorageError: the disk or the database refused.
    """
    from emotion_gui.operations.keep import save_pruned_run

    context.checkpoint()
    info = dataclasses.replace(study.checkpoint.info, learned=learned)
    if previous is not None:
        info = dataclasses.replace(info, plan=previous)
    return save_pruned_run(
        workspace,
        name=name,
        network=network,
        info=info,
        plan=plan,
        compacted=True,
        parent_run=study.parent_run,
        dataset_id=study.dataset_id,
        summary=summary,
    )
