"""Paths as the workspace keeps them: what lies in its folder goes along when that is moved."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

_RUNS = "runs"


def stored_path(workspace: Path, path: Path) -> str:
    """Below the workspace's folder with `/` between names; elsewhere absolute."""
    folder = os.path.realpath(workspace)
    real = os.path.realpath(path)
    try:
        inside = Path(real).relative_to(folder)
    except ValueError:
        return os.path.abspath(path)
    return inside.as_posix()


def found_path(workspace: Path, text: str) -> Path:
    """The file that `stored_path` meant, wherever the workspace is now.

    Older rows hold absolute paths; a run's checkpoint that is not there any more is looked for
    in the run of the same number here, since the folder may have been moved.
    """
    path = Path(text)
    if not path.is_absolute():
        inside = workspace / path
        return inside if inside.exists() else path  # as somebody typed it, in an older row
    here = workspace.joinpath(*path.parts[-3:])
    is_run = len(path.parts) > 3 and path.parts[-3] == _RUNS and path.parts[-2].isdecimal()
    return here if is_run and not path.exists() and here.exists() else path


def stored_models(workspace: Path, text: str) -> str:
    """Names of models with commas between, as a recipe has them; files as `stored_path` says."""
    return _each(text, lambda name: stored_path(workspace, file) if (file := _file(name)) else name)


def found_models(workspace: Path, text: str) -> str:
    """What `stored_models` meant, wherever the workspace is now."""
    return _each(text, lambda name: str(found_path(workspace, name)))


def _each(text: str, told: Callable[[str], str]) -> str:
    names = (name.strip() for name in text.split(","))
    return ",".join(told(name) for name in names if name)


def _file(name: str) -> Path | None:
    path = Path(name).expanduser()
    return path if path.is_file() else None
