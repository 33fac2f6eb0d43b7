"""Reasons are stored in English and shown in the language of the interface."""

import pytest
from helpers.sources import face, row_text, write_pictures

from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.ui import translation
from emotion_gui.ui.translation import reason_text


@pytest.fixture
def german(qapp):
    translation.install(qapp, "de")
    yield
    translation.install(qapp, "en")


def test_figures_stay_in_a_translated_reason(german):
    assert reason_text("3 pixels instead of 2,304") == "3 Pixel statt 2,304"
    told = reason_text("class 'contempt' is not one of the seven emotions")
    assert told == "Klasse „contempt“ ist keine der sieben Emotionen"
    assert reason_text("what nobody has translated") == "what nobody has translated"


def test_what_imports_leave_out_is_told_in_german(german, workspace, tmp_path):
    rows = [
        row_text(3, face(0)),
        row_text(9, face(1)),
        "3,1 2 3,Training",
        "3,,Training",
        "3",
        row_text(3, face(1)).replace(" ", " x", 1),
        row_text(3, face(2)) + " 999",
    ]
    (tmp_path / "fer.csv").write_text("emotion,pixels,Usage\n" + "\n".join(rows))
    write_pictures(tmp_path / "set", ["happy/a.png", "contempt/b.png"])
    (tmp_path / "set" / "happy" / "no.png").write_bytes(b"no picture")
    write_pictures(tmp_path / "set", ["happy/tiny.png"], side=8)
    seen = set()
    for name, source in (("a", "fer.csv"), ("b", "set")):
        request = ImportRequest(tmp_path / source, name, detector="none")
        report = import_dataset(workspace, request)
        seen |= {problem.reason for problem in report.problems}
    assert len(seen) > 5
    assert {reason for reason in seen if reason_text(reason) == reason} == set()


def test_without_a_translation_nothing_changes(qapp):
    translation.install(qapp, "en")
    for reason in ("no face was found", "largest of 3 faces", "4 pixels instead of 2,304"):
        assert reason_text(reason) == reason
