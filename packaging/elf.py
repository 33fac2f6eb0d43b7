"""Shared libraries of a Linux bundle: stripping, what they need, the C library they want."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

_MAGIC = b"\x7fELF"
_LOAD = 1  # PT_LOAD
_GLIBC = re.compile(rb"GLIBC_2\.(\d+)\b")
_NEEDED = re.compile(r"\(NEEDED\)\s+Shared library: \[(.+)\]")


def libraries(folder: Path) -> Iterator[Path]:
    """ELF shared libraries below a folder; links and programs are left out."""
    for path in sorted(folder.rglob("*.so*")):
        if path.is_file() and not path.is_symlink() and is_elf(path):
            yield path


def is_elf(path: Path) -> bool:
    """Whether a file is a program or library for Linux."""
    with path.open("rb") as file:
        return file.read(4) == _MAGIC


def segments_fit(data: bytes) -> bool:
    """Whether the loader can map a 64-bit little-endian library.

    `strip` can break libraries that `patchelf` changed before: a segment's place in the file
    and in memory no longer agree modulo its alignment.
    """
    if data[:6] != _MAGIC + b"\x02\x01":
        return False
    (table,) = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    for k in range(count):
        start = table + k * size
        (kind,) = struct.unpack_from("<I", data, start)
        offset, address = struct.unpack_from("<QQ", data, start + 8)
        in_file, _in_memory, alignment = struct.unpack_from("<QQQ", data, start + 32)
        if kind != _LOAD:
            continue
        if alignment > 1 and (offset - address) % alignment:
            return False
        if offset + in_file > len(data):
            return False
    return True


def strip_all(folder: Path) -> int:
    """Remove symbols that nobody links against from all libraries below a folder.

    A library that its stripped copy could not replace stays as it is.

    Returns:
        Bytes saved.
    """
    saved = 0
    for path in libraries(folder):
        copy = path.with_name(path.name + ".stripped")
        command = ["strip", "--strip-unneeded", "-o", str(copy), str(path)]
        worked = subprocess.run(command, capture_output=True, check=False).returncode == 0
        if worked and segments_fit(copy.read_bytes()) and copy.stat().st_size < path.stat().st_size:
            saved += path.stat().st_size - copy.stat().st_size
            shutil.copymode(path, copy)
            copy.replace(path)
        else:
            copy.unlink(missing_ok=True)
    return saved


def link_twins(folder: Path) -> int:
    """Make one of libraries that are there twice, byte for byte, a link to the other.

    Returns:
        Bytes saved.
    """
    first: dict[bytes, Path] = {}
    saved = 0
    for path in libraries(folder):
        twin = first.setdefault(hashlib.sha256(path.read_bytes()).digest(), path)
        if twin is not path and twin.name == path.name:
            saved += path.stat().st_size
            path.unlink()
            path.symlink_to(os.path.relpath(twin, path.parent))
    return saved


def needed_outside(folder: Path) -> set[str]:
    """Libraries that a bundle's libraries name and the bundle does not hold."""
    inside = {path.name for path in folder.rglob("*.so*")}
    wanted: set[str] = set()
    for path in libraries(folder):
        listing = subprocess.run(
            ["readelf", "--dynamic", "--wide", str(path)],
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        wanted.update(_NEEDED.findall(listing.stdout))
    return wanted - inside


def glibc_version(folder: Path) -> str:
    """The newest version of the C library that anything in a bundle asks for, as `2.35`."""
    newest = 0
    for path in libraries(folder):
        found = _GLIBC.findall(path.read_bytes())
        newest = max([newest, *map(int, found)])
    return f"2.{newest}"
