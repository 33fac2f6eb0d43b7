"""Jobs that ended since the start, with their results in one line."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from emotion_gui.workers.task import Summary, Task, TaskState

_KEPT_JOBS = 50
# A job that nobody summed up is listed when it took longer.
_LONG_S = 10.0


@dataclass(frozen=True)
class FinishedJob:
    """A job that ended, with its result in one line."""

    title: str
    state: TaskState
    ended_at: datetime
    seconds: float
    summary: Summary | None = None
    error: Exception | None = None


class JobHistory(QObject):
    """The list of finished jobs."""

    changed = Signal()  # it grew

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: deque[FinishedJob] = deque(maxlen=_KEPT_JOBS)

    @property
    def jobs(self) -> tuple[FinishedJob, ...]:
        """The newest first."""
        return tuple(self._jobs)

    def add(self, title: str, summary: Summary, *, seconds: float = 0.0) -> None:
        """List what came to an end without a task of its own, as a recording."""
        self._add(title, TaskState.SUCCEEDED, seconds, summary=summary)

    def note_end(self, task: Task) -> None:
        """List a task that ended, where its starter sums it up or it took long."""
        worth = task.sums_up or (task.seconds > _LONG_S and not task.is_stream)
        if worth and not task.abandoned:
            self._add(task.title, task.state, task.seconds, summary=task.summary, error=task.error)

    def _add(
        self,
        title: str,
        state: TaskState,
        seconds: float,
        *,
        summary: Summary | None,
        error: Exception | None = None,
    ) -> None:
        now = datetime.now().astimezone()
        self._jobs.appendleft(FinishedJob(title, state, now, seconds, summary, error))
        self.changed.emit()
