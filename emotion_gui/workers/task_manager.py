"""One owner for every background thread of the application."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from enum import Enum
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot

from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.workers.threads import JobThread, StreamThread, TaskThread

logger = logging.getLogger(__name__)

T = TypeVar("T")
Post = Callable[[object], None]


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


def _alive(handler: Callable[..., object]) -> bool:
    """False once the QObject behind a bound method is deleted."""
    owner = getattr(handler, "__self__", None)
    return not isinstance(owner, QObject) or shiboken6.isValid(owner)


class Task(QObject):
    """Handle of one background job; all signals come in the GUI thread."""

    progressed = Signal(object)  # Progress
    succeeded = Signal(object)  # what the job returned
    failed = Signal(object)  # Exception
    cancelled = Signal()
    ended = Signal()  # after exactly one of the three above
    state_changed = Signal()

    def __init__(self, thread: JobThread, *, title: str, exclusive: bool) -> None:
        super().__init__()
        self.title = title
        self.exclusive = exclusive
        self.progress: Progress | None = None
        self._thread = thread
        self._state = TaskState.QUEUED
        self._abandoned = False
        self._first: tuple[float, int] | None = None  # monotonic seconds, done
        self._paused_at_s: float | None = None
        self._handlers: dict[str, Callable[..., object]] = {}
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
        return "failure" in self._handlers

    @property
    def abandoned(self) -> bool:
        return self._abandoned

    @property
    def eta_s(self) -> float | None:
        """Seconds left at the speed so far; None while unknown."""
        if self._first is None or self.progress is None or not self.progress.total:
            return None
        started_s, first_done = self._first
        gained = self.progress.done - first_done
        if gained <= 0 or self._paused_at_s is not None:
            return None
        elapsed_s = time.monotonic() - started_s
        return elapsed_s / gained * max(0, self.progress.total - self.progress.done)

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
            self._paused_at_s = time.monotonic()
            self._set_state(TaskState.PAUSED)

    def resume(self) -> None:
        if self._state is TaskState.PAUSED:
            if self._first is not None and self._paused_at_s is not None:
                rested_s = time.monotonic() - self._paused_at_s
                self._first = (self._first[0] + rested_s, self._first[1])
            self._paused_at_s = None
            self._thread.resume()
            self._set_state(TaskState.RUNNING)

    def _set_state(self, state: TaskState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit()

    def _call(self, kind: str, *arguments: object) -> None:
        handler = self._handlers.get(kind)
        if handler is not None and not self._abandoned and _alive(handler):
            handler(*arguments)

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        self.progress = progress
        if self._first is None:
            self._first = (time.monotonic(), progress.done)
        self.progressed.emit(progress)
        self._call("progress", progress)

    @Slot(object)
    def _on_succeeded(self, result: object) -> None:
        self._set_state(TaskState.SUCCEEDED)
        try:
            self._call("success", result)
        finally:
            self.succeeded.emit(result)
            self.ended.emit()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._set_state(TaskState.FAILED)
        try:
            self._call("failure", error)
        finally:
            self.failed.emit(error)
            self.ended.emit()

    @Slot()
    def _on_cancelled(self) -> None:
        self._set_state(TaskState.CANCELLED)
        try:
            self._call("cancel")
        finally:
            self.cancelled.emit()
            self.ended.emit()


class Stream(Task):
    """Handle of a loop that posts values; only the newest waits in `take`."""

    def __init__(self, thread: StreamThread, *, title: str) -> None:
        super().__init__(thread, title=title, exclusive=False)
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
        handler = self._handlers.get("arrival")
        if handler is None or self._abandoned or self._state.final or not _alive(handler):
            return
        value = self.take()
        if value is not None:
            handler(value)


class TaskManager(QObject):
    """Starts, lists and stops every thread; exclusive tasks run one at a time, in order."""

    tasks_changed = Signal()  # one was added, ended or changed its state
    progressed = Signal(object)  # Task
    failed_unhandled = Signal(object, object)  # Task, Exception: nobody gave on_failure

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: list[Task] = []
        self._threads: dict[Task, JobThread] = {}
        self._closing = False

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
        """
        thread = TaskThread(job, name=title, parent=self)
        task = Task(thread, title=title, exclusive=exclusive)
        handlers = {
            "progress": on_progress,
            "success": on_success,
            "failure": on_failure,
            "cancel": on_cancel,
        }
        self._adopt(task, thread, handlers)
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
        stream = Stream(thread, title=title)
        handlers = {
            "arrival": on_arrival,
            "progress": on_progress,
            "success": on_success,
            "failure": on_failure,
            "cancel": on_cancel,
        }
        self._adopt(stream, thread, handlers)
        return stream

    def stop_all(self, timeout_s: float = 10.0) -> bool:
        """Cancel everything and wait; True when every thread has ended in time."""
        self._closing = True
        for task in self.tasks:
            task.cancel()
        deadline_s = time.monotonic() + timeout_s
        for task, thread in list(self._threads.items()):
            left_ms = max(0, int((deadline_s - time.monotonic()) * 1000))
            if not thread.isRunning() or thread.wait(left_ms):
                thread.deliver()
            else:
                logger.warning("task %s did not stop within %.0f s", task.title, timeout_s)
        self._closing = bool(not self._threads)
        return not self._threads

    def _adopt(
        self, task: Task, thread: JobThread, handlers: dict[str, Callable[..., object] | None]
    ) -> None:
        task._handlers = {kind: call for kind, call in handlers.items() if call is not None}
        self._tasks.append(task)
        self._threads[task] = thread
        task.state_changed.connect(self._on_state_changed)
        task.progressed.connect(self._on_progressed)
        task.failed.connect(self._on_failed)
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

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        del progress
        self.progressed.emit(self._sender_task())

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        task = self._sender_task()
        if task is not None and not task.handles_failure and not task.abandoned:
            self.failed_unhandled.emit(task, error)

    @Slot()
    def _on_ended(self) -> None:
        task = self._sender_task()
        if task is None:
            return
        self._tasks.remove(task)
        self._threads.pop(task).deleteLater()
        self._start_waiting()
        self.tasks_changed.emit()
