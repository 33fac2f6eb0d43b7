"""The table of settings; the dialog builds itself from it, and only overrides are stored."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

Value = str | int | float | bool


class Kind(Enum):
    """How a setting is entered."""

    CHOICE = "choice"
    INTEGER = "integer"
    NUMBER = "number"
    SWITCH = "switch"
    FOLDER = "folder"


@dataclass(frozen=True)
class Setting:
    """One row of the table.

    `choices` are (value, label) pairs. `low`, `high`, `step` bound numbers, `unit` is shown
    behind them. `restart` marks what takes effect at the next start.
    """

    key: str
    group: str
    label: str
    kind: Kind
    default: Value
    note: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    low: float = 0
    high: float = 100
    step: float = 1
    unit: str = ""
    restart: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "ui/theme",
        "Appearance",
        "Theme",
        Kind.CHOICE,
        "system",
        choices=(("system", "Like the system"), ("light", "Light"), ("dark", "Dark")),
    ),
    Setting(
        "ui/language",
        "Appearance",
        "Language",
        Kind.CHOICE,
        "system",
        choices=(("system", "Like the system"), ("en", "English"), ("de", "Deutsch")),
        restart=True,
    ),
    Setting(
        "compute/device",
        "Computing",
        "Device",
        Kind.CHOICE,
        "auto",
        "Automatic takes a graphics card when there is one.",
        choices=(
            ("auto", "Automatic"),
            ("cpu", "Processor"),
            ("cuda", "NVIDIA"),
            ("mps", "Apple"),
        ),
    ),
    Setting(
        "compute/threads",
        "Computing",
        "Processor threads",
        Kind.INTEGER,
        0,
        "0 lets the program choose. One is faster while other programs are busy.",
        low=0,
        high=256,
        restart=True,
    ),
    Setting(
        "workspace/folder",
        "Storage",
        "Workspace folder",
        Kind.FOLDER,
        "",
        "Data sets and runs live here. Empty means the usual place.",
        restart=True,
    ),
    Setting(
        "live/smoothing_s",
        "Live",
        "Smoothing",
        Kind.NUMBER,
        0.4,
        "How long the answers for one face are averaged.",
        low=0.0,
        high=3.0,
        step=0.1,
        unit="s",
    ),
    Setting(
        "live/unsure_percent",
        "Live",
        "Unsure below",
        Kind.INTEGER,
        0,
        "Answers of a lower probability are called unsure. 0 takes what the model was measured "
        "for, 1 shows every answer.",
        low=0,
        high=99,
        unit="%",
    ),
    Setting(
        "live/mirrored",
        "Live",
        "Mirror the camera",
        Kind.SWITCH,
        True,
        "Cameras only; files and streams are shown as they are.",
    ),
    Setting(
        "live/flip",
        "Live",
        "Average with the mirror image",
        Kind.SWITCH,
        False,
        "Each face is also read mirrored: a little more often right, twice the work of the "
        "network. Takes effect with the next Start.",
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


def parse(setting: Setting, text: str) -> Value | None:
    """The value that a stored text means; None when it is not allowed."""
    if setting.kind is Kind.CHOICE:
        return text if text in dict(setting.choices) else None
    if setting.kind is Kind.SWITCH:
        return {"true": True, "false": False}.get(text.lower())
    if setting.kind is Kind.FOLDER:
        return text
    try:
        number = float(text)
    except ValueError:
        return None
    if not setting.low <= number <= setting.high:
        return None
    return int(number) if setting.kind is Kind.INTEGER else number
