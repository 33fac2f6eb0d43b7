"""`compare`: distinctiveness and other criteria, as many maps gone, on the same faces."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.parts import CheckpointArgument, FacesChoice
from emotion_gui.cli.pruning import (
    LayerOption,
    SeedOption,
    criterion_option,
    open_checkpoint,
    opened_subject,
    say_learned,
    say_one_training,
)
from emotion_gui.cli.run import (
    ExecutorOption,
    OverwriteOption,
    RunOptions,
    TablesOption,
    cli_run,
    percent,
)
from emotion_gui.core.executors.wish import HERE
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.options import PruningOptions

if TYPE_CHECKING:
    from emotion_gui.core.pruning.comparison_table import CriteriaComparison

_SHARES = [0.25, 0.5, 0.75]
_WIDTH = 112  # characters that the table takes: figures are not cut off in files and pipes


@app.command("compare")
@app.command("contest", hidden=True)  # its name in 0.1.0, for scripts that know it
@with_bundles
def compare_verb(
    checkpoint: CheckpointArgument,
    *,
    faces: FacesChoice,
    layer: LayerOption = None,
    share: Annotated[
        list[float], typer.Option(help="Of the maps that go; may be given several times.")
    ] = _SHARES,
    rule: Annotated[
        list[Criterion] | None,
        criterion_option("Only this ranking; may be given several times. All by default."),
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="Draws of the random ranking.")] = 5,
    finetune: Annotated[
        int, typer.Option(min=0, metavar="EPOCHS", help="Every candidate again, trained on.")
    ] = 0,
    scratch: Annotated[
        int, typer.Option(min=0, metavar="EPOCHS", help="Same size, trained from nothing.")
    ] = 0,
    seed: SeedOption = 7,
    executor: ExecutorOption = HERE,
    csv: Annotated[Path | None, typer.Option(help="Write the table here.")] = None,
    tables: TablesOption = "comma",
    overwrite: OverwriteOption = False,
    options: RunOptions,
) -> None:
    """Compare ways to choose the maps that go, at equal budget."""
    faces.check()
    with cli_run(options, tables=tables) as run:
        run.check_targets(csv, inputs=[checkpoint, faces.source], overwrite=overwrite)
        from emotion_gui.operations.compare_criteria import (
            CompareRequest,
            compare_criteria,
            write_comparison,
        )

        loaded = open_checkpoint(run, checkpoint)
        request = CompareRequest(
            options=PruningOptions(),
            layer=None if layer is None else layer - 1,
            rankings="all",
            criteria=tuple(rule or ()),
            magnitude=rule is None,
            shares=tuple(sorted(set(share))),
            seeds=seeds,
            epochs=finetune,
            scratch_epochs=scratch,
            seed=seed,
        )
        with opened_subject(run, loaded, faces, "Comparison") as (subject, context):
            result = compare_criteria(subject, request, context, executor=executor)
            if csv is not None:
                write_comparison(csv, result, context)
        run.emit({**result.to_json(), "part": subject.judged.name, "csv": csv})
        if not run.as_json:
            Console(file=run.out, width=_WIDTH, markup=False, emoji=False).print(_table(result))
            say_learned(run, result.before.judgement)
            say_one_training(run, finetune or scratch, seed)
            if csv is not None:
                run.say(str(csv))


def _table(result: CriteriaComparison) -> Table:
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
