"""`contest`: distinctiveness against its criteria, as many maps gone, on the same faces."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.parts import CheckpointArgument, FacesChoice
from emotion_gui.cli.prune import LayerOption
from emotion_gui.cli.prune_job import PruneJob, open_checkpoint, prune_job, say_learned
from emotion_gui.cli.run import OverwriteOption, RunOptions, cli_run, percent
from emotion_gui.core.pruning.criteria import Criterion

if TYPE_CHECKING:
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.model.spec import NetworkSpec
    from emotion_gui.core.pruning.comparison_table import Candidate, Comparison

_SHARES = [0.25, 0.5, 0.75]
_WIDTH = 112  # characters that the table takes: figures are not cut off in files and pipes


@app.command("contest")
@with_bundles
def contest_verb(
    checkpoint: CheckpointArgument,
    *,
    faces: FacesChoice,
    layer: LayerOption = None,
    share: Annotated[
        list[float], typer.Option(help="Of the maps that go; may be given several times.")
    ] = _SHARES,
    rule: Annotated[
        list[Criterion] | None,
        typer.Option(help="Only this ranking; may be given several times. All by default."),
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="Draws of the random ranking.")] = 5,
    finetune: Annotated[
        int, typer.Option(min=0, metavar="EPOCHS", help="Every candidate again, trained on.")
    ] = 0,
    scratch: Annotated[
        int, typer.Option(min=0, metavar="EPOCHS", help="Same size, trained from nothing.")
    ] = 0,
    seed: Annotated[int, typer.Option(min=0, help="Of all training.")] = 7,
    csv: Annotated[Path | None, typer.Option(help="Write the table here.")] = None,
    overwrite: OverwriteOption = False,
    options: RunOptions,
) -> None:
    """Compare ways to choose the maps that go, at equal budget."""
    faces.check()
    with cli_run(options) as run:
        run.check_targets(csv, inputs=[checkpoint, faces.source], overwrite=overwrite)
        from emotion_gui.core.pruning.comparison import ComparisonConfig, compare_criteria

        loaded = open_checkpoint(run, checkpoint)
        with prune_job(run, loaded, faces, "Contest") as job:
            config = ComparisonConfig(
                checkpoint=loaded,
                train_faces=job.learning.pixels(),
                train_labels=job.learning.labels,
                eval_faces=job.judged.pixels(),
                eval_labels=job.judged.labels,
                layer=None if layer is None else layer - 1,
                shares=tuple(sorted(set(share))),
                candidates=_entrants(rule),
                magnitude=rule is None,
                random_seeds=seeds,
                finetune=partial(job.finetune, seed=seed) if finetune else None,
                finetune_epochs=finetune,
                from_scratch=_from_scratch(job, scratch, seed) if scratch else None,
                out=csv,
            )
            result = compare_criteria(config, job.context)
            run.emit({**result.to_json(), "part": job.judged.name, "csv": csv})
            if not run.as_json:
                Console(file=run.out, width=_WIDTH).print(_table(result))
                say_learned(run, result.before.judgement)
                if csv is not None:
                    run.say(str(csv))


def _entrants(rules: list[Criterion] | None) -> tuple[Candidate, ...]:
    from emotion_gui.core.pruning.comparison_table import CANDIDATES

    return tuple(
        candidate for candidate in CANDIDATES if rules is None or candidate.criterion in rules
    )


def _from_scratch(job: PruneJob, epochs: int, seed: int) -> Callable[[NetworkSpec], EmotionCNN]:
    """Trains a network of a given shape from nothing on the job's faces."""

    def train(spec: NetworkSpec) -> EmotionCNN:
        from emotion_gui.core.training.finetune import train_from_scratch

        return train_from_scratch(
            spec, job.learning, job.judged, job.checkpoint.info.preprocessing,
            epochs=epochs, seed=seed, context=job.context,
        )  # fmt: skip

    return train


def _table(result: Comparison) -> Table:
    title = f"{result.layer_name}, {result.maps} maps, n = {result.before.n:,}"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for column in ("go", "rule", "weights", "stage"):
        table.add_column(column, no_wrap=True)
    for column in ("accuracy", "95 %", "p", "parameters", "MACs", "ms"):
        table.add_column(column, justify="right", no_wrap=True)
    for row in (result.before, *result.rows):
        table.add_row(
            f"{row.share:.0%}",
            row.criterion,
            row.update,
            str(row.stage),
            percent(row.accuracy),
            f"{100 * row.interval[0]:.1f}-{100 * row.interval[1]:.1f}",
            f"{row.mcnemar.p:.3f}",
            f"{row.cost.parameters:,}",
            f"{row.cost.macs:,}",
            f"{row.cost.ms:.2f}",
        )
    return table
