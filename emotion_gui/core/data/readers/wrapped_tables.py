"""Tables as people keep them: plain, compressed, in an archive, with any ends of lines."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from emotion_gui.core.data.archives import (
    ArchiveMember,
    archive_members,
    open_member,
    refuse_growth,
    unpacking,
)
from emotion_gui.core.data.file_kinds import (
    ending_of,
    is_leftover,
    is_picture_name,
    what_else,
)
from emotion_gui.core.data.readers.fer_table import BLOCK_BYTES, looks_like_table, read_layout
from emotion_gui.core.errors import ArchiveError, DatasetFormatError
from emotion_gui.core.reading import open_file

Opener = Callable[[], AbstractContextManager[IO[bytes]]]

_Packer = Callable[[IO[bytes]], io.BufferedIOBase]
_PACKERS: tuple[tuple[bytes, _Packer], ...] = (
    (b"\x1f\x8b", lambda file: gzip.GzipFile(fileobj=file)),
    (b"BZh", lambda file: bz2.BZ2File(file)),
    (b"\xfd7zXZ\0", lambda file: lzma.LZMAFile(file)),  # noqa: SIM115 - its caller closes it
)
_TABLE_ENDINGS = {".csv", ".tsv", ".txt"}
_KAGGLES_NAMES = ("fer2013.csv", "icml_face_data.csv")
_LOOKED_AT = 64 << 10
_MEASURED = 8 << 20


@dataclass(frozen=True)
class FoundTable:
    """A table and how to open it.

    Attributes:
        open: a stream at its beginning, its lines ending in \\n.
        size: in bytes; of a compressed table an estimate.
        seekable: False where going to a place means reading all before it.
        left_out: (name, reason) of what lies beside it in its archive.
    """

    open: Opener
    size: int
    seekable: bool = True
    left_out: tuple[tuple[str, str], ...] = ()


def find_plain_table(path: Path) -> FoundTable | None:
    """The file itself, or what it is compressed from, where that can be a table.

    Raises:
        ArchiveError: it is compressed and damaged.
    """
    with open_file(path) as file:
        head = file.read(_LOOKED_AT)
    for mark, packer in _PACKERS:
        if head.startswith(mark):
            return _compressed_table(path, packer)
    if not looks_like_table(path, _first_line(head)):
        return None
    return FoundTable(_with_newlines(lambda: open_file(path)), path.stat().st_size)


def find_archived_table(path: Path) -> FoundTable | None:
    """The table in an archive in which no picture comes before it, under whatever name.

    Raises:
        ArchiveError: the archive is damaged, or holds several tables of faces.
    """
    tables: list[tuple[str, int]] = []
    left_out: list[tuple[str, str]] = []
    for member in archive_members(path):
        if is_leftover(member.name.split("/")):
            continue
        if is_picture_name(member.name) and not member.problem:
            break
        problem = member.problem or _no_table(member)
        if problem:
            left_out.append((member.name, problem))
            continue
        if member.name.lower().endswith(_KAGGLES_NAMES):
            tables = [(member.name, member.size)]
            break
        tables.append((member.name, member.size))
    if not tables:
        return None
    if len(tables) > 1:
        names = ", ".join(name for name, _ in tables)
        raise ArchiveError(
            path, f"it holds several tables of faces ({names}); unpack it and import one"
        )
    name, size = tables[0]
    opener = _with_newlines(lambda: open_member(path, name))
    return FoundTable(opener, size, seekable=False, left_out=tuple(left_out))


def _no_table(member: ArchiveMember) -> str:
    """Why a member of an archive is no table of faces, or ""."""
    if ending_of(member.name) not in _TABLE_ENDINGS:
        return what_else(member.name)
    try:
        with member.open() as stream:
            head = stream.read(_LOOKED_AT)
        read_layout(Path(member.name), _first_line(head))
    except DatasetFormatError as error:
        return error.reason
    except (OSError, RuntimeError, NotImplementedError) as error:
        return f"it cannot be unpacked ({error})"
    return ""


def _first_line(head: bytes) -> bytes:
    return head.replace(b"\r", b"\n").lstrip(b"\n").split(b"\n", 1)[0]


def _compressed_table(path: Path, packer: _Packer) -> FoundTable | None:
    """A table that is compressed by itself; its size is exact where it is small."""

    @contextmanager
    def opener() -> Iterator[IO[bytes]]:
        with unpacking(path), open_file(path) as file, packer(file) as inner:
            yield io.BufferedReader(_Bounded(path, inner), BLOCK_BYTES)

    with unpacking(path), open_file(path) as file, packer(file) as inner:
        head = inner.read(_MEASURED)
        consumed = file.tell()
    if not looks_like_table(Path(path.stem), _first_line(head)):
        return None
    size = len(head)
    if size == _MEASURED:  # to unpack a table of 300 MB takes seconds
        size = max(size, round(path.stat().st_size * size / max(1, consumed)))
    return FoundTable(_with_newlines(opener), size, seekable=False)


class _Bounded(io.RawIOBase):
    """An unpacked stream that refuses to grow beyond any honest measure."""

    def __init__(self, path: Path, inner: io.BufferedIOBase) -> None:
        self._path, self._inner = path, inner
        self._total = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._inner.read(len(buffer))
        buffer[: len(data)] = data
        self._total += len(data)
        refuse_growth(self._path, self._total)
        return len(data)


def _with_newlines(opener: Opener) -> Opener:
    """The same lines with \\n behind them, where old Macs put \\r alone."""
    with opener() as stream:
        head = stream.read(_LOOKED_AT)
    if b"\n" in head or b"\r" not in head:
        return opener

    @contextmanager
    def translated() -> Iterator[IO[bytes]]:
        with opener() as stream:
            yield io.BufferedReader(_Newlines(stream), BLOCK_BYTES)

    return translated


class _Newlines(io.RawIOBase):
    """Reads \\r as \\n, byte for byte."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner = inner

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._inner.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._inner.seek(offset, whence)

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._inner.read(len(buffer)).replace(b"\r", b"\n")
        buffer[: len(data)] = data
        return len(data)
