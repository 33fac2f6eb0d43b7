"""Recognise and read what people have: tables, folders, archives, loose pictures."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from emotion_gui.core.data.archives import is_archive
from emotion_gui.core.data.file_kinds import is_picture_file
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
from emotion_gui.core.data.readers.wrapped_tables import (
    FoundTable,
    find_archived_table,
    find_plain_table,
)
from emotion_gui.core.errors import UnsupportedSourceError
from emotion_gui.core.reading import open_file

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
_FOREIGN_ARCHIVES = (".7z", ".rar", ".zst")
_FOREIGN_TABLES = (".xlsx", ".xls", ".ods", ".numbers", ".parquet")


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
        return inspect_table(path, found.table, found.options, limit=limit, count_s=count_s)
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
    table: FoundTable | None = None


def _recognise(path: Path, options: SourceOptions) -> _Recognised:
    if options.files or path.is_dir():
        return _Recognised(options)
    try:
        with open_file(path):
            pass
    except FileNotFoundError as error:
        raise UnsupportedSourceError(path, "there is no such file or folder") from error
    except OSError as error:
        raise UnsupportedSourceError(path, error.strerror or str(error)) from error
    if is_picture_file(path):
        return _Recognised(replace(options, files=(path,)))
    ending = path.suffix.lower()
    if ending in _FOREIGN_ARCHIVES:
        raise UnsupportedSourceError(path, "unpack this kind of archive first, or make it a zip")
    if ending in _FOREIGN_TABLES:
        raise UnsupportedSourceError(path, "save this table as CSV first")
    if is_archive(path):
        return _Recognised(options, archive=True, table=find_archived_table(path))
    if (table := find_plain_table(path)) is not None:
        return _Recognised(options, table=table)
    raise UnsupportedSourceError(
        path, "neither a FER2013 table, an archive, a picture nor a folder of pictures"
    )
