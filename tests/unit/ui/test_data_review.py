"""Review of single pictures, capture, trash, folds and wrong labels on the Data page."""

import cv2
import numpy as np
import pytest
from helpers.datasets import make_dataset
from helpers.parts import (
    browse_of,
    check_of,
    datasets_of,
    detail_of,
    editor_of,
    gallery_of,
    overview_of,
    preview_of,
    problems_of,
    review_of,
    reviewing_of,
    tabs_of,
)
from PIL import Image
from PySide6.QtCore import QPoint, Qt

from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.evaluation import label_errors
from emotion_gui.core.evaluation.ledger import record_opening
from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.workspace.records import SampleStatus
from emotion_gui.ui.pages.data import DataPage
from emotion_gui.ui.pages.data.dataset.browse_view import CHECK, LEFT_OUT


class _TwoFaces:
    """Finds two faces in bright pictures and none in dark ones."""

    name = "two"

    def detect(self, picture):
        if picture.mean() < 40:
            return []
        return [FaceBox(10, 10, 90, 90, 0.9, "mtcnn"), FaceBox(150, 100, 60, 60, 0.8, "mtcnn")]


@pytest.fixture
def make_page(qtbot, services):
    def make():
        page = DataPage(services)
        qtbot.addWidget(page)
        page.resize(1200, 680)
        page.show()
        qtbot.waitUntil(lambda: overview_of(page) is not None or page.empty.isVisible())
        return page

    return make


@pytest.fixture
def photo_page(make_page, workspace, tmp_path, monkeypatch):
    """Three photographs: a and b with two faces each, c without any."""
    for module in ("piecewise", "review"):
        monkeypatch.setattr(
            f"emotion_gui.core.data.{module}.make_detector", lambda kind: _TwoFaces()
        )
    folder = tmp_path / "photos"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for name in ("a.png", "b.png"):
        pixels = rng.integers(60, 255, (24, 32), dtype=np.uint8)
        Image.fromarray(pixels).resize((320, 240)).save(folder / name)
    Image.new("L", (320, 240), 10).save(folder / "c.png")
    import_dataset(workspace, ImportRequest(folder, "x", detector="mtcnn", several="ask"))
    return make_page()


def opened(page, qtbot):
    qtbot.waitUntil(lambda: review_of(page).canvas.image is not None)
    return review_of(page)


def test_another_face_is_chosen_by_keys_and_undone(photo_page, workspace, qtbot):
    page = photo_page
    gallery_of(page).select([0])
    detail_of(page).review_button.click()
    review = opened(page, qtbot)
    assert browse_of(page).reviewing
    assert len(review.boxes) == 2
    dataset_id = page.controller.shown_id
    assert workspace.sample_of_face(dataset_id, 0).status is SampleStatus.SEVERAL_FACES
    qtbot.keyClick(review.canvas, Qt.Key.Key_Down)
    with qtbot.waitSignal(editor_of(page).edited):
        qtbot.keyClick(review.canvas, Qt.Key.Key_Return)
    sample = workspace.sample_of_face(dataset_id, 0)
    assert (sample.status, sample.box[:2]) == (SampleStatus.OK, (150, 100))
    np.testing.assert_array_equal(detail_of(page)._face, overview_of(page).faces[0])
    qtbot.keyClick(review.canvas, Qt.Key.Key_4)
    editor_of(page).finish()
    assert workspace.sample_of_face(dataset_id, 0).label == 3
    qtbot.keyClick(review.canvas, Qt.Key.Key_X)
    editor_of(page).finish()
    assert workspace.sample_of_face(dataset_id, 0).status is SampleStatus.EXCLUDED
    for _ in range(3):
        page.undo_button.click()
    editor_of(page).finish()
    assert workspace.sample_of_face(dataset_id, 0).status is SampleStatus.SEVERAL_FACES
    assert workspace.sample_of_face(dataset_id, 0).label is None
    editor_of(page).redo()
    editor_of(page).finish()
    assert workspace.sample_of_face(dataset_id, 0).box[:2] == (150, 100)
    assert review.next_button.isEnabled()
    qtbot.keyClick(review.canvas, Qt.Key.Key_Right)
    assert reviewing_of(page).sample.source == "b.png"
    opened(page, qtbot)
    qtbot.keyClick(review.canvas, Qt.Key.Key_Escape)
    assert gallery_of(page).isVisible()
    assert gallery_of(page).selected == [1]


def test_a_box_is_drawn_around_a_face_nobody_found(photo_page, workspace, qtbot):
    page = photo_page
    tabs_of(page).choose(LEFT_OUT)
    table = problems_of(page)
    rows = [table.problems.sample(n).source for n in range(table.problems.rowCount())]
    reviewing_of(page).open_sample(rows.index("c.png"))
    review = opened(page, qtbot)
    assert "no face found" in review.status_label.text()
    area = review.canvas.frame_rect()
    scale = area.width() / 320

    def at(x, y):
        return QPoint(round(area.left() + x * scale), round(area.top() + y * scale))

    with qtbot.waitSignal(editor_of(page).edited):
        qtbot.mousePress(review.canvas, Qt.MouseButton.LeftButton, pos=at(100, 50))
        qtbot.mouseMove(review.canvas, at(160, 100))
        qtbot.mouseMove(review.canvas, at(200, 150))
        qtbot.mouseRelease(review.canvas, Qt.MouseButton.LeftButton, pos=at(200, 150))
    sample = workspace.sample_of_face(page.controller.shown_id, 2)
    assert (sample.source, sample.detector, sample.status) == ("c.png", "manual", "ok")
    np.testing.assert_allclose(sample.box, (100, 50, 100, 100), atol=2)
    assert overview_of(page).count == len(overview_of(page).faces) == 3
    page.undo_button.click()
    editor_of(page).finish()
    assert workspace.sample_of_face(page.controller.shown_id, 2).status is SampleStatus.NO_FACE


