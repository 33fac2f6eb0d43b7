"""The answers of a run, or of all stills of a source, saved as a table."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from emotion_gui.core.jobs import JobContext
from emotion_gui.operations.live import save_answers, save_pictures_table
from emotion_gui.ui import file_dialogs
from emotion_gui.ui.file_dialogs import FileTopic
from emotion_gui.ui.pages.base import Page
from emotion_gui.ui.pages.live.source import Source
from emotion_gui.ui.pages.live.state import FinishedRun
from emotion_gui.workers.task_slot import TaskLine

if TYPE_CHECKING:
    from emotion_gui.core.inference.controls import Models


class AnswersTable(QObject):
    """Asks where a table goes and says on the page's banner when it is there."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page, self._services = page, page.services
        self._saving = TaskLine(page.services.tasks, on_failure=page.show_error, parent=self)

    def save_run(self, run: FinishedRun) -> None:
        """What the model answered in a run that is over."""
        target = self._ask(run.source)
        if target is not None:
            self._save(partial(save_answers, run.log, target), target)

    def save_pictures(self, source: Source, models: Models) -> None:
        """What the first model answers for each of the source's stills; all of them are read."""
        target = self._ask(source)
        if target is not None:
            flip = self._services.preferences.switch("live/flip")
            self._save(
                partial(save_pictures_table, source.pictures, models.first, target, flip), target
            )

    def _ask(self, source: Source) -> Path | None:
        return file_dialogs.ask_save(
            self._page,
            FileTopic(self._services.settings, "live"),
            title=self.tr("Save the answers"),
            name=Path(source.title).stem,
            kinds={self.tr("Table"): [".csv"]},
            inputs=[source.address] if source.kind == "video" else source.pictures,
        )

    def _save(self, job: Callable[[JobContext], Path], target: Path) -> None:
        self._saving.start(job, self.tr("Saving {0}").format(target.name), self._on_saved)

    def _on_saved(self, target: Path) -> None:
        self._page.show_written(self.tr("Answers saved"), target)
