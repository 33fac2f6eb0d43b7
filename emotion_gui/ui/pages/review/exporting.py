"""What is taken away from the open film: a report, tables, files for other programs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from emotion_gui.operations.film_comparisons import fitting_comparisons
from emotion_gui.operations.film_outputs import (
    OutputKind,
    OutputRequest,
    Outputs,
    planned_files,
    write_outputs,
)
from emotion_gui.ui import file_dialogs, numbers
from emotion_gui.ui.pages.base import Page
from emotion_gui.ui.pages.review.editor import SessionEditor
from emotion_gui.workers.task_slot import TaskSlot

if TYPE_CHECKING:
    from emotion_gui.core.jobs import JobContext
    from emotion_gui.core.workspace.workspace import Workspace


class FilmExport(QObject):
    """The menu of the page's Export button, and what it does.

    Args:
        page: gets the menu, and tells in its banner what came of it.
        editor: of the open film.
        coding: by hand, that the film is set against now, and whether its gaps are neutral; goes
            into reports and tables.
    """

    def __init__(
        self, page: Page, editor: SessionEditor, coding: Callable[[], tuple[Path | None, bool]]
    ) -> None:
        super().__init__(page)
        self._page, self._services, self._editor = page, page.services, editor
        self._coding = coding
        self._writing = TaskSlot(
            self._services.tasks, when_busy="refuse", on_failure=page.show_error, parent=self
        )
        self.menu = QMenu(page)
        self.actions: dict[frozenset[OutputKind], QAction] = {}
        kinds: tuple[tuple[str, tuple[OutputKind, ...]], ...] = (
            (self.tr("Report…"), ("report",)),
            (self.tr("Tables for spreadsheets (CSV)…"), ("csv",)),
            (self.tr("Workbook (XLSX)…"), ("xlsx",)),
            (self.tr("Parquet, all digits…"), ("parquet",)),
            (self.tr("Project for BORIS…"), ("boris",)),
            (self.tr("Document for ELAN…"), ("elan",)),
            (self.tr("BIDS events…"), ("bids",)),
            (self.tr("All of it…"), ("report", "csv", "xlsx", "boris", "elan", "bids")),
        )
        has_parquet = find_spec("pyarrow") is not None
        for words, wanted in kinds:
            if wanted == ("parquet",) and not has_parquet:
                words = self.tr("Parquet needs the package pyarrow")
            if len(wanted) > 1 and has_parquet:
                wanted = (*wanted, "parquet")
            action = self.menu.addAction(words)
            action.setEnabled(has_parquet or wanted != ("parquet",))
            action.triggered.connect(partial(self._on_chosen, frozenset(wanted)))
            self.actions[frozenset(wanted)] = action

    def open_below(self, button: QPushButton) -> None:
        """Show the menu."""
        self.menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def write(self, folder: Path, kinds: frozenset[OutputKind]) -> None:
        """Write what is asked for; nothing that is there already is replaced."""
        session = self._editor.session
        if session is None:
            return
        compared = fitting_comparisons(session) if "report" in kinds else frozenset()
        coding, gaps_are_neutral = self._coding()
        request = OutputRequest(
            folder=folder,
            kinds=kinds,
            compared=compared,
            codings=() if coding is None else (coding,),
            gaps_are_neutral=gaps_are_neutral,
        )
        there = [path for path in planned_files(request, [session.row.name]) if path.exists()]
        if there:
            self._page.show_info(
                self.tr("These files are there already"),
                ", ".join(path.name for path in there),
                self.tr("Choose another folder, or remove them first."),
                kind="warning",
            )
            return
        job = partial(_write, self._services.workspace, session.row.session_id, request)
        self._editor.when_kept(
            partial(self._writing.start, job, self.tr("Writing"), self._on_written)
        )

    def _on_chosen(self, kinds: frozenset[OutputKind], checked: bool = False) -> None:
        del checked
        topic = file_dialogs.FileTopic(self._services.settings, "review-out")
        folder = file_dialogs.ask_folder(
            self._page, title=self.tr("Write into this folder"), start=topic.folder(), topic=topic
        )
        if folder is not None:
            self.write(folder, kinds)

    def _on_written(self, outputs: Outputs) -> None:
        words = self.tr("%Ln files", "", len(outputs.files))
        if left := sum(outputs.left_out.values()):
            words += ". " + self.tr(
                "Without columns in the table of frames: {0} persons seen shortest; everybody "
                "is in the table of faces."
            ).format(numbers.count(left))
        self._page.show_written(self.tr("Written"), outputs.files[-1], words)


def _write(
    workspace: Workspace, session_id: int, request: OutputRequest, context: JobContext
) -> Outputs:
    return write_outputs(workspace, [session_id], request, context)
