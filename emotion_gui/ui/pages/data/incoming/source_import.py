"""From a dropped path to a data set: look, choose, import."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from emotion_gui.core.data.appending import Addition, append_to_dataset
from emotion_gui.core.data.import_report import ImportReport
from emotion_gui.core.data.import_request import ImportRequest, request_of
from emotion_gui.core.errors import EmotionGuiError, name_of
from emotion_gui.core.jobs import Progress
from emotion_gui.core.workspace.database import damage_told
from emotion_gui.core.workspace.records import DatasetRow
from emotion_gui.operations import datasets as operations
from emotion_gui.ui.file_dialogs import FileTopic
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.data.incoming.import_view import ImportView
from emotion_gui.ui.pages.data.incoming.preview_view import PreviewView
from emotion_gui.workers.task import TaskState
from emotion_gui.workers.task_slot import TaskSlot

if TYPE_CHECKING:
    from emotion_gui.core.data.readers import SourcePreview


class SourceImport(QObject):
    """Owns the preview and the import that runs; the page shows `preview` or `importing`."""

    looking = Signal()  # a source was opened: show the preview
    recognised = Signal()
    started = Signal(str)  # name of the data set
    state_changed = Signal()
    imported = Signal(object)  # ImportReport or Addition
    stopped = Signal(object)  # id of the unfinished data set, or None
    failed = Signal(object)  # Exception

    def __init__(
        self, services: PageServices, topic: FileTopic, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._preferences = services.workspace, services.preferences
        tasks = services.tasks
        self._look = TaskSlot(tasks, on_failure=self.failed.emit, parent=self)
        self._evidence = TaskSlot(tasks, on_failure=self._on_no_evidence, parent=self)
        self._import = TaskSlot(tasks, exclusive=True, on_failure=self.failed.emit, parent=self)
        self._import.changed.connect(self.state_changed)
        self.preview = PreviewView(services.theme, topic)
        self.importing = ImportView(services.theme)
        self.preview.options_changed.connect(self.look)

    @property
    def busy(self) -> bool:
        """An import runs or waits."""
        return self._import.busy

    @property
    def paused(self) -> bool:
        return self._state is TaskState.PAUSED

    @property
    def stopping(self) -> bool:
        return self._state is TaskState.STOPPING

    @property
    def _state(self) -> TaskState | None:
        task = self._import.task
        return None if task is None else task.state

    def open(self, paths: list[Path], *, own_classes: bool = False) -> None:
        """Show what is in a file, a folder or some pictures, before anything is imported.

        Args:
            paths: what was opened.
            own_classes: the names of its folders are a person's own classes.
        """
        source = operations.source_of(paths)
        others = [row.name for row in self._workspace.datasets() if row.is_ready]
        self.close()
        self.preview.begin(source, self._free_name(_base_name(source.path)), others)
        if own_classes:
            self.preview.labels.want_own()
        self.looking.emit()
        self.look()

    def close(self) -> None:
        """Give up looking."""
        self._look.stop()
        self._evidence.stop()

    @Slot()
    def look(self) -> None:
        """Look at the source, again where the choices change what is in it."""
        source = self.preview.source
        if source is not None:
            self._look.start(
                partial(operations.preview, source, self.preview.options()),
                self.tr("Looking at {name}").format(name=name_of(source.path)),
                self._on_preview,
            )

    def start(self) -> None:
        """Import what is previewed, as chosen."""
        if self.preview.ready and not self.busy:
            request = self.preview.request()
            if self.preview.choices.adds:
                job = partial(append_to_dataset, self._workspace, request)
                self._begin(request.name, job)
            else:
                self._begin(request.name, self._import_of(request))

    def load_samples(self) -> None:
        """Draw and import the built-in faces."""
        if not self.busy:
            name = self._free_name(self.tr("Sample faces"))
            self._begin(name, partial(operations.import_samples, self._workspace, name))

    def go_on(self, row: DatasetRow) -> None:
        """Finish an import that was cancelled or cut off."""
        if self.busy:
            return
        try:
            with damage_told(self._workspace.path, "datasets", row.dataset_id):
                request = request_of(row)
        except EmotionGuiError as error:
            self.failed.emit(error)
            return
        self._begin(row.name, self._import_of(request))

    def _import_of(self, request: ImportRequest) -> partial[ImportReport]:
        executor = self._preferences.text("compute/executor")
        return partial(operations.import_source, self._workspace, request, executor=executor)

    def toggle_pause(self) -> None:
        """Pause the import, or go on."""
        if (task := self._import.task) is not None:
            (task.resume if self.paused else task.pause)()

    def cancel(self) -> None:
        """Stop the import; what is committed stays."""
        self._import.cancel()

    def _begin(self, name: str, job: partial[ImportReport] | partial[Addition]) -> None:
        self.importing.begin(name)
        self._import.start(
            job,
            self.tr("Importing {name}").format(name=name),
            self.imported.emit,
            on_progress=self._on_progress,
            on_cancel=self._on_cancelled,
        )
        self.started.emit(name)

    def _on_preview(self, preview: SourcePreview) -> None:
        first = self.preview.asks
        self.preview.show_preview(preview)
        if self.preview.asks and not first:
            self._weigh_orders(preview)
        self.recognised.emit()

    def _weigh_orders(self, preview: SourcePreview) -> None:
        """The answer is a person's; how a trained network reads the faces helps to find it."""
        self.preview.labels.show_search()
        self._evidence.start(
            partial(operations.weigh_orders, self.preview.options(), preview),
            self.tr("Comparing orders of classes"),
            self.preview.labels.show_evidence,
        )

    def _on_no_evidence(self, error: Exception) -> None:
        del error  # the log has it; the question can be answered without
        self.preview.labels.show_evidence(())

    def _on_progress(self, progress: Progress) -> None:
        task = self._import.task
        self.importing.show_progress(progress, None if task is None else task.eta_s)

    def _on_cancelled(self) -> None:
        unfinished = [row for row in self._workspace.datasets() if not row.is_ready]
        self.stopped.emit(unfinished[-1].dataset_id if unfinished else None)

    def _free_name(self, wanted: str) -> str:
        taken = {row.name for row in self._workspace.datasets()}
        name, number = wanted, 2
        while name in taken:
            name, number = f"{wanted} {number}", number + 1
        return name


def _base_name(path: Path) -> str:
    name = path.name
    for ending in (".tar.gz", ".tar.xz", ".tar.bz2"):
        name = name.removesuffix(ending)
    stem = Path(name).stem if path.is_file() else name
    # A whole drive has no name but its letter.
    return {"fer2013": "FER2013"}.get(stem.lower(), stem) or path.drive.strip(":\\/") or "faces"
