"""Whole-or-nothing writes: a crash leaves the old file or the new one, never half of one."""

from __future__ import annotations

import contextlib
import glob
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from emotion_gui.core.errors import StorageError

PART_SUFFIX = ".part"


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """A temporary path beside `target` that replaces it when the block ends well.

    Raises:
        StorageError: the folder is gone, read-only or full.
    """
    # One name a thread: two writers of one target must not share their halves.
    writer = f"{os.getpid()}-{threading.get_ident()}"
    temporary = target.with_name(f".{target.name}.{writer}{PART_SUFFIX}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _clear_abandoned(target)
        try:
            yield temporary
            with temporary.open("rb") as file:
                os.fsync(file.fileno())
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(target, error.strerror or str(error)) from error


def _clear_abandoned(target: Path) -> None:
    """Remove halves of `target` that a process left which is no longer alive."""
    if sys.platform == "win32":  # asking whether a process lives would end it there
        return
    for half in target.parent.glob(f".{glob.escape(target.name)}.*{PART_SUFFIX}"):
        writer = half.name.removesuffix(PART_SUFFIX).rpartition(".")[2].partition("-")[0]
        if writer.isdecimal() and not _is_alive(int(writer)):
            with contextlib.suppress(OSError):
                half.unlink()


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True  # somebody else's
    return True


def write_bytes(target: Path, data: bytes) -> None:
    """Write `data` to `target`, whole or not at all."""
    with atomic_path(target) as temporary:
        temporary.write_bytes(data)


def write_text(target: Path, text: str) -> None:
    """Write `text` as UTF-8 to `target`, whole or not at all."""
    write_bytes(target, text.encode())
