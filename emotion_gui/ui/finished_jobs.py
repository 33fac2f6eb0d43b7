"""The list of jobs that ended: what, when, its result in one line, and the way to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from emotion_gui.ui.messages import describe
from emotion_gui.ui.numbers import count, duration, time_of_day
from emotion_gui.workers.job_history import FinishedJob
from emotion_gui.workers.task import Summary, TaskState
from emotion_gui.workers.task_manager import TaskManager

_LONGEST = 110  # characters of a line


class FinishedJobs(QPushButton):
    """A button of the bottom bar; its menu lists the jobs, the newest first.

    Hidden until a job ended that is worth a line. Its text counts those not looked at yet.
    """

    failure_chosen = Signal(object)  # the Exception of a failed job, to be shown again
    not_opened = Signal(str)  # what no program of the system took

    def __init__(self, tasks: TaskManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._seen = 0  # entries when the menu was last opened
        self._total = 0
        self.setProperty("link", True)
        self.setAccessibleName(self.tr("Finished jobs"))
        self.setToolTip(self.tr("What ended since the start, and its results"))
        self.list_menu = QMenu(self)
        self.list_menu.setToolTipsVisible(True)
        self.setMenu(self.list_menu)
        self.hide()
        tasks.history.changed.connect(self._on_finished)
        self.list_menu.aboutToShow.connect(self._fill)

    @Slot()
    def _on_finished(self) -> None:
        self._total += 1
        self._show_count()
        self.show()

    @Slot()
    def _fill(self) -> None:
        self._seen = self._total
        self._show_count()
        self.list_menu.clear()
        for job in self._tasks.history.jobs:
            self._add(job)

    def _add(self, job: FinishedJob) -> None:
        result = self._result(job)
        line = f"{time_of_day(job.ended_at.isoformat())}  {job.title}: {result}"
        shown = line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
        # The part after the tab stands at the right, where other menus have their keys.
        spent = duration(job.seconds) if job.seconds >= 1 else ""
        action = self.list_menu.addAction(f"{shown.replace('&', '&&')}\t{spent}")
        action.setToolTip(line)
        if job.error is not None:
            action.triggered.connect(partial(self._show_failure, job.error))
        elif job.summary is not None and job.summary.show is not None:
            action.setToolTip(self.tr("Show: {line}").format(line=line))
            action.triggered.connect(partial(self._show, job.summary, job.summary.show))

    def _result(self, job: FinishedJob) -> str:
        if job.error is not None:
            return describe(job.error).title
        if job.state is TaskState.CANCELLED:
            return self.tr("stopped")
        return job.summary.text if job.summary is not None else self.tr("done")

    def _show(self, result: Summary, show: Callable[[], object], checked: bool = False) -> None:
        del checked
        if not show() and result.file is not None:
            self.not_opened.emit(str(result.file))

    def _show_failure(self, error: Exception, checked: bool = False) -> None:
        del checked
        self.failure_chosen.emit(error)

    def _show_count(self) -> None:
        new = self._total - self._seen
        text = self.tr("Finished")
        self.setText(f"{text}: {count(new)}" if new else text)
