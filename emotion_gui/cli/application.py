"""The Typer application that the verbs register with."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, get_type_hints

import typer
import typer.core

from emotion_gui.core.places import APP_NAME

# Each verb and its module below `cli`, in the order of the work. A call loads only its own: all
# of them together were a third of a short command's time.
VERBS: dict[str, str] = {
    "demo": "demo",
    "import": "importing",
    "merge": "merge",
    "classes": "classes",
    "faces": "faces",
    "suggest": "faces",
    "train": "train",
    "teach": "teach",
    "runs": "runs",
    "evaluate": "evaluate",
    "prune": "prune",
    "prune-rounds": "prune_rounds",
    "prune-layers": "prune_layers",
    "remove-layer": "remove_layer",
    "quantize": "quantize",
    "compare": "compare",
    "contest": "compare",
    "sweep": "sweep",
    "reproduce": "reproduce",
    "classify": "classify",
    "analyse": "analyse",
    "cameras": "cameras",
    "export": "models",
    "models": "models",
    "check": "check",
    "bench": "bench",
    "gui": "window",
}


class _Verbs(typer.core.TyperGroup):
    """Lists the verbs in the order of the work, not of their modules."""

    def list_commands(self, ctx: object) -> list[str]:
        del ctx
        return sorted(self.commands, key=list(VERBS).index)


app = typer.Typer(
    cls=_Verbs,
    name="emotion-gui",
    help=f"{APP_NAME}: train, prune by distinctiveness and run a small network for "
    "facial expression. Without a verb the window opens.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def with_bundles(verb: Callable[..., None]) -> Callable[..., None]:
    """Expand each parameter that is a dataclass into one option a field.

    Options that verbs share stand once, in a frozen dataclass whose fields are annotated as
    Typer's parameters are; a verb asks for the whole. Stands under `app.command`.
    """
    hints = get_type_hints(verb, include_extras=True)
    bundles: dict[str, type[Any]] = {
        name: kind for name, kind in hints.items() if isinstance(kind, type) and is_dataclass(kind)
    }
    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(verb).parameters.items():
        if name not in bundles:
            parameters.append(parameter.replace(kind=keyword, annotation=hints[name]))
            continue
        own = get_type_hints(bundles[name], include_extras=True)
        parameters += [
            inspect.Parameter(
                entry.name,
                keyword,
                default=inspect.Parameter.empty if entry.default is MISSING else entry.default,
                annotation=own[entry.name],
            )
            for entry in fields(bundles[name])
        ]

    @functools.wraps(verb)
    def call(**given: Any) -> None:
        made = {
            name: kind(**{entry.name: given.pop(entry.name) for entry in fields(kind)})
            for name, kind in bundles.items()
        }
        verb(**given, **made)

    # Typer reads both.
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    call.__annotations__ = {entry.name: entry.annotation for entry in parameters}
    return call


def version_line() -> str:
    """Name and version."""
    from emotion_gui import __version__

    return f"{APP_NAME} {__version__}"
