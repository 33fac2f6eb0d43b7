"""Installs the checkout and what it needs into an environment."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
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
    if wants_cpu_builds(python):
        _install_cpu_builds(python, project["dependencies"])
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
    command = [str(python), "-m", "pip", "config", "list"]
    settings = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return _OWN_SOURCES.search(settings) is None


def requirements(dependencies: list[str], names: tuple[str, ...]) -> list[str]:
    """Those of some packages, as pyproject.toml writes them."""
    by_name = {re.split(r"[^\w.-]", each, maxsplit=1)[0]: each for each in dependencies}
    return [by_name[name] for name in names]


def _install_cpu_builds(python: Path, dependencies: list[str]) -> None:
    wanted = requirements(dependencies, _WITH_BUILDS)
    # Only these two come from there, and what they need from PyPI.
    source = ["--no-deps", "--index-url", CPU_INDEX, "--retries", "1", "--timeout", "15"]
    if run_pip(python, "install", *source, *wanted) != 0:
        say(
            f"PyTorch's CPU builds cannot be had from {CPU_INDEX}; PyPI's come instead (on Linux "
            "with CUDA: about 3 GB to fetch)"
        )


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
