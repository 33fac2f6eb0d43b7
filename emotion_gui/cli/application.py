"""The Typer application that the verbs register with."""

from __future__ import annotations

import typer

app = typer.Typer(
    name="emotion-gui",
    help="Emotion Workbench: train, prune by distinctiveness and run a small network for "
    "facial expression. Without a verb the window opens.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def version_line() -> str:
    """Name and version."""
    from emotion_gui import __version__

    return f"Emotion Workbench {__version__}"
