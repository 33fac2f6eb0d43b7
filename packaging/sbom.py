"""The bill of materials of a package: what is in it, down to the libraries inside its wheels.

CycloneDX 1.6 as JSON (https://cyclonedx.org/docs/1.6/json/), made of the pins and of the bundle
itself: a wheel may bring libraries of its own, such as OpenCV's FFmpeg and its OpenSSL, which
no list of Python packages names. Two bills of one bundle are the same to the byte.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import distribution
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import licences  # noqa: E402

NAME = "emotion-workbench"
# Where a version stands in the names of shared libraries: libcrypto-a324fe28.so.1.1.1k.
_LINUX = re.compile(
    r"^lib(?P<name>.+?)(?:-[0-9a-f]{8})?(?:-r0-[0-9a-f]{8}\.[\d.]+)?\.so(?:\.(?P<version>[\w.]+))?$"
)
_WINDOWS = re.compile(r"^(?P<name>.+?)(?:-(?P<version>\d[\d.]*))?(?:-[0-9a-f]{32})?\.dll$", re.I)
_MACOS = re.compile(r"^lib(?P<name>.+?)(?:\.(?P<version>\d[\d.]*))?\.dylib$")


def library_name(file: str) -> tuple[str, str | None] | None:
    """Name and version of a shared library as its file name tells them; None for another file."""
    for pattern in (_LINUX, _WINDOWS, _MACOS):
        found = pattern.match(file)
        if found is not None:
            return found["name"], found["version"]
    return None


def _python_packages(requirements: Path) -> Iterator[Component]:
    for name, version in licences.pinned(requirements).items():
        named = licences.licence_name(distribution(name))
        yield Component(
            type=ComponentType.LIBRARY,
            name=name,
            version=version,
            bom_ref=f"pypi/{name}",
            purl=PackageURL(type="pypi", name=name.lower().replace("_", "-"), version=version),
            licenses=[DisjunctiveLicense(name=named)],
        )


def _native_libraries(bundle: Path) -> Iterator[Component]:
    for path in sorted(bundle.rglob("*")):
        told = library_name(path.name) if path.is_file() and not path.is_symlink() else None
        if told is None:
            continue
        place = path.relative_to(bundle).as_posix()
        with path.open("rb") as data:
            digest = hashlib.file_digest(data, "sha256").hexdigest()
        yield Component(
            type=ComponentType.LIBRARY,
            name=told[0],
            version=told[1],
            bom_ref=f"file/{place}",
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)],
            properties=[Property(name="file", value=place)],
        )


def bill(*, bundle: Path, requirements: Path, version: str, made: datetime) -> str:
    """The bill as JSON.

    Args:
        bundle: the folder that runs without Python.
        requirements: the exact pins that it was made of; they are installed where this runs.
        version: the product's.
        made: the moment to write down, the commit's rather than today's.
    """
    python = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    parts = [
        Component(type=ComponentType.PLATFORM, name="python", version=python, bom_ref="python"),
        *_python_packages(requirements),
        *_native_libraries(bundle),
    ]
    bom = Bom(components=parts, serial_number=uuid5(NAMESPACE_URL, f"{NAME}/{version}"))
    bom.metadata.timestamp = made
    bom.metadata.component = Component(
        type=ComponentType.APPLICATION, name=NAME, version=version, bom_ref=NAME
    )
    bom.register_dependency(bom.metadata.component, parts)
    return str(JsonV1Dot6(bom).output_as_string(indent=1)) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Write the file."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", required=True)
    parser.add_argument("--epoch", type=int, required=True, help="seconds since 1970")
    options = parser.parse_args(arguments)
    text = bill(
        bundle=options.bundle,
        requirements=HERE / "requirements.in",
        version=options.version,
        made=datetime.fromtimestamp(options.epoch, UTC),
    )
    options.out.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
