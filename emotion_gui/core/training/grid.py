"""Free grids: every combination of some fields' values as a setting of a sweep."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.fields import Declared, Field, declared_fields
from emotion_gui.core.model.spec import NETWORKS
from emotion_gui.core.training.config import AugmentationConfig, TrainConfig
from emotion_gui.core.training.presets import Preset

THRESHOLD = "threshold"
_THRESHOLD = Declared(THRESHOLD, Field(label="Pruning angle, in degrees", high=90.0), 10.0)
_NETWORK = Declared(
    "network", Field(label="Network", choices=tuple((name, name) for name in NETWORKS)), "paper"
)


def grid_fields(config: type[TrainConfig] = TrainConfig) -> dict[str, Declared]:
    """What a sweep can run through: the recipe's fields, its network, augmentation, the angle."""
    entries = declared_fields(config) | {"network": _NETWORK}
    entries |= declared_fields(AugmentationConfig) | {THRESHOLD: _THRESHOLD}
    return {key: entry for key, entry in entries.items() if entry.field.varies}


def parse_grid(
    lines: Sequence[str], *, config: type[TrainConfig] = TrainConfig
) -> dict[str, list[object]]:
    """`learning_rate=1e-3,1e-4` and the like as values by field, in the order given.

    Raises:
        ConfigError: no such field, or a value of the wrong kind.
    """
    fields = grid_fields(config)
    grid: dict[str, list[object]] = {}
    for line in lines:
        name, sign, values = line.partition("=")
        name = name.strip().replace("-", "_")
        if not sign or name not in fields:
            known = ", ".join(fields)
            raise ConfigError("setting", line, f"give FIELD=VALUE,… with one of {known}")
        grid[name] = [
            fields[name].parse(text.strip()) for text in values.split(",") if text.strip()
        ]
        if not grid[name]:
            raise ConfigError("setting", line, "there is no value behind the equals sign")
    return grid


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
    values = parse_grid(lines, config=type(config))
    for name, given in values.items():
        if len(given) > 1 or name == THRESHOLD:
            raise ConfigError(name, ", ".join(map(value_text, given)), "a training takes one value")
    return changed(config, {name: given[0] for name, given in values.items()})


def _with(base: Preset, values: Mapping[str, Any]) -> Preset:
    title = ", ".join(f"{name}={value_text(value)}" for name, value in values.items())
    threshold = values.get(THRESHOLD, base.threshold_deg)
    config = changed(base.config, values)
    return Preset(f"{base.key}: {title}", title, base.note, config, threshold)


def changed(config: TrainConfig, values: Mapping[str, Any]) -> TrainConfig:
    own, effects_of = declared_fields(type(config)), declared_fields(type(config.augmentation))
    plain = {name: value for name, value in values.items() if name in own}
    effects = {name: value for name, value in values.items() if name in effects_of}
    if "network" in values:
        plain["network"] = NETWORKS[values["network"]]
    return dataclasses.replace(
        config, **plain, augmentation=dataclasses.replace(config.augmentation, **effects)
    )


def value_text(value: object) -> str:
    """As a person would write it."""
    return f"{value:.15g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True)
class ValueSpan:
    """Numbers between two, for a search.

    Attributes:
        low: the smallest.
        high: the largest; whole numbers where both are.
    """

    low: float
    high: float

    @property
    def is_wide(self) -> bool:
        """Whether to search by powers: over a factor of ten or more."""
        return self.low > 0 and self.high >= 10 * self.low

    def __str__(self) -> str:
        return f"{value_text(self.low)}..{value_text(self.high)}"


def parse_space(lines: Sequence[str]) -> dict[str, ValueSpan | tuple[object, ...]]:
    """`learning_rate=1e-4..1e-2` or `optimizer=adam,sgd` as what a search may take.

    Raises:
        ConfigError: no such field, or a value of the wrong kind.
    """
    space: dict[str, ValueSpan | tuple[object, ...]] = {}
    for line in lines:
        ((name, values),) = parse_grid([line.replace("..", ",")]).items()
        if ".." not in line:
            space[name] = tuple(values)
            continue
        numbers = [value for value in values if isinstance(value, int | float)]
        if len(numbers) != 2 or len(values) != 2 or not numbers[0] < numbers[1]:
            raise ConfigError("setting", line, "write a span as FIELD=LOWEST..HIGHEST")
        space[name] = ValueSpan(*numbers)
    if THRESHOLD in space:
        raise ConfigError("setting", THRESHOLD, "a search is for trainings, before pruning")
    return space
