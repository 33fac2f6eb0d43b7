"""Proves an installer for Windows: installed, tested, upgraded, downgraded, removed.

    python packaging/windows_table.py dist --out table          on Windows, as administrator
    python packaging/windows_table.py OUT --out TABLE --wine RUN --drive PREFIX/drive_c

`dist` holds the installer of this version. Every case must end as it says; `table.md` and
`table.json` tell how each ended, beside pictures of the window and the smoke test's answers. With
`--wine` (a program that runs Windows programs) all of it happens under Wine, with Xvfb as screen:
there the Restart Manager, per-user installs, signatures and SmartScreen cannot be seen.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath
from typing import Any

logger = logging.getLogger("windows_table")
NAME = "Emotion Workbench"
APP = rf"C:\Program Files\{NAME}"
QUIET = ("/VERYSILENT", "/SUPPRESSMSGBOXES", "/NORESTART")
READY_WORDS = b"models are ready"
UNINSTALL_KEY = (
    r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall"
    r"\{6C0E3E53-5B50-4B8E-9D0B-2E8C8C1B6B41}_is1"
)
LIMIT_S = 900
WINDOW_LIMIT_S = 240


class CaseError(Exception):
    """A case did not end as it must."""


@dataclass
class Windows:
    """A Windows that programs are started on: this one, or Wine's.

    Attributes:
        wine: runs a program there; None on a real Windows.
        drive: its C: as this process sees it.
        out: where reports go.
    """

    wine: Path | None
    drive: Path
    out: Path
    display: str = ""
    table: list[dict[str, Any]] = field(default_factory=list)

    def path(self, place: str) -> Path:
        """A place such as `C:\\x` as this process sees it."""
        return self.drive.joinpath(*PureWindowsPath(place).parts[1:])

    def name(self, path: Path) -> str:
        """A file of this process as programs there call it."""
        full = str(path.resolve())
        return full if self.wine is None else "Z:" + full.replace("/", "\\")

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Begin a program."""
        command = [*(() if self.wine is None else (str(self.wine),)), *words]
        environment = os.environ | ({"DISPLAY": self.display} if self.display else {})
        return subprocess.Popen(
            command,
            env=environment,
            text=True,
            encoding="utf-8",
            errors="replace",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def run(self, *words: str, code: int | None = 0) -> str:
        """Run a program to its end.

        Args:
            words: the program and its arguments.
            code: what it must end with; None for anything but 0.

        Raises:
            CaseError: it ended with another code.
        """
        begun = self.start(*words)
        said, _ = begun.communicate(timeout=LIMIT_S)
        wrong = begun.returncode == 0 if code is None else begun.returncode != code
        if wrong:
            raise CaseError(f"{words[0]} ended with {begun.returncode}: {said[-400:]}")
        return said

    def case(self, name: str, act: Callable[[], object]) -> None:
        """One row of the table; a failure is told and the next case begins."""
        began = time.monotonic()
        try:
            facts, well = act() or "", True
        except (CaseError, subprocess.TimeoutExpired, OSError, ValueError) as error:
            facts, well = f"{type(error).__name__}: {error}", False
        seconds = round(time.monotonic() - began, 1)
        self.table.append({"case": name, "well": well, "seconds": seconds, "facts": str(facts)})
        logger.info("%s %6.1f s  %s: %s", "ok  " if well else "FAIL", seconds, name, facts)


@dataclass(frozen=True)
class Product:
    """The installer under test."""

    windows: Windows
    setup: Path

    @property
    def version(self) -> str:
        found = re.search(r"workbench-(.+)-windows", self.setup.name)
        if found is None:
            raise CaseError(f"no version in the name {self.setup.name}")
        return found[1]

    def install(self, *options: str, code: int | None = 0, log: str = "install") -> None:
        """Run Setup without a question."""
        file = self.windows.name(self.windows.out / f"{log}.log")
        setup = self.windows.name(self.setup)
        words = (*QUIET, "/ALLUSERS", "/LANG=de", f"/LOG={file}", *options)
        self.windows.run(setup, *words, code=code)

    def remove(self, *options: str, code: int | None = 0) -> None:
        """Run the uninstaller without a question; it hands over to a copy of itself."""
        self.windows.run(rf"{APP}\unins000.exe", *QUIET, *options, code=code)
        if code == 0:
            wait_until("the folder to go", lambda: not self.windows.path(APP).exists(), 120)


# -- cases ------------------------------------------------------------------------------------


def installed(product: Product) -> str:
    """Silent, in German: files, entry in the start menu, entry in Apps, file type, App Paths."""
    windows = product.windows
    before = windows.path(APP).exists()
    product.install()
    folder = windows.path(APP)
    files = [file for file in folder.rglob("*") if file.is_file()]
    size_mb = sum(file.stat().st_size for file in files) / 1e6
    need(windows.path(menu_entry()).is_file(), "no entry in the start menu")
    entry = windows.run("reg", "query", UNINSTALL_KEY, "/s")
    need(f"DisplayVersion    REG_SZ    {product.version}" in entry, "no version in Apps")
    need("The Emotion Workbench authors" in entry, "no publisher in Apps")
    kind = windows.run("reg", "query", r"HKLM\Software\Classes\EmotionWorkbench.Checkpoint", "/s")
    need("Emotion-Workbench-Netz" in kind, "the file type is not named in German")
    need("DefaultIcon" in kind, "the file type has no icon")
    paths = r"HKLM\Software\Microsoft\Windows\CurrentVersion\App Paths\emotion-gui.exe"
    need("emotion-gui.exe" in windows.run("reg", "query", paths), "no App Paths")
    need((folder / "licences").is_dir(), "no licences")
    return f"{len(files)} files, {size_mb:.0f} MB{' (over an older one)' if before else ''}"


def menu_entry() -> str:
    """The shortcut of an installation for all users."""
    return rf"C:\ProgramData\Microsoft\Windows\Start Menu\Programs\{NAME}\{NAME}.lnk"


def smoke_tested(product: Product, name: str) -> str:
    """The installed program tests itself; its answer is kept."""
    windows = product.windows
    report = windows.out / f"{name}.json"
    windows.run(rf"{APP}\emotion-gui.exe", "--smoke-test", windows.name(report))
    told = json.loads(report.read_text(encoding="utf-8"))
    need(told["packaged"] and not told["problem"], told["problem"])
    cameras = next(step for step in told["steps"] if "interfaces" in step)
    engine = next(step["engine"] for step in told["steps"] if "engine" in step)
    interfaces = ", ".join(cameras["interfaces"])
    return f"{len(told['steps'])} steps; cameras by {interfaces}; answers by {engine}"


def command_line(product: Product) -> str:
    """Version, and an export to ONNX and TorchScript, which the window's test does not reach."""
    windows = product.windows
    program = rf"{APP}\emotion-gui.exe"
    said = windows.run(program, "--version").strip()
    need(said.endswith(product.version), f"--version says {said}")
    for kind, ending in (("onnx", "onnx"), ("torchscript", "pt")):
        target = windows.out / f"exported.{ending}"
        windows.run(program, "export", "default", "--format", kind, "--out", windows.name(target))
        need(target.stat().st_size > 10_000, f"{target.name} is too small")
        target.unlink()
    return said


def opened(product: Product, *words: str, picture: str) -> str:
    """A window appears, is photographed and closed again."""
    with running(product, *words) as seconds:
        photograph(product.windows, picture)
        return f"window after {seconds:.0f} s; {picture}.png"


@contextlib.contextmanager
def running(product: Product, *words: str) -> Iterator[float]:
    """Inside, the program's window is open; gives the seconds until its log said it was ready."""
    windows = product.windows
    before = times_ready(windows)
    began = time.monotonic()
    begun = windows.start(*(words or (rf"{APP}\{NAME}.exe",)))
    try:
        wait_until("models", lambda: times_ready(windows) > before, WINDOW_LIMIT_S)
        yield time.monotonic() - began
    finally:
        windows.run("taskkill", "/F", "/IM", f"{NAME}.exe")
        with contextlib.suppress(subprocess.TimeoutExpired):
            begun.wait(30)
        time.sleep(2)  # its files are let go of


def times_ready(windows: Windows) -> int:
    """How often the user's log says that a window had its models."""
    logs = windows.path(rf"{local_data()}\Logs").glob("*.log*")
    return sum(READY_WORDS in line for log in logs for line in log.read_bytes().splitlines())


def refused_while_running(product: Product) -> str:
    """Neither upgraded nor removed under the feet of a window; nothing is touched."""
    before = listing(product)
    with running(product):
        product.install(code=None, log="upgrade_while_running")
        product.remove(code=None)
        time.sleep(5)
        need(listing(product) == before, "files changed")
    return f"both refused; {len(before)} files untouched"


def upgraded(product: Product) -> str:
    """What an older version left behind is gone."""
    old = product.windows.path(APP) / "_internal" / "torch-0.0.1.dist-info" / "METADATA"
    old.parent.mkdir()
    old.write_text("Version: 0.0.1\n", encoding="utf-8")
    product.install(log="upgrade")
    need(not old.exists(), "the older version's files are still there")
    return f"{len(listing(product))} files"


def not_downgraded(product: Product) -> str:
    """A newer version stays, unless Setup is told otherwise."""
    say = ("reg", "add", UNINSTALL_KEY, "/v", "DisplayVersion", "/t", "REG_SZ", "/f", "/d")
    product.windows.run(*say, "99.0.0")
    product.install(code=None, log="downgrade")
    product.install("/DOWNGRADE", log="downgrade_wanted")
    entry = product.windows.run("reg", "query", UNINSTALL_KEY, "/v", "DisplayVersion")
    need(product.version in entry, "/DOWNGRADE installed nothing")
    return "refused; taken with /DOWNGRADE"


def removed(product: Product) -> str:
    """Program, entries and keys go; the user's data stays."""
    data = kept_data(product)
    product.remove()
    need(data.is_file(), "the user's data is gone")
    return no_rests(product) + "; data stays"


def removed_with_data(product: Product) -> str:
    """Installed with the search path, removed with all data: both are as before."""
    windows = product.windows
    before = search_path(windows)
    product.install("/TASKS=path", log="install_path")
    need(APP in search_path(windows), "the search path lacks the program")
    need("error" not in windows.run("cmd", "/c", "emotion-gui", "--version").lower(), "PATH")
    data = kept_data(product)
    product.remove("/REMOVEDATA")
    wait_until("the data to go", lambda: not data.exists(), 60)
    need(search_path(windows) == before, "the search path is not as it was")
    return no_rests(product) + "; data gone"


def kept_data(product: Product) -> Path:
    """A file among the user's data."""
    file = product.windows.path(local_data()) / "workspace" / "kept.txt"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("mine", encoding="utf-8")
    return file


def local_data() -> str:
    """Where the program keeps a user's data."""
    user = os.environ.get("USER", "root")  # Wine's users are those of this system
    given = os.environ.get("LOCALAPPDATA", rf"C:\users\{user}\AppData\Local")
    return rf"{given}\{NAME}"


def search_path(windows: Windows) -> str:
    """PATH of all users."""
    key = r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
    said = windows.run("reg", "query", key, "/v", "Path")
    return said.strip().partition("REG_")[2]


def no_rests(product: Product) -> str:
    """Nothing of the program is left in the registry and the start menu."""
    windows = product.windows
    for key in (
        UNINSTALL_KEY,
        r"HKLM\Software\Classes\EmotionWorkbench.Checkpoint",
        r"HKLM\Software\Classes\.safetensors",
        r"HKLM\Software\Microsoft\Windows\CurrentVersion\App Paths\emotion-gui.exe",
    ):
        windows.run("reg", "query", key, code=None)
    need(not windows.path(menu_entry()).exists(), "the start menu still has the entry")
    return "no file, key or entry left"


def listing(product: Product) -> list[str]:
    """The installed files."""
    folder = product.windows.path(APP)
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file())


