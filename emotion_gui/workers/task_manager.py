"""One owner for every background thread of the application."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from emotion_gui.core.clock import now_s
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.workers.job_history import JobHistory
from emotion_gui.workers.task import Handlers, Stream, Summary, Task, TaskState
from emotion_gui.workers.threads import JobThread, StreamThread, TaskThread

logger = logging.getLogger(__name__)

T = TypeVar("T")
Post = Callable[[object], None]


class TaskManager(QObject):
    """Starts, lists and stops every thread; exclusive tasks run one at a time, in order."""

    tasks_changed = Signal()  # one was added, ended or changed its state
    progressed = Signal(object)  # Task
    failed_unhandled = Signal(object, object)  # Task, Exception: nobody gave on_failure

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: list[Task] = []
        self._threads: dict[Task, JobThread] = {}
        self.history = JobHistory(self)
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
        handlers = Handlers(
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
        handlers = Handlers(on_progress, on_success, on_failure, on_cancel, arrival=on_arrival)
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
        while self._threads:
            task, thread = next(iter(self._threads.items()))
            left_ms = max(0, int((deadline_s - now_s()) * 1000))
            if thread.isRunning() and not thread.wait(left_ms):
                for late in self.tasks:
                    logger.warning("task %s did not stop within %.0f s", late.title, timeout_s)
                break
            thread.deliver()
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
            task.begin()
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
        # Later: this may be called by a signal of the thread's own object.
        self._threads.pop(task).deleteLater()
        if task.error is not None and not task.handles_failure and not task.abandoned:
            self.failed_unhandled.emit(task, task.error)
        self.history.note_end(task)
        self._start_waiting()
        self.tasks_changed.emit()
