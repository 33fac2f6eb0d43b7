"""Which files of a folder or archive are pictures, without opening one."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from emotion_gui.core.data.archives import ArchiveMember, archive_members
from emotion_gui.core.data.file_kinds import (
    is_leftover,
    is_picture_file,
    is_picture_head,
    is_picture_name,
    needs_a_look,
    what_else,
)
from emotion_gui.core.data.folder_files import folder_files
from emotion_gui.core.data.readers.file_names import NameFacts, read_name
from emotion_gui.core.errors import PictureError, UnsupportedSourceError

# Beside every picture may lie three files of somebody's landmarks: so many are named one by one.
NAMED_OTHERS = 1_000


@dataclass
class PictureListing:
    """Where a source's pictures lie, without opening one.

    Attributes:
        pictures: number of pictures by folder (as parts) and what their own names tell.
        others: number of files that are no pictures and are left out.
        named_others: (name, reason) of the first of them.
        refused: (name, reason) of what must not or cannot be looked into.
    """

    pictures: Counter[tuple[tuple[str, ...], NameFacts]] = field(default_factory=Counter)
    others: int = 0
    named_others: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def count(self, folder: tuple[str, ...], name: str) -> None:
        self.pictures[folder, read_name(name)] += 1

    @property
    def total(self) -> int:
        return self.pictures.total()


def file_text(name: str) -> str:
    """A file name that can be stored: bytes that are no text become escapes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


@dataclass(frozen=True)
class FoundFile:
    """A file of a source: a picture, unless `problem` says why it is none.

    Attributes:
        parts: of its path, as it is called.
        problem: in words, or "".
        is_other: the problem is only that it is no picture.
    """

    parts: tuple[str, ...]
    problem: str = ""
    is_other: bool = False

    @property
    def source(self) -> str:
        return "/".join(map(file_text, self.parts))


def walk_folder(root: Path) -> Iterator[FoundFile]:
    """Everything in a folder but leftovers, links followed.

    Raises:
        UnsupportedSourceError: the folder cannot be read.
    """
    try:
        for file in folder_files(root):
            if file.problem:
                yield FoundFile(file.parts, file.problem)
            elif is_picture_file(root.joinpath(*file.parts)):
                yield FoundFile(file.parts)
            else:
                yield FoundFile(file.parts, what_else(file.parts[-1]), is_other=True)
    except OSError as error:
        raise UnsupportedSourceError(root, error.strerror or str(error)) from error


def walk_archive(path: Path) -> Iterator[tuple[FoundFile, ArchiveMember]]:
    """Everything in an archive but leftovers."""
    for member in archive_members(path):
        parts = PurePosixPath(member.name).parts
        if is_leftover(parts):
            continue
        if member.problem:
            yield FoundFile(parts, member.problem), member
        elif _is_picture_member(member):
            yield FoundFile(parts), member
        else:
            yield FoundFile(parts, what_else(member.name), is_other=True), member


def _is_picture_member(member: ArchiveMember) -> bool:
    if is_picture_name(member.name):
        return True
    try:
        return needs_a_look(member.name) and is_picture_head(member.head())
    except PictureError:
        return False


def _listed(found: Iterable[FoundFile]) -> PictureListing:
    listing = PictureListing()
    for file in found:
        if file.is_other:
            listing.others += 1
            if listing.others <= NAMED_OTHERS:
                listing.named_others.append((file.source, file.problem))
        elif file.problem:
            listing.refused.append((file.source, file.problem))
        else:
            listing.count(file.parts[:-1], file.parts[-1])
    return listing


def list_folder(root: Path, files: tuple[Path, ...] = ()) -> PictureListing:
    """Count the pictures of a folder, or of the chosen files."""
    if files:
        return _listed(FoundFile((file.name,)) for file in files)
    return _listed(walk_folder(root))


def list_archive(path: Path) -> PictureListing:
    """Count the pictures of an archive."""
    return _listed(found for found, _ in walk_archive(path))
