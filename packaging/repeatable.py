"""What keeps two builds of one commit equal byte by byte, where PyInstaller does not."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path


def intern_letters() -> None:
    """Intern every text of one letter, before any module is compiled.

    Python has one object for each, and `marshal` writes beside it whether anything has interned it
    so far, which goes by the modules that happened to be compiled or read before.
    """
    for number in range(256):
        sys.intern(chr(number))


def sort_archive(path: Path) -> None:
    """Write a zip archive anew, its members by name and without a date."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in sorted(archive.namelist())}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
