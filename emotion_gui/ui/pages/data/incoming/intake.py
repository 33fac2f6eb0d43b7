"""From a dropped path to a data set: look, choose, import."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.jobs import Progress
from emotion_gui.core.workspace.records import DatasetRow
from emotion_gui.operations import datasets as jobs
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.data.incoming.import_view import ImportView
from emotion_gui.ui.pages.data.incoming.preview_view import PreviewView
from emotion_gui.workers.task_manager import Task, TaskState

if TYPE_CHECKING:
    from emotion_gui.core.data.appending import Addition
    from emotion_gui.core.data.importing import ImportReport
    from emotion_gui.core.data.readers import SourcePreview


class Intake(QObject):
    """Owns the preview and the import that runs; the page shows `preview` or `importing`."""

    looking = Signal()  # a source was opened: show the preview
    recognised = Signal()
    started = Signal(str)  # name of the data set
    state_changed = Signal()
    imported = Signal(object)  # ImportReport or Addition
    stopped = Signal(object)  # id of the unfinished data set, or None
    failed = Signal(object)  # Exception

    def __init__(self, services: PageServices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._workspace = services.workspace
        self._look_task: Task | None = None
        self._import_task: Task | None = None
        self.preview = PreviewView(services.theme)
        self.importing = ImportView(services.theme)
        self.preview.options_changed.connect(self.look)

    @property
    def busy(self) -> bool:
        """An import runs or waits."""
        return self._import_task is not None and self._import_task.running

    @property
    def paused(self) -> bool:
        return self._import_task is not None and self._import_task.state is TaskState.PAUSED

    @property
    def stopping(self) -> bool:
        return self._import_task is not None and self._import_task.state is TaskState.STOPPING

    def open(self, paths: list[Path]) -> None:
        """Show what is in a file, a folder or some pictures, before anything is imported."""
        source = jobs.source_of(paths)
        others = [row.name for row in self._workspace.datasets() if row.state == "ready"]
        self.preview.begin(source, self._free_name(_base_name(source.path)), others)
        self.looking.emit()
        self.look()

    def close(self) -> None:
        """Give up looking."""
        if self._look_task is not None:
            self._look_task.abandon()
            self._look_task = None

    @Slot()
    def look(self) -> None:
        """Look at the source, again where the choices change what is in it."""
        source = self.preview.source
        if source is None:
            return
        self.close()
        self._look_task = self._services.tasks.start(
            partial(jobs.preview, source, self.preview.options()),
            title=self.tr("Looking at {name}").format(name=source.path.name),
            exclusive=False,
            on_success=self._on_preview,
            on_failure=self._on_failed,
        )

    def start(self) -> None:
        """Import what is previewed, as chosen."""
        if self.preview.ready and not self.busy:
            request = self.preview.request()
            job = jobs.run_addition if self.preview.adds else jobs.run_import
            self._begin(request.name, partial(job, self._workspace, request))

    def load_samples(self) -> None:
        """Draw and import the built-in faces."""
        if not self.busy:
            name = self._free_name(self.tr("Sample faces"))
            self._begin(name, partial(jobs.import_samples, self._workspace, name))

    def go_on(self, row: DatasetRow) -> None:
        """Finish an import that was cancelled or cut off."""
        from emotion_gui.core.data.importing import request_of

        if self.busy:
            return
        try:
            request = request_of(row)
        except EmotionGuiError as error:
            self.failed.emit(error)
            return
        self._begin(row.name, partial(jobs.run_import, self._workspace, request))

    def toggle_pause(self) -> None:
        """Pause the import, or go on."""
        if self._import_task is not None:
            (self._import_task.resume if self.paused else self._import_task.pause)()

    def cancel(self) -> None:
        """Stop the import; what is committed stays."""
        if self._import_task is not None:
            self._import_task.cancel()

    def _begin(self, name: str, job: partial[ImportReport] | partial[Addition]) -> None:
        self.importing.begin(name)
        self._import_task = self._services.tasks.start(
            job,
            title=self.tr("Importing {name}").format(name=name),
            on_progress=self._on_progress,
            on_success=self._on_imported,
            on_failure=self._on_failed,
            on_cancel=self._on_cancelled,
        )
        self._import_task.state_changed.connect(self.state_changed)
        self.started.emit(name)

    def _on_preview(self, preview: SourcePreview) -> None:
        self.preview.show_preview(preview)
        self.recognised.emit()

    def _on_progress(self, progress: Progress) -> None:
        eta_s = self._import_task.eta_s if self._import_task is not None else None
        self.importing.show_progress(progress, eta_s)

    def _on_imported(self, ended: ImportReport | Addition) -> None:
        self.imported.emit(ended)

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)

    def _on_cancelled(self) -> None:
        unfinished = [row for row in self._workspace.datasets() if row.state != "ready"]
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
    return {"fer2013": "FER2013"}.get(stem.lower(), stem) or "faces"
