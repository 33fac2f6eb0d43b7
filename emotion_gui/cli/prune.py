"""`prune`: take maps of one layer away, prove what was done, write the result."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.parts import CheckpointArgument, FacesChoice
from emotion_gui.cli.pruning import (
    CRITERIA_METAVAR,
    FinetuneOption,
    LayerOption,
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
from emotion_gui.cli.run import CliRun, OverwriteOption, RunOptions, cli_run
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.options import Normalisation, Preset, PruningOptions

if TYPE_CHECKING:
    from emotion_gui.operations.prune_layer import PruneResult

ThresholdOption = Annotated[
    float | None, typer.Option(min=0, max=90, help="Similar under this angle, in degrees.")
]
MapsOption = Annotated[
    int | None, typer.Option(min=0, help="Take exactly so many maps away instead.")
]
NormalisationOption = Annotated[
    Normalisation, typer.Option(help="How activations are scaled before angles are taken.")
]
ComplementaryOption = Annotated[
    float | None,
    typer.Option(min=90, max=180, help="Opposite over this angle; 180 - threshold by default."),
]
OrderOption = Annotated[
    Criterion | None,
    typer.Option(
        "--rule",
        parser=parse_criterion,
        metavar=CRITERIA_METAVAR,
        help="With --maps: who ranks the maps; the preset by default.",
    ),
]


@app.command("prune")
@with_bundles
def prune_verb(
    checkpoint: CheckpointArgument,
    out: Annotated[Path, typer.Option(help="The checkpoint to write.")],
    *,
    faces: FacesChoice,
    layer: LayerOption = None,
    preset: Annotated[Preset, typer.Option(help="What happens to the weights.")] = Preset.PAPER,
    threshold: ThresholdOption = None,
    complementary: ComplementaryOption = None,
    normalisation: NormalisationOption = Normalisation.LAYER,
    remove_silent: Annotated[
        bool, typer.Option("--remove-silent", help="Silent maps go too.")
    ] = False,
    maps: MapsOption = None,
    rule: OrderOption = None,
    plan: PlanOption = None,
    replay: ReplayOption = None,
    recalibrate: Annotated[
        bool, typer.Option("--recalibrate", help="Renew batch norms, without labels.")
    ] = False,
    finetune: FinetuneOption = 0,
    compact: Annotated[
        bool, typer.Option("--compact", help="Really remove the maps, with proof.")
    ] = False,
    seed: SeedOption = 7,
    overwrite: OverwriteOption = False,
    options: RunOptions,
) -> None:
    """Prune by distinctiveness (or a rival); the original stays as it is."""
    faces.check()
    _check_choices(threshold, maps, rule, replay, others=(layer, complementary))
    with cli_run(options) as run:
        run.check_targets(out, plan, inputs=[checkpoint, faces.source, replay], overwrite=overwrite)
        from emotion_gui.core.pruning.plan import Plan, save_plan
        from emotion_gui.operations.keep import export_pruned
        from emotion_gui.operations.prune_layer import PruneRequest, prune_layer, record_layer

        loaded = open_checkpoint(run, checkpoint)
        decided = None if replay is None else replayed(replay, loaded).only_part
        number = None if layer is None else layer - 1
        request = PruneRequest(compact=compact, recalibrate=recalibrate, epochs=finetune, seed=seed)
        with opened_subject(run, loaded, faces, "Pruning") as (subject, context):
            session = record_layer(subject, number if decided is None else decided.layer, context)
            if decided is None:
                wanted = _options(
                    preset, threshold, complementary, normalisation, remove_silent, rule
                )
                decided = session.plan(wanted, count=maps)
            result = prune_layer(subject, session, decided, request, context)
            export_pruned(result.pruned, out)
            if plan is not None:
                save_plan(plan, Plan((decided,)))
            _tell(run, result, out)


def _check_choices(
    threshold: float | None,
    maps: int | None,
    rule: Criterion | None,
    replay: Path | None,
    *,
    others: Sequence[object],
) -> None:
    """Refuse options that exclude each other; `others` are those that a plan brings, too."""
    if threshold is not None and maps is not None:
        raise typer.BadParameter("--threshold and --maps exclude each other")
    if rule is not None and maps is None:
        raise typer.BadParameter("--rule ranks maps for --maps K; a threshold goes by angle")
    if replay is not None and any(value is not None for value in (threshold, maps, *others)):
        raise typer.BadParameter("a replayed plan brings its own layer, thresholds and maps")


def _options(
    preset: Preset,
    threshold: float | None,
    complementary: float | None,
    normalisation: Normalisation,
    remove_silent: bool,
    rule: Criterion | None,
) -> PruningOptions:
    options = PruningOptions(
        preset=preset,
        complementary_deg=complementary,
        normalisation=normalisation,
        remove_silent=remove_silent,
        order=rule,
    )
    return options if threshold is None else dataclasses.replace(options, threshold_deg=threshold)


def _tell(run: CliRun, result: PruneResult, out: Path) -> None:
    run.emit({**result.to_json(), "file": out, "part": result.subject.judged.name})
    plan = result.plan
    run.say(
        f"{result.layer_name}: {plan.maps} -> {plan.maps_left} maps "
        f"({result.similar:,} similar pairs, {result.complementary:,} complementary)"
    )
    say_before_and_after(run, result.subject, result.before, result.after)
    say_costs(run, result.cost_before, result.cost_after)
    compacted = result.request.is_compacted
    words = "compacted = masked" if compacted else "masked only, as costly as before"
    run.say(f"{words}; largest difference of a logit {result.difference:.1e}")
    run.say(str(out))
