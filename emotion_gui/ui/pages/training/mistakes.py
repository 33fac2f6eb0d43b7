"""Looks at a run's mistakes now and then, beside the training and without slowing it."""

from __future__ import annotations

import time
from functools import partial

from PySide6.QtCore import QObject

from emotion_gui.operations.train import Mistakes, MistakesJob
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.widgets.mistakes_strip import MistakesStrip
from emotion_gui.workers.task_manager import Task

_REST_S = 45.0


class MistakesLoader(QObject):
    """Fills the strip from a run's newest epoch."""

    def __init__(
        self, services: PageServices, strip: MistakesStrip, job: MistakesJob, *, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._services, self._strip, self._job = services, strip, job
        self._task: Task | None = None
        self._last_s = float("-inf")

    def clear(self) -> None:
        """Another run is on screen."""
        if self._task is not None:
            self._task.abandon()
            self._task = None
        self._last_s = float("-inf")
        self._strip.set_mistakes([], [], [])

    def ask(self, run_id: int, *, now: bool = False) -> None:
        """Look at a run, unless that was done a moment ago; `now` looks in any case."""
        if self._task is not None:
            if not now:
                return
            self._task.abandon()
        if not now and time.monotonic() - self._last_s < _REST_S:
            return
        self._last_s = time.monotonic()
        self._task = self._services.tasks.start(
            partial(self._job, self._services.workspace, run_id),
            title=self.tr("Looking at mistakes"),
            exclusive=False,
            on_success=self._on_done,
            on_failure=self._on_failed,
        )

    def _on_done(self, mistakes: Mistakes) -> None:
        self._task = None
        self._strip.set_mistakes(mistakes.faces, mistakes.labels, mistakes.answers)

    def _on_failed(self, error: Exception) -> None:
        """A missing look is no news: the strip stays as it is, the log has the reason."""
        del error
        self._task = None
