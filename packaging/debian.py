"""The Debian package: its files, its control data, and what it depends on."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

import elf
from icons import LINUX_SIZES_PX

ROOT = Path(__file__).resolve().parents[1]
LINUX = Path(__file__).resolve().parent / "linux"
NAME = "emotion-workbench"
COMMAND = "emotion-gui"
MIME_ICON = "application-x-emotion-workbench-checkpoint"
MAINTAINER = "The Emotion Workbench authors <authors@emotionworkbench.invalid>"
LIBRARY_FOLDER = Path("usr/lib") / NAME

# Library -> Debian package, for everything that a bundle may leave to the system. What was
# there when the bundle was made travels in it; the drivers' side of graphics and fonts never do.
PACKAGES = {
    "ld-linux-aarch64.so.1": "libc6",
    "ld-linux-x86-64.so.2": "libc6",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libXext.so.6": "libxext6",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libc.so.6": "libc6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libdl.so.2": "libc6",
    "libdrm.so.2": "libdrm2",
    "libexpat.so.1": "libexpat1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libm.so.6": "libc6",
    "libpthread.so.0": "libc6",
    "libresolv.so.2": "libc6",
    "librt.so.1": "libc6",
    "libstdc++.so.6": "libstdc++6",
    "libutil.so.1": "libc6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
}
# Looked for by name while the program starts, so no library of the bundle names them.
ALWAYS = ("libEGL.so.1", "libGL.so.1", "libfontconfig.so.1")

_CONTROL = """\
Package: {name}
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {size_kib}
Depends: {depends}
Section: science
Priority: optional
Description: train, prune and run a small network for facial expression
 Emotion Workbench takes a small convolutional network for facial expression
 all the way by pointing and clicking: from pictures or a FER2013 table to a
 trained network, to a smaller one by distinctiveness pruning, and onto a
 webcam, a film or a stream. Everything runs on this computer's processor;
 nothing is sent anywhere.
 .
 The package holds its own Python, Qt and PyTorch.
"""

_COPYRIGHT = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Emotion Workbench
Comment: What is bundled beside the program has terms of its own: they lie in
 /{folder}/licences, and Help, About shows them.

Files: *
Copyright: 2026 The Emotion Workbench authors
License: Expat

License: Expat
{terms}
"""


def architecture() -> str:
    """Debian's name of this machine's kind."""
    asked = subprocess.run(
        ["dpkg", "--print-architecture"], capture_output=True, encoding="utf-8", check=True
    )
    return asked.stdout.strip()


def file_name(version: str) -> str:
    """Of the package."""
    return f"{NAME}_{version}_{architecture()}.deb"


def depends(libraries: Iterable[str], glibc: str) -> str:
    """The Depends field.

    Args:
        libraries: what the bundle wants from the system, by file name.
        glibc: the C library's least version.

    Raises:
        SystemExit: a library whose package is not in the table.
    """
    wanted = {*libraries, *ALWAYS}
    unknown = sorted(wanted - PACKAGES.keys())
    if unknown:
        raise SystemExit(f"which packages bring these? add them to PACKAGES: {', '.join(unknown)}")
    packages = {PACKAGES[library] for library in wanted} - {"libc6"}
    return ", ".join([f"libc6 (>= {glibc})", *sorted(packages)])


def copyright_text(licence: str) -> str:
    """The package's copyright file.

    Args:
        licence: LICENSE, whose terms follow its copyright line.
    """
    terms = licence[licence.index("Permission is hereby granted") :]
    lines = [f" {line}".rstrip() or " ." for line in terms.strip().splitlines()]
    return _COPYRIGHT.format(folder=LIBRARY_FOLDER, terms="\n".join(lines))


def metainfo(version: str, date: str) -> str:
    """AppStream's description, with the release in it."""
    text = (LINUX / f"{NAME}.metainfo.xml.in").read_text(encoding="utf-8")
    return text.replace("@VERSION@", version).replace("@DATE@", date)


