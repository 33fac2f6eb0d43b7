"""Between the boxes that offer models and the background jobs that read them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from emotion_gui.operations.train import KnownModel, ModelsJob, read_backbone, read_model
from emotion_gui.ui.file_dialogs import FileTopic, ask_open
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.training.recipe.start_and_teachers import (
    ModelBox,
    StartAndTeachers,
    backbone_titles,
)
from emotion_gui.workers.task_slot import TaskSlot


class ModelsLoader(QObject):
    """Keeps the lists of start and teacher true, and opens files for them."""

    failed = Signal(Exception)

    def __init__(
        self, services: PageServices, fields: StartAndTeachers, job: ModelsJob, *, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._services, self._fields, self._job = services, fields, job
        self._topic = FileTopic(services.settings, "train")
        self._listing = TaskSlot(services.tasks, on_failure=self.failed.emit, parent=self)
        self._reading = TaskSlot(services.tasks, on_failure=self.failed.emit, parent=self)
        self._box = fields.start_box  # that a file is read for
        fields.start_box.file_wanted.connect(partial(self._choose_file, fields.start_box))
        fields.start_box.backbone_wanted.connect(self.look_for_backbone)
        fields.weights_wanted.connect(self._on_weights_file)
        for box in fields.teacher_boxes:
            box.file_wanted.connect(partial(self._choose_file, box))

    @Slot()
    def ask(self) -> None:
        """List the models anew."""
        self._listing.start(
            partial(self._job, self._services.workspace),
            self.tr("Models to start from"),
            self._fields.set_models,
        )

    def open_file(self, box: ModelBox, file: Path) -> None:
        """Read what a file says about itself, then choose it in `box`."""
        self._box = box
        title = self.tr("Reading {name}").format(name=file.name)
        self._reading.start(partial(read_model, file), title, self._on_file)

    @Slot(str)
    def look_for_backbone(self, name: str, weights: Path | None = None) -> None:
        """Start from torchvision's network of this name; without a file it is looked for."""
        title = backbone_titles()[name]
        self._reading.start(
            partial(read_backbone, name, title, weights),
            self.tr("Reading {name}").format(name=title),
            self._fields.start_box.take_backbone,
        )

    def _on_file(self, model: KnownModel) -> None:
        self._box.take_file(model)

    @Slot(str)
    def _on_weights_file(self, name: str) -> None:
        title = QCoreApplication.translate("TrainPage", "Choose torchvision's weights")
        kind = QCoreApplication.translate("TrainPage", "Weights")
        file = ask_open(
            self._fields, self._topic, title=title, kinds={kind: [".pth", ".safetensors"]}
        )
        if file is not None:
            self.look_for_backbone(name, file)

    def _choose_file(self, box: ModelBox) -> None:
        title = QCoreApplication.translate("TrainPage", "Choose a model")
        kind = QCoreApplication.translate("TrainPage", "Checkpoint")
        file = ask_open(self._fields, self._topic, title=title, kinds={kind: [".safetensors"]})
        if file is not None:
            self.open_file(box, file)
