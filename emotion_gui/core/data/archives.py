"""Read pictures out of zip and tar archives without ever unpacking one to the disk.

Names are checked (no absolute paths, no `..`), links and devices are skipped, and three
limits bound what a hostile archive can cost: bytes a member, how much a member may grow
on decompression, and how much the whole may.
"""

from __future__ import annotations

import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Literal

from emotion_gui.core.data.file_kinds import HEAD_BYTES
from emotion_gui.core.data.pictures import MAX_BYTES
from emotion_gui.core.errors import ArchiveError, PictureError
from emotion_gui.core.reading import open_file

MAX_MEMBERS = 5_000_000
MAX_RATIO = 200
# A ratio says nothing about small files: a flat 1 MB bitmap shrinks a thousandfold.
RATIO_FREE_BYTES = 4 << 20
MAX_TOTAL_RATIO = 300
TOTAL_FREE_BYTES = 1 << 30

LONGEST_NAME = 4_096  # no system has longer paths
_SHOWN_LETTERS = 200
MAX_HEADER_BYTES = 1 << 20  # of a member's name and attributes; a path has 4,096 bytes at most

_LONG_HEADERS = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x5d\0\0")  # gzip, bzip2, xz, lzma
_TAR_ENDINGS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
_BROKEN = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError),
    NotImplementedError,  # zipfile's, of a newer version of the format
    ValueError,  # names that are no text, numbers that are none
)
_DAMAGE = (*_BROKEN, TypeError)  # tarfile's, of a gzip header that is cut short
_READ_ERRORS = (*_BROKEN, OSError, RuntimeError)


@dataclass(frozen=True)
class ArchiveMember:
    """A file in an archive.

    Attributes:
        name: relative path with forward slashes; as written where `problem` is set.
        size: unpacked, in bytes, as the archive claims.
        problem: why it must not be read, or "".
        head: the first bytes, enough to see what it is; asked for before `read`.
        read: the bytes, at most `size` of them; for tar only until the next member.
        open: the same as a stream, for members that are read piece by piece.
    """

    name: str
    size: int
    problem: str
    head: Callable[[], bytes]
    read: Callable[[], bytes]
    open: Callable[[], IO[bytes]]


def is_archive(path: Path) -> bool:
    """True where the file's name or first bytes say zip or tar."""
    if path.name.lower().endswith((".zip", *_TAR_ENDINGS)) or zipfile.is_zipfile(path):
        return True
    try:
        with open_file(path) as file:
            head = file.read(tarfile.BLOCKSIZE)
            if not any(head):
                return False
            file.seek(0)
            # Not left to tarfile, which tries every compression on every file: gigabytes of
            # zeros are the padding of an xz to it, and read to their end.
            mode: Literal["r:*", "r:"] = "r:*" if head.startswith(_PACKED) else "r:"
            with tarfile.open(fileobj=file, mode=mode, tarinfo=_BoundedTarInfo):
                return True
    except _READ_ERRORS:  # another kind of file, or a compression that breaks off
        return False


def _shown(name: str) -> str:
    """A name that cannot be used, as far as it can be told."""
    text = name.encode("utf-8", "backslashreplace").decode() or "?"
    return text if len(text) <= _SHOWN_LETTERS else f"{text[:_SHOWN_LETTERS]}…"


def safe_name(name: str) -> str | None:
    """The member's path in normal form, or None where it would leave the archive.

    None as well for one that no system could have: a megabyte of name takes a megabyte of memory.
    """
    if len(name) > LONGEST_NAME:
        return None
    text = name.replace("\\", "/")
    if text.startswith("/") or "\0" in text or (len(text) > 1 and text[1] == ":"):
        return None
    parts = [part for part in PurePosixPath(text).parts if part != "."]
    if not parts or ".." in parts:
        return None
    # Names that are no text (lone surrogates) could not be stored.
    return "/".join(parts).encode("utf-8", "backslashreplace").decode()


def archive_members(path: Path) -> Iterator[ArchiveMember]:
    """Files of an archive in stored order.

    Raises:
        ArchiveError: the archive is damaged, or unpacks to far more than it weighs.
    """
    try:
        if path.name.lower().endswith(_TAR_ENDINGS) or not zipfile.is_zipfile(path):
            yield from _tar_members(path)
        else:
            yield from _zip_members(path)
    except _DAMAGE as error:
        raise ArchiveError(path, f"the archive is damaged ({error})") from error


@contextmanager
def open_member(path: Path, name: str) -> Iterator[IO[bytes]]:
    """One member as a stream; what it unpacks to is never held whole.

    Raises:
        ArchiveError: it is gone, or damaged.
    """
    for member in archive_members(path):
        if member.name == name and not member.problem:
            with unpacking(path, name), member.open() as stream:
                yield stream
            return
    raise ArchiveError(path, "it is no longer there", member=name)


@contextmanager
def unpacking(path: Path, member: str | None = None) -> Iterator[None]:
    """What goes wrong while something is unpacked becomes an `ArchiveError` in words."""
    try:
        yield
    except _READ_ERRORS as error:
        raise ArchiveError(path, f"it cannot be unpacked ({error})", member=member) from error


