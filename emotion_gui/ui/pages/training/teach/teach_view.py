"""Faces that teach: judge them by keys, train on them, compare, adopt or drop."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.jobs import Progress
from emotion_gui.operations import keep_faces, pupils, taught_runs, teach
from emotion_gui.operations.edit_dataset import Edited
from emotion_gui.operations.film_faces import FilmFacesRequest, faces_of_film, name_of_film
from emotion_gui.operations.lessons import Taught, TeachRequest
from emotion_gui.operations.pupils import TeachingFaces
from emotion_gui.operations.suggest import Suggested, suggest_labels
from emotion_gui.ui.file_dialogs import FileTopic
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.training.teach import jobs
from emotion_gui.ui.pages.training.teach.faces import FaceEdits
from emotion_gui.ui.pages.training.teach.faces_card import FacesCard
from emotion_gui.ui.pages.training.teach.film_dialog import FilmDialog
from emotion_gui.ui.pages.training.teach.lesson_card import LessonCard
from emotion_gui.ui.widgets.flow import Sides
from emotion_gui.workers.task_slot import TaskSlot

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from emotion_gui.core.workspace.records import RunRow
    from emotion_gui.operations.film_faces import FilmFaces

_CARD_PX = 370


class TeachView(QWidget):
    """The faces at the left, the lesson at the right."""

    failed = Signal(Exception)
    told = Signal(str, str)  # title and text of something that ended well

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._faces: TeachingFaces | None = None
        self._taught: Taught | None = None
        self._wanted = keep_faces.KEPT
        tasks = services.tasks
        self.edits = FaceEdits(services.workspace, tasks, self)
        self._reading, self._models, self._olds, self._expecting, self._dividing = (
            TaskSlot(tasks, on_failure=self._on_failed, parent=self) for _ in range(5)
        )
        self._work = TaskSlot(tasks, exclusive=True, on_failure=self._on_failed, parent=self)
        self._topic = FileTopic(services.settings, "teach")
        self.card = FacesCard(services, self.edits)
        self.lesson = LessonCard()
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read everything anew: the view comes to the front, or something has changed."""
        workspace = self._services.workspace
        rows = [row for row in workspace.datasets() if row.is_ready and row.faces]
        # Kept faces teach; a whole data set does so only where a person chooses it.
        kept = [row.name for row in rows if row.settings.get("kind") == "kept"]
        others = [row.name for row in rows if row.name not in kept]
        none = not kept and self._wanted not in others
        self.card.set_datasets([*kept, *others], self._wanted, none=none)
        self._models.start(
            partial(jobs.list_models, workspace),
            self.tr("Networks that can learn"),
            self.lesson.set_models,
        )
        self.card.set_collected(keep_faces.collected(workspace))
        if self._taught is None and (lesson := taught_runs.open_lesson(workspace)) is not None:
            self._show_lesson(lesson)
        self._read()

    @Slot()
    def teach(self) -> None:
        """Teach the chosen network the faces of the data set."""
        if self.edits.busy or (request := self._request()) is None:
            return
        self._taught = None
        self.lesson.show_result(None, "open")
        self._start(
            partial(teach.teach, self._services.workspace, request),
            self.tr("Teaching {name}").format(name=request.title),
            self._on_taught,
        )

    def _request(self) -> TeachRequest | None:
        """The lesson that is chosen; None where something lacks."""
        entry, faces = self.lesson.entry, self._faces
        if entry is None or faces is None:
            return None
        return TeachRequest(
            entry.file,
            entry.title,
            (faces.row.name,),
            self.lesson.old.current,
            device=self._services.preferences.text("compute/device"),
        )

    @Slot(str)
    def decide(self, word: str) -> None:
        """Adopt or drop what was taught last, or take that back."""
        if self._taught is None:
            return
        try:
            run = self._decided(word, self._taught)
        except EmotionGuiError as error:
            self.failed.emit(error)
            return
        facts = run.summary[taught_runs.FACTS]
        self._taught = dataclasses.replace(self._taught, run=run, share=facts["share"])
        self.lesson.show_result(self._taught, str(facts["decision"]))
        self._services.events.runs_changed.emit()

    def _decided(self, word: str, taught: Taught) -> RunRow:
        workspace, number = self._services.workspace, taught.run.run_id
        if word == "adopt":
            return taught_runs.adopt(workspace, number, share=self.lesson.shares.share)
        if word == "drop":
            return taught_runs.drop(workspace, number)
        return taught_runs.take_up_again(workspace, number)

    @Slot()
    def suggest(self) -> None:
        """Let the chosen network suppose what unlabelled faces show."""
        entry = self.lesson.entry
        if entry is None or self._faces is None:
            return
        job = partial(
            suggest_labels,
            self._services.workspace,
            self._faces.row.name,
            entry.file,
            title=entry.title,
        )
        self._start(job, self.tr("Looking at faces"), self._on_suggested)

    @Slot()
    def choose_film(self) -> None:
        """Ask for a film and keep faces of it."""
        entry = self.lesson.entry
        if entry is None:
            return
        dialog = FilmDialog(self._topic, model=entry.file, title=entry.title, parent=self)
        if dialog.exec():
            self.read_film(dialog.request)

    def read_film(self, request: FilmFacesRequest) -> None:
        """Keep faces of a film."""
        self._start(
            partial(faces_of_film, self._services.workspace, request),
            self.tr("Faces of {name}").format(name=name_of_film(request.film)),
            self._on_film,
            on_cancel=self._on_film_stopped,
        )

    @Slot()
    def delete_collected(self) -> None:
        """Remove all faces that were collected by themselves, at once."""
        job = partial(keep_faces.delete_collected, self._services.workspace)
        self._start(job, self.tr("Deleting collected faces"), self._on_deleted)

    # What comes back.

    def _on_faces(self, faces: TeachingFaces) -> None:
        self._faces = faces
        self._show_faces()
        self._ask_old()

    def _on_edited(self, edited: Edited) -> None:
        if self._faces is None:
            return
        self._faces = self._faces.edited(edited)
        self.card.show_edited(self._faces)
        self._show_counts()
        self._divide()

    def _divide(self) -> None:
        """Which faces teach now, and which are held out."""
        if self._faces is not None:
            self._dividing.start(
                partial(jobs.parts_of, self._services.workspace, self._faces.row.name),
                self.tr("Counting faces that teach"),
                self._on_parts,
            )

    def _on_parts(self, parts: npt.NDArray[np.uint8]) -> None:
        faces = self._faces
        if faces is not None and len(parts) == len(faces.parts):
            self._faces = dataclasses.replace(faces, parts=parts)
            self._show_counts()
            if self.lesson.time.isHidden():
                self._ask_time()

    def _on_taught(self, taught: Taught) -> None:
        self._show_lesson(taught)
        self._services.events.runs_changed.emit()
        self._show_running()

    def _show_lesson(self, taught: Taught) -> None:
        self._taught = taught
        self.lesson.show_result(taught, "open")

    def _on_suggested(self, found: Suggested) -> None:
        self.card.which.choose("waiting")
        self.told.emit(
            self.tr("%Ln faces wait for your word", "", found.faces),
            self.tr("The surest stand first. Nothing is learned of them until you accept it."),
        )
        self._read()

    def _on_film(self, found: FilmFaces) -> None:
        self._wanted = found.dataset
        text = self.tr("{people} people, {thinned} faces were nearly the same as another one.")
        self.told.emit(
            self.tr("%Ln faces", "", found.added),
            text.format(people=found.people, thinned=found.thinned),
        )
        self._services.events.datasets_changed.emit()
        self.refresh()

    def _on_film_stopped(self) -> None:
        """What was kept before the stop stays: a stream ends in no other way."""
        self._services.events.datasets_changed.emit()
        self.refresh()

    def _on_deleted(self, count: int) -> None:
        self.told.emit(self.tr("%Ln collected faces are gone", "", count), "")
        self._services.events.datasets_changed.emit()
        self.refresh()

    def _on_failed(self, error: Exception) -> None:
        self._show_running()
        self.failed.emit(error)

    # How it is shown.

    @Slot()
    def _read(self) -> None:
        name = self.card.dataset.current
        self._wanted = name or self._wanted
        if not name:
            self._faces = None
            self._show_faces()
            return
        self._reading.start(
            partial(pupils.read_faces, self._services.workspace, name),
            self.tr("Reading {name}").format(name=name),
            self._on_faces,
        )

    @Slot()
    def _ask_old(self) -> None:
        entry, workspace = self.lesson.entry, self._services.workspace
        if entry is None:
            return
        job = partial(jobs.old_data, workspace, entry)
        self._olds.start(job, self.tr("Data that it knows"), self._on_old)

    def _on_old(self, found: tuple[list[str], str]) -> None:
        names, chosen = found
        own = self.card.dataset.current
        self.lesson.set_old([name for name in names if name != own], chosen)
        self._ask_time()

    @Slot()
    def _ask_time(self) -> None:
        """How long the lesson would take; asked before it begins."""
        request, faces = self._request(), self._faces
        if request is None or faces is None or faces.counts[0] < 2 or self._work.busy:
            self.lesson.show_expected(None)
            return
        job = partial(jobs.expected_seconds, self._services.workspace, request)
        self._expecting.start(job, self.tr("How long it takes"), self.lesson.show_expected)

    def _show_faces(self) -> None:
        self.card.show_faces(self._faces)
        self._show_counts()

    def _show_counts(self) -> None:
        self.lesson.show_counts(*((0, 0, 0) if self._faces is None else self._faces.counts))
        self._show_running()

    def _show_running(self) -> None:
        running = self._work.busy
        ready = self._faces is not None and self._faces.counts[0] > 1
        self.lesson.show_running(running=running, ready=ready)
        self.card.set_ready(not running and self.lesson.entry is not None)

    def _start(
        self,
        job: object,
        title: str,
        then: object,
        *,
        on_cancel: Callable[[], None] | None = None,
    ) -> None:
        self._work.start(
            job,  # type: ignore[arg-type]
            title,
            then,  # type: ignore[arg-type]
            on_cancel=on_cancel or self._show_running,
            on_progress=self._on_progress,
        )
        self._show_running()

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self.lesson.line.show_share(progress.done, progress.total)

    def _lay_out(self) -> None:
        sides = Sides(spacing=14)
        sides.add(self.card, 1, least_px=320)
        self.lesson.setMinimumWidth(_CARD_PX)
        self.lesson.setMaximumWidth(2 * _CARD_PX)
        sides.add(self.lesson, 0, least_px=_CARD_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(sides, 1)

    def _connect(self) -> None:
        self.card.dataset_chosen.connect(self._read)
        self.card.suggest_wanted.connect(self.suggest)
        self.card.film_wanted.connect(self.choose_film)
        self.card.delete_wanted.connect(self.delete_collected)
        self.edits.edited.connect(self._on_edited)
        self.edits.failed.connect(self.failed)
        self.lesson.teach_wanted.connect(self.teach)
        self.lesson.stop_wanted.connect(self._work.cancel)
        self.lesson.model_chosen.connect(self._ask_old)
        self.lesson.old_chosen.connect(self._ask_time)
        self.lesson.decided.connect(self.decide)
