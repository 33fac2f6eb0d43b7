"""How many faces the parts of the chosen data set have, counted in the background."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from emotion_gui.operations.train import CountJob, PartCounts
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.workers.task_slot import TaskSlot


class PartCounter(QObject):
    """Counts once a data set, and anew when data sets have changed.

    Attributes:
        counts: of the data set asked for last; None until they are known.
    """

    changed = Signal()
    failed = Signal(Exception)

    def __init__(self, services: PageServices, job: CountJob, *, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._job = services, job
        self._dataset: str | None = None  # that `counts` is of; None: count anew
        self._counting = TaskSlot(services.tasks, on_failure=self.failed.emit, parent=self)
        self.counts: PartCounts | None = None

    @property
    def busy(self) -> bool:
        return self._counting.busy

    def ask(self, dataset: str) -> None:
        """Count the parts of this data set, unless that was done; "" is none."""
        if dataset == self._dataset:
            return
        self.counts, self._dataset = None, dataset
        self._counting.stop()
        if dataset:
            self._counting.start(
                partial(self._job, self._services.workspace, dataset),
                self.tr("Counting the faces"),
                self._on_counted,
            )

    def outdate(self) -> None:
        """Data sets may have changed: count again when asked."""
        self._dataset = None

    def _on_counted(self, counts: PartCounts) -> None:
        self.counts = counts
        self.changed.emit()
