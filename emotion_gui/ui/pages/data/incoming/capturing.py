"""The camera behind the capture view."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal, Slot

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.operations.datasets import camera_frames
from emotion_gui.operations.live import find_cameras
from emotion_gui.ui.macos import camera_is_settled
from emotion_gui.ui.messages import describe
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.data.incoming.capture_view import CaptureView
from emotion_gui.workers.task import Task
from emotion_gui.workers.task_slot import TaskSlot

if TYPE_CHECKING:
    from emotion_gui.core.inference.cameras import CameraInfo
    from emotion_gui.core.inference.frames import Frame


class Capturing(QObject):
    """Finds cameras, shows one, and ends it; the pictures are the view's."""

    failed = Signal(object)  # Exception

    def __init__(self, services: PageServices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._search = TaskSlot(services.tasks, on_failure=self.failed.emit, parent=self)
        self._stream: Task | None = None
        self.view = CaptureView(services.theme)
        self.view.camera_wanted.connect(self.watch)
        self.view.refused.connect(self.failed)

    def begin(self, address: str = "") -> None:
        """Start with an empty capture; an address (a file, a stream) instead of a camera."""
        name = datetime.now().astimezone().strftime("Webcam %Y-%m-%d %H.%M.%S")
        self.view.begin(self._services.workspace.path / "captures" / name)
        if address:
            self.view.set_cameras([(address, address)])
            self.watch(address)
            return
        self._search.start(find_cameras, self.tr("Looking for cameras"), self._on_cameras)

    def _on_cameras(self, cameras: Sequence[CameraInfo]) -> None:
        choices = [(f"camera:{camera.index}", camera.name) for camera in cameras]
        self.view.set_cameras(choices)
        if choices:
            self.watch(choices[0][0])

    @Slot(str)
    def watch(self, address: str) -> None:
        """Show this camera."""
        self.end()
        self.view.show_trouble(self.tr("Opening the camera…"))
        again = partial(self.watch, address)
        if address.startswith("camera:") and not camera_is_settled(self, again):
            return
        self._stream = self._services.tasks.start_stream(
            partial(camera_frames, address),
            title=self.tr("Camera on"),
            on_arrival=self._on_frame,
            on_success=self._on_ended,
            on_failure=self._on_failed,
        )

    def end(self) -> None:
        """Let go of the camera."""
        self._search.stop()
        if self._stream is not None:
            self._stream.abandon()
            self._stream = None

    def _on_frame(self, frame: object) -> None:
        self.view.show_frame(cast("Frame", frame).picture)

    def _on_ended(self, result: object) -> None:
        del result
        self._stream = None  # a file has an end; its last frame stays on screen

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, VideoSourceError):
            self.view.show_trouble(describe(error).text)
        self.failed.emit(error)
