"""Reasons are stored in English and shown in the language of the interface."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.sources import face, row_text, write_pictures

from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.ui import translation
from emotion_gui.ui.translation import progress_text, reason_text


@pytest.fixture
def german(qapp):
    translation.install(qapp, "de")
    yield
    translation.install(qapp, "en")


def test_figures_stay_in_a_translated_reason(german):
    assert reason_text("3 pixels instead of 2,304") == "3 Pixel statt 2.304"
    told = reason_text("class 'contempt' is not one of the data set's classes")
    assert told == "Klasse „contempt“ ist keine der Klassen des Datensatzes"
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
    (tmp_path / "fer.csv").write_text("emotion,pixels,Usage\n" + "\n".join(rows), encoding="utf-8")
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


PACKAGE = Path(translation.__file__).resolve().parents[1]
# Wrapped before anybody sees them.
NOT_SHOWN = {"TypeError", "ValueError", "OSError", "RuntimeError", "ReadError"}


def sentences_of_errors() -> Iterator[tuple[str, str]]:
    """Every reason that core and operations put together, as "file:line" and a form."""
    for path in (*PACKAGE.glob("core/**/*.py"), *PACKAGE.glob("operations/*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = call.func.id if isinstance(call, ast.Call) and hasattr(call.func, "id") else ""
            if not re.fullmatch(r"[A-Z]\w*Error", name) or name in NOT_SHOWN:
                continue
            for given in (*call.args, *(word.value for word in call.keywords)):
                if isinstance(given, ast.JoinedStr):
                    parts = enumerate(given.values)
                    form = "".join(
                        part.value if isinstance(part, ast.Constant) else f"{{{n}}}"
                        for n, part in parts
                    )
                    yield f"{path.name}:{call.lineno}", form


def test_every_reason_of_an_error_is_told_in_german(german):
    found = list(sentences_of_errors())
    assert len(found) > 80
    untold = []
    for place, form in found:
        sample = re.sub(r"\{\d+\}", "7", form)
        told = reason_text(sample)
        if told == sample or " the " in told:
            untold.append((place, sample))
    assert [told for told in untold if told[1] not in {"7: 7", "7:7"}] == []  # names alone


def test_a_reason_within_a_reason_is_told_too(german):
    told = reason_text("no picture can be used (a.png: the file is empty)")
    assert told == "kein Bild ist verwendbar (a.png: die Datei ist leer)"
    assert reason_text("must lie between 1 and 50") == "muss zwischen 1 und 50 liegen"


def test_how_far_an_import_is_is_told_in_german(german):
    assert progress_text("1,200 of 28,709 pictures") == "1.200 von 28.709 Bildern"
