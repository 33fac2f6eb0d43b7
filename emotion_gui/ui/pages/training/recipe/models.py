"""Between the boxes that offer models and the background jobs that read them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from emotion_gui.operations.train import KnownModel, ModelsJob, read_backbone, read_model
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.training.recipe.origins import ModelBox, OriginFields, backbone_titles
from emotion_gui.workers.task_manager import Task

_FOLDER_KEY = "page/train/folder"


class ModelsLoader(QObject):
    """Keeps the lists of start and teacher true, and opens files for them."""

    failed = Signal(Exception)

    def __init__(
        self, services: PageServices, fields: OriginFields, job: ModelsJob, *, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._services, self._fields, self._job = services, fields, job
        self._task: Task | None = None
        self._box = fields.start_box  # that a file is read for
        fields.start_box.file_wanted.connect(partial(self._choose_file, fields.start_box))
        fields.start_box.backbone_wanted.connect(self.look_for_backbone)
        fields.weights_wanted.connect(self._on_weights_file)
        for box in fields.teacher_boxes:
            box.file_wanted.connect(partial(self._choose_file, box))

    @Slot()
    def ask(self) -> None:
        """List the models anew."""
        if self._task is not None:
            self._task.abandon()
        self._task = self._services.tasks.start(
            partial(self._job, self._services.workspace),
            title=self.tr("Models to start from"),
            exclusive=False,
            on_success=self._on_models,
            on_failure=self._on_failed,
        )

    def open_file(self, box: ModelBox, file: Path) -> None:
        """Read what a file says about itself, then choose it in `box`."""
        self._box = box
        self._services.tasks.start(
            partial(read_model, file),
            title=self.tr("Reading {name}").format(name=file.name),
            exclusive=False,
            on_success=self._on_file,
            on_failure=self._on_failed,
        )

    @Slot(str)
    def look_for_backbone(self, name: str, weights: Path | None = None) -> None:
        """Start from torchvision's network of this name; without a file it is looked for."""
        title = backbone_titles()[name]
        self._services.tasks.start(
            partial(read_backbone, name, title, weights),
            title=self.tr("Reading {name}").format(name=title),
            exclusive=False,
            on_success=self._on_backbone,
            on_failure=self._on_failed,
        )

    def _on_models(self, models: tuple[KnownModel, ...]) -> None:
        self._task = None
        self._fields.set_models(models)

    def _on_file(self, model: KnownModel) -> None:
        self._box.take_file(model)

    def _on_backbone(self, model: KnownModel) -> None:
        self._fields.start_box.take_backbone(model)

    def _on_failed(self, error: Exception) -> None:
        self._task = None
        self.failed.emit(error)

    @Slot(str)
    def _on_weights_file(self, name: str) -> None:
        title = QCoreApplication.translate("TrainPage", "Choose torchvision's weights")
        kind = QCoreApplication.translate("TrainPage", "Weights (*.pth *.safetensors)")
        file = self._ask(title, kind)
        if file is not None:
            self.look_for_backbone(name, file)

    def _choose_file(self, box: ModelBox) -> None:
        title = QCoreApplication.translate("TrainPage", "Choose a model")
        kind = QCoreApplication.translate("TrainPage", "Checkpoint (*.safetensors)")
        file = self._ask(title, kind)
        if file is not None:
            self.open_file(box, file)

    def _ask(self, title: str, kind: str) -> Path | None:
        folder = str(self._services.settings.value(_FOLDER_KEY) or Path.home())
        text, _ = QFileDialog.getOpenFileName(self._fields, title, folder, kind)
        if not text:
            return None
        self._services.settings.setValue(_FOLDER_KEY, str(Path(text).parent))
        return Path(text)
