"""The films of the workspace: added, read in the background, found again, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from emotion_gui.core.data.file_kinds import FILM_ENDINGS
from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.settings import engine_wish
from emotion_gui.core.workspace.sessions import SessionRow
from emotion_gui.operations.analyse import AnalyseRequest, move_film
from emotion_gui.operations.review_film import (
    FilmModel,
    SessionList,
    erase_sessions,
    list_film_models,
    list_sessions,
)
from emotion_gui.ui import file_dialogs
from emotion_gui.ui.messages import UserMessage
from emotion_gui.ui.pages.base import Page
from emotion_gui.ui.pages.review.films import FilmsCard
from emotion_gui.ui.pages.review.queue import AnalysisQueue, queue_films
from emotion_gui.ui.widgets import ChoiceBox
from emotion_gui.workers.task_slot import LatestJobs, TaskLine

if TYPE_CHECKING:
    from emotion_gui.core.jobs import JobContext
    from emotion_gui.core.workspace.workspace import Workspace


class FilmShelf(QObject):
    """What is done with whole films; which of them is open is the page's matter.

    Args:
        page: tells in its banner what came of it.
    """

    listed = Signal(object)  # tuple[SessionRow, ...]: all films, the newest first
    ready = Signal(int)  # session: read to its end, or found again; to be shown
    leaving = Signal(object)  # Sequence[int], sessions: nothing may hold their films from now on

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page, self._services = page, page.services
        self.models: dict[str, Path] = {}
        self.queue = AnalysisQueue(
            self._services.workspace,
            self._services.tasks,
            self,
            executor=partial(self._services.preferences.text, "compute/executor"),
        )
        self.card = FilmsCard(self.queue)
        self.model_choice = ChoiceBox([("", "–")], name=self.tr("Model for new films"))
        self.model_choice.setToolTip(self.tr("Model for new films"))
        self.card.body.insertWidget(0, self.model_choice)
        self._jobs = LatestJobs(self._services.tasks, page.show_error)
        self._line = TaskLine(self._services.tasks, on_failure=page.show_error, parent=self)
        self.card.removal_wished.connect(self._remove)
        self.card.erasure_wished.connect(self._erase)
        self.card.return_wished.connect(self._put_back)
        self.queue.finished.connect(self._on_finished)
        self.queue.failed.connect(self.tell_failure)
        self.queue.changed.connect(self.refresh)

    # --- what is there --------------------------------------------------------------------

    @Slot()
    def refresh(self) -> None:
        """Look for the films of the workspace."""
        self._jobs.start(
            "sessions",
            partial(list_sessions, self._services.workspace),
            self.tr("Looking for films"),
            self._on_sessions,
        )

    def find_models(self) -> None:
        """Look for the models that can read films."""
        self._jobs.start(
            "models",
            partial(list_film_models, self._services.workspace),
            self.tr("Looking for models"),
            self._on_models,
        )

    def _on_sessions(self, found: SessionList) -> None:
        self.card.show_rows(found.rows, found.trashed)
        self.listed.emit(found.rows)

    def _on_models(self, models: tuple[FilmModel, ...]) -> None:
        self.models = {name: file for name, _, file in models}
        kept = self.model_choice.current
        self.model_choice.set_choices([(name, title) for name, title, _ in models])
        if kept in self.models:
            self.model_choice.choose(kept)

    # --- adding ---------------------------------------------------------------------------

    def ask_films(self) -> list[Path]:
        """Let a person choose films to read."""
        topic = file_dialogs.FileTopic(self._services.settings, "review")
        kinds = {self.tr("Videos"): sorted(FILM_ENDINGS)}
        return file_dialogs.ask_open_many(
            self._page, topic, title=self.tr("Add videos"), kinds=kinds, all_files=True
        )

    def add(self, paths: Sequence[Path]) -> None:
        """Read films, and those in folders, with the chosen model."""
        request = AnalyseRequest(
            model=self._model_file(), engine=engine_wish(self._services.preferences)
        )
        self._line.start(
            partial(queue_films, self._services.workspace, paths, request),
            self.tr("Adding films"),
            self._on_queued,
        )

    def _model_file(self) -> Path:
        from emotion_gui.core.model.catalogue import default_model

        chosen = self.models.get(self.model_choice.current)
        return default_model().file if chosen is None else chosen

    def _on_queued(self, rows: tuple[SessionRow, ...]) -> None:
        self.queue.add(rows)
        self.refresh()
        known = [row for row in rows if row.is_ready]
        if known:
            self.ready.emit(known[0].session_id)
            words = self.tr("%Ln films were read before", "", len(known))
            self._page.show_info(words, kind="success")

    @Slot(int)
    def _on_finished(self, session_id: int) -> None:
        self.refresh()
        if self.card.selected in (None, session_id):  # whoever works on another goes on with that
            self.ready.emit(session_id)

    # --- films that have moved ------------------------------------------------------------

    @Slot(int, object)
    def tell_failure(self, session_id: int, error: Exception) -> None:
        """A film cannot be read: ask where it is now, or say why not."""
        if isinstance(error, VideoSourceError) and error.kind == "missing":
            self._ask_for_film(session_id, error)
        else:
            self._page.show_error(error)

    def _ask_for_film(self, session_id: int, error: VideoSourceError) -> None:
        words = UserMessage(
            self.tr("The film is not where it was"),
            error.address,
            self.tr("Answers and marks are kept. Say where the film is now."),
        )
        action = (self.tr("Find the film…"), partial(self._find_film, session_id))
        self._page.banner.show_message(words, kind="warning", action=action)

    def _find_film(self, session_id: int) -> None:
        topic = file_dialogs.FileTopic(self._services.settings, "review")
        kinds = {self.tr("Videos"): sorted(FILM_ENDINGS)}
        path = file_dialogs.ask_open(
            self._page, topic, title=self.tr("Find the film"), kinds=kinds, all_files=True
        )
        if path is not None:
            self.say_where(session_id, path)

    def say_where(self, session_id: int, film: Path) -> None:
        """A film lies here now."""
        self._line.start(
            partial(_moved, self._services.workspace, session_id, film),
            self.tr("Looking at the film"),
            self._on_found,
        )

    def _on_found(self, row: SessionRow) -> None:
        self._page.clear_message()
        self.refresh()
        if row.is_ready:
            self.leaving.emit([row.session_id])  # its player looks in the old place
            self.ready.emit(row.session_id)
        else:
            self.queue.add([row])

    # --- deleting -------------------------------------------------------------------------

    @Slot(int)
    def _remove(self, session_id: int) -> None:
        self.leaving.emit([session_id])
        self._services.workspace.trash_session(session_id)
        self.refresh()
        words = UserMessage(
            self.tr("Answers and marks are in the trash"),
            "",
            self.tr("The menu of Delete erases them for good."),
        )
        self._page.banner.show_message(
            words, kind="info", action=(self.tr("Put back"), partial(self._put_back, session_id))
        )

    @Slot(list)
    def _erase(self, session_ids: list[int]) -> None:
        self.leaving.emit(session_ids)
        self._line.start(
            partial(erase_sessions, self._services.workspace, session_ids),
            self.tr("Erasing"),
            self._on_erased,
        )

    def _on_erased(self, kept: tuple[Path, ...]) -> None:
        self.refresh()
        if kept:
            names = ", ".join(path.name for path in kept)
            hint = self.tr("They were changed since they were written.")
            self._page.show_info(self.tr("Erased; these files stay"), names, hint)
        else:
            self._page.show_info(self.tr("Erased"), kind="success")

    @Slot(int)
    def _put_back(self, session_id: int) -> None:
        self._services.workspace.trash_session(session_id, restore=True)
        self._page.clear_message()
        self.refresh()


def _moved(workspace: Workspace, session_id: int, film: Path, context: JobContext) -> SessionRow:
    context.checkpoint()
    return move_film(workspace, session_id, film)
