"""The Data page: open something, look before importing, watch it come, put it right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QPushButton, QStackedWidget, QWidget

from emotion_gui.core.data.archives import is_archive
from emotion_gui.core.data.hygiene import Finding
from emotion_gui.core.data.overview import DatasetOverview
from emotion_gui.core.data.pictures import is_picture_name
from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.jobs import Progress
from emotion_gui.core.records import DatasetRow, Part, Sample
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.pages.data import jobs
from emotion_gui.ui.pages.data.browse_view import CHECK, BrowseView
from emotion_gui.ui.pages.data.editing import Editor
from emotion_gui.ui.pages.data.import_view import ImportView
from emotion_gui.ui.pages.data.preview_view import PreviewView
from emotion_gui.ui.pages.data.problems import LIMIT
from emotion_gui.ui.pages.data.words import split_text
from emotion_gui.ui.widgets import EmptyState
from emotion_gui.workers.task_manager import Task, TaskState

if TYPE_CHECKING:
    from emotion_gui.core.data.importing import ImportReport, ImportRequest
    from emotion_gui.core.data.pictures import Picture
    from emotion_gui.core.data.readers import SourcePreview
    from emotion_gui.core.data.splitting import SplitOutcome

_FOLDER_KEY = "page/data/folder"
_DATASET_KEY = "page/data/dataset"
_DETAILED = 200
_TABLES = (".csv", ".tsv")


class DataPage(Page):
    """Where data sets come from and are looked after."""

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        title = QCoreApplication.translate("DataPage", "Data")
        super().__init__(services, title=title, parent=parent)
        self._workspace = services.workspace
        self._import_task: Task | None = None
        self._preview_task: Task | None = None
        self._load_task: Task | None = None
        self._check_task: Task | None = None
        self._picture_task: Task | None = None
        self._overview: DatasetOverview | None = None
        self._problems: list[Sample] = []
        self._findings: list[Finding] | None = None
        self._after_import: tuple[str, str, str] | None = None
        self.editor = Editor(self._workspace, self)
        self.empty = self._make_empty()
        self.preview = PreviewView(services.theme)
        self.importing = ImportView(services.theme)
        self.browse = BrowseView(services.theme)
        self._stack = QStackedWidget()
        for view in (self.empty, self.preview, self.importing, self.browse):
            self._stack.addWidget(view)
        self.body.addWidget(self._stack)
        self._make_actions()
        self._connect()
        self.show_datasets()

    # -- building ---------------------------------------------------------------------------

    def _make_empty(self) -> EmptyState:
        state = EmptyState(
            self.services.theme,
            icon="import",
            title=self.tr("Drop faces here"),
            text=self.tr(
                "A FER2013 table, folders named after emotions, a zip of them, or your own "
                "photographs. Nothing leaves this computer. No data yet? The sample faces are "
                "drawn in a few seconds."
            ),
        )
        state.add_button(self.tr("Open a &file…"), self.choose_files)
        state.add_button(self.tr("Open a f&older…"), self.choose_folder)
        state.add_button(self.tr("&Load the sample faces"), self.load_samples, primary=True)
        return state

    def _make_actions(self) -> None:
        self.undo_button = self.add_action(self.tr("&Undo"), self.editor.undo_stack.undo)
        self.samples_button = self.add_action(self.tr("Sa&mple faces"), self.load_samples)
        self.folder_button = self.add_action(
            self.tr("Open f&older…"), self.choose_folder, icon="folder"
        )
        self.back_button = self.add_action(self.tr("&Back"), self.show_datasets)
        self.pause_button = self.add_action(self.tr("&Pause"), self.toggle_pause, icon="pause")
        self.cancel_button = self.add_action(self.tr("&Cancel"), self.cancel)
        self.file_button = self.add_action(
            self.tr("&Open file…"), self.choose_files, primary=True, icon="file"
        )
        self.import_button = self.add_action(
            self.tr("&Import"), self.start_import, primary=True, icon="import"
        )
        self._buttons: dict[QWidget, tuple[QPushButton, ...]] = {
            self.empty: (),
            self.preview: (self.back_button, self.import_button),
            self.importing: (self.pause_button, self.cancel_button),
            self.browse: (self.undo_button, self.samples_button, self.folder_button,
                          self.file_button),
        }  # fmt: skip

    def _connect(self) -> None:
        browse, editor = self.browse, self.editor
        self.preview.options_changed.connect(self._look)
        self.preview.ready_changed.connect(self._enable)
        browse.datasets.chosen.connect(self._on_dataset_chosen)
        browse.datasets.rename_wanted.connect(editor.rename)
        browse.datasets.delete_wanted.connect(self._on_delete)
        browse.gallery.selection_changed.connect(self._on_faces_selected)
        browse.gallery.label_wanted.connect(self._on_label)
        browse.gallery.exclude_wanted.connect(self._on_exclude)
        browse.detail.label_wanted.connect(self._on_label)
        browse.detail.exclude_wanted.connect(self._on_exclude)
        browse.detail.restore_wanted.connect(self._on_restore)
        browse.detail.original_wanted.connect(self._on_original_wanted)
        browse.check.check_wanted.connect(self.check)
        browse.check.show_wanted.connect(self._on_show_finding)
        browse.check.remedy_wanted.connect(self._on_remedy)
        browse.divide_wanted.connect(self.divide)
        browse.export_wanted.connect(self.export)
        browse.resume_wanted.connect(self._on_resume)
        browse.discard_wanted.connect(self._on_discard)
        editor.samples_changed.connect(self._on_samples_changed)
        editor.remedies_changed.connect(self._show_findings)
        editor.datasets_changed.connect(self._on_datasets_edited)
        editor.refused.connect(self.show_error)
        editor.undo_stack.canUndoChanged.connect(self._enable)
        editor.undo_stack.undoTextChanged.connect(self._enable)
        for standard, slot in (
            (QKeySequence.StandardKey.Undo, editor.undo_stack.undo),
            (QKeySequence.StandardKey.Redo, editor.undo_stack.redo),
            (QKeySequence.StandardKey.Open, self.choose_files),
        ):
            key = QShortcut(QKeySequence(standard), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(slot)

    # -- what the window calls --------------------------------------------------------------

    def activated(self) -> None:
        if self._stack.currentWidget() in (self.empty, self.browse):
            self._refresh_list()

    def accepts_drop(self, paths: Sequence[Path]) -> bool:
        if self.busy or not paths:
            return False
        if len(paths) > 1:
            return all(is_picture_name(path.name) for path in paths)
        path = paths[0]
        known = is_picture_name(path.name) or path.suffix.lower() in _TABLES
        return path.is_dir() or known or (path.is_file() and is_archive(path))

    def dropped(self, paths: Sequence[Path]) -> None:
        self.open_paths(list(paths))

    # -- opening and looking ----------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """An import runs."""
        return self._import_task is not None and self._import_task.running

    def choose_files(self) -> None:
        """Ask for files."""
        kinds = self.tr(
            "Tables, archives and pictures (*.csv *.zip *.tar *.tar.gz *.tgz *.tar.xz *.jpg"
            " *.jpeg *.png *.bmp *.webp *.tif *.tiff *.pgm);;All files (*)"
        )
        names, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Open a data set"), self._last_folder(), kinds
        )
        if names:
            self.open_paths([Path(name) for name in names])

    def choose_folder(self) -> None:
        """Ask for a folder."""
        name = QFileDialog.getExistingDirectory(
            self, self.tr("Open a folder of faces"), self._last_folder()
        )
        if name:
            self.open_paths([Path(name)])

    def open_paths(self, paths: list[Path]) -> None:
        """Show what is in a file, a folder or some pictures, before anything is imported."""
        if self.busy or not paths:
            return
        source = jobs.source_of(paths)
        self.services.settings.setValue(_FOLDER_KEY, str(source.path.parent))
        self.clear_message()
        self.preview.begin(source, self._free_name(_base_name(source.path)))
        self._show(self.preview)
        self.set_state_text(str(source.path))
        self._look()

    @Slot()
    def _look(self) -> None:
        source = self.preview.source
        if source is None:
            return
        if self._preview_task is not None:
            self._preview_task.abandon()
        self._preview_task = self.services.tasks.start(
            partial(jobs.preview, source, self.preview.options()),
            title=self.tr("Looking at {name}").format(name=source.path.name),
            exclusive=False,
            on_success=self._on_preview,
            on_failure=self._on_preview_failed,
        )

    def _on_preview(self, preview: SourcePreview) -> None:
        self.preview.show_preview(preview)
        self.import_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_preview_failed(self, error: Exception) -> None:
        self.show_datasets()
        self.show_error(error)

    # -- importing --------------------------------------------------------------------------

    def start_import(self) -> None:
        """Import what is previewed, as chosen."""
        if self.preview.ready and not self.busy:
            request = self.preview.request()
            self._begin_import(request.name, self._import_job(request))

    def load_samples(self) -> None:
        """Draw and import the built-in faces."""
        if not self.busy:
            name = self._free_name(self.tr("Sample faces"))
            self._begin_import(name, partial(jobs.import_samples, self._workspace, name))

    def toggle_pause(self) -> None:
        """Pause the import, or go on."""
        if self._import_task is None:
            return
        if self._import_task.state is TaskState.PAUSED:
            self._import_task.resume()
        else:
            self._import_task.pause()
        self._enable()

    def cancel(self) -> None:
        """Stop the import; what is committed stays."""
        if self._import_task is not None:
            self._import_task.cancel()
            self.set_state_text(self.tr("Stopping…"))
            self._enable()

    def _import_job(self, request: ImportRequest) -> partial[ImportReport]:
        return partial(jobs.run_import, self._workspace, request)

    def _begin_import(self, name: str, job: partial[ImportReport]) -> None:
        self.clear_message()
        self.importing.begin(name)
        self._import_task = self.services.tasks.start(
            job,
            title=self.tr("Importing {name}").format(name=name),
            on_progress=self._on_import_progress,
            on_success=self._on_imported,
            on_failure=self._on_import_failed,
            on_cancel=self._on_import_cancelled,
        )
        self._import_task.state_changed.connect(self._enable)
        self._show(self.importing)
        self.set_state_text(self.tr("Importing {name}").format(name=name))

    def _on_import_progress(self, progress: Progress) -> None:
        eta_s = self._import_task.eta_s if self._import_task is not None else None
        self.importing.show_progress(progress, eta_s)

    def _on_imported(self, report: ImportReport) -> None:
        self.services.events.datasets_changed.emit()
        self.show_datasets(report.dataset.dataset_id)
        title = self.tr("{n:,} faces imported in {s:.1f} s").format(
            n=report.imported, s=report.seconds
        )
        text = " ".join(report.notes)
        if report.skipped:
            hint = self.tr("{n:,} pictures were left out; “Left out” says why.").format(
                n=report.skipped
            )
            self.show_info(title, text, hint, kind="info")
        else:
            self.show_info(title, text, kind="success")

    def _on_import_failed(self, error: Exception) -> None:
        self.services.events.datasets_changed.emit()
        self.show_datasets()
        self.show_error(error)

    def _on_import_cancelled(self) -> None:
        self.services.events.datasets_changed.emit()
        unfinished = [row for row in self._workspace.datasets() if row.state != "ready"]
        self.show_datasets(unfinished[-1].dataset_id if unfinished else None)

    def _on_resume(self, row: DatasetRow) -> None:
        from emotion_gui.core.data.importing import request_of

        try:
            request = request_of(row)
        except EmotionGuiError as error:
            self.show_error(error)
            return
        self._begin_import(row.name, self._import_job(request))

    def _on_discard(self, row: DatasetRow) -> None:
        self._workspace.erase_dataset(row.dataset_id)
        self.services.events.datasets_changed.emit()
        self.show_datasets()

    # -- data sets at rest ------------------------------------------------------------------

    def show_datasets(self, dataset_id: int | None = None) -> None:
        """The data set with this id, or the one shown last; the empty page where there is none."""
        if self._preview_task is not None:
            self._preview_task.abandon()
            self._preview_task = None
        rows = self._workspace.datasets()
        if not rows:
            self._overview = None
            self._show(self.empty)
            self.set_state_text(self.tr("No data yet"))
            return
        wanted = dataset_id if dataset_id is not None else self._remembered()
        row = next((row for row in rows if row.dataset_id == wanted), rows[-1])
        self.browse.datasets.set_rows(rows, row.dataset_id)
        self._show(self.browse)
        self._load(row)

    def _load(self, row: DatasetRow) -> None:
        if self._load_task is not None:
            self._load_task.abandon()
        self.services.settings.setValue(_DATASET_KEY, row.dataset_id)
        if row.state != "ready":
            self._overview = None
            self.browse.show_unfinished(row)
            self.set_state_text(self.tr("{name} · import not finished").format(name=row.name))
            return
        self.set_state_text(row.name)
        self._load_task = self.services.tasks.start(
            partial(jobs.overview, self._workspace, row.dataset_id),
            title=self.tr("Opening {name}").format(name=row.name),
            exclusive=False,
            on_success=self._on_loaded,
            on_failure=self.show_error,
        )

    def _on_loaded(self, overview: DatasetOverview) -> None:
        same = (
            self._overview is not None and self._overview.row.dataset_id == overview.row.dataset_id
        )
        self._overview = overview
        if not same:
            self._findings = None
        self._read_problems()
        self.browse.show_overview(overview, self._problems)
        self._show_findings()
        self._tell_state()

    def _read_problems(self) -> None:
        assert self._overview is not None
        dataset_id = self._overview.row.dataset_id
        self._problems = list(self._workspace.samples(dataset_id, problems_only=True, limit=LIMIT))

    def _tell_state(self) -> None:
        overview = self._overview
        if overview is None:
            return
        usable = int(overview.usable.sum())
        classes = int((overview.class_part_counts()[:-1].sum(axis=1) > 0).sum())
        parts = [
            overview.row.name,
            self.tr("{n:,} faces").format(n=usable),
            self.tr("{n} classes").format(n=classes),
        ]
        if overview.split is not None:
            parts.append(split_text(overview.split.kind))
        parts.append(self.tr("from {name}").format(name=Path(overview.row.source).name))
        self.set_state_text(" · ".join(parts))

    @Slot(object)
    def _on_dataset_chosen(self, row: DatasetRow | None) -> None:
        if row is not None:
            self._load(row)

    @Slot(object)
    def _on_delete(self, row: DatasetRow) -> None:
        self.editor.trash(row)
        self.show_info(
            self.tr("“{name}” is in the trash").format(name=row.name),
            self.tr("Undo brings it back."),
            kind="info",
        )

    @Slot(object)
    def _on_datasets_edited(self, dataset_id: int | None) -> None:
        self.services.events.datasets_changed.emit()
        self._overview = None
        self.show_datasets(dataset_id)

    def _refresh_list(self) -> None:
        rows = self._workspace.datasets()
        shown = [row.dataset_id for row in self.browse.datasets.model.rows]
        if [row.dataset_id for row in rows] != shown:
            self.show_datasets()

    # -- faces ------------------------------------------------------------------------------

    @Slot(list)
    def _on_faces_selected(self, faces: list[int]) -> None:
        overview = self._overview
        if overview is None or not faces:
            self.browse.detail.show_nothing()
            return
        samples = self._workspace.samples_of_faces(overview.row.dataset_id, faces[:_DETAILED])
        if samples:
            part = Part(int(overview.parts[faces[0]]))
            face = overview.faces[faces[0]]
            self.browse.detail.show_samples(samples, face, part, count=len(faces))

    def _edit(self, action: Callable[[int, Sequence[int]], None]) -> None:
        faces = self.browse.gallery.selected
        if self._overview is None or not faces:
            return
        try:
            action(self._overview.row.dataset_id, faces)
        except EmotionGuiError as error:
            self.show_error(error)

    @Slot(int)
    def _on_label(self, label: int) -> None:
        self._edit(lambda dataset_id, faces: self.editor.relabel(dataset_id, faces, label))

    @Slot()
    def _on_exclude(self) -> None:
        self._edit(self.editor.exclude)

    @Slot()
    def _on_restore(self) -> None:
        self._edit(self.editor.restore)

    @Slot(object)
    def _on_samples_changed(self, samples: Sequence[Sample]) -> None:
        overview = self._overview
        if overview is None:
            return
        shown = overview.row.dataset_id
        first = samples[0].face_index if samples else None
        if first is None:
            return
        stored = self._workspace.samples_of_faces(shown, [first])
        if not stored or stored[0].sample_id != samples[0].sample_id:
            return  # an undone change of a data set that is not on screen
        overview.note_changes(tuple(samples))
        self._read_problems()
        self.browse.problems.problems.set_samples(self._problems)
        self.browse.show_counts(overview, len(self._problems))
        self.browse.gallery.refresh()
        self._tell_state()
        self.services.events.datasets_changed.emit()

    @Slot(object)
    def _on_original_wanted(self, sample: Sample) -> None:
        if self._overview is None:
            return
        if self._picture_task is not None:
            self._picture_task.abandon()
        self._picture_task = self.services.tasks.start(
            partial(jobs.original, self._overview.row, sample),
            title=self.tr("Opening a picture"),
            exclusive=False,
            on_success=partial(self._on_original, sample),
            on_failure=self._on_no_original,
        )

    def _on_original(self, sample: Sample, picture: Picture | None) -> None:
        if picture is None:
            self.browse.detail.show_original(sample, None)
        else:
            self.browse.detail.show_original(sample, picture.pixels, scale=picture.scale)

    def _on_no_original(self, error: Exception) -> None:
        del error
        self.browse.detail.show_missing(self.tr("The picture is no longer there"))

    # -- check, split, export ---------------------------------------------------------------

    @Slot()
    def check(self) -> None:
        """Look for duplicates, leaks, conflicts, flat pictures, imbalance."""
        if self._overview is None:
            return
        if self._check_task is not None:
            self._check_task.abandon()
        row = self._overview.row
        self.browse.tabs.choose(CHECK)
        self.browse.check.show_busy("")
        self._check_task = self.services.tasks.start(
            partial(jobs.check, self._workspace, row.dataset_id),
            title=self.tr("Checking {name}").format(name=row.name),
            exclusive=False,
            on_progress=self._on_check_progress,
            on_success=partial(self._on_checked, row.dataset_id),
            on_failure=self._on_check_failed,
        )

    def _on_check_progress(self, progress: Progress) -> None:
        self.browse.check.show_busy(progress.text)

    def _on_checked(self, dataset_id: int, findings: list[Finding]) -> None:
        self.editor.done_remedies = {
            key for key in self.editor.done_remedies if key[0] != dataset_id
        }
        if self._overview is not None and self._overview.row.dataset_id == dataset_id:
            self._findings = findings
            self._show_findings()

    def _on_check_failed(self, error: Exception) -> None:
        self.browse.check.show_invitation()
        self.show_error(error)

    @Slot()
    def _show_findings(self) -> None:
        if self._overview is None or self._findings is None:
            return
        dataset_id = self._overview.row.dataset_id
        done = frozenset(kind for key, kind in self.editor.done_remedies if key == dataset_id)
        self.browse.check.show_findings(self._findings, self._overview, done)

    @Slot(object)
    def _on_show_finding(self, finding: Finding) -> None:
        self.browse.show_faces(finding.faces)

    @Slot(object)
    def _on_remedy(self, finding: Finding) -> None:
        if self._overview is not None:
            self.editor.apply(self._overview.row.dataset_id, finding)

    @Slot(str, int)
    def divide(self, kind: str, seed: int) -> None:
        """Split the data set anew."""
        if self._overview is None:
            return
        self.browse.set_busy(True)
        self.services.tasks.start(
            partial(jobs.divide, self._workspace, self._overview.row.dataset_id, kind, seed),
            title=self.tr("Dividing {name}").format(name=self._overview.row.name),
            on_success=self._on_divided,
            on_failure=self._on_divide_failed,
        )

    def _on_divided(self, outcome: SplitOutcome) -> None:
        self.browse.set_busy(False)
        self._findings = None
        self.services.events.datasets_changed.emit()
        self._load(self._workspace.dataset_by_id(outcome.split.dataset_id))
        if outcome.notes:
            self.show_info(self.tr("Divided"), " ".join(outcome.notes))

    def _on_divide_failed(self, error: Exception) -> None:
        self.browse.set_busy(False)
        self.show_error(error)

    def export(self) -> None:
        """Write the table of every picture and how it ended."""
        if self._overview is None:
            return
        suggestion = Path(self._last_folder()) / f"{self._overview.row.name}.csv"
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export the report"), str(suggestion), self.tr("Tables (*.csv)")
        )
        if name:
            self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write the report to this file."""
        if self._overview is None:
            return
        self.services.tasks.start(
            partial(jobs.export_report, self._workspace, self._overview.row.dataset_id, path),
            title=self.tr("Writing {name}").format(name=path.name),
            exclusive=False,
            on_success=partial(self._on_exported, path),
            on_failure=self.show_error,
        )

    def _on_exported(self, path: Path, count: int) -> None:
        self.show_info(self.tr("{n:,} rows written").format(n=count), str(path), kind="success")

    # -- small things -----------------------------------------------------------------------

    def _show(self, view: QWidget) -> None:
        self._stack.setCurrentWidget(view)
        for owner, buttons in self._buttons.items():
            for button in buttons:
                button.setVisible(owner is view)
        self._enable()

    @Slot()
    def _enable(self) -> None:
        task = self._import_task
        stopping = task is not None and task.state is TaskState.STOPPING
        paused = task is not None and task.state is TaskState.PAUSED
        self.pause_button.setText(self.tr("&Go on") if paused else self.tr("&Pause"))
        self.pause_button.setEnabled(not stopping)
        self.cancel_button.setEnabled(not stopping)
        self.import_button.setEnabled(self.preview.ready)
        stack = self.editor.undo_stack
        self.undo_button.setEnabled(stack.canUndo())
        text = stack.undoText()
        self.undo_button.setToolTip(self.tr("Undo: {text} (Ctrl+Z)").format(text=text))

    def _last_folder(self) -> str:
        return str(self.services.settings.value(_FOLDER_KEY) or Path.home())

    def _remembered(self) -> int | None:
        if self._overview is not None:
            return self._overview.row.dataset_id
        stored = str(self.services.settings.value(_DATASET_KEY) or "")
        return int(stored) if stored.isdecimal() else None

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
