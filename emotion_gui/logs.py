"""The log file, and Qt's own messages in it."""

from __future__ import annotations

import contextlib
import logging
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from filelock import FileLock, Timeout
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from emotion_gui.core.escaping import printable
from emotion_gui.core.files import make_folder, make_private

LOG_NAME = "emotion-workbench.log"
MAX_BYTES = 1_000_000
KEPT_FILES = 3
_MOST_WINDOWS = 20
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class _LineFormatter(logging.Formatter):
    """A record is one line, and a traceback below it is set in: no name can pass for a record."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = printable(record.message)
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        head, *traceback = super().format(record).split("\n")
        return "\n".join([head, *(f"  {printable(line)}" for line in traceback)])


class _OwnLog(RotatingFileHandler):
    """A log that one process alone writes: two that turn one file over lose each other's records.

    The first window has `LOG_NAME`, one beside it (on another workspace) `…-2.log` and so on.

    Raises:
        OSError: the folder refuses, or there are more windows than anybody has.
    """

    def __init__(self, folder: Path) -> None:
        make_folder(folder, private=True)
        name = Path(LOG_NAME)
        for number in range(1, _MOST_WINDOWS + 1):
            file = folder / (LOG_NAME if number == 1 else f"{name.stem}-{number}{name.suffix}")
            # Each window a file of its own: two that turn over one file lose each other's lines.
            self._lock = FileLock(folder / f".{file.name}.lock", timeout=0)
            with contextlib.suppress(Timeout):
                self._lock.acquire()
                break
        else:
            raise OSError(f"{_MOST_WINDOWS} windows write logs in {folder}")
        super().__init__(file, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8")

    def _open(self) -> TextIOWrapper:
        make_private(Path(self.baseFilename))  # a turned-over log begins anew
        return super()._open()

    def close(self) -> None:
        super().close()
        self._lock.release()


def add_file_log(folder: Path) -> logging.Handler:
    """Log to a file in a folder; a folder that refuses costs the log only.

    Then the handler is a plain `StreamHandler`, to the terminal if there is one.
    """
    handler: logging.Handler
    try:
        handler = _OwnLog(folder)
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(
        _LineFormatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")
    )
    root = logging.getLogger()
    root.addHandler(handler)
    logging.getLogger("emotion_gui").setLevel(logging.INFO)
    return handler


def route_qt_messages() -> None:
    """Qt's messages go to the log instead of the terminal."""
    qInstallMessageHandler(_on_message)


def _on_message(kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
    name = str(context.category or "default")
    logging.getLogger(f"qt.{name}").log(_LEVELS.get(kind, logging.WARNING), "%s", text)
