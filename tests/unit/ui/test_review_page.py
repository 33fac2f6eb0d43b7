"""Review: films read in the background, any frame shown, marks that can be undone, files."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers.seven import Emotion
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from pytestqt.qtbot import QtBot

from emotion_gui.core.files import patiently
from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.review.edits import Span, first_edits, hide_person, rename_person
from emotion_gui.core.review.sessions import open_session
from emotion_gui.core.review.timeline import FilmTimeline
from emotion_gui.core.workspace.sessions import SessionState
from emotion_gui.operations.analyse import AnalyseRequest, analyse_session, queue_film
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.pages.review.agreement import AgreementDialog
from emotion_gui.ui.pages.review.bands import MARKS_PX, NAME_PX, PersonBands
from emotion_gui.ui.pages.review.editor import SessionEditor
from emotion_gui.ui.pages.review.findings import FilmFindings
from emotion_gui.ui.pages.review.marks import MarksView
from emotion_gui.ui.pages.review.page import ReviewPage
from emotion_gui.ui.pages.review.people import PeopleView
from emotion_gui.ui.pages.review.player import FilmPlayer
from emotion_gui.ui.pages.review.quality import QualityView
from emotion_gui.ui.purpose import KEY
from emotion_gui.ui.theme import Theme
from tests.helpers.fake_sources import write_video
from tests.helpers.pruning import random_network
from tests.helpers.review import rows_of_labels, session_of

HAPPY, SAD = int(Emotion.HAPPY), int(Emotion.SAD)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Forty frames, each a little brighter."""
    pictures = [np.full((96, 128, 3), 60 + 3 * k, dtype=np.uint8) for k in range(40)]
    for picture in pictures:
        picture[20:70, 30:80] += np.arange(50, dtype=np.uint8)[:, None]
    return write_video(tmp_path / "film.avi", pictures)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    spec = NetworkSpec(((4,), (6,)), (True, True))
    path = tmp_path / "m.safetensors"
    save_checkpoint(path, random_network(spec), CheckpointInfo(spec=spec))
    return path


@pytest.fixture
def session():
    rows = rows_of_labels({1: [HAPPY] * 20, 2: [None] * 5 + [SAD] * 15})
    return session_of(rows)


@pytest.fixture
def editor(services: PageServices, session) -> SessionEditor:
    row = services.workspace.create_session(name="talk.mp4", facts=session.facts.to_json())
    made = SessionEditor(services.workspace, services.tasks, services.events)
    made.open(replace(session, row=row))
    return made


def kept(services: PageServices, qtbot: QtBot, editor: SessionEditor) -> None:
    """What is shown is in the workspace."""
    assert editor.session is not None
    number = editor.session.row.session_id
    wanted = editor.edits.to_json()
    qtbot.waitUntil(lambda: not services.tasks.tasks)
    assert services.workspace.session(number).edits["persons"] == [
        dict(person) for person in wanted["persons"]
    ]


def test_persons_are_named_joined_hidden_and_all_is_undone(
    services: PageServices, editor: SessionEditor, qtbot: QtBot
) -> None:
    view = PeopleView(editor)
    qtbot.addWidget(view)
    editor.edited.connect(lambda: view.show_session(editor.session))
    view.show_session(editor.session)
    before = editor.edits
    view.table.item(0, 0).setText("Ada")
    assert editor.edits.person(1).name == "Ada"
    view.table.item(1, 0).setCheckState(Qt.CheckState.Unchecked)
    assert [person.number for person in editor.edits.shown] == [1]
    view.table.selectAll()
    view.join_button.click()
    assert [person.title for person in editor.edits.persons] == ["Ada"]
    view.place_frame = 10
    view.table.selectRow(0)
    view.split_button.click()
    assert [person.number for person in editor.edits.persons] == [1, 2]
    kept(services, qtbot, editor)
    while editor.stack.canUndo():
        editor.stack.undo()
    assert editor.edits == before
    assert view.table.item(0, 0).text() == "Person 1"
    kept(services, qtbot, editor)


