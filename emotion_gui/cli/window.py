"""`gui`: hand over to the window."""

from __future__ import annotations

from typing import Annotated

import typer

from emotion_gui.cli.application import app, version_line


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        typer.echo(version_line())
        raise typer.Exit(0)
    if context.invoked_subcommand is None:
        _open_window()


@app.command("gui")
def gui() -> None:
    """Open the window (also without any verb)."""
    _open_window()


def _open_window() -> None:
    from emotion_gui.launch import main

    raise typer.Exit(main([]))
