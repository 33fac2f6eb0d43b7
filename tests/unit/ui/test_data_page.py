"""The Data page: preview, import, look, edit, check, divide; every step can be undone."""

import sqlite3
import subprocess
import sys
import threading

import numpy as np
import pytest
from helpers.parts import (
    browse_of,
    datasets_of,
    detail_of,
    editor_of,
    events_of,
    gallery_of,
    importing_of,
    overview_of,
    preview_of,
    problems_of,
    tabs_of,
)
from helpers.seven import Emotion
from helpers.sources import face, row_text, write_pictures, write_table
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from emotion_gui.core.data.hygiene import FindingKind
from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.errors import StorageError
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.workspace.records import Part, SampleStatus
from emotion_gui.ui.pages.data import DataPage
from emotion_gui.ui.pages.data.dataset.browse_view import CHECK, LEFT_OUT


@pytest.fixture
def make_page(qtbot, services):
    def make():
        page = DataPage(services)
        qtbot.addWidget(page)
        page.resize(1200, 680)
        page.show()
        return page

    return make


@pytest.fixture
def table(tmp_path):
    """35 faces, five of each class, one leak: row 35 (PublicTest) repeats row 0."""
    path = tmp_path / "fer2013.csv"
    lines = [row_text(i % 7, face(i)) for i in range(35)]
    lines.append(row_text(0, face(0), "PublicTest"))
    lines.append(row_text(9, face(1)))
    path.write_text("emotion,pixels,Usage\n" + "\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def page(make_page, workspace, table, qtbot):
    """A page that shows the imported table."""
    import_dataset(workspace, ImportRequest(table, "faces"))
    made = make_page()
    qtbot.waitUntil(lambda: made.controller.overview is not None)
    return made


def take(choices, key, value):
    """Choose as a person does."""
    box = choices.row(key).control
    box.choose(value)
    box.chosen.emit(value)


def select(page, *faces):
    gallery_of(page).grid.setFocus()
    gallery_of(page).select(list(faces))


def test_an_empty_workspace_teaches(make_page):
    page = make_page()
    assert page.empty.isVisible()
    assert page.first_button.isVisible()
    assert not page.file_button.isVisible()


def test_a_source_is_previewed_before_anything_is_imported(make_page, workspace, table, qtbot):
    page = make_page()
    assert page.accepts_drop([table])
    with qtbot.waitSignal(page.source_import.recognised):
        page.dropped([table])
    preview = preview_of(page)
    assert preview.isVisible()
    assert "FER2013 table, 37 pictures" in preview.kind_label.text()
    assert preview.grid.count > 0
    assert "emotion '9'" in preview.skipped_label.text()
    assert preview.choices.name_edit.text() == "FER2013"
    assert preview.choices.parts.control("split").current == "official"
    assert not preview.choices.row("detector").isVisible()
    assert workspace.datasets() == []
    preview.choices.name_edit.setText(" ")
    assert not page.import_button.isEnabled()
    page.back_button.click()
    assert page.empty.isVisible()


def test_import_shows_the_faces_and_what_was_left_out(make_page, workspace, table, qtbot):
    page = make_page()
    with qtbot.waitSignal(page.source_import.recognised):
        page.open_paths([table])
    with (
        qtbot.waitSignal(page.source_import.imported),
        qtbot.waitSignal(events_of(page).datasets_changed),
    ):
        page.import_button.click()
        assert importing_of(page).isVisible()
        assert page.cancel_button.isVisible()
    qtbot.waitUntil(lambda: overview_of(page) is not None)
    assert gallery_of(page).grid.count == 36
    assert "FER2013 · 36 faces · 7 classes" in page.state_text
    assert "36 faces imported" in page.banner.title_label.text()
    tabs_of(page).choose(LEFT_OUT)
    assert problems_of(page).isVisible()
    assert problems_of(page).problems.sample(0).source == "row 38"


def test_choices_reach_the_import(make_page, tmp_path, qtbot):
    write_pictures(tmp_path / "set", ["happy/a.png", "grin/b.png", "c.png"])
    page = make_page()
    with qtbot.waitSignal(page.source_import.recognised):
        page.open_paths([tmp_path / "set"])
    preview = preview_of(page)
    take(preview.choices, "detector", "haar")
    take(preview.choices, "several", "all")
    take(preview.choices, "split", "none")
    assert preview.choices.row("several").isVisible()
    box = preview.labels.meaning_box("grin")
    box.choose("happy")
    with qtbot.waitSignal(page.source_import.recognised):
        box.chosen.emit(box.current)
    request = preview.request()
    assert request.class_names == {"grin": Emotion.HAPPY}
    assert (request.detector, request.several, request.split) == ("haar", "all", "none")
    assert preview.grid.count == 3


def test_one_is_not_said_in_the_plural(make_page, tmp_path, qtbot):
    write_pictures(tmp_path / "set", ["happy/a.png"])
    (tmp_path / "set" / "happy" / "b.png").write_bytes(b"no picture")
    page = make_page()
    with qtbot.waitSignal(page.source_import.recognised):
        page.open_paths([tmp_path / "set"])
    page.import_button.click()
    qtbot.waitUntil(lambda: overview_of(page) is not None)
    assert page.banner.title_label.text().startswith("1 face imported")
    assert "1 picture was left out" in page.banner.hint_label.text()
    assert gallery_of(page).count_label.text() == "1 face"
    assert "1 face · 1 class" in page.state_text


def test_folders_of_foreign_names_can_be_given_classes(make_page, tmp_path, qtbot):
    write_pictures(tmp_path / "set", ["grin/a.png", "frown/b.png", "rest/c.png"])
    page = make_page()
    with qtbot.waitSignal(page.source_import.recognised):
        page.open_paths([tmp_path / "set"])
    preview = preview_of(page)
    assert preview.labels.isVisible()
    assert preview.request().class_names == {}, "no labels unless somebody chooses"
    for name, key in (("grin", "happy"), ("rest", "out")):
        box = preview.labels.meaning_box(name)
        box.choose(key)
        with qtbot.waitSignal(page.source_import.recognised):
            box.chosen.emit(box.current)
    assert preview.request().class_names == {"grin": Emotion.HAPPY, "rest": None}
    assert "Class folders" in preview.kind_label.text()
    page.import_button.click()
    qtbot.waitUntil(lambda: overview_of(page) is not None)
    assert overview_of(page).labels.tolist() == [-1, 3]
    assert "1 picture has no label" in page.banner.text_label.text()
    assert "1 face has no label" in page.banner.hint_label.text()


def test_an_addition_without_labels_says_so(page, tmp_path, qtbot):
    write_pictures(tmp_path / "more", ["a.png", "b.png"], side=40)
    with qtbot.waitSignal(page.source_import.recognised):
        page.open_paths([tmp_path / "more"])
    preview_of(page).choices.into_box.choose("faces")
    take(preview_of(page).choices, "detector", "none")
    with qtbot.waitSignal(page.source_import.imported):
        page.import_button.click()
    assert "2 faces have no label" in page.banner.hint_label.text()
    assert "in no part of the split" in page.banner.hint_label.text()


def test_more_pictures_go_into_a_data_set_and_ask_to_be_divided(page, workspace, tmp_path, qtbot):
    path = tmp_path / "more.csv"
    path.write_text(
        "emotion,pixels\n" + "\n".join(row_text(i % 7, face(90 + i), None) for i in range(4)),
        encoding="utf-8",
    )
    assert not browse_of(page).split_facts.row("none").isVisibleTo(page)
    with qtbot.waitSignal(page.source_import.recognised):
        page.open_paths([path])
    preview = preview_of(page)
    preview.choices.into_box.choose("faces")
    for key in ("name", "split", "seed"):
        assert not preview.choices.row(key).isVisible()
    with qtbot.waitSignal(page.source_import.imported):
        page.import_button.click()
    assert "4 faces added" in page.banner.title_label.text()
    assert [row.name for row in workspace.datasets()] == ["faces"]
    facts = browse_of(page).split_facts
    qtbot.waitUntil(lambda: facts.row("none").isVisibleTo(page))
    assert facts.row("none").value_label.text() == "4"
    browse_of(page).split_box.choose("paper")
    browse_of(page).divide_button.click()
    qtbot.waitUntil(lambda: not facts.row("none").isVisibleTo(page))


@pytest.mark.allow_errors
def test_an_import_without_a_face_says_why(make_page, tmp_path, qtbot):
    path = tmp_path / "text.jpg"
    path.write_text("not a picture", encoding="utf-8")
    page = make_page()
    with qtbot.waitSignal(page.source_import.recognised):
        page.open_paths([path])
    preview = preview_of(page)
    assert preview.skipped_label.text() == "text.jpg: not a picture of a known format"
    take(preview.choices, "detector", "none")
    with qtbot.waitSignal(page.source_import.failed):
        page.import_button.click()
    assert page.banner.title_label.text() == "No face was imported"
    assert "not a picture" in page.banner.text_label.text()


def test_the_use_of_votes_is_asked_once_there_are_votes(make_page, table, tmp_path, qtbot):
    page = make_page()
    with qtbot.waitSignal(page.source_import.recognised):
        page.open_paths([table])
    preview = preview_of(page)
    assert not preview.choices.row("votes_use").isVisible()
    preview.choices.set_votes(tmp_path / "votes.csv")
    assert preview.choices.row("votes_use").isVisible()
    take(preview.choices, "votes_use", "soft")
    request = preview.request()
    assert (request.votes, request.votes_use) == (tmp_path / "votes.csv", "soft")


@pytest.mark.allow_errors
def test_what_cannot_be_read_is_said_in_the_banner(make_page, tmp_path, qtbot):
    path = tmp_path / "bad.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    page = make_page()
    with qtbot.waitSignal(page.source_import.failed):
        page.open_paths([path])
    assert page.banner.isVisible()
    assert "No column" in page.banner.text_label.text()
    assert page.empty.isVisible()


def test_drops_are_judged(make_page, tmp_path):
    page = make_page()
    write_pictures(tmp_path, ["a.png", "b.png"])
    assert page.accepts_drop([tmp_path])
    assert page.accepts_drop([tmp_path / "a.png", tmp_path / "b.png"])
    assert not page.accepts_drop([tmp_path / "a.png", tmp_path / "notes.txt"])
    assert not page.accepts_drop([tmp_path / "notes.txt"])
    assert not page.accepts_drop([])


def test_pause_cancel_and_go_on(make_page, workspace, tmp_path, qtbot, monkeypatch):
    from emotion_gui.core.data import import_sink
    from emotion_gui.core.data.readers import fer_table

    monkeypatch.setattr(fer_table, "BLOCK_BYTES", 8_350)  # about a row
    monkeypatch.setattr(import_sink, "BATCH_SAMPLES", 8)
    monkeypatch.setattr(import_sink, "REPORT_SECONDS", 0.0)
    write_table(tmp_path / "fer.csv", 60)
    may_go = threading.Event()
    add = import_sink.ImportSink.add_rows

    def slow(self, rows):
        if self._done == 20:
            assert may_go.wait(timeout=30)
        add(self, rows)

    monkeypatch.setattr(import_sink.ImportSink, "add_rows", slow)
    page = make_page()
    with qtbot.waitSignal(page.source_import.recognised):
        page.open_paths([tmp_path / "fer.csv"])
    page.import_button.click()
    qtbot.waitUntil(lambda: importing_of(page).bar.value() >= 20)
    assert importing_of(page).grid.count == 20
    assert not page.accepts_drop([tmp_path])
    page.pause_button.click()
    assert page.source_import.paused
    assert "Go on" in page.pause_button.text()
    page.pause_button.click()
    with qtbot.waitSignal(page.source_import.stopped):
        page.cancel_button.click()
        assert page.state_text == "Stopping…"
        assert not page.cancel_button.isEnabled()
        may_go.set()
    view = browse_of(page)
    assert view.unfinished.isVisible()
    assert workspace.datasets()[0].state == "importing"
    with qtbot.waitSignal(page.source_import.imported):
        view.resume_button.click()
    assert workspace.dataset("fer").faces == 60


def test_an_unfinished_import_can_be_discarded(make_page, workspace, table, qtbot):
    with pytest.raises(JobCancelled):
        import_dataset(workspace, ImportRequest(table, "x"), JobContext(is_cancelled=lambda: True))
    page = make_page()
    browse_of(page).discard_button.click()
    qtbot.waitUntil(page.empty.isVisible)
    assert workspace.datasets() == []


def test_filters(page):
    gallery = gallery_of(page)
    gallery.class_box.choose("happy")
    gallery.class_box.chosen.emit("happy")
    assert gallery.grid.count == 5
    gallery.part_box.choose("TEST")
    gallery.part_box.chosen.emit("TEST")
    assert gallery.grid.count == 0
    gallery.class_box.choose("any")
    gallery.class_box.chosen.emit("any")
    assert gallery.grid.count == 1


def settled(page, act):
    """Do something and wait until it is written."""
    act()
    editor_of(page).finish()


def test_relabelling_by_key_and_box_is_undone_and_redone(page, workspace, qtbot):
    dataset_id = page.controller.shown_id
    select(page, 2)
    detail, grid = detail_of(page), gallery_of(page).grid
    assert detail.sample.label == 2
    with qtbot.waitSignal(events_of(page).datasets_changed):
        qtbot.keyClick(grid, Qt.Key.Key_4)
    assert workspace.sample_of_face(dataset_id, 2).label == 3
    assert overview_of(page).labels[2] == detail.sample.label == 3
    assert grid.selected == [2]
    settled(page, page.undo_button.click)
    assert workspace.sample_of_face(dataset_id, 2).label == 2
    settled(page, editor_of(page).redo)
    assert workspace.sample_of_face(dataset_id, 2).label == 3
    settled(page, lambda: take_label(detail, "-1"))
    assert workspace.sample_of_face(dataset_id, 2).label is None


def take_label(detail, key):
    detail.label_box.choose(key)
    detail.label_box.chosen.emit(key)


def test_an_undo_right_after_a_key_means_that_key(page, workspace, qtbot):
    dataset_id = page.controller.shown_id
    grid = gallery_of(page).grid
    before = workspace.labels_and_statuses(dataset_id)[0].tolist()
    select(page, 2)
    settled(page, lambda: qtbot.keyClick(grid, Qt.Key.Key_4))
    qtbot.keyClick(grid, Qt.Key.Key_5)
    qtbot.keyClick(grid, Qt.Key.Key_6)
    editor_of(page).undo()  # nothing of the two keys is written yet
    assert editor_of(page).undo_stack.count() == 1
    editor_of(page).finish()
    assert workspace.sample_of_face(dataset_id, 2).label == 4
    settled(page, lambda: [page.undo_button.click() for _ in range(2)])
    assert workspace.labels_and_statuses(dataset_id)[0].tolist() == before


def test_an_edit_reaches_the_file_when_the_window_closes(page, workspace, qtbot):
    select(page, 2)
    qtbot.keyClick(gallery_of(page).grid, Qt.Key.Key_4)
    qtbot.keyClick(gallery_of(page).grid, Qt.Key.Key_X)
    assert page.prepare_to_close()
    sample = workspace.sample_of_face(page.controller.shown_id, 2)
    assert (sample.label, sample.status) == (3, SampleStatus.EXCLUDED)


def test_labelling_any_number_of_faces_asks_nothing_on_the_windows_thread(
    page, workspace, qtbot, monkeypatch
):
    asked = []
    watch_statements(workspace, monkeypatch, asked)
    grid = gallery_of(page).grid
    numbers = []
    for act in (lambda: select(page, 2), grid.selectAll):
        act()
        asked.clear()
        with qtbot.waitSignal(editor_of(page).edited):
            qtbot.keyClick(grid, Qt.Key.Key_6)
        here = [text for thread, text in asked if thread == threading.get_ident()]
        assert here == []
        numbers.append(len([text for _, text in asked if not text.startswith("PRAGMA")]))
        updates = [text for _, text in asked if text.startswith("UPDATE samples")]
        assert len(updates) == 1
    assert max(numbers) < 12  # for 1 face and for 36, the hash of the new version included
    labels, _ = workspace.labels_and_statuses(page.controller.shown_id)
    assert set(labels.tolist()) == {5}
    assert len(grid.selected) == 36


def watch_statements(workspace, monkeypatch, asked):
    """Note each statement and its thread, in connections there are and those to come."""

    def watch(connection):
        connection.set_trace_callback(lambda text: asked.append((threading.get_ident(), text)))
        return connection

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: watch(connect(*a, **k)))
    watch(workspace._connection())