def test_a_thousand_persons_are_listed_without_their_series(
    editor: SessionEditor, theme: Theme, qtbot: QtBot
) -> None:
    rows = rows_of_labels({n: [None] * n + [HAPPY] * 3 for n in range(1, 41)})
    film = session_of(rows)
    view, bands = PeopleView(editor), PersonBands(theme)
    qtbot.addWidget(view)
    qtbot.addWidget(bands)
    view.show_session(film)
    bands.show_session(film, whole=True)
    bands.select_person(40)
    assert view.table.rowCount() == 40
    assert view.table.item(7, 1).text() == "0.3 s"
    assert bands.left_out == 34
    # Rows of pixels are made of the six that are shown, and of nobody else.
    assert set(film.timeline._series) <= {1, 2, 3, 4, 5, 6, 40}


def test_whoever_moves_up_in_the_list_is_not_chosen_with_it(
    services: PageServices, editor: SessionEditor, qtbot: QtBot
) -> None:
    rows = rows_of_labels({n: [HAPPY] * 5 for n in range(1, 5)})
    assert editor.session is not None
    timeline = FilmTimeline(rows, first_edits(rows))
    editor.open(replace(editor.session, timeline=timeline))
    view = PeopleView(editor)
    qtbot.addWidget(view)
    editor.edited.connect(lambda: view.show_session(editor.session))
    view.show_session(editor.session)
    view.table.selectRow(0)
    where = view.table.model().index(2, 0)
    view.table.selectionModel().select(
        where, QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    )
    view.join_button.click()
    assert view.selected == [1]
    assert not view.join_button.isEnabled()
    editor.stack.undo()
    assert view.selected == [1]
    qtbot.waitUntil(lambda: not services.tasks.tasks)


def test_keys_in_the_table_of_persons_are_the_pages(editor: SessionEditor, qtbot: QtBot) -> None:
    view = PeopleView(editor)
    qtbot.addWidget(view)
    view.show_session(editor.session)
    view.select(1)
    for key in (Qt.Key.Key_P, Qt.Key.Key_Control):
        qtbot.keyClick(view.table, key)
        assert view.table.state() is not view.table.State.EditingState
    qtbot.keyClick(view.table, Qt.Key.Key_F2)
    assert view.table.state() is view.table.State.EditingState


@pytest.mark.allow_errors  # there is no film to show moments of
def test_figures_are_worked_out_for_whom_they_are_asked(
    services: PageServices, editor: SessionEditor, qtbot: QtBot
) -> None:
    page = Page(services, title="Review")
    qtbot.addWidget(page)
    findings = FilmFindings(page, editor)
    findings.choose_person(2)
    findings.show_session(whole=True)
    qtbot.waitUntil(lambda: findings.view.table.rowCount() == 8)
    assert list(findings._figures) == [2]
    words = findings.view.words.text()
    assert "No intervals" in words
    assert "it takes 12" in words
    editor.change("Hide", lambda edits: hide_person(edits, 1))
    findings.show_session(whole=False)
    assert findings.view.table.rowCount() == 8  # the old ones, until the new ones are there
    findings.choose_person(1)
    assert findings.view.table.rowCount() == 0
    findings.choose_person(2)
    qtbot.waitUntil(lambda: findings._figures[2][0] is editor.session)
    qtbot.waitUntil(lambda: not services.tasks.tasks)


@pytest.mark.allow_errors
def test_a_coding_stands_beside_the_model_as_a_matrix(
    services: PageServices, editor: SessionEditor, qtbot: QtBot, tmp_path: Path
) -> None:
    """It follows the marks, goes with the film, and into what is exported."""
    page = Page(services, title="Review")
    qtbot.addWidget(page)
    findings = FilmFindings(page, editor)
    editor.edited.connect(lambda: findings.show_session(whole=False))
    findings.choose_person(1)
    file = tmp_path / "coded.csv"
    file.write_text(
        "person,start,end,label\nAda,0,1,happy\nAda,1,1.5,yawns\nAda,1.5,2,sad\n",
        encoding="utf-8",
    )
    assert findings.view.matrix_button.isHidden()
    editor.change("Rename", lambda edits: rename_person(edits, 1, "Ada"))
    findings.compare_with(file)
    qtbot.waitUntil(lambda: findings.coding() == (file, False))
    findings.view.matrix_button.click()
    (dialog,) = page.findChildren(AgreementDialog)
    assert dialog.matrix.counts[HAPPY, HAPPY] == 10  # tenths of seconds
    assert dialog.matrix.counts[SAD, HAPPY] == 5
    assert "were answered" in dialog.matrix.words(SAD, HAPPY)
    assert "yawns (1)" in dialog.words.text()
    assert "yawns (1)" in findings.view.coding_words.text()
    figure = dialog.matrix.figure()
    assert figure is not None
    assert figure.values[SAD][HAPPY] == 100
    dialog.close()
    (before,) = findings._agreements
    findings.view.gaps_box.click()  # and the yawning is neutral
    assert findings.coding() == (file, True)
    qtbot.waitUntil(lambda: findings._agreements[0].compared_s > before.compared_s)
    findings.view.gaps_box.click()
    qtbot.waitUntil(lambda: findings._agreements[0].compared_s == before.compared_s)
    editor.change("Rename", lambda edits: rename_person(edits, 1, "Eve"))  # and nobody is Ada
    qtbot.waitUntil(lambda: findings.coding()[0] is None)
    assert findings.view.matrix_button.isHidden()
    editor.stack.undo()
    qtbot.waitUntil(lambda: findings.coding() == (file, False))
    findings.show_session(whole=True)
    assert findings.coding()[0] is None
    qtbot.waitUntil(lambda: not services.tasks.tasks)


