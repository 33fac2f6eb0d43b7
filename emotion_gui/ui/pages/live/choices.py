"""The cameras and models that can be chosen now."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from emotion_gui.operations.live import Choices, find_choices, read_model
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.live.cameras import CameraWatch
from emotion_gui.ui.pages.live.side_panel import SidePanel
from emotion_gui.ui.pages.live.source_bar import SourceBar

if TYPE_CHECKING:
    from emotion_gui.core.model.catalogue import ModelEntry
    from emotion_gui.workers.task_manager import Task

CHECKPOINT_SUFFIX = ".safetensors"


class Wish(Enum):
    """What is to happen once cameras and models are known."""

    NOTHING = auto()
    START = auto()  # the chosen source, or the first camera
    BEGIN = auto()  # the same, or a drawn clip: a door of the Welcome page led here


def checkpoint_of(paths: Sequence[Path]) -> Path | None:
    """The one checkpoint that was handed over, None for anything else."""
    single = len(paths) == 1 and paths[0].suffix.lower() == CHECKPOINT_SUFFIX
    return paths[0] if single else None


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
        self._opened: tuple[ModelEntry, ...] = ()  # from files outside the workspace
        self._wanted: ModelEntry | None = None  # to be shown once the list is there
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

    def open_file(self, file: Path) -> None:
        """Offer a checkpoint that lies anywhere, and show its answers."""
        self._services.tasks.start(
            partial(read_model, file.absolute()),
            title=self.tr("Opening {0}").format(file.name),
            exclusive=False,
            on_success=self._on_opened,
            on_failure=self.failed.emit,
        )

    @Slot(object)
    def _on_opened(self, entry: ModelEntry) -> None:
        self._wanted = entry
        self.look()

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
        self._show_models(choices.models)
        self._follow()
        self.found.emit()

    def _show_models(self, models: tuple[ModelEntry, ...]) -> None:
        """The models there are, and the files that were opened; the newest of them chosen."""
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            known = (entry for entry in models if entry.file == wanted.file)
            wanted = next(known, wanted)
            if wanted not in (*models, *self._opened):
                self._opened = (*self._opened, wanted)
        self._panel.set_models((*models, *self._opened))
        if wanted is not None:
            self._panel.show_model(wanted)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._task = None
        self.failed.emit(error)

    @Slot()
    def _on_cancelled(self) -> None:
        self._task = None
