"""No socket is opened and nothing is written while a file is read, unless it was asked for."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.fake_sources import StreamServer, plain_frames, write_video

ROOT = Path(__file__).parents[3]

# Python reports every socket and every file opened for writing to an audit hook; what C code
# opens by itself is seen in the process's own table of handles and in the folders.
WATCHED = """
import json, os, sys, tempfile, threading
tempfile.gettempdir()  # writes a file to see whether it may
seen = {"sockets": [], "written": [], "handles": []}
def watch(event, arguments):
    if event.startswith("socket.") and event != "socket.gethostname":  # asks nobody else
        seen["sockets"].append([event, repr(arguments)])
    elif event == "open" and isinstance(arguments[0], str):
        mode, flags = arguments[1], arguments[2]
        if (mode and set(mode) & set("wax+")) or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            seen["written"].append(arguments[0])
sys.addaudithook(watch)

def look():
    for name in os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else ():
        try:
            target = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            continue
        if target.startswith("socket:"):
            seen["handles"].append(target)
"""

LIVE = """
from pathlib import Path
from emotion_gui.core.inference.controls import (
    LiveControls, LiveRequest, LiveValues, Models, Recording,
)
from emotion_gui.core.inference.session import live_session
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.catalogue import default_model
look(); seen["handles"].clear()
controls = LiveControls(LiveValues(models=Models(default_model().file)))
if len(sys.argv) > 2:
    controls.change(recording=Recording(Path(sys.argv[2] + ".mp4"), Path(sys.argv[2] + ".csv")))
frames = []
def post(update):
    look()
    frames.append(update.frames)
    if len(frames) > 20:
        stop.set()
stop = threading.Event()
try:
    request = LiveRequest(address=sys.argv[1])
    live_session(request, controls, JobContext(is_cancelled=stop.is_set), post)
except BaseException as error:
    if type(error).__name__ != "JobCancelled":
        raise
print(json.dumps(seen | {"frames": len(frames)}))
"""

CLASSIFY = """
from emotion_gui.cli import main
try:
    code = main(["classify", sys.argv[1]])
except SystemExit as error:
    code = error.code
look()
print()
print(json.dumps(seen | {"frames": 1, "code": code}))
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def run(code: str, home: Path, *arguments: str) -> dict[str, list[str]]:
    """What a process of its own did, with every usual folder inside `home`."""
    environment = os.environ | {
        "HOME": str(home),
        "TMPDIR": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(ROOT),
    }
    ended = subprocess.run(
        [sys.executable, "-c", WATCHED + code, *arguments],
        env=environment,
        cwd=home,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        encoding="utf-8",
    )
    assert ended.returncode == 0, ended.stderr
    answer: dict[str, list[str]] = json.loads(ended.stdout.strip().splitlines()[-1])
    assert answer["frames"]
    return answer


def tree(home: Path) -> list[str]:
    return sorted(str(path.relative_to(home)) for path in home.rglob("*") if path.is_file())


def outside(paths: list[str]) -> list[str]:
    """Without devices, of which Windows has one under a name of its own."""
    return [p for p in paths if not p.startswith(("/dev/", "/proc/")) and p != os.devnull]


def test_live_on_a_file_opens_no_socket_and_writes_nothing(home: Path, tmp_path: Path) -> None:
    clip = write_video(tmp_path / "clip.avi", plain_frames(40))
    seen = run(LIVE, home, str(clip))
    assert seen["sockets"] == seen["handles"] == []
    assert outside(seen["written"]) == []
    assert tree(home) == []


def test_live_writes_the_two_files_of_a_recording_and_nothing_else(
    home: Path, tmp_path: Path
) -> None:
    clip = write_video(tmp_path / "clip.avi", plain_frames(40))
    seen = run(LIVE, home, str(clip), str(home / "kept"))
    assert seen["sockets"] == seen["handles"] == []
    assert tree(home) == ["kept.csv", "kept.mp4"]


def test_a_typed_address_is_the_only_socket(home: Path) -> None:
    """That the watch sees a socket where there is one."""
    if sys.platform != "linux":
        pytest.skip("the table of handles is Linux's")
    with StreamServer() as server:
        seen = run(LIVE, home, server.address)
    assert len(set(seen["handles"])) == 1
    connected = [what for event, what in seen["sockets"] if event == "socket.connect"]
    assert len(connected) == 1
    assert f"('127.0.0.1', {server.port})" in connected[0]
    assert tree(home) == []


def test_classify_on_a_file_opens_no_socket(home: Path, tmp_path: Path) -> None:
    clip = write_video(tmp_path / "clip.avi", plain_frames(10))
    seen = run(CLASSIFY, home, str(clip))
    assert seen["code"] in (0, None)
    assert seen["sockets"] == seen["handles"] == []
    assert [name for name in tree(home) if not name.endswith(".log")] == []
