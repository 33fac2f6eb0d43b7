"""The long jobs behind the page's other views: rounds, all layers, contest. Qt-free."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from emotion_gui.core.data.dataset import FacePart, open_dataset
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.pruning.rivals import Rival
from emotion_gui.core.records import Part, RunRow
from emotion_gui.core.workspace import Workspace
from emotion_gui.ui.pages.pruning.jobs import MeasureRequest

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.complexity import Complexity
    from emotion_gui.core.evaluation.metrics import McNemar
    from emotion_gui.core.model.checkpoint import Checkpoint
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.model.spec import NetworkSpec
    from emotion_gui.core.pruning.contest_table import ContestResult
    from emotion_gui.core.pruning.iterative import IterativeResult
    from emotion_gui.core.pruning.layered_plan import LayeredPlan
    from emotion_gui.core.pruning.runs import KeptPlan
    from emotion_gui.core.pruning.whole_layers import LayerRemoval

LAYER_FACES = 4096


@dataclass(frozen=True, eq=False)
class Study:
    """A model with its faces, read when a job begins."""

    checkpoint: Checkpoint
    train: FacePart
    test: FacePart
    dataset_id: int
    parent_run: int | None

    def finetune(self, network: EmotionCNN, epochs: int, context: JobContext) -> EmotionCNN:
        """A copy trained on for some epochs; its batches stay out of the job's progress."""
        from emotion_gui.core.pruning.measurement import without_reports
        from emotion_gui.core.training.finetune import finetune_network

        return finetune_network(
            network, self.train, self.test, self.checkpoint.info.preprocessing,
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
    return _save(
        workspace,
        outcome.study,
        name=name,
        network=final.network,
        plan=last.plan,
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
class LayersChoice:
    """How all layers are pruned; `share` of the MACs stays. See `plan_for_macs`."""

    options: PruningOptions
    share: float
    rule: Rival
    uniform: bool
    epochs: int


@dataclass(frozen=True, eq=False)
class LayersOutcome:
    """All layers pruned and judged.

    Attributes:
        study: model and faces.
        plan: one part a layer that loses maps.
        network: compacted, and fine-tuned if asked for.
        difference: largest difference of a logit, masked against compacted.
        accuracy_before: of the original.
        accuracy_pruned: before fine-tuning.
        accuracy: of `network`.
        interval: Wilson's 95 % interval of it.
        mcnemar: original against `network`.
        n: test faces.
        faces: training faces that the layers were measured over.
        before: costs of the original.
        after: costs of `network`.
        ms_before: one face on one thread.
        ms_after: the same, in turns with it.
    """

    study: Study
    plan: LayeredPlan
    network: EmotionCNN
    difference: float
    accuracy_before: float
    accuracy_pruned: float
    accuracy: float
    interval: tuple[float, float]
    mcnemar: McNemar
    n: int
    faces: int
    before: Complexity
    after: Complexity
    ms_before: float
    ms_after: float


def prune_all_layers(
    workspace: Workspace, request: MeasureRequest, choice: LayersChoice, context: JobContext
) -> LayersOutcome:
    """Plan for the budget, apply with proof, fine-tune if asked, judge on the test faces."""
    import numpy as np

    from emotion_gui.core.evaluation.complexity import complexity, measure_latency
    from emotion_gui.core.evaluation.metrics import mcnemar, wilson_interval
    from emotion_gui.core.evaluation.predict import predict_logits
    from emotion_gui.core.pruning.layered_plan import apply_layered
    from emotion_gui.core.pruning.measurement import PruningData, without_reports
    from emotion_gui.core.pruning.several_layers import Spread, plan_for_macs

    study = read_study(workspace, request, context)
    network, preprocessing = study.checkpoint.network, study.checkpoint.info.preprocessing
    step = max(1, -(-len(study.train) // LAYER_FACES))
    data = PruningData(study.train.pixels()[::step], preprocessing, study.train.labels[::step])
    spread = Spread.UNIFORM if choice.uniform else Spread.GLOBAL
    plan = plan_for_macs(
        network, data, choice.share,
        rule=choice.rule, options=choice.options, spread=spread, context=context,
    )  # fmt: skip
    applied = apply_layered(network, plan, data, context=context)
    pixels, quiet = study.test.pixels(), without_reports(context)

    def right(candidate: EmotionCNN) -> Any:
        logits = predict_logits(candidate, pixels, preprocessing, context=quiet)
        return np.asarray(logits.argmax(axis=1) == study.test.labels)

    context.report(Progress(0, text="Judging"))
    before, pruned = right(network), right(applied.compacted)
    final, after = applied.compacted, pruned
    if choice.epochs:
        context.report(Progress(0, text="Fine-tuning"))
        final = study.finetune(final, choice.epochs, context)
        after = right(final)
    context.checkpoint()
    ms_before, ms_after = measure_latency((network, final))
    return LayersOutcome(
        study=study,
        plan=plan,
        network=final,
        difference=applied.max_logit_difference,
        accuracy_before=float(before.mean()),
        accuracy_pruned=float(pruned.mean()),
        accuracy=float(after.mean()),
        interval=wilson_interval(int(after.sum()), len(after)),
        mcnemar=mcnemar(before, after),
        n=len(after),
        faces=len(data.faces),
        before=complexity(network),
        after=complexity(final),
        ms_before=ms_before,
        ms_after=ms_after,
    )


def save_layers(
    workspace: Workspace, outcome: LayersOutcome, name: str, context: JobContext
) -> RunRow:
    """Keep the network that lost maps in several layers."""
    return _save(
        workspace,
        outcome.study,
        name=name,
        network=outcome.network,
        plan=outcome.plan,
        summary={
            "test_accuracy": outcome.accuracy,
            "n": outcome.n,
            "interval": list(outcome.interval),
            "accuracy_before": outcome.accuracy_before,
            "mcnemar_p": outcome.mcnemar.p,
            "maps_gone": outcome.plan.maps_gone,
        },
        context=context,
    )


@dataclass(frozen=True, eq=False)
class Removals:
    """What would happen without each whole layer."""

    study: Study
    proposals: tuple[LayerRemoval, ...]


def look_for_layers(
    workspace: Workspace, request: MeasureRequest, options: PruningOptions, context: JobContext
) -> Removals:
    """Take every layer out in turn, where shapes allow, and judge what is left."""
    from emotion_gui.core.pruning.measurement import PruningData
    from emotion_gui.core.pruning.whole_layers import propose_removals

    study = read_study(workspace, request, context)
    step = max(1, -(-len(study.train) // LAYER_FACES))
    data = PruningData(study.train.pixels()[::step], study.checkpoint.info.preprocessing)
    proposals = propose_removals(
        study.checkpoint.network, data, eval_faces=study.test.pixels(),
        eval_labels=study.test.labels, options=options, context=context,
    )  # fmt: skip
    return Removals(study, proposals)


def save_removal(
    workspace: Workspace, study: Study, removal: LayerRemoval, name: str, context: JobContext
) -> RunRow:
    """Keep the network without a whole layer."""
    from emotion_gui.core.pruning.plan import fingerprint
    from emotion_gui.core.pruning.whole_layers import RemovedLayer

    assert removal.network is not None
    assert removal.interval_refit is not None
    assert removal.mcnemar is not None
    original = study.checkpoint.network
    return _save(
        workspace,
        study,
        name=name,
        network=removal.network,
        plan=RemovedLayer(removal.layer, removal.layer_name, fingerprint(original)),
        summary={
            "test_accuracy": removal.accuracy_refit,
            "n": len(study.test),
            "interval": list(removal.interval_refit),
            "mcnemar_p": removal.mcnemar.p,
        },
        context=context,
    )


@dataclass(frozen=True, kw_only=True)
class ContestChoice:
    """Who competes, at which shares; see `ContestConfig`."""

    options: PruningOptions
    rivals: tuple[Rival, ...]
    shares: tuple[float, ...]
    epochs: int
    scratch_epochs: int


def hold_contest(
    workspace: Workspace, request: MeasureRequest, choice: ContestChoice, context: JobContext
) -> ContestResult:
    """Run the contest on the chosen layer; rankings see training faces only."""
    from emotion_gui.core.pruning.contest import ContestConfig, run_contest
    from emotion_gui.core.pruning.contest_table import ENTRANTS
    from emotion_gui.core.pruning.measurement import without_reports
    from emotion_gui.core.training.finetune import train_from_scratch

    study = read_study(workspace, request, context)

    def from_scratch(spec: NetworkSpec) -> EmotionCNN:
        return train_from_scratch(
            spec, study.train, study.test, study.checkpoint.info.preprocessing,
            epochs=choice.scratch_epochs, context=without_reports(context),
        )  # fmt: skip

    config = ContestConfig(
        checkpoint=study.checkpoint,
        train_faces=study.train.pixels(),
        train_labels=study.train.labels,
        eval_faces=study.test.pixels(),
        eval_labels=study.test.labels,
        layer=request.layer,
        shares=choice.shares,
        entrants=tuple(entrant for entrant in ENTRANTS if entrant.rival in choice.rivals),
        options=choice.options,
        finetune=lambda network, epochs: study.finetune(network, epochs, context),
        finetune_epochs=choice.epochs,
        from_scratch=from_scratch if choice.scratch_epochs else None,
    )
    return run_contest(config, context)


def _save(
    workspace: Workspace,
    study: Study,
    *,
    name: str,
    network: EmotionCNN,
    plan: KeptPlan,
    summary: Mapping[str, Any],
    context: JobContext,
    previous: Mapping[str, Any] | None = None,
) -> RunRow:
    from emotion_gui.core.pruning.runs import save_pruned_run

    context.checkpoint()
    info = study.checkpoint.info
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
