"""What the command line writes, on systems with code pages and with pipes that close."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from emotion_gui.cli import main, register_verbs, streams
from emotion_gui.cli.application import app
from emotion_gui.cli.streams import expand_wildcards, prepare_streams, reader_left

ROOT = Path(__file__).resolve().parents[3]
NAME = "Müller 测试 😀.jpg"

register_verbs()
VERBS = sorted(command.name or "" for command in app.registered_commands if not command.hidden)


class ClosedPipe(io.RawIOBase):
    """A pipe whose reader has left, in the words of Windows."""

    def __init__(self) -> None:
        self.left = True
        self.tries = 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.tries += 1
        if self.left:
            raise OSError(errno.EINVAL, "Invalid argument")
        assert isinstance(data, memoryview)
        return len(data)


@contextmanager
def reader_has_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[ClosedPipe]:
    raw = ClosedPipe()
    stream = io.TextIOWrapper(io.BufferedWriter(raw), encoding="cp1252")
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", stream)
        patched.setattr(streams, "ON_WINDOWS", True)
        yield raw
    raw.left = False
    stream.close()


@pytest.mark.parametrize("verb", VERBS)
def test_a_reader_that_leaves_ends_every_verb_quietly(
    verb: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with reader_has_left(monkeypatch) as pipe:
        assert main([verb, "--help"]) == 1
    assert pipe.tries
    assert capsys.readouterr().err == ""


def test_a_reader_that_leaves_in_the_midst_of_results(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for options in ([], ["--json"]):
        with reader_has_left(monkeypatch):
            assert main(["models", *options]) == 1
    assert capsys.readouterr().err == ""


def test_other_refusals_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "ON_WINDOWS", False)
    assert not reader_left(OSError(errno.ENOSPC, "full"))
    monkeypatch.setattr(streams, "ON_WINDOWS", False)
    assert not reader_left(OSError(errno.EINVAL, "Invalid argument"))
    monkeypatch.setattr(streams, "ON_WINDOWS", True)
    assert not reader_left(OSError(errno.EINVAL, "Invalid argument", "a?.jpg"))
    assert reader_left(OSError(errno.EINVAL, "Invalid argument"))


def test_what_is_redirected_is_utf_8_whatever_the_code_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252"))
    prepare_streams()
    sys.stdout.write(f"{NAME} \udce9")
    sys.stdout.flush()
    assert raw.getvalue().decode() == f"{NAME} \\udce9"


def test_the_encoding_that_a_user_asks_for_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="latin-1"))
    prepare_streams()
    sys.stdout.write(NAME)
    sys.stdout.flush()
    assert raw.getvalue() == b"M\xfcller \\u6d4b\\u8bd5 \\U0001f600.jpg"


def test_a_name_outside_the_code_page_stands_in_a_redirected_log(tmp_path: Path) -> None:
    picture = tmp_path / NAME
    picture.write_bytes(b"none")
    log = tmp_path / "log.txt"
    with log.open("wb") as out:
        ended = subprocess.run(
            [sys.executable, str(ROOT / "main.py"), "classify", str(picture), "--json"],
            stdout=out,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
            env={**os.environ, "PYTHONUTF8": "0"},
        )
    text = log.read_text(encoding="utf-8")
    assert ended.returncode == 1  # it is no picture
    assert NAME in text
    assert "Traceback" not in text


def test_a_real_pipe_that_closes_says_nothing() -> None:
    verb = [sys.executable, str(ROOT / "main.py"), "models", "--json"]
    running = subprocess.Popen(verb, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout is not None
    running.stdout.close()
    assert running.stderr is not None
    said = running.stderr.read()
    running.stderr.close()
    assert running.wait(timeout=120) == 1
    assert said == b""


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    for name in ("b.jpg", "a.jpg", "c.png", "d[1].jpg", ".hidden.jpg", NAME):
        (tmp_path / name).write_bytes(b"")
    return tmp_path


def test_wildcards_are_expanded_as_a_shell_does_it(pictures: Path) -> None:
    names = [Path(text).name for text in expand_wildcards([str(pictures / "*.jpg")])]
    assert names == [NAME, "a.jpg", "b.jpg", "d[1].jpg"]
    assert expand_wildcards([str(pictures / "?[1].jpg")]) == [str(pictures / "d[1].jpg")]
    assert expand_wildcards([str(pictures / "d[1].jpg")]) == [str(pictures / "d[1].jpg")]


@pytest.mark.parametrize("text", ["--set=a*", "http://host/x?y=1", "nothing*here", "camera:0", ""])
def test_what_is_no_wildcard_of_files_stays(text: str) -> None:
    assert expand_wildcards([text]) == [text]


def test_the_command_line_expands_them_on_windows(
    pictures: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(streams, "ON_WINDOWS", True)
    assert main(["classify", str(pictures / "*.png"), "--json"]) == 1
    assert f"{pictures / 'c.png'}: the file is empty" in capsys.readouterr().err
