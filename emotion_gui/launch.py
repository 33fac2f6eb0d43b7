"""The program's entry: the window without a verb, the command line with one.

Imports nothing heavy at module level, and says in plain words what is missing.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TextIO

from emotion_gui.cli.streams import prepare_streams
from emotion_gui.core.installed import (
    describe_import_error,
    describe_missing_packages,
    missing_packages,
)
from emotion_gui.core.places import APP_NAME
from emotion_gui.core.runtime import prepare_process, tell_installer
from emotion_gui.core.system_libraries import (
    can_load,
    describe_missing,
    has_screen,
    missing_for_window,
)

EXIT_REFUSED, EXIT_INTERRUPTED = 1, 130
BEGIN_S = 5.0  # a window may need so long from taking the workspace to its first words
RUNTIME_ADDRESS = "https://aka.ms/vs/17/release/vc_redist.x64.exe"
TORCH_LIBRARIES = ("c10.dll", "torch_cpu.dll")
SMOKE_TEST = "--smoke-test"  # of an installation; see docs/packaging.md
_ERROR_ICON = 0x10  # MB_ICONERROR of winuser.h
CHECKPOINT_SUFFIX = ".safetensors"  # what a double click opens


def main(argv: Sequence[str] | None = None) -> int:
    """Start the program.

    Args:
        argv: arguments without the program's name; the process's own when left out.

    Returns:
        The exit code: 0 done, 1 refused with a reason.
    """
    multiprocessing.freeze_support()
    prepare_process()
    tell_installer()
    prepare_streams()
    arguments = list(sys.argv[1:] if argv is None else argv)
    window = wants_window(arguments)
    missing = missing_packages(window=window)
    if missing:
        complain(describe_missing_packages(missing))
        return EXIT_REFUSED
    if not window:
        return run_verb(arguments, ends_process=argv is None)
    if "-platform" in arguments[:-1]:
        # Qt reads its own option only later: the look for a display must know of it now.
        os.environ["QT_QPA_PLATFORM"] = arguments[arguments.index("-platform") + 1]
    problem = find_problem()
    if problem is not None:
        complain(problem)
        return EXIT_REFUSED
    return open_window(arguments)


def run_verb(arguments: list[str], *, ends_process: bool) -> int:
    """The command line.

    Args:
        arguments: the verb and what is behind it.
        ends_process: nothing comes after it; a signal that comes too late changes nothing then.

    Returns:
        The exit code.
    """
    from emotion_gui.cli import main as command_line
    from emotion_gui.cli.interrupts import end_in_order

    try:
        code = command_line(arguments, open_window=main)
    except KeyboardInterrupt:  # before the verb began, or behind it
        code = EXIT_INTERRUPTED
    if ends_process:
        end_in_order(code)
    return code


def wants_window(arguments: Sequence[str]) -> bool:
    """No verb, the verb `gui`, a checkpoint, or Qt's options (one dash and a word: `-platform`)."""
    if not arguments:
        return True
    first = arguments[0]
    if is_checkpoint_name(first):
        return True
    if first == SMOKE_TEST:
        return len(arguments) > 1
    if first == "gui":
        return "--help" not in arguments
    return first.startswith("-") and not first.startswith("--") and len(first) > 2


def is_checkpoint_name(argument: str) -> bool:
    """Whether an argument names a checkpoint file, which the window opens."""
    return argument.lower().endswith(CHECKPOINT_SUFFIX)


def find_problem(system: str = sys.platform) -> str | None:
    """Why no window can be opened here, in words with the remedy; None when it can."""
    if system == "linux":
        return linux_problem(os.environ, can_load)
    return windows_problem(load_torch_libraries) if system == "win32" else None


def windows_problem(load: Callable[[], object]) -> str | None:
    """torch's libraries do not load: nearly always Microsoft's runtime is missing."""
    try:
        load()
    except OSError as error:
        return (
            f"The libraries of PyTorch cannot be loaded ({error}).\n"
            "Most often the Microsoft Visual C++ Redistributable (x64) is missing; it is here:\n"
            f"  {RUNTIME_ADDRESS}\n"
            "Install it, then start the program again."
        )
    return None


def load_torch_libraries() -> None:
    """Load torch's own DLLs, which do not load any more once Qt's are in the process.

    They are a small part of what `import torch` does, so that the window need not wait for it.
    WORKAROUND: https://github.com/pytorch/pytorch/issues/166628

    Raises:
        OSError: one of them, or what it needs, is missing.
    """
    spec = find_spec("torch")  # looks for it, imports nothing
    for place in () if spec is None else spec.submodule_search_locations or ():
        for name in TORCH_LIBRARIES:
            file = Path(place) / "lib" / name
            if file.is_file():
                ctypes.CDLL(str(file))


