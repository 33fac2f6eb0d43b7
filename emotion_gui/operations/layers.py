"""All layers at once, to a budget of multiplications, or by a plan from a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from emotion_gui.core.evaluation.judgement import change_to_json, costs_to_json
from emotion_gui.core.fields import Field, declared
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.pruning.criteria import CRITERION_NAMES, USUAL, Criterion
from emotion_gui.core.pruning.options import PruningOptions, Spread
from emotion_gui.core.pruning.plan import Plan, load_plan, save_plan
from emotion_gui.operations.keep import Pruned
from emotion_gui.operations.subject import SEED, Subject

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.judgement import Cost, Judgement
    from emotion_gui.core.model.emotion_cnn import EmotionCNN


# The quick one first: it is what a form begins with.
_RULES = (Criterion.IMPORTANCE, *(rule for rule in USUAL if rule is not Criterion.IMPORTANCE))


@dataclass(frozen=True, kw_only=True)
class Budget:
    """By what a plan for all layers is made; see `plan_for_macs`.

    Attributes:
        share: of the multiplications that stays.
        rule: who ranks the maps.
        spread: how the layers share the budget.
        options: the preset, and how angles are taken.
    """

    share: float = declared(
        0.5,
        Field(
            label="MACs that stay",
            title="Share of the MACs that stays",
            low=0.05,
            high=0.95,
            step=0.01,
            unit=" %",
            shown=100.0,
        ),
    )
    rule: Criterion = declared(
        Criterion.IMPORTANCE,
        Field(
            label="Order",
            title="Order in which maps go",
            choices=tuple((rule.value, CRITERION_NAMES[rule]) for rule in _RULES),
        ),
    )
    spread: Spread = declared(
        Spread.UNIFORM,
        Field(
            label="Spread",
            title="How layers share the budget",
            choices=(("uniform", "same share"), ("global", "by score")),
        ),
    )
    options: PruningOptions


@dataclass(frozen=True, kw_only=True)
class LayersRequest:
    """How all layers are pruned.

    Attributes:
        plan: a budget to plan for, or a plan to replay, or the file that holds one.
        epochs: of fine-tuning; 0 leaves it out.
        seed: of the fine-tuning.
    """

    plan: Budget | Plan | Path
    epochs: int = declared(0, Field(label="Fine-tune epochs", high=100))
    seed: int = SEED


@dataclass(frozen=True, eq=False, kw_only=True)
class LayersResult:
    """All layers pruned and judged.

    Attributes:
        subject: model and faces.
        request: what was asked for.
        plan: one part a layer that loses maps.
        network: compacted, and fine-tuned if asked for.
        difference: largest difference of a logit, masked against compacted.
        before: of the original.
        untrained: before fine-tuning; `after` where there was none.
        after: of `network`.
        cost_before: of the original.
        cost_after: of `network`.
    """

    subject: Subject
    request: LayersRequest
    plan: Plan
    network: EmotionCNN
    difference: float
    before: Judgement
    untrained: Judgement
    after: Judgement
    cost_before: Cost
    cost_after: Cost

    @property
    def pruned(self) -> Pruned:
        """To be kept as a run or a file."""
        return Pruned(
            network=self.network,
            subject=self.subject,
            plans=(self.plan,),
            compacted=True,
            finetuned=self.request.epochs > 0,
            before=self.before,
            after=self.after,
        )

    def to_json(self) -> dict[str, object]:
        """The command line's object."""
        return {
            "maps_before": list(self.subject.network.spec.widths),
            "maps_after": list(self.network.spec.widths),
            **change_to_json(self.before, self.after),
            **costs_to_json(self.cost_before, self.cost_after),
            "max_logit_difference": self.difference,
            "maps_gone": self.plan.maps_gone,
        }


def prune_all_layers(subject: Subject, request: LayersRequest, context: JobContext) -> LayersResult:
    """Plan (or replay), apply with proof, fine-tune if asked, judge.

    Raises:
        ConfigError: the budget cannot be met.
        PlanMismatchError: the plan is for another network.
        EqualityProofError: compaction would change the answers.
        JobCancelled: a stop was asked for.
    """
    from emotion_gui.core.evaluation.complexity import timed_costs
    from emotion_gui.core.pruning.applying import apply_plan

    original, data = subject.network, subject.data
    plan = request.plan
    if isinstance(plan, Budget):
        plan = _planned(subject, plan, context)
    elif isinstance(plan, Path):
        plan = load_plan(plan)
        plan.check(original)
    applied = apply_plan(original, plan, data, repair_data=subject.everything, context=context)
    network = applied.compacted
    if request.epochs:
        context.report(Progress(0, text="Fine-tuning"))
        network = subject.finetune(network, request.epochs, context, seed=request.seed)
    context.report(Progress(0, text="Judging"))
    judge, before = subject.judge(context, trained=request.epochs > 0)
    after = untrained = judge(applied.compacted)
    if request.epochs:
        after = judge(network)
    context.checkpoint()
    cost_before, cost_after = timed_costs([original, network])
    return LayersResult(
        subject=subject,
        request=request,
        plan=plan,
        network=network,
        difference=applied.max_logit_difference,
        before=before,
        untrained=untrained,
        after=after,
        cost_before=cost_before,
        cost_after=cost_after,
    )


def _planned(subject: Subject, budget: Budget, context: JobContext) -> Plan:
    from emotion_gui.core.pruning.several_layers import plan_for_macs

    return plan_for_macs(
        subject.network,
        subject.data,
        budget.share,
        rule=budget.rule,
        options=budget.options,
        spread=budget.spread,
        context=context,
    )


def write_plan(file: Path, plan: Plan, context: JobContext) -> Path:
    """Save a plan, to be replayed in the window or on the command line; returns the file."""
    context.checkpoint()
    save_plan(file, plan)
    return file