def test_what_is_not_possible_says_why(editor: SessionEditor, qtbot: QtBot) -> None:
    view = PeopleView(editor)
    qtbot.addWidget(view)
    view.show_session(editor.session)
    view.table.selectRow(0)
    view.place_frame = 0
    with qtbot.waitSignal(editor.refused):
        view.split_button.click()
    assert not editor.stack.canUndo()


def test_sections_events_and_times_that_do_not_count(editor: SessionEditor, qtbot: QtBot) -> None:
    view = MarksView(editor)
    qtbot.addWidget(view)
    editor.edited.connect(lambda: view.show_session(editor.session))
    view.time_s = 1.5
    view.section_button.click()
    view.time_s = 0.5  # backwards is as good
    view.name_edit.setText("talk")
    view.section_button.click()
    view.time_s = 1.0
    view.mark_event()
    view.mark_excluded()
    view.time_s = 1.2
    view.mark_excluded()
    assert editor.edits.sections == (Span(0.5, 1.5, "talk"),)
    assert [event.time_s for event in editor.edits.events] == [1.0]
    assert not editor.session.timeline.counted[10:12].any()
    assert view.list.count() == 3
    with qtbot.waitSignal(view.wished) as wished:
        view.list.itemClicked.emit(view.list.item(0))
    assert wished.args == [0.5]
    view.list.setCurrentRow(0)
    view.remove_button.click()
    assert editor.edits.sections == ()


def test_the_filter_says_what_it_removes(editor: SessionEditor, qtbot: QtBot) -> None:
    view = QualityView(editor)
    qtbot.addWidget(view)
    editor.edited.connect(lambda: view.show_session(editor.session))
    view.show_session(editor.session)
    view.form.set_values({"size_px": 60.0})
    view.form.edited.emit()
    assert editor.edits.quality.size_px == 60
    assert view.removed_label.text() == "35 faces are left out (100.0 %)"
    editor.stack.undo()
    assert view.form.value("size_px") == 0
    assert view.removed_label.text().startswith("0 faces")


def test_a_click_on_a_band_goes_there_and_the_wheel_looks_closer(
    services: PageServices, session, qtbot: QtBot
) -> None:
    bands = PersonBands(services.theme)
    qtbot.addWidget(bands)
    bands.resize(NAME_PX + 400, bands.sizeHint().height())
    bands.show_session(session, whole=True)
    assert bands.view_s == (0.0, 2.0)
    found: dict[str, float] = {}
    bands.wished.connect(lambda time_s: found.update(time=time_s))
    bands.chosen.connect(lambda number: found.update(person=number))
    qtbot.mouseClick(bands, Qt.MouseButton.LeftButton, pos=QPoint(NAME_PX + 200, MARKS_PX + 24))
    assert found["time"] == pytest.approx(1.0, abs=0.01)
    assert found["person"] == 2
    with qtbot.waitSignal(bands.zoomed):
        bands.zoom(0.5, at_s=1.0)
    assert bands.view_s == pytest.approx((0.5, 1.5))
    figure = bands.figure()
    assert [name for name, _ in figure.bands] == ["Person 1", "Person 2"]
    bands.grab()


