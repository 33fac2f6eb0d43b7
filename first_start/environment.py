"""The environment `.venv` of a checkout: made once, filled once, looked at every time."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tomllib
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from first_start import python_packages, virtual_environment
from first_start.words import SetupError, say

_RECORD = "emotion-workbench.json"
_NEEDED_BYTES = 2_500_000_000


@dataclass(frozen=True)
class Installed:
    """What an installation was made from; another one is due when any of it changes.

    Attributes:
        asked: hash of the files that say what is needed.
        root: the checkout, to which an editable installation points.
        python: `3.11`; packages are made for one such version.
        extras: of pyproject.toml's optional dependencies, sorted.
    """

    asked: str
    root: str
    python: str
    extras: tuple[str, ...]


@dataclass(frozen=True)
class Environment:
    """The environment of one checkout.

    Attributes:
        root: the checkout.
    """

    root: Path

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """Its interpreter, whether it is there or not."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def is_usable(self) -> bool:
        """Whether it is there and is still of the Python it was made with."""
        version = self._version()
        before = self._record()
        return version is not None and (before is None or before.python == version)

    def ensure(self, extras: Collection[str] = ()) -> None:
        """Make it and install what is missing; nothing where all is there.

        Args:
            extras: of pyproject.toml's optional dependencies.

        Raises:
            SetupError: it could not be made or filled.
        """
        before = self._record()
        wanted = tuple(sorted({*extras, *(before.extras if before else ())}))
        if not self.is_usable():
            self._make()
        elif before == self._facts(wanted):
            return
        self._fill(wanted)
        text = json.dumps(asdict(self._facts(wanted)))
        (self.folder / _RECORD).write_text(text, encoding="utf-8")

    def _make(self) -> None:
        if self.folder.exists() and not (self.folder / "pyvenv.cfg").is_file():
            raise SetupError(f"{self.folder} is something else than an environment: move it away.")
        if self.folder.exists():
            say(f"The environment {self.folder} is of another Python; it is made anew")
        if not os.access(self.root, os.W_OK):
            raise SetupError(
                f"{self.root} cannot be written, and the program's packages go into it: "
                "copy it to a folder of yours."
            )
        free = shutil.disk_usage(self.root).free
        if free < _NEEDED_BYTES:
            raise SetupError(
                f"the packages take about 2 GB, and {self.root} has {free / 1e9:.1f} GB left."
            )
        virtual_environment.make(self.folder)

    def _fill(self, extras: tuple[str, ...]) -> None:
        if not python_packages.works(self.python):
            virtual_environment.make(self.folder)
        text = (self.root / "pyproject.toml").read_text(encoding="utf-8")
        python_packages.install_checkout(
            self.python, self.root, tomllib.loads(text)["project"], extras
        )

    def _version(self) -> str | None:
        """`3.11`, by its interpreter itself; None where that does not run."""
        code = "import sys; print('%d.%d' % sys.version_info[:2])"
        try:
            asked = subprocess.run(
                [self.python, "-c", code], capture_output=True, text=True, check=False
            )
        except OSError:
            return None
        return asked.stdout.strip() if asked.returncode == 0 else None

    def _record(self) -> Installed | None:
        try:
            entries: dict[str, Any] = json.loads((self.folder / _RECORD).read_text("utf-8"))
            return Installed(**{**entries, "extras": tuple(entries["extras"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def _facts(self, extras: tuple[str, ...]) -> Installed:
        asked = b"".join((self.root / name).read_bytes() for name in ("pyproject.toml", "setup.py"))
        version = self._version() or ""
        return Installed(hashlib.sha256(asked).hexdigest(), str(self.root), version, extras)
