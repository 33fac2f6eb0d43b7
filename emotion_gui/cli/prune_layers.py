"""`prune-layers`: all convolutions at once, to a budget of multiplications."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.parts import CheckpointArgument, FacesChoice
from emotion_gui.cli.pruning import (
    Finetuning,
    PlanPaths,
    criterion_option,
    open_checkpoint,
    opened_subject,
    replayed,
    say_before_and_after,
    say_costs,
    say_one_training,
)
from emotion_gui.cli.run import RunOptions, cli_run
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset, Repair, Spread

if TYPE_CHECKING:
    from emotion_gui.operations.layers import Budget


@dataclass(frozen=True)
class _BudgetChoice:
    """By what the plan is made; None where nothing was asked for."""

    macs: Annotated[
        float | None,
        typer.Option(min=0.05, max=0.95, help="Share of the multiplications that stays; 0.5."),
    ] = None
    rule: Annotated[Criterion | None, criterion_option("Who ranks the maps; obs.")] = None
    preset: Annotated[
        PruningPreset | None, typer.Option(help="What happens to the weights; refit.")
    ] = None
    repair: Annotated[
        Repair | None,
        typer.Option(
            help="Without labels, towards the original's answers: none, answers or both-sides."
        ),
    ] = None
    by_score: Annotated[
        bool, typer.Option("--by-score", help="Layers share the budget by score, not evenly.")
    ] = False

    def check(self, replay: Path | None) -> None:
        """Raises BadParameter (wrong usage): a plan in a file leaves nothing to choose."""
        if replay is not None and self != _BudgetChoice():
            raise typer.BadParameter("a replayed plan brings its own budget, rule and preset")

    def budget(self) -> Budget:
        """What was asked for, and the verb's own choice for the rest."""
        from emotion_gui.operations.layers import Budget

        return Budget(
            share=self.macs or 0.5,
            rule=self.rule or Criterion.OBS,
            options=PruningOptions(
                preset=self.preset or PruningPreset.REFIT, repair=self.repair or Repair.NONE
            ),
            spread=Spread.GLOBAL if self.by_score else Spread.UNIFORM,
        )


@app.command("prune-layers")
@with_bundles
def prune_layers_verb(
    checkpoint: CheckpointArgument,
    *,
    files: PlanPaths,
    faces: FacesChoice,
    choice: _BudgetChoice,
    training: Finetuning,
    options: RunOptions,
) -> None:
    """Prune every layer to a share of the multiplications, with proof."""
    faces.check()
    choice.check(files.replay)
    with cli_run(options) as run:
        files.check(run, checkpoint, faces)
        from emotion_gui.operations.layers import LayersRequest, prune_all_layers

        loaded = open_checkpoint(run, checkpoint)
        decided = choice.budget() if files.replay is None else replayed(files.replay, loaded)
        request = LayersRequest(plan=decided, epochs=training.finetune, seed=training.seed)
        with opened_subject(run, loaded, faces, "Pruning all layers") as (subject, context):
            result = prune_all_layers(subject, request, context)
            files.write(result.pruned, result.plan)
        facts = result.to_json()
        run.emit({**facts, "file": files.out, "part": subject.judged.name})
        run.say(f"maps {facts['maps_before']} -> {facts['maps_after']}")
        say_before_and_after(run, subject, result.before, result.after)
        say_one_training(run, request.epochs, request.seed)
        say_costs(run, result.cost_before, result.cost_after)
        run.say(f"compacted = masked; largest difference of a logit {result.difference:.1e}")
        run.say(str(files.out))
