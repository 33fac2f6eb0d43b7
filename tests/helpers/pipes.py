"""A named pipe that nobody may open, and that lets go of whoever does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Windows keeps its pipes apart from its folders; below a folder, this is the pipe as it stands.
PIPE = "pipe" if sys.platform != "win32" else f"//./pipe/emotion-gui-{os.getpid()}"

# Another process: a reader in C++ would keep the interpreter to itself while it waits. It looks
# for the sign before it closes its end, and until then a reader waits. It tells at its end alone:
# told at once, it filled its own output while a slow reader stayed, and both waited for ever.
# Between two turns it leaves a reader the time to meet the end of what it reads.
_WATCHER = """
while exec 3> "$1"; [ ! -e "$1.over" ]; do seen=opened; exec 3>&-; sleep 0.02; done
echo "$seen"
"""


# On Windows: whoever opens it first is let go at once, and then there is no such pipe any more.
_WINDOWS_WATCHER = """
import _winapi, sys
first_and_both_ways = 0x80000 | _winapi.PIPE_ACCESS_DUPLEX
pipe = _winapi.CreateNamedPipe(sys.argv[1], first_and_both_ways, 0, 1, 512, 512, 0, 0)
print("there", flush=True)
_winapi.ConnectNamedPipe(pipe)
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

    def __init__(self, path: Path) -> None:
        self.path = path
        self._answer = None
        self._watcher = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _WINDOWS_WATCHER, str(path)],
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        assert self._watcher.stdout is not None
        assert self._watcher.stdout.readline() == "there\n"

    def end(self) -> None:
        """Stop watching."""
        if self._answer is None:
            try:
                os.close(os.open(self.path, os.O_RDONLY))
                self._answer = ""
            except OSError:
                self._answer = "opened"  # by somebody else before
            self._watcher.communicate(timeout=20)


@contextmanager
def watched_pipe(path: Path) -> Iterator[WatchedPipe]:
    """The pipe, watched until the block ends; Windows takes `PIPE` alone, below any folder."""
    pipe = WatchedPipe(path) if sys.platform != "win32" else WatchedWindowsPipe(path)
    try:
        yield pipe
    finally:
        pipe.end()