def test_the_picture_is_always_that_of_the_frame(
    services: PageServices, film: Path, model: Path, qtbot: QtBot
) -> None:
    row = queue_film(services.workspace, film, AnalyseRequest(model=model, detector="none"))
    analyse_session(services.workspace, row.session_id)
    player = FilmPlayer(services.theme, services.tasks)
    qtbot.addWidget(player)
    player.show_session(open_session(services.workspace, row.session_id))
    for place in (0, 39, 3, 17, 16):
        player.go(place)
        qtbot.waitUntil(lambda place=place: player.shown_place == place)
        middle = player.view.image.pixelColor(5, 5).red()
        assert middle == pytest.approx(60 + 3 * place, abs=4)
    player.step(1)
    qtbot.waitUntil(lambda: player.shown_place == 17)
    assert player.frame_edit.value() == 17
    player.frame_edit.setValue(30)  # as typed
    qtbot.waitUntil(lambda: player.shown_place == 30)
    assert player.slider.value() == 30
    player.go_to_time(0.51)
    assert player.place == 15
    player.close_film()


def test_k_keeps_the_face_of_the_chosen_person_on_the_frame_that_is_shown(
    services: PageServices, film: Path, model: Path, qtbot: QtBot
) -> None:
    row = queue_film(services.workspace, film, AnalyseRequest(model=model, detector="none"))
    analyse_session(services.workspace, row.session_id)
    page = ReviewPage(services)
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: page.player.shown_place == 0)
    (key,) = (key for key in page._film_keys if key.key().toString() == "K")

    def told_after_k(place: int) -> str:
        page.player.go(place)
        qtbot.waitUntil(lambda: page.player.shown_place == place)
        page.banner.dismiss()
        key.activated.emit()
        qtbot.waitUntil(lambda: page.banner.isVisibleTo(page))
        return page.banner.title_label.text() + page.banner.text_label.text()

    assert "1 kept face" in told_after_k(12)
    assert "already" in told_after_k(12)
    assert "2 kept faces" in told_after_k(30)
    (kept,) = services.workspace.datasets()
    sources = [sample.source for sample in services.workspace.samples(kept.dataset_id)]
    assert [source.partition(" s")[0] for source in sources] == ["film.avi, 0.40", "film.avi, 1.00"]
    page.prepare_to_close()
    qtbot.waitUntil(lambda: not services.tasks.tasks)


def test_a_film_is_dropped_read_shown_and_taken_away(
    services: PageServices, film: Path, model: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    page = ReviewPage(services)
    qtbot.addWidget(page)
    page.shelf.models = {"m": model}
    page.shelf.model_choice.set_choices([("m", "Small")])
    assert page.accepts_drop([film])
    assert page.accepts_drop([tmp_path])  # a folder with a film in it
    assert not page.accepts_drop([model])
    page.dropped([film])
    assert page.scenes.currentWidget() is page.purpose  # nothing before the question what for
    assert services.workspace.sessions() == []
    page.purpose.accept_button.click()
    assert services.settings.value(KEY)
    qtbot.waitUntil(lambda: page.editor.session is not None)
    assert page.films.list.count() == 1
    assert "40 frames" in page.state_text
    qtbot.waitUntil(lambda: page.player.shown_place == 0)
    page.export.write(tmp_path / "out", frozenset({"elan", "report"}))
    qtbot.waitUntil(lambda: (tmp_path / "out" / "report.html").exists())
    qtbot.waitUntil(lambda: len(services.workspace.sessions()[0].exports) == 2)
    page.export.write(tmp_path / "out", frozenset({"elan"}))
    assert "are there already" in page.banner.title_label.text()
    (row,) = services.workspace.sessions()
    page.films.erasure_wished.emit([row.session_id])
    qtbot.waitUntil(lambda: not (tmp_path / "out" / "film.eaf").exists())
    qtbot.waitUntil(lambda: page.films.list.count() == 0)
    assert not (tmp_path / "out" / "report.html").exists()
    assert page.editor.session is None
    assert page.prepare_to_close()
    qtbot.waitUntil(lambda: not services.tasks.tasks)


@pytest.mark.allow_errors  # there are no answers to open
def test_the_film_that_is_worked_on_stays_open_when_another_one_is_read(
    services: PageServices, qtbot: QtBot
) -> None:
    for name in ("worked on", "read meanwhile"):
        services.workspace.create_session(name=name, facts={})
    page = ReviewPage(services)
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: page.films.list.count() == 2)
    chosen, other = (row.session_id for row in services.workspace.sessions())
    page.films.select(chosen)
    with qtbot.assertNotEmitted(page.shelf.ready):
        page.shelf.queue.finished.emit(other)
    with qtbot.waitSignal(page.shelf.ready):
        page.shelf.queue.finished.emit(chosen)
    page.prepare_to_close()
    qtbot.waitUntil(lambda: not services.tasks.tasks)


