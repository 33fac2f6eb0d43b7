"""One owner for every background thread of the application."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot

from emotion_gui.core.clock import now_s
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.workers.pace import Pace
from emotion_gui.workers.threads import JobThread, StreamThread, TaskThread

logger = logging.getLogger(__name__)

T = TypeVar("T")
Post = Callable[[object], None]
_KEPT_JOBS = 50
# A job that nobody summed up is listed among the finished ones when it took longer.
_LONG_S = 10.0


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
class FinishedJob:
    """A job that ended, with its result in one line."""

    title: str
    state: TaskState
    ended_at: datetime
    seconds: float
    summary: Summary | None = None
    error: Exception | None = None


@dataclass(frozen=True)
class _Handlers:
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
        self, thread: JobThread, *, title: str, exclusive: bool, handlers: _Handlers
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

    def __init__(self, thread: StreamThread, *, title: str, handlers: _Handlers) -> None:
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


class TaskManager(QObject):
    """Starts, lists and stops every thread; exclusive tasks run one at a time, in order."""

    tasks_changed = Signal()  # one was added, ended or changed its state
    finished_changed = Signal()  # the list of finished jobs grew
    progressed = Signal(object)  # Task
    failed_unhandled = Signal(object, object)  # Task, Exception: nobody gave on_failure

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: list[Task] = []
        self._threads: dict[Task, JobThread] = {}
        self._finished: deque[FinishedJob] = deque(maxlen=_KEPT_JOBS)
        self._closing = False

    @property
    def finished(self) -> tuple[FinishedJob, ...]:
        """Jobs that ended since the start, the newest first: long ones and those summed up."""
        return tuple(self._finished)

    def add_finished(self, title: str, summary: Summary, *, seconds: float = 0.0) -> None:
        """List what came to an end without a task of its own, as a recording."""
        now = datetime.now().astimezone()
        self._finished.appendleft(
            FinishedJob(title, TaskState.SUCCEEDED, now, seconds, summary=summary)
        )
        self.finished_changed.emit()

    @property
    def tasks(self) -> tuple[Task, ...]:
        """Everything that runs or waits, oldest first."""
        return tuple(self._tasks)

    @property
    def exclusive_task(self) -> Task | None:
        """The one that is changing the workspace now."""
        for task in self._tasks:
            started = task.state is not TaskState.QUEUED and not task.state.final
            if task.exclusive and started:
                return task
        return None

    def start(
        self,
        job: Callable[[JobContext], T],
        *,
        title: str,
        exclusive: bool = True,
        on_progress: Callable[[Progress], object] | None = None,
        on_success: Callable[[T], object] | None = None,
        on_failure: Callable[[Exception], object] | None = None,
        on_cancel: Callable[[], object] | None = None,
        summary: Callable[[T], Summary] | None = None,
        owner: QObject | None = None,
    ) -> Task:
        """Run a job in a thread of its own; handlers are called in the GUI thread.

        Args:
            job: Qt-free; reports and checks for a stop through its context.
            title: for the bottom bar, as in "Training run 15".
            exclusive: the job changes the workspace. Only one such job runs at a time;
                later ones wait in the order of their start. Reading jobs pass False.
            on_progress: called at most about 30 times a second; reports that carry a
                `detail` all come, plain ones only the newest.
            on_success: called with what the job returned.
            on_failure: called with the exception. Without it the window shows a banner.
            on_cancel: called after a stop.
            summary: makes the line for the list of finished jobs, after `on_success`.
            owner: no handler is called once it is deleted; the job ends all the same.
        """
        thread = TaskThread(job, name=title, parent=self)
        handlers = _Handlers(
            on_progress, on_success, on_failure, on_cancel, summary=summary, owner=owner
        )
        task = Task(thread, title=title, exclusive=exclusive, handlers=handlers)
        self._adopt(task, thread)
        return task

    def start_stream(
        self,
        job: Callable[[JobContext, Post], object],
        *,
        title: str,
        on_arrival: Callable[[object], object] | None = None,
        on_progress: Callable[[Progress], object] | None = None,
        on_success: Callable[[object], object] | None = None,
        on_failure: Callable[[Exception], object] | None = None,
        on_cancel: Callable[[], object] | None = None,
    ) -> Stream:
        """Run a loop that posts values; `on_arrival` gets the newest in the GUI thread."""
        thread = StreamThread(job, name=title, parent=self)
        handlers = _Handlers(on_progress, on_success, on_failure, on_cancel, arrival=on_arrival)
        stream = Stream(thread, title=title, handlers=handlers)
        self._adopt(stream, thread)
        return stream

    def stop_all(self, timeout_s: float = 10.0) -> bool:
        """Cancel everything, for good, and wait; True when every thread has ended in time."""
        # Handlers of the jobs that end here may start others; those are cancelled at once.
        self._closing = True
        for task in self.tasks:
            task.cancel()
        deadline_s = now_s() + timeout_s
        for task, thread in list(self._threads.items()):
            left_ms = max(0, int((deadline_s - now_s()) * 1000))
            if not thread.isRunning() or thread.wait(left_ms):
                thread.deliver()
            else:
                logger.warning("task %s did not stop within %.0f s", task.title, timeout_s)
        return not self._threads

    def _adopt(self, task: Task, thread: JobThread) -> None:
        self._tasks.append(task)
        self._threads[task] = thread
        task.state_changed.connect(self._on_state_changed)
        task.progressed.connect(self._on_progressed)
        task.ended.connect(self._on_ended)
        if self._closing:
            task.cancel()
        self._start_waiting()
        self.tasks_changed.emit()

    def _start_waiting(self) -> None:
        """Start everything that may run now."""
        busy = self.exclusive_task is not None
        for task in self.tasks:
            thread = self._threads[task]
            if thread.isRunning() or thread.isFinished():
                continue
            if task.exclusive and task.state is TaskState.QUEUED:
                if busy:
                    continue
                busy = True
            # A task cancelled while it waited starts too: it ends at its first checkpoint.
            if task.state is TaskState.QUEUED:
                task._set_state(TaskState.RUNNING)
            thread.start()

    def _sender_task(self) -> Task | None:
        sender = self.sender()
        return sender if isinstance(sender, Task) else None

    @Slot()
    def _on_state_changed(self) -> None:
        task = self._sender_task()
        if task is not None and task.state is TaskState.STOPPING:
            self._start_waiting()
        self.tasks_changed.emit()

    @Slot()
    def _on_progressed(self) -> None:
        self.progressed.emit(self._sender_task())

    @Slot()
    def _on_ended(self) -> None:
        task = self._sender_task()
        if task is None:
            return
        self._tasks.remove(task)
        self._threads.pop(task).deleteLater()
        if task.error is not None and not task.handles_failure and not task.abandoned:
            self.failed_unhandled.emit(task, task.error)
        self._note_end(task)
        self._start_waiting()
        self.tasks_changed.emit()

    def _note_end(self, task: Task) -> None:
        worth = task.sums_up or (task.seconds > _LONG_S and not task.is_stream)
        if not worth or task.abandoned:
            return
        now = datetime.now().astimezone()
        self._finished.appendleft(
            FinishedJob(task.title, task.state, now, task.seconds, task.summary, task.error)
        )
        self.finished_changed.emit()
