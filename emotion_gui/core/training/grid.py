"""Free grids: every combination of some fields' values as a setting of a sweep."""

from __future__ import annotations

import dataclasses
import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.model.spec import NETWORKS
from emotion_gui.core.training.presets import Preset
from emotion_gui.core.training.records import (
    AugmentationConfig,
    Balance,
    Optimizer,
    Schedule,
    TrainConfig,
)

THRESHOLD = "threshold"
_WORDS = {
    "optimizer": get_args(Optimizer),
    "schedule": get_args(Schedule),
    "balance_classes": get_args(Balance),
    "network": tuple(NETWORKS),
}
_LEFT_OUT = {"preset", "network", "augmentation", "device", "precision", "seed"}
_AUGMENTATION = tuple(field.name for field in dataclasses.fields(AugmentationConfig))
_CONFIG = tuple(f.name for f in dataclasses.fields(TrainConfig) if f.name not in _LEFT_OUT)
GRID_FIELDS: tuple[str, ...] = (*_CONFIG, "network", *_AUGMENTATION, THRESHOLD)


def parse_grid(lines: Sequence[str]) -> dict[str, list[object]]:
    """`learning_rate=1e-3,1e-4` and the like as values by field, in the order given.

    Raises:
        ConfigError: no such field, or a value of the wrong kind.
    """
    grid: dict[str, list[object]] = {}
    for line in lines:
        name, sign, values = line.partition("=")
        name = name.strip().replace("-", "_")
        if not sign or name not in GRID_FIELDS:
            raise ConfigError("setting", line, f"give FIELD=VALUE,… with one of {_known()}")
        grid[name] = [_value(name, text.strip()) for text in values.split(",") if text.strip()]
        if not grid[name]:
            raise ConfigError("setting", line, "there is no value behind the equals sign")
    return grid


def words_of(name: str) -> tuple[str, ...]:
    """The words that a field takes; none for a field of numbers."""
    return _WORDS.get(name, ())


def grid_presets(base: Preset, grid: Mapping[str, Sequence[object]]) -> tuple[Preset, ...]:
    """One setting a combination, the last field changing fastest; an empty grid gives `base`.

    Raises:
        ConfigError: a value is out of range.
    """
    if not grid:
        return (base,)
    return tuple(
        _with(base, dict(zip(grid, values, strict=True)))
        for values in itertools.product(*grid.values())
    )


def with_values(config: TrainConfig, lines: Sequence[str]) -> TrainConfig:
    """The configuration with `ema=0.999` and the like in place of its own values.

    Raises:
        ConfigError: no such field, several values, or one of the wrong kind or out of range.
    """
    values = parse_grid(lines)
    for name, given in values.items():
        if len(given) > 1 or name == THRESHOLD:
            raise ConfigError(name, ", ".join(map(_text, given)), "a training takes one value")
    return _changed(config, {name: given[0] for name, given in values.items()})


def _with(base: Preset, values: Mapping[str, Any]) -> Preset:
    title = ", ".join(f"{name}={_text(value)}" for name, value in values.items())
    threshold = values.get(THRESHOLD, base.threshold_deg)
    config = _changed(base.config, values)
    return Preset(f"{base.key}: {title}", title, base.note, config, threshold)


def _changed(config: TrainConfig, values: Mapping[str, Any]) -> TrainConfig:
    plain = {name: value for name, value in values.items() if name in _CONFIG}
    effects = {name: value for name, value in values.items() if name in _AUGMENTATION}
    if "network" in values:
        plain["network"] = NETWORKS[values["network"]]
    return dataclasses.replace(
        config, **plain, augmentation=dataclasses.replace(config.augmentation, **effects)
    )


def _value(name: str, text: str) -> object:
    if name in _WORDS:
        if text not in _WORDS[name]:
            raise ConfigError(name, text, f"choose one of {', '.join(_WORDS[name])}")
        return text
    if name == "teacher":
        return text
    try:
        value = json.loads(text.lower())
    except ValueError as error:
        raise ConfigError(name, text, "must be a number") from error
    wanted = _default(name)
    if isinstance(wanted, bool) != isinstance(value, bool):
        raise ConfigError(name, text, "true or false" if isinstance(wanted, bool) else "a number")
    if isinstance(wanted, int) and not isinstance(wanted, bool) and value != int(value):
        raise ConfigError(name, text, "must be a whole number")
    return type(wanted)(value)


def _default(name: str) -> bool | int | float:
    if name == THRESHOLD:
        return 10.0
    owner: object = AugmentationConfig() if name in _AUGMENTATION else TrainConfig()
    value: bool | int | float = getattr(owner, name)
    return value


def _text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _known() -> str:
    return ", ".join(GRID_FIELDS)
