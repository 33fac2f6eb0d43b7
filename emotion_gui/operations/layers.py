"""The long jobs behind the view of all layers: budget, replay, whole layers. Qt-free."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from emotion_gui.core.evaluation.judgement import Cost, Judge, Judged, Judgement
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.workspace.records import RunRow
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.measure_layer import MeasureRequest
from emotion_gui.operations.subject import Study, read_study, save_study

if TYPE_CHECKING:
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.model.learned_faces import LearnedFaces
    from emotion_gui.core.pruning.measurement import PruningData
    from emotion_gui.core.pruning.plan import Plan
    from emotion_gui.core.pruning.whole_layers import LayerRemoval

LAYER_FACES = 4096


@dataclass(frozen=True, kw_only=True)
class LayersChoice:
    """How all layers are pruned; `share` of the MACs stays. See `plan_for_macs`."""

    options: PruningOptions
    share: float
    rule: Criterion
    uniform: bool
    epochs: int

    def plan(self, network: EmotionCNN, data: PruningData, context: JobContext) -> Plan:
        from emotion_gui.core.pruning.several_layers import Spread, plan_for_macs

        return plan_for_macs(
            network, data, self.share, rule=self.rule, options=self.options,
            spread=Spread.UNIFORM if self.uniform else Spread.GLOBAL, context=context,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class LayersOutcome(Judged):
    """All layers pruned and judged.

    Attributes:
        study: model and faces.
        plan: one part a layer that loses maps.
        network: compacted, and fine-tuned if asked for.
        difference: largest difference of a logit, masked against compacted.
        original: the network before, judged.
        accuracy_pruned: before fine-tuning.
        judgement: of `network`, tested against the original.
        learned: what `network` has learned.
        faces: training faces that the layers were measured over.
        before: costs of the original.
        after: costs of `network`; times are measured in turns.
    """

    study: Study
    plan: Plan
    network: EmotionCNN
    difference: float
    original: Judgement
    accuracy_pruned: float
    judgement: Judgement
    learned: LearnedFaces | None
    faces: int
    before: Cost
    after: Cost

    @property
    def accuracy_before(self) -> float:
        """Of the original, in [0, 1]."""
        return self.original.accuracy


def prune_all_layers(
    workspace: Workspace, request: MeasureRequest, choice: LayersChoice, context: JobContext
) -> LayersOutcome:
    """Plan for the budget, apply with proof, fine-tune if asked, judge on the test faces."""
    study = read_study(workspace, request, context)
    data = _measured_faces(study)
    plan = choice.plan(study.checkpoint.network, data, context)
    return _applied(study, data, plan, choice.epochs, context)


def replay_layers(
    workspace: Workspace, request: MeasureRequest, file: Path, epochs: int, context: JobContext
) -> LayersOutcome:
    """Apply the plan in a file with proof, fine-tune if asked, judge on the test faces.

    Raises:
        StorageError: the file cannot be read.
        ConfigError: it is not a plan for several layers.
        PlanMismatchError: it is for another network.
    """
    from emotion_gui.core.pruning.plan import load_plan

    plan = load_plan(file)
    study = read_study(workspace, request, context)
    plan.check(study.checkpoint.network)
    return _applied(study, _measured_faces(study), plan, epochs, context)


def _measured_faces(study: Study) -> PruningData:
    from emotion_gui.core.pruning.measurement import PruningData

    step = max(1, -(-len(study.train) // LAYER_FACES))
    pixels, labels = study.train.pixels()[::step], study.train.labels[::step]
    return PruningData(pixels, study.checkpoint.info.preprocessing, labels)


def _applied(
    study: Study, data: PruningData, plan: Plan, epochs: int, context: JobContext
) -> LayersOutcome:
    from emotion_gui.core.evaluation.acquaintance import Acquaintance
    from emotion_gui.core.evaluation.complexity import timed_costs
    from emotion_gui.core.pruning.applying import apply_plan
    from emotion_gui.core.pruning.measurement import without_reports

    network = study.checkpoint.network
    applied = apply_plan(network, plan, data, context=context)
    context.report(Progress(0, text="Judging"))
    learned = study.learned(trained=epochs > 0)
    judge = Judge(
        study.test.pixels(), study.test.labels, study.checkpoint.info.preprocessing,
        known=Acquaintance.between(study.test.pixels(), learned), context=without_reports(context),
    )  # fmt: skip
    right = judge.right(network)
    judge = judge.against(right)
    final = applied.compacted
    judgement = pruned = judge(final)
    if epochs:
        context.report(Progress(0, text="Fine-tuning"))
        final = study.finetune(final, epochs, context)
        judgement = judge(final)
    context.checkpoint()
    before, after = timed_costs((network, final))
    return LayersOutcome(
        study=study,
        plan=plan,
        network=final,
        difference=applied.max_logit_difference,
        original=judge.of(right),
        accuracy_pruned=pruned.accuracy,
        judgement=judgement,
        learned=learned,
        faces=len(data.faces),
        before=before,
        after=after,
    )


def write_plan(file: Path, plan: Plan, context: JobContext) -> Path:
    """Save a plan, to be replayed here or on the command line; returns the file."""
    from emotion_gui.core.pruning.plan import save_plan

    context.checkpoint()
    save_plan(file, plan)
    return file


def save_layers(
    workspace: Workspace, outcome: LayersOutcome, name: str, context: JobContext
) -> RunRow:
    """Keep the network that lost maps in several layers."""
    return save_study(
        workspace,
        outcome.study,
        name=name,
        network=outcome.network,
        plan=outcome.plan,
        learned=outcome.learned,
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
    from emotion_gui.core.pruning.whole_layers import propose_removals

    study = read_study(workspace, request, context)
    proposals = propose_removals(
        study.checkpoint.network, _measured_faces(study), eval_faces=study.test.pixels(),
        eval_labels=study.test.labels, learned=study.learned(trained=False), options=options,
        context=context,
    )  # fmt: skip
    return Removals(study, proposals)


def save_removal(
    workspace: Workspace, study: Study, removal: LayerRemoval, name: str, context: JobContext
) -> RunRow:
    """Keep the network without a whole layer."""
    from emotion_gui.core.pruning.plan import fingerprint
    from emotion_gui.core.pruning.whole_layers import RemovedLayer

    assert removal.network is not None
    assert removal.judgement is not None
    original = study.checkpoint.network
    return save_study(
        workspace,
        study,
        name=name,
        network=removal.network,
        plan=RemovedLayer(removal.layer, removal.layer_name, fingerprint(original)),
        learned=study.learned(trained=False),
        summary={
            "test_accuracy": removal.judgement.accuracy,
            "n": removal.judgement.n,
            "interval": list(removal.judgement.interval),
            "mcnemar_p": removal.judgement.p,
        },
        context=context,
    )
