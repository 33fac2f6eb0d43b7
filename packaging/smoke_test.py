"""Proves an installed package: installs it, starts it as people do, lets it test itself.

    sudo python packaging/smoke_test.py dist/emotion-workbench_0.1.0_amd64.deb
    sudo python packaging/smoke_test.py FILE.deb --chroot /tmp/bookworm     a bare Debian 12
    sudo python packaging/smoke_test.py FILE.deb --offline                  without any network
    sudo python packaging/smoke_test.py FILE.deb --remove                   and taken off again
    python packaging/smoke_test.py --program build/packaging/dist/emotion-workbench/emotion-gui

A screen is made with Xvfb, windows are found with xdotool. Every case must end with the exit
code that it says; the report is printed as JSON.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smoke_system import (
    SmokeError,
    bootstrap,
    drop_caches,
    install,
    mounted,
    remove,
    screen,
)

WINDOW_NAME = "Emotion Workbench"
LIMIT_S = 600
WINDOW_LIMIT_S = 60
READY_WORDS = "models are ready"  # in the program's log
NOBODY = 65534


@dataclass(frozen=True)
class Where:
    """How a program of the installation is started.

    Attributes:
        program: the launcher, seen from inside.
        chroot: the other system's folder, None for this one.
        offline: in a network namespace of its own, without even the loopback device up.
        display: of Xvfb, such as `:99`.
    """

    program: str
    display: str
    chroot: Path | None = None
    offline: bool = False

    def command(self, *arguments: str, user: int | None = None) -> list[str]:
        """The program with its arguments, wrapped for this place."""
        words = ["unshare", "--net"] if self.offline else []
        if self.chroot is not None:
            words.append("chroot")
            words += [] if user is None else [f"--userspec={user}:{user}"]
            words.append(str(self.chroot))
        elif user is not None:
            words += ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"]
        return [*words, self.program, *arguments]

    def outside(self, path: str) -> Path:
        """A path of the installation as this process sees it."""
        return Path(path) if self.chroot is None else self.chroot / path.lstrip("/")

    def environment(self, home: str) -> dict[str, str]:
        """Nothing of this session but the path, a screen and a home."""
        return {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": home,
            "LANG": "C.UTF-8",
            "DISPLAY": self.display,
        }

    @contextlib.contextmanager
    def home(self, *, writable: bool = True) -> Iterator[str]:
        """A new home folder inside; one that is not writable belongs to root alone."""
        parent = self.outside("/tmp")
        parent.mkdir(exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="emotion-home-", dir=parent))
        folder.chmod(0o777 if writable else 0o555)
        try:
            yield f"/tmp/{folder.name}" if self.chroot is not None else str(folder)
        finally:
            shutil.rmtree(folder)


def run(where: Where, home: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One run of the program to its end."""
    return subprocess.run(
        where.command(*arguments),
        env=where.environment(home),
        capture_output=True,
        encoding="utf-8",
        timeout=LIMIT_S,
        check=False,
    )


def command_line(where: Where) -> dict[str, Any]:
    """Version and models without a window."""
    with where.home() as home:
        version = run(where, home, "--version")
        models = run(where, home, "models", "--json")
    if version.returncode or models.returncode:
        raise SmokeError(version.stderr + models.stderr)
    names = [model["name"] for model in json.loads(models.stdout)["models"]]
    if "default" not in names:
        raise SmokeError(f"the bundled model is missing: {names}")
    return {"version": version.stdout.strip(), "models": names}


def bundled_model(where: Where) -> str:
    """A checkpoint that came with the installation, as a file manager would hand it over."""
    folder = where.outside(where.program).resolve().parent
    (file,) = folder.rglob("paper.safetensors")
    return str(file) if where.chroot is None else f"/{file.relative_to(where.chroot.resolve())}"


def whole_path(where: Where) -> dict[str, Any]:
    """From drawn faces to a pruned network and a report, and to ONNX, without a window."""
    with where.home() as home:
        demo = run(
            where,
            home,
            "demo",
            "--out",
            f"{home}/demo",
            "--faces",
            "140",
            "--photographs",
            "7",
            "--epochs",
            "1",
        )
        onnx = f"{home}/default.onnx"
        export = run(where, home, "export", "default", "--format", "onnx", "--out", onnx)
        for ended in (demo, export):
            if ended.returncode or "Warning" in ended.stderr:
                raise SmokeError(f"ended with {ended.returncode}: {ended.stderr[-2000:]}")
        made = [f"{home}/demo/report.html", onnx]
        sizes = {Path(file).name: where.outside(file).stat().st_size for file in made}
    return {"exit_code": 0, "bytes": sizes}


def as_a_person(where: Where, *arguments: str) -> dict[str, Any]:
    """Start, see the window, ask it to close; exit code 0."""
    with where.home() as home:
        started(where, home, *arguments)
    return {"exit_code": 0}


def starts(where: Where, times: int, *, cold: bool) -> dict[str, Any]:
    """Seconds to the window and until models are loaded, as medians.

    Args:
        where: the installation.
        times: how often it is started, each time with the same home.
        cold: nothing of it is in the memory yet, as after booting.
    """
    measured = []
    with where.home() as home:
        for _ in range(times):
            if cold:
                drop_caches()
            measured.append(started(where, home, ready=True))
    window_s, ready_s = (statistics.median(column) for column in zip(*measured, strict=True))
    load = os.getloadavg()[0]
    return {
        "window_s": round(window_s, 2),
        "ready_s": round(ready_s, 2),
        "starts": times,
        "load": round(load, 1),
    }