def photograph(windows: Windows, name: str) -> None:
    """Keep a picture of the screen."""
    from PIL import ImageGrab

    time.sleep(3)  # the first page is drawn, and what slides in has arrived
    ImageGrab.grab(xdisplay=windows.display or None).save(windows.out / f"{name}.png")


def wait_until(what: str, holds: Callable[[], bool], limit_s: float) -> None:
    """Look again and again.

    Raises:
        CaseError: in vain.
    """
    end = time.monotonic() + limit_s
    while not holds():
        if time.monotonic() > end:
            raise CaseError(f"waited {limit_s:.0f} s in vain for {what}")
        time.sleep(0.5)


def need(holds: object, otherwise: str) -> None:
    """A fact that a case stands on."""
    if not holds:
        raise CaseError(otherwise)


# -- all of them ------------------------------------------------------------------------------


def try_all(product: Product) -> None:
    """Every case, in the order of an installation's life."""
    windows, menu = product.windows, menu_entry()
    if windows.path(APP).exists():
        raise SystemExit(f"{APP} is there already; remove it first")
    for name, act in (
        ("silent install, German", lambda: installed(product)),
        ("smoke test from the installed place", lambda: smoke_tested(product, "smoke_1")),
        ("smoke test once more", lambda: smoke_tested(product, "smoke_2")),
        ("command line: version, exports", lambda: command_line(product)),
        ("window", lambda: opened(product, picture="window")),
        (
            "start from the menu entry",
            lambda: opened(product, "cmd", "/c", "start", "", menu, picture="menu"),
        ),
        ("upgrade and removal while it runs", lambda: refused_while_running(product)),
        ("upgrade", lambda: upgraded(product)),
        ("downgrade", lambda: not_downgraded(product)),
        ("removal", lambda: removed(product)),
        ("PATH, and removal with data", lambda: removed_with_data(product)),
    ):
        windows.case(name, act)


