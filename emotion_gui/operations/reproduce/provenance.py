"""What figures rest on: hashes of data and code, versions, machine."""

from __future__ import annotations

import dataclasses
import hashlib
import os
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Protocol

from emotion_gui.core.jobs import JobContext
from emotion_gui.core.reading import open_file
from emotion_gui.core.runtime import environment

_PACKAGE = Path(__file__).resolve().parents[2]
_LIBRARIES = (
    "numpy",
    "torch",
    "scikit-learn",
    "opencv-python-headless",
    "opencv-python",
    "Pillow",
)
_BLOCK = 1 << 20


class Hashing(Protocol):
    """What `hashlib` makes."""

    def update(self, data: bytes, /) -> None:
        """Take more bytes."""


def data_hash(path: Path, context: JobContext) -> str:
    """SHA-256 of a file, or of a folder's files in order, each with its path.

    Raises:
        OSError: it cannot be read.
    """
    total = hashlib.sha256()
    if path.is_file():
        _add(total, path, context)
        return total.hexdigest()
    files = [Path(folder) / name for folder, _, names in os.walk(path) for name in names]
    for file in sorted(files):
        total.update(os.fsencode(file.relative_to(path).as_posix()) + b"\0")
        _add(total, file, context)
    return total.hexdigest()


def _add(total: Hashing, file: Path, context: JobContext) -> None:
    with open_file(file) as stream:
        while block := stream.read(_BLOCK):
            context.checkpoint()
            total.update(block)


def code_hash() -> str:
    """SHA-256 of the program's own sources, in order, each with its path."""
    total = hashlib.sha256()
    for file in sorted(_PACKAGE.rglob("*.py")):
        total.update(file.relative_to(_PACKAGE).as_posix().encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def versions() -> dict[str, object]:
    """The machine and the libraries that figures depend on."""
    found: dict[str, object] = {**dataclasses.asdict(environment())}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    return found