def started(where: Where, home: str, *arguments: str, ready: bool = False) -> tuple[float, float]:
    """One start and end; seconds to the window, and until models are loaded where asked for."""
    log_before = len(log_of(where, home))
    began = time.monotonic()
    process = subprocess.Popen(
        where.command(*arguments),
        env=where.environment(home),
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        wait_for_window(where, process)
        window_s = time.monotonic() - began
        while ready and READY_WORDS not in log_of(where, home)[log_before:]:
            if time.monotonic() - began > LIMIT_S:
                raise SmokeError(f"models are not loaded within {LIMIT_S} s")
            time.sleep(0.02)
        ready_s = time.monotonic() - began
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=LIMIT_S)
    finally:
        process.kill()
        process.wait()
    if process.returncode != 0 or "Traceback" in errors:
        raise SmokeError(f"closing ended with {process.returncode}: {errors}")
    return window_s, ready_s


def log_of(where: Where, home: str) -> str:
    """What the program wrote into its log so far."""
    files = where.outside(home).rglob("emotion-workbench.log")
    return "".join(file.read_text(encoding="utf-8") for file in files)


def own_test(where: Where) -> dict[str, Any]:
    """The program goes through its own window; exit code 0 and no error in its report."""
    with where.home() as home:
        out = f"{home}/smoke.json"
        ended = run(where, home, "--smoke-test", out)
        file = where.outside(out)
        report = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    if ended.returncode != 0 or not report or report["problem"] or report["errors"]:
        raise SmokeError(f"exit code {ended.returncode}\n{json.dumps(report)}\n{ended.stderr}")
    return {"exit_code": 0, **report}


def read_only_home(where: Where) -> dict[str, Any]:
    """A home that cannot be written: refused in words that name the folder, or it goes on."""
    with where.home(writable=False) as home:
        process = subprocess.Popen(
            where.command(user=NOBODY),
            env=where.environment(home),
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        try:
            wait_for_window(where, process)
            xdotool(where, "key", "--clearmodifiers", "Escape")  # declines another folder
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=LIMIT_S)
        finally:
            process.kill()
            process.wait()
    if process.returncode not in {0, 1} or "Traceback" in errors or home not in errors:
        raise SmokeError(f"ended with {process.returncode}: {errors}")
    return {"exit_code": process.returncode, "words": errors.strip()}


def wait_for_window(where: Where, process: subprocess.Popen[str]) -> None:
    """Until a visible window of the program is on the screen."""
    end = time.monotonic() + WINDOW_LIMIT_S
    while not xdotool(where, "search", "--onlyvisible", "--name", WINDOW_NAME):
        if process.poll() is not None:
            words = process.stderr.read() if process.stderr else ""
            raise SmokeError(f"no window; exit code {process.returncode}: {words}")
        if time.monotonic() > end:
            raise SmokeError(f"no window within {WINDOW_LIMIT_S} s")
        time.sleep(0.02)


def xdotool(where: Where, *arguments: str) -> str:
    """What xdotool answers; empty when it finds nothing."""
    asked = subprocess.run(
        ["xdotool", *arguments],
        env={**os.environ, "DISPLAY": where.display},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return asked.stdout.strip()


def cases(where: Where, options: argparse.Namespace) -> dict[str, Any]:
    """All cases in order, by name; the first that fails ends them."""
    report = {
        "command line": command_line(where),
        "opened and closed": as_a_person(where),
        "opened with a checkpoint": as_a_person(where, bundled_model(where)),
        "own test": own_test(where),
        "from faces to a report": whole_path(where),
    }
    if os.geteuid() == 0:
        report["read-only home"] = read_only_home(where)
    if options.starts:
        report["warm starts"] = starts(where, options.starts, cold=False)
        report["cold starts"] = starts(where, options.starts, cold=True)
    return report


def main(arguments: Sequence[str] | None = None) -> int:
    """Install where asked, run the cases, print the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("package", type=Path, nargs="?", help="a .deb to install first")
    parser.add_argument("--program", default="/usr/bin/emotion-gui")
    parser.add_argument("--chroot", type=Path, help="a bare Debian 12, made there when missing")
    parser.add_argument("--offline", action="store_true", help="without any network")
    parser.add_argument("--remove", action="store_true", help="take it off again, look for rests")
    parser.add_argument("--starts", type=int, default=0, help="time this many warm and cold starts")
    options = parser.parse_args(arguments)
    report: dict[str, Any] = {"load": os.getloadavg()[0], "offline": options.offline}
    with contextlib.ExitStack() as stack:
        display = stack.enter_context(screen())
        if options.chroot is not None:
            bootstrap(options.chroot)
            stack.enter_context(mounted(options.chroot))
        if options.package is not None:
            report["install"] = install(options.package, options.chroot)
        where = Where(options.program, display, options.chroot, options.offline)
        try:
            report.update(cases(where, options))
            if options.remove:
                report["removed"] = remove(options.chroot)
        except SmokeError as error:
            sys.stderr.write(f"FAILED: {error}\n")
            return 1
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
