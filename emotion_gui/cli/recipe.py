"""The options of a recipe, made of the declared fields: a new field is an option by itself."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any

import typer

from emotion_gui.core.fields import Declared, declared_fields
from emotion_gui.core.training.config import TrainConfig


def recipe_options(config: type[Any] = TrainConfig) -> type[Any]:
    """A bundle of options for `with_bundles`: one a declared field, None where it is not given."""
    entries = declared_fields(config).values()
    made = [(entry.key, _option(entry), dataclasses.field(default=None)) for entry in entries]
    return dataclasses.make_dataclass("RecipeOptions", made, frozen=True)


def given(options: Any) -> dict[str, Any]:
    """The values that were given, by field."""
    values = {entry.name: getattr(options, entry.name) for entry in dataclasses.fields(options)}
    return {key: value for key, value in values.items() if value is not None}


def _option(entry: Declared) -> Any:
    field = entry.field
    name = field.option or f"--{entry.key.replace('_', '-')}"
    words = f" One of {', '.join(field.words)}." if field.words else ""
    text = f"{field.tip or f'{field.name}.'}{words}"
    if field.lowest and entry.kind in (int, float):
        text += f" {field.low:g} = {field.lowest}."
    if entry.kind is bool:
        return Annotated[bool | None, typer.Option(name, help=text)]
    if entry.kind is str:
        return Annotated[str | None, typer.Option(name, help=text)]
    low, high = field.low, field.high
    if entry.kind is int:
        return Annotated[int | None, typer.Option(name, min=int(low), max=int(high), help=text)]
    if (low, high) == (0, 1):  # a share: anything else is wrong usage
        return Annotated[float | None, typer.Option(name, min=low, max=high, help=text)]
    return Annotated[float | None, typer.Option(name, help=text)]  # refused by the recipe, in words
