"""Asks for new versions of a face, the newest wish only, and only while they can be seen."""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Slot

from emotion_gui.core.errors import ConfigError
from emotion_gui.operations.train import VERSIONS, PreviewJob, PreviewRequest
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.training.recipe.augmentation_card import AugmentationCard
from emotion_gui.workers.task_slot import TaskSlot

_WAIT_MS = 80  # a slider sends many values on its way; only the last of them is worth a job


class PreviewLoader(QObject):
    """Between the sliders and the background job that changes the face."""

    def __init__(
        self,
        services: PageServices,
        card: AugmentationCard,
        job: PreviewJob,
        *,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._services, self._card, self._job = services, card, job
        self._dataset = ""
        self._face, self._seed = 0, 1
        self._versions = TaskSlot(services.tasks, parent=self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._start)
        card.changed.connect(self.ask)
        card.new_versions_wanted.connect(self._on_again)
        card.other_face_wanted.connect(self._on_other_face)
        services.events.models_ready.connect(self.ask)

    def set_dataset(self, name: str) -> None:
        if name != self._dataset:
            self._dataset = name
            self._card.show_versions(np.empty((0, 48, 48), dtype=np.uint8))
            self.ask()

    @Slot()
    def ask(self) -> None:
        """Soon show versions for the sliders as they stand."""
        if self._dataset and self._card.isVisible():
            self._timer.start()

    @Slot()
    def _start(self) -> None:
        if not self._dataset:  # it went while the timer ran
            return
        try:
            effects = self._card.config()
        except ConfigError:
            return  # a number is being typed; the card has marked it
        request = PreviewRequest(self._dataset, self._face, self._seed, effects)
        self._versions.start(
            partial(self._job, self._services.workspace, request),
            self.tr("Augmentation preview"),
            self._on_done,
        )

    def _on_done(self, faces: npt.NDArray[np.uint8]) -> None:
        self._card.show_versions(faces[:VERSIONS])

    @Slot()
    def _on_again(self) -> None:
        self._seed += 1
        self.ask()

    @Slot()
    def _on_other_face(self) -> None:
        self._face += 1
        self.ask()