def linux_problem(environment: Mapping[str, str], loads: Callable[[str], bool]) -> str | None:
    """A missing display or a missing system library; Qt would abort without a word."""
    if not has_screen(environment):
        return (
            "There is no screen here: neither DISPLAY nor WAYLAND_DISPLAY is set.\n"
            "Start the program from a desktop session (over ssh: ssh -X), "
            "or use the command line:\n"
            "  emotion-gui --help"
        )
    missing = missing_for_window(environment, loads)
    if not missing:
        return None
    return f"{describe_missing(missing, 'a window')}\nThen start the program again."


def complain(text: str) -> None:
    """One error message for a person at a terminal."""
    terminal: TextIO | None = sys.stderr
    if terminal is not None:
        terminal.write(f"error: {text}\n")
    elif sys.platform == "win32":  # a windowed program has no terminal, and Qt may not load
        ctypes.windll.user32.MessageBoxW(None, text, APP_NAME, _ERROR_ICON)


def open_window(arguments: Sequence[str]) -> int:
    """Build the application and work until its window is closed.

    Where a window has the workspace already, the start goes to that one.
    """
    smoke_report, rest = take_option(arguments, SMOKE_TEST)
    if smoke_report is not None:
        from emotion_gui.smoke_test import smoke_test

        return smoke_test([sys.argv[0], *rest], smoke_report)
    workspace, rest = split_options(rest)
    file, qt_options = split_file(rest)
    try:
        from PySide6.QtWidgets import QApplication

        qapp = QApplication.instance() or QApplication([sys.argv[0], *qt_options])
        if is_taken_over(workspace, file, wait_s=0):
            return 0
        from emotion_gui.app import create_app
        from emotion_gui.core.errors import EmotionGuiError, WorkspaceBusyError
    except ImportError as error:
        complain(describe_import_error(error))
        return EXIT_REFUSED
    app = None
    while app is None:
        try:
            app = create_app(qapp.arguments(), workspace_path=workspace)
        except EmotionGuiError as error:
            # Two starts at one moment: the other one has the workspace and will listen soon.
            beginning = isinstance(error, WorkspaceBusyError)
            if beginning and is_taken_over(workspace, file, wait_s=BEGIN_S):
                return 0
            complain(str(error))
            workspace = ask_other_folder(error)
            if workspace is None:
                return EXIT_REFUSED
    return app.run(file)


def is_taken_over(workspace: Path | None, file: Path | None, *, wait_s: float) -> bool:
    """Whether a window that is open already, or opens now, has taken this start and its file."""
    from emotion_gui.core.settings import Preferences, choose_workspace
    from emotion_gui.ui.second_start import hand_over, user_settings

    chosen = choose_workspace(workspace, Preferences(user_settings()))
    return hand_over(chosen, file, wait_s=wait_s)


def split_options(arguments: Sequence[str]) -> tuple[Path | None, list[str]]:
    """Our own `--workspace PATH` apart from Qt's options; `gui` is dropped."""
    folder, rest = take_option(arguments, "--workspace")
    return folder, [argument for argument in rest if argument != "gui"]


def split_file(arguments: Sequence[str]) -> tuple[Path | None, list[str]]:
    """The checkpoint that is to be opened, the last where there are several; and the rest."""
    files = [argument for argument in arguments if is_checkpoint_name(argument)]
    rest = [argument for argument in arguments if argument not in files]
    return (Path(files[-1]) if files else None), rest


def take_option(arguments: Sequence[str], name: str) -> tuple[Path | None, list[str]]:
    """The path behind one of our own options, and the arguments without both."""
    rest = list(arguments)
    if name not in rest[:-1]:
        return None, rest
    place = rest.index(name)
    return Path(rest[place + 1]).expanduser(), rest[:place] + rest[place + 2 :]


def ask_other_folder(error: Exception) -> Path | None:
    """The workspace cannot be opened: say it in a window, since nobody may see a terminal.

    Returns:
        The folder to use instead this time; None to give up.
    """
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtWidgets import QApplication, QMessageBox

    from emotion_gui.ui.file_dialogs import ask_folder
    from emotion_gui.ui.messages import describe
    from emotion_gui.ui.plain_text import use_plain_text

    application = QApplication.instance()
    assert isinstance(application, QApplication)
    use_plain_text(application)  # the theme comes with the window only

    message = describe(error)
    box = QMessageBox(QMessageBox.Icon.Warning, APP_NAME, message.title)
    box.setInformativeText(f"{message.text}\n\n{message.hint}")
    other = box.addButton(
        QCoreApplication.translate("launch", "Choose another folder…"),
        QMessageBox.ButtonRole.AcceptRole,
    )
    box.addButton(QMessageBox.StandardButton.Close)
    box.exec()
    if box.clickedButton() is not other:
        return None
    title = QCoreApplication.translate("launch", "Folder for data sets and runs")
    return ask_folder(None, title=title, start=Path.home())
