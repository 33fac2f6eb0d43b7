"""A camera that was on and is gone: say so, and go on by itself when it is back."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from emotion_gui.ui.pages.base import Page
from emotion_gui.ui.pages.live.cameras import CameraWatch
from emotion_gui.ui.pages.live.header import Header
from emotion_gui.ui.pages.live.source_bar import Source, SourceBar
from emotion_gui.ui.pages.live.stage import Stage

if TYPE_CHECKING:
    from emotion_gui.core.inference.cameras import CameraInfo

logger = logging.getLogger(__name__)


class LostCamera(QObject):
    """Waits by the camera's name; Stop or another source ends the waiting."""

    def __init__(
        self,
        page: Page,
        *,
        watch: CameraWatch,
        header: Header,
        stage: Stage,
        source_bar: SourceBar,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._watch = watch
        self._header = header
        self._stage = stage
        self._source_bar = source_bar
        watch.came_back.connect(self._on_back)

    @property
    def awaited(self) -> bool:
        return bool(self._watch.awaited)

    def wait_for(self, source: Source, error: Exception) -> None:
        """It ended with an error while it was on."""
        logger.warning("camera lost: %s", error)
        self._page.show_info(
            self.tr("{0} is gone").format(source.title),
            self.tr("It was unplugged, or stopped giving pictures."),
            self.tr("Plug it in: it goes on by itself. Or press Stop, or choose another source."),
            kind="warning",
        )
        self._watch.awaited = source.title
        self._stage.wait(self.tr("Waiting for {0}…").format(source.title))
        self._header.show_waiting()

    def forget(self) -> None:
        """Nobody waits for it any more."""
        self._watch.awaited = ""

    @Slot(object)
    def _on_back(self, camera: CameraInfo) -> None:
        self._page.clear_message()
        self._source_bar.set_source(Source("camera", camera.address, camera.name))
