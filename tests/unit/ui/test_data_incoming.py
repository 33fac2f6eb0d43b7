"""The preview of a source: what it asks, and every step of the page has a visible way out."""

import os

import pytest
from helpers.parts import importing_of, preview_of
from helpers.seven import LABELS, Emotion
from helpers.sources import face, row_text, write_pictures
from PySide6.QtCore import Qt

from emotion_gui.ui.pages.data import DataPage


@pytest.fixture
def page(qtbot, services):
    made = DataPage(services)
    qtbot.addWidget(made)
    made.resize(1200, 680)
    made.show()
    return made


def opened(page, qtbot, path):
    """The preview of a source that was looked at."""
    with qtbot.waitSignal(page.source_import.recognised):
        page.open_paths([path])
    return preview_of(page)


def pick(page, qtbot, box, key):
    """Choose as a person does, and wait for the second look."""
    box.choose(key)
    with qtbot.waitSignal(page.source_import.recognised):
        box.chosen.emit(key)


def take(choices, key, value):
    """Choose as a person does."""
    box = choices.row(key).control
    box.choose(value)
    box.chosen.emit(value)


@pytest.fixture
def numbered(tmp_path):
    """RAF-DB's layout."""
    names = [f"{part}/{n}/{part}{n}.png" for part in ("train", "test") for n in range(1, 8)]
    write_pictures(tmp_path / "raf", names)
    return tmp_path / "raf"


def test_numbers_are_asked_about_and_nothing_is_imported_before(page, workspace, numbered, qtbot):
    preview = opened(page, qtbot, numbered)
    labels = preview.labels
    assert labels.isVisible()
    assert "1, 2, 3, 4, 5, 6, 7" in labels.question_label.text()
    assert not page.import_button.isEnabled()
    assert "First say what the numbers mean" in page.state_text
    offered = [labels.order_box.itemData(n) for n in range(labels.order_box.count())]
    assert offered[1] == "rafdb"
    assert "fer2013" not in offered, "1 to 7 cannot be FER2013's"
    pick(page, qtbot, labels.order_box, "rafdb")
    assert "1 surprise, 2 fear" in labels.meaning_label.text()
    assert "1 → surprise" in preview.meanings_label.text()
    assert page.import_button.isEnabled()
    with qtbot.waitSignal(page.source_import.imported):
        page.import_button.click()
    row = workspace.datasets()[0]
    assert workspace.label_counts(row.dataset_id) == dict.fromkeys(range(7), 2)


def test_each_number_can_have_a_meaning_of_its_own(page, numbered, qtbot):
    preview = opened(page, qtbot, numbered)
    labels = preview.labels
    assert not labels.names.isVisible()
    pick(page, qtbot, labels.order_box, "own")
    assert labels.names.isVisible()
    assert not page.import_button.isEnabled()
    pick(page, qtbot, labels.meaning_box("3"), "happy")
    assert preview.request().class_names == {"3": Emotion.HAPPY}
    assert page.import_button.isEnabled()


def test_numbers_can_be_persons(page, numbered, qtbot):
    preview = opened(page, qtbot, numbered)
    pick(page, qtbot, preview.labels.order_box, "none")
    assert preview.request().order == "none"
    assert "7 films or persons" in preview.notes_label.text()
    assert page.import_button.isEnabled()


def test_the_bundled_models_agreement_is_shown_beside_the_question(page, numbered, qtbot):
    labels = opened(page, qtbot, numbered).labels
    assert labels.evidence_label.isVisible()
    # Torch and OpenCV may be imported for the first time.
    qtbot.waitUntil(lambda: "agrees with" in labels.evidence_label.text(), timeout=60_000)
    assert labels.evidence_label.text().count(" faces") == 3
    assert labels.order_box.current == "open", "evidence is no answer"


def test_numbers_of_a_foreign_column_are_asked_about(page, workspace, tmp_path, qtbot):
    rows = [row_text(n, face(n)) for n in range(1, 8)]
    (tmp_path / "raf.csv").write_text("label,pixels,Usage\n" + "\n".join(rows), encoding="utf-8")
    preview = opened(page, qtbot, tmp_path / "raf.csv")
    assert preview.asks
    pick(page, qtbot, preview.labels.order_box, "rafdb")
    with qtbot.waitSignal(page.source_import.imported):
        page.import_button.click()
    row = workspace.datasets()[0]
    (labels,) = workspace.face_columns(row.dataset_id, "label")
    assert LABELS[labels[0]] == "surprise"


def test_own_classes_are_named_and_never_taken_for_neutral(page, tmp_path, qtbot):
    write_pictures(tmp_path / "mine", ["calm/a.png", "smile/b.png", "startled/c.png"])
    preview = opened(page, qtbot, tmp_path / "mine")
    assert preview.bars.accessibleDescription() == "no label 3"
    assert preview.labels.meaning_box("calm").current == "none"
    pick(page, qtbot, preview.labels.meaning_box("calm"), "neutral")
    assert "calm → neutral" in preview.meanings_label.text()


