"""Writes `licences.json`: what the packages contain and under which terms.

    python packaging/licences.py resources/licences.json

Runs in the build environment, whose installed distributions it reads. The About box shows the
file: a list of {name, version, licence, url, text}, text being the terms themselves.
"""

from __future__ import annotations

import argparse
import csv
import json
import platform
import re
import shutil
import sys
from collections.abc import Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path, PurePath, PurePosixPath
from typing import TypedDict

from packaging.requirements import Requirement

HERE = Path(__file__).resolve().parent
TEXTS = HERE / "licence_texts"
# Collections of third parties' notices; they lie in the bundle as files of their own.
LONGEST_TEXT = 80_000
_FILE = re.compile(r"^(licen[cs]e|copying|notice|thirdparty)", re.IGNORECASE)


_WITHOUT_GPL = (
    "FFmpeg reads and writes films. Its libraries are separate files in the program's folder "
    "(av.libs) and may be replaced by others of the same interface. Beside them lie libvpx, "
    "SVT-AV1, dav1d, Opus, WebP (BSD), LAME and libiconv (LGPL), OpenCORE AMR (Apache-2.0) and "
    "others, as PyAV's wheel brings them. That wheel also holds the encoders x264 and x265, "
    "which are under the GPL: packages of this program do not contain them, but empty libraries "
    "of the same names, so that the rest can be loaded. Who installs the program by pip gets the "
    "wheel as it is. Sources and build scripts of all of them: "
    "https://github.com/PyAV-Org/pyav-ffmpeg. The terms of LGPL 3 refer to those of GPL 3."
)


class Licence(TypedDict):
    """One entry of `licences.json`."""

    name: str
    version: str
    licence: str
    url: str
    text: str


# Distributions whose wheel has no text, and which one is theirs.
_KNOWN_TEXTS = {
    "PySide6_Essentials": "LGPL-3.txt",
    "shiboken6": "LGPL-3.txt",
    "flatbuffers": "Apache-2.0.txt",
}
_KNOWN_NAMES = {
    "contourpy": "BSD-3-Clause",
    "cycler": "BSD-3-Clause",
    "kiwisolver": "BSD-3-Clause",
    "matplotlib": "PSF-based (Matplotlib licence)",
    "safetensors": "Apache-2.0",
}


def pinned(requirements: Path, platform: str = sys.platform) -> dict[str, str]:
    """Name -> exact version of a requirements file for one system (`sys.platform`'s names).

    `-r` lines and comments are left out.
    """
    lines = requirements.read_text(encoding="utf-8").splitlines()
    read = [Requirement(line) for line in lines if "==" in line and line[0] not in "#-"]
    here = [each for each in read if _is_for(each, platform)]
    return {each.name: next(iter(each.specifier)).version for each in here}


def _is_for(requirement: Requirement, platform: str) -> bool:
    marker = requirement.marker
    return marker is None or marker.evaluate({"sys_platform": platform})


def _field(found: Distribution, name: str) -> str:
    """What the metadata say in one place; "" where they say nothing."""
    return str((found.metadata.get_all(name) or [""])[0])


def licence_name(found: Distribution) -> str:
    """The short name of the terms: SPDX where it is given."""
    name = found.metadata["Name"]
    if name in _KNOWN_NAMES:
        return _KNOWN_NAMES[name]
    expression = _field(found, "License-Expression") or _field(found, "License")
    if expression and "\n" not in expression:
        return expression
    classifiers = found.metadata.get_all("Classifier") or []
    named = [c.rpartition(" :: ")[2] for c in classifiers if c.startswith("License :: ")]
    return named[0] if named else "see the text"


def homepage(found: Distribution) -> str:
    """Where it comes from."""
    page = _field(found, "Home-page")
    if page and page != "UNKNOWN":
        return page
    for line in found.metadata.get_all("Project-URL") or []:
        label, _, address = line.partition(", ")
        if label.lower() in {"homepage", "home", "repository", "source", "source code", "code"}:
            return str(address)
    return ""


def licence_files(found: Distribution) -> list[Path]:
    """Files with terms of a distribution: those of its metadata first, the highest first."""
    # Not `found.files`: that looks on the disk for each of torch's 13,000 files.
    rows = csv.reader((found.read_text("RECORD") or "").splitlines())
    files = [PurePosixPath(row[0]) for row in rows]
    named = [file for file in files if _FILE.match(file.name)]
    terms = [file for file in named if file.suffix not in {".py", ".pyc", ".xml"}]
    return [Path(str(found.locate_file(file))) for file in sorted(terms, key=_depth)]


def _depth(file: PurePath) -> tuple[bool, int, str]:
    return ".dist-info" not in str(file), len(file.parts), str(file)


