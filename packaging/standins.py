"""Stand-ins for three encoders in PyAV's wheel (docs/decisions/0009-films-pyav.md).

FFmpeg in PyAV's wheels is LGPL, but is linked with x264 and x265, which are GPL, and with SVT-AV1,
which is large. The program never encodes with them. A package gets libraries of the same names in
their place, which hold nothing but the names that FFmpeg asks for, each answering 0: encoding
H.264, H.265 or AV1 fails there, everything else is as before.
"""

from __future__ import annotations

import re
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

Entry = tuple[str, str, str]  # (destination, source, kind), PyInstaller's

_ENCODER = re.compile(r"(^|[/\\])(lib)?(?P<name>x26[45]|SvtAv1Enc)[-.][^/\\]*$")
_PREFIXES = {"SvtAv1Enc": "svt_"}  # of an encoder's names, where it is not its own
_CODEC = re.compile(r"(^|[/\\])(lib)?avcodec[-.][^/\\]*$")


def replaced(entries: Sequence[Entry], folder: Path) -> list[Entry]:
    """The entries with stand-ins for the three, which are made in the folder.

    Raises:
        SystemExit: there is an encoder and no FFmpeg that asks for it, or no tool to make one.
    """
    codec = next((source for place, source, _ in entries if _CODEC.search(place)), None)
    made: dict[str, str] = {}
    for place, source, kind in entries:
        found = _ENCODER.search(place)
        if found is None or kind == "SYMLINK" or source in made:
            continue
        if codec is None:
            raise SystemExit(f"{place} would travel, and no FFmpeg to make a stand-in for")
        target = folder / Path(source).name
        target.parent.mkdir(parents=True, exist_ok=True)
        make(target, asked_of(Path(codec), found["name"]))
        made[source] = str(target)
    return [(place, made.get(source, source), kind) for place, source, kind in entries]


def asked_of(codec: Path, encoder: str) -> list[str]:
    """Which names FFmpeg's library asks of an encoder's library."""
    if sys.platform == "win32":
        import pefile

        with pefile.PE(str(codec), fast_load=True) as image:
            kind = pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_IMPORT"]
            image.parse_data_directories([kind])
            tables = image.DIRECTORY_ENTRY_IMPORT
            asked = [row.name.decode() for table in tables for row in table.imports if row.name]
    else:
        # Sections of `nm -D` are Linux'; macOS lists what is undefined without it.
        options = ["-D"] if sys.platform.startswith("linux") else []
        command = ["nm", *options, "-u", str(codec)]
        text = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
        asked = [line.split()[-1].lstrip("_") for line in text.splitlines() if line.strip()]
    prefix = _PREFIXES.get(encoder, f"{encoder}_")
    names = sorted({name for name in asked if name.startswith(prefix)})
    if not names:
        raise SystemExit(f"{codec.name} asks nothing of {encoder}; is it still part of it?")
    return names


def make(target: Path, names: Sequence[str]) -> None:
    """Write a library whose every name is a function that answers 0."""
    if target.suffix == ".dll":
        target.write_bytes(dll(target.name, names))
        return
    source = "\n".join(f"void *{name}(void) {{ return 0; }}" for name in names)
    named = (
        ["-dynamiclib", f"-Wl,-install_name,@rpath/{target.name}"]
        if sys.platform == "darwin"
        else ["-shared", "-nostdlib", f"-Wl,-soname,{target.name}"]
    )
    command = ["cc", "-x", "c", "-O1", *named, "-o", str(target), "-"]
    subprocess.run(command, input=source, encoding="utf-8", check=True)


# -- Windows has no compiler that may be counted on, and such a library is one page of tables ----

_PAGE, _SECTOR = 0x1000, 0x200
_ANSWER_0 = bytes.fromhex("31c0c3")  # xor eax, eax; ret


def dll(name: str, names: Sequence[str]) -> bytes:
    """A library for 64-bit Windows with one section: the function and the table of exports."""
    body = _exports(name, sorted(names), start=_PAGE)
    size = -(-len(body) // _SECTOR) * _SECTOR
    dos = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64)
    # AMD64, one section, no relocations needed; executable, large addresses, a library.
    coff = struct.pack("<4sHHIIIHH", b"PE\0\0", 0x8664, 1, 0, 0, 0, 240, 0x2022)
    optional = struct.pack(
        "<HBBIIIIIQIIHHHHHHIIIIHHQQQQII",
        0x20B,
        1,
        0,
        size,
        0,
        0,
        0,
        _PAGE,
        0x180000000,
        _PAGE,
        _SECTOR,
        6,
        0,
        0,
        0,
        6,
        0,
        0,
        _PAGE + -(-len(body) // _PAGE) * _PAGE,
        _SECTOR,
        0,
        2,
        0x160,
        0x100000,
        0x1000,
        0x100000,
        0x1000,
        0,
        16,
    )
    directories = struct.pack("<II", _PAGE + 16, len(body) - 16) + bytes(15 * 8)
    section = struct.pack(
        "<8sIIIIIIHHI", b".text", len(body), _PAGE, size, _SECTOR, 0, 0, 0, 0, 0x60000020
    )
    head = dos + coff + optional + directories + section
    return head.ljust(_SECTOR, b"\0") + body.ljust(size, b"\0")


def _exports(name: str, names: Sequence[str], *, start: int) -> bytes:
    """The function, and behind it the export directory; `start` is where this is loaded."""
    count, place = len(names), start + 16
    functions = place + 40
    pointers, ordinals = functions + 4 * count, functions + 8 * count
    texts = ordinals + 2 * count
    words = [text.encode("ascii") + b"\0" for text in (name, *names)]
    places = [texts + sum(map(len, words[:k])) for k in range(len(words))]
    directory = struct.pack(
        "<IIHHIIIIIII", 0, 0, 0, 0, places[0], 1, count, count, functions, pointers, ordinals
    )
    return b"".join(
        (
            _ANSWER_0.ljust(16, b"\xcc"),
            directory,
            struct.pack(f"<{count}I", *[start] * count),
            struct.pack(f"<{count}I", *places[1:]),
            struct.pack(f"<{count}H", *range(count)),
            *words,
        )
    )
