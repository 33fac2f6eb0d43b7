"""Which engines there are, and what was measured of them; without torch."""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from emotion_gui.core.errors import StorageError
from emotion_gui.core.files import make_folder, write_text
from emotion_gui.core.places import user_data
from emotion_gui.core.reading import read_json
from emotion_gui.core.runtime import processor_name

EngineName = Literal["torch", "onnxruntime"]
ENGINE_TITLES: Mapping[EngineName, str] = {"torch": "PyTorch", "onnxruntime": "ONNX Runtime"}

MANY_FACES = 8
_FORMAT = 1
_CLEARLY = 0.95  # less of the time: what is as fast as torch brings nothing

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Speed:
    """Milliseconds a face.

    Attributes:
        one: of a single face.
        many: of one among eight.
    """

    one: float
    many: float


@dataclass(frozen=True, kw_only=True)
class Speeds:
    """What was measured of one model on one computer, all in turns within one run.

    Attributes:
        model: its name, for people.
        engines: what each engine takes.
        as_float: what a network of the same shape takes that was not quantized; None for one
            that is not quantized itself.
    """

    model: str
    engines: Mapping[EngineName, Speed]
    as_float: Speed | None = None

    def fastest(self, *, many: bool = False) -> EngineName:
        """The engine for one face at a time, or for many."""

        def ms(name: EngineName) -> float:
            return self.engines[name].many if many else self.engines[name].one

        best = min(self.engines, key=ms)
        if "torch" in self.engines and ms(best) > _CLEARLY * ms("torch"):
            return "torch"
        return best

    @property
    def quantizing_pays(self) -> bool | None:
        """Whether int8 is faster here than float32; None for a network that is not quantized."""
        if self.as_float is None:
            return None
        return self.engines[self.fastest()].one < self.as_float.one

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "model": self.model,
            "engines": {name: [speed.one, speed.many] for name, speed in self.engines.items()},
            "as_float": None if self.as_float is None else [self.as_float.one, self.as_float.many],
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Speeds:
        """Raises KeyError, TypeError, ValueError, AttributeError: this is none."""
        engines: dict[EngineName, Speed] = {
            name: _speed(values["engines"][name])
            for name in get_args(EngineName)
            if name in values["engines"]
        }
        if not engines:
            raise KeyError("engines")
        beside = values.get("as_float")
        as_float = None if beside is None else _speed(beside)
        return cls(model=str(values["model"]), engines=engines, as_float=as_float)


def _speed(pair: list[float]) -> Speed:
    one, many = (float(value) for value in pair)
    return Speed(one=one, many=many)


def machine() -> str:
    """What figures depend on: the processor and the libraries that compute."""
    return f"{processor_name()} | {_libraries()}"


@functools.cache
def _libraries() -> str:
    """Milliseconds the first time: the whole description of a package is parsed for it."""
    from importlib.metadata import version

    return " ".join(f"{name} {version(name)}" for name in get_args(EngineName))


def kept_speeds(file: Path | None = None) -> dict[str, Speeds]:
    """What was measured on this computer, by the digest of a model's weights.

    A file that is damaged or from elsewhere counts as none: what it held is measured again.
    """
    entries = _read(file or speeds_file()).get(machine(), {})
    found = {}
    for digest, values in entries.items() if isinstance(entries, dict) else ():
        try:
            found[digest] = Speeds.from_json(values)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
            continue
    return found


def keep_speeds(digest: str, speeds: Speeds, file: Path | None = None) -> None:
    """Remember what was measured; a disk that refuses only lets it be measured again."""
    target = file or speeds_file()
    machines = _read(target)
    own = machines.get(machine())
    entries = (own if isinstance(own, dict) else {}) | {digest: speeds.to_json()}
    text = json.dumps({"format": _FORMAT, "machines": machines | {machine(): entries}}, indent=1)
    try:
        make_folder(target.parent)
        write_text(target, text + "\n")
    except (StorageError, OSError) as error:
        logger.info("speeds are not kept: %s", error)


def speeds_file() -> Path:
    """Where measured speeds are kept, for all workspaces: they are the computer's."""
    return user_data() / "speeds.json"


def _read(file: Path) -> dict[str, Any]:
    try:
        values = read_json(file)
        machines = values["machines"] if values["format"] == _FORMAT else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return machines if isinstance(machines, dict) else {}
