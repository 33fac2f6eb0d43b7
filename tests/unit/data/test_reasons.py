"""Every reason that core stores beside a picture has a form by which it is translated."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import emotion_gui.core
from emotion_gui.core.data.reasons import REASONS, read_reason

CORE = Path(emotion_gui.core.__file__).parent
# Functions that return a reason, by module.
RETURNING = {
    "data/archives.py": {"_zip_problem", "_tar_problem"},
    "data/file_kinds.py": {"what_else", "why_unread"},
    "data/folder_files.py": {"_link_problem", "_read_already"},
    "data/readers/digits.py": {"parse_numbers"},
    "data/readers/fer_table.py": {"_label_problem"},
    "faces/plausible.py": {"why_no_face"},
    "data/face_making.py": {"_size_text"},
}


def sentence(node: ast.expr) -> Iterator[str]:
    """What an expression may say, with a 7 where a value stands."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(v.value if isinstance(v, ast.Constant) else "7" for v in node.values)
    elif isinstance(node, ast.IfExp):
        yield from sentence(node.body)
        yield from sentence(node.orelse)


def reasons_of(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    returning = RETURNING.get(path.relative_to(CORE).as_posix(), set())
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in returning:
            for below in ast.walk(node):
                if isinstance(below, ast.Return) and below.value is not None:
                    yield from sentence(below.value)
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name == "PictureError" and len(node.args) > 1:
            yield from sentence(node.args[1])
        if name == "_failed" and len(node.args) > 2:
            yield from sentence(node.args[2])
        for keyword in node.keywords:
            if keyword.arg in {"problem", "reason"}:
                yield from sentence(keyword.value)


FILES = sorted([*(CORE / "data").rglob("*.py"), CORE / "faces" / "plausible.py"])


def test_many_sentences_are_looked_at():
    assert len({text for path in FILES for text in reasons_of(path)}) > 35


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_stored_sentence_has_a_form(path):
    unknown = {text for text in reasons_of(path) if read_reason(text) is None}
    unknown.discard("7: 7")  # a path, and what the system says
    assert not unknown, "add them to core/data/reasons.py"


def test_what_stands_in_a_reason_is_found():
    found = read_reason("the largest face is 12.3 pixels, under 24")
    assert found is not None
    assert found[1] == {"side": "12.3", "least": "24"}
    assert read_reason("something else") is None
    assert len({reason.form for reason in REASONS}) == len(REASONS)


def test_what_was_stored_in_german_reads_as_the_rest():
    assert read_reason("von Hand ausgeschlossen") == read_reason("excluded by hand")
