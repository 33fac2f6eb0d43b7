"""`remove-layer`: which whole convolutions could go, and the network without one of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.parts import CheckpointArgument, FacesChoice
from emotion_gui.cli.pruning import (
    open_checkpoint,
    opened_subject,
    say_before_and_after,
    say_costs,
)
from emotion_gui.cli.run import CliRun, OverwriteOption, RunOptions, cli_run
from emotion_gui.core.pruning.options import PruningOptions

if TYPE_CHECKING:
    from emotion_gui.core.evaluation.judgement import Judgement
    from emotion_gui.core.model.checkpoint import Checkpoint


@dataclass(frozen=True)
class _LayerOptions(RunOptions):
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="JSON on standard output, nothing else: an object a line for each layer, or "
            "with --layer the one result.",
        ),
    ] = False


@app.command("remove-layer")
@with_bundles
def remove_layer_verb(
    checkpoint: CheckpointArgument,
    *,
    faces: FacesChoice,
    layer: Annotated[
        int | None, typer.Option(min=1, help="Take this convolution out, from 1; needs --out.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The checkpoint to write.")] = None,
    overwrite: OverwriteOption = False,
    options: _LayerOptions,
) -> None:
    """Show which whole layers could go, or take one out and refit the next."""
    faces.check()
    if (layer is None) != (out is None):
        raise typer.BadParameter("give both --layer and --out, or neither to see what could go")
    with cli_run(options) as run:
        run.check_targets(out, inputs=[checkpoint, faces.source], overwrite=overwrite)
        loaded = open_checkpoint(run, checkpoint)
        if layer is None or out is None:
            _show(run, loaded, faces)
        else:
            _remove(run, loaded, faces, layer - 1, out)


def _show(run: CliRun, loaded: Checkpoint, faces: FacesChoice) -> None:
    from emotion_gui.operations.remove_layer import look_for_layers

    with opened_subject(run, loaded, faces, "Looking for whole layers") as (subject, context):
        removals = look_for_layers(subject, PruningOptions(), context)
    for entry in removals.proposals:
        run.emit(
            {
                "layer": entry.layer + 1,
                "layer_name": entry.layer_name,
                "feasible": entry.feasible,
                "recommended": entry.recommended,
                "similar_share": entry.similar_share,
                "explained": entry.explained,
                "accuracy_dropped": entry.accuracy_dropped,
                **_refitted(entry.judgement),
                "words": entry.words,
            }
        )
        run.say(f"layer {entry.layer + 1}: {entry.words}")


def _refitted(judgement: Judgement | None) -> dict[str, object]:
    """With the next layer refitted; null where the layer cannot go."""
    if judgement is None:
        return {"accuracy_refit": None, "mcnemar_p": None}
    return judgement.to_json("_refit")


def _remove(run: CliRun, loaded: Checkpoint, faces: FacesChoice, layer: int, out: Path) -> None:
    from emotion_gui.operations.keep import write_network
    from emotion_gui.operations.remove_layer import check_layer, remove_layer

    check_layer(loaded.network.spec, layer)
    with opened_subject(run, loaded, faces, "Removing a layer") as (subject, context):
        result = remove_layer(subject, layer, context)
        write_network(result.pruned, out)
    run.emit({**result.to_json(), "file": out, "part": subject.judged.name})
    run.say(
        f"{result.layer_name} is out; the refit explains {result.explained:.0%} of what the next "
        "layer got"
    )
    say_before_and_after(run, subject, result.before, result.after)
    say_costs(run, result.cost_before, result.cost_after)
    run.say(str(out))
