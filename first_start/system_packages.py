"""Installs packages of the system, as root or by sudo, with a word before it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from emotion_gui.core.system_libraries import Manager, is_root
from first_start.words import SetupError, say

_COMMANDS: dict[Manager, tuple[str, ...]] = {
    "apt": ("apt-get", "install", "-y", "--no-install-recommends"),
    "dnf": ("dnf", "install", "-y"),
    "pacman": ("pacman", "-S", "--needed", "--noconfirm"),
}


def may_install() -> tuple[str, ...] | None:
    """What stands before an installing command: nothing for root, `sudo`; None where neither is.

    sudo counts where it asks for nothing, or where there is somebody to ask.
    """
    if is_root():
        return ()
    if shutil.which("sudo") is None:
        return None
    if sys.stdin is not None and sys.stdin.isatty():
        return ("sudo",)
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ("sudo",) if asked.returncode == 0 else None


def install_command(manager: Manager, packages: Sequence[str]) -> tuple[str, ...]:
    """The command that installs, without sudo."""
    return (*_COMMANDS[manager], *packages)


def install(manager: Manager, packages: Sequence[str], *, purpose: str) -> None:
    """Install packages, or say which line does.

    Args:
        manager: of this system.
        packages: by their names there.
        purpose: what they are for, as `the window`.

    Raises:
        SetupError: nobody may install here, or the installation failed.
    """
    command = install_command(manager, packages)
    before = may_install()
    if before is None:
        raise SetupError(
            f"for {purpose} packages of the system are missing, and only an administrator can "
            f"install them:\n  {' '.join(command)}\nThen start again."
        )
    line = " ".join((*before, *command))
    asks = " (sudo may ask for your password)" if before else ""
    say(f"For {purpose} packages of the system are missing{asks}: {line}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if manager == "apt":
        # Lists that are a little old are no reason to stop.
        subprocess.run([*before, "apt-get", "-qq", "update"], env=quiet, check=False)
    # Only what goes wrong is shown; sudo asks for its password at the terminal itself.
    ended = subprocess.run([*before, *command], env=quiet, stdout=subprocess.DEVNULL, check=False)
    if ended.returncode != 0:
        raise SetupError(
            f"the packages could not be installed; the system's words are above.\n"
            f"Install them by hand, then start again:\n  {line}"
        )
