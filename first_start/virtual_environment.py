"""Makes an environment, also where Debian has left half of `venv` out."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from emotion_gui.core.system_libraries import manager_here
from first_start.system_packages import install_command
from first_start.words import SetupError, say


def make(folder: Path) -> None:
    """Make an environment with pip in it; what is there is replaced.

    Raises:
        SetupError: no way to make one worked.
    """
    say(f"Making the environment {folder}")
    for command in _ways(folder):
        shutil.rmtree(folder, ignore_errors=True)
        if all(_runs(part) for part in command):
            return
    shutil.rmtree(folder, ignore_errors=True)
    raise SetupError(f"no environment could be made in {folder}.\n{_remedy()}")


def lacks_package() -> bool:
    """Whether Python's own way does not work here and no other one is there."""
    return not _ways(Path())


def debian_package() -> str:
    """Debian's package that makes `venv` whole for this Python."""
    return f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"


def _whole_venv() -> bool:
    return find_spec("venv") is not None and find_spec("ensurepip") is not None


def _ways(folder: Path) -> list[list[list[str]]]:
    """Commands that make an environment, the usual way first; each way is a list of steps."""
    here, place = sys.executable, str(folder)
    ways = []
    if _whole_venv():
        ways.append([[here, "-m", "venv", place]])
    if (uv := shutil.which("uv")) is not None:
        ways.append([[uv, "venv", "--quiet", "--seed", "--python", here, place]])
    if find_spec("virtualenv") is not None:
        ways.append([[here, "-m", "virtualenv", "--quiet", place]])
    if find_spec("venv") is not None and find_spec("pip") is not None:
        inside = folder / "bin/python"
        without = [here, "-m", "venv", "--without-pip", place]
        ways.append([without, [here, "-m", "pip", "--python", str(inside), "install", "-q", "pip"]])
    return ways


def _runs(command: list[str]) -> bool:
    try:
        return subprocess.run(command, check=False).returncode == 0
    except OSError:
        return False


def _remedy() -> str:
    manager = manager_here()
    if manager == "apt" and not _whole_venv():
        line = " ".join(install_command("apt", [debian_package()]))
        return f"An administrator can install what lacks:\n  {line}\nThen start again."
    return f"What {sys.executable} said is above; another Python may do it."
