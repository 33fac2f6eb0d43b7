"""Read pictures out of zip and tar archives without ever unpacking one to the disk.

Names are checked (no absolute paths, no `..`), links and devices are skipped, and three
limits bound what a hostile archive can cost: bytes a member, how much a member may grow
on decompression, and how much the whole may.
"""

from __future__ import annotations

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from emotion_gui.core.data.pictures import MAX_BYTES, is_picture_name
from emotion_gui.core.errors import ArchiveError, PictureError

MAX_MEMBERS = 5_000_000
MAX_RATIO = 200
# A ratio says nothing about small files: a flat 1 MB bitmap shrinks a thousandfold.
RATIO_FREE_BYTES = 4 << 20
MAX_TOTAL_RATIO = 300
TOTAL_FREE_BYTES = 1 << 30

_TAR_ENDINGS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
_DAMAGE = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError,
    TypeError,  # tarfile, of a gzip header that is cut short
)  # fmt: skip
_READ_ERRORS = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError,
    NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip


@dataclass(frozen=True)
class ArchiveMember:
    """A file in an archive.

    Attributes:
        name: relative path with forward slashes; as written where `problem` is set.
        size: unpacked, in bytes, as the archive claims.
        problem: why it must not be read, or "".
        read: the bytes, at most `size` of them; for tar only until the next member.
        open: the same as a stream, for members that are read piece by piece.
    """

    name: str
    size: int
    problem: str
    read: Callable[[], bytes]
    open: Callable[[], IO[bytes]]


def is_archive(path: Path) -> bool:
    """True where the file's name or first bytes say zip or tar."""
    name = path.name.lower()
    if name.endswith((".zip", *_TAR_ENDINGS)):
        return True
    return zipfile.is_zipfile(path)


def safe_name(name: str) -> str | None:
    """The member's path in normal form, or None where it would leave the archive."""
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


def find_table(path: Path) -> tuple[str, int] | None:
    """Name and size of the FER2013 table in an archive without a picture before it."""
    for member in archive_members(path):
        name = member.name.lower()
        if member.problem or name.startswith("__macosx"):
            continue
        if name.endswith("fer2013.csv") or name.endswith("icml_face_data.csv"):
            return member.name, member.size
        if is_picture_name(name):
            return None
    return None


@contextmanager
def open_member(path: Path, name: str) -> Iterator[IO[bytes]]:
    """One member as a stream; what it unpacks to is never held whole.

    Raises:
        ArchiveError: it is gone, or damaged.
    """
    for member in archive_members(path):
        if member.name == name and not member.problem:
            try:
                with member.open() as stream:
                    yield stream
            except _READ_ERRORS as error:
                raise ArchiveError(path, f"it cannot be unpacked ({error})", member=name) from (
                    error
                )
            return
    raise ArchiveError(path, "it is no longer there", member=name)


def _grown_too_much(path: Path, total: int) -> None:
    if total > TOTAL_FREE_BYTES and total > MAX_TOTAL_RATIO * path.stat().st_size:
        raise ArchiveError(
            path, f"it unpacks to more than {MAX_TOTAL_RATIO} times its size; refused"
        )


def _zip_members(path: Path) -> Iterator[ArchiveMember]:
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if len(entries) > MAX_MEMBERS:
            raise ArchiveError(path, f"it holds more than {MAX_MEMBERS:,} files")
        _grown_too_much(path, sum(entry.file_size for entry in entries))
        for entry in entries:
            if entry.is_dir():
                continue
            name = safe_name(entry.filename)
            yield ArchiveMember(
                name or entry.filename.encode("utf-8", "backslashreplace").decode(),
                entry.file_size,
                _zip_problem(entry, name),
                _reader(name or entry.filename, _zip_opener(archive, entry)),
                _zip_opener(archive, entry),
            )


def _zip_opener(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: archive.open(entry)


def _zip_problem(entry: zipfile.ZipInfo, name: str | None) -> str:
    kind = (entry.external_attr >> 16) & 0o170000
    if name is None:
        return "its path leads out of the archive"
    if kind not in {0, 0o100000}:
        return "it is a link or device, not a file"
    if entry.flag_bits & 0x1:
        return "it is encrypted"
    if entry.file_size > max(RATIO_FREE_BYTES, MAX_RATIO * max(1, entry.compress_size)):
        return f"it unpacks to more than {MAX_RATIO} times its size"
    return ""


def _tar_members(path: Path) -> Iterator[ArchiveMember]:
    total = 0
    with tarfile.open(path, mode="r|*") as archive:
        for count, entry in enumerate(archive):
            total += entry.size
            _grown_too_much(path, total)
            if count >= MAX_MEMBERS:
                raise ArchiveError(path, f"it holds more than {MAX_MEMBERS:,} files")
            if entry.isdir():
                continue
            name = safe_name(entry.name)
            problem = ""
            if name is None:
                problem = "its path leads out of the archive"
            elif not entry.isreg():
                problem = "it is a link or device, not a file"
            opener = _tar_opener(archive, entry)
            shown = name or entry.name.encode("utf-8", "backslashreplace").decode()
            yield ArchiveMember(shown, entry.size, problem, _reader(shown, opener), opener)


def _tar_opener(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> Callable[[], IO[bytes]]:
    def open_member() -> IO[bytes]:
        stream = archive.extractfile(entry)
        if stream is None:
            raise PictureError(entry.name, "it is not a file")
        return stream

    return open_member


def _reader(name: str, opener: Callable[[], IO[bytes]]) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with opener() as stream:
                data = stream.read(MAX_BYTES + 1)
        except _READ_ERRORS as error:
            raise PictureError(name, f"it cannot be unpacked ({error})") from error
        if len(data) > MAX_BYTES:
            raise PictureError(name, f"the file is larger than {MAX_BYTES >> 20} MB")
        return data

    return read
