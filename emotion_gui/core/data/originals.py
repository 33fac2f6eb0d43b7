"""The picture that a face came from, as long as its source is still there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from emotion_gui.core.data.archives import archive_members, is_archive
from emotion_gui.core.data.pictures import (
    IMPORT_SIDE,
    Picture,
    decode_picture,
    read_picture_file,
)
from emotion_gui.core.errors import PictureError
from emotion_gui.core.workspace.records import DatasetRow, Sample

_FACE_NUMBER = re.compile(r"#\d+$")


def load_original(
    row: DatasetRow, sample: Sample, *, max_side: int | None = IMPORT_SIDE
) -> Picture | None:
    """The picture of a sample; None for rows of a table, which are faces themselves.

    Raises:
        PictureError: the source has been moved, removed or changed.
    """
    source, files, name = _origin(row, sample.source)
    if sample.detector != "none":
        name = _FACE_NUMBER.sub("", name)
    if re.fullmatch(r"row \d+", name):
        return None
    try:
        data = _read(source, name, [Path(file) for file in files])
    except OSError as error:
        raise PictureError(name, f"{source}: {error.strerror or error}") from error
    return decode_picture(data, name, max_side=max_side)


def _origin(row: DatasetRow, name: str) -> tuple[Path, Sequence[str], str]:
    """The source of a sample, its chosen files, and the sample's name there."""
    prefix, found, rest = name.partition(": ")
    added = row.settings.get("additions", {}).get(prefix) if found else None
    if added is not None:
        return Path(added["source"]), added["files"], rest
    return Path(row.source), row.settings.get("files", ()), name


def _read(source: Path, name: str, files: list[Path]) -> bytes:
    if files:
        for file in files:
            if file.name == name:
                return read_picture_file(file)
    elif source.is_dir():
        path = source / name
        if path.is_file():
            return read_picture_file(path)
    elif source.is_file() and source.name == name:
        return read_picture_file(source)
    elif source.is_file() and is_archive(source):
        for member in archive_members(source):
            if member.name == name and not member.problem:
                return member.read()
    raise PictureError(name, f"it is no longer in {source}")
