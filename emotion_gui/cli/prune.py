"""`prune`: take maps of one layer away, prove what was done, write the result."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.parts import CheckpointArgument, FacesChoice
from emotion_gui.cli.prune_goal import GoalChoice, prune_to_a_goal
from emotion_gui.cli.pruning import (
    Finetuning,
    LayerOption,
    PlanPaths,
    criterion_option,
    open_checkpoint,
    opened_subject,
    replayed,
    say_before_and_after,
    say_costs,
    say_one_training,
)
from emotion_gui.cli.run import CliRun, RunOptions, cli_run
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.options import Normalisation, PruningOptions, PruningPreset, Repair

if TYPE_CHECKING:
    from emotion_gui.core.jobs import JobContext
    from emotion_gui.core.pruning.layer_session import LayerSession
    from emotion_gui.core.pruning.plan import LayerPlan
    from emotion_gui.operations.prune_layer import PruneResult


@dataclass(frozen=True)
class _PlanChoice:
    """What the plan is made by."""

    layer: LayerOption = None
    preset: Annotated[
        PruningPreset | None,
        typer.Option(
            help="What happens to the weights; paper, and with --maps what loses least: refit."
        ),
    ] = None
    threshold: Annotated[
        float | None, typer.Option(min=0, max=90, help="Similar under this angle, in degrees.")
    ] = None
    complementary: Annotated[
        float | None,
        typer.Option(min=90, max=180, help="Opposite over this angle; 180 - threshold by default."),
    ] = None
    normalisation: Annotated[
        Normalisation, typer.Option(help="How activations are scaled before angles are taken.")
    ] = Normalisation.LAYER
    remove_silent: Annotated[bool, typer.Option("--remove-silent", help="Silent maps go too.")] = (
        False
    )
    maps: Annotated[
        int | None, typer.Option(min=0, help="Take exactly so many maps away instead.")
    ] = None
    rule: Annotated[
        Criterion | None,
        criterion_option("With --maps: who ranks the maps; what loses least by default.", "--rule"),
    ] = None
    repair: Annotated[
        Repair | None,
        typer.Option(
            help="Without labels, towards the original's answers: none, answers (the weights that "
            "read the maps) or both-sides (their filters, too), the default of --maps."
        ),
    ] = None

    def check(self, replay: Path | None) -> None:
        """Raises BadParameter (wrong usage) where choices exclude each other."""
        if self.threshold is not None and self.maps is not None:
            raise typer.BadParameter("--threshold and --maps exclude each other")
        if self.rule is not None and self.maps is None:
            raise typer.BadParameter("--rule ranks maps for --maps K; a threshold goes by angle")
        brought = (self.layer, self.threshold, self.complementary, self.maps)
        if replay is not None and any(value is not None for value in brought):
            raise typer.BadParameter("a replayed plan brings its own layer, thresholds and maps")

    @property
    def is_free(self) -> bool:
        """Whether only a number of maps is asked for: then the rest is what loses least."""
        return self.maps is not None and self.preset is None

    @property
    def layer_index(self) -> int | None:
        """0-based; None for the last."""
        return None if self.layer is None else self.layer - 1

    def options(self) -> PruningOptions:
        """As the planner takes them."""
        free = self.is_free
        options = PruningOptions(
            preset=self.preset or (PruningPreset.REFIT if free else PruningPreset.PAPER),
            complementary_deg=self.complementary,
            normalisation=self.normalisation,
            remove_silent=self.remove_silent,
            order=self.rule,
            repair=self.repair or (Repair.BOTH_SIDES if free else Repair.NONE),
        )
        if self.threshold is None:
            return options
        return dataclasses.replace(options, threshold_deg=self.threshold)


@app.command("prune")
@with_bundles
def prune_verb(
    checkpoint: CheckpointArgument,
    *,
    files: PlanPaths,
    faces: FacesChoice,
    choice: _PlanChoice,
    goal: GoalChoice,
    recalibrate: Annotated[
        bool, typer.Option("--recalibrate", help="Renew batch norms, without labels.")
    ] = False,
    training: Finetuning,
    compact: Annotated[
        bool, typer.Option("--compact", help="Really remove the maps, with proof.")
    ] = False,
    options: RunOptions,
) -> None:
    """Prune by distinctiveness (or another criterion), or all layers to a goal.

    The original stays as it is.
    """
    faces.check()
    choice.check(files.replay)
    goal.check(excluded=choice != _PlanChoice() or recalibrate or files.replay is not None)
    with cli_run(options) as run:
        files.check(run, checkpoint, faces)
        if goal.is_given:
            prune_to_a_goal(run, checkpoint, files, faces, goal, training)
            return
        from emotion_gui.core.pruning.plan import Plan
        from emotion_gui.operations.prune_layer import PruneRequest, prune_layer, record_layer

        loaded = open_checkpoint(run, checkpoint)
        decided = None if files.replay is None else replayed(files.replay, loaded).only_part
        layer = choice.layer_index if decided is None else decided.layer
        request = PruneRequest(
            compact=compact,
            recalibrate=recalibrate,
            epochs=training.finetune,
            seed=training.seed,
        )
        with opened_subject(run, loaded, faces, "Pruning") as (subject, context):
            session = record_layer(subject, layer, context)
            if decided is None:
                decided = _decided(session, choice, context)
            result = prune_layer(subject, session, decided, request, context)
            files.write(result.pruned, Plan((decided,)))
            _tell(run, result, files.out)


def _decided(session: LayerSession, choice: _PlanChoice, context: JobContext) -> LayerPlan:
    """As asked for; the order of a plain number of maps is the one that loses least."""
    options, count = choice.options(), choice.maps
    if count and choice.rule is None and options.preset is PruningPreset.REFIT:
        options = dataclasses.replace(options, order=session.best_order(count, context=context))
    return session.plan(options, count=count)


def _tell(run: CliRun, result: PruneResult, out: Path) -> None:
    run.emit({**result.to_json(), "file": out, "part": result.subject.judged.name})
    plan = result.plan
    run.say(
        f"{result.layer_name}: {plan.maps} -> {plan.maps_left} maps "
        f"({result.similar:,} similar pairs, {result.complementary:,} complementary)"
    )
    made = plan.options
    run.say(f"rule {made.preset}, order {made.own_order}, repair {made.repair}")
    say_before_and_after(run, result.subject, result.before, result.after)
    say_one_training(run, result.request.epochs, result.request.seed)
    say_costs(run, result.cost_before, result.cost_after)
    compacted = result.request.is_compacted
    words = "compacted = masked" if compacted else "masked only, as costly as before"
    run.say(f"{words}; largest difference of a logit {result.difference:.1e}")
    run.say(str(out))
