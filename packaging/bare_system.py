"""Proves the README's two commands on bare systems: each one alone, on a system with nothing.

    sudo python packaging/bare_system.py bookworm --folder /tmp/bare --log docs/bare-systems
    sudo python packaging/bare_system.py trixie noble --folder /tmp/bare --skip-tests

Each system is made by debootstrap (`minbase`: not even Python), a clone of this checkout is laid
in, and the commands are run there as root: without a screen, with one (Xvfb, the window found by
xdotool), the tests, and everything again. The log says what was said, how long it took, and
which packages of the system came.

`--pictures FOLDER` keeps what the screen showed (`import` of ImageMagick). `--bind FOLDER`
(read-only) and `--set NAME=VALUE` give the system a folder or a variable of this one; `--cache
FOLDER` keeps what pip fetches, so that nothing is fetched twice.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from smoke_system import SmokeError, mounted, screen

ROOT = Path(__file__).resolve().parents[1]
INSIDE = "root/emotion-workbench"
WINDOW_NAME = "Emotion Workbench"
LIMIT_S = 3600
SMALL_DEMO = "demo --out /root/demo --faces 140 --photographs 7 --epochs 1"
# Name of a release -> name in words, mirror, and the script of a relative where this
# debootstrap does not know it.
SYSTEMS = {
    "bookworm": ("Debian 12", "http://deb.debian.org/debian", "bookworm"),
    "trixie": ("Debian 13", "http://deb.debian.org/debian", "trixie"),
    "noble": ("Ubuntu 24.04", "http://archive.ubuntu.com/ubuntu", "gutsy"),
}
_FIRST_LINES, _LAST_LINES = 12, 150  # the end has what failed, and the stack of a crash
_FILLED_S = 10.0
_TERMINAL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


@dataclass
class Bare:
    """One bare system with a clone in it.

    Attributes:
        release: a key of SYSTEMS.
        folder: its root.
        binds: folders of this system that it sees under the same path, read-only.
        cache: pip's, which it writes into; None for one of its own.
        variables: set for every command.
        log: what is written about it, line by line.
    """

    release: str
    folder: Path
    binds: Sequence[Path] = ()
    cache: Path | None = None
    variables: dict[str, str] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Write a line into the log, and show it."""
        self.log.append(text)
        sys.stderr.write(f"{text}\n")

    def command(self, line: str, display: str = "") -> tuple[list[str], dict[str, str]]:
        """A shell line inside the clone, as the newcomer types it; and its environment."""
        environment = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root",
            "LANG": "C.UTF-8",
            **self.variables,
            **({"DISPLAY": display} if display else {}),
        }
        return ["chroot", str(self.folder), "sh", "-c", f"cd /{INSIDE}; {line}"], environment

    def packages(self) -> set[str]:
        """The system's packages that are installed now."""
        command = ["chroot", str(self.folder), "dpkg-query", "-W", "-f", "${Package}\n"]
        return set(
            subprocess.run(
                command, capture_output=True, text=True, encoding="utf-8", check=True
            ).stdout.split()
        )


def make(release: str, folder: Path) -> None:
    """Bootstrap a release into a folder, from a copy kept beside it where there is one."""
    _, mirror, script = SYSTEMS[release]
    kept = folder.with_name(f"{folder.name}-bare")
    if not (kept / "etc/debian_version").is_file():
        known = Path("/usr/share/debootstrap/scripts", release).exists()
        trust = [] if release != "noble" else ["--no-check-gpg", "--components=main,universe"]
        words = ["debootstrap", "--variant=minbase", *trust, release, str(kept), mirror]
        subprocess.run([*words, *([] if known else [script])], check=True, stdout=sys.stderr)
    if str(folder) in Path("/proc/mounts").read_text("utf-8"):
        raise SystemExit(f"something is still mounted in {folder}; umount it first")
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["cp", "-a", "--reflink=auto", str(kept), str(folder)], check=True)


def lay_in_clone(folder: Path) -> None:
    """The committed state of this checkout."""
    target = folder / INSIDE
    source = f"file://{ROOT}"
    subprocess.run(["git", "clone", "--quiet", "--depth=1", source, str(target)], check=True)


@contextmanager
def bound(bare: Bare) -> Iterator[None]:
    """Folders of this system, names of hosts, and what `mounted` gives."""
    shutil.copyfile("/etc/resolv.conf", bare.folder / "etc/resolv.conf")
    places = [(source, source, "ro") for source in bare.binds]
    if bare.cache is not None:
        places.append((bare.cache, Path("/root/.cache/pip"), "rw"))
    targets: list[Path] = []
    with mounted(bare.folder):
        try:
            for source, inside, mode in places:
                target = bare.folder / inside.relative_to("/")
                target.mkdir(parents=True, exist_ok=True)
                subprocess.run(["mount", "--bind", str(source), str(target)], check=True)
                targets.append(target)
                # Packages that are installed inside must not change this system.
                subprocess.run(["mount", "-o", f"remount,bind,{mode}", str(target)], check=True)
            yield
        finally:
            for target in targets:
                subprocess.run(["umount", "--lazy", str(target)], check=False)


