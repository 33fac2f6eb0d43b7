"""`prune-rounds`: prune a little, train on, measure again, and stop before it hurts."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.parts import CheckpointArgument, FacesChoice
from emotion_gui.cli.prune import LayerOption, Rule
from emotion_gui.cli.prune_job import PruneJob, open_checkpoint, prune_job, say_learned
from emotion_gui.cli.run import CliRun, LinesRunOptions, OverwriteOption, cli_run, percent

if TYPE_CHECKING:
    from emotion_gui.core.jobs import JobContext, Progress
    from emotion_gui.core.pruning.iterative import IterativeConfig, IterativeRound


@app.command("prune-rounds")
@with_bundles
def prune_rounds_verb(
    checkpoint: CheckpointArgument,
    out: Annotated[Path, typer.Option(help="The checkpoint to write: the last good round's.")],
    *,
    faces: FacesChoice,
    layer: LayerOption = None,
    preset: Annotated[Rule, typer.Option(help="What happens to the weights.")] = Rule.CORRECTED,
    share: Annotated[
        float, typer.Option(min=0.01, max=0.99, help="Of the maps left that go in a round.")
    ] = 0.2,
    rounds: Annotated[int, typer.Option(min=1, help="At most so many.")] = 5,
    epochs: Annotated[int, typer.Option(min=0, help="Of training after each round.")] = 2,
    most_drop: Annotated[
        float, typer.Option(min=0, max=100, help="Stop when accuracy fell by more points.")
    ] = 2.0,
    seed: Annotated[int, typer.Option(min=0, help="Of the training.")] = 7,
    overwrite: OverwriteOption = False,
    options: LinesRunOptions,
) -> None:
    """Prune in rounds with training between them; a line a round."""
    faces.check()
    with cli_run(options) as run:
        run.check_targets(out, inputs=[checkpoint, faces.source], overwrite=overwrite)
        loaded = open_checkpoint(run, checkpoint)
        with prune_job(run, loaded, faces, "Pruning in rounds", _Teller(run)) as job:
            config = _config(
                job, preset, share, seed,
                layer=layer, rounds=rounds, epochs=epochs, most_drop=most_drop / 100,
            )  # fmt: skip
            _prune(run, config, out, job.judged.name, job.context)


class _Teller:
    """Says each round when it ends."""

    def __init__(self, run: CliRun) -> None:
        self._run = run

    def __call__(self, progress: Progress) -> None:
        from emotion_gui.core.pruning.iterative import IterativeRound

        entry = progress.detail
        if not isinstance(entry, IterativeRound):
            return
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


def _config(
    job: PruneJob,
    preset: Rule,
    share: float,
    seed: int,
    *,
    layer: int | None,
    rounds: int,
    epochs: int,
    most_drop: float,
) -> IterativeConfig:
    from emotion_gui.core.pruning.iterative import IterativeConfig
    from emotion_gui.core.pruning.measurement import without_reports
    from emotion_gui.core.pruning.options import Preset, PruningOptions

    return IterativeConfig(
        checkpoint=job.checkpoint,
        train_faces=job.learning.pixels(),
        eval_faces=job.judged.pixels(),
        eval_labels=job.judged.labels,
        finetune=partial(job.finetune, seed=seed, context=without_reports(job.context)),
        options=PruningOptions(preset=Preset(preset.value)),
        layer=None if layer is None else layer - 1,
        share=share,
        rounds=rounds,
        epochs=epochs,
        most_drop=most_drop,
    )


def _prune(run: CliRun, config: IterativeConfig, out: Path, part: str, context: JobContext) -> None:
    from emotion_gui.core.model.checkpoint import save_checkpoint
    from emotion_gui.core.pruning.iterative import prune_iteratively

    result = prune_iteratively(config, context)
    last = [entry for entry in result.rounds if entry.kept][-1]
    save_checkpoint(out, result.checkpoint.network, result.checkpoint.info)
    final = {"final": True, "stopped": str(result.stopped), "file": out, "part": part}
    run.emit({**round_to_json(last), **final})
    run.say(f"stopped: {result.stopped}; round {last.number} is kept")
    say_learned(run, last.judgement)
    run.say(str(out))
