"""Cameras come and go: a look every few seconds while the page is in view and none is on."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from emotion_gui.operations.live import find_cameras
from emotion_gui.workers.task_manager import Task, TaskManager

if TYPE_CHECKING:
    from emotion_gui.core.inference.cameras import CameraInfo

logger = logging.getLogger(__name__)

INTERVAL_MS = 3000


class CameraWatch(QObject):
    """Lists cameras in the background; opens none.

    A camera that was unplugged while it was on can be waited for: by its name, because its
    number may be another one when it is back.
    """

    changed = Signal(object)  # tuple[CameraInfo, ...]
    came_back = Signal(object)  # CameraInfo

    def __init__(self, tasks: TaskManager, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task | None = None
        self._known: tuple[CameraInfo, ...] = ()
        self.awaited = ""
        self.timer = QTimer(self)
        self.timer.setInterval(INTERVAL_MS)
        self.timer.timeout.connect(self.look)

    @property
    def active(self) -> bool:
        return self.timer.isActive()

    def set_active(self, active: bool) -> None:
        """Begin or end looking; a look that is under way no longer counts."""
        if active == self.active:
            return
        if active:
            self.timer.start()
            return
        self.timer.stop()
        if self._task is not None:
            self._task.abandon()
            self._task = None

    def set_known(self, cameras: Sequence[CameraInfo]) -> None:
        """What somebody else has found just now."""
        self._known = tuple(cameras)

    @Slot()
    def look(self) -> None:
        """List once, unless the last look is not over yet."""
        if self._task is not None:
            return
        self._task = self._tasks.start(
            find_cameras,
            title=self.tr("Looking for cameras"),
            exclusive=False,
            on_success=self._on_found,
            on_failure=self._on_failed,
            on_cancel=self._on_cancelled,
        )

    def _on_found(self, cameras: tuple[CameraInfo, ...]) -> None:
        self._task = None
        if cameras != self._known:
            self._known = cameras
            self.changed.emit(cameras)
        back = next((camera for camera in cameras if camera.name == self.awaited), None)
        if back is not None:
            self.awaited = ""
            self.came_back.emit(back)

    def _on_failed(self, error: Exception) -> None:
        """A banner every few seconds would help nobody."""
        logger.warning("cameras cannot be listed: %s", error)
        self._task = None
        self.timer.stop()

    def _on_cancelled(self) -> None:
        self._task = None