@pytest.mark.allow_errors
def test_what_cannot_be_written_is_told_and_nothing_seems_edited(
    page, workspace, qtbot, monkeypatch
):
    def refuse(ids):
        raise StorageError(workspace.path, "the disk is full")

    select(page, 2)
    with monkeypatch.context() as patch:
        patch.setattr(workspace, "set_marks", refuse)
        settled(page, lambda: qtbot.keyClick(gallery_of(page).grid, Qt.Key.Key_4))
    assert page.banner.isVisible()
    assert overview_of(page).labels[2] == 2
    assert not page.undo_button.isEnabled()


def test_excluding_several_faces_and_putting_them_back(page, workspace):
    dataset_id = page.controller.shown_id
    select(page, 1, 2, 3)
    detail = detail_of(page)
    assert detail.title_label.text() == "3 faces"
    settled(page, detail.exclude_button.click)
    assert workspace.count_by(dataset_id, "status")["excluded"] == 3
    assert "33 faces" in page.state_text
    select(page, 1)
    assert detail.restore_button.isVisible()
    settled(page, detail.restore_button.click)
    assert workspace.sample_of_face(dataset_id, 1).status is SampleStatus.OK
    settled(page, lambda: [page.undo_button.click() for _ in range(2)])
    assert workspace.count_by(dataset_id, "status") == {"ok": 36, "unreadable": 1}
    assert not page.undo_button.isEnabled()


