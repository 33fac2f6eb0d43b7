"""Edits one after another in the background, none lost."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QObject, Signal, Slot

from emotion_gui.core.jobs import JobContext
from emotion_gui.workers.task import Task
from emotion_gui.workers.task_manager import TaskManager

T = TypeVar("T")


class EditQueue(QObject):
    """Holds what a person asked for until everything before it is written.

    An undo in the middle of a long edit must mean that edit, not the one before it: so undo and
    redo wait in the same line as the edits.
    """

    settled = Signal()  # nothing is being written and nothing waits

    def __init__(self, tasks: TaskManager, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._waiting: deque[Callable[[], object]] = deque()
        self._task: Task | None = None

    @property
    def busy(self) -> bool:
        return self._task is not None

    def add(self, begin: Callable[[], object]) -> None:
        """Call `begin` when its turn has come; it calls `run` once, or changes nothing."""
        self._waiting.append(begin)
        self._go_on()

    def run(
        self,
        job: Callable[[JobContext], T],
        title: str,
        on_success: Callable[[T], object],
        on_failure: Callable[[Exception], object],
    ) -> None:
        """Start the job of the step whose turn it is."""
        # Not exclusive: a label must not wait for the end of a training. The database takes one
        # writer after another by itself, and files of faces have a lock of their own.
        self._task = self._tasks.start(
            job, title=title, exclusive=False, on_success=on_success, on_failure=on_failure
        )
        self._task.ended.connect(self._on_ended)

    def finish(self) -> None:
        """Return when everything is written; for a window that closes."""
        if self.busy:
            loop = QEventLoop()
            self.settled.connect(loop.quit)
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)

    @Slot()
    def _on_ended(self) -> None:
        self._task = None
        self._go_on()
        if not self.busy:
            self.settled.emit()

    def _go_on(self) -> None:
        while self._waiting and not self.busy:
            self._waiting.popleft()()
