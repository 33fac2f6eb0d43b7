"""Faces that teach: judge them by keys, train on them, compare, adopt or drop."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from emotion_gui.core.data.editing import Target
from emotion_gui.core.errors import EmotionGuiError
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.labels import SEVEN, LabelSet
from emotion_gui.operations import keep_faces, pupils, taught_runs, teach
from emotion_gui.operations.edit_dataset import Edited
from emotion_gui.operations.film_faces import FilmFacesRequest, faces_of_film, name_of_film
from emotion_gui.operations.lessons import Taught, TeachRequest
from emotion_gui.operations.pupils import TeachingFaces
from emotion_gui.operations.suggest import Suggested, suggest_labels
from emotion_gui.ui.file_dialogs import FileTopic
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.training.teach.faces import FaceEdits, ListedFaces, listed
from emotion_gui.ui.pages.training.teach.film_dialog import FilmDialog
from emotion_gui.ui.pages.training.teach.lesson_card import LessonCard
from emotion_gui.ui.pages.training.teach.texts import class_title, empty_texts, keys_text
from emotion_gui.ui.widgets import Card, ChoiceBox, EmptyState, FaceGrid, SegmentedControl
from emotion_gui.ui.widgets.current_stack import CurrentStack
from emotion_gui.ui.widgets.flow import FlowRow, Sides
from emotion_gui.ui.widgets.labels import set_role
from emotion_gui.workers.task_slot import TaskSlot

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from emotion_gui.core.model.catalogue import ModelEntry
    from emotion_gui.core.workspace.workspace import Workspace
    from emotion_gui.operations.film_faces import FilmFaces

_CARD_PX, _NAME_PX = 330, 200
_DIGITS = 9
_DECIDE = {
    "adopt": taught_runs.adopt,
    "drop": taught_runs.drop,
    "again": taught_runs.take_up_again,
}


class TeachView(QWidget):
    """The grid at the left, the lesson at the right."""

    failed = Signal(Exception)
    told = Signal(str, str)  # title and text of something that ended well

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._faces: TeachingFaces | None = None
        self._listed: ListedFaces | None = None
        self._taught: Taught | None = None
        self._wanted = keep_faces.KEPT
        tasks = services.tasks
        self.edits = FaceEdits(services.workspace, tasks, self)
        self._reading = TaskSlot(tasks, on_failure=self._on_failed, parent=self)
        self._models = TaskSlot(tasks, on_failure=self._on_failed, parent=self)
        self._olds = TaskSlot(tasks, on_failure=self._on_failed, parent=self)
        self._expecting = TaskSlot(tasks, on_failure=self._on_failed, parent=self)
        self._dividing = TaskSlot(tasks, on_failure=self._on_failed, parent=self)
        self._work = TaskSlot(
            tasks, when_busy="refuse", exclusive=True, on_failure=self._on_failed, parent=self
        )
        self._topic = FileTopic(services.settings, "teach")
        self._make_widgets()
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read everything anew: the view comes to the front, or something has changed."""
        rows = [row for row in self._services.workspace.datasets() if row.is_ready and row.faces]
        # Kept faces teach; a whole data set does so only where a person chooses it.
        kept = [row.name for row in rows if row.settings.get("kind") == "kept"]
        others = [row.name for row in rows if row.name not in kept]
        none = [] if kept or self._wanted in others else [("", self.tr("none yet"))]
        self.dataset.set_choices(none + [(name, name) for name in (*kept, *others)])
        if self._wanted in (*kept, *others):
            self.dataset.choose(self._wanted)
        self._models.start(
            partial(_list_models, self._services.workspace),
            self.tr("Networks that can learn"),
            self.lesson.set_models,
        )
        self._show_collected()
        self._read()

    @property
    def selected(self) -> list[int]:
        """Indices of the selected faces in the data set."""
        if self._listed is None:
            return []
        return [self._listed.rows[place] for place in self.grid.selected]

    @Slot()
    def teach(self) -> None:
        """Teach the chosen network the faces of the data set."""
        entry = self.lesson.entry
        if entry is None or self._faces is None or self.edits.busy:
            return
        request = self._request(entry, self._faces)
        self._taught = None
        self.lesson.show_result(None, "open")
        self._start(
            partial(teach.teach, self._services.workspace, request),
            self.tr("Teaching {name}").format(name=entry.title),
            self._on_taught,
        )

    def _request(self, entry: ModelEntry, faces: TeachingFaces) -> TeachRequest:
        """The lesson that is chosen."""
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
            run = _DECIDE[word](self._services.workspace, self._taught.run.run_id)
        except EmotionGuiError as error:
            self.failed.emit(error)
            return
        self.lesson.show_result(self._taught, str(run.summary[taught_runs.FACTS]["decision"]))
        self._services.events.runs_changed.emit()

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
        self.keys.setText(keys_text(faces.row.label_set))
        self._fill()
        self._ask_old()

    def _on_edited(self, edited: Edited) -> None:
        if self._faces is None:
            return
        place = min(self.grid.selected, default=0)
        self._faces = self._faces.edited(edited)
        self._fill()
        if self._listed is not None and self._listed.count():
            stays = self.which.current != "waiting"
            self.grid.select([min(place + stays, self._listed.count() - 1)])
        self._divide()

    def _divide(self) -> None:
        """Which faces teach now, and which are held out."""
        if self._faces is not None:
            self._dividing.start(
                partial(_parts_of, self._services.workspace, self._faces.row.name),
                self.tr("Counting faces that teach"),
                self._on_parts,
            )

    def _on_parts(self, parts: npt.NDArray[np.uint8]) -> None:
        faces = self._faces
        if faces is not None and len(parts) == len(faces.parts):
            self._faces = dataclasses.replace(faces, parts=parts)
            self.lesson.show_counts(*self._faces.counts)
            self._show_running()
            if self.lesson.time.isHidden():
                self._ask_time()

    def _on_taught(self, taught: Taught) -> None:
        self._taught = taught
        self.lesson.show_result(taught, "open")
        self._services.events.runs_changed.emit()
        self._show_running()

    def _on_suggested(self, found: Suggested) -> None:
        self.which.choose("waiting")
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

    def _read(self) -> None:
        name = self.dataset.current
        self._wanted = name or self._wanted
        if not name:
            self._faces = None
            self._fill()
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
        job = partial(_old_data, workspace, entry)
        self._olds.start(job, self.tr("Data that it knows"), self._on_old)

    def _on_old(self, found: tuple[list[str], str]) -> None:
        names, chosen = found
        own = self.dataset.current
        self.lesson.set_old([name for name in names if name != own], chosen)
        self._ask_time()

    @Slot()
    def _ask_time(self) -> None:
        """How long the lesson would take; asked before it begins."""
        entry, faces = self.lesson.entry, self._faces
        if entry is None or faces is None or faces.counts[0] < 2 or self._work.busy:
            self.lesson.show_expected(None)
            return
        job = partial(_expected_seconds, self._services.workspace, self._request(entry, faces))
        self._expecting.start(job, self.tr("How long it takes"), self.lesson.show_expected)

    def _fill(self) -> None:
        faces = self._faces
        if faces is None:
            self._listed = None
            self.grid.set_faces(None)
            self.lesson.show_counts(0, 0, 0)
        else:
            rows = listed(faces, self.which.current)
            self._listed = ListedFaces(faces, rows, self._services.theme)
            self.grid.set_faces(self._listed)
            self.lesson.show_counts(*faces.counts)
        self._show_empty()
        self._show_running()

    def _show_empty(self) -> None:
        """What to do next, where there is no face to show."""
        faces = self._faces
        self.stack.setCurrentIndex(int(self._listed is not None and self._listed.count() > 0))
        self.live_button.setVisible(faces is None)
        self.film_first_button.setVisible(faces is None)
        self.empty.set_text(*empty_texts(faces, self.which.current))

    def _show_running(self) -> None:
        running = self._work.busy
        ready = self._faces is not None and self._faces.counts[0] > 1
        self.lesson.show_running(running=running, ready=ready)
        for button in (self.suggest_button, self.film_button, self.delete_button):
            button.setEnabled(not running and self.lesson.entry is not None)

    def _show_collected(self) -> None:
        count = keep_faces.collected(self._services.workspace)
        self.delete_button.setVisible(count > 0)
        self.delete_button.setText(self.tr("Delete %Ln collected faces", "", count))

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

    @Slot(int)
    def _label(self, place: int) -> None:
        labels = self._labels
        if self._faces is not None and place < len(labels) and self.selected:
            self.edits.relabel(self._target, place, class_title(labels, place))

    @Slot()
    def _accept(self) -> None:
        if self._faces is not None and self.selected:
            self.edits.accept(self._target)

    @Slot()
    def _exclude(self) -> None:
        if self._faces is not None and self.selected:
            self.edits.exclude(self._target)

    @property
    def _labels(self) -> LabelSet:
        return SEVEN if self._faces is None else self._faces.row.label_set

    @property
    def _target(self) -> Target:
        assert self._faces is not None
        return Target(self._faces.row.dataset_id, tuple(self.selected))

    def _make_widgets(self) -> None:
        self.dataset = ChoiceBox(name=self.tr("Data set that teaches"))
        self.dataset.setMinimumWidth(_NAME_PX)
        self.which = SegmentedControl(
            [
                ("waiting", self.tr("To judge")),
                ("taught", self.tr("Teaching")),
                ("held", self.tr("Held out")),
                ("all", self.tr("All")),
            ],
            name=self.tr("Which faces"),
        )
        self.grid = FaceGrid(self._services.theme, side_px=64)
        self.empty = EmptyState(self._services.theme, icon="data", title=" ", text=" ")
        self.live_button = self.empty.add_button(
            self.tr("Open Li&ve"), partial(self._services.navigate, "live"), primary=True
        )
        self.film_first_button = self.empty.add_button(
            self.tr("Faces of a fil&m…"), self.choose_film
        )
        self.stack = CurrentStack()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.grid)
        self.keys = set_role(QLabel(), "muted")
        self.keys.setWordWrap(True)
        self.suggest_button = QPushButton(self.tr("S&uggest labels"))
        self.suggest_button.setToolTip(
            self.tr("The network supposes what unlabelled faces show; you accept or correct it")
        )
        self.film_button = QPushButton(self.tr("Faces of a &film…"))
        self.delete_button = QPushButton()
        self.delete_button.setAccessibleName(self.tr("Delete collected faces"))
        self.delete_button.setToolTip(
            self.tr("Unsure and disputed faces that Live collected; gone from the disk at once")
        )
        self.lesson = LessonCard()

    def _lay_out(self) -> None:
        self.card = Card(self.tr("Faces"))
        bar = FlowRow()
        for widget in (
            self.dataset,
            self.which,
            self.suggest_button,
            self.film_button,
            self.delete_button,
        ):
            bar.add(widget)
        self.card.body.addWidget(bar)
        self.card.body.addWidget(self.stack, 1)
        self.card.body.addWidget(self.keys)
        sides = Sides(spacing=14)
        sides.add(self.card, 1, least_px=320)
        self.lesson.setMinimumWidth(_CARD_PX)
        self.lesson.setMaximumWidth(2 * _CARD_PX)
        sides.add(self.lesson, 0, least_px=_CARD_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(sides, 1)

    def _connect(self) -> None:
        self.dataset.chosen.connect(self._read)
        self.which.changed.connect(self._fill)
        self.suggest_button.clicked.connect(self.suggest)
        self.film_button.clicked.connect(self.choose_film)
        self.delete_button.clicked.connect(self.delete_collected)
        self.edits.edited.connect(self._on_edited)
        self.edits.failed.connect(self.failed)
        self.lesson.teach_wanted.connect(self.teach)
        self.lesson.stop_wanted.connect(self._work.cancel)
        self.lesson.model_chosen.connect(self._ask_old)
        self.lesson.old_chosen.connect(self._ask_time)
        self.lesson.decided.connect(self.decide)
        self.grid.opened.connect(self._accept)
        for place in range(_DIGITS):
            self._key(QKeySequence(str(place + 1)), partial(self._label, place))
        for text in ("X", "Del"):
            self._key(QKeySequence(text), self._exclude)
        self._key(QKeySequence(QKeySequence.StandardKey.Undo), self.edits.undo)

    def _key(self, key: QKeySequence, slot: object) -> None:
        shortcut = QShortcut(key, self.grid)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(slot)


def _parts_of(workspace: Workspace, name: str, context: JobContext) -> npt.NDArray[np.uint8]:
    context.checkpoint()
    return pupils.divide(workspace, name).parts


def _list_models(workspace: Workspace, context: JobContext) -> list[ModelEntry]:
    """Networks that can learn: those adopted first."""
    from emotion_gui.core.model.catalogue import list_models

    context.checkpoint()
    return sorted(list_models(workspace), key=lambda entry: not entry.adopted)


def _old_data(
    workspace: Workspace, entry: ModelEntry, context: JobContext
) -> tuple[list[str], str]:
    """Data sets that a network may know, and the one that it does."""
    context.checkpoint()
    rows = [row for row in workspace.datasets() if row.is_ready and row.active_split is not None]
    chosen = ""
    with contextlib.suppress(EmotionGuiError):
        chosen = taught_runs.old_data_of(workspace, entry.file)
    return [row.name for row in rows], chosen


def _expected_seconds(
    workspace: Workspace, request: TeachRequest, context: JobContext
) -> float | None:
    """How long a lesson takes; None where there will be none, which Teach says in words."""
    try:
        return teach.expected_seconds(workspace, request, context)
    except EmotionGuiError:
        return None
