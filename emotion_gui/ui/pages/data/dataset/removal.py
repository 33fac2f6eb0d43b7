"""How data sets leave: into the trash, from where Undo brings them back, and out of it for good."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from emotion_gui.core.workspace.records import DatasetRow
from emotion_gui.operations.datasets import Erasing, erase
from emotion_gui.ui.messages import describe
from emotion_gui.ui.pages.base import Page
from emotion_gui.ui.pages.data.dataset.controller import DatasetController
from emotion_gui.workers.task_slot import TaskSlot


class DatasetRemoval(QObject):
    """Says on the page's banner what went where."""

    erased = Signal()  # data sets are gone for good

    def __init__(self, page: Page, controller: DatasetController) -> None:
        super().__init__(page)
        self._page, self._controller = page, controller
        self._workspace = page.services.workspace
        self._erasing = TaskSlot(
            page.services.tasks, exclusive=True, on_failure=page.show_error, parent=self
        )

    @Slot(object)
    def to_trash(self, row: DatasetRow) -> None:
        """Put a data set into the trash."""
        self._controller.editor.trash(row)
        title = self.tr("“{name}” is in the trash").format(name=row.name)
        self._page.show_info(title, self.tr("Undo (Ctrl+Z) brings it back."))

    @Slot(object)
    def discard(self, row: DatasetRow) -> None:
        """Remove an unfinished import for good."""
        self._erase([row], self.tr("Discarding {name}").format(name=row.name))

    @Slot()
    def empty_trash(self) -> None:
        """Remove for good what is in the trash; earlier steps may mean it, so they go too."""
        self._page.clear_message()
        self._controller.editor.undo_stack.clear()
        self._erase(self._workspace.trashed_datasets(), self.tr("Emptying the trash"))

    def _erase(self, rows: Sequence[DatasetRow], title: str) -> None:
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
