"""The Data page: open something, look before importing, watch it come, put it right."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from emotion_gui.core.data.file_kinds import PICTURE_ENDINGS
from emotion_gui.core.workspace.records import DatasetRow
from emotion_gui.ui.file_dialogs import FileTopic, ask_folder, ask_open_many, ask_save
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.pages.data.dataset.aside import AsideRow
from emotion_gui.ui.pages.data.dataset.browse_view import FACES
from emotion_gui.ui.pages.data.dataset.controller import DatasetController
from emotion_gui.ui.pages.data.dataset.removal import DatasetRemoval
from emotion_gui.ui.pages.data.incoming.capturing import Capturing
from emotion_gui.ui.pages.data.incoming.drop_zone import TABLES, DropZone, can_be_imported
from emotion_gui.ui.pages.data.incoming.source_import import SourceImport
from emotion_gui.ui.pages.data.texts import OutcomeText, addition_text, import_text
from emotion_gui.ui.widgets.current_stack import CurrentStack
from emotion_gui.ui.widgets.way_back import add_way_back

if TYPE_CHECKING:
    from emotion_gui.core.data.appending import Addition
    from emotion_gui.core.data.import_report import ImportReport

_DATASET_KEY = "page/data/dataset"
_NARROW_PX = 820
_ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2")


class DataPage(Page):
    """Where data sets come from and are looked after.

    Shows one of four views: nothing yet, the preview of a source, an import, a data set.
    """

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        title = QCoreApplication.translate("DataPage", "Data")
        super().__init__(services, title=title, parent=parent)
        self._workspace = services.workspace
        self._topic = FileTopic(services.settings, "data")
        self.source_import = SourceImport(services, self._topic, self)
        self.controller = DatasetController(services, self)
        self.capturing = Capturing(services, self)
        self.removal = DatasetRemoval(self, self.controller)
        self.empty = self._make_empty()
        self._stack = CurrentStack()
        for view in (
            self.empty,
            self.source_import.preview,
            self.source_import.importing,
            self.controller.view,
            self.capturing.view,
        ):
            self._stack.addWidget(view)
        self.body.addWidget(self._stack)
        self._make_actions()
        self._connect()
        self.show_datasets()

    # -- building ---------------------------------------------------------------------------

    def _make_empty(self) -> DropZone:
        state = DropZone(
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
        state.add_button(self.tr("Use the &webcam"), self.capture)
        self.first_button = state.add_button(
            self.tr("&Load the sample faces"), self.source_import.load_samples, primary=True
        )
        self.aside = AsideRow(Qt.AlignmentFlag.AlignHCenter)  # the list has its own
        state.add_below(self.aside)
        self.removal.add_aside(self.aside, self.controller.view.datasets.aside)
        return state

    def _make_actions(self) -> None:
        incoming, editor = self.source_import, self.controller.editor
        self.undo_button = self.add_action(self.tr("&Undo"), editor.undo)
        self.samples_button = self.add_action(self.tr("Sa&mple faces"), incoming.load_samples)
        self.webcam_button = self.add_action(self.tr("&Webcam"), self.capture, icon="camera")
        self.folder_button = self.add_action(
            self.tr("Open fol&der…"), self.choose_folder, icon="folder"
        )
        self.back_button = self.add_action(self.tr("&Back"), self.show_datasets)
        self.pause_button = self.add_action(self.tr("&Pause"), incoming.toggle_pause, icon="pause")
        self.cancel_button = self.add_action(self.tr("&Cancel"), self.cancel)
        self.file_button = self.add_action(
            self.tr("&Open file…"), self.choose_files, primary=True, icon="file"
        )
        self.import_button = self.add_action(
            self.tr("&Import"), incoming.start, primary=True, icon="import"
        )
        self.captured_button = self.add_action(
            self.tr("&Go on"), self.finish_capture, primary=True, icon="check"
        )
        self._buttons: dict[QWidget, tuple[QPushButton, ...]] = {
            self.empty: (),
            incoming.preview: (self.back_button, self.import_button),
            incoming.importing: (self.pause_button, self.cancel_button),
            self.controller.view: (
                self.undo_button,
                self.samples_button,
                self.webcam_button,
                self.folder_button,
                self.file_button,
            ),
            self.capturing.view: (self.back_button, self.captured_button),
        }

    def _connect(self) -> None:
        incoming, controller, removal = self.source_import, self.controller, self.removal
        undo = controller.editor.undo_stack
        incoming.looking.connect(self._on_looking)
        incoming.recognised.connect(self._on_recognised)
        incoming.preview.ready_changed.connect(self._enable)
        incoming.started.connect(self._on_started)
        incoming.state_changed.connect(self._enable)
        incoming.imported.connect(self._on_imported)
        incoming.stopped.connect(self._on_stopped)
        incoming.failed.connect(self._on_import_failed)
        self.capturing.failed.connect(self.show_error)
        self.capturing.view.changed.connect(self._enable)
        controller.message.connect(self._on_message)
        controller.failed.connect(self.show_error)
        controller.state_text_changed.connect(self.set_state_text)
        controller.data_changed.connect(self.services.events.datasets_changed)
        controller.editor.datasets_changed.connect(self._on_datasets_edited)
        controller.view.datasets.chosen.connect(self._on_chosen)
        controller.view.datasets.rename_wanted.connect(controller.editor.rename)
        controller.view.datasets.delete_wanted.connect(removal.to_trash)
        controller.view.resume_wanted.connect(incoming.go_on)
        controller.view.discard_wanted.connect(removal.discard)
        controller.view.export_wanted.connect(self.export)
        removal.erased.connect(self._on_erased)
        undo.canUndoChanged.connect(self._enable)
        undo.undoTextChanged.connect(self._enable)
        for standard, slot in (
            (QKeySequence.StandardKey.Undo, controller.editor.undo),
            (QKeySequence.StandardKey.Redo, controller.editor.redo),
            (QKeySequence.StandardKey.Open, self.choose_files),
        ):
            key = QShortcut(QKeySequence(standard), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(slot)
        for view in (incoming.preview, self.capturing.view):
            add_way_back(view, self.back_button.click)

    # -- what the window calls --------------------------------------------------------------

    def activated(self) -> None:
        """Data sets may have been made elsewhere meanwhile."""
        if self._stack.currentWidget() not in (self.empty, self.controller.view):
            return
        shown = [row.dataset_id for row in self.controller.view.datasets.model.rows]
        if [row.dataset_id for row in self._workspace.datasets()] != shown:
            self.show_datasets()

    def begin(self, what: str) -> None:
        """Draw the `samples`, or ask for a `file` or a `folder`."""
        starts = {"file": self.choose_files, "folder": self.choose_folder}
        starts.get(what, self.source_import.load_samples)()

    def accepts_drop(self, paths: Sequence[Path]) -> bool:
        return not self.source_import.busy and can_be_imported(paths)

    def dropped(self, paths: Sequence[Path]) -> None:
        self.open_paths(list(paths))

    # -- opening and importing --------------------------------------------------------------

    @Slot()
    def choose_files(self) -> None:
        """Ask for files."""
        kinds = {
            self.tr("Tables, archives and pictures"): (
                *TABLES,
                *_ARCHIVES,
                *sorted(PICTURE_ENDINGS),
            )
        }
        paths = ask_open_many(
            self, self._topic, title=self.tr("Open a data set"), kinds=kinds, all_files=True
        )
        if paths:
            self.open_paths(paths)

    def choose_folder(self) -> None:
        """Ask for a folder."""
        folder = ask_folder(
            self,
            title=self.tr("Open a folder of faces"),
            start=self._topic.folder(),
            topic=self._topic,
        )
        if folder is not None:
            self.open_paths([folder])

    def open_paths(self, paths: list[Path]) -> None:
        """Preview a file, a folder or some pictures."""
        if paths and not self.source_import.busy:
            self._topic.remember(paths[0])
            self.source_import.open(paths)

    def cancel(self) -> None:
        """Stop the import; what is committed stays."""
        self.source_import.cancel()
        self.set_state_text(self.tr("Stopping…"))

    @Slot()
    def _on_looking(self) -> None:
        self.clear_message()
        self._show(self.source_import.preview)
        self.set_state_text(self.tr("Looking…"))

    @Slot()
    def _on_recognised(self) -> None:
        if self.source_import.preview.asks:
            self.set_state_text(
                self.tr("Nothing is imported yet. First say what the numbers mean.")
            )
            self.source_import.preview.labels.order_box.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.set_state_text(self.tr("Nothing is imported yet. Look it over, then press Import."))
        self.import_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _on_started(self, name: str) -> None:
        self.clear_message()
        self._show(self.source_import.importing)
        self.set_state_text(self.tr("Importing {name}").format(name=name))

    @Slot(object)
    def _on_imported(self, ended: ImportReport | Addition) -> None:
        from emotion_gui.core.data.appending import Addition

        self.services.events.datasets_changed.emit()
        self.controller.view.tabs.choose(FACES)
        if isinstance(ended, Addition):
            self.show_datasets(ended.report.dataset.dataset_id)
            self._report(addition_text(ended))
        else:
            self.show_datasets(ended.dataset.dataset_id)
            self._report(import_text(ended))

    def _report(self, told: OutcomeText) -> None:
        self.show_info(told.title, told.text, told.hint, kind=told.kind)

    @Slot(object)
    def _on_stopped(self, dataset_id: int | None) -> None:
        self.services.events.datasets_changed.emit()
        self.show_datasets(dataset_id)

    @Slot(object)
    def _on_import_failed(self, error: Exception) -> None:
        self.services.events.datasets_changed.emit()
        self.show_datasets()
        self.show_error(error)

    # -- webcam -----------------------------------------------------------------------------

    def capture(self, address: str = "") -> None:
        """Take pictures with a camera."""
        if self.source_import.busy:
            return
        self.clear_message()
        self._show(self.capturing.view)
        self.set_state_text(self.tr("Nothing is imported yet. Take pictures, then go on."))
        self.capturing.begin(address if isinstance(address, str) else "")
        self.capturing.view.view.setFocus()

    def finish_capture(self) -> None:
        """Preview what was taken like any folder."""
        self.capturing.end()
        captured = self.capturing.view.captured
        if captured.taken:
            self.source_import.open([captured.folder], own_classes=captured.own)

    def deactivated(self) -> None:
        """The camera is not held while nobody looks."""
        if self._stack.currentWidget() is self.capturing.view:
            self.show_datasets()

    def prepare_to_close(self) -> bool:
        self.capturing.end()
        # Edits are seconds at most and asked for by hand: none is thrown away with the window.
        self.controller.editor.finish()
        return super().prepare_to_close()

    # -- data sets at rest ------------------------------------------------------------------

    def show_datasets(self, dataset_id: int | None = None) -> None:
        """Show the data set with this id, or the last one; the empty page if there is none."""
        self.source_import.close()
        self.capturing.end()
        self.removal.show_aside()
        rows = self._workspace.datasets()
        if not rows:
            self.controller.forget()
            self.set_state_text(self.tr("No data yet"))
            self._show(self.empty)
            return
        stored = str(self.services.settings.value(_DATASET_KEY) or "")
        wanted = int(stored) if dataset_id is None and stored.isdecimal() else dataset_id
        row = next((row for row in rows if row.dataset_id == wanted), rows[-1])
        self.controller.view.datasets.set_rows(rows, row.dataset_id)
        self._show(self.controller.view)
        self._on_chosen(row)

    @Slot(object)
    def _on_chosen(self, row: DatasetRow | None) -> None:
        if row is not None:
            self.services.settings.setValue(_DATASET_KEY, row.dataset_id)
            self.controller.show(row)

    @Slot()
    def _on_erased(self) -> None:
        self.services.events.datasets_changed.emit()
        self.show_datasets()

    @Slot(object)
    def _on_datasets_edited(self, dataset_id: int | None) -> None:
        self.clear_message()
        self.services.events.datasets_changed.emit()
        self.show_datasets(dataset_id)

    @Slot()
    def export(self) -> None:
        """Ask where to write the report."""
        overview = self.controller.overview
        if overview is None:
            return
        parquet = {"Parquet": [".parquet"]} if find_spec("pyarrow") is not None else {}
        target = ask_save(
            self,
            self._topic,
            title=self.tr("Export the table"),
            name=overview.row.name,
            kinds={"CSV": [".csv"]} | parquet,
            inputs=[overview.row.source],
        )
        if target is not None:
            self.controller.export_to(target)

    # -- small things -----------------------------------------------------------------------

    def _show(self, view: QWidget) -> None:
        self._stack.setCurrentWidget(view)
        wanted = self._buttons[view]
        for button in {button for buttons in self._buttons.values() for button in buttons}:
            button.setVisible(button in wanted)  # some belong to several views
        self._fit_header()
        self._enable()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_header()

    def _fit_header(self) -> None:
        """In a narrow window (a 1280x720 screen at 200 %) icons say what words say else."""
        narrow = self.width() < _NARROW_PX
        at_rest = self._stack.currentWidget() is self.controller.view
        self.samples_button.setVisible(at_rest and not narrow)
        for button, text in (
            (self.webcam_button, self.tr("&Webcam")),
            (self.folder_button, self.tr("Open fol&der…")),
        ):
            button.setText("" if narrow else text)
            button.setToolTip(text.replace("&", "") if narrow else "")

    @Slot()
    def _enable(self) -> None:
        incoming, stack = self.source_import, self.controller.editor.undo_stack
        self.pause_button.setText(self.tr("&Go on") if incoming.paused else self.tr("&Pause"))
        self.pause_button.setEnabled(not incoming.stopping)
        self.cancel_button.setEnabled(not incoming.stopping)
        self.import_button.setEnabled(incoming.preview.ready)
        self.captured_button.setEnabled(bool(self.capturing.view.taken))
        self.undo_button.setEnabled(stack.canUndo())
        tip = self.tr("Undo: {text} (Ctrl+Z)").format(text=stack.undoText())
        self.undo_button.setToolTip(tip if stack.canUndo() else "")

    @Slot(str, str, str)
    def _on_message(self, title: str, text: str, kind: str) -> None:
        self.show_info(title, text, kind=kind)
