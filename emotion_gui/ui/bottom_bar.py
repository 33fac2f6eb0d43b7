"""The bar along the bottom: what runs, how far it is, how to stop it; device and workspace."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from emotion_gui.ui.finished_jobs import FinishedJobs
from emotion_gui.ui.numbers import count, duration, percent
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.tokens import PAGE_MARGIN_PX
from emotion_gui.ui.translation import progress_text
from emotion_gui.ui.widgets.labels import ElidedLabel, set_role
from emotion_gui.ui.widgets.progress_line import ProgressLine
from emotion_gui.workers.task import Task, TaskState
from emotion_gui.workers.task_manager import TaskManager

HEIGHT_PX = 34
# Shorter tasks never show, so that the bar does not flicker while a slider moves.
SHOW_AFTER_MS = 350
ETA_MS = 1000  # the time left goes down also while no report comes
# Reports are gathered so long before they are shown: every showing costs a layout.
GATHER_MS = 400
_DEVICES = {"cuda": "NVIDIA", "mps": "Apple"}


class BottomBar(QFrame):
    """Follows the task manager; the newest change of the workspace comes first."""

    def __init__(self, *, tasks: TaskManager, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bottomBar")
        self.setFixedHeight(HEIGHT_PX)
        self._tasks = tasks
        self._shown: Task | None = None
        self._idle_text = ""
        self._idle_busy = False
        self.dot = _Dot(theme)
        self.title_label = set_role(_Name(), "value")
        self.progress_line = ProgressLine(self.tr("Progress of the running task"))
        self.progress_line.setFixedWidth(220)
        self.detail_label = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self.more_label = QLabel()
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.cancel_button.setProperty("link", True)
        self.cancel_button.setAccessibleName(self.tr("Cancel the running task"))
        self.finished_button = FinishedJobs(tasks)
        self.device_label = QLabel()
        self.workspace_label = _Name()
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(SHOW_AFTER_MS)
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(GATHER_MS)
        self._eta = QTimer(self)
        self._eta.setInterval(ETA_MS)
        self._lay_out()
        self._delay.timeout.connect(self._show_current)
        self._gather.timeout.connect(self._show_figures)
        self._eta.timeout.connect(self._show_figures)
        self.cancel_button.clicked.connect(self._on_cancel)
        tasks.tasks_changed.connect(self._on_tasks_changed)
        tasks.progressed.connect(self._on_progressed)
        self._show_current()

    @property
    def task(self) -> Task | None:
        """The task shown."""
        return self._shown

    def set_idle(self, text: str, *, busy: bool = False) -> None:
        """What to say while nothing runs ("Loading models…", "Ready")."""
        self._idle_text, self._idle_busy = text, busy
        self._show_current()

    def set_facts(
        self, *, device: str | None = None, threads: int = 1, workspace: str | None = None
    ) -> None:
        """The words at the right; None leaves them. Threads count on the `cpu` alone."""
        if device == "cpu":
            self.device_label.setText(f"CPU · {self.tr('%Ln threads', '', threads)}")
        elif device is not None:
            self.device_label.setText(_DEVICES.get(device, device))
        if workspace is not None:
            named = self.tr("Workspace: {name}").format(name=workspace)
            # The usual folder is called "workspace" itself.
            self.workspace_label.setText(
                self.tr("Workspace") if workspace == "workspace" else named
            )

    @Slot()
    def _on_tasks_changed(self) -> None:
        current = self._choose()
        if self._shown is not None or current is None:
            self._show_current()
        elif not self._delay.isActive():
            self._delay.start()

    def _choose(self) -> Task | None:
        """A change of the workspace, then other jobs, then streams; newest first."""
        running = [task for task in self._tasks.tasks if task.running]
        exclusive = self._tasks.exclusive_task
        if exclusive is not None:
            return exclusive
        jobs = [task for task in running if not task.is_stream]
        candidates = jobs or running
        return candidates[-1] if candidates else None

    @Slot()
    def _show_current(self) -> None:
        self._delay.stop()
        task = self._shown = self._choose()
        is_job = task is not None and not task.is_stream
        for part in (self.progress_line, self.detail_label, self.cancel_button):
            part.setVisible(is_job)
        self._show_more(task)
        if task is None:
            self._eta.stop()
            self.title_label.setText(self._idle_text)
            set_role(self.title_label, "muted")
            self.dot.set_token("warn" if self._idle_busy else "good")
        else:
            self._eta.start()
            self.title_label.setText(task.title)
            set_role(self.title_label, "value" if is_job else "muted")
            self.dot.set_token("accent" if is_job else "good")
            self._show_figures()
        # A property in a style sheet's selector counts only when the widget is polished anew.
        self.title_label.style().unpolish(self.title_label)
        self.title_label.style().polish(self.title_label)

    def _show_more(self, task: Task | None) -> None:
        others = [other for other in self._tasks.tasks if other is not task and other.running]
        self.more_label.setVisible(bool(others))
        self.more_label.setText(self.tr("+ {count} more").format(count=count(len(others))))
        self.more_label.setToolTip("\n".join(other.title for other in others))

    @Slot(object)
    def _on_progressed(self, task: object) -> None:
        if task is self._shown and not self._gather.isActive():
            self._gather.start()

    @Slot()
    def _show_figures(self) -> None:
        task = self._shown
        if task is None or task.is_stream:
            return
        progress = task.progress
        words: list[str] = []
        done, total = (0, 0) if progress is None else (progress.done, progress.total)
        self.progress_line.show_share(done, total)
        if total:
            words.append(percent(done / total, 0))
        state = {
            TaskState.QUEUED: self.tr("waiting"),
            TaskState.PAUSED: self.tr("paused"),
            TaskState.STOPPING: self.tr("Stopping…"),
        }.get(task.state)
        if state is not None:
            words.append(state)
        elif task.eta_s is not None:
            words.append(self.tr("{time} left").format(time=duration(task.eta_s)))
        if progress is not None and progress.text:
            words.append(progress_text(progress.text))
        self.detail_label.setText(" · ".join(words))
        self.cancel_button.setEnabled(task.state is not TaskState.STOPPING)

    @Slot()
    def _on_cancel(self) -> None:
        if self._shown is not None:
            self._shown.cancel()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(PAGE_MARGIN_PX, 0, PAGE_MARGIN_PX, 0)
        row.setSpacing(16)
        row.addWidget(self.dot)
        row.addWidget(self.title_label)
        row.addWidget(self.progress_line)
        row.addWidget(self.detail_label, 1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.more_label)
        row.addStretch(0)
        row.addWidget(self.finished_button)
        row.addWidget(self.device_label, 0, Qt.AlignmentFlag.AlignRight)
        row.addWidget(self.workspace_label)


class _Name(ElidedLabel):
    """As wide as its words where there is room; they may hold a name of any length."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


class _Dot(QWidget):
    """A small disc in a colour of the theme; the words beside it say the same."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._token = "good"
        self.setFixedSize(10, 10)
        theme.changed.connect(self.update)

    def set_token(self, token: str) -> None:
        self._token = token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.color(self._token)))
        painter.drawEllipse(self.rect())
        painter.end()
