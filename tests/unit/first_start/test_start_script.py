"""`start.sh`: finds a Python, or says how one comes; on systems made of a few small programs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a script for POSIX shells")


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder of programs that is all there is: `dirname`, and nobody who may install."""
    folder = tmp_path / "bin"
    folder.mkdir()
    dirname = shutil.which("dirname")
    assert dirname is not None
    (folder / "dirname").symlink_to(dirname)
    add(folder, "id", "echo 1000")
    return folder


def add(folder: Path, name: str, line: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


def start(programs: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    shell = shutil.which("sh")
    assert shell is not None
    return subprocess.run(
        [shell, str(ROOT / "start.sh"), *arguments],
        env={"PATH": str(programs), "HOME": os.devnull},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        encoding="utf-8",
    )


@pytest.mark.parametrize(
    ("manager", "line"),
    [
        ("apt-get", "apt-get install -y --no-install-recommends python3 python3-venv\n"),
        ("dnf", "dnf install -y python3\n"),
        ("pacman", "pacman -S --needed --noconfirm python\n"),
    ],
)
def test_without_a_python_the_line_is_named(programs: Path, manager: str, line: str) -> None:
    add(programs, manager, f"touch {programs}/called")
    ended = start(programs)
    assert ended.returncode == 1
    assert line in ended.stderr
    assert not (programs / "called").exists()


def test_on_an_unknown_system_python_org_is_named(programs: Path) -> None:
    assert "python.org" in start(programs).stderr


def test_root_gets_one_and_goes_on(programs: Path) -> None:
    add(programs, "id", "echo 0")
    python = f'printf "#!/bin/sh\\nexec {sys.executable} -c pass\\n" > {programs}/python3'
    add(
        programs,
        "apt-get",
        f'echo "$@" >> {programs}/asked\n{python}\n'
        f"[ -x {programs}/python3 ] || /bin/chmod 755 {programs}/python3",
    )
    ended = start(programs)
    assert ended.returncode == 0, ended.stderr
    assert "installing it" in ended.stdout
    update, install = (programs / "asked").read_text("utf-8").splitlines()
    assert "update" in update
    assert "python3-venv" in install


def test_a_python_that_is_too_old_is_passed_over(programs: Path) -> None:
    add(programs, "python3", "exit 1")
    add(programs, "python3.12", 'case $1 in *start.py) shift; echo "taken $*";; esac')
    ended = start(programs, "classify", "a film.mp4")
    assert (ended.returncode, ended.stdout) == (0, "taken classify a film.mp4\n")


def test_only_an_old_python_is_said_with_another_way(programs: Path) -> None:
    add(programs, "python3", "echo too old >&2; exit 1")
    ended = start(programs)
    assert ended.returncode == 1
    assert "too old" in ended.stderr
    assert "uv run --no-project" in ended.stderr
