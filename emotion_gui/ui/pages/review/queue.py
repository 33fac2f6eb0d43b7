"""Films are read one after the other, in the background, whatever page is in front."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from emotion_gui.core.executors.wish import HERE
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.workspace.sessions import SessionRow, SessionState
from emotion_gui.operations.analyse import (
    AnalyseRequest,
    analyse_session,
    analyse_sessions,
    films_in,
    queue_film,
)
from emotion_gui.workers.task import Task
from emotion_gui.workers.task_manager import TaskManager

if TYPE_CHECKING:
    from emotion_gui.core.workspace.workspace import Workspace


def queue_films(
    workspace: Workspace, paths: Sequence[Path], request: AnalyseRequest, context: JobContext
) -> tuple[SessionRow, ...]:
    """Sessions for films among files and in folders."""
    from emotion_gui.core.runtime import import_cv2

    import_cv2()
    found = []
    for path in films_in(paths):
        context.checkpoint()
        found.append(queue_film(workspace, path, request))
    return tuple(found)


def _analyse(workspace: Workspace, session_id: int, context: JobContext) -> SessionRow:
    from emotion_gui.core.runtime import import_cv2

    import_cv2()
    return analyse_session(workspace, session_id, context)


def _analyse_there(
    workspace: Workspace, rows: Sequence[SessionRow], executor: str, context: JobContext
) -> list[SessionRow]:
    return analyse_sessions(workspace, rows, context, executor=executor)


class AnalysisQueue(QObject):
    """Owns the analyses of this window; the workspace knows what of them is done.

    Args:
        workspace: with the sessions.
        tasks: who runs the jobs.
        parent: of the queue.
        executor: where films are read; on workers all that wait are one job.
    """

    changed = Signal()  # another film waits, begins, goes on or ends
    progressed = Signal(int)  # session
    finished = Signal(int)  # session
    failed = Signal(int, object)  # session, Exception

    def __init__(
        self,
        workspace: Workspace,
        tasks: TaskManager,
        parent: QObject,
        *,
        executor: Callable[[], str] = lambda: HERE,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._tasks, self._executor = workspace, tasks, executor
        self._waiting: list[SessionRow] = []
        self._rows: list[SessionRow] = []
        self._put_off: set[int] = set()  # that the person stopped, of those that workers read
        self._on_workers = False
        self._task: Task | None = None

    @property
    def task(self) -> Task | None:
        """The job that reads."""
        return self._task

    @property
    def on_workers(self) -> bool:
        """Whether the job is that of workers: its progress is that of all its films."""
        return self._on_workers

    def reads(self, session_id: int) -> bool:
        """Whether a film is being read."""
        return any(row.session_id == session_id for row in self._rows)

    def waits(self, session_id: int) -> bool:
        """Whether a film is in the line."""
        return any(row.session_id == session_id for row in self._waiting)

    def add(self, rows: Sequence[SessionRow]) -> None:
        """Read these too, after those that wait."""
        known = {row.session_id for row in (*self._rows, *self._waiting)}
        self._waiting += [row for row in rows if not row.is_ready and row.session_id not in known]
        self._next()
        self.changed.emit()

    def pause(self, *, paused: bool) -> None:
        """Stop for a while, or go on."""
        if self._task is not None:
            if paused:
                self._task.pause()
            else:
                self._task.resume()
            self.changed.emit()

    def cancel(self, session_id: int) -> None:
        """Read a film no further; what was read stays, and it can go on later.

        Of several that workers read the others begin again where they were.
        """
        self._waiting = [row for row in self._waiting if row.session_id != session_id]
        if self.reads(session_id) and self._task is not None:
            self._put_off.add(session_id)
            self._task.cancel()
        self.changed.emit()

    def _next(self) -> None:
        if self._rows or not self._waiting:
            return
        executor = self._executor()
        self._on_workers = executor != HERE
        if not self._on_workers:
            row = self._waiting.pop(0)
            self._start([row], partial(_analyse, self._workspace, row.session_id))
            return
        rows, self._waiting = self._waiting, []
        self._start(rows, partial(_analyse_there, self._workspace, rows, executor))

    def _start(self, rows: list[SessionRow], job: Callable[[JobContext], object]) -> None:
        self._rows, self._put_off = rows, set()
        one = self.tr("Reading {0}").format(rows[0].name)
        self._task = self._tasks.start(
            job,
            title=one if len(rows) == 1 else self.tr("Reading %Ln films", "", len(rows)),
            exclusive=False,
            on_progress=self._on_progress,
            on_success=self._on_done,
            on_failure=self._on_failed,
            on_cancel=self._on_cancelled,
        )

    def _on_progress(self, progress: Progress) -> None:
        if isinstance(progress.detail, SessionRow):  # one of several is there
            self._take_out(progress.detail.session_id)
            self.changed.emit()
        for row in self._rows:
            self.progressed.emit(row.session_id)

    def _take_out(self, session_id: int) -> None:
        self._rows = [row for row in self._rows if row.session_id != session_id]
        self.finished.emit(session_id)

    def _on_done(self, result: object) -> None:
        del result
        for row in self._end():
            self.finished.emit(row.session_id)

    def _on_failed(self, error: Exception) -> None:
        rows = self._end()
        states = {row.session_id: self._workspace.session(row.session_id).state for row in rows}
        broken = [number for number, state in states.items() if state is SessionState.FAILED]
        for number in broken or list(states)[:1]:
            self.failed.emit(number, error)

    def _on_cancelled(self) -> None:
        others = [row for row in self._rows if row.session_id not in self._put_off]
        self._waiting = [*(others if self._put_off else []), *self._waiting]
        self._end()

    def _end(self) -> list[SessionRow]:
        rows, self._rows, self._task = self._rows, [], None
        self._next()
        self.changed.emit()
        return rows
