"""What `start.py` does: set up what the job needs, then hand over to it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from emotion_gui.core.system_libraries import (
    SystemLibrary,
    can_load,
    has_screen,
    install_lines,
    is_root,
    manager_here,
    missing_for_qt,
    missing_for_window,
    packages,
)
from emotion_gui.launch import wants_window
from first_start import system_packages, virtual_environment
from first_start.environment import Environment
from first_start.words import SetupError, complain, say

ROOT = Path(__file__).resolve().parents[1]
DEMO_FOLDER = "emotion-workbench-demo"
EXIT_FAILED, EXIT_INTERRUPTED = 1, 130


@dataclass(frozen=True)
class Job:
    """What is to be started.

    Attributes:
        purpose: what system packages are for, as words within a sentence.
        command: arguments of the environment's Python.
        libraries: of the system that lack for it.
        extras: of the program's optional dependencies.
        note: said before it starts; may be empty.
    """

    purpose: str
    command: tuple[str, ...]
    libraries: tuple[SystemLibrary, ...] = ()
    extras: tuple[str, ...] = ()
    note: str = ""


def main(arguments: Sequence[str], root: Path = ROOT) -> int:
    """Set up and start.

    Args:
        arguments: `test` and pytest's, a verb of the command line and its options, or none.
        root: the checkout.

    Returns:
        The exit code of what was started; 1 when setting up ended, with words.
    """
    environment = Environment(root)
    try:
        job = choose(arguments, root, os.environ)
        install_system_packages(job, makes_environment=not environment.is_usable())
        environment.ensure(job.extras)
    except SetupError as error:
        complain(str(error))
        return EXIT_FAILED
    except KeyboardInterrupt:
        complain("stopped; start again to go on where it was.")
        return EXIT_INTERRUPTED
    if job.note:
        say(job.note)
    return hand_over([str(environment.python), *job.command])


def choose(
    arguments: Sequence[str],
    root: Path,
    environ: Mapping[str, str],
    *,
    system: str = sys.platform,
    loads: Callable[[str], bool] = can_load,
) -> Job:
    """The job that the arguments ask for, on this screen and system."""
    program = str(root / "main.py")
    on_linux = system.startswith("linux")
    if arguments[:1] == ["test"]:
        lacks = missing_for_qt(loads) if on_linux else []
        return Job(
            "the tests of the window",
            (
                "-m",
                "pytest",
                "--rootdir",
                str(root),
                "-c",
                str(root / "pyproject.toml"),
                *(arguments[1:] or [str(root / "tests")]),
            ),
            tuple(lacks),
            extras=("dev",),
        )
    if on_linux and not arguments and not has_screen(environ):
        return _demonstration(root, program)
    window = wants_window(arguments)
    lacks = missing_for_window(environ, loads) if window and on_linux else []
    return Job("the window" if window else "the command line", (program, *arguments), tuple(lacks))


def _demonstration(root: Path, program: str) -> Job:
    report = root / DEMO_FOLDER / "report.html"
    why = "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set)"
    if report.is_file():
        return Job(
            "the demonstration",
            (program, "--help"),
            note=f"{why}, and the demonstration was made before: {report}\n"
            "   `demo --overwrite` makes it again; these are the verbs:",
        )
    return Job(
        "the demonstration",
        (program, "demo", "--out", str(root / DEMO_FOLDER)),
        note=f"{why}, so the demonstration runs instead of the window: a few minutes, then "
        f"a report in {report}",
    )


def install_system_packages(job: Job, *, makes_environment: bool) -> None:
    """Install what the job lacks of the system, all at once; nothing where nothing lacks.

    Raises:
        SetupError: it cannot be installed here.
    """
    manager = manager_here()
    needs_venv = makes_environment and manager == "apt" and virtual_environment.lacks_package()
    if not job.libraries and not needs_venv:
        return
    if manager is None:
        files = ", ".join(library.file for library in job.libraries)
        lines = install_lines(job.libraries, None, root=is_root())
        raise SetupError(
            f"for {job.purpose} libraries of the system are missing: {files}\n{lines}\n"
            "Install them with the system's own tool, then start again."
        )
    names = packages(job.libraries, manager)
    if needs_venv:
        names.append(virtual_environment.debian_package())
    purpose = job.purpose if job.libraries else "an environment for Python"
    system_packages.install(manager, names, purpose=purpose)


def hand_over(command: Sequence[str]) -> int:
    """Become the program (on Windows: start it and wait)."""
    if os.name != "nt":
        os.execv(command[0], list(command))
    return subprocess.run(command, check=False).returncode
