"""The buttons of the page's header, and when each is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from emotion_gui.workers.task_manager import TaskState

if TYPE_CHECKING:
    from emotion_gui.ui.pages.training.page import TrainPage


def _tr(text: str) -> str:
    return QCoreApplication.translate("TrainPage", text)


class HeaderButtons:
    """Evaluate, stop, pause or resume, start."""

    def __init__(self, page: TrainPage) -> None:
        self.evaluate = page.add_action(_tr("E&valuate"), page.evaluate_shown, icon="evaluate")
        self.evaluate.setToolTip(_tr("Evaluate this run"))
        self.stop = page.add_action(_tr("S&top"), page.stop, icon="stop")
        self.pause = page.add_action(_tr("&Pause"), page.toggle_pause, primary=True)
        self.start = page.add_action(_tr("&Start"), page.start, primary=True, icon="play")

    def show_state(self, state: TaskState | None, *, can_start: bool, sweeps: bool) -> None:
        """For a training in this state; None without one. A sweep's view has its own start."""
        self.start.setVisible(state is None and not sweeps)
        self.start.setEnabled(can_start)
        self.pause.setVisible(state is not None)
        self.stop.setVisible(state is not None)
        self.stop.setEnabled(state is not TaskState.STOPPING)
        self.pause.setEnabled(state in (TaskState.RUNNING, TaskState.PAUSED))
        paused = state is TaskState.PAUSED
        self.pause.setText(_tr("Res&ume") if paused else _tr("&Pause"))
        self.pause.setAccessibleName(_tr("Resume") if paused else _tr("Pause"))
