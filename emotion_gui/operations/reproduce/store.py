"""Finished steps of a reproduction, kept in its folder, so that the same call goes on."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from emotion_gui.core.errors import StorageError
from emotion_gui.core.files import make_folder, write_text
from emotion_gui.core.reading import read_json

logger = logging.getLogger(__name__)

_Value = TypeVar("_Value")

MARK = "reproduction.json"
WORKSPACE = "workspace"
_STEPS = "steps"


class Steps:
    """JSON values by name; a value made of other facts is made anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / _STEPS
        make_folder(self._folder)

    def done(self, name: str, key: str) -> Any | None:
        """The stored value of a step; None where it is not there, or of other facts."""
        try:
            stored = read_json(self._folder / f"{name}.json")
        except (OSError, ValueError):
            return None
        same = isinstance(stored, dict) and stored.get("key") == key
        return stored.get("value") if same else None

    def once(
        self, name: str, key: str, make: Callable[[], Any], read: Callable[[Any], _Value]
    ) -> _Value:
        """What `read` makes of the stored value; of a new one where it cannot be read."""
        stored = self.done(name, key)
        if stored is not None:
            try:
                return read(stored)
            except (ValueError, TypeError, LookupError, AttributeError, OverflowError):
                logger.warning("the step %s is damaged and is done again", name)
        value = make()
        text = json.dumps({"key": key, "value": value}, indent=1)
        write_text(self._folder / f"{name}.json", text)
        return read(value)


def begun_with(mark: Path) -> str:
    """The key of the data that a folder was begun with.

    Raises:
        StorageError: what it was begun with cannot be read.
    """
    try:
        return str(read_json(mark)["data_key"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StorageError(
            mark, "what this folder was begun with cannot be read; choose another folder"
        ) from error


def claim_folder(folder: Path) -> None:
    """Take an empty or new folder, or one that an earlier reproduction has begun.

    Raises:
        StorageError: it holds something else, or cannot be made.
    """
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise StorageError(folder, "the folder holds other things; choose an empty one")
    make_folder(folder)
