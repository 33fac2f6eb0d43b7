"""Open what people hand over: files alone, and no more of them than was said.

A named pipe is waited for, a device never ends, and 20 GB of nothing cost nobody anything. All
refusals are `OSError`s with words, so that every reader tells them as it tells a missing file.
"""

from __future__ import annotations

import errno
import io
import json
import os
import stat
from pathlib import Path
from typing import Any

_KINDS = (
    (stat.S_ISDIR, "this is a folder, not a file"),
    (stat.S_ISFIFO, "this is a named pipe, not a file"),
    (stat.S_ISSOCK, "this is a socket, not a file"),
    (stat.S_ISCHR, "this is a device, not a file"),
    (stat.S_ISBLK, "this is a device, not a file"),
)
# Whoever puts a pipe in the place of a file in the last moment shall not be waited for.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def check_file(path: Path, *, most: int | None = None) -> int:
    """Refuse what is no file; nothing is opened.

    Args:
        path: of a file, or a link to one.
        most: bytes it may hold; None = any number.

    Returns:
        Its size in bytes.

    Raises:
        OSError: there is nothing, or a pipe, a device, a socket or a folder; or it is too large.
    """
    try:
        return _checked(path, os.stat(path), most)
    except ValueError as error:  # a zero byte in it
        raise OSError(errno.EINVAL, "no file is called so", str(path)) from error


def open_file(path: Path, *, most: int | None = None) -> io.BufferedReader:
    """A file, open for reading.

    Raises:
        OSError: as `check_file`, or it may not be read.
    """
    check_file(path, most=most)
    handle = os.open(path, _FLAGS)
    try:
        _checked(path, os.fstat(handle), most)
        return io.BufferedReader(_NamedFile(path, handle))
    except BaseException:
        os.close(handle)
        raise


class _NamedFile(io.FileIO):
    """Whose errors name the file: what the system says of a handle does not."""

    def __init__(self, path: Path, handle: int) -> None:
        super().__init__(handle, "rb")
        self._path = path

    def readinto(self, buffer: Any, /) -> int:
        try:
            return super().readinto(buffer)
        except OSError as error:
            error.filename = str(self._path)
            raise

    def readall(self) -> bytes:
        try:
            return super().readall()
        except OSError as error:
            error.filename = str(self._path)
            raise


def read_file(path: Path, *, most: int) -> bytes:
    """All bytes of a file.

    Raises:
        OSError: as `open_file`.
    """
    with open_file(path, most=most) as file:
        data = file.read(most + 1)
    if len(data) > most:  # it grew
        raise _too_large(path, most)
    return data


def read_json(path: Path, *, most: int = 64 << 20) -> Any:
    """The JSON value that a file holds.

    Raises:
        OSError: as `open_file`.
        ValueError: as `parse_json`.
    """
    return parse_json(read_file(path, most=most))


def parse_json(text: bytes | str) -> Any:
    """A JSON value, whatever it is; what names a key twice says two things and is refused.

    Raises:
        ValueError: it is no JSON, nested too deeply, or names a key twice.
    """
    try:
        return json.loads(text, object_pairs_hook=_without_doubles)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a key is there twice")
    return values


def _checked(path: Path, found: os.stat_result, most: int | None) -> int:
    if not stat.S_ISREG(found.st_mode):
        words = (text for is_kind, text in _KINDS if is_kind(found.st_mode))
        raise OSError(errno.EINVAL, next(words, "this is not a file"), str(path))
    if most is not None and found.st_size > most:
        raise _too_large(path, most)
    return found.st_size


def _too_large(path: Path, most: int) -> OSError:
    return OSError(errno.EFBIG, f"the file is larger than {max(1, most >> 20)} MB", str(path))
