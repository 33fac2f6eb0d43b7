"""Prints what the suite needs on Windows: pyproject.toml's ranges with markers of that system.

    python scripts/windows/requirements.py pyproject.toml

Two lists, apart by an empty line: what pip may resolve, and what is taken without its own
requirements (torch's markers are read for the system that pip runs on).
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ALONE = ("torch", "torchvision", "facenet-pytorch", "torch-pruning")
NOT_THERE = ("ruff", "mypy", "import-linter")  # read the source; nothing of Windows is in them
# What the four ask for, the tests' watch, and a program that makes films for them.
BESIDES = (
    "colorama",
    "fsspec",
    "imageio-ffmpeg",
    "networkx",
    "pip",
    "pytest-timeout",
    "requests",
    "setuptools",
    "sympy",
    "tqdm",
    "tzdata",
)


def main(pyproject: Path) -> None:
    """Print both lists."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    extras = project.get("optional-dependencies", {})
    lines = [*project["dependencies"], *(line for extra in extras.values() for line in extra)]
    read = [Requirement(line) for line in lines]
    here = [
        each
        for each in read
        if each.name not in NOT_THERE
        and (each.marker is None or each.marker.evaluate({"sys_platform": "win32"}))
    ]
    for each in here:
        if each.name not in ALONE:
            print(f"{each.name}{each.specifier}")
    print("\n".join(BESIDES))
    print()
    for each in here:
        if each.name in ALONE:
            print(f"{each.name}{each.specifier}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
