"""Ctrl+C, a polite kill and a closed terminal close the window like its cross does."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Slot


def _wake(number: int, frame: FrameType | None) -> None:
    """Python's handler does nothing: the byte on the socket wakes Qt's loop."""
    del number, frame


class QuitSignals(QObject):
    """Wakes Qt's event loop on a signal; Python alone would wait for the next event."""

    def __init__(self, quit_: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._quit = quit_
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_signal)
        self._old_fd = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        numbers = [signal.SIGINT, signal.SIGTERM]
        hang_up = getattr(signal, "SIGHUP", None)  # Windows lacks it; `nohup` ignores it
        if hang_up is not None and signal.getsignal(hang_up) != signal.SIG_IGN:
            numbers.append(hang_up)
        self._old = {number: signal.signal(number, _wake) for number in numbers}

    def restore(self) -> None:
        """Give the signals back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._old_fd)
        for number, handler in self._old.items():
            signal.signal(number, handler)
        self._reader.close()
        self._writer.close()

    @Slot()
    def _on_signal(self) -> None:
        self._reader.recv(64)
        self._quit()
