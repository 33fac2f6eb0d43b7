"""The handle of one background job: its state, and who is told what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot

from emotion_gui.core.clock import now_s
from emotion_gui.core.jobs import Progress
from emotion_gui.workers.pace import Pace
from emotion_gui.workers.threads import JobThread, StreamThread

T = TypeVar("T")


class TaskState(Enum):
    """Where a task is; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        return self in (TaskState.SUCCEEDED, TaskState.FAILED, TaskState.CANCELLED)


@dataclass(frozen=True)
class Summary:
    """What came out of a job, for the list of finished ones.

    Attributes:
        text: one line, as "64.9 % of 3,589 faces".
        show: leads to where the result stands.
        file: what `show` gives to another program; then its answer is False where none took it.
    """

    text: str
    show: Callable[[], object] | None = None
    file: Path | None = None


@dataclass(frozen=True)
class Handlers:
    """What a task's starter wants to be told; all in the GUI thread."""

    progress: Callable[[Progress], object] | None = None
    success: Callable[[Any], object] | None = None
    failure: Callable[[Exception], object] | None = None
    cancel: Callable[[], object] | None = None
    arrival: Callable[[object], object] | None = None
    summary: Callable[[Any], Summary] | None = None
    owner: QObject | None = None


def _alive(handler: Callable[..., object]) -> bool:
    """False once the QObject behind a bound method is deleted."""
    owner = getattr(handler, "__self__", None)
    return not isinstance(owner, QObject) or shiboken6.isValid(owner)


class Task(QObject):
    """Handle of one background job; all signals come in the GUI thread.

    Signals tell whoever watches that something moved; what a job returned goes to the handlers
    of its starter alone.
    """

    progressed = Signal()
    state_changed = Signal()  # before the handlers are called
    ended = Signal()  # after they were

    def __init__(
        self, thread: JobThread, *, title: str, exclusive: bool, handlers: Handlers
    ) -> None:
        super().__init__()
        self.title = title
        self.exclusive = exclusive
        self.progress: Progress | None = None
        self._thread = thread
        self._state = TaskState.QUEUED
        self._abandoned = False
        self._pace = Pace()
        self._paused_at_s: float | None = None
        self._handlers = handlers
        self._started_s = now_s()
        self.error: Exception | None = None
        self.summary: Summary | None = None
        thread.progressed.connect(self._on_progressed)
        thread.succeeded.connect(self._on_succeeded)
        thread.failed.connect(self._on_failed)
        thread.cancelled.connect(self._on_cancelled)

    @property
    def state(self) -> TaskState:
        return self._state

    @property
    def running(self) -> bool:
        """True until the job has ended, paused and stopping included."""
        return not self._state.final

    @property
    def is_stream(self) -> bool:
        return isinstance(self._thread, StreamThread)

    @property
    def handles_failure(self) -> bool:
        return self._handlers.failure is not None

    @property
    def sums_up(self) -> bool:
        """Its starter makes a line for the list of finished jobs."""
        return self._handlers.summary is not None

    @property
    def seconds(self) -> float:
        """Since it began to run; until now, also after it ended."""
        return now_s() - self._started_s

    @property
    def abandoned(self) -> bool:
        return self._abandoned

    @property
    def eta_s(self) -> float | None:
        """Seconds left at the speed of late; None while unknown."""
        if self.progress is None or self._paused_at_s is not None:
            return None
        return self._pace.left_s(self.progress.done, self.progress.total, now_s=now_s())

    def begin(self) -> None:
        """It runs from now on; said by the manager, which starts the thread."""
        if self._state is TaskState.QUEUED:
            self._set_state(TaskState.RUNNING)

    def cancel(self) -> None:
        """Ask the job to stop; a queued one never starts."""
        if self._state.final:
            return
        self._thread.cancel()
        self._set_state(TaskState.STOPPING)

    def abandon(self) -> None:
        """Cancel, and call no handler of this task any more: its result is out of date."""
        self._abandoned = True
        if not self._state.final:
            self._thread.abandon()
            self._set_state(TaskState.STOPPING)

    def pause(self) -> None:
        if self._state is TaskState.RUNNING:
            self._thread.pause()
            self._paused_at_s = now_s()
            self._set_state(TaskState.PAUSED)

    def resume(self) -> None:
        if self._state is TaskState.PAUSED:
            if self._paused_at_s is not None:
                self._pace.rest(now_s() - self._paused_at_s)
            self._paused_at_s = None
            self._thread.resume()
            self._set_state(TaskState.RUNNING)

    def _set_state(self, state: TaskState) -> None:
        if state is not self._state:
            if self._state is TaskState.QUEUED:
                self._started_s = now_s()
            self._state = state
            self.state_changed.emit()

    def _call(self, handler: Callable[..., T] | None, *arguments: object) -> T | None:
        if handler is None or self._abandoned or not _alive(handler):
            return None
        # A signal's `emit` does not tell whose it is: its owner may be gone with its page.
        owner = self._handlers.owner
        if owner is not None and not shiboken6.isValid(owner):
            return None
        return handler(*arguments)

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        self.progress = progress
        self._pace.take(progress.done, at_s=now_s())
        self.progressed.emit()
        self._call(self._handlers.progress, progress)

    @Slot(object)
    def _on_succeeded(self, result: object) -> None:
        self._set_state(TaskState.SUCCEEDED)
        try:
            self._call(self._handlers.success, result)
            self.summary = self._call(self._handlers.summary, result)
        finally:
            self.ended.emit()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.error = error
        self._set_state(TaskState.FAILED)
        try:
            self._call(self._handlers.failure, error)
        finally:
            self.ended.emit()

    @Slot()
    def _on_cancelled(self) -> None:
        self._set_state(TaskState.CANCELLED)
        try:
            self._call(self._handlers.cancel)
        finally:
            self.ended.emit()


class Stream(Task):
    """Handle of a loop that posts values; only the newest waits in `take`."""

    def __init__(self, thread: StreamThread, *, title: str, handlers: Handlers) -> None:
        super().__init__(thread, title=title, exclusive=False, handlers=handlers)
        self._mailbox = thread
        thread.arrived.connect(self._on_arrived)

    def take(self) -> object | None:
        """The newest value, once; None when nothing new came."""
        return self._mailbox.take()

    @property
    def posted(self) -> int:
        return self._mailbox.posted

    @property
    def dropped(self) -> int:
        """Values that were replaced before anyone took them."""
        return self._mailbox.dropped

    @Slot()
    def _on_arrived(self) -> None:
        handler = self._handlers.arrival
        if handler is None or self._abandoned or self._state.final or not _alive(handler):
            return
        value = self.take()
        if value is not None:
            handler(value)
