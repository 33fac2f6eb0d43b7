"""Work on a data set at rest: look through it, put it right, check, divide, export."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from emotion_gui.core.data.choices import Ungrouped
from emotion_gui.core.data.hygiene import Finding, FindingKind
from emotion_gui.core.data.overview import DatasetOverview
from emotion_gui.core.errors import UngroupedFacesError, name_of
from emotion_gui.core.evaluation.ledger import openings
from emotion_gui.core.jobs import Progress
from emotion_gui.core.workspace.records import DatasetRow, Part, Sample
from emotion_gui.operations import datasets as jobs
from emotion_gui.operations.edit_dataset import LISTED, Edited
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.data.dataset.browse_view import CHECK, BrowseView
from emotion_gui.ui.pages.data.dataset.check_view import GRAVE
from emotion_gui.ui.pages.data.dataset.classes_dialog import ClassesDialog
from emotion_gui.ui.pages.data.dataset.editor import DatasetEditor
from emotion_gui.ui.pages.data.dataset.reviewing import Reviewing
from emotion_gui.ui.pages.data.texts import split_text
from emotion_gui.ui.translation import core_text, reason_text
from emotion_gui.workers.task_slot import LatestJobs, TaskLine

if TYPE_CHECKING:
    from emotion_gui.core.data.pictures import Picture
    from emotion_gui.core.data.splitting import SplitOutcome
    from emotion_gui.core.model.catalogue import ModelEntry

_DETAILED = 200  # of a selection, read in one query on the window's thread
_HASHED = 200_000  # above, the version on screen is the one as imported


class DatasetController(QObject):
    """Owns the browse view, the undo stack and what is known of the data set on screen."""

    message = Signal(str, str, str)  # title, text, kind of banner
    failed = Signal(object)  # Exception
    state_text_changed = Signal(str)
    data_changed = Signal()  # samples, splits: other pages should look again

    def __init__(self, services: PageServices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._workspace = services.workspace
        self._jobs = LatestJobs(services.tasks, self.failed.emit)
        self._exports = TaskLine(services.tasks, on_failure=self.failed.emit, parent=self)
        self._problems: list[Sample] = []
        self._findings: list[Finding] | None = None
        self._models: dict[str, ModelEntry] = {}
        self.overview: DatasetOverview | None = None
        self.classes_dialog: ClassesDialog | None = None
        self.editor = DatasetEditor(self._workspace, services.tasks, self)
        self.view = BrowseView(services.theme, self.editor)
        self.reviewing = Reviewing(services, self.view, self.editor, self._shown, self)
        self._connect()

    def _shown(self) -> DatasetOverview | None:
        return self.overview

    def _connect(self) -> None:
        self.reviewing.failed.connect(self.failed)
        view, editor = self.view, self.editor
        view.gallery.selection_changed.connect(self._on_selected)
        view.detail.original_wanted.connect(self._on_original_wanted)
        view.check.check_wanted.connect(self.check)
        view.check.show_wanted.connect(self._on_show_finding)
        view.check.label_errors_wanted.connect(self.find_label_errors)
        view.tab_changed.connect(self._on_tab)
        view.classes_wanted.connect(self.ask_classes)
        view.divide_wanted.connect(self.divide)
        editor.edited.connect(self._on_edited)
        editor.remedies_changed.connect(self._show_findings)
        editor.refused.connect(self.failed)

    @property
    def shown_id(self) -> int | None:
        """Id of the data set on screen, once it is loaded."""
        return None if self.overview is None else self.overview.row.dataset_id

    def forget(self) -> None:
        """Nothing is on screen any more, and no face is kept."""
        self._jobs.stop("load")
        self.overview = self._findings = None
        self._problems = []
        self.reviewing.close()
        self.view.show_nothing()

    def show(self, row: DatasetRow) -> None:
        """Load a data set, or say that its import is not finished."""
        self._jobs.stop("load")
        if not row.is_ready:
            self.overview = None
            self.view.show_unfinished(row)
            self.state_text_changed.emit(
                self.tr("{name} · import not finished").format(name=row.name)
            )
            return
        self.state_text_changed.emit(row.name)
        self._jobs.start(
            "load",
            partial(jobs.overview, self._workspace, row.dataset_id),
            self.tr("Opening {name}").format(name=row.name),
            self._on_loaded,
        )

    def _on_loaded(self, overview: DatasetOverview) -> None:
        if self.shown_id != overview.row.dataset_id:
            self._findings = None
        self.overview = overview
        self._read_problems()
        if self.classes_dialog is not None:
            self.classes_dialog.set_labels(overview.row.label_set)
        self.editor.labels = overview.row.label_set
        self.view.show_overview(overview, self._problems)
        self.view.show_openings(len(openings(self._workspace, dataset=overview.row.name)))
        self._read_version()
        self._show_findings()
        self._show_state()

    def _read_version(self) -> None:
        if self.overview is not None and self.overview.count <= _HASHED:
            self._jobs.start(
                "version",
                partial(jobs.version, self._workspace, self.overview.row.dataset_id),
                self.tr("Hashing {name}").format(name=self.overview.row.name),
                self._on_version,
            )

    def _on_version(self, version: str) -> None:
        if self.overview is not None:
            self.view.show_version(version, self.overview.row.content_hash)

    def _read_problems(self) -> None:
        if self.shown_id is not None:
            found = self._workspace.samples(self.shown_id, problems_only=True, limit=LISTED)
            self._problems = list(found)

    def _show_state(self) -> None:
        overview = self.overview
        if overview is None:
            return
        counts = overview.class_part_counts()
        classes = int((counts[:-1].sum(axis=1) > 0).sum())
        parts = [
            overview.row.name,
            self.tr("%Ln faces", "", int(counts.sum())),
            self.tr("%Ln classes", "", classes) if classes else self.tr("no labels yet"),
        ]
        if overview.split is not None:
            parts.append(split_text(overview.split.kind))
        parts.append(self.tr("from {name}").format(name=name_of(Path(overview.row.source))))
        self.state_text_changed.emit(" · ".join(parts))

    # -- faces ------------------------------------------------------------------------------

    @Slot(list)
    def _on_selected(self, faces: list[int]) -> None:
        overview = self.overview
        if overview is None or not faces:
            self.editor.choose_nothing()
            self.view.detail.show_nothing()
            return
        self.editor.choose_faces(overview.row.dataset_id, faces)
        samples = self._workspace.samples_of_faces(overview.row.dataset_id, faces[:_DETAILED])
        if samples:
            part = Part(int(overview.parts[faces[0]]))
            face = overview.faces[faces[0]]
            self.view.detail.show_samples(samples, face, part, count=len(faces))

    @Slot(object)
    def _on_edited(self, edited: Edited) -> None:
        # Other pages first, for any data set: what is not on screen here may be on theirs.
        self.data_changed.emit()
        overview = self.overview
        if overview is None or edited.dataset_id != self.shown_id:
            return  # an undone change of a data set that is not shown now
        if edited.edit is not None:
            overview.note_edit(edited.edit)
        elif edited.face is not None and edited.faces is not None:
            overview.note_face(edited.face, edited.row, edited.faces)
        # Read by the job itself: a query here would hold up the window once for each edit.
        self._problems = list(edited.left_out)
        self.view.show_edited(overview, self._problems)
        self.view.detail.note_edit(edited)
        self.reviewing.note_edit(edited)
        self._read_version()
        self._show_state()

    @Slot(object)
    def _on_original_wanted(self, sample: Sample) -> None:
        if self.overview is not None:
            self._jobs.start(
                "picture",
                partial(jobs.original, self.overview.row, sample),
                self.tr("Opening a picture"),
                partial(self._on_original, sample),
                on_failure=self._on_no_original,
            )

    def _on_original(self, sample: Sample, picture: Picture | None) -> None:
        if picture is None:
            self.view.detail.show_original(sample, None)
        else:
            self.view.detail.show_original(sample, picture.pixels, scale=picture.scale)

    def _on_no_original(self, error: Exception) -> None:
        del error
        self.view.detail.show_missing(self.tr("The picture is no longer there"))

    # -- classes ----------------------------------------------------------------------------

    @Slot()
    def ask_classes(self) -> None:
        """Rename, merge or add classes of the data set on screen."""
        if self.overview is None:
            return
        dialog = ClassesDialog(
            self._services.theme, self.editor, self.overview.row, parent=self.view
        )
        self.classes_dialog = dialog
        dialog.finished.connect(self._on_classes_done)
        dialog.open()

    @Slot()
    def _on_classes_done(self) -> None:
        if self.classes_dialog is not None:
            self.classes_dialog.deleteLater()
            self.classes_dialog = None

    # -- check, split, export ---------------------------------------------------------------

    @Slot()
    def check(self) -> None:
        """Look for duplicates, leaks, conflicts, flat pictures, imbalance."""
        if self.overview is None:
            return
        row = self.overview.row
        self.view.tabs.choose(CHECK)
        self.view.check.show_busy("")
        self._jobs.start(
            "check",
            partial(jobs.check, self._workspace, row.dataset_id),
            self.tr("Checking {name}").format(name=row.name),
            partial(self._on_checked, row.dataset_id),
            on_failure=self._on_check_failed,
            on_progress=self._on_check_progress,
        )

    def _on_check_progress(self, progress: Progress) -> None:
        self.view.check.show_busy(core_text(progress.text))

    def _on_checked(self, dataset_id: int, findings: list[Finding]) -> None:
        self.editor.forget_remedies(dataset_id)
        if self.shown_id == dataset_id:
            self._findings = findings
            self._show_findings()

    def _on_check_failed(self, error: Exception) -> None:
        self.view.check.show_invitation()
        self.failed.emit(error)

    @Slot()
    def _show_findings(self) -> None:
        if self.overview is not None and self._findings is not None:
            done = self.editor.remedies_of(self.overview.row.dataset_id)
            self.view.check.show_findings(self._findings, self.overview, done)

    @Slot(object)
    def _on_show_finding(self, finding: Finding) -> None:
        self.view.show_faces(finding.faces)

    @Slot(str)
    def _on_tab(self, tab: str) -> None:
        if tab == CHECK:
            self._jobs.start(
                "models",
                partial(jobs.models, self._workspace),
                self.tr("Looking for networks"),
                self._on_models,
            )

    def _on_models(self, models: list[ModelEntry]) -> None:
        self._models = {entry.name: entry for entry in models}
        self.view.check.set_models([(entry.name, entry.title) for entry in models])

    @Slot(str)
    def find_label_errors(self, model: str) -> None:
        """Compare the labels with what a network says."""
        entry = self._models.get(model)
        if self.overview is None or entry is None:
            return
        row = self.overview.row
        self.view.check.set_labels_busy(True)
        self._jobs.start(
            "labels",
            partial(jobs.label_errors, self._workspace, row.dataset_id, entry),
            self.tr("Comparing labels of {name}").format(name=row.name),
            partial(self._on_label_errors, row.dataset_id),
            on_failure=self._on_labels_failed,
            on_cancel=self._on_labels_cancelled,
        )

    def _on_label_errors(self, dataset_id: int, finding: Finding | None) -> None:
        self._on_labels_cancelled()
        if self.shown_id != dataset_id:
            return
        if finding is None:
            self.message.emit(
                self.tr("No label looks wrong"), self.tr("The network contradicts none."), "info"
            )
            return
        self.editor.forget_remedies(dataset_id, FindingKind.LABEL_ERRORS)
        others = [f for f in self._findings or () if f.kind is not FindingKind.LABEL_ERRORS]
        grave = [f for f in others if f.kind in GRAVE]
        self._findings = [*grave, finding, *(f for f in others if f.kind not in GRAVE)]
        self._show_findings()

    def _on_labels_failed(self, error: Exception) -> None:
        self._on_labels_cancelled()
        self.failed.emit(error)

    def _on_labels_cancelled(self) -> None:
        self.view.check.set_labels_busy(False)

    @Slot(str, int, int, str)
    def divide(self, kind: str, seed: int, fold: int, ungrouped: Ungrouped) -> None:
        """Split the data set anew."""
        if self.overview is None:
            return
        self.view.set_busy(True)
        self._services.tasks.start(
            partial(
                jobs.divide,
                self._workspace,
                self.overview.row.dataset_id,
                kind=kind,
                seed=seed,
                fold=fold,
                ungrouped=ungrouped,
            ),
            title=self.tr("Dividing {name}").format(name=self.overview.row.name),
            on_success=self._on_divided,
            on_failure=self._on_divide_failed,
            on_cancel=self._on_divide_cancelled,
        )

    def _on_divided(self, outcome: SplitOutcome) -> None:
        self.view.set_busy(False)
        self._findings = None
        self.data_changed.emit()
        if self.shown_id == outcome.split.dataset_id:
            self.show(self._workspace.dataset_by_id(outcome.split.dataset_id))
        if outcome.notes:
            told = " ".join(map(reason_text, outcome.notes))
            self.message.emit(self.tr("Divided"), told, "info")

    def _on_divide_failed(self, error: Exception) -> None:
        self.view.set_busy(False)
        if isinstance(error, UngroupedFacesError):
            self.view.ask_ungrouped()
        self.failed.emit(error)

    def _on_divide_cancelled(self) -> None:
        self.view.set_busy(False)

    def export_to(self, path: Path) -> None:
        """Write the table of every picture and how it ended."""
        if self.overview is None:
            return
        self._exports.start(
            partial(jobs.export_report, self._workspace, self.overview.row.dataset_id, path),
            self.tr("Writing {name}").format(name=path.name),
            partial(self._on_exported, path),
        )

    def _on_exported(self, path: Path, count: int) -> None:
        title = self.tr("%Ln rows written", "", count)
        self.message.emit(title, str(path), "success")
