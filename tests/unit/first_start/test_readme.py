"""The README's commands are the ones that run."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from emotion_gui.cli.application import VERBS

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.skipif(shutil.which("sh") is None, reason="needs a POSIX shell")


def readme_command(name: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(root / "scripts/readme_command.sh"), name],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )


@pytest.mark.parametrize("name", ["start", "tests", "windows-start", "windows-tests"])
def test_a_command_is_one_line_of_the_readme(name: str) -> None:
    command = readme_command(name).stdout
    assert command.count("\n") == 1
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"<!-- command: {name} -->\n```\n{command}```\n" in readme
    (script,) = re.findall(r"\bstart\.\w+", command)
    assert (ROOT / script).is_file()


def test_a_command_that_the_readme_lacks_is_an_error() -> None:
    ended = readme_command("nothing")
    assert (ended.returncode, ended.stdout) == (1, "")


def test_the_readme_lists_every_verb() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = text[text.index("lists all verbs:") :].partition(". [")[0]
    hidden = {"contest"}
    assert set(re.findall(r"`([a-z-]+)`", listed)) == set(VERBS) - hidden


@pytest.mark.skipif(sys.platform == "win32", reason="a script of CI")
def test_ci_runs_the_readmes_test_command_word_for_word(tmp_path: Path) -> None:
    for place in (".ci/run", "scripts/readme_command.sh"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / place, tmp_path / place)
    (tmp_path / "README.md").write_text(
        "<!-- command: tests -->\n```\necho told >said 'as  it is'\n```\n", encoding="utf-8"
    )
    tools = tmp_path / ".venv/bin"
    tools.mkdir(parents=True)
    for tool in ("ruff", "mypy", "lint-imports", "python"):
        (tools / tool).write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
        (tools / tool).chmod(stat.S_IRWXU)
    ended = subprocess.run(
        ["bash", str(tmp_path / ".ci/run")],
        cwd="/",
        capture_output=True,
        text=True,
        env=dict(os.environ),
        check=False,
        encoding="utf-8",
    )
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "said").read_text("utf-8") == "told as  it is\n"
    (tmp_path / "README.md").write_text(
        "<!-- command: tests -->\n```\nexit 3\n```\n", encoding="utf-8"
    )
    ended = subprocess.run(["bash", str(tmp_path / ".ci/run")], capture_output=True, check=False)
    assert ended.returncode == 3
