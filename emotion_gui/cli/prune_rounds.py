"""`prune-rounds`: prune a little, train on, measure again, and stop before it hurts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.parts import CheckpointArgument, FacesChoice
from emotion_gui.cli.pruning import (
    LayerOption,
    SeedOption,
    open_checkpoint,
    opened_subject,
    say_learned,
    say_one_training,
)
from emotion_gui.cli.run import CliRun, LinesRunOptions, OverwriteOption, cli_run, percent
from emotion_gui.core.pruning.options import PruningOptions, PruningPreset

if TYPE_CHECKING:
    from emotion_gui.core.jobs import Progress
    from emotion_gui.core.pruning.iterative import IterativeRound


@app.command("prune-rounds")
@with_bundles
def prune_rounds_verb(
    checkpoint: CheckpointArgument,
    out: Annotated[Path, typer.Option(help="The checkpoint to write: the last good round's.")],
    *,
    faces: FacesChoice,
    layer: LayerOption = None,
    preset: Annotated[
        PruningPreset, typer.Option(help="What happens to the weights.")
    ] = PruningPreset.CORRECTED,
    share: Annotated[
        float, typer.Option(min=0.01, max=0.99, help="Of the maps left that go in a round.")
    ] = 0.2,
    rounds: Annotated[int, typer.Option(min=1, help="At most so many.")] = 5,
    epochs: Annotated[int, typer.Option(min=0, help="Of training after each round.")] = 2,
    most_drop: Annotated[
        float, typer.Option(min=0, max=100, help="Stop when accuracy fell by more points.")
    ] = 2.0,
    seed: SeedOption = 7,
    overwrite: OverwriteOption = False,
    options: LinesRunOptions,
) -> None:
    """Prune in rounds with training between them; a line a round."""
    faces.check()
    with cli_run(options) as run:
        run.check_targets(out, inputs=[checkpoint, faces.source], overwrite=overwrite)
        from emotion_gui.operations.rounds import RoundsRequest, prune_in_rounds, write_rounds

        loaded = open_checkpoint(run, checkpoint)
        request = RoundsRequest(
            options=PruningOptions(preset=preset),
            layer=None if layer is None else layer - 1,
            share=share,
            rounds=rounds,
            epochs=epochs,
            most_drop=most_drop / 100,
            seed=seed,
        )
        title = "Pruning in rounds"
        with opened_subject(run, loaded, faces, title, _Teller(run)) as (subject, context):
            result = prune_in_rounds(subject, request, context)
            write_rounds(result, out)
        last = result.kept[-1]
        final = {
            "final": True,
            "stopped": str(result.stopped),
            "file": out,
            "part": subject.judged.name,
        }
        run.emit({**round_to_json(last), **final})
        run.say(f"stopped: {result.stopped}; round {last.number} is kept")
        say_one_training(run, epochs, seed)
        say_learned(run, last.judgement)
        run.say(str(out))


class _Teller:
    """Says each round when it ends."""

    def __init__(self, run: CliRun) -> None:
        self._run = run

    def __call__(self, progress: Progress) -> None:
        if progress.detail is None:
            return
        entry = cast("IterativeRound", progress.detail)
        self._run.emit(round_to_json(entry))
        self._run.say(
            f"round {entry.number}: {entry.maps_left} maps left, pruned "
            f"{percent(entry.accuracy_pruned)}, then {percent(entry.accuracy)} (n = {entry.n:,}, "
            f"McNemar p = {entry.mcnemar.p:.3f}), {entry.cost.parameters:,} parameters"
            f"{'' if entry.kept else '; too much, not kept'}"
        )


def round_to_json(entry: IterativeRound) -> dict[str, object]:
    """A line of the trail."""
    return {
        "round": entry.number,
        "maps_gone": entry.maps_gone,
        "maps_left": entry.maps_left,
        "accuracy_pruned": entry.accuracy_pruned,
        **entry.judgement.to_json(),
        "parameters": entry.cost.parameters,
        "macs": entry.cost.macs,
        "kept": entry.kept,
    }
