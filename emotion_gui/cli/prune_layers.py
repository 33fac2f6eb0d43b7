"""`prune-layers`: all convolutions at once, to a budget of multiplications."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.parts import CheckpointArgument, FacesChoice
from emotion_gui.cli.pruning import (
    CRITERIA_METAVAR,
    FinetuneOption,
    PlanOption,
    ReplayOption,
    SeedOption,
    open_checkpoint,
    opened_subject,
    parse_criterion,
    replayed,
    say_before_and_after,
    say_costs,
)
from emotion_gui.cli.run import OverwriteOption, RunOptions, cli_run
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.options import Preset, PruningOptions


@app.command("prune-layers")
@with_bundles
def prune_layers_verb(
    checkpoint: CheckpointArgument,
    out: Annotated[Path, typer.Option(help="The checkpoint to write.")],
    *,
    faces: FacesChoice,
    macs: Annotated[
        float | None,
        typer.Option(min=0.05, max=0.95, help="Share of the multiplications that stays; 0.5."),
    ] = None,
    rule: Annotated[
        Criterion | None,
        typer.Option(
            parser=parse_criterion, metavar=CRITERIA_METAVAR, help="Who ranks the maps; obs."
        ),
    ] = None,
    preset: Annotated[
        Preset | None, typer.Option(help="What happens to the weights; refit.")
    ] = None,
    by_score: Annotated[
        bool, typer.Option("--by-score", help="Layers share the budget by score, not evenly.")
    ] = False,
    finetune: FinetuneOption = 0,
    plan: PlanOption = None,
    replay: ReplayOption = None,
    seed: SeedOption = 7,
    overwrite: OverwriteOption = False,
    options: RunOptions,
) -> None:
    """Prune every layer to a share of the multiplications, with proof."""
    faces.check()
    if replay is not None and (
        by_score or any(value is not None for value in (macs, rule, preset))
    ):
        raise typer.BadParameter("a replayed plan brings its own budget, rule and preset")
    with cli_run(options) as run:
        run.check_targets(out, plan, inputs=[checkpoint, faces.source, replay], overwrite=overwrite)
        from emotion_gui.core.pruning.plan import save_plan
        from emotion_gui.operations.keep import export_pruned
        from emotion_gui.operations.layers import Budget, LayersRequest, prune_all_layers

        loaded = open_checkpoint(run, checkpoint)
        budget = Budget(
            share=macs or 0.5,
            rule=rule or Criterion.OBS,
            options=PruningOptions(preset=preset or Preset.REFIT),
            uniform=not by_score,
        )
        decided = budget if replay is None else replayed(replay, loaded)
        request = LayersRequest(plan=decided, epochs=finetune, seed=seed)
        with opened_subject(run, loaded, faces, "Pruning all layers") as (subject, context):
            result = prune_all_layers(subject, request, context)
            export_pruned(result.pruned, out)
            if plan is not None:
                save_plan(plan, result.plan)
        facts = result.to_json()
        run.emit({**facts, "file": out, "part": subject.judged.name})
        run.say(f"maps {facts['maps_before']} -> {facts['maps_after']}")
        say_before_and_after(run, subject, result.before, result.after)
        say_costs(run, result.cost_before, result.cost_after)
        run.say(f"compacted = masked; largest difference of a logit {result.difference:.1e}")
        run.say(str(out))
