"""`runs`: the runs of a workspace as a table, two of them compared, notes, adopted or dropped."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.run import CliRun, OverwriteOption, RunOptions, TablesOption, cli_run, percent

if TYPE_CHECKING:
    from emotion_gui.core.workspace.workspace import Workspace
    from emotion_gui.operations.runs_table import RunFacts


@dataclasses.dataclass(frozen=True)
class ShownRuns:
    """Which runs, in which order, and what of them."""

    text: Annotated[
        str, typer.Option("--filter", help="Only runs with all these words in some column.")
    ] = ""
    sort: Annotated[str, typer.Option(help="Column to sort by.")] = "number"
    rising: Annotated[bool, typer.Option("--rising", help="Smallest first.")] = False
    columns: Annotated[
        str, typer.Option(metavar="NAME,NAME,…", help="Only these columns, in this order.")
    ] = ""
    csv: Annotated[Path | None, typer.Option(help="Write them to this table.")] = None
    tables: TablesOption = "comma"
    overwrite: OverwriteOption = False


@dataclasses.dataclass(frozen=True)
class RunEdits:
    """What is changed of a run."""

    diff: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="RUN RUN", help="The settings that two runs have otherwise."),
    ] = None
    adopt: Annotated[
        str | None, typer.Option(metavar="RUN", help="Take a taught run for the present network.")
    ] = None
    keep: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE",
            help="With --adopt: how much of the lesson it keeps: cautious, balanced, all, or "
            "another share that was judged, such as 0.3.",
        ),
    ] = None
    drop: Annotated[
        str | None, typer.Option(metavar="RUN", help="Move a taught run to the trash.")
    ] = None
    describe: Annotated[
        str | None, typer.Option(metavar="RUN", help="Write --notes and --tags of this run.")
    ] = None
    notes: Annotated[str | None, typer.Option(help="With --describe.")] = None
    tags: Annotated[str | None, typer.Option(metavar="TAG,TAG,…", help="With --describe.")] = None


@app.command("runs")
@with_bundles
def runs_verb(
    *,
    shown: ShownRuns,
    edits: RunEdits,
    options: RunOptions,
) -> None:
    """Every run with all that tells it apart."""
    if edits.describe is None and (edits.notes, edits.tags) != (None, None):
        raise typer.BadParameter("--notes and --tags go with --describe RUN")
    if edits.keep is not None and edits.adopt is None:
        raise typer.BadParameter("--keep goes with --adopt RUN")
    with cli_run(options, tables=shown.tables) as run, run.workspace() as opened:
        run.check_targets(shown.csv, inputs=[], overwrite=shown.overwrite)
        if edits.diff is not None:
            _differences(run, opened, *edits.diff)
            return
        _edit(opened, edits)
        _list(run, opened, shown)


def _edit(workspace: Workspace, edits: RunEdits) -> None:
    from emotion_gui.core.teaching.recipe import kept_share
    from emotion_gui.operations import taught_runs
    from emotion_gui.operations.runs_table import find_run

    if edits.adopt is not None:
        share = None if edits.keep is None else kept_share(edits.keep)
        taught_runs.adopt(workspace, find_run(workspace, edits.adopt).run_id, share=share)
    if edits.drop is not None:
        taught_runs.drop(workspace, find_run(workspace, edits.drop).run_id)
    if edits.describe is not None:
        row = find_run(workspace, edits.describe)
        notes = row.notes if edits.notes is None else edits.notes
        tags: Sequence[str] = row.tags if edits.tags is None else edits.tags.split(",")
        workspace.describe_run(row.run_id, notes=notes, tags=tags)


def _list(run: CliRun, workspace: Workspace, shown: ShownRuns) -> None:
    from emotion_gui.operations import runs_table

    columns = [name.strip() for name in shown.columns.split(",") if name.strip()]
    runs_table.check_columns(columns)
    facts = runs_table.chosen_runs(
        runs_table.run_facts(workspace),
        text=shown.text,
        sort=shown.sort,
        falling=not shown.rising,
    )
    told = columns or runs_table.COLUMNS
    if shown.csv is not None:
        runs_table.write_runs(shown.csv, facts, told)
    rows = [{column: fact.value(column) for column in told} for fact in facts]
    run.emit({"runs": rows, "csv": shown.csv})
    for fact in facts:
        run.say(_line(fact) if not columns else "  ".join(str(fact.value(c)) for c in columns))
    if not facts:
        run.say("no run fits" if shown.text else "no runs yet")


def _line(fact: RunFacts) -> str:
    run = fact.run
    interval = ""
    if fact.interval is not None:
        interval = f" ({100 * fact.interval[0]:.1f}-{100 * fact.interval[1]:.1f}, n = {fact.n:,})"
    parent = f" from {fact.parent}" if fact.parent else ""
    marks = f" [{', '.join(run.tags)}]" if run.tags else ""
    return (
        f"{run.run_id:4} {run.kind:5} {percent(fact.accuracy):>7}{interval}  {run.name}"
        f"{parent}, {fact.data_set}{marks}"
    )


def _differences(run: CliRun, workspace: Workspace, one: str, other: str) -> None:
    from emotion_gui.operations.runs_table import differences, find_run

    first, second = (find_run(workspace, text).run_id for text in (one, other))
    found = differences(workspace, first, second)
    run.emit(
        {
            "runs": [first, second],
            "differences": [
                {"setting": entry.setting, "one": entry.one, "other": entry.other}
                for entry in found
            ],
        }
    )
    for entry in found:
        run.say(f"{entry.setting}: {entry.one} | {entry.other}")
    if not found:
        run.say("both have the same settings")
