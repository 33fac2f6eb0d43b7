"""The training that runs: begun, paused, stopped, and which run of the workspace it is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from emotion_gui.core.workspace.records import RunRow
from emotion_gui.ui.numbers import count, percent
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.training.shown_run import newest_training
from emotion_gui.workers.task import Summary, TaskState
from emotion_gui.workers.task_slot import TaskSlot

if TYPE_CHECKING:
    from emotion_gui.core.training.outcome import TrainOutcome


class RunningTraining(QObject):
    """One training at a time; it changes the workspace and waits for others that do."""

    changed = Signal()  # `busy` or `state` may differ
    progressed = Signal(object)  # Progress
    succeeded = Signal(object)  # TrainOutcome
    failed = Signal(object)  # Exception
    stopped = Signal()

    def __init__(self, services: PageServices, *, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._slot = TaskSlot(services.tasks, exclusive=True, parent=self)
        self._slot.changed.connect(self.changed)
        self._run_id: int | None = None  # of a resumed training
        self._last_before = 0  # newest run when the training began

    @property
    def busy(self) -> bool:
        return self._slot.busy

    @property
    def state(self) -> TaskState | None:
        """Of the training; None while none runs."""
        task = self._slot.task
        return None if task is None else task.state

    @property
    def left_s(self) -> float | None:
        """Seconds left at the speed of late; None while unknown."""
        task = self._slot.task
        return None if task is None else task.eta_s

    @property
    def run(self) -> RunRow | None:
        """What the workspace keeps of it, also after its end; None before it is stored."""
        if self._run_id is not None:
            return self._services.workspace.run(self._run_id)
        newest = newest_training(self._services)
        return newest if newest is not None and newest.run_id > self._last_before else None

    def begin(self, job: partial[TrainOutcome], title: str, *, resumed: int | None) -> None:
        """Start a job; `resumed` is the run that it goes on with, None for a new one."""
        newest = newest_training(self._services)
        self._run_id, self._last_before = resumed, 0 if newest is None else newest.run_id
        self._slot.start(
            job,
            title,
            self.succeeded.emit,
            on_progress=self.progressed.emit,
            on_failure=self.failed.emit,
            on_cancel=self.stopped.emit,
            summary=self._sum_up,
        )

    def toggle_pause(self) -> None:
        """Pause, or go on."""
        task = self._slot.task
        if task is None:
            return
        if task.state is TaskState.PAUSED:
            task.resume()
        else:
            task.pause()

    def stop(self) -> None:
        """Stop after the running batch; the best epoch so far is kept."""
        self._slot.cancel()

    def _sum_up(self, outcome: TrainOutcome) -> Summary:
        test, show = outcome.test, self._services.events.open_run_in.emit
        text = self.tr("{accuracy} right on {n} test faces").format(
            accuracy=percent(test.accuracy), n=count(test.n)
        )
        return Summary(text, partial(show, "evaluate", outcome.run.run_id))
