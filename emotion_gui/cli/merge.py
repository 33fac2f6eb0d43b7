"""`merge`: shards of imports and analyses become a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.run import RunOptions, cli_run


@app.command("merge")
@with_bundles
def merge_verb(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[WORKSPACE…]", help="Where shards were made, beside --workspace."),
    ] = None,
    *,
    options: RunOptions,
) -> None:
    """Put shards together that import and analyse made with --shard, here or elsewhere."""
    with cli_run(options) as run:
        from emotion_gui.operations.merge import merge

        with run.workspace(must_exist=False) as opened, run.job("Merging") as context:
            merged = merge(opened, folders or (), context)
        run.emit(
            {
                "datasets": [report.to_json() for report in merged.datasets],
                "sessions": [
                    {"session": row.session_id, "name": row.name} for row in merged.sessions
                ],
            }
        )
        for report in merged.datasets:
            for note in report.notes:
                run.note(note)
            run.say(f"{report.dataset.name}: {report.imported:,} faces, {report.skipped:,} skipped")
        for row in merged.sessions:
            run.say(f"{row.name}: session {row.session_id}")
