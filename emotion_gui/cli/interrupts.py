"""What Ctrl-C, a polite kill and a closed terminal do to a verb: it stops in good order."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from emotion_gui.core.jobs import JobCancelled

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows lacks the last one


class Interrupts:
    """The first signal asks the job at work to stop; outside of jobs, or again, it ends at once.

    Ending at once is an exception like any other: temporary folders go, films get their end.
    """

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._at_work = False

    def asked(self) -> bool:
        """Whether a stop was asked for."""
        return self._asked.is_set()

    def check(self) -> None:
        """Between two steps: a stop that came too late for the first ends the second.

        Raises:
            JobCancelled: a stop was asked for.
        """
        if self.asked():
            raise JobCancelled

    @contextlib.contextmanager
    def job(self) -> Iterator[None]:
        """While there is something that stops by itself.

        Raises:
            JobCancelled: a stop was asked for before it began.
        """
        self.check()
        with self.caught():
            self._at_work = True
            try:
                yield
            finally:
                self._at_work = False

    @contextlib.contextmanager
    def caught(self) -> Iterator[None]:
        """Take the signals until the block ends; nothing happens outside the main thread."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = _handled_by(self._handle)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if self.asked() or not self._at_work:
            raise KeyboardInterrupt
        self._asked.set()
        with contextlib.suppress(OSError):  # not through buffers: this is a signal handler
            os.write(2, b"\nstopping; press Ctrl-C again to stop at once\n")


def end_in_order(code: int) -> None:
    """A verb is over, and its process ends: no signal changes any more how it ended.

    While threads are waited for, one ends the process at once with the verb's code. Then Python
    takes handlers away before it takes itself apart, which is when a signal would be the end;
    ignoring is what stays.

    Args:
        code: of the verb.
    """
    _handled_by(lambda number, frame: os._exit(code))
    atexit.register(_handled_by, signal.SIG_IGN)


def _handled_by(
    handler: Callable[[int, FrameType | None], object] | signal.Handlers,
) -> dict[signal.Signals, Any]:
    """Handle what asks for an end; what handled it before, by signal."""
    before = {}
    for name in _NAMES:
        number = getattr(signal, name, None)
        # Who started it with `nohup` does not want it to end with the terminal.
        ignored = name == "SIGHUP" and number and signal.getsignal(number) == signal.SIG_IGN
        if number is not None and not ignored:
            before[number] = signal.signal(number, handler)
    return before
