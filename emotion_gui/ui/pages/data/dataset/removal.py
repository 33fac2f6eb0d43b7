"""How data sets leave: into the trash, from where Undo brings them back, and out of it for good."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.workspace.records import DatasetName
from emotion_gui.operations.datasets import Erasing, erase
from emotion_gui.operations.remains import Remains, remove_remains
from emotion_gui.ui.messages import UserMessage, describe
from emotion_gui.ui.pages.base import Page
from emotion_gui.ui.pages.data.dataset.aside import AsideRow
from emotion_gui.ui.pages.data.dataset.controller import DatasetController
from emotion_gui.workers.task_slot import TaskLine


class DatasetRemoval(QObject):
    """Says on the page's banner what went where."""

    erased = Signal()  # data sets are gone for good

    def __init__(self, page: Page, controller: DatasetController) -> None:
        super().__init__(page)
        self._page, self._controller = page, controller
        self._workspace = page.services.workspace
        self._asides: tuple[AsideRow, ...] = ()
        self._erasing = TaskLine(
            page.services.tasks, exclusive=True, on_failure=page.show_error, parent=self
        )

    def add_aside(self, *rows: AsideRow) -> None:
        """Where data sets stand that are in no list."""
        self._asides += rows
        for row in rows:
            row.restore_wanted.connect(self._controller.editor.bring_back)
            row.delete_wanted.connect(self.to_trash)
            row.empty_trash_wanted.connect(self.empty_trash)

    def show_aside(self) -> None:
        """Read which ones these are."""
        trashed = self._workspace.trashed_datasets()
        damaged = self._workspace.damaged_datasets()
        for row in self._asides:
            row.show_rows(trashed, damaged)

    @Slot(object)
    def to_trash(self, row: DatasetName) -> None:
        """Put a data set into the trash."""
        self._controller.editor.trash(row)
        self._page.show_info(
            self.tr("“{name}” is in the trash").format(name=row.name),
            self.tr("Undo (Ctrl+Z) brings it back."),
            self.tr("Its faces stay on the disk until the trash is emptied."),
        )

    @Slot(object)
    def discard(self, row: DatasetName) -> None:
        """Remove an unfinished import for good."""
        self._erase([row], self.tr("Discarding {name}").format(name=row.name))

    @Slot()
    def empty_trash(self) -> None:
        """Remove for good what is in the trash; earlier steps may mean it, so they go too."""
        self._page.clear_message()
        self._controller.editor.undo_stack.clear()
        self._erase(self._workspace.trashed_datasets(), self.tr("Emptying the trash"))

    def _erase(self, rows: Sequence[DatasetName], title: str) -> None:
        ids = [row.dataset_id for row in rows]
        if self._controller.shown_id in ids:
            self._controller.forget()
        # Other pages let go of the faces first: Windows refuses to remove a file that is mapped.
        self._page.services.events.erasing.emit(tuple(rows))
        self._erasing.start(
            partial(erase, self._workspace, (*ids, *self._workspace.erasing_datasets())),
            title,
            self._on_erased,
        )

    def _on_erased(self, outcome: Erasing) -> None:
        self.erased.emit()
        if outcome.refused:
            message = describe(outcome.refused[0])
            self._page.show_info(
                self.tr("Not everything could be removed"),
                message.text,
                self.tr("Close the program that keeps it open. It is tried again at every start."),
                kind="warning",
            )
        elif not outcome.remains.is_empty:
            self._tell_remains(outcome.remains)

    def _tell_remains(self, remains: Remains) -> None:
        """Faces are gone; what was made from them is not."""
        left = self.tr("{runs} and {reports} that were made from them are still there.").format(
            runs=self.tr("%Ln runs", "", len(remains.runs)),
            reports=self.tr("%Ln reports", "", len(remains.reports)),
        )
        message = UserMessage(
            self.tr("The faces are gone"),
            left,
            self.tr(
                "They hold no pictures, but weights, figures, names, and numbers by which a face "
                "is known again."
            ),
        )
        action = (self.tr("Remove them too"), partial(self._remove_remains, remains))
        self._page.banner.show_message(message, action=action)

    def _remove_remains(self, remains: Remains) -> None:
        self._page.clear_message()
        job = partial(remove_remains, self._workspace, remains)
        title = self.tr("Removing runs and reports")
        self._erasing.start(job, title, self._on_remains_gone)

    def _on_remains_gone(self, refused: Sequence[EmotionGuiError]) -> None:
        self._page.services.events.runs_changed.emit()
        if refused:
            message = describe(refused[0])
            title = self.tr("Not everything could be removed")
            self._page.show_info(title, message.text, message.hint, kind="warning")
        else:
            self._page.show_info(
                self.tr("Runs and reports are gone too"),
                self.tr(
                    "Only the record says when a final part was opened, on which data set and by "
                    "which model."
                ),
                kind="success",
            )
