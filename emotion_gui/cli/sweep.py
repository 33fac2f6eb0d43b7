"""`sweep`: the paper's Table 1 or a free grid, row by row."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.run import CliRun, LinesRunOptions, OverwriteOption, cli_run, percent

if TYPE_CHECKING:
    from emotion_gui.core.training.records import Keep
    from emotion_gui.core.training.requests import Faces, Judge
    from emotion_gui.core.training.sweep_tables import SweepRow

_HEADER = (
    f"{'maps':>5}{'epochs':>8}{'LR':>9}{'angle':>7}{'mean test':>11}{'val':>9}"
    f"{'pruned':>8}{'val after':>11}{'n':>7}{'p':>7}{'seed':>6}  judged"
)


@app.command("sweep")
@with_bundles
def sweep_verb(
    dataset: Annotated[str, typer.Option(help="Name of the data set.")],
    table1: Annotated[
        bool, typer.Option("--table1", help="The paper's seven rows (also the default).")
    ] = False,
    preset: Annotated[
        list[str] | None, typer.Option(help="A row of your own; may be given several times.")
    ] = None,
    grid: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=A,B,…", help="Values to combine; may be given several times."),
    ] = None,
    sfew: Annotated[
        bool,
        typer.Option("--sfew", help="675 faces as in SFEW, every repeat with another split."),
    ] = False,
    keep: Annotated[
        str,
        typer.Option(
            help="The network that a row judges: last (after all its epochs) or best (the epoch "
            "that was best on the test part)."
        ),
    ] = "last",
    repeats: Annotated[int, typer.Option(min=1, help="Trainings a row, each with its seed.")] = 1,
    epochs: Annotated[int | None, typer.Option(min=1, help="Instead of the rows' own.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Of the first repeat.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write the rows to this table.")] = None,
    latex: Annotated[Path | None, typer.Option(help="Write the rows as a LaTeX table.")] = None,
    overwrite: OverwriteOption = False,
    *,
    options: LinesRunOptions,
) -> None:
    """Train and prune a row a setting; repeated after a stop it trains only what is missing."""
    if table1 and (preset or grid):
        raise typer.BadParameter("--table1 goes with neither --preset nor --grid")
    with (
        cli_run(options) as run,
        run.workspace() as opened,
        run.job("Sweep") as context,
    ):
        run.check_targets(csv, latex, inputs=[], overwrite=overwrite)
        from emotion_gui.core.training.grid import grid_presets, parse_grid
        from emotion_gui.core.training.presets import TABLE_1
        from emotion_gui.core.training.presets import preset as find
        from emotion_gui.core.training.requests import SweepRequest
        from emotion_gui.core.training.sweep import sweep_rows

        values = parse_grid(grid or [])
        bases = [find(key) for key in preset or (["best-on-cpu"] if grid else [])] or TABLE_1
        presets = tuple(made for base in bases for made in grid_presets(base, values))
        faces: Faces = "sfew" if sfew else "all"
        judge: Judge = "test" if grid else "validation"  # whose settings are still to be chosen
        request = SweepRequest(
            dataset,
            presets,
            repeats,
            seed,
            epochs,
            faces,
            judge,
            keep=None if "keep" in values else _kept(keep),
        )
        rows = sweep_rows(opened, request, context)
        _show(run, rows, total=len(presets) * repeats, csv=csv, latex=latex)


def _kept(text: str) -> Keep:
    """`last` or `best`.

    Raises:
        ConfigError: another word.
    """
    from emotion_gui.core.fields import declared_fields
    from emotion_gui.core.training.records import TrainConfig

    return cast("Keep", declared_fields(TrainConfig)["keep"].parse(text))


def _show(
    run: CliRun, rows: Iterator[SweepRow], *, total: int, csv: Path | None, latex: Path | None
) -> None:
    from emotion_gui.core.files import write_text
    from emotion_gui.core.training.sweep_tables import (
        judged_words,
        same_networks,
        summarise,
        sweep_latex,
        write_sweep_csv,
    )

    done: list[SweepRow] = []
    for row in rows:
        if not done:
            run.say(_HEADER)
        done.append(row)
        if csv is not None:
            write_sweep_csv(csv, done)
        if latex is not None:
            write_text(latex, sweep_latex(done))
        values: dict[str, object] = dataclasses.asdict(row)
        if len(done) == total:
            values |= {"final": True, "summary": summarise(done)}
        run.emit(values)
        run.say(
            f"{row.maps:>5}{row.epochs:>8}{row.learning_rate:>9g}{row.threshold:>7g}"
            f"{percent(row.mean_test_accuracy):>11}{percent(row.validation_accuracy):>9}"
            f"{row.maps_pruned:>8}{percent(row.validation_accuracy_after):>11}"
            f"{row.n:>7,}{row.mcnemar_p:>7.3f}{row.seed:>6}"
            f"  {judged_words(row)}"
        )
    for summary in summarise(done):
        if summary.validation_deviation is not None and summary.after_deviation is not None:
            run.say(
                f"{summary.preset}: {percent(summary.validation_accuracy)} ± "
                f"{100 * summary.validation_deviation:.1f} before, {percent(summary.after)} ± "
                f"{100 * summary.after_deviation:.1f} after, {summary.repeats} trainings"
            )
    for first, again in same_networks(done):
        run.note(f"runs {first.run} and {again.run} hold the same network: no two observations")
    if done and done[-1].part == "test":
        run.note("val is the watched test part, a little kind; the final part stays closed")
    for path in (csv, latex):
        if path is not None:
            run.note(f"table: {path}")
