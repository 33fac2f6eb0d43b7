"""The table of settings; the dialog builds itself from it, and only overrides are stored."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, get_args

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.fields import Declared, Field, Value
from emotion_gui.core.places import WORKSPACE_VARIABLE, default_workspace

EngineWish = Literal["auto", "torch", "onnxruntime"]


@dataclass(frozen=True)
class Setting:
    """One row of the table.

    Attributes:
        key: where it is stored.
        group: the card that it stands in.
        field: how it is called, bounded and entered.
        default: what counts while nothing is stored; decides the kind.
        restart: takes effect at the next start.
        is_folder: a text that is a folder; empty for none.
    """

    key: str
    group: str
    field: Field
    default: Value
    restart: bool = False
    is_folder: bool = False

    @property
    def declared(self) -> Declared:
        """As forms take it."""
        return Declared(self.key, self.field, self.default)


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "ui/theme",
        "Appearance",
        Field(
            label="Theme",
            choices=(("system", "Like the system"), ("light", "Light"), ("dark", "Dark")),
        ),
        "system",
    ),
    Setting(
        "ui/language",
        "Appearance",
        Field(
            label="Language",
            choices=(("system", "Like the system"), ("en", "English"), ("de", "Deutsch")),
        ),
        "system",
        restart=True,
    ),
    Setting(
        "compute/device",
        "Computing",
        Field(
            label="Device",
            tip="Automatic takes a graphics card when there is one.",
            choices=(
                ("auto", "Automatic"),
                ("cpu", "Processor"),
                ("cuda", "NVIDIA"),
                ("mps", "Apple"),
            ),
        ),
        "auto",
    ),
    Setting(
        "compute/threads",
        "Computing",
        Field(
            label="Processor threads",
            tip="0 lets the program choose. One is faster while other programs are busy.",
            high=256,
        ),
        0,
        restart=True,
    ),
    Setting(
        "compute/engine",
        "Computing",
        Field(
            label="Answers computed by",
            tip="Automatic takes what was measured to be the fastest for a model on this computer; "
            "PyTorch answers until then. Counts from the next Start on.",
            choices=(
                ("auto", "Automatic"),
                ("torch", "PyTorch"),
                ("onnxruntime", "ONNX Runtime"),
            ),
        ),
        "auto",
    ),
    Setting(
        "compute/executor",
        "Cluster",
        Field(
            label="Work of many pieces runs on",
            tip="Imports, sweeps, films, comparisons, surveys of layers, the paper. "
            "local is this window. local:4 are four processes of this computer. "
            "dask://HOST:8786 (with TLS dask+tls://HOST:8786) are the workers of a Dask scheduler "
            "that you started; it runs code for whoever reaches it, so keep its port behind a "
            "firewall. What comes of it is the same everywhere.",
        ),
        "local",
    ),
    Setting(
        "workspace/folder",
        "Storage",
        Field(
            label="Workspace folder",
            tip="Data sets and runs live here. Empty means the usual place.",
        ),
        "",
        restart=True,
        is_folder=True,
    ),
    Setting(
        "tables/style",
        "Storage",
        Field(
            label="Tables for",
            tip="How CSV files are written, and numbers that are copied.",
            choices=(
                ("language", "Spreadsheets, as the language has numbers"),
                ("comma", "Spreadsheets: comma, decimal point"),
                ("semicolon", "Spreadsheets: semicolon, decimal comma"),
                ("plain", "Scripts: comma, decimal point, plain UTF-8"),
            ),
        ),
        "language",
    ),
    Setting(
        "live/smoothing_s",
        "Live",
        Field(
            label="Smoothing",
            tip="How long the answers for one face are averaged.",
            high=3.0,
            step=0.1,
            unit=" s",
        ),
        0.4,
    ),
    Setting(
        "live/unsure_percent",
        "Live",
        Field(
            label="Unsure below",
            tip="Answers of a lower probability are called unsure. 0 takes what the model was "
            "measured for, 1 shows every answer.",
            high=99,
            unit=" %",
        ),
        0,
    ),
    Setting(
        "live/mirrored",
        "Live",
        Field(
            label="Mirror the camera",
            tip="Cameras only; files and streams are shown as they are.",
        ),
        True,
    ),
    Setting(
        "live/flip",
        "Live",
        Field(
            label="Average with the mirror image",
            tip="Each face is also read mirrored: a little more often right, twice the work of "
            "the network. Takes effect with the next Start.",
        ),
        False,
    ),
)

_BY_KEY = {setting.key: setting for setting in SETTINGS}


class Storage(Protocol):
    """What QSettings offers, and a test's dictionary can too."""

    def value(self, key: str, /) -> object: ...

    def setValue(self, key: str, value: object, /) -> None: ...

    def remove(self, key: str, /) -> None: ...


class Preferences:
    """Typed access to the table over any storage."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def get(self, key: str) -> Value:
        """The stored value, or the default when none or a broken one is stored.

        Raises:
            KeyError: the table has no such key.
        """
        setting = _BY_KEY[key]
        stored = self._storage.value(key)
        if stored is None:
            return setting.default
        value = parse(setting, str(stored))
        return setting.default if value is None else value

    def text(self, key: str) -> str:
        return str(self.get(key))

    def number(self, key: str) -> float:
        return float(self.get(key))

    def integer(self, key: str) -> int:
        return int(self.get(key))

    def switch(self, key: str) -> bool:
        return bool(self.get(key))

    def folder(self, key: str) -> Path | None:
        """The folder, or None while none was chosen."""
        text = self.text(key)
        return Path(text) if text else None

    def set(self, key: str, value: Value) -> None:
        """Store an override; the default itself is not stored.

        Raises:
            ValueError: the table does not allow this value.
        """
        setting = _BY_KEY[key]
        parsed = parse(setting, str(value))
        if parsed is None:
            raise ValueError(f"{key} = {value!r} is not allowed")
        if parsed == setting.default:
            self._storage.remove(key)
        else:
            self._storage.setValue(key, str(parsed))

    def overridden(self, key: str) -> bool:
        return self._storage.value(key) is not None


def engine_wish(preferences: Preferences) -> EngineWish:
    """What a person wants answers to be computed by."""
    text = preferences.text("compute/engine")
    return next((wish for wish in get_args(EngineWish) if wish == text), "auto")


def choose_workspace(wanted: Path | None, preferences: Preferences) -> Path:
    """The folder asked for, or from the environment, the settings, or the usual place."""
    if wanted is not None:
        return wanted
    variable = os.environ.get(WORKSPACE_VARIABLE)
    if variable:
        return Path(variable).expanduser()
    chosen = preferences.folder("workspace/folder")
    if chosen is not None:
        return chosen
    return default_workspace()


def parse(setting: Setting, text: str) -> Value | None:
    """The value that a stored text means; None when it is not allowed."""
    try:
        return setting.declared.parse(text)
    except ConfigError:
        return None