def test_the_check_finds_the_leak_and_cures_it(page, workspace, qtbot):
    view = browse_of(page)
    view.tabs.choose(CHECK)
    view.check.check_button.click()
    qtbot.waitUntil(lambda: bool(view.check.cards))
    # Reading the networks imports torch first, which nothing can interrupt.
    qtbot.waitUntil(lambda: view.check.model_box.count() > 0, timeout=60_000)
    kinds = [card.finding.kind for card in view.check.cards]
    assert kinds[0] is FindingKind.LEAKS
    settled(page, view.check.cards[0].remedy_button.click)
    assert workspace.count_by(page.controller.shown_id, "status")["duplicate"] == 1
    assert not hasattr(view.check.cards[0], "remedy_button")
    settled(page, page.undo_button.click)
    assert hasattr(view.check.cards[0], "remedy_button")
    assert "duplicate" not in workspace.count_by(page.controller.shown_id, "status")
    view.check.cards[0].show_button.click()
    assert view.gallery.isVisible()
    assert view.gallery.grid.count == 2


@pytest.mark.allow_errors
def test_dividing_again(page, workspace, qtbot):
    view = browse_of(page)
    view.split_box.choose("paper")
    view.seed_edit.setValue(7)
    before = overview_of(page)
    view.divide_button.click()
    qtbot.waitUntil(lambda: overview_of(page) is not before)
    row = workspace.dataset("faces")
    assert [s.kind for s in workspace.splits(row.dataset_id)] == ["official", "paper"]
    assert overview_of(page).split.seed == 7
    view.split_box.choose("group")
    with qtbot.waitSignal(page.controller.failed):
        view.divide_button.click()
    assert "films or persons" in page.banner.text_label.text()
    assert view.divide_button.isEnabled()


