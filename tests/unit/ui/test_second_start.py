"""A second start on a workspace goes to the window that has it open."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from emotion_gui.ui.second_start import StartListener, socket_name

ROOT = Path(__file__).resolve().parents[3]
SECOND = """
import sys
from emotion_gui import launch
code = launch.main(sys.argv[1:])
print(code, [name for name in ("torch", "emotion_gui.app") if name in sys.modules])
"""


KNOCK = """
import sys
from pathlib import Path
from emotion_gui.ui.second_start import hand_over
from PySide6.QtCore import QCoreApplication
application = QCoreApplication([])
print(hand_over(Path(sys.argv[1]), *map(Path, sys.argv[2:])))
"""


def is_heard(qtbot: QtBot, *paths: Path) -> bool:
    """Knock in another process, while this one's loop runs."""
    words = [sys.executable, "-c", KNOCK, *map(str, paths)]
    with subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        qtbot.waitUntil(lambda: process.poll() is not None)
        assert process.stdout is not None
        return process.stdout.read() == "True\n"


@pytest.fixture
def listener(tmp_path: Path, qtbot: QtBot) -> Iterator[StartListener]:
    made = StartListener(tmp_path / "w")
    made.open()
    yield made
    made.close()


def test_a_file_is_handed_over(listener: StartListener, tmp_path: Path, qtbot: QtBot) -> None:
    heard: list[object] = []
    listener.second_started.connect(heard.append)
    file = tmp_path / "Müller 测试 😀.safetensors"
    assert is_heard(qtbot, tmp_path / "w", file)
    assert is_heard(qtbot, tmp_path / "w")
    assert heard == [file, None]


def test_nobody_answers_for_another_workspace(
    listener: StartListener, tmp_path: Path, qtbot: QtBot
) -> None:
    assert not is_heard(qtbot, tmp_path / "other")
    listener.close()
    assert not is_heard(qtbot, tmp_path / "w")


def test_one_workspace_has_one_socket_by_every_spelling(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    assert socket_name(tmp_path / "w" / ".." / "w") == socket_name(tmp_path / "w")


def test_what_a_crash_left_is_no_obstacle(
    listener: StartListener, tmp_path: Path, qtbot: QtBot
) -> None:
    later = StartListener(tmp_path / "w")  # the first one was never closed
    later.open()
    assert is_heard(qtbot, tmp_path / "w")
    later.close()


@pytest.mark.slow
def test_two_processes_one_window(tmp_path: Path, qtbot: QtBot) -> None:
    home = tmp_path / "home"
    variables = dict.fromkeys(("HOME", "APPDATA", "LOCALAPPDATA", "XDG_STATE_HOME"), str(home))
    environment = {**os.environ, **variables}
    arguments = ["--workspace", str(tmp_path / "w")]
    first = subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), "gui", *arguments],
        env=environment,
        stderr=subprocess.PIPE,
    )
    assert first.stderr is not None
    try:
        (tmp_path / "net.safetensors").write_bytes(b"")
        # It listens from when its window is built.
        qtbot.waitUntil(lambda: is_heard(qtbot, tmp_path / "w"), timeout=60_000)
        second = subprocess.run(
            [sys.executable, "-c", SECOND, str(tmp_path / "net.safetensors"), *arguments],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            encoding="utf-8",
        )
        assert second.stdout == "0 []\n"
        assert second.stderr == ""
        assert first.poll() is None
    finally:
        first.terminate()
        first.wait(timeout=60)
        first.stderr.close()
