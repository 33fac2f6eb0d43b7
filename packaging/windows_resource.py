"""What Windows shows in a program's properties: version, publisher, product."""

from __future__ import annotations

import re

PRODUCT = "Emotion Workbench"
PUBLISHER = "The Emotion Workbench authors"
_ENGLISH_UNICODE = (0x0409, 1200)


def four_numbers(version: str) -> tuple[int, int, int, int]:
    """Windows' form of a version; what is no number (`rc1`) is left out."""
    found = re.match(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?", version)
    if found is None:
        raise ValueError(f"no version: {version!r}")
    one, two, three = (int(part or 0) for part in found.groups())
    return one, two, three, 0


def version_text(version: str, program: str, description: str) -> str:
    """PyInstaller's text form of a version resource."""
    numbers = four_numbers(version)
    language, coding = _ENGLISH_UNICODE
    strings = {
        "CompanyName": PUBLISHER,
        "FileDescription": description,
        "FileVersion": version,
        "InternalName": program,
        "LegalCopyright": f"{PUBLISHER}. MIT licence.",
        "OriginalFilename": f"{program}.exe",
        "ProductName": PRODUCT,
        "ProductVersion": version,
    }
    rows = ", ".join(f"StringStruct({key!r}, {text!r})" for key, text in strings.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, "
        "flags=0, OS=0x40004, fileType=1, subtype=0, date=(0, 0)), kids=["
        f"StringFileInfo([StringTable('{language:04x}{coding:04x}', [{rows}])]), "
        f"VarFileInfo([VarStruct('Translation', [{language}, {coding}])])])\n"
    )
