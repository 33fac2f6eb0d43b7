"""`bench`: what this computer does with this product, against the usual ways."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.run import OverwriteOption, RunOptions, cli_run
from emotion_gui.core.benchmarks.catalogue import ASKED_FOR, BENCH_NAMES

if TYPE_CHECKING:
    from emotion_gui.core.benchmarks.result import BenchResult

BenchName = StrEnum("BenchName", {name.upper(): name for name in BENCH_NAMES})  # type: ignore[misc]


@app.command("bench")
@with_bundles
def bench_verb(
    only: Annotated[
        list[BenchName] | None,
        typer.Option(
            help="Only this measurement; may be given several times. “repair” and “growth” (data "
            "sets of up to a million faces) take half an hour, “corners” ten minutes, “cluster” "
            "needs Dask: these run only when they are asked for."
        ),
    ] = None,
    rows: Annotated[
        list[str] | None,
        typer.Option(
            help="Only rows with such a name, of a measurement that has many: “repair_spans_*”, "
            "“repair_layers_half”; may be given several times."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="JSON file to keep the figures in, written anew after each of them."),
    ] = None,
    overwrite: OverwriteOption = False,
    *,
    options: RunOptions,
) -> None:
    """Measure speed, memory and robustness; EMOTION_GUI_DATA may name clips and faces to use."""
    with cli_run(options) as run:
        from emotion_gui.core.benchmarks.catalogue import run_benches
        from emotion_gui.core.files import write_text

        usual = tuple(name for name in BENCH_NAMES if name not in ASKED_FOR)
        names = tuple(name.value for name in only) if only else usual
        run.check_targets(out, inputs=[], overwrite=overwrite)
        found: dict[str, object] = {}

        def keep(result: BenchResult) -> None:
            found[result.name] = result.to_json()
            if out is not None:
                write_text(out, json.dumps(found, indent=2) + "\n")

        with run.job("Measuring") as context:
            results = run_benches(names, context, note=run.note, rows=rows or (), on_result=keep)
        run.emit(found)
        if not run.as_json:
            Console(file=run.out, markup=False, emoji=False).print(_table(results))
            for result in results:
                run.say(f"{result.name}: {result.conditions}")


def _table(results: list[BenchResult]) -> Table:
    table = Table(title="Measured here", title_justify="left", show_lines=False)
    table.add_column("measurement", no_wrap=True)
    for column in ("value", "baseline", "ratio"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("target")
    for result in results:
        mark = {True: Text("met", "green"), False: Text("missed", "red"), None: Text()}[result.met]
        table.add_row(
            result.name,
            f"{_short(result.value)} {result.unit}",
            "" if result.baseline is None else f"{_short(result.baseline)} {result.unit}",
            "" if result.ratio is None else f"{result.ratio:.2f}x",
            Text.assemble(result.target, " " if mark else "", mark),
        )
    return table


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