def test_a_box_is_drawn_with_the_keyboard(photo_page, workspace, qtbot):
    page = photo_page
    reviewing_of(page).open_face(0)
    canvas = opened(page, qtbot).canvas
    qtbot.keyClick(canvas, Qt.Key.Key_B)
    before = canvas.draft.left()
    qtbot.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.draft.left() < before
    width = canvas.draft.width()
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.draft.width() > width
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.draft is None
    assert browse_of(page).reviewing
    qtbot.keyClick(canvas, Qt.Key.Key_B)
    with qtbot.waitSignal(editor_of(page).edited):
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert workspace.sample_of_face(page.controller.shown_id, 0).detector == "manual"


def test_folds_seal_and_version(make_page, workspace, qtbot):
    row = make_dataset(workspace)
    page = make_page()
    view = browse_of(page)
    assert view.split_facts.row("seal").value_label.text() == "sealed"
    assert not view.split_facts.row("fold").isVisibleTo(view)
    view.split_box.choose("kfold")
    assert view.fold_box.count() == 5
    view.fold_box.choose("3")
    before = overview_of(page)
    record_opening(workspace, dataset=row.name, model="it", run_id=None)
    view.divide_button.click()
    qtbot.waitUntil(lambda: overview_of(page) is not before)
    assert overview_of(page).split.name == "kfold 4"
    assert view.fold_box.current == "3"
    assert view.split_facts.row("seal").value_label.text() == "opened once"
    version = view.about_facts.row("version").value_label
    qtbot.waitUntil(lambda: "edited" in version.text())  # the helper stores no real hash


def test_wrong_labels_are_listed_and_taken_out(make_page, workspace, qtbot, monkeypatch):
    from emotion_gui.core.data.hygiene import Finding, FindingKind

    make_dataset(workspace)
    finding = Finding(
        FindingKind.LABEL_ERRORS,
        1,
        ((2,),),
        (2,),
        facts={"model": "it", "sure": 0.9, "given": "sad", "said": "fear"},
    )
    monkeypatch.setattr(label_errors, "find_label_errors", lambda *_, **__: finding)
    page = make_page()
    check = check_of(page)
    tabs_of(page).choose(CHECK)
    qtbot.waitUntil(check.labels_button.isEnabled, timeout=30_000)  # torch is imported for it
    check.labels_button.click()
    assert not check.labels_button.isEnabled()
    qtbot.waitUntil(lambda: bool(check.cards))
    check.cards[0].remedy_button.click()
    editor_of(page).finish()
    assert workspace.sample_of_face(page.controller.shown_id, 2).status is SampleStatus.EXCLUDED
    page.undo_button.click()
    editor_of(page).finish()
    assert workspace.sample_of_face(page.controller.shown_id, 2).status is SampleStatus.OK


def test_the_trash_gives_back_and_is_emptied(make_page, workspace, qtbot):
    make_dataset(workspace, name="one")
    make_dataset(workspace, name="two")
    page = make_page()
    card = datasets_of(page)
    assert not card.aside.trash_button.isVisible()
    card.delete_button.click()
    assert card.aside.trash_button.isVisible()
    card.aside.trash_menu.actions()[0].trigger()
    assert {row.name for row in workspace.datasets()} == {"one", "two"}
    qtbot.waitUntil(lambda: overview_of(page) is not None)
    card.delete_button.click()
    folder = workspace.dataset_dir(workspace.trashed_datasets()[0].dataset_id)
    card.aside.trash_menu.actions()[-1].trigger()
    qtbot.waitUntil(lambda: not folder.exists())
    qtbot.waitUntil(lambda: not card.aside.trash_button.isVisible())
    assert workspace.trashed_datasets() == []
    assert not page.undo_button.isEnabled()


def test_pictures_are_taken_and_previewed(make_page, workspace, tmp_path, qtbot):
    video = str(tmp_path / "camera.avi")
    writer = cv2.VideoWriter(video, cv2.VideoWriter_fourcc(*"MJPG"), 30, (320, 240))
    for shade in range(40, 240, 40):
        writer.write(np.full((240, 320, 3), shade, dtype=np.uint8))
    writer.release()
    page = make_page()
    page.capture(video)
    view = page.capturing.view
    assert view.isVisible()
    assert not page.captured_button.isEnabled()
    qtbot.waitUntil(view.take_button.isEnabled)
    qtbot.keyClick(view.view, Qt.Key.Key_4)
    qtbot.keyClick(view.view, Qt.Key.Key_Space)
    qtbot.keyClick(view.view, Qt.Key.Key_Space)
    view.class_box.choose("4")
    view.take_button.click()
    view.remove_button.click()
    assert [path.parent.name for path in view.taken] == ["happy", "happy"]
    with qtbot.waitSignal(page.source_import.recognised):
        page.captured_button.click()
    assert preview_of(page).isVisible()
    assert "2 pictures" in preview_of(page).kind_label.text()


@pytest.mark.allow_errors
def test_a_camera_that_is_missing_is_said(make_page, tmp_path, qtbot):
    page = make_page()
    with qtbot.waitSignal(page.capturing.failed):
        page.capture(str(tmp_path / "none.avi"))
    assert page.banner.isVisible()
    page.back_button.click()
    assert page.empty.isVisible()
