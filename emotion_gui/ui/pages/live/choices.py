"""The cameras and models that can be chosen now."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from emotion_gui.operations.live import Choices, find_choices, read_model
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.live.cameras import CameraWatch
from emotion_gui.workers.task_slot import TaskSlot

if TYPE_CHECKING:
    from emotion_gui.core.model.catalogue import ModelEntry

CHECKPOINT_SUFFIX = ".safetensors"


def checkpoint_of(paths: Sequence[Path]) -> Path | None:
    """The one checkpoint that was handed over, None for anything else."""
    single = len(paths) == 1 and paths[0].suffix.lower() == CHECKPOINT_SUFFIX
    return paths[0] if single else None


class AvailableSources(QObject):
    """Looks for cameras and models in the background."""

    found = Signal(object)  # Choices
    failed = Signal(object)  # Exception

    def __init__(self, services: PageServices, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._looking = TaskSlot(services.tasks, on_failure=self.failed.emit, parent=self)
        self._opening = TaskSlot(services.tasks, on_failure=self.failed.emit, parent=self)
        self._opened: tuple[ModelEntry, ...] = ()  # from files outside the workspace
        self._fresh = False
        self._watched = False
        self.wanted: ModelEntry | None = None  # a file just opened; to be shown once it is listed
        self.watch = CameraWatch(services.tasks, self)

    @property
    def known(self) -> bool:
        """Whether somebody has looked, and nobody is looking now."""
        return self._fresh and not self._looking.busy

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
        self._fresh = True
        self._looking.start(
            partial(find_choices, self._services.workspace),
            self.tr("Looking for cameras"),
            self._on_found,
        )
        self._follow()

    def open_file(self, file: Path) -> None:
        """Offer a checkpoint that lies anywhere, and ask for its answers."""
        title = self.tr("Opening {0}").format(file.name)
        self._opening.start(partial(read_model, file.absolute()), title, self._on_opened)

    def set_watched(self, watched: bool) -> None:
        """Look for cameras every few seconds."""
        self._watched = watched
        self._follow()

    def take_wanted(self) -> ModelEntry | None:
        """The model of the file that was opened last, once."""
        wanted, self.wanted = self.wanted, None
        return wanted

    def _follow(self) -> None:
        self.watch.set_active(self._watched and self.known)

    @Slot(object)
    def _on_opened(self, entry: ModelEntry) -> None:
        self.wanted = entry
        self.look()

    @Slot(object)
    def _on_found(self, choices: Choices) -> None:
        self.watch.set_known(choices.cameras)
        self._follow()
        self.found.emit(Choices(choices.cameras, self._with_opened(choices.models)))

    def _with_opened(self, models: tuple[ModelEntry, ...]) -> tuple[ModelEntry, ...]:
        """The models there are, and the files that were opened, each once."""
        if self.wanted is not None:
            listed = {entry.file: entry for entry in (*models, *self._opened)}
            if self.wanted.file in listed:
                self.wanted = listed[self.wanted.file]
            else:
                self._opened = (*self._opened, self.wanted)
        return (*models, *self._opened)