def refuse_growth(path: Path, total: int) -> None:
    """Refuse a file that unpacks to far more than it weighs.

    Raises:
        ArchiveError: `total` bytes are more than any honest file of its size holds.
    """
    if total > TOTAL_FREE_BYTES and total > MAX_TOTAL_RATIO * path.stat().st_size:
        raise ArchiveError(
            path, f"it unpacks to more than {MAX_TOTAL_RATIO} times its size; refused"
        )


def _zip_members(path: Path) -> Iterator[ArchiveMember]:
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if len(entries) > MAX_MEMBERS:
            raise ArchiveError(path, f"it holds more than {MAX_MEMBERS:,} files")
        refuse_growth(path, sum(entry.file_size for entry in entries))
        for entry in entries:
            if entry.filename.endswith("/"):  # `is_dir` of Python 3.11 stumbles over an empty name
                continue
            name = safe_name(entry.filename)
            shown = name or _shown(entry.filename)
            opener = _zip_opener(archive, entry)
            yield _member(shown, entry.file_size, _zip_problem(entry, name), opener)


def _zip_opener(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: archive.open(entry)


def _name_problem(name: str) -> str:
    if len(name) > LONGEST_NAME:
        return f"its name is longer than {LONGEST_NAME} letters"
    if not name:
        return "it has no name"
    return "its path leads out of the archive"


def _zip_problem(entry: zipfile.ZipInfo, name: str | None) -> str:
    kind = (entry.external_attr >> 16) & 0o170000
    if name is None:
        return _name_problem(entry.filename)
    if kind == stat.S_IFLNK:
        return "a link, not a file; links in archives are not followed"
    if kind not in {0, stat.S_IFREG}:
        return "a device, not a file"
    if entry.flag_bits & 0x1:
        return "it is encrypted"
    if entry.file_size > max(RATIO_FREE_BYTES, MAX_RATIO * max(1, entry.compress_size)):
        return f"it unpacks to more than {MAX_RATIO} times its size"
    return ""


def _tar_members(path: Path) -> Iterator[ArchiveMember]:
    with (
        open_file(path) as file,
        tarfile.open(fileobj=file, mode="r|*", tarinfo=_BoundedTarInfo) as archive,
    ):
        for count, entry in enumerate(archive):
            # Otherwise all of them, with their headers, stay in memory.
            archive.members.clear()  # type: ignore[attr-defined]
            refuse_growth(path, entry.offset_data + entry.size)
            if count >= MAX_MEMBERS:
                raise ArchiveError(path, f"it holds more than {MAX_MEMBERS:,} files")
            if entry.isdir():
                continue
            name = safe_name(entry.name)
            shown = name or _shown(entry.name)
            opener = _tar_opener(archive, entry)
            yield _member(shown, entry.size, _tar_problem(entry, name), opener)


class _BoundedTarInfo(tarfile.TarInfo):
    """A header whose name or attributes are not read where they claim to be endless."""

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        # The hook that tarfile's source offers to subclasses, called for every header before what
        # belongs to it is read. Not `frombuf`: Pythons with the mended parsing of directories
        # (Debian's 3.11.2 is one) no longer call it when they read.
        if self.type in _LONG_HEADERS and self.size > MAX_HEADER_BYTES:
            raise tarfile.ReadError(f"a header of {self.size:,} bytes")
        entry: tarfile.TarInfo = super()._proc_member(archive)  # type: ignore[misc]
        return entry


def _tar_problem(entry: tarfile.TarInfo, name: str | None) -> str:
    if name is None:
        return _name_problem(entry.name)
    if entry.issym() or entry.islnk():
        target = entry.linkname.encode("utf-8", "backslashreplace").decode()
        return f"a link (to {target}), not a file; links in archives are not followed"
    return "" if entry.isreg() else "a device, not a file"


def _tar_opener(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> Callable[[], IO[bytes]]:
    def open_member() -> IO[bytes]:
        stream = archive.extractfile(entry)
        if stream is None:
            raise PictureError(entry.name, "it is not a file")
        return stream

    return open_member


def _member(shown: str, size: int, problem: str, opener: Callable[[], IO[bytes]]) -> ArchiveMember:
    content = _Content(shown, opener)
    return ArchiveMember(shown, size, problem, content.head, content.read, content.open)


class _Content:
    """A member's bytes. A tar is read in one go: what `head` took, `read` puts in front again.

    Args:
        name: for messages.
        opener: opens the member; for tar from where it was left.
    """

    def __init__(self, name: str, opener: Callable[[], IO[bytes]]) -> None:
        self._name = name
        self.open = opener
        self._stream: IO[bytes] | None = None
        self._head = b""

    def head(self) -> bytes:
        with self._refusals():
            self._stream = self.open()
            self._head = self._stream.read(HEAD_BYTES)
        return self._head

    def read(self) -> bytes:
        with self._refusals(), self._stream or self.open() as stream:
            data = self._head + stream.read(MAX_BYTES + 1)
        self._stream, self._head = None, b""
        if len(data) > MAX_BYTES:
            raise PictureError(self._name, f"the file is larger than {MAX_BYTES >> 20} MB")
        return data

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except _READ_ERRORS as error:
            raise PictureError(self._name, f"it cannot be unpacked ({error})") from error
