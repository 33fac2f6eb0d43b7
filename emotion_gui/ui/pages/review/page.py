"""Films read in the background; one of them open: player, bands, curves, marks, figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from emotion_gui.core.data.file_kinds import FILM_ENDINGS
from emotion_gui.core.errors import EmotionGuiError, VideoSourceError
from emotion_gui.core.review.sessions import OpenSession
from emotion_gui.core.workspace.sessions import SessionRow
from emotion_gui.operations.review_film import read_session
from emotion_gui.ui import numbers
from emotion_gui.ui.figures.source import shown_at
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.pages.review.bands import PersonBands
from emotion_gui.ui.pages.review.compare import CompareView
from emotion_gui.ui.pages.review.curves import PersonCurves
from emotion_gui.ui.pages.review.editor import SessionEditor
from emotion_gui.ui.pages.review.exporting import FilmExport
from emotion_gui.ui.pages.review.findings import FilmFindings
from emotion_gui.ui.pages.review.marks import MarksView
from emotion_gui.ui.pages.review.people import PeopleView
from emotion_gui.ui.pages.review.player import FilmPlayer
from emotion_gui.ui.pages.review.quality import QualityView
from emotion_gui.ui.pages.review.shelf import FilmShelf
from emotion_gui.ui.purpose import PurposeCard, chosen_purpose
from emotion_gui.ui.widgets import Card, EmptyState
from emotion_gui.ui.widgets.controls import SegmentedControl
from emotion_gui.ui.widgets.current_stack import CurrentStack
from emotion_gui.ui.widgets.flow import Sides, keep_width
from emotion_gui.workers.task_slot import TaskSlot

LEFT_PX, RIGHT_PX = 236, 336
FILM, COMPARE = "film", "compare"


class ReviewPage(Page):
    """The queue at the left, the open film in the middle, what is said about it at the right."""

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        super().__init__(
            services, title=QCoreApplication.translate("ReviewPage", "Review"), parent=parent
        )
        self._wanted: tuple[Path, ...] = ()  # until the purpose was told
        self._person = 0
        self._film_keys: list[QShortcut] = []
        self.shelf = FilmShelf(self)
        self.editor = SessionEditor(services.workspace, services.tasks, self)
        self.findings = FilmFindings(self, self.editor)
        self.export = FilmExport(self, self.editor, self.findings.coding)
        self._reading = TaskSlot(services.tasks, on_failure=self.show_error, parent=self)
        self._make_parts()
        self._lay_out_parts()
        self._add_actions()
        self._add_keys()
        self._connect_parts()
        self._show_session(whole=True)
        self.shelf.refresh()

    # --- building -------------------------------------------------------------------------

    def _make_parts(self) -> None:
        theme = self.services.theme
        self.films = self.shelf.card
        self.player = FilmPlayer(theme, self.services.tasks)
        self.bands = PersonBands(theme)
        self.curves = PersonCurves(theme)
        self.people = PeopleView(self.editor)
        self.marks = MarksView(self.editor)
        self.quality = QualityView(self.editor)
        self.figures = self.findings.view
        self.compare = CompareView(self.services, self.editor)
        self.view_switch = SegmentedControl(
            [(FILM, self.tr("One film")), (COMPARE, self.tr("Compare"))], name=self.tr("View")
        )
        # In one line: rather the actions beside it take two.
        self.view_switch.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.add_view_switch(self.view_switch)
        self.tabs = SegmentedControl(
            [
                ("people", self.tr("Persons")),
                ("marks", self.tr("Marks")),
                ("quality", self.tr("Filter")),
                ("figures", self.tr("Figures")),
            ],
            name=self.tr("What is said about the film"),
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
        right = self._right()
        content = Sides(spacing=14)
        content.add(self.films)
        content.add(self._middle(), 1, least_px=580)
        content.add(right, least_px=560)
        keep_width(content, self.films, LEFT_PX)
        keep_width(content, right, RIGHT_PX)
        one_film = QWidget()
        row = QHBoxLayout(one_film)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(content)
        self.scenes = CurrentStack()
        for scene in (self.empty, one_film, self.compare, self.purpose):
            self.scenes.addWidget(scene)
        self._scenes_of = {FILM: one_film, COMPARE: self.compare}
        self.body.addWidget(self.scenes, 1)

    def _middle(self) -> QWidget:
        film = Card(self.tr("Film"))
        film.body.addWidget(self.player, 3)
        film.body.addWidget(self.bands)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(film, 3)
        column.addWidget(self.curves, 2)
        return middle

    def _right(self) -> QWidget:
        peaks = Card(self.tr("Clearest moments"))
        peaks.body.addWidget(self.findings.peaks)
        self.views = CurrentStack()
        for view in (self.people, self.marks, self.quality, self.figures):
            self.views.addWidget(view)
        said = Card("")
        said.body.addWidget(self.tabs)
        said.body.addWidget(self.views, 1)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(said, 1)
        column.addWidget(peaks)
        return right

    def _add_actions(self) -> None:
        self.undo_button = self.add_action(self.tr("&Undo"), self.editor.stack.undo, icon="undo")
        self.redo_button = self.add_action(self.tr("Redo"), self.editor.stack.redo, icon="redo")
        for button in (self.undo_button, self.redo_button):
            button.setText("")  # the names stay for screen readers; tool tips say what
        self.export_button = self.add_action(self.tr("E&xport"), self._open_export, icon="export")
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
            self._film_keys.append(self._shortcut(QKeySequence(key), slot))
        self._shortcut(QKeySequence(QKeySequence.StandardKey.Undo), self.editor.stack.undo)
        self._shortcut(QKeySequence(QKeySequence.StandardKey.Redo), self.editor.stack.redo)

    def _shortcut(self, key: QKeySequence, slot: Callable[[], object]) -> QShortcut:
        shortcut = QShortcut(key, self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(slot)
        return shortcut

    def _connect_parts(self) -> None:
        self.films.chosen.connect(self._on_chosen)
        self.shelf.listed.connect(self._on_listed)
        self.shelf.ready.connect(self.open_film)
        self.shelf.leaving.connect(self._on_leaving)
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
        self.findings.wished.connect(self.player.go)
        self.findings.compared.connect(partial(self.tabs.choose, "figures"))
        self.tabs.changed.connect(self._on_tab)
        self.view_switch.changed.connect(self._on_view)
        self.compare.save_wished.connect(self._save_comparison)
        self.purpose.accepted.connect(self._on_purpose)
        self.purpose.declined.connect(self._on_declined)

    # --- films ----------------------------------------------------------------------------

    def activated(self) -> None:
        self.shelf.refresh()
        self.shelf.find_models()

    def deactivated(self) -> None:
        self.player.stop()

    def prepare_to_close(self) -> bool:
        self.player.close_film()
        try:
            self.editor.flush()
        except EmotionGuiError as error:
            self.show_error(error)
            return False
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
        paths = self.shelf.ask_films()
        if paths:
            self.add_films(paths)

    def add_films(self, paths: Sequence[Path]) -> None:
        """Read films, after the question what for."""
        self._wanted = tuple(paths)
        if not chosen_purpose(self.services.settings):
            self.scenes.setCurrentWidget(self.purpose)
            self.purpose.choice.setFocus()
            return
        self._add_wanted()

    def _add_wanted(self) -> None:
        paths, self._wanted = self._wanted, ()
        self.shelf.add(paths)

    @Slot()
    def _on_purpose(self) -> None:
        self._show_scene()
        if self._wanted:
            self._add_wanted()

    @Slot()
    def _on_declined(self) -> None:
        self._wanted = ()
        self._show_scene()

    @Slot(object)
    def _on_listed(self, rows: tuple[SessionRow, ...]) -> None:
        shown = self.editor.session
        known = {row.session_id for row in rows}
        if shown is not None and shown.row.session_id not in known:
            self.editor.open(None)
        ready = [row for row in rows if row.is_ready]
        if self.editor.session is None and ready and not self._reading.busy:
            self.open_film(ready[0].session_id)
        self.compare.show_films(rows)
        self._show_scene()

    def _show_scene(self) -> None:
        if self._wanted and not chosen_purpose(self.services.settings):
            return
        has_films = self.films.list.count() > 0
        scene = self._scenes_of[self.view_switch.current] if has_films else self.empty
        self.scenes.setCurrentWidget(scene)
        self.compare.set_shown(shown=scene is self.compare)
        for shortcut in self._film_keys:  # nobody marks what is not to be seen
            shortcut.setEnabled(scene is self._scenes_of[FILM])

    @Slot(str)
    def _on_view(self, key: str) -> None:
        del key
        self.player.stop()
        self._show_scene()

    @Slot(object)
    def _on_film_failed(self, error: Exception) -> None:
        session = self.editor.session
        if session is not None and isinstance(error, VideoSourceError):
            missing = VideoSourceError(error.address, "missing", error.reason)
            self.shelf.tell_failure(session.row.session_id, missing)
        else:
            self.show_error(error)

    @Slot(object)
    def _on_leaving(self, session_ids: Sequence[int]) -> None:
        shown = self.editor.session
        if shown is not None and shown.row.session_id in session_ids:
            self.player.close_film()
            self.editor.open(None)

    # --- the open film --------------------------------------------------------------------

    @Slot(int)
    def _on_chosen(self, session_id: int) -> None:
        if self.films.is_ready(session_id):
            self.open_film(session_id)

    @Slot(int)
    def open_film(self, session_id: int) -> None:
        """Read a session and show it."""
        self.films.select(session_id)
        shown = self.editor.session
        if shown is not None and shown.row.session_id == session_id and shown.row.is_ready:
            return
        self._reading.start(
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
            self.marks.forget_open()
        self.player.show_session(session)
        self.bands.show_session(session, whole=whole)
        self.people.show_session(session)
        self.marks.show_session(session)
        self.quality.show_session(session)
        self.findings.show_session(whole=whole)
        self._show_person()
        self._show_place()
        self._show_undo()
        self.export_button.setEnabled(session is not None)
        self.set_state_text(self._state_words(session))
        self.compare.refresh()

    def _state_words(self, session: OpenSession | None) -> str:
        if session is None:
            return self.tr("Apparent expressions over a film, with figures to cite")
        timeline = session.timeline
        parts = [
            session.row.name,
            numbers.lasting(timeline.end_s),
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

    @Slot()
    def keep_face(self) -> None:
        """Keep the face of the chosen person on the frame that is shown, to teach with."""
        self.findings.keep_face(self.player.place)

    def _show_person(self) -> None:
        session = self.editor.session
        self.player.select_person(self._person)
        self.bands.select_person(self._person)
        self.people.select(self._person)
        self.curves.show_person(session, self._person, self.bands.view_s)
        self.findings.choose_person(self._person)

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
        stack = self.editor.stack
        for button, can, text in (
            (self.undo_button, stack.canUndo(), stack.undoText()),
            (self.redo_button, stack.canRedo(), stack.redoText()),
        ):
            button.setEnabled(can)
            button.setToolTip(text or button.accessibleName())

    # --- what is taken away ---------------------------------------------------------------

    def _open_export(self) -> None:
        self.export.open_below(self.export_button)

    @Slot()
    def _save_comparison(self) -> None:
        shown = shown_at(self.compare.table, within=self)
        if shown is not None:
            self.figure_menu.save_numbers(shown)


def _holds_film(folder: Path) -> bool:
    return any(entry.suffix.lower() in FILM_ENDINGS for entry in folder.iterdir())