def write(windows: Windows, setup: Path) -> None:
    """The table for people and for machines."""
    rows = "".join(
        f"| {row['case']} | {'held' if row['well'] else '**failed**'} | {row['seconds']:.0f} s "
        f"| {row['facts']} |\n"
        for row in windows.table
    )
    size = f"{setup.name}, {setup.stat().st_size / 1e6:.0f} MB"
    where = "Wine" if windows.wine else "Windows"
    text = f"{size}, on {where}\n\n| case | | time | |\n|---|---|---|---|\n{rows}"
    (windows.out / "table.md").write_text(text, encoding="utf-8")
    (windows.out / "table.json").write_text(json.dumps(windows.table, indent=2), encoding="utf-8")


@contextlib.contextmanager
def screen_for(wine: Path | None) -> Iterator[str]:
    """A screen of its own where there is none by nature."""
    if wine is None:
        yield ""
        return
    from smoke_system import screen

    with screen() as display:
        yield display


def main(arguments: Sequence[str] | None = None) -> int:
    """Try everything; 0 when all held."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("dist", type=Path, help="folder with the installer")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--wine", type=Path, help="runs a Windows program; none on Windows itself")
    parser.add_argument("--drive", type=Path, default=Path("C:\\"), help="C: as seen from here")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    (setup,) = options.dist.glob("emotion-workbench-*-windows-*.exe")
    options.out.mkdir(parents=True, exist_ok=True)
    with screen_for(options.wine) as display:
        windows = Windows(options.wine, options.drive, options.out.resolve(), display)
        try_all(Product(windows, setup))
    write(windows, setup)
    return 0 if all(row["well"] for row in windows.table) else 1


if __name__ == "__main__":
    sys.exit(main())