@pytest.mark.allow_errors
def test_dividing_by_film_asks_what_becomes_of_faces_without_one(
    make_page, workspace, tmp_path, qtbot
):
    films = ("Juno", "Harry_Potter", "21", "Hangover")
    names = [f"Angry/{film}_000846120_0000000{n}.png" for film in films for n in range(3)]
    write_pictures(tmp_path / "set", [*names, "Happy/me.png"])
    import_dataset(workspace, ImportRequest(tmp_path / "set", "x", detector="none"))
    page = make_page()
    qtbot.waitUntil(lambda: overview_of(page) is not None)
    view = browse_of(page)
    view.split_box.choose("group")
    row = view.split_facts.row("ungrouped")
    assert not row.isVisible()
    with qtbot.waitSignal(page.controller.failed):
        view.divide_button.click()
    assert "Of 1 of 13 faces" in page.banner.text_label.text()
    assert row.isVisible()
    before = overview_of(page)
    view.ungrouped_box.choose("out")
    view.divide_button.click()
    qtbot.waitUntil(lambda: overview_of(page) is not before)
    parts = workspace.active_parts(workspace.dataset("x"))
    assert int((parts == Part.NONE).sum()) == 1


def test_rename_delete_and_undo(page, workspace, table):
    view = browse_of(page)
    model = view.datasets.model
    assert model.setData(model.index(0), "renamed")
    assert [row.name for row in workspace.datasets()] == ["renamed"]
    view.datasets.delete_button.click()
    assert page.empty.isVisible()
    assert "trash" in page.banner.title_label.text()
    undo = editor_of(page)
    undo.undo()
    undo.undo()
    assert [row.name for row in workspace.datasets()] == ["faces"]
    assert view.isVisible()


