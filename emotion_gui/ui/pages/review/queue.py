"""Films are read one after the other, in the background, whatever page is in front."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.workspace.sessions import SessionRow
from emotion_gui.operations.analyse import AnalyseRequest, analyse_session, films_in, queue_film
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


class AnalysisQueue(QObject):
    """Owns the analyses of this window; the workspace knows what of them is done."""

    changed = Signal()  # another film waits, begins, goes on or ends
    progressed = Signal(int)  # session
    finished = Signal(int)  # session
    failed = Signal(int, object)  # session, Exception

    def __init__(self, workspace: Workspace, tasks: TaskManager, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._tasks = workspace, tasks
        self._waiting: list[SessionRow] = []
        self._row: SessionRow | None = None
        self._task: Task | None = None

    @property
    def reading(self) -> int | None:
        """The session whose film is being read."""
        return None if self._row is None else self._row.session_id

    @property
    def task(self) -> Task | None:
        """The job that reads it."""
        return self._task

    def waits(self, session_id: int) -> bool:
        """Whether a film is in the line."""
        return any(row.session_id == session_id for row in self._waiting)

    def add(self, rows: Sequence[SessionRow]) -> None:
        """Read these too, after those that wait."""
        known = {self.reading, *(row.session_id for row in self._waiting)}
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
        """Read a film no further; what was read stays, and it can go on later."""
        self._waiting = [row for row in self._waiting if row.session_id != session_id]
        if self.reading == session_id and self._task is not None:
            self._task.cancel()
        self.changed.emit()

    def _next(self) -> None:
        if self._row is not None or not self._waiting:
            return
        row = self._row = self._waiting.pop(0)
        self._task = self._tasks.start(
            partial(_analyse, self._workspace, row.session_id),
            title=self.tr("Reading {0}").format(row.name),
            exclusive=False,
            on_progress=self._on_progress,
            on_success=self._on_done,
            on_failure=self._on_failed,
            on_cancel=self._on_cancelled,
        )

    def _on_progress(self, progress: Progress) -> None:
        del progress
        if self._row is not None:
            self.progressed.emit(self._row.session_id)

    def _on_done(self, row: SessionRow) -> None:
        self._end()
        self.finished.emit(row.session_id)

    def _on_failed(self, error: Exception) -> None:
        row = self._end()
        if row is not None:
            self.failed.emit(row.session_id, error)

    def _on_cancelled(self) -> None:
        self._end()

    def _end(self) -> SessionRow | None:
        row, self._row, self._task = self._row, None, None
        self._next()
        self.changed.emit()
        return row
