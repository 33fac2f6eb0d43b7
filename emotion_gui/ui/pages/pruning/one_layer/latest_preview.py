"""Previews that take seconds: one at a time in a task, the newest wish last."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from emotion_gui.operations import measure_layer
from emotion_gui.workers.task_manager import TaskManager
from emotion_gui.workers.task_slot import TaskSlot

if TYPE_CHECKING:
    from emotion_gui.core.pruning.layer_session import LayerSession, Preview
    from emotion_gui.core.pruning.plan import LayerPlan


class LatestPreview(QObject):
    """An older preview ends before the next begins: a session is not safe for two threads."""

    started = Signal()
    progressed = Signal(object)  # Progress
    previewed = Signal(object)  # Preview
    dropped = Signal()  # it came to nothing, and no newer one follows
    failed = Signal(object)  # Exception

    def __init__(self, tasks: TaskManager, parent: QObject) -> None:
        super().__init__(parent)
        self._slot = TaskSlot(tasks, when_busy="refuse", parent=self)
        self._wish: tuple[LayerSession, LayerPlan] | None = None
        self._is_stale = False

    @property
    def busy(self) -> bool:
        """Whether a preview is under way."""
        return self._slot.busy

    def begin(self, session: LayerSession, plan: LayerPlan) -> None:
        """Preview a plan, after the older preview's end if there is one."""
        self._wish = (session, plan)
        self._is_stale = self._slot.busy
        if self._is_stale:  # `_on_ended` begins this one
            self._slot.cancel()
        else:
            self._slot.start(
                partial(measure_layer.preview, session, plan),
                self.tr("Accuracy preview"),
                self._on_previewed,
                on_failure=self._on_failed,
                on_cancel=self._on_cancelled,
                on_progress=self.progressed.emit,
            )
        self.started.emit()

    def cancel(self) -> None:
        """Ask it to end; `dropped` follows."""
        self._slot.cancel()

    def stop(self) -> None:
        """Nobody waits for it any more; nothing is told."""
        self._slot.stop()

    # -- inside -------------------------------------------------------------------------------

    def _on_previewed(self, preview: Preview) -> None:
        self.previewed.emit(preview)
        self._on_ended()

    def _on_cancelled(self) -> None:
        self._drop()
        self._on_ended()

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)
        self._drop()
        self._on_ended()

    def _drop(self) -> None:
        if not self._is_stale:
            self.dropped.emit()

    def _on_ended(self) -> None:
        if self._is_stale and self._wish is not None:
            self.begin(*self._wish)