def licence_text(found: Distribution) -> str:
    """The terms of the distribution itself (the files nearest to its top)."""
    known = _KNOWN_TEXTS.get(found.metadata["Name"])
    if known:
        return (TEXTS / known).read_text(encoding="utf-8").strip()
    files = licence_files(found)
    top = [file for file in files if file.parent == files[0].parent]
    texts = [file.read_text(encoding="utf-8", errors="replace").strip() for file in top]
    short = [text for text in texts if len(text) <= LONGEST_TEXT]
    return "\n\n".join(short)


def of_distribution(found: Distribution) -> Licence:
    """The entry of an installed distribution."""
    return Licence(
        name=found.metadata["Name"],
        version=found.version.partition("+")[0],
        licence=licence_name(found),
        url=homepage(found),
        text=licence_text(found),
    )


def not_from_wheels(pins: Mapping[str, str]) -> list[Licence]:
    """Python itself, and what travels inside others' wheels under terms of its own.

    Args:
        pins: name -> version of the distributions in the package.
    """
    opencv = next(name for name in pins if name.startswith("opencv-python"))
    return [
        Licence(
            name="Python",
            version=platform.python_version(),
            licence="PSF-2.0",
            url="https://www.python.org/",
            text=_text("Python.txt"),
        ),
        Licence(
            name="Qt",
            version=distribution("PySide6_Essentials").version,
            licence="LGPL-3.0",
            url="https://www.qt.io/",
            text="Qt's libraries are separate files in the program's folder and may be replaced "
            f"by others of the same interface.\n\n{_text('LGPL-3.txt')}\n\n{_text('GPL-3.txt')}",
        ),
        Licence(
            name="OpenCV",
            version=pins[opencv],
            licence="Apache-2.0",
            url="https://opencv.org/",
            text=_text("Apache-2.0.txt"),
        ),
        Licence(
            name="FFmpeg (in OpenCV)",
            version="",
            licence="LGPL-2.1-or-later",
            url="https://ffmpeg.org/",
            text=_text("LGPL-2.1.txt"),
        ),
        Licence(
            name="FFmpeg (in PyAV)",
            version="",
            licence="LGPL-3.0-or-later",
            url="https://ffmpeg.org/",
            text=f"{_WITHOUT_GPL}\n\n{_text('LGPL-3.txt')}\n\n{_text('GPL-3.txt')}",
        ),
        Licence(
            name="MTCNN weights (of facenet-pytorch)",
            version="2.5.3",
            licence="MIT",
            url="https://github.com/timesler/facenet-pytorch",
            text=_text("MIT-facenet-pytorch.txt"),
        ),
        Licence(
            name="Material Design Icons (in QtAwesome)",
            version="6.9.96",
            licence="Apache-2.0",
            url="https://pictogrammers.com/library/mdi/",
            text=_text("Apache-2.0.txt"),
        ),
    ]


def _text(name: str) -> str:
    return (TEXTS / name).read_text(encoding="utf-8").strip()


def collect(requirements: Path) -> list[Licence]:
    """Every part of the packages, in the order of its name.

    Raises:
        SystemExit: the environment does not hold what the requirements pin.
    """
    pins = pinned(requirements)
    entries = not_from_wheels(pins)
    for name, version in pins.items():
        try:
            entry = of_distribution(distribution(name))
        except PackageNotFoundError:
            raise SystemExit(f"{name} is not installed here; make the build environment") from None
        if entry["version"] != version:
            raise SystemExit(f"{name} {entry['version']} is installed, {version} is pinned")
        if not entry["text"]:
            raise SystemExit(f"{name} comes without the text of its licence; add it by hand")
        entries.append(entry)
    return sorted(entries, key=lambda entry: entry["name"].lower())


def copy_texts(requirements: Path, folder: Path) -> None:
    """Put every licence file of every distribution, third parties' notices included, there."""
    for name in pinned(requirements):
        for file in licence_files(distribution(name)):
            parts = file.parts
            place = next(k for k, part in enumerate(parts) if part == "site-packages")
            target = folder / name / "-".join(parts[place + 2 :])
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
    for file in TEXTS.glob("*.txt"):
        shutil.copyfile(file, folder / file.name)


def main(arguments: list[str] | None = None) -> int:
    """Write the file."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--texts", type=Path, help="copy all files with terms into this folder")
    options = parser.parse_args(arguments)
    entries = collect(HERE / "requirements.in")
    text = json.dumps(entries, indent=1, ensure_ascii=False) + "\n"
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(text, encoding="utf-8", newline="\n")
    if options.texts is not None:
        copy_texts(HERE / "requirements.in", options.texts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
