"""The cameras and models that can be chosen now."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.live.camera_watch import CameraWatch
from emotion_gui.ui.pages.live.jobs import Choices, find_choices
from emotion_gui.ui.pages.live.side_panel import SidePanel
from emotion_gui.ui.pages.live.source_bar import SourceBar

if TYPE_CHECKING:
    from emotion_gui.workers.task_manager import Task


class Offers(QObject):
    """Looks in the background and fills source bar and panel."""

    found = Signal()
    failed = Signal(object)  # Exception

    def __init__(
        self, services: PageServices, *, source_bar: SourceBar, panel: SidePanel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._source_bar = source_bar
        self._panel = panel
        self._task: Task | None = None
        self._fresh = False
        self._watched = False
        self.watch = CameraWatch(services.tasks, self)

    @property
    def known(self) -> bool:
        """Whether somebody has looked, and nobody is looking now."""
        return self._fresh and self._task is None

    @property
    def fresh(self) -> bool:
        """Whether what was found, or is being looked for, still holds."""
        return self._fresh

    def outdate(self) -> None:
        """There may be other models: look again before they are needed."""
        self._fresh = False

    @Slot()
    def look(self) -> None:
        """List cameras and models; a look that is under way no longer counts."""
        if self._task is not None:
            self._task.abandon()
        self._fresh = True
        self._task = self._services.tasks.start(
            partial(find_choices, self._services.workspace),
            title=self.tr("Looking for cameras"),
            exclusive=False,
            on_success=self._on_found,
            on_failure=self._on_failed,
            on_cancel=self._on_cancelled,
        )
        self._follow()

    def set_watched(self, watched: bool) -> None:
        """Look for cameras every few seconds; only while somebody sees it and none is on."""
        self._watched = watched
        self._follow()

    def _follow(self) -> None:
        self.watch.set_active(self._watched and self.known)

    @Slot(object)
    def _on_found(self, choices: Choices) -> None:
        self._task = None
        self.watch.set_known(choices.cameras)
        self._source_bar.set_cameras(choices.cameras)
        self._panel.set_models(choices.models)
        self._follow()
        self.found.emit()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._task = None
        self.failed.emit(error)

    @Slot()
    def _on_cancelled(self) -> None:
        self._task = None
