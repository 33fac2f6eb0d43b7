"""`gui`, and what stands in front of a verb: `--workspace`, `--json`, `--debug`, `--version`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from emotion_gui.cli.application import app, version_line
from emotion_gui.cli.run import DebugOption, WorkspaceOption


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    workspace: WorkspaceOption = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="JSON on standard output; each verb says in what form.")
    ] = False,
    debug: DebugOption = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        typer.echo(version_line())
        raise typer.Exit(0)
    verb = context.invoked_subcommand
    if verb is None:
        _open_window(context, workspace)
    # Options in front of the verb count like those behind it.
    given = {"workspace": workspace, "as_json": as_json or None, "debug": debug or None}
    defaults = {name: value for name, value in given.items() if value is not None}
    context.default_map = {str(verb): defaults}


@app.command("gui")
def gui(context: typer.Context, workspace: WorkspaceOption = None) -> None:
    """Open the window (also without any verb)."""
    _open_window(context, workspace)


def _open_window(context: typer.Context, workspace: Path | None) -> None:
    open_window: Callable[[list[str]], int] | None = context.obj
    if open_window is None:
        raise typer.BadParameter("the window is opened by the program, not from here")
    options = [] if workspace is None else ["--workspace", str(workspace)]
    raise typer.Exit(open_window(["gui", *options]))
