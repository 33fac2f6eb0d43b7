"""The command line: the same core functions as the window, and no Qt.

Options may be added freely; their names, the JSON keys and the exit codes are a contract.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import sys
from collections.abc import Callable, Iterator

from emotion_gui.cli.interrupts import Interrupts
from emotion_gui.cli.streams import (
    as_from_a_shell,
    flush_or_forget,
    prepare_streams,
    reader_left,
)
from emotion_gui.core.escaping import printable
from emotion_gui.core.installed import describe_import_error
from emotion_gui.core.runtime import prepare_process


def main(argv: list[str], *, open_window: Callable[[list[str]], int] | None = None) -> int:
    """Run one verb.

    Args:
        argv: arguments without the program's name.
        open_window: starts the window with Qt's and our options, for `gui`. Handed in, so that
            the command line itself never knows the window.

    Returns:
        0 done, 1 refused or failed, 2 wrong usage, 130 interrupted.
    """
    prepare_process()
    prepare_streams()
    with Interrupts().caught():  # while a verb is only being imported, too
        with _warnings_in_words():
            code = _run(as_from_a_shell(argv), open_window)
        if "emotion_gui.core.scratch" in sys.modules:
            from emotion_gui.core.scratch import remove_left

            remove_left()
        return code if flush_or_forget() else code or 1


@contextlib.contextmanager
def _warnings_in_words() -> Iterator[None]:
    """What the program logs goes out as a line; Python by itself would add tracebacks."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(_InWords())
    own = logging.getLogger("emotion_gui")
    own.addHandler(handler)
    try:
        yield
    finally:
        own.removeHandler(handler)


class _InWords(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return printable(record.getMessage())


def _run(arguments: list[str], open_window: Callable[[list[str]], int] | None) -> int:
    try:
        register_verbs(arguments[0] if arguments else None)
        from emotion_gui.cli.application import app

        app(args=arguments, prog_name="emotion-gui", obj=open_window)
    except ImportError as error:  # of a library, before a verb is there to say so
        sys.stderr.write(f"error: {describe_import_error(error)}\n")
        return 1
    except SystemExit as end:
        if end.code is None:
            return 0
        return end.code if isinstance(end.code, int) else 1
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if not reader_left(error):
            raise
        return 1
    return 0


def register_verbs(verb: str | None = None) -> None:
    """Make one verb known to the application, or all of them where it is no verb's name."""
    from emotion_gui.cli.application import VERBS

    # What stands in front of a verb; a single verb without it would be taken for the program.
    importlib.import_module("emotion_gui.cli.window")
    for module in {VERBS[verb]} if verb in VERBS else set(VERBS.values()):
        importlib.import_module(f"emotion_gui.cli.{module}")
