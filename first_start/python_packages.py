"""Installs the checkout and what it needs into an environment."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from first_start.words import SetupError, say

# PyPI's builds of torch for Linux bring CUDA: some gigabytes that a computer without an NVIDIA
# card would fetch for nothing.
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
_WITH_BUILDS = ("torch", "torchvision")
# Where pip was told where to look, that alone counts.
_OWN_SOURCES = re.compile(r"\.(index-url|no-index|find-links)=", re.MULTILINE)
_DRIVER = Path("/proc/driver/nvidia")
# With CUDA: what pip fetches into the folder for temporary files, and what it unpacks.
_CUDA_FETCHED_BYTES, _CUDA_BYTES = 3_500_000_000, 7_500_000_000

Run = Callable[..., int]


def run_pip(python: Path, *arguments: str) -> int:
    """pip's exit code; what it says goes to the terminal, less of it where nobody watches."""
    quiet = [] if sys.stderr is not None and sys.stderr.isatty() else ["--quiet"]
    command = [str(python), "-m", "pip", arguments[0], *quiet, *arguments[1:]]
    return subprocess.run(command, check=False).returncode


def works(python: Path) -> bool:
    """Whether the environment has a pip that starts."""
    command = [str(python), "-m", "pip", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def install_checkout(
    python: Path,
    root: Path,
    project: Mapping[str, Any],
    extras: tuple[str, ...],
) -> None:
    """Install the checkout (editable) and its dependencies.

    Args:
        python: of the environment.
        root: the checkout.
        project: the table of that name in pyproject.toml.
        extras: of its optional dependencies.

    Raises:
        SetupError: pip failed.
    """
    say("Installing the packages (about 500 MB to fetch the first time; some minutes)")
    _remove_window_build(python)
    has_cpu_builds = wants_cpu_builds(python) and _install_cpu_builds(
        python, project["dependencies"]
    )
    if not has_cpu_builds and sys.platform.startswith("linux") and not _is_settled(python):
        refuse_cuda_without_room(root)
    target = f"{root}[{','.join(extras)}]" if extras else str(root)
    if run_pip(python, "install", "--editable", target) != 0:
        raise SetupError(
            "pip could not install the packages; what it said is above. Behind a proxy or with "
            "an own package index pip's usual settings count (pip config). Start again: what is "
            "there already is not fetched twice."
        )


def wants_cpu_builds(python: Path) -> bool:
    """Whether torch comes from PyTorch's index of CPU builds: on Linux without an NVIDIA card."""
    if not sys.platform.startswith("linux"):
        return False
    if _DRIVER.exists() or shutil.which("nvidia-smi") is not None:
        return False
    return not _has_own_sources(python)


def _has_own_sources(python: Path) -> bool:
    command = [str(python), "-m", "pip", "config", "list"]
    settings = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return _OWN_SOURCES.search(settings) is not None


def requirements(dependencies: list[str], names: tuple[str, ...]) -> list[str]:
    """Those of some packages, as pyproject.toml writes them."""
    by_name = {re.split(r"[^\w.-]", each, maxsplit=1)[0]: each for each in dependencies}
    return [by_name[name] for name in names]


def _install_cpu_builds(python: Path, dependencies: list[str]) -> bool:
    """Whether they came."""
    wanted = requirements(dependencies, _WITH_BUILDS)
    # Only these two come from there, and what they need from PyPI.
    source = ["--no-deps", "--index-url", CPU_INDEX, "--retries", "1", "--timeout", "15"]
    if run_pip(python, "install", *source, *wanted) == 0:
        return True
    say(
        f"PyTorch's CPU builds cannot be had from {CPU_INDEX}; PyPI's come instead (on Linux "
        "with CUDA: about 3 GB to fetch)"
    )
    return False


def refuse_cuda_without_room(root: Path, free: Callable[[Path], int] | None = None) -> None:
    """Ask before 3 GB are fetched, not after, whether what they unpack to has room.

    Args:
        root: where the environment lies.
        free: bytes left at a place; the disk is asked when left out.

    Raises:
        SetupError: there is too little.
    """
    left = free or (lambda place: shutil.disk_usage(place).free)
    scratch = Path(tempfile.gettempdir())
    together = root.stat().st_dev == scratch.stat().st_dev
    needs = {root: _CUDA_BYTES + together * _CUDA_FETCHED_BYTES}
    if not together:
        needs[scratch] = _CUDA_FETCHED_BYTES
    for place, needed in needs.items():
        if left(place) < needed:
            raise SetupError(
                f"PyTorch with CUDA needs {needed / 1e9:.0f} GB in {place}, and "
                f"{left(place) / 1e9:.1f} GB are left. Make room, or let TMPDIR name a folder on "
                "a larger disk for what is fetched. Builds without CUDA (0.2 GB) come from "
                f"{CPU_INDEX}; where pip reaches them elsewhere, tell it: pip config set "
                "global.find-links FOLDER."
            )


def _is_settled(python: Path) -> bool:
    """PyTorch is there already, or pip was told where to look: nobody knows what comes then."""
    command = [str(python), "-m", "pip", "show", "--quiet", "torch"]
    there = subprocess.run(command, capture_output=True, check=False).returncode == 0
    return there or _has_own_sources(python)


def _remove_window_build(python: Path) -> None:
    """An environment of an earlier version has the OpenCV that needs a screen's libraries.

    Both builds are one folder, so that one has to go before the other comes. On Windows that one
    is asked for.
    """
    if sys.platform == "win32":
        return
    command = [str(python), "-m", "pip", "show", "--quiet", "opencv-python"]
    if subprocess.run(command, capture_output=True, check=False).returncode == 0:
        run_pip(python, "uninstall", "--yes", "opencv-python", "opencv-python-headless")
