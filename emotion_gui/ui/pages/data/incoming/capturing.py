"""The camera behind the capture view."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal, Slot

from emotion_gui.core.errors import VideoSourceError
from emotion_gui.operations import datasets as jobs
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.data.incoming.capture_view import CaptureView
from emotion_gui.workers.task_manager import Task

if TYPE_CHECKING:
    from emotion_gui.core.inference.frames import Frame


class Capturing(QObject):
    """Finds cameras, shows one, and ends it; the pictures are the view's."""

    failed = Signal(object)  # Exception

    def __init__(self, services: PageServices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._search: Task | None = None
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
        self._search = self._services.tasks.start(
            jobs.cameras,
            title=self.tr("Looking for cameras"),
            exclusive=False,
            on_success=self._on_cameras,
            on_failure=self.failed.emit,
        )

    def _on_cameras(self, cameras: list[tuple[str, str]]) -> None:
        self.view.set_cameras(cameras)
        if cameras:
            self.watch(cameras[0][0])

    @Slot(str)
    def watch(self, address: str) -> None:
        """Show this camera."""
        self.end()
        self.view.show_trouble(self.tr("Opening the camera…"))
        self._stream = self._services.tasks.start_stream(
            partial(jobs.camera_frames, address),
            title=self.tr("Camera on"),
            on_arrival=self._on_frame,
            on_success=self._on_ended,
            on_failure=self._on_failed,
        )

    def end(self) -> None:
        """Let go of the camera."""
        for task in (self._search, self._stream):
            if task is not None:
                task.abandon()
        self._search = self._stream = None

    def _on_frame(self, frame: object) -> None:
        self.view.show_frame(cast("Frame", frame).picture)

    def _on_ended(self, result: object) -> None:
        del result
        self._stream = None  # a file has an end; its last frame stays on screen

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, VideoSourceError):
            self.view.show_trouble(str(error))
        self.failed.emit(error)
