"""A named pipe that nobody may open, and that lets go of whoever does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

# Windows keeps its pipes apart from its folders; below a folder, this is the pipe as it stands.
PIPE = "pipe" if sys.platform != "win32" else f"//./pipe/emotion-gui-{os.getpid()}"


def pipe_path(folder: Path, name: str) -> Path:
    """Where a pipe of this name can be."""
    return folder / (name if sys.platform != "win32" else f"{PIPE}-{name}")


# Another process: a reader in C++ would keep the interpreter to itself while it waits. It looks
# for the sign before it closes its end, and until then a reader waits. It tells at its end alone:
# told at once, it filled its own output while a slow reader stayed, and both waited for ever.
# Between two turns it leaves a reader the time to meet the end of what it reads.
_WATCHER = """
while exec 3> "$1"; [ ! -e "$1.over" ]; do seen=opened; exec 3>&-; sleep 0.02; done
echo "$seen"
"""


# On Windows: whoever opens it is let go at once; there are always some more for the next.
_WINDOWS_WATCHER = """
import _winapi, os, sys
MODE = _winapi.PIPE_ACCESS_DUPLEX | _winapi.FILE_FLAG_OVERLAPPED
def made():
    pipe = _winapi.CreateNamedPipe(sys.argv[1], MODE, 0, 255, 512, 512, 0, 0)
    return pipe, _winapi.ConnectNamedPipe(pipe, overlapped=True)
pipes, seen = [made() for _ in range(8)], ""
print("there", flush=True)
while True:
    at = _winapi.WaitForMultipleObjects([wait.event for _, wait in pipes], False, 0xFFFFFFFF)
    if os.path.exists(sys.argv[2]):
        break
    seen = "opened"
    _winapi.CloseHandle(pipes[at][0])
    pipes[at] = made()
print(seen, flush=True)
os._exit(0)  # with the others as they are: nobody connected to them
"""


class WatchedPipe:
    """A named pipe without a single byte; a reader gets its end at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._answer: str | None = None
        os.mkfifo(path)
        self._watcher = subprocess.Popen(
            ["sh", "-c", _WATCHER, "sh", str(path)],
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    @property
    def opened(self) -> bool:
        """Whether anybody has opened the pipe until now; ends the watch."""
        self.end()
        return bool(self._answer)

    def end(self) -> None:
        """Stop watching."""
        if self._answer is None:
            self.path.with_name(f"{self.path.name}.over").touch()
            reader = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK)
            answer, _ = self._watcher.communicate(timeout=20)
            self._answer = answer.strip()
            os.close(reader)
            self.path.unlink()  # nobody is left who would let a late reader go


class WatchedWindowsPipe(WatchedPipe):
    """One of Windows; what asks for its kind opens it there."""

    def __init__(self, path: Path, sign: Path) -> None:
        self.path = path
        self._answer = None
        self._over = sign
        self._watcher = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _WINDOWS_WATCHER, str(path), str(sign)],
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        assert self._watcher.stdout is not None
        assert self._watcher.stdout.readline() == "there\n"

    def end(self) -> None:
        """Stop watching."""
        if self._answer is None:
            self._over.touch()
            os.close(os.open(self.path, os.O_RDONLY))
            answer, _ = self._watcher.communicate(timeout=20)
            self._answer = answer.strip()


@contextmanager
def watched_pipe(path: Path) -> Iterator[WatchedPipe]:
    """The pipe, watched until the block ends; one of Windows is called `pipe_path` or `PIPE`."""
    if sys.platform != "win32":
        pipe = WatchedPipe(path)
        try:
            yield pipe
        finally:
            pipe.end()
        return
    with TemporaryDirectory() as folder:
        pipe = WatchedWindowsPipe(path, Path(folder) / "over")
        try:
            yield pipe
        finally:
            pipe.end()
