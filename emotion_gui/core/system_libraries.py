"""Shared libraries that Qt needs from a Linux system, and the packages that bring them.

The command line needs none of them. Only Python's own library is imported here, so that a
checkout can ask before anything is installed.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Manager = Literal["apt", "dnf", "pacman"]


@dataclass(frozen=True)
class SystemLibrary:
    """A shared library, and its package on each kind of system."""

    file: str
    debian: str
    fedora: str
    arch: str

    def package(self, manager: Manager) -> str:
        """The package's name for a package manager."""
        return {"apt": self.debian, "dnf": self.fedora, "pacman": self.arch}[manager]


ON_LINUX = sys.platform.startswith("linux")

# To import Qt at all; without one the import stops with ImportError.
BASE_LIBRARIES = (
    SystemLibrary("libGL.so.1", "libgl1", "mesa-libGL", "libglvnd"),
    SystemLibrary("libEGL.so.1", "libegl1", "mesa-libEGL", "libglvnd"),
    SystemLibrary("libglib-2.0.so.0", "libglib2.0-0", "glib2", "glib2"),
    SystemLibrary("libdbus-1.so.3", "libdbus-1-3", "dbus-libs", "dbus"),
    SystemLibrary("libfontconfig.so.1", "libfontconfig1", "fontconfig", "fontconfig"),
    SystemLibrary("libfreetype.so.6", "libfreetype6", "freetype", "freetype2"),
    SystemLibrary("libX11.so.6", "libx11-6", "libX11", "libx11"),
    SystemLibrary("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon", "libxkbcommon"),
    # Of Qt's network module, whose local socket hands a second start to the open window.
    SystemLibrary("libgssapi_krb5.so.2", "libgssapi-krb5-2", "krb5-libs", "krb5"),
    SystemLibrary("libbrotlidec.so.1", "libbrotli1", "libbrotli", "brotli"),
)
# To open a window under X11; without one Qt aborts the process.
X11_LIBRARIES = (
    SystemLibrary("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb", "libx11"),
    SystemLibrary("libxcb.so.1", "libxcb1", "libxcb", "libxcb"),
    SystemLibrary("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor"),
    SystemLibrary("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm", "xcb-util-wm"),
    SystemLibrary("libxcb-image.so.0", "libxcb-image0", "xcb-util-image", "xcb-util-image"),
    SystemLibrary("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms"),
    SystemLibrary("libxcb-randr.so.0", "libxcb-randr0", "libxcb", "libxcb"),
    SystemLibrary("libxcb-render.so.0", "libxcb-render0", "libxcb", "libxcb"),
    SystemLibrary(
        "libxcb-render-util.so.0",
        "libxcb-render-util0",
        "xcb-util-renderutil",
        "xcb-util-renderutil",
    ),
    SystemLibrary("libxcb-shape.so.0", "libxcb-shape0", "libxcb", "libxcb"),
    SystemLibrary("libxcb-shm.so.0", "libxcb-shm0", "libxcb", "libxcb"),
    SystemLibrary("libxcb-sync.so.1", "libxcb-sync1", "libxcb", "libxcb"),
    SystemLibrary("libxcb-util.so.1", "libxcb-util1", "xcb-util", "xcb-util"),
    SystemLibrary("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb", "libxcb"),
    SystemLibrary("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb", "libxcb"),
    SystemLibrary(
        "libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11"
    ),
)
# Already in Qt's wheel, or asked of the display server only.
WAYLAND_LIBRARIES = (
    SystemLibrary("libwayland-client.so.0", "libwayland-client0", "libwayland-client", "wayland"),
    SystemLibrary("libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor", "wayland"),
    SystemLibrary("libwayland-egl.so.1", "libwayland-egl1", "libwayland-egl", "wayland"),
)
_KNOWN = {each.file: each for each in (*BASE_LIBRARIES, *X11_LIBRARIES, *WAYLAND_LIBRARIES)}
_SYSTEMS: tuple[tuple[Manager, str, str], ...] = (
    ("apt", "Debian, Ubuntu", "apt install"),
    ("dnf", "Fedora", "dnf install"),
    ("pacman", "Arch", "pacman -S --needed"),
)
_IN_IMPORT_ERROR = re.compile(r"(?P<file>lib[\w.+-]+\.so[.\d]*): cannot open shared object file")


def can_load(file: str) -> bool:
    """Whether the dynamic linker finds a library."""
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True


def has_screen(environment: Mapping[str, str]) -> bool:
    """Whether a Linux session offers a display, or Qt was told to draw elsewhere."""
    names = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    return any(environment.get(name) for name in names)


def missing_for_qt(loads: Callable[[str], bool] = can_load) -> list[SystemLibrary]:
    """What lacks for Qt without a screen, as tests use it."""
    return [library for library in BASE_LIBRARIES if not loads(library.file)]


def missing_for_window(
    environment: Mapping[str, str], loads: Callable[[str], bool] = can_load
) -> list[SystemLibrary]:
    """What lacks for a window on the display that the environment names."""
    forced = environment.get("QT_QPA_PLATFORM", "")
    plugin = forced.partition(":")[0].partition(";")[0]
    ways: list[tuple[SystemLibrary, ...]] = []
    if plugin == "xcb" or (not plugin and environment.get("DISPLAY")):
        ways.append(X11_LIBRARIES)
    if plugin.startswith("wayland") or (not plugin and environment.get("WAYLAND_DISPLAY")):
        ways.append(WAYLAND_LIBRARIES)
    # Where both are offered Qt falls back to the other one, so one complete way is enough.
    lacks = [[library for library in way if not loads(library.file)] for way in ways]
    return missing_for_qt(loads) + (min(lacks, key=len) if lacks else [])


def manager_here() -> Manager | None:
    """The package manager of this system, of those whose names of packages are known."""
    commands: tuple[tuple[Manager, str], ...] = (
        ("apt", "apt-get"),
        ("dnf", "dnf"),
        ("pacman", "pacman"),
    )
    return next((name for name, command in commands if shutil.which(command)), None)


def packages(libraries: Iterable[SystemLibrary], manager: Manager) -> list[str]:
    """The packages that bring libraries, each once."""
    return list(dict.fromkeys(library.package(manager) for library in libraries))


def install_lines(
    libraries: Sequence[SystemLibrary], manager: Manager | None, *, root: bool
) -> str:
    """What a person types to install libraries: for this system, or for all where it is unknown.

    Args:
        libraries: that lack.
        manager: of this system; None where it has none that is known.
        root: the person may install without `sudo`.
    """
    lines = []
    for name, system, command in _SYSTEMS:
        if manager in {None, name}:
            words = " ".join(packages(libraries, name))
            lines.append(f"  {system + ':':<16} {'' if root else 'sudo '}{command} {words}")
    return "\n".join(lines)


def describe_missing(libraries: Sequence[SystemLibrary], purpose: str) -> str:
    """Which libraries lack for what, and the line that installs them."""
    files = ", ".join(library.file for library in libraries)
    lines = install_lines(libraries, manager_here(), root=is_root())
    return f"The system lacks what {purpose} needs: {files}\n{lines}"


def is_root() -> bool:
    """Whether this process may install packages as it is."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def explain_import_error(error: ImportError) -> str | None:
    """A system library that an import missed, in words; None when it missed something else."""
    found = _IN_IMPORT_ERROR.search(str(error))
    if found is None or not ON_LINUX:
        return None
    file = found["file"]
    if file not in _KNOWN:
        return f"The system lacks the library {file}; install the package that brings it."
    return describe_missing([_KNOWN[file]], "this")