def run(bare: Bare, title: str, line: str) -> None:
    """One command to its end; it must end with 0, and in time."""
    command, environment = bare.command(line)
    before, began = bare.packages(), time.monotonic()
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    how = ""
    try:
        said, _ = process.communicate(timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        how = f"not at its end after {LIMIT_S} s"
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # and what it started
    if how:
        said, _ = process.communicate()
    tell(bare, title, line, said, before, time.monotonic() - began)
    if how or process.returncode != 0:
        raise SmokeError(f"{title}: {how or f'exit code {process.returncode}'}")


def open_window(
    bare: Bare, title: str, line: str, display: str, picture: Path | None = None
) -> None:
    """One command until the window is on the screen; then it is asked to close."""
    command, environment = bare.command(f"exec {line}", display)
    before, began = bare.packages(), time.monotonic()
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    try:
        seconds = wait_for_window(process, display, began)
        if picture is not None:
            keep_picture(picture, display)
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    tell(bare, title, line, said, before, seconds)
    if process.returncode != 0:
        raise SmokeError(f"{title}: closing ended with {process.returncode}")


def wait_for_window(process: subprocess.Popen[str], display: str, began: float) -> float:
    """Seconds until it is visible."""
    search = ["xdotool", "search", "--onlyvisible", "--name", WINDOW_NAME]
    while time.monotonic() - began < LIMIT_S:
        asked = subprocess.run(
            search, env={**os.environ, "DISPLAY": display}, capture_output=True, check=False
        )
        if asked.stdout.strip():
            return time.monotonic() - began
        if process.poll() is not None:
            said = process.stdout.read() if process.stdout else ""
            raise SmokeError(f"no window; exit code {process.returncode}: {said[-2000:]}")
        time.sleep(0.05)
    raise SmokeError("no window")


def keep_picture(path: Path, display: str) -> None:
    """What the screen shows, some seconds after the window came: its first page is filled then."""
    time.sleep(_FILLED_S)
    path.parent.mkdir(parents=True, exist_ok=True)
    command = ["import", "-display", display, "-window", "root", str(path)]
    subprocess.run(command, check=True)


def tell(bare: Bare, title: str, line: str, said: str, before: set[str], seconds: float) -> None:
    """Write one run into the log: what was said (the ends of long texts), and what came."""
    came = sorted(bare.packages() - before)
    lines = [part for part in _TERMINAL.sub("\n", said).splitlines() if part.strip()]
    if len(lines) > _FIRST_LINES + _LAST_LINES:
        left_out = len(lines) - _FIRST_LINES - _LAST_LINES
        lines = [*lines[:_FIRST_LINES], f"… {left_out} lines …", *lines[-_LAST_LINES:]]
    bare.note(f"\n--- {title}: {seconds:.1f} s\n$ {line}")
    for part in lines:
        bare.note(f"  {part[:200]}")
    bare.note(f"  packages of the system that came: {len(came)}")
    bare.note(f"  {' '.join(came)}" if came else "  (none)")


def readme_command(name: str) -> str:
    """A command as the README has it."""
    script = ["sh", str(ROOT / "scripts/readme_command.sh"), name]
    return subprocess.run(
        script, capture_output=True, text=True, encoding="utf-8", check=True
    ).stdout.strip()


def prove(
    bare: Bare, display: str, *, tests: bool, small: bool, pictures: Path | None = None
) -> None:
    """Both commands, on their own and again."""
    start, test = readme_command("start"), readme_command("tests")
    if small:
        run(bare, "no screen, nothing set up; a small demonstration", f"{start} {SMALL_DEMO}")
    else:
        run(bare, "no screen, nothing set up", start)
        run(bare, "no screen, again", start)
    run(bare, "a verb", f"{start} models")
    prove_window(bare, start, display, pictures)
    if tests:
        run(bare, "the tests", test)
        run(bare, "the tests, again (to pytest's start)", f"{test} --version")


def prove_window(bare: Bare, start: str, display: str, pictures: Path | None) -> None:
    """The first command where there is a screen, and again."""
    picture = pictures / f"{bare.release}.png" if pictures is not None else None
    open_window(bare, "a screen", start, display, picture)
    open_window(bare, "a screen, again", start, display)


def main(argv: Sequence[str] | None = None) -> int:
    """Prove the releases asked for; 0 when all went well."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("releases", nargs="+", choices=sorted(SYSTEMS))
    parser.add_argument("--folder", type=Path, required=True, help="where the systems are made")
    parser.add_argument("--log", type=Path, help="folder for RELEASE.txt")
    parser.add_argument("--pictures", type=Path, help="folder for RELEASE.png, the window")
    parser.add_argument("--bind", type=Path, action="append", default=[])
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--skip-tests", action="store_true", help="leave the test suite out")
    parser.add_argument("--small", action="store_true", help="a demonstration of a minute")
    alone = parser.add_mutually_exclusive_group()
    alone.add_argument("--tests-first", action="store_true", help="the tests alone, on nothing")
    alone.add_argument("--window-first", action="store_true", help="the window alone, on nothing")
    options = parser.parse_args(argv)
    failed = 0
    for release in options.releases:
        folder = (options.folder / release).resolve()
        folder.parent.mkdir(parents=True, exist_ok=True)
        make(release, folder)
        lay_in_clone(folder)
        variables = dict(pair.split("=", 1) for pair in options.set)
        bare = Bare(release, folder, options.bind, options.cache, variables)
        bare.note(f"{SYSTEMS[release][0]}, debootstrap --variant=minbase, x86-64, as root")
        # The screen first: the folder of its socket is bound as it is then.
        with screen() as display, bound(bare):
            try:
                if options.tests_first:
                    run(bare, "the tests, nothing set up", readme_command("tests"))
                elif options.window_first:
                    prove_window(bare, readme_command("start"), display, options.pictures)
                else:
                    prove(
                        bare,
                        display,
                        tests=not options.skip_tests,
                        small=options.small,
                        pictures=options.pictures,
                    )
                bare.note("\nAll as it must be.")
            except SmokeError as error:
                failed += 1
                bare.note(f"\nFAILED: {error}")
        if options.log is not None:
            options.log.mkdir(parents=True, exist_ok=True)
            (options.log / f"{release}.txt").write_text("\n".join(bare.log) + "\n", "utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
