"""Recognise and read what people have: tables, folders, archives, loose pictures."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from emotion_gui.core.data.archives import find_table, is_archive, open_member
from emotion_gui.core.data.pictures import is_picture_name
from emotion_gui.core.data.readers.fer_table import looks_like_table
from emotion_gui.core.data.readers.items import (
    CLASS_ARCHIVE,
    CLASS_FOLDERS,
    FER_TABLE,
    LOOSE_PICTURES,
    PHOTO_ARCHIVE,
    PHOTO_FOLDER,
    FaceRows,
    PreviewFace,
    SourceItem,
    SourceOptions,
    SourcePreview,
)
from emotion_gui.core.data.readers.pictures_source import (
    inspect_pictures,
    open_archive,
    open_folder,
)
from emotion_gui.core.data.readers.tables import inspect_table, open_table
from emotion_gui.core.errors import UnsupportedSourceError

__all__ = [
    "CLASS_ARCHIVE",
    "CLASS_FOLDERS",
    "FER_TABLE",
    "LOOSE_PICTURES",
    "PHOTO_ARCHIVE",
    "PHOTO_FOLDER",
    "FaceRows",
    "PreviewFace",
    "SourceItem",
    "SourceOptions",
    "SourcePreview",
    "inspect_source",
    "open_source",
    "open_stretches",
]

_DEFAULT_OPTIONS = SourceOptions()
_FOREIGN_ARCHIVES = (".7z", ".rar")


def inspect_source(
    path: Path,
    *,
    options: SourceOptions = _DEFAULT_OPTIONS,
    limit: int = 24,
    count_s: float = 0.0,
) -> SourcePreview:
    """Recognise a source and count what is in it, quickly.

    Args:
        path: a CSV, a folder, an archive or a picture.
        options: how to read it.
        limit: how many sample pictures to decode.
        count_s: how long all rows of a large table may be counted; one that needs longer is
            estimated.

    Raises:
        UnsupportedSourceError: nothing importable was recognised.
        DatasetFormatError: a table has a wrong header.
        ArchiveError: an archive is damaged or breaks a safety limit.
    """
    found = _recognise(path, options)
    if found.table is not None:
        return inspect_table(
            path,
            found.table,
            found.options,
            size=found.table_bytes,
            limit=limit,
            seekable=not found.archive,
            count_s=count_s,
        )
    return inspect_pictures(path, found.options, archive=found.archive, limit=limit)


def open_source(path: Path, *, options: SourceOptions = _DEFAULT_OPTIONS) -> Generator[SourceItem]:
    """Every picture of a source in a fixed order, streamed; bad ones carry a `problem`.

    Raises:
        UnsupportedSourceError: nothing importable was recognised.
        DatasetFormatError: a table has a wrong header, or its FER+ votes do not fit it.
        ArchiveError: an archive is damaged or breaks a safety limit.
    """
    return _one_by_one(open_stretches(path, options=options))


def open_stretches(
    path: Path, *, options: SourceOptions = _DEFAULT_OPTIONS
) -> Generator[FaceRows | SourceItem]:
    """As `open_source`, but the good rows of a table come many at once.

    Raises:
        UnsupportedSourceError, DatasetFormatError, ArchiveError: as `open_source`.
    """
    found = _recognise(path, options)
    if found.table is not None:
        return open_table(path, found.table, options)
    if found.archive:
        return open_archive(path, options)
    return open_folder(path, found.options)


def _one_by_one(pieces: Generator[FaceRows | SourceItem]) -> Generator[SourceItem]:
    with closing(pieces):
        for piece in pieces:
            if isinstance(piece, FaceRows):
                yield from piece.items()
            else:
                yield piece


@dataclass(frozen=True)
class _Recognised:
    options: SourceOptions
    archive: bool = False
    table: Callable[[], AbstractContextManager[IO[bytes]]] | None = None
    table_bytes: int = 0


def _recognise(path: Path, options: SourceOptions) -> _Recognised:
    if options.files or path.is_dir():
        return _Recognised(options)
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except FileNotFoundError as error:
        raise UnsupportedSourceError(path, "there is no such file or folder") from error
    except OSError as error:
        raise UnsupportedSourceError(path, error.strerror or str(error)) from error
    if is_picture_name(path.name):
        return _Recognised(replace(options, files=(path,)))
    if path.suffix.lower() in _FOREIGN_ARCHIVES:
        raise UnsupportedSourceError(path, "unpack this kind of archive first, or make it a zip")
    if is_archive(path):
        return _archived_table(path, options) or _Recognised(options, archive=True)
    if looks_like_table(path, head.split(b"\n", 1)[0]):
        return _Recognised(options, table=lambda: path.open("rb"), table_bytes=path.stat().st_size)
    raise UnsupportedSourceError(
        path, "neither a FER2013 table, an archive, a picture nor a folder of pictures"
    )


def _archived_table(path: Path, options: SourceOptions) -> _Recognised | None:
    """The FER2013 table that an archive may hold, as Kaggle packs it."""
    member = find_table(path)
    if member is None:
        return None
    name, size = member
    return _Recognised(
        options, archive=True, table=lambda: open_member(path, name), table_bytes=size
    )
