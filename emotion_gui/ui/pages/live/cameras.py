"""Cameras come and go: a look every few seconds while the page is in view and none is on."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from emotion_gui.operations.live import find_cameras
from emotion_gui.workers.task_manager import TaskManager
from emotion_gui.workers.task_slot import TaskSlot

if TYPE_CHECKING:
    from emotion_gui.core.inference.cameras import CameraInfo

logger = logging.getLogger(__name__)

INTERVAL_MS = 3000


class CameraWatch(QObject):
    """Lists cameras in the background; opens none."""

    changed = Signal(object)  # tuple[CameraInfo, ...]
    looked = Signal(object)  # tuple[CameraInfo, ...], the same ones or others

    def __init__(self, tasks: TaskManager, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._slot = TaskSlot(tasks, when_busy="refuse", on_failure=self._on_failed, parent=self)
        self._known: tuple[CameraInfo, ...] = ()
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
        else:
            self.timer.stop()
            self._slot.stop()

    def set_known(self, cameras: Sequence[CameraInfo]) -> None:
        """What somebody else has found just now."""
        self._known = tuple(cameras)

    @Slot()
    def look(self) -> None:
        """List once, unless the last look is not over yet."""
        self._slot.start(find_cameras, self.tr("Looking for cameras"), self._on_found)

    @Slot(object)
    def _on_found(self, cameras: tuple[CameraInfo, ...]) -> None:
        if cameras != self._known:
            self._known = cameras
            self.changed.emit(cameras)
        self.looked.emit(cameras)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        """A banner every few seconds would help nobody."""
        logger.warning("cameras cannot be listed: %s", error)
        self.timer.stop()
