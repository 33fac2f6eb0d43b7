"""The report says nothing about the person."""

from __future__ import annotations

import getpass
import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from emotion_gui.core import diagnostics
from emotion_gui.core.components import bundled_components
from emotion_gui.core.diagnostics import (
    PrivateFacts,
    make_report,
    private_facts,
    read_log_end,
    scrub,
)

FACTS = PrivateFacts(
    user="annika",
    computer="annikas-laptop",
    home=Path("/home/annika"),
    workspace=Path("/home/annika/.local/share/Emotion Workbench/workspace"),
    program=Path("/opt/emotion/app"),
    python=(Path("/usr/lib/python3.11"),),
    names=("Class of 3b",),
)


@pytest.mark.parametrize(
    "line",
    [
        "error: /home/annika/Pictures/My holiday.jpg: the picture is cut off",
        "error: Anna and me.JPG: the picture is cut off",
        "camera lost: rtsp://annika:secret@192.168.0.7/stream did not answer",
        r"refused: C:\Users\annika\Pictures\holiday.png",
        r"refused: ~\Pictures\My holiday: denied",  # what is left of a home on Windows
        "refused: /mnt/disk/Annika/faces: no space left",
        "task Importing Class of 3b failed",
        "on annikas-laptop for annika",
        "write to annika@example.org",
        "/home/annika/.local/share/Emotion Workbench/workspace/../holiday.csv is odd",
    ],
)
def test_names_of_people_folders_and_files_are_left_out(line: str) -> None:
    text = scrub(line, FACTS).lower()
    for word in ("annika", "holiday", "anna and", "secret", "192.168", "3b", "pictures/"):
        assert word not in text, text


def test_what_helps_to_find_the_fault_stays() -> None:
    def scrubbed(line: str) -> str:
        """With this system's spelling of paths, told with slashes."""
        return scrub(line.replace("/", os.sep), FACTS).replace(os.sep, "/")

    line = '  File "/opt/emotion/app/emotion_gui/core/files.py", line 30, in atomic_path'
    assert "<program>/emotion_gui/core/files.py" in scrubbed(line)
    assert "line 30, in atomic_path" in scrubbed(line)
    stdlib = '  File "/usr/lib/python3.11/json/decoder.py", line 1'
    assert "<python>/json/decoder.py" in scrubbed(stdlib)
    face = "lost: /home/annika/.local/share/Emotion Workbench/workspace/datasets/1/faces.npy"
    assert "<workspace>/datasets/1/faces.npy" in scrubbed(face)
    plain = "2026-11-23 09:44:23,488 INFO MainThread emotion_gui.app: Emotion Workbench starts"
    assert scrubbed(plain) == plain
    assert scrubbed("/home/annika/x: denied").startswith("~/<path>: denied")


def test_the_report_holds_versions_choices_and_the_end_of_the_log(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text("".join(f"line {number}\n" for number in range(1000)), encoding="utf-8")
    lines = read_log_end(log, lines=3)
    text = make_report(lines, FACTS, version="9.9", choices={"ui/theme": "dark"})
    assert lines == ["line 997", "line 998", "line 999"]
    assert text.startswith("Emotion Workbench 9.9\n")
    assert "setting ui/theme = dark" in text
    assert text.endswith("line 999\n")
    assert read_log_end(tmp_path / "none.log") == []


def test_bundled_components_have_a_licence(tmp_path: Path) -> None:
    found = {component.name: component for component in bundled_components()}
    assert found["numpy"].licence
    installed = {each.name for each in bundled_components(tmp_path / "none.json")}
    assert {"numpy", "typer"} <= installed


@pytest.mark.parametrize("home", ["/root", "/home/annika"])
def test_a_home_folder_is_told_as_a_tilde_wherever_it_lies(home: str) -> None:
    facts = replace(FACTS, user="", home=Path(home))
    assert scrub(f"{home}/x: denied".replace("/", os.sep), facts).startswith("~")


def test_folders_at_the_root_are_the_programs_as_well() -> None:
    facts = replace(FACTS, program=Path("/app"), workspace=Path("/data"), python=(Path("/py"),))
    lines = ("/app/emotion_gui/core/files.py", "/py/json/decoder.py", "/data/datasets/1/faces.npy")
    told = [scrub(line.replace("/", os.sep), facts).replace(os.sep, "/") for line in lines]
    assert told == [
        "<program>/emotion_gui/core/files.py",
        "<python>/json/decoder.py",
        "<workspace>/datasets/1/faces.npy",
    ]
    # A folder's name is not the beginning of another one's.
    assert "<program>" not in scrub(f"{os.sep}app-old{os.sep}x.txt", facts)


def test_a_root_that_is_home_or_program_names_nothing() -> None:
    root = Path(os.sep)
    facts = replace(FACTS, home=root, program=root, workspace=root, python=())
    text = scrub(f"{os.sep}mnt{os.sep}disk: full", facts)
    assert text.replace(os.sep, "/") == "<path>: full"


def test_short_names_stay_and_long_ones_go_as_whole_words() -> None:
    facts = replace(FACTS, user="an", computer="pc1", names=())
    assert scrub("an answer of PC1, not of pc12", facts) == "an answer of <computer>, not of pc12"


def test_a_report_names_versions_choices_and_ends_with_the_log() -> None:
    text = make_report(["first", "last"], FACTS, version="9.9", choices={"b": 2, "a": 1})
    lines = text.splitlines()
    assert lines[0] == "Emotion Workbench 9.9"
    assert lines[1].startswith("Python 3.")
    assert lines[1].endswith(f"{os.cpu_count()} processors")
    assert lines.index("setting a = 1") + 1 == lines.index("setting b = 2")
    assert lines[-3:] == ["", "first", "last"]
    assert any(re.fullmatch(r"torch \d+.*", line) for line in lines)


def test_the_end_of_a_long_log_is_read(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text("".join(f"line {k}\n" for k in range(100_000)), encoding="utf-8")
    assert read_log_end(log, lines=3) == ["line 99997", "line 99998", "line 99999"]
    assert len(read_log_end(log)) == 300
    assert read_log_end(tmp_path / "none.log") == []


@pytest.mark.parametrize(
    ("system", "computer"), [("linux", "annikas-laptop"), ("win32", "ANNIKAS-PC"), ("win32", None)]
)
def test_who_and_where_this_process_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str, computer: str | None
) -> None:
    monkeypatch.setattr(diagnostics.sys, "platform", system)
    monkeypatch.setattr(os, "uname", lambda: SimpleNamespace(nodename=computer), raising=False)
    monkeypatch.setattr(getpass, "getuser", lambda: "annika")
    if computer is None:
        monkeypatch.delenv("COMPUTERNAME", raising=False)
    else:
        monkeypatch.setenv("COMPUTERNAME", computer)
    facts = private_facts(tmp_path, ["Class of 3b"])
    assert (facts.user, facts.computer, facts.names) == ("annika", computer or "", ("Class of 3b",))
    assert (facts.workspace, facts.home) == (tmp_path, Path.home())
    assert (facts.program / "emotion_gui" / "core" / "diagnostics.py").is_file()
    assert Path(sys.prefix) in facts.python
    assert any((folder / "os.py").is_file() for folder in facts.python)


@pytest.mark.parametrize("error", [OSError, KeyError])
def test_a_user_whom_the_system_does_not_know_has_no_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: type[Exception]
) -> None:
    def unknown() -> str:
        raise error

    monkeypatch.setattr(getpass, "getuser", unknown)
    assert private_facts(tmp_path).user == ""
    assert private_facts(tmp_path).names == ()
