"""What a value is called, where it lies and how it is entered: metadata of a dataclass's fields.

A field that is declared once is everywhere: in forms, range checks, sweeps, `--set`, the options
of the command line and the names of runs. No Qt here; labels are translated where they are shown.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import math
from collections.abc import Mapping
from typing import Any, cast

from emotion_gui.core.errors import ConfigError

Value = str | int | float | bool
_KEY = "field"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Field:
    """How people meet a value. What it holds follows from its default: `bool`, `int`, `float`.

    Attributes:
        label: short, beside the control; an ampersand marks its key.
        title: in full, where the label leans on its place; empty where it does not.
        tip: one or two sentences.
        low: smallest number.
        high: largest number.
        step: of arrows and sliders; None takes a tenth of the value's own power of ten.
        unit: behind the number, as it is shown.
        shown: people see the number times this: 100 for a share in per cent.
        reach: where a slider ends, as stored; larger numbers are typed. None: at `high`.
        choices: (value, label) pairs of a word.
        is_open: other words than the choices are allowed too.
        lowest: word for the smallest number, as in "off".
        group: the part of a form that it stands in; "" is the common rest.
        varies: a sweep may run through it.
        option: its name on the command line where that is not its own.
    """

    label: str
    title: str = ""
    tip: str = ""
    low: float = 0.0
    high: float = 1.0
    step: float | None = 1
    unit: str = ""
    shown: float = 1.0
    reach: float | None = None
    choices: tuple[tuple[str, str], ...] = ()
    is_open: bool = False
    lowest: str = ""
    group: str = ""
    varies: bool = True
    option: str = ""

    @property
    def name(self) -> str:
        """What it is called by itself, without the mark of its key."""
        return self.title or self.label.replace("&", "")

    @property
    def words(self) -> tuple[str, ...]:
        """The words that it takes; none for numbers and switches."""
        return tuple(word for word, _ in self.choices)


def declared(default: Value, field: Field) -> Any:
    """A dataclass field with this default and metadata."""
    return dataclasses.field(default=default, metadata={_KEY: field})


@dataclasses.dataclass(frozen=True)
class Declared:
    """A declared field of a dataclass."""

    key: str
    field: Field
    default: Value

    @property
    def kind(self) -> type:
        """`str`, `bool`, `int` or `float`; `str` for the words of an enumeration."""
        return str if isinstance(self.default, str) else type(self.default)

    def word(self, text: str) -> Value:
        """A word as the field holds it: a member where its words are an enumeration's."""
        return type(self.default)(text)

    def check(self, value: object) -> None:
        """Refuse what the field does not take.

        Raises:
            ConfigError: another kind, another word, or out of range.
        """
        if self.kind is str:
            self._check_word(value)
        elif self.kind is bool:
            if not isinstance(value, bool):
                raise ConfigError(self.key, value, "must be true or false")
        elif not isinstance(value, int | float) or isinstance(value, bool) or value != value:
            raise ConfigError(self.key, value, "must be a number")
        # The range comes first: infinities, and integers beyond a float, have no whole part.
        elif not self.field.low <= value <= self.field.high:
            low, high = self.field.low, self.field.high
            raise ConfigError(self.key, value, f"must lie between {low:g} and {high:g}")
        elif self.kind is int and not math.isinf(value) and value != int(value):
            raise ConfigError(self.key, value, "must be a whole number")

    def _check_word(self, value: object) -> None:
        if not isinstance(value, str):
            raise ConfigError(self.key, value, "must be a word")
        words = self.field.words
        if words and not self.field.is_open and value not in words:
            raise ConfigError(self.key, value, f"must be {', '.join(words[:-1])} or {words[-1]}")

    def parse(self, text: str) -> Value:
        """The value of a text from the command line or a grid: `1e-3`, `true`, `adamw`.

        Raises:
            ConfigError: the text is none of these, or out of range.
        """
        if self.kind is str:
            self.check(text)
            return self.word(text)
        value: Value
        if self.kind is bool:
            words = {"true": True, "false": False}
            if text.lower() not in words:
                raise ConfigError(self.key, text, "must be true or false")
            value = words[text.lower()]
        else:
            value = self._parse_number(text)
        self.check(value)
        return value

    def _parse_number(self, text: str) -> int | float:
        try:
            number = json.loads(text)
            if isinstance(number, int):
                float(number)  # beyond any float it has no place in any range
        except (ValueError, OverflowError, RecursionError) as error:
            raise ConfigError(self.key, text, "must be a number") from error
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise ConfigError(self.key, text, "must be a number")
        if self.kind is float:
            return float(number)
        if not math.isfinite(number) or number != int(number):
            raise ConfigError(self.key, text, "must be a whole number")
        return int(number)


def in_group(entries: Mapping[str, Declared], group: str) -> dict[str, Declared]:
    """Those of one part of a form."""
    return {key: entry for key, entry in entries.items() if entry.field.group == group}


def declared_fields(owner: type) -> dict[str, Declared]:
    """The declared fields of a dataclass, in order; others are left out."""
    return dict(_declared(owner))


@functools.cache  # asked for with every record that is made
def _declared(owner: type) -> Mapping[str, Declared]:
    return {
        entry.name: Declared(entry.name, entry.metadata[_KEY], cast("Value", entry.default))
        for entry in dataclasses.fields(owner)
        if _KEY in entry.metadata
    }


def check_fields(owner: Any) -> None:
    """Check every declared field of a dataclass's instance.

    Raises:
        ConfigError: a value is of another kind or out of range.
    """
    for key, entry in declared_fields(type(owner)).items():
        entry.check(getattr(owner, key))


def differing(owner: Any, other: Any) -> dict[str, Any]:
    """The values of `owner`'s declared fields that `other` has otherwise, by key.

    A field that `other` does not have counts as its default.
    """
    return {
        key: getattr(owner, key)
        for key, entry in declared_fields(type(owner)).items()
        if getattr(owner, key) != getattr(other, key, entry.default)
    }


def plain_text(field: Field, value: object) -> str:
    """A value in English, as the command line and names of runs write it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int | float):
        if field.lowest and value == field.low:
            return field.lowest
        return f"{value * field.shown:.12g}{field.unit}"
    return dict(field.choices).get(str(value), str(value))


def without(values: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """A copy that lacks some keys."""
    return {key: value for key, value in values.items() if key not in keys}