def test_films_dropped_one_after_another_are_all_there(
    services: PageServices, film: Path, qtbot: QtBot
) -> None:
    services.settings.setValue(KEY, "own")
    second = write_video(film.with_name("second.avi"), [np.full((96, 128, 3), 90, dtype=np.uint8)])
    page = ReviewPage(services)
    qtbot.addWidget(page)
    for path in (film, second):
        page.dropped([path])
    qtbot.waitUntil(lambda: page.films.list.count() == 2)
    assert {row.name for row in services.workspace.sessions()} == {film.name, second.name}
    page.prepare_to_close()
    services.tasks.stop_all()
    qtbot.waitUntil(lambda: not services.tasks.tasks)


def test_a_film_that_was_found_again_is_the_one_that_is_shown(
    services: PageServices, film: Path, model: Path, qtbot: QtBot
) -> None:
    """Though a newer one is there, which opens where none is chosen."""
    newer = write_video(film.with_name("newer.avi"), [np.full((96, 128, 3), 90, dtype=np.uint8)])
    for path in (film, newer):
        row = queue_film(services.workspace, path, AnalyseRequest(model=model, detector="none"))
        analyse_session(services.workspace, row.session_id)
    page = ReviewPage(services)
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: page.editor.session is not None)
    page.open_film(1)
    qtbot.waitUntil(lambda: page.editor.session.row.session_id == 1)
    qtbot.waitUntil(lambda: page.player.shown_place == 0)
    shown: list[int] = []
    page.editor.opened.connect(
        lambda: shown.append(page.editor.session.row.session_id if page.editor.session else 0)
    )
    page.player.close_film()
    elsewhere = film.with_name("elsewhere.avi")
    patiently(lambda: film.rename(elsewhere))  # Windows: once the player has let go of it
    page.shelf.say_where(1, elsewhere)
    qtbot.waitUntil(lambda: shown[-1:] == [1])
    page.player.close_film()
    qtbot.waitUntil(lambda: not services.tasks.tasks)
    assert shown == [0, 1]
    page.prepare_to_close()
    qtbot.waitUntil(lambda: not services.tasks.tasks)


def test_films_erased_one_after_another_are_all_gone(
    services: PageServices, film: Path, model: Path, qtbot: QtBot
) -> None:
    request = AnalyseRequest(model=model, detector="none")
    films = [film.with_name(f"{number}.avi") for number in range(3)]
    for number, copy in enumerate(films):
        write_video(copy, [np.full((96, 128, 3), 90 + number, dtype=np.uint8)])
    rows = [queue_film(services.workspace, copy, request) for copy in films]
    page = ReviewPage(services)
    qtbot.addWidget(page)
    for row in rows:
        page.films.erasure_wished.emit([row.session_id])
    qtbot.waitUntil(lambda: not services.tasks.tasks)
    assert services.workspace.sessions() == []
    page.prepare_to_close()


def test_a_film_stopped_in_the_middle_goes_on(
    services: PageServices, film: Path, model: Path, qtbot: QtBot
) -> None:
    row = queue_film(services.workspace, film, AnalyseRequest(model=model, detector="none"))
    services.workspace.change_session(row.session_id, state=SessionState.STOPPED)
    page = ReviewPage(services)
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: page.films.list.count() == 1)
    page.films.select(row.session_id)
    assert "goes on" in page.films.list.item(0).text()
    page.films.go_on_button.click()
    qtbot.waitUntil(lambda: page.editor.session is not None)
    assert services.workspace.session(row.session_id).is_ready
    assert page.editor.edits == first_edits(page.editor.session.timeline.rows)
    page.prepare_to_close()
    qtbot.waitUntil(lambda: not services.tasks.tasks)
