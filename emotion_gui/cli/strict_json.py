"""Values as strict JSON: no NaN, no infinity, no surprises."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from emotion_gui.core.escaping import printable_json


def plain(value: object) -> object:
    """`value` as dicts, lists, strings, finite numbers, booleans and None.

    Numbers that are not finite become None; numpy scalars and arrays become Python's.
    """
    if value is None or isinstance(value, bool | str):
        return str(value) if isinstance(value, Enum) else value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(entry) for entry in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if hasattr(value, "tolist"):  # numpy's scalars and arrays, torch's tensors
        return plain(value.tolist())
    return str(value)


def dumps(values: Mapping[str, object]) -> str:
    """One line of strict JSON."""
    return printable_json(json.dumps(plain(values), allow_nan=False, ensure_ascii=False))
