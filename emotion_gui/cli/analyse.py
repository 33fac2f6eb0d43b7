"""`analyse`: films read to their end and kept, with figures, tables and a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emotion_gui.cli.application import app, with_bundles
from emotion_gui.cli.parts import FlipOption
from emotion_gui.cli.run import CliRun, RunOptions, cli_run
from emotion_gui.core.data.choices import DetectorChoice

if TYPE_CHECKING:
    from emotion_gui.core.workspace.sessions import SessionRow
    from emotion_gui.core.workspace.workspace import Workspace
    from emotion_gui.operations.analyse import AnalyseRequest


@app.command("analyse")
@with_bundles
def analyse_verb(
    films: Annotated[
        list[Path], typer.Argument(metavar="FILM…", help="Videos, and folders of them.")
    ],
    model: Annotated[
        str | None, typer.Option(help="A file, a bundled model, a run; the bundled default.")
    ] = None,
    detector: Annotated[DetectorChoice, typer.Option(help="How faces are found.")] = "auto",
    flip: FlipOption = False,
    again: Annotated[
        bool, typer.Option("--again", help="Read anew what was read in the same way before.")
    ] = False,
    *,
    options: RunOptions,
) -> None:
    """Every frame of films, kept in the workspace; goes on where it was broken off."""
    with cli_run(options) as run:
        from emotion_gui.core.model.catalogue import default_model, resolve_checkpoint
        from emotion_gui.operations.analyse import AnalyseRequest, films_in

        paths = films_in(films)
        with run.workspace(must_exist=False) as workspace:
            file = default_model().file if model is None else resolve_checkpoint(model, workspace)
            request = AnalyseRequest(model=file, detector=detector, flip=flip, again=again)
            done = [_analysed(run, workspace, path, request) for path in paths]
            run.emit({"model": file, "sessions": [_session_json(row) for row in done]})


def _analysed(run: CliRun, workspace: Workspace, film: Path, request: AnalyseRequest) -> SessionRow:
    from emotion_gui.operations.analyse import analyse_session, queue_film

    row = queue_film(workspace, film, request)
    if row.is_ready:
        run.note(f"{film.name}: read before (session {row.session_id}); --again reads it anew")
        return row
    with run.job("Analysing") as context:
        row = analyse_session(workspace, row.session_id, context)
    for note in row.facts["notes"]:
        run.note(f"{film.name}: {note}")
    run.say(f"{film.name}: {row.facts['frames']} frames, session {row.session_id}")
    return row


def _session_json(row: SessionRow) -> dict[str, object]:
    return {
        "session": row.session_id,
        "film": row.facts["film"]["path"],
        "frames": row.facts["frames"],
        "notes": row.facts["notes"],
    }
