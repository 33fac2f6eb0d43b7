"""The Typer application that the verbs register with."""

from __future__ import annotations

import typer
import typer.core

# In the order of the work.
_ORDER = (
    "demo", "import", "train", "evaluate", "prune", "prune-rounds", "prune-layers", "remove-layer",
    "contest", "sweep", "classify", "export", "models", "bench", "gui",
)  # fmt: skip


class _Verbs(typer.core.TyperGroup):
    """Lists the verbs in the order of the work, not of their modules."""

    def list_commands(self, ctx: object) -> list[str]:
        del ctx
        return sorted(self.commands, key=_ORDER.index)


app = typer.Typer(
    cls=_Verbs,
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
