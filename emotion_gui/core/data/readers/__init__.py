"""Recognise and read what people have: tables, folders, archives, loose pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from emotion_gui.core.data.readers.items import (
    CLASS_ARCHIVE,
    CLASS_FOLDERS,
    FER_TABLE,
    LOOSE_PICTURES,
    PHOTO_ARCHIVE,
    PHOTO_FOLDER,
    PreviewFace,
    SourceItem,
    SourceOptions,
    SourcePreview,
)

__all__ = [
    "CLASS_ARCHIVE",
    "CLASS_FOLDERS",
    "FER_TABLE",
    "LOOSE_PICTURES",
    "PHOTO_ARCHIVE",
    "PHOTO_FOLDER",
    "PreviewFace",
    "SourceItem",
    "SourceOptions",
    "SourcePreview",
    "inspect_source",
    "open_source",
]

_DEFAULT_OPTIONS = SourceOptions()


def inspect_source(
    path: Path, *, options: SourceOptions = _DEFAULT_OPTIONS, limit: int = 24
) -> SourcePreview:
    """Recognise a source and count what is in it, quickly.

    Args:
        path: a CSV, a folder, an archive or a picture.
        options: how to read it.
        limit: how many sample pictures to decode.

    Raises:
        UnsupportedSourceError: nothing importable was recognised.
        DatasetFormatError: a table has a wrong header.
        ArchiveError: an archive is damaged or breaks a safety limit.
    """
    raise NotImplementedError


def open_source(path: Path, *, options: SourceOptions = _DEFAULT_OPTIONS) -> Iterator[SourceItem]:
    """Every picture of a source in a fixed order, streamed; bad ones carry a `problem`.

    Raises:
        UnsupportedSourceError: nothing importable was recognised.
        DatasetFormatError: a table has a wrong header, or its FER+ votes do not fit it.
        ArchiveError: an archive is damaged or breaks a safety limit.
    """
    raise NotImplementedError