def make_tree(tree: Path, *, bundle: Path, icons: Path, version: str, epoch_s: int) -> None:
    """Lay out the files as they will be installed, all of one moment (seconds since 1970)."""
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(bundle, tree / LIBRARY_FOLDER, symlinks=True, copy_function=_link)
    programs = tree / "usr/bin"
    programs.mkdir(parents=True)
    (programs / COMMAND).symlink_to(Path("../..") / LIBRARY_FOLDER / COMMAND)
    share = tree / "usr/share"
    _copy(LINUX / f"{NAME}.desktop", share / "applications" / f"{NAME}.desktop")
    _copy(LINUX / f"{NAME}.xml", share / "mime/packages" / f"{NAME}.xml")
    _write(share / "metainfo" / f"{NAME}.metainfo.xml", metainfo(version, _day(epoch_s)))
    _copy_icons(share / "icons/hicolor", icons)
    _copy_documents(share / "doc" / NAME)
    size_kib = sum(path.lstat().st_size for path in tree.rglob("*") if path.is_file()) // 1024
    control = _CONTROL.format(
        name=NAME,
        version=version,
        architecture=architecture(),
        maintainer=MAINTAINER,
        size_kib=size_kib,
        depends=depends(elf.needed_outside(bundle), elf.glibc_version(bundle)),
    )
    _write(tree / "DEBIAN/control", control)
    set_modes(tree, epoch_s)


def copy_copyrights(bundle: Path, folder: Path) -> None:
    """Copy the copyright files of the system's libraries that a bundle holds."""
    known = _library_paths()
    for library in sorted(bundle.glob("lib*.so*")):
        path = known.get(library.name)
        if path is None or library.is_symlink():
            continue
        asked = subprocess.run(
            ["dpkg", "-S", str(path)], capture_output=True, encoding="utf-8", check=False
        )
        package = asked.stdout.partition(":")[0]
        source = Path("/usr/share/doc") / package / "copyright"
        if package and source.is_file():
            _copy(source, folder / f"{package}.txt")


def _library_paths() -> dict[str, Path]:
    """File name -> place, from the dynamic linker's list."""
    listing = subprocess.run(
        ["/sbin/ldconfig", "-p"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    pairs = (
        line.strip().split(" ", 1)[0:1] + line.split(" => ")[1:] for line in listing.splitlines()
    )
    return {pair[0]: Path(pair[1]).resolve() for pair in pairs if len(pair) == 2}


def _copy_icons(themes: Path, icons: Path) -> None:
    for side in LINUX_SIZES_PX:
        folder = themes / f"{side}x{side}"
        _copy(icons / f"{side}.png", folder / "apps" / f"{NAME}.png")
        _copy(icons / f"{side}.png", folder / "mimetypes" / f"{MIME_ICON}.png")
    scalable = themes / "scalable"
    _copy(ROOT / "resources/icons/app.svg", scalable / "apps" / f"{NAME}.svg")
    _copy(ROOT / "resources/icons/app.svg", scalable / "mimetypes" / f"{MIME_ICON}.svg")


def _copy_documents(folder: Path) -> None:
    _write(folder / "copyright", copyright_text((ROOT / "LICENSE").read_text(encoding="utf-8")))
    changelog = (ROOT / "CHANGELOG.md").read_bytes()
    (folder / "changelog.gz").write_bytes(gzip.compress(changelog, 9, mtime=0))


def set_modes(tree: Path, epoch_s: int) -> None:
    """Everything readable, folders and programs enterable, nothing writable by others.

    The same whatever mask the files were made under. Libraries are no programs, though linkers
    and wheels often leave them so.
    """
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            program = path.stat().st_mode & 0o100 and ".so" not in path.name
            path.chmod(0o755 if path.is_dir() or program else 0o644)
        os.utime(path, (epoch_s, epoch_s), follow_symlinks=False)


def _link(source: str, target: str) -> str:
    """A hard link instead of a copy: the bundle is large."""
    Path(target).hardlink_to(source)
    return target


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def _day(epoch_s: int) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(epoch_s))
