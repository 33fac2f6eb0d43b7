"""A named pipe that nobody may open, and that lets go of whoever does."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Another process: a reader in C++ would keep the interpreter to itself while it waits. It looks
# for the sign before it closes its end, and until then a reader waits. It tells at its end alone:
# told at once, it filled its own output while a slow reader stayed, and both waited for ever.
# Between two turns it leaves a reader the time to meet the end of what it reads.
_WATCHER = """
while exec 3> "$1"; [ ! -e "$1.over" ]; do seen=opened; exec 3>&-; sleep 0.02; done
echo "$seen"
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


@contextmanager
def watched_pipe(path: Path) -> Iterator[WatchedPipe]:
    """The pipe, watched until the block ends."""
    pipe = WatchedPipe(path)
    try:
        yield pipe
    finally:
        pipe.end()
