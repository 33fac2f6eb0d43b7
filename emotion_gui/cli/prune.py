"""`prune`: take maps of one layer away, prove what was done, write the result."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.parts import CheckpointArgument, FacesChoice
from emotion_gui.cli.prune_job import open_checkpoint, prune_job, say_learned
from emotion_gui.cli.run import CliRun, OverwriteOption, RunOptions, cli_run, percent
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.options import Normalisation

if TYPE_CHECKING:
    from emotion_gui.core.data.dataset import FacePart
    from emotion_gui.core.model.checkpoint import Checkpoint
    from emotion_gui.core.pruning.options import PruningOptions
    from emotion_gui.core.pruning.plan import LayerPlan
    from emotion_gui.operations.prune_layer import PruneResult


class Rule(StrEnum):
    """What happens to the weights of maps that go."""

    PAPER = "paper"
    CORRECTED = "corrected"
    REFIT = "refit"


LayerOption = Annotated[
    int | None, typer.Option(min=1, help="Which convolution, from 1; the last by default.")
]
ThresholdOption = Annotated[
    float | None, typer.Option(min=0, max=90, help="Similar under this angle, in degrees.")
]
MapsOption = Annotated[
    int | None, typer.Option(min=0, help="Take exactly so many maps away instead.")
]
FinetuneOption = Annotated[
    int, typer.Option(min=0, metavar="EPOCHS", help="Train on after compacting.")
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
    typer.Option("--rule", help="With --maps: who ranks the maps; the preset by default."),
]
PlanOption = Annotated[Path | None, typer.Option(help="Write the plan here, as JSON.")]
ReplayOption = Annotated[
    Path | None, typer.Option(help="Replay a plan file; refused if it is for another network.")
]


@app.command("prune")
@with_bundles
def prune_verb(
    checkpoint: CheckpointArgument,
    out: Annotated[Path, typer.Option(help="The checkpoint to write.")],
    *,
    faces: FacesChoice,
    layer: LayerOption = None,
    preset: Annotated[Rule, typer.Option(help="What happens to the weights.")] = Rule.PAPER,
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
    seed: Annotated[int, typer.Option(min=0, help="Of the fine-tuning.")] = 7,
    overwrite: OverwriteOption = False,
    options: RunOptions,
) -> None:
    """Prune by distinctiveness (or a rival); the original stays as it is."""
    faces.check()
    _check_choices(threshold, maps, rule, replay, others=(layer, complementary))
    with cli_run(options) as run:
        run.check_targets(out, plan, inputs=[checkpoint, faces.source, replay], overwrite=overwrite)
        from emotion_gui.core.pruning.plan import Plan, save_plan
        from emotion_gui.operations.prune_layer import PruneConfig, prune_checkpoint

        loaded = open_checkpoint(run, checkpoint)
        replayed = None if replay is None else _replayed(replay, loaded)
        with prune_job(run, loaded, faces, "Pruning") as job:
            config = PruneConfig(
                checkpoint=loaded,
                train_faces=job.learning.pixels(),
                train_labels=job.learning.labels,
                eval_faces=job.judged.pixels(),
                eval_labels=job.judged.labels,
                options=_options(
                    preset, threshold, complementary, normalisation, remove_silent, rule
                ),
                plan=replayed,
                layer=None if layer is None else layer - 1,
                maps=maps,
                recalibrate=recalibrate,
                finetune=job.finetuner(finetune, seed),
                compact=compact,
                out=out,
            )
            result = prune_checkpoint(config, job.context)
            if plan is not None:
                save_plan(plan, Plan((result.plan,)))
            _tell(run, result, out, job.judged)


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


def _replayed(path: Path, loaded: Checkpoint) -> LayerPlan:
    """The plan in a file, checked before any face is read."""
    from emotion_gui.core.pruning.plan import load_plan

    plan = load_plan(path).only_part
    plan.check(loaded.network)
    return plan


def _options(
    preset: Rule,
    threshold: float | None,
    complementary: float | None,
    normalisation: Normalisation,
    remove_silent: bool,
    rule: Criterion | None,
) -> PruningOptions:
    from emotion_gui.core.pruning.options import Preset, PruningOptions

    options = PruningOptions(
        preset=Preset(preset.value),
        complementary_deg=complementary,
        normalisation=normalisation,
        remove_silent=remove_silent,
        order=rule,
    )
    return options if threshold is None else dataclasses.replace(options, threshold_deg=threshold)


def _tell(run: CliRun, result: PruneResult, out: Path, judged: FacePart) -> None:
    run.emit({**result.to_json(), "file": out, "part": judged.name})
    run.say(
        f"{result.layer_name}: {result.maps_before} -> {result.maps_after} maps "
        f"({result.similar:,} similar pairs, {result.complementary:,} complementary)"
    )
    run.say(
        f"accuracy {percent(result.before.accuracy)} -> {percent(result.after.accuracy)} "
        f"(n = {result.after.n:,}, part {judged.name}, McNemar p = {result.after.p:.3f})"
    )
    say_learned(run, result.after)
    before, after = result.cost_before, result.cost_after
    run.say(
        f"parameters {before.parameters:,} -> {after.parameters:,}, "
        f"multiplications {before.macs:,} -> {after.macs:,}, "
        f"{before.ms:.2f} -> {after.ms:.2f} ms a face"
    )
    words = "compacted = masked" if result.compacted else "masked only, as costly as before"
    run.say(f"{words}; largest difference of a logit {result.max_logit_difference:.1e}")
    run.say(str(out))
