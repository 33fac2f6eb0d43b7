"""A process of its own in which a window is measured."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from emotion_gui.core.errors import WindowError
from emotion_gui.core.system_libraries import explain_import_error


def answer_of(arguments: Sequence[str], *, home: Path, limit_s: float) -> str:
    """What a fresh interpreter prints that has no screen, and a home of its own.

    Args:
        arguments: for the interpreter.
        home: of the person who uses it.
        limit_s: how long it may take.

    Raises:
        WindowError: it ended with an error, or was ended; with its last words.
    """
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_RUNTIME_DIR": str(home),
    }
    ended = subprocess.run(
        [sys.executable, "-X", "faulthandler", *arguments],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=limit_s,
        check=False,
    )
    if ended.returncode != 0:
        words = ended.stderr.strip() or f"it ended with {ended.returncode}"
        # What died says so first, then where; an exception is told in its last line.
        lines = words.splitlines()
        reason = lines[0] if lines[0].startswith("Fatal Python error") else lines[-1]
        # The library that lacks, with its package, where it is that.
        raise WindowError(explain_import_error(ImportError(reason)) or reason)
    return ended.stdout
