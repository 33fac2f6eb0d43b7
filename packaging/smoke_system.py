"""What a smoke test needs of the system: a screen, another system's folder, installing."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PACKAGE = "emotion-workbench"
# What dpkg and apt write down about every package that was ever there.
_BOOKS = ("var/lib/dpkg/", "var/lib/apt/", "var/log/", "var/cache/", "tmp/", "proc/", "dev/")


class SmokeError(Exception):
    """A case did not end as it must."""


def drop_caches() -> None:
    """Forget every file that was read, so that a start is as after booting; needs root."""
    os.sync()
    Path("/proc/sys/vm/drop_caches").write_text("3\n", encoding="ascii")


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """Xvfb on a number that is free; gives `:number`."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as file:
            number = file.readline().strip()
        if not number:
            raise SmokeError("Xvfb does not start")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


@contextlib.contextmanager
def mounted(folder: Path) -> Iterator[None]:
    """What programs in another system's folder need of this one: processes, devices, the screen."""
    places = {
        "proc": ["-t", "proc", "proc"],
        "dev": ["--rbind", "/dev"],
        "tmp/.X11-unix": ["--bind", "/tmp/.X11-unix"],
    }
    done: list[Path] = []
    Path("/tmp/.X11-unix").mkdir(exist_ok=True)  # here, too, no screen may have been there yet
    try:
        for place, how in places.items():
            target = folder / place
            target.mkdir(parents=True, exist_ok=True)
            subprocess.run(["mount", *how, str(target)], check=True)
            done.append(target)
        yield
    finally:
        for target in reversed(done):
            subprocess.run(["umount", "--recursive", "--lazy", str(target)], check=False)


def bootstrap(folder: Path) -> None:
    """A bare Debian 12 in a folder."""
    if not (folder / "etc/debian_version").is_file():
        subprocess.run(
            ["debootstrap", "--variant=minbase", "bookworm", str(folder)],
            check=True,
            stdout=subprocess.DEVNULL,
        )


def install(package: Path, chroot: Path | None) -> dict[str, Any]:
    """Install a .deb with all it depends on."""
    began = time.monotonic()
    inside = package.resolve()
    if chroot is not None:
        shutil.copyfile(package, chroot / "tmp" / package.name)
        inside = Path("/tmp") / package.name
    apt(chroot, "update")
    apt(chroot, "install", "-y", "--reinstall", "--no-install-recommends", str(inside))
    return {"package": package.name, "seconds": round(time.monotonic() - began, 1)}


def remove(chroot: Path | None) -> dict[str, Any]:
    """Take the package off again; nothing that bears its name may stay."""
    apt(chroot, "purge", "-y", PACKAGE)
    root = chroot or Path("/")
    command = ["find", str(root), "-xdev", "-name", f"*{PACKAGE}*", "-o", "-name", "emotion-gui"]
    found = subprocess.run(command, capture_output=True, encoding="utf-8", check=False).stdout
    places = [str(Path(line).relative_to(root)) for line in found.splitlines()]
    left = [place for place in places if _is_of_the_system(place)]
    caches = ("usr/share/applications/mimeinfo.cache", "usr/share/mime/magic")
    for place in caches:
        cache = root / place
        if cache.is_file() and PACKAGE.encode() in cache.read_bytes():
            left.append(place)
    if left:
        raise SmokeError(f"left behind: {left}")
    return {"left": left}


def _is_of_the_system(place: str) -> bool:
    installed = place.startswith(("usr/", "etc/", "opt/", "var/"))
    return installed and not place.startswith(_BOOKS)


def apt(chroot: Path | None, *arguments: str) -> None:
    """Debian's package manager, quiet and without questions."""
    wrap = [] if chroot is None else ["chroot", str(chroot)]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    command = [*wrap, "apt-get", "-qq", *arguments]
    subprocess.run(command, env=quiet, check=True, stdout=sys.stderr)
