"""Films read in the background; one of them open: player, bands, curves, marks, figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from emotion_gui.core.data.file_kinds import FILM_ENDINGS
from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.review.agreement import CodingAgreement
from emotion_gui.core.review.sessions import OpenSession
from emotion_gui.core.review.statistics import PersonFigures
from emotion_gui.core.settings import engine_wish
from emotion_gui.core.workspace.sessions import SessionRow
from emotion_gui.operations.analyse import AnalyseRequest, move_film
from emotion_gui.operations.film_outputs import (
    OutputKind,
    OutputRequest,
    Outputs,
    coded_agreements,
    planned_files,
    write_outputs,
)
from emotion_gui.operations.review_film import (
    FilmModel,
    Peak,
    SessionList,
    erase_sessions,
    figures_of_session,
    find_peaks,
    keep_shown_face,
    list_film_models,
    list_sessions,
    read_session,
)
from emotion_gui.ui import file_dialogs, numbers
from emotion_gui.ui.emotions import emotion_name
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.pages.review.bands import PersonBands
from emotion_gui.ui.pages.review.curves import PersonCurves
from emotion_gui.ui.pages.review.editor import SessionEditor
from emotion_gui.ui.pages.review.figures import FiguresView
from emotion_gui.ui.pages.review.films import FilmsCard
from emotion_gui.ui.pages.review.marks import MarksView
from emotion_gui.ui.pages.review.people import PeopleView
from emotion_gui.ui.pages.review.player import FilmPlayer
from emotion_gui.ui.pages.review.quality import QualityView
from emotion_gui.ui.pages.review.queue import AnalysisQueue, queue_films
from emotion_gui.ui.purpose import PurposeCard, chosen_purpose
from emotion_gui.ui.widgets import ArrayFaces, Card, ChoiceBox, EmptyState, FaceGrid
from emotion_gui.ui.widgets.controls import SegmentedControl
from emotion_gui.ui.widgets.current_stack import CurrentStack
from emotion_gui.ui.widgets.flow import Sides
from emotion_gui.workers.task_slot import LatestJobs

if TYPE_CHECKING:
    from emotion_gui.core.data.keeping import Keeping

LEFT_PX, RIGHT_PX = 236, 336
FIGURES_AFTER_MS = 400  # several edits in a row are counted once
PEAK_PX = 48


class ReviewPage(Page):
    """The queue at the left, the open film in the middle, what is said about it at the right."""

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        super().__init__(
            services, title=QCoreApplication.translate("ReviewPage", "Review"), parent=parent
        )
        self._models: dict[str, Path] = {}
        self._wanted: tuple[Path, ...] = ()  # until the purpose was told
        self._figures: tuple[PersonFigures, ...] = ()
        self._peaks: tuple[Peak, ...] = ()
        self._person = 0
        self.queue = AnalysisQueue(services.workspace, services.tasks, self)
        self.editor = SessionEditor(services.workspace, services.tasks, self)
        self._jobs = LatestJobs(services.tasks, self.show_error)
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(FIGURES_AFTER_MS)
        self._counting.timeout.connect(self._count)
        self._make_parts()
        self._lay_out_parts()
        self._add_actions()
        self._add_keys()
        self._connect_parts()
        self._show_session(whole=True)
        self._refresh()

    # --- building -------------------------------------------------------------------------

    def _make_parts(self) -> None:
        theme = self.services.theme
        self.films = FilmsCard(self.queue)
        self.player = FilmPlayer(theme, self.services.tasks)
        self.bands = PersonBands(theme)
        self.curves = PersonCurves(theme)
        self.people = PeopleView(self.editor)
        self.marks = MarksView(self.editor)
        self.quality = QualityView(self.editor)
        self.figures = FiguresView()
        self.peaks = FaceGrid(theme, side_px=PEAK_PX, with_captions=True)
        self.peaks.setAccessibleName(self.tr("Clearest moments"))
        self.model_choice = ChoiceBox([("", "–")], name=self.tr("Model for new films"))
        self.model_choice.setToolTip(self.tr("Model for new films"))
        self.tabs = SegmentedControl(
            [
                ("people", self.tr("Persons")),
                ("marks", self.tr("Marks")),
                ("quality", self.tr("Filter")),
                ("figures", self.tr("Figures")),
            ],
            name=self.tr("View"),
        )
        self.empty = EmptyState(
            theme,
            icon="review",
            title=self.tr("Drop videos here"),
            text=self.tr(
                "Every frame is read in the background; then there are curves, figures with "
                "intervals, tables and a report. Answers are kept in the workspace, films are "
                "never copied."
            ),
        )
        self.empty.add_button(self.tr("Open &videos…"), self.ask_films, primary=True)
        self.purpose = PurposeCard(
            self.services.settings,
            words=self.tr(
                "Review keeps what a network calls the apparent expression of every face in a "
                "film, not what a person feels. Answers stay in the workspace on this computer "
                "until you delete them; the film itself is not copied."
            ),
        )

    def _lay_out_parts(self) -> None:
        self.films.body.insertWidget(0, self.model_choice)
        self.films.setMinimumWidth(LEFT_PX)
        self.films.setMaximumWidth(LEFT_PX + 20)
        film = Card(self.tr("Film"))
        film.body.addWidget(self.player, 3)
        film.body.addWidget(self.bands)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(film, 3)
        column.addWidget(self.curves, 2)
        peaks = Card(self.tr("Clearest moments"))
        peaks.body.addWidget(self.peaks)
        self.peaks.setFixedHeight(PEAK_PX + 44)
        self.views = CurrentStack()
        for view in (self.people, self.marks, self.quality, self.figures):
            self.views.addWidget(view)
        said = Card("")
        said.body.addWidget(self.tabs)
        said.body.addWidget(self.views, 1)
        right = QWidget()
        right.setMinimumWidth(RIGHT_PX)
        right.setMaximumWidth(RIGHT_PX + 20)
        right_column = QVBoxLayout(right)
        right_column.setContentsMargins(0, 0, 0, 0)
        right_column.addWidget(said, 1)
        right_column.addWidget(peaks)
        content = Sides(spacing=14)
        content.add(self.films)
        content.add(middle, 1, least_px=580)
        content.add(right, least_px=560)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(content)
        self.scenes = CurrentStack()
        for scene in (self.empty, whole, self.purpose):
            self.scenes.addWidget(scene)
        self.body.addWidget(self.scenes, 1)

    def _add_actions(self) -> None:
        self.undo_button = self.add_action(self.tr("&Undo"), self.editor.stack.undo, icon="undo")
        self.redo_button = self.add_action(self.tr("Redo"), self.editor.stack.redo, icon="redo")
        self.export_button = self.add_action(self.tr("E&xport"), self._open_export, icon="export")
        self.export_menu = QMenu(self)
        kinds: tuple[tuple[str, tuple[OutputKind, ...]], ...] = (
            (self.tr("Report…"), ("report",)),
            (self.tr("Tables for spreadsheets (CSV)…"), ("csv",)),
            (self.tr("Workbook (XLSX)…"), ("xlsx",)),
            (self.tr("Project for BORIS…"), ("boris",)),
            (self.tr("Document for ELAN…"), ("elan",)),
            (self.tr("BIDS events…"), ("bids",)),
            (self.tr("All of it…"), ("report", "csv", "xlsx", "boris", "elan", "bids")),
        )
        for words, wanted in kinds:
            action = self.export_menu.addAction(words)
            action.triggered.connect(partial(self._export_clicked, frozenset(wanted)))
        self.add_button = self.add_action(
            self.tr("&Add videos…"), self.ask_films, primary=True, icon="add"
        )

    def _add_keys(self) -> None:
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("P", self.player.toggle),
            (",", partial(self.player.step, -1)),
            (".", partial(self.player.step, 1)),
            ("S", self.marks.mark_section),
            ("E", self.marks.mark_event),
            ("X", self.marks.mark_excluded),
            ("K", self.keep_face),
        )
        for key, slot in keys:
            self._shortcut(QKeySequence(key), slot)
        self._shortcut(QKeySequence(QKeySequence.StandardKey.Undo), self.editor.stack.undo)
        self._shortcut(QKeySequence(QKeySequence.StandardKey.Redo), self.editor.stack.redo)

    def _shortcut(self, key: QKeySequence, slot: Callable[[], object]) -> None:
        shortcut = QShortcut(key, self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(slot)

    def _connect_parts(self) -> None:
        self.films.chosen.connect(self._on_chosen)
        self.films.removal_wished.connect(self._remove)
        self.films.erasure_wished.connect(self._erase)
        self.films.return_wished.connect(self._put_back)
        self.queue.finished.connect(self._on_finished)
        self.queue.failed.connect(self._on_queue_failed)
        self.queue.changed.connect(self._refresh)
        self.editor.opened.connect(partial(self._show_session, whole=True))
        self.editor.edited.connect(partial(self._show_session, whole=False))
        self.editor.refused.connect(self.show_error)
        self.editor.stack.indexChanged.connect(self._show_undo)
        self.player.moved.connect(self._on_moved)
        self.player.failed.connect(self._on_film_failed)
        self.bands.wished.connect(self.player.go_to_time)
        self.bands.chosen.connect(self.choose_person)
        self.bands.zoomed.connect(self._on_zoomed)
        self.curves.wished.connect(self.player.go_to_time)
        self.marks.wished.connect(self.player.go_to_time)
        self.people.chosen.connect(self.choose_person)
        self.tabs.changed.connect(self._on_tab)
        self.peaks.selection_changed.connect(self._on_peak)
        self.figures.coding_button.clicked.connect(self.ask_coding)
        self.purpose.accepted.connect(self._on_purpose)
        self.purpose.declined.connect(self._on_declined)

    # --- films ----------------------------------------------------------------------------

    def activated(self) -> None:
        self._refresh()
        self._jobs.start(
            "models",
            partial(list_film_models, self.services.workspace),
            self.tr("Looking for models"),
            self._on_models,
        )

    def deactivated(self) -> None:
        self.player.stop()

    def prepare_to_close(self) -> bool:
        self.player.close_film()
        return True

    def accepts_drop(self, paths: Sequence[Path]) -> bool:
        return bool(paths) and all(
            path.suffix.lower() in FILM_ENDINGS or (path.is_dir() and _holds_film(path))
            for path in paths
        )

    def dropped(self, paths: Sequence[Path]) -> None:
        """Films, or folders of them, go into the line."""
        self.add_films(paths)

    def ask_films(self) -> None:
        """Choose films to read."""
        topic = file_dialogs.FileTopic(self.services.settings, "review")
        kinds = {self.tr("Videos"): sorted(FILM_ENDINGS)}
        paths = file_dialogs.ask_open_many(
            self, topic, title=self.tr("Add videos"), kinds=kinds, all_files=True
        )
        if paths:
            self.add_films(paths)

    def add_films(self, paths: Sequence[Path]) -> None:
        """Read films, after the question what for."""
        self._wanted = tuple(paths)
        if not chosen_purpose(self.services.settings):
            self.scenes.setCurrentIndex(2)
            self.purpose.choice.setFocus()
            return
        self._queue_wanted()

    def _queue_wanted(self) -> None:
        paths, self._wanted = self._wanted, ()
        request = AnalyseRequest(
            model=self._model_file(), engine=engine_wish(self.services.preferences)
        )
        self._jobs.start(
            "queue",
            partial(queue_films, self.services.workspace, paths, request),
            self.tr("Adding films"),
            self._on_queued,
        )

    def _model_file(self) -> Path:
        from emotion_gui.core.model.catalogue import default_model

        chosen = self._models.get(self.model_choice.current)
        return default_model().file if chosen is None else chosen

    @Slot()
    def _on_purpose(self) -> None:
        self._show_scene()
        if self._wanted:
            self._queue_wanted()

    @Slot()
    def _on_declined(self) -> None:
        self._wanted = ()
        self._show_scene()

    def _on_models(self, models: tuple[FilmModel, ...]) -> None:
        self._models = {name: file for name, _, file in models}
        kept = self.model_choice.current
        self.model_choice.set_choices([(name, title) for name, title, _ in models])
        if kept in self._models:
            self.model_choice.choose(kept)

    def _on_queued(self, rows: tuple[SessionRow, ...]) -> None:
        self.queue.add(rows)
        self._refresh()
        known = [row for row in rows if row.is_ready]
        if known:
            self.open_film(known[0].session_id)
            words = self.tr("%Ln films were read before", "", len(known))
            self.show_info(words, kind="success")

    @Slot()
    def _refresh(self) -> None:
        self._jobs.start(
            "sessions",
            partial(list_sessions, self.services.workspace),
            self.tr("Looking for films"),
            self._on_sessions,
        )

    def _on_sessions(self, found: SessionList) -> None:
        rows = found.rows
        self.films.show_rows(rows, found.trashed)
        shown = self.editor.session
        known = {row.session_id: row for row in rows}
        if shown is not None and shown.row.session_id not in known:
            self.editor.open(None)
        ready = [row for row in rows if row.is_ready]
        if self.editor.session is None and ready:
            self.open_film(ready[0].session_id)
        self._show_scene()

    def _show_scene(self) -> None:
        if self._wanted and not chosen_purpose(self.services.settings):
            return
        self.scenes.setCurrentIndex(int(self.films.list.count() > 0))

    @Slot(int)
    def _on_finished(self, session_id: int) -> None:
        self._refresh()
        self.open_film(session_id)

    @Slot(int, object)
    def _on_queue_failed(self, session_id: int, error: Exception) -> None:
        if isinstance(error, VideoSourceError) and error.kind == "missing":
            self._ask_for_film(session_id, error)
        else:
            self.show_error(error)

    @Slot(object)
    def _on_film_failed(self, error: Exception) -> None:
        session = self.editor.session
        if session is not None and isinstance(error, VideoSourceError):
            self._ask_for_film(session.row.session_id, error)
        else:
            self.show_error(error)

    def _ask_for_film(self, session_id: int, error: VideoSourceError) -> None:
        from emotion_gui.ui.messages import UserMessage

        words = UserMessage(
            self.tr("The film is not where it was"),
            error.address,
            self.tr("Answers and marks are kept. Say where the film is now."),
        )
        action = (self.tr("Find the film…"), partial(self._find_film, session_id))
        self.banner.show_message(words, kind="warning", action=action)

    def _find_film(self, session_id: int) -> None:
        topic = file_dialogs.FileTopic(self.services.settings, "review")
        kinds = {self.tr("Videos"): sorted(FILM_ENDINGS)}
        path = file_dialogs.ask_open(
            self, topic, title=self.tr("Find the film"), kinds=kinds, all_files=True
        )
        if path is not None:
            self._jobs.start(
                "find",
                partial(_moved, self.services.workspace, session_id, path),
                self.tr("Looking at the film"),
                self._on_found,
            )

    def _on_found(self, row: SessionRow) -> None:
        self.clear_message()
        self._refresh()
        if row.is_ready:
            self.editor.open(None)  # its player looks in the old place
            self.open_film(row.session_id)
        else:
            self.queue.add([row])

    @Slot(int)
    def _remove(self, session_id: int) -> None:
        shown = self.editor.session
        if shown is not None and shown.row.session_id == session_id:
            self.player.close_film()
            self.editor.open(None)
        self.services.workspace.trash_session(session_id)
        self._refresh()
        from emotion_gui.ui.messages import UserMessage

        words = UserMessage(
            self.tr("Answers and marks are in the trash"),
            "",
            self.tr("The menu of Delete erases them for good."),
        )
        self.banner.show_message(
            words, kind="info", action=(self.tr("Put back"), partial(self._put_back, session_id))
        )

    @Slot(list)
    def _erase(self, session_ids: list[int]) -> None:
        shown = self.editor.session
        if shown is not None and shown.row.session_id in session_ids:
            self.player.close_film()
            self.editor.open(None)
        self._jobs.start(
            "erase",
            partial(erase_sessions, self.services.workspace, session_ids),
            self.tr("Erasing"),
            self._on_erased,
        )

    def _on_erased(self, kept: tuple[Path, ...]) -> None:
        self._refresh()
        if kept:
            names = ", ".join(path.name for path in kept)
            hint = self.tr("They were changed since they were written.")
            self.show_info(self.tr("Erased; these files stay"), names, hint)
        else:
            self.show_info(self.tr("Erased"), kind="success")

    @Slot(int)
    def _put_back(self, session_id: int) -> None:
        self.services.workspace.trash_session(session_id, restore=True)
        self.clear_message()
        self._refresh()

    # --- the open film --------------------------------------------------------------------

    @Slot(int)
    def _on_chosen(self, session_id: int) -> None:
        if self.films.is_ready(session_id):
            self.open_film(session_id)

    def open_film(self, session_id: int) -> None:
        """Read a session and show it."""
        self.films.select(session_id)
        shown = self.editor.session
        if shown is not None and shown.row.session_id == session_id and shown.row.is_ready:
            return
        self._jobs.start(
            "open",
            partial(read_session, self.services.workspace, session_id),
            self.tr("Opening the answers"),
            self._on_read,
        )

    def _on_read(self, session: OpenSession) -> None:
        if session.row.is_ready:
            self.editor.open(session)

    def _show_session(self, *, whole: bool) -> None:
        session = self.editor.session
        shown = self.editor.edits.shown
        if self._person not in [person.number for person in shown]:
            self._person = shown[0].number if shown else 0
        if whole:
            self._figures, self._peaks = (), ()
            self.marks.forget_open()
            self.figures.show_agreement((), self.editor.edits)
        self.player.show_session(session)
        self.bands.show_session(session, whole=whole)
        self.people.show_session(session)
        self.marks.show_session(session)
        self.quality.show_session(session)
        self._show_person()
        self._show_place()
        self._show_undo()
        for button in (self.figures.coding_button, self.export_button):
            button.setEnabled(session is not None)
        self.set_state_text(self._state_words(session))
        self._counting.start()

    def _state_words(self, session: OpenSession | None) -> str:
        if session is None:
            return self.tr("Apparent expressions over a film, with figures to cite")
        timeline = session.timeline
        parts = [
            session.row.name,
            numbers.clock(timeline.end_s),
            self.tr("%Ln frames", "", timeline.rows.frames),
            self.tr("%Ln persons", "", len(timeline.edits.shown)),
            session.facts.model.title,
        ]
        return " · ".join(parts)

    @Slot(int)
    def choose_person(self, number: int) -> None:
        """Whose curves, figures and peaks are shown."""
        if number != self._person:
            self._person = number
            self._show_person()
            self._find_peaks()

    @Slot()
    def keep_face(self) -> None:
        """Keep the face of the chosen person on the frame that is shown, to teach with."""
        session = self.editor.session
        if session is None or not session.timeline.rows.frames:
            return
        self._jobs.start(
            "keep",
            partial(
                keep_shown_face,
                self.services.workspace,
                session,
                self._person,
                self.player.place,
            ),
            self.tr("Keeping a face"),
            self._on_kept,
        )

    def _on_kept(self, keeping: Keeping | None) -> None:
        if keeping is None:
            self.show_info(self.tr("This person is not on this frame"))
            return
        text = self.tr("Label it and train on it under Train, Teach.")
        known = self.tr("It is there already.")
        self.show_info(
            self.tr("%Ln kept faces", "", keeping.row.faces),
            text if keeping.added else known,
            kind="success",
        )
        self.services.events.datasets_changed.emit()

    def _show_person(self) -> None:
        session = self.editor.session
        self.player.select_person(self._person)
        self.bands.select_person(self._person)
        self.people.select(self._person)
        self.curves.show_person(session, self._person, self.bands.view_s)
        self.figures.show_figures(self._figures, self._person)

    @Slot(int)
    def _on_moved(self, place: int) -> None:
        del place
        self._show_place()

    def _show_place(self) -> None:
        session = self.editor.session
        if session is None or not session.timeline.rows.frames:
            return
        rows, place = session.timeline.rows, self.player.place
        time_s = float(rows.time_s[place])
        self.bands.set_time(time_s)
        self.curves.set_time(time_s)
        self.marks.time_s = time_s
        self.people.place_frame = int(rows.index[place])

    @Slot(float, float)
    def _on_zoomed(self, begin_s: float, end_s: float) -> None:
        self.curves.show_person(self.editor.session, self._person, (begin_s, end_s))

    @Slot(str)
    def _on_tab(self, key: str) -> None:
        views = ("people", "marks", "quality", "figures")
        self.views.setCurrentIndex(views.index(key))

    @Slot()
    def _show_undo(self) -> None:
        self.undo_button.setEnabled(self.editor.stack.canUndo())
        self.redo_button.setEnabled(self.editor.stack.canRedo())

    @Slot()
    def _count(self) -> None:
        session = self.editor.session
        if session is None:
            self.figures.show_figures((), 0)
            self.peaks.set_faces(None)
            return
        self._jobs.start(
            "figures",
            partial(figures_of_session, session),
            self.tr("Working out the figures"),
            self._on_figures,
        )
        self._find_peaks()

    def _on_figures(self, figures: tuple[PersonFigures, ...]) -> None:
        self._figures = figures
        self.figures.show_figures(figures, self._person)

    def _find_peaks(self) -> None:
        session = self.editor.session
        if session is None or not self._person:
            self.peaks.set_faces(None)
            return
        self._jobs.start(
            "peaks",
            partial(find_peaks, session, self._person),
            self.tr("Looking for the clearest moments"),
            self._on_peaks,
            on_failure=self._on_no_peaks,
        )

    def _on_no_peaks(self, error: Exception) -> None:
        del error  # the player says that the film is gone
        self.peaks.set_faces(None)

    def _on_peaks(self, peaks: tuple[Peak, ...]) -> None:
        import numpy as np

        self._peaks = peaks
        if not peaks:
            self.peaks.set_faces(None)
            return
        session = self.editor.session
        labels = SEVEN if session is None else session.timeline.rows.labels
        captions = [emotion_name(peak.emotion, labels) for peak in peaks]
        faces = np.stack([peak.face for peak in peaks])
        self.peaks.set_faces(ArrayFaces(faces, captions))

    @Slot(list)
    def _on_peak(self, selected: list[int]) -> None:
        if selected and selected[0] < len(self._peaks):
            self.player.go(self._peaks[selected[0]].place)

    # --- what is taken away ---------------------------------------------------------------

    def _open_export(self) -> None:
        below = self.export_button.rect().bottomLeft()
        self.export_menu.popup(self.export_button.mapToGlobal(below))

    def _export_clicked(self, kinds: frozenset[OutputKind], checked: bool = False) -> None:
        del checked
        topic = file_dialogs.FileTopic(self.services.settings, "review-out")
        folder = file_dialogs.ask_folder(
            self, title=self.tr("Write into this folder"), start=topic.folder(), topic=topic
        )
        if folder is not None:
            self.export(folder, kinds)

    def export(self, folder: Path, kinds: frozenset[OutputKind]) -> None:
        """Write what is asked for; nothing that is there already is replaced."""
        session = self.editor.session
        if session is None:
            return
        request = OutputRequest(folder=folder, kinds=kinds)
        there = [path for path in planned_files(request, [session.row.name]) if path.exists()]
        if there:
            self.show_info(
                self.tr("These files are there already"),
                ", ".join(path.name for path in there),
                self.tr("Choose another folder, or remove them first."),
                kind="warning",
            )
            return
        self._jobs.start(
            "export",
            partial(_write, self.services.workspace, session.row.session_id, request),
            self.tr("Writing"),
            self._on_written,
        )

    def _on_written(self, outputs: Outputs) -> None:
        words = self.tr("%Ln files", "", len(outputs.files))
        self.show_written(self.tr("Written"), outputs.files[-1], words)

    @Slot()
    def ask_coding(self) -> None:
        """Set a coding by hand against the model."""
        topic = file_dialogs.FileTopic(self.services.settings, "review-coding")
        kinds = {self.tr("Codings"): [".boris", ".eaf", ".csv", ".tsv", ".txt"]}
        path = file_dialogs.ask_open(
            self, topic, title=self.tr("Coding by hand"), kinds=kinds, all_files=True
        )
        if path is not None:
            self.compare_with(path)

    def compare_with(self, coding: Path) -> None:
        """Work out how far a coding and the model agree."""
        session = self.editor.session
        if session is not None:
            self._jobs.start(
                "coding",
                partial(_agreements, session, coding),
                self.tr("Comparing"),
                self._on_agreements,
            )

    def _on_agreements(self, found: list[CodingAgreement]) -> None:
        self.tabs.choose("figures")
        self.figures.show_agreement(found, self.editor.edits)


def _holds_film(folder: Path) -> bool:
    return any(entry.suffix.lower() in FILM_ENDINGS for entry in folder.iterdir())


def _moved(workspace: object, session_id: int, film: Path, context: object) -> SessionRow:
    del context
    return move_film(workspace, session_id, film)  # type: ignore[arg-type]


def _write(workspace: object, session_id: int, request: OutputRequest, context: object) -> Outputs:
    return write_outputs(workspace, [session_id], request, context)  # type: ignore[arg-type]


def _agreements(session: OpenSession, coding: Path, context: object) -> list[CodingAgreement]:
    del context
    return coded_agreements(session, coding)
