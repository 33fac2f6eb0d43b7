"""A second start on a workspace goes to the window that has it open.

The first window listens at a local socket whose name follows from its workspace; nothing is
reachable from another computer or by another user. A later start (a double click on a checkpoint,
say) calls there with its file before it imports anything slow, and ends when it is answered.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import logging
import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QThread, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from emotion_gui.core.clock import now_s
from emotion_gui.core.places import APP_NAME

logger = logging.getLogger(__name__)

_WAIT_MS = 1000
_ANSWER_MS = 10_000  # a window that is starting itself is busy now and then
_PAUSE_MS = 50
_LET_IN = b"in\n"
_ANY_PROCESS = -1  # ASFW_ANY of winuser.h


def user_settings() -> QSettings:
    """The user's own settings, on every system a file that can be read and carried away."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, APP_NAME, "settings")


def socket_name(workspace: Path) -> str:
    """The name of a workspace's socket, the same by every spelling of its path."""
    place = os.path.normcase(os.path.realpath(workspace))
    return f"emotion-workbench-{hashlib.sha256(os.fsencode(place)).hexdigest()[:24]}"


def hand_over(workspace: Path, file: Path | None = None, *, wait_s: float = 0.0) -> bool:
    """Hand a start over to the window that has the workspace open.

    Args:
        workspace: where this start would work.
        file: that it was to open.
        wait_s: how long a window may need until it listens, where one is known to begin.

    Returns:
        False where no window answers; then this start goes on by itself.
    """
    socket = QLocalSocket()
    deadline_s = now_s() + wait_s
    while True:
        socket.connectToServer(socket_name(workspace))
        if socket.waitForConnected(_WAIT_MS):
            break
        if now_s() > deadline_s:
            return False
        QThread.msleep(_PAUSE_MS)
    if sys.platform == "win32":
        # Otherwise the system lets the other window only blink in the task bar.
        ctypes.windll.user32.AllowSetForegroundWindow(_ANY_PROCESS)  # type: ignore[attr-defined]
    wish = {"file": None if file is None else str(file.absolute())}
    socket.write(json.dumps(wish).encode() + b"\n")
    let_in = socket.waitForBytesWritten(_WAIT_MS) and socket.waitForReadyRead(_ANSWER_MS)
    socket.disconnectFromServer()
    return bool(let_in)


class StartListener(QObject):
    """Hears of later starts while this window has the workspace."""

    second_started = Signal(object)  # Path of a file to open, or None

    def __init__(self, workspace: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = socket_name(workspace)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    def open(self) -> None:
        """Listen; a window that cannot works all the same, later starts are refused then."""
        # Whoever has the workspace is the only window: what is there was left by a crash.
        QLocalServer.removeServer(self._name)
        if not self._server.listen(self._name):
            logger.warning("later starts cannot be handed over: %s", self._server.errorString())

    def close(self) -> None:
        self._server.close()

    @Slot()
    def _on_connection(self) -> None:
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.readyRead.connect(self._on_ready)
            socket.disconnected.connect(socket.deleteLater)

    @Slot()
    def _on_ready(self) -> None:
        socket = self.sender()
        if not isinstance(socket, QLocalSocket) or not socket.canReadLine():
            return
        try:
            file = json.loads(bytes(socket.readLine().data()))["file"]
            wanted = None if file is None else Path(file)
        except (ValueError, KeyError, TypeError):
            logger.warning("a second start said something that nobody understands")
            return
        logger.info("a second start is handed over to this window")
        socket.write(_LET_IN)
        socket.flush()
        self.second_started.emit(wanted)
