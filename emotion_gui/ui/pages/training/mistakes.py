"""Looks at a run's mistakes now and then, beside the training and without slowing it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from emotion_gui.core.clock import now_s
from emotion_gui.operations.train import Mistakes, MistakesJob
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.widgets.mistakes_strip import MistakesStrip
from emotion_gui.workers.task_slot import TaskSlot

# A look runs the network over the test part beside the training, and takes its time from it.
_REST_S = 45.0


class MistakesLoader(QObject):
    """Fills the strip from a run's newest epoch."""

    def __init__(
        self, services: PageServices, strip: MistakesStrip, job: MistakesJob, *, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._services, self._strip, self._job = services, strip, job
        # A missing look is no news: the strip stays as it is, the log has the reason.
        self._look = TaskSlot(services.tasks, on_failure=lambda error: None, parent=self)
        self._last_s = float("-inf")

    def clear(self) -> None:
        """Another run is on screen."""
        self._look.stop()
        self._last_s = float("-inf")
        self._strip.set_mistakes([], [], [])

    def ask(self, run_id: int, *, now: bool = False) -> None:
        """Look at a run, unless that was done a moment ago; `now` looks in any case."""
        rests = now_s() - self._last_s < _REST_S
        if not now and (self._look.busy or rests):
            return
        self._last_s = now_s()
        self._look.start(
            partial(self._job, self._services.workspace, run_id),
            self.tr("Looking at mistakes"),
            self._on_done,
        )

    def _on_done(self, mistakes: Mistakes) -> None:
        self._strip.set_mistakes(
            mistakes.faces, mistakes.labels, mistakes.answers, mistakes.label_set
        )
