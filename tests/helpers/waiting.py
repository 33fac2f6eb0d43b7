"""Waiting for other threads while events come."""

from __future__ import annotations

from PySide6.QtCore import QEventLoop, QTimer


def let_run(interval_ms: int) -> None:
    """Handle events for so long and leave the interpreter to other threads in between.

    `QTest.qWait` keeps it while it sleeps, and `processEvents` in a loop asks for it without end.
    """
    loop = QEventLoop()
    QTimer.singleShot(interval_ms, loop.quit)
    loop.exec()
