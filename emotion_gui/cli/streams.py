"""Standard output and error as every system has them: code pages, closed pipes, wildcards."""

from __future__ import annotations

import contextlib
import errno
import glob
import io
import os
import sys
from collections.abc import Sequence
from typing import TextIO

ON_WINDOWS = sys.platform == "win32"


def prepare_streams() -> None:
    """No name ends a verb that has done its work: what a stream cannot show is escaped.

    What is redirected (`> log.txt`, pipes) is UTF-8 on Windows too, where it would be a code page
    that lacks most letters; `PYTHONIOENCODING` still counts.
    """
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue  # a test's, or none: a program without a console
        if stream.isatty() or os.environ.get("PYTHONIOENCODING"):
            stream.reconfigure(errors="backslashreplace")
        else:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def reader_left(error: OSError) -> bool:
    """Whether writing failed because nobody reads any more (`| head`, `| select -First 3`)."""
    if isinstance(error, BrokenPipeError):
        return True
    # Windows says "invalid argument" of a pipe without a reader, and names no file.
    return ON_WINDOWS and error.errno == errno.EINVAL and error.filename is None


def flush_or_forget() -> bool:
    """Write what is still buffered; where the reader left it must not fail again at exit.

    Returns:
        False where the reader of a stream had left.
    """
    every_one_reads = True
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        if stream is None:  # a windowed program on Windows has none
            continue
        try:
            stream.flush()
        except OSError:
            every_one_reads = False
            _forget(stream)
        except ValueError:
            continue  # closed already
    return every_one_reads


def _forget(stream: TextIO) -> None:
    with contextlib.suppress(OSError):  # a stream without a file
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, stream.fileno())
        finally:
            os.close(nowhere)


def as_from_a_shell(arguments: list[str]) -> list[str]:
    """Arguments with their wildcards expanded, where no shell has done it."""
    return expand_wildcards(arguments) if ON_WINDOWS else arguments


def expand_wildcards(arguments: Sequence[str]) -> list[str]:
    """`*` and `?` in names of files, as a POSIX shell does it before a program starts.

    Neither cmd nor PowerShell does it. What fits no file stays as it is, and so do options and
    addresses. Brackets are letters there: `photo[1].jpg` is what browsers call a download.
    """
    expanded: list[str] = []
    for text in arguments:
        found: list[str] = []
        if any(sign in text for sign in "*?") and "://" not in text and not text.startswith("-"):
            found = sorted(glob.glob(text.replace("[", "[[]"), include_hidden=False))
        expanded += found or [text]
    return expanded
