"""A place for one background job at a time, so that no caller keeps the book of its task."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Literal, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.workers.task import Summary, Task
from emotion_gui.workers.task_manager import TaskManager

T = TypeVar("T")


class TaskSlot(QObject):
    """Holds at most one job. `changed` tells whenever `busy` or the task's state may differ.

    Args:
        tasks: who runs the jobs.
        when_busy: `replace` makes the running job out of date (its handlers are never called),
            for answers of which only the newest counts; `refuse` starts nothing. Left out: the
            first, and the second for exclusive jobs.
        exclusive: the jobs change the workspace: one of the whole program at a time.
        on_failure: told of every failure that a start does not take itself; without it the
            window shows a banner.
        parent: the slot lives as long; a job that still runs then is left without handlers.

    Raises:
        ValueError: exclusive jobs that replace each other: half a change would be no change.
    """

    changed = Signal()

    def __init__(
        self,
        tasks: TaskManager,
        *,
        when_busy: Literal["replace", "refuse"] | None = None,
        exclusive: bool = False,
        on_failure: Callable[[Exception], object] | None = None,
        parent: QObject | None = None,
    ) -> None:
        if exclusive and when_busy == "replace":
            raise ValueError("jobs that change the workspace do not replace each other")
        super().__init__(parent)
        self._tasks = tasks
        self._replaces = not exclusive and when_busy != "refuse"
        self._exclusive = exclusive
        self._on_failure = on_failure
        self._task: Task | None = None

    @property
    def task(self) -> Task | None:
        """The job that runs or waits now."""
        return self._task if self.busy else None

    @property
    def busy(self) -> bool:
        """A job of this slot runs or waits; False already while its handler is called."""
        return self._task is not None and self._task.running

    def start(
        self,
        job: Callable[[JobContext], T],
        title: str,
        on_success: Callable[[T], object],
        *,
        on_failure: Callable[[Exception], object] | None = None,
        on_cancel: Callable[[], object] | None = None,
        on_progress: Callable[[Progress], object] | None = None,
        summary: Callable[[T], Summary] | None = None,
    ) -> bool:
        """Start a job; see `TaskManager.start` for its handlers.

        Returns:
            False where the slot is busy and refuses: nothing was started.
        """
        if self.busy and not self._replaces:
            return False
        self._drop()
        task = self._task = self._tasks.start(
            job,
            title=title,
            exclusive=self._exclusive,
            on_success=on_success,
            on_failure=on_failure or self._on_failure,
            on_progress=on_progress,
            on_cancel=on_cancel,
            summary=summary,
            owner=self,
        )
        task.state_changed.connect(self._on_state_changed)
        self.changed.emit()
        return True

    def stop(self) -> None:
        """Give up on the job: its answer is not wanted any more, no handler is called."""
        if self._task is not None:
            self._drop()
            self.changed.emit()

    def cancel(self) -> None:
        """Ask the job to end, as a person does; `on_cancel` is called when it has."""
        if self._task is not None:
            self._task.cancel()

    def _drop(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.abandon()

    @Slot()
    def _on_state_changed(self) -> None:
        if self.sender() is self._task:  # a job that was dropped says nothing any more
            self.changed.emit()


class LatestJobs:
    """Slots by name; a new job of the same name makes the older one out of date.

    Args:
        tasks: who runs them.
        on_failure: told of every failure that the job's own starter does not take.
    """

    def __init__(self, tasks: TaskManager, on_failure: Callable[[Exception], object]) -> None:
        self._tasks = tasks
        self._on_failure = on_failure
        self._slots: dict[str, TaskSlot] = {}

    def start(
        self,
        key: str,
        job: Callable[[JobContext], T],
        title: str,
        on_success: Callable[[T], object],
        *,
        on_failure: Callable[[Exception], object] | None = None,
        on_cancel: Callable[[], object] | None = None,
        on_progress: Callable[[Progress], object] | None = None,
    ) -> None:
        """Start a job, beside others."""
        slot = self._slots.get(key)
        if slot is None:
            slot = self._slots[key] = TaskSlot(self._tasks, on_failure=self._on_failure)
        slot.start(
            job,
            title,
            on_success,
            on_failure=on_failure,
            on_cancel=on_cancel,
            on_progress=on_progress,
        )

    def stop(self, key: str) -> None:
        """Give up on the job of this name; its answer is not wanted any more."""
        if key in self._slots:
            self._slots[key].stop()


class TaskLine(QObject):
    """Jobs of one kind, one after another in the order of their start: none makes another vain.

    For what a person does several times quickly, each of which counts.

    Args:
        tasks: who runs them.
        on_failure: told of every failure; the next one is started all the same.
        exclusive: the jobs change the workspace: one of the whole program at a time.
        parent: the line lives as long.
    """

    def __init__(
        self,
        tasks: TaskManager,
        *,
        on_failure: Callable[[Exception], object],
        exclusive: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._slot = TaskSlot(tasks, when_busy="refuse", exclusive=exclusive, parent=self)
        self._on_failure = on_failure
        self._outlives = False
        self._waiting: deque[Callable[[], object]] = deque()

    def start(
        self, job: Callable[[JobContext], T], title: str, on_success: Callable[[T], object]
    ) -> None:
        """Run a job now, or when those before it are through."""

        def begin() -> None:
            self._slot.start(
                job,
                title,
                lambda result: self._succeed(on_success, result),
                on_failure=self._fail,
                on_cancel=self._next,
            )

        self._waiting.append(begin)
        self._next()

    def outlive(self, parent: QObject, on_failure: Callable[[Exception], object]) -> None:
        """Do what was asked for though whoever asked goes now; success is told to nobody.

        Args:
            parent: keeps the line until its last job has ended.
            on_failure: told of every failure from now on.
        """
        self._outlives, self._on_failure = True, on_failure
        self.setParent(parent)
        self._next()

    def _succeed(self, handler: Callable[[T], object], value: T) -> None:
        try:
            if not self._outlives:
                handler(value)
        finally:
            self._next()

    def _fail(self, error: Exception) -> None:
        try:
            self._on_failure(error)
        finally:
            self._next()

    def _next(self) -> None:
        if self._slot.busy:
            return
        if self._waiting:
            self._waiting.popleft()()
        elif self._outlives:
            self.deleteLater()
