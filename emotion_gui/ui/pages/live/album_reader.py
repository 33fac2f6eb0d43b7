"""Reads all photographs of a source in the background, once for the same models."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from emotion_gui.operations.album import Album, read_album
from emotion_gui.ui.pages.base import Page
from emotion_gui.ui.pages.live.source import Source
from emotion_gui.workers.task_slot import TaskSlot

if TYPE_CHECKING:
    from emotion_gui.core.inference.controls import Models
    from emotion_gui.core.model.priors import ExpectedMix


class AlbumReader(QObject):
    """Tells the page when an album is read; errors are said on its banner."""

    read = Signal(object)  # Album

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._services = page.services
        self._slot = TaskSlot(page.services.tasks, on_failure=page.show_error, parent=self)
        self._of: tuple[object, ...] | None = None
        self._album: Album | None = None

    def ask(self, source: Source, models: Models, mix: ExpectedMix | None) -> None:
        """Read them, unless the last ones that were read are these."""
        flip = self._services.preferences.switch("live/flip")
        wanted = (source.pictures, models.first, flip, mix)
        if wanted == self._of and self._album is not None:
            self.read.emit(self._album)
            return
        self._of, self._album = wanted, None
        job = partial(read_album, source.pictures, models.first, flip, mix)
        self._slot.start(job, self.tr("Reading {0}").format(source.title), self._on_read)

    def forget(self) -> None:
        """Another source: what is still being read is of no use."""
        self._slot.stop()
        self._of = self._album = None

    def _on_read(self, album: Album) -> None:
        self._album = album
        self.read.emit(album)