def test_films_that_are_not_known_are_asked_about(page, workspace, tmp_path, qtbot):
    films = ("Juno", "HarryPotter_PhilosopherStone", "21", "Hangover")
    names = [f"Angry/{film}_000846120_0000000{n}.png" for film in films for n in range(3)]
    write_pictures(tmp_path / "set", [*names, "Happy/me.png"])
    preview = opened(page, qtbot, tmp_path / "set")
    assert "4 films or persons. Of 1 pictures" in preview.notes_label.text()
    choices = preview.choices
    assert not choices.parts.control("ungrouped").isVisible()
    take(choices, "detector", "none")
    take(choices, "split", "group")
    assert choices.parts.control("ungrouped").isVisible()
    assert not page.import_button.isEnabled()
    take(choices, "ungrouped", "out")
    assert page.import_button.isEnabled()
    with qtbot.waitSignal(page.source_import.imported) as ended:
        page.import_button.click()
    assert ended.args[0].by_split["none"] == 1


def test_films_are_not_offered_where_none_is_known(page, tmp_path, qtbot):
    write_pictures(tmp_path / "set", ["happy/a.png", "sad/b.png"])
    box = opened(page, qtbot, tmp_path / "set").choices.parts.control("split")
    assert {box.itemData(n) for n in range(box.count())} == {"paper", "kfold", "none"}


def test_names_are_shown_as_they_are(page, tmp_path, qtbot):
    name = "&lt;b&gt;grin" if os.name == "nt" else "<b>grin"  # Windows has no such signs in names
    write_pictures(tmp_path / "set", [f"{name}/a.png", "happy/b.png"])
    preview = opened(page, qtbot, tmp_path / "set")
    assert preview.skipped_label.textFormat() is Qt.TextFormat.PlainText
    assert name in preview.skipped_label.text()


STEPS = {
    "preview": ("back_button",),
    "importing": ("cancel_button",),
    "capture": ("back_button",),
}


@pytest.fixture
def at_step(page, qtbot, tmp_path, monkeypatch):
    """Bring the page to a step; it stays there until the test ends."""

    def go(step):
        write_pictures(tmp_path / "set", ["happy/a.png"])
        if step == "capture":
            page.capture("nowhere.mp4")
            return
        opened(page, qtbot, tmp_path / "set")
        if step == "importing":
            importing_of(page).begin("x")
            page.source_import.started.emit("x")

    return go


@pytest.mark.allow_errors
@pytest.mark.parametrize("step", STEPS)
def test_every_step_has_a_visible_way_out(page, qtbot, at_step, step):
    at_step(step)
    for name in STEPS[step]:
        button = getattr(page, name)
        assert button.isVisible(), f"{step}: {name}"
        assert button.isEnabled()
        qtbot.waitUntil(
            lambda button=button: page.rect().contains(button.mapTo(page, button.rect().center()))
        )


@pytest.mark.allow_errors
@pytest.mark.parametrize("step", ["preview", "capture"])
@pytest.mark.parametrize("way", ["button", "Esc", "Alt+Left"])
def test_the_way_back_works_by_mouse_and_by_key(page, at_step, qtbot, step, way):
    at_step(step)
    view = preview_of(page) if step == "preview" else page.capturing.view
    assert view.isVisible()
    if way == "button":
        qtbot.mouseClick(page.back_button, Qt.MouseButton.LeftButton)
    else:
        page.activateWindow()
        view.setFocus()
        key = Qt.Key.Key_Escape if way == "Esc" else Qt.Key.Key_Left
        modifier = (
            Qt.KeyboardModifier.AltModifier if way != "Esc" else Qt.KeyboardModifier.NoModifier
        )
        qtbot.keyClick(view, key, modifier)
    assert page.empty.isVisible()
    assert page.services.workspace.datasets() == []


def test_a_whole_drive_is_called_by_its_letter() -> None:
    from pathlib import PureWindowsPath

    from emotion_gui.core.errors import UnsupportedSourceError, name_of
    from emotion_gui.ui.messages import describe
    from emotion_gui.ui.pages.data.incoming.source_import import _base_name

    class Drive(PureWindowsPath):
        def is_file(self) -> bool:
            return False

    assert _base_name(Drive("E:\\")) == "E"
    assert _base_name(Drive("E:\\faces")) == "faces"
    assert name_of(Drive("E:\\")) == "E:\\"
    assert describe(UnsupportedSourceError(Drive("E:\\"), "empty")).text.startswith("E:\\: ")


def test_a_class_that_the_chosen_set_knows_is_not_left_out(page, workspace, tmp_path, qtbot):
    names = ["happy/a.png", "happy/b.png", "contempt/a.png", "contempt/b.png", "yawn/a.png"]
    write_pictures(tmp_path / "mine", names)
    preview = opened(page, qtbot, tmp_path / "mine")
    assert preview.labels.meaning_box("contempt").current == "out"
    pick(page, qtbot, preview.labels.set_box, "eight")
    assert preview.labels.meaning_box("contempt").current == "contempt"
    assert "contempt" not in preview.labels.unknown_label.text()
    with qtbot.waitSignal(page.source_import.imported):
        page.import_button.click()
    row = workspace.datasets()[0]
    counts = workspace.label_counts(row.dataset_id)
    told = {row.label_set.names[k]: n for k, n in counts.items() if k is not None}
    assert told == {"happy": 2, "contempt": 2}
