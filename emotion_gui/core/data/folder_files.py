"""Every file below a folder, in a fixed order; links are followed, but never in a circle."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from emotion_gui.core.data.file_kinds import is_leftover

_Identity = tuple[int, int]


@dataclass(frozen=True)
class FolderFile:
    """A file of a folder, or what stands in the place of one.

    Attributes:
        parts: of its path, relative to the folder.
        problem: why it, or the folder of this name, cannot be read; "" = it may be.
    """

    parts: tuple[str, ...]
    problem: str = ""


@dataclass
class _Walk:
    root: Path
    seen: dict[_Identity, tuple[str, ...]] = field(default_factory=dict)
    links: list[tuple[str, ...]] = field(default_factory=list)

    def tree(self, parts: tuple[str, ...]) -> Iterator[FolderFile]:
        """Files of a folder and of all that lie in it; links to folders wait in `links`."""
        waiting = [parts]
        while waiting:
            here = waiting.pop()
            folder = self.root.joinpath(*here)
            try:
                if (other := self._entered(folder, here)) is not None:
                    yield FolderFile(here, _read_already(other))
                    continue
                with os.scandir(folder) as found:
                    entries = sorted(found, key=lambda entry: entry.name)
            except OSError as error:
                if not here:
                    raise
                yield FolderFile(here, f"the folder cannot be read ({_why(error)})")
                continue
            below: list[tuple[str, ...]] = []
            for entry in entries:
                if is_leftover((entry.name,)):
                    continue
                path = (*here, entry.name)
                if entry.is_dir(follow_symlinks=False):
                    below.append(path)
                elif _leads_to_folder(entry):
                    self.links.append(path)
                else:
                    yield FolderFile(path, _link_problem(entry))
            waiting.extend(reversed(below))

    def link(self, parts: tuple[str, ...]) -> Iterator[FolderFile]:
        """What a link to a folder leads to, unless that holds the link itself."""
        target = Path(os.path.realpath(self.root.joinpath(*parts)))
        holder = Path(os.path.realpath(self.root.joinpath(*parts[:-1])))
        if target == holder or target in holder.parents:
            yield FolderFile(parts, "this link leads to a folder that holds it")
        else:
            yield from self.tree(parts)

    def _entered(self, folder: Path, parts: tuple[str, ...]) -> tuple[str, ...] | None:
        """By which name the folder was read before, or None: it is new and now noted."""
        found = folder.stat()
        identity = found.st_dev, found.st_ino
        if identity in self.seen:
            return self.seen[identity]
        self.seen[identity] = parts
        return None


def folder_files(root: Path) -> Iterator[FolderFile]:
    """Files below a folder: those of real folders first, then what links to folders lead to.

    Real folders come first so that a link never takes the place of the folder it leads to.
    Leftovers of systems and archivers are passed over. A folder that cannot be read, a link
    without a target and a link in a circle are yielded with a problem, under their own names.

    Raises:
        OSError: `root` itself cannot be read.
    """
    walk = _Walk(root)
    yield from walk.tree(())
    while walk.links:
        yield from walk.link(walk.links.pop(0))


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a circle of links leads nowhere
        return False


def _link_problem(entry: os.DirEntry[str]) -> str:
    if entry.name.lower().endswith(".lnk"):
        return "a shortcut of Windows; copy here what it leads to"
    if not entry.is_symlink() or os.path.exists(entry.path):
        return ""
    try:
        return f"this link leads to nothing ({os.readlink(entry.path)})"
    except OSError as error:
        return f"this link cannot be read ({_why(error)})"


def _read_already(parts: tuple[str, ...]) -> str:
    return f"the folder is read already, as {'/'.join(parts) or 'the whole'}"


def _why(error: OSError) -> str:
    return error.strerror or str(error)