def test_a_taken_name_is_refused_in_the_banner(page, workspace, table, qtbot):
    other = ImportRequest(table, "other")
    import_dataset(workspace, other)
    page.activated()
    model = datasets_of(page).model
    with qtbot.waitSignal(page.controller.failed):
        model.setData(model.index(0), "other")
    assert "already here" in page.banner.text_label.text()


@pytest.mark.allow_errors
def test_the_original_with_its_box(make_page, workspace, tmp_path, qtbot):
    from emotion_gui.core.workspace.records import Sample

    source = tmp_path / "photos"
    write_pictures(source, ["a.png"], side=300)
    row = workspace.create_dataset(name="x", source=str(source), settings={})
    np.save(workspace.dataset_dir(row.dataset_id) / "faces.npy", face(0)[None])
    sample = Sample(
        "a.png", SampleStatus.OK, 3, 0, detector="mtcnn", box=(10, 20, 100, 120), confidence=0.9
    )
    workspace.add_samples(row.dataset_id, [sample])
    workspace.finish_dataset(row.dataset_id, content_hash="")
    page = make_page()
    qtbot.waitUntil(lambda: overview_of(page) is not None)
    select(page, 0)
    detail = detail_of(page)
    assert detail.facts.row("detector").value_label.text() == "MTCNN"
    detail.view_switch.choose("picture")
    qtbot.waitUntil(lambda: detail.view.image is not None)
    assert isinstance(detail.view.image, QImage)
    assert detail.view.image.width() == 300
    (source / "a.png").unlink()
    detail.view_switch.choose("face")
    detail.view_switch.choose("picture")
    qtbot.waitUntil(lambda: "no longer" in detail.view._text)


