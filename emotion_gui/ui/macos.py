"""What macOS asks of a window's program: the camera's permission first, and files by events.

Nothing here has been tried on macOS. On other systems there is no question and no such event.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import (
    QCameraPermission,
    QCoreApplication,
    QEvent,
    QObject,
    QPermission,
    Qt,
    Signal,
)
from PySide6.QtGui import QFileOpenEvent


def camera_is_settled(asker: QObject, again: Callable[[], None]) -> bool:
    """Whether a person has answered already if this program may use cameras.

    Where not, macOS asks now, on the main thread as it must be; OpenCV would ask on the thread
    that reads the camera, and fail while the question is on the screen.

    Args:
        asker: the answer is dropped when it is gone.
        again: called after the answer; opens the camera, or tells that it may not.
    """
    application, permission = QCoreApplication.instance(), QCameraPermission()
    if application is None:
        return True
    os.environ["OPENCV_AVFOUNDATION_SKIP_AUTH"] = "1"  # read when a camera is opened
    if application.checkPermission(permission) is not Qt.PermissionStatus.Undetermined:
        return True

    def answered(_: QPermission) -> None:
        again()

    application.requestPermission(permission, asker, answered)
    return False


class OpenedFiles(QObject):
    """Files that are opened by a double click come as events, not as arguments."""

    opened = Signal(object)  # Path

    def __init__(self, application: QCoreApplication, parent: QObject) -> None:
        super().__init__(parent)
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self.opened.emit(Path(event.file()))
            return True
        return super().eventFilter(watched, event)
