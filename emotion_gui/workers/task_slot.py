"""Background jobs of which only the latest of a kind matters."""

from __future__ import annotations

from collections.abc import Callable

from emotion_gui.core.jobs import Progress
from emotion_gui.workers.task_manager import Task, TaskManager


class LatestJobs:
    """Starts reading jobs; a new one of the same key makes the older one out of date.

    Args:
        tasks: who runs them.
        on_failure: told of every failure that the job's own starter does not take.
    """

    def __init__(self, tasks: TaskManager, on_failure: Callable[[Exception], object]) -> None:
        self._tasks = tasks
        self._on_failure = on_failure
        self._latest: dict[str, Task] = {}

    def start(
        self,
        key: str,
        job: Callable[..., object],
        title: str,
        on_success: Callable[..., object],
        *,
        on_failure: Callable[[Exception], object] | None = None,
        on_cancel: Callable[[], object] | None = None,
        on_progress: Callable[[Progress], object] | None = None,
    ) -> None:
        """Start a job, beside others."""
        self.stop(key)
        self._latest[key] = self._tasks.start(
            job,
            title=title,
            exclusive=False,
            on_success=on_success,
            on_failure=on_failure or self._on_failure,
            on_progress=on_progress,
            on_cancel=on_cancel,
        )

    def stop(self, key: str) -> None:
        """Give up on the job of this key; its answer is not wanted any more."""
        task = self._latest.pop(key, None)
        if task is not None:
            task.abandon()