def test_the_report_is_written(page, tmp_path, qtbot):
    target = tmp_path / "report.csv"
    with qtbot.waitSignal(page.controller.message):
        page.controller.export_to(target)
    assert len(target.read_text(encoding="utf-8").splitlines()) == 38


def test_loose_pictures_become_a_class(make_page, workspace, tmp_path, qtbot):
    write_pictures(tmp_path, ["a.png", "b.png"])
    page = make_page()
    with qtbot.waitSignal(page.source_import.recognised):
        page.dropped([tmp_path / "a.png", tmp_path / "b.png"])
    preview = preview_of(page)
    preview.labels.label_box.choose("sad")
    with qtbot.waitSignal(page.source_import.recognised):
        preview.labels.label_box.chosen.emit(preview.labels.label_box.current)
    preview.choices.name_edit.setText("mine")
    with qtbot.waitSignal(page.source_import.imported):
        page.import_button.click()
    assert workspace.label_counts(workspace.dataset("mine").dataset_id) == {4: 2}


def test_both_themes_paint(page, theme, qtbot):
    for mode in ("dark", "light"):
        theme.set_mode(mode)
        assert not page.grab().isNull()


def test_the_page_module_does_not_import_torch():
    code = (
        "import sys, emotion_gui.ui.pages.data; "
        "print([n for n in ('torch', 'cv2', 'sklearn', 'pyqtgraph') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.stdout.strip() == "[]"
