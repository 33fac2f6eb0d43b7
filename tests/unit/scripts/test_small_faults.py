"""Small faults are found where they are, and the tests that reach them after lines have moved."""

from __future__ import annotations

import importlib
import sqlite3
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).parents[3] / "scripts"

TEXT = '''"""Words."""

LIMIT = 3  # outside of functions nothing is changed


def größer(a: int = 1, *, müde: bool = True) -> bool:
    """Words."""
    logger.info("%d", a + 1)
    if a < 2 and not müde:
        raise ValueError(a + 1)
    a += seen[key] - 1
    send(a, müde)
    max(a, 3)
    name = "ü" + str(a) if a else f"{a + 1}"
    return -a in {0.5}
'''


@pytest.fixture(autouse=True)
def _beside_the_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SCRIPTS))


def module(name: str) -> ModuleType:
    return importlib.import_module(f"small_faults.{name}")


def test_every_place_has_its_fault_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(TEXT, encoding="utf-8")
    found = module("finding").faults(path)
    told = {(fault.line, fault.what, fault.before, fault.after) for fault in found}
    assert told == {
        (9, "and/or", "a < 2 and not müde", "(a < 2 or not müde)"),
        (9, "comparison", "a < 2", "(a <= 2)"),
        (9, "constant", "2", "3"),
        (9, "left-out sign", "not müde", "(müde)"),
        (11, "left-out statement", "a += seen[key] - 1", "pass"),
        (11, "operator", "seen[key] - 1", "(seen[key] + 1)"),
        (11, "wrong index", "seen[key]", "(seen[key - 1])"),
        (11, "constant", "1", "2"),
        (12, "left-out statement", "send(a, müde)", "pass"),
        (12, "swapped arguments", "send(a, müde)", "(send(müde, a))"),
        (13, "left-out statement", "max(a, 3)", "pass"),
        (13, "constant", "3", "4"),
        (
            14,
            "branches exchanged",
            'name = "ü" + str(a) if a else f"{a + 1}"'.removeprefix("name = "),
            "(f'{a + 1}' if a else 'ü' + str(a))",
        ),
        (15, "comparison", "-a in {0.5}", "(-a not in {0.5})"),
        (15, "left-out sign", "-a", "(a)"),
        (15, "constant", "0.5", "1.5"),
    }
    data = TEXT.encode()
    for fault in found:
        assert data[fault.start : fault.end].decode() == fault.before
        changed = data[: fault.start] + fault.after.encode() + data[fault.end :]
        compile(changed, "a.py", "exec")
        assert fault.key.endswith(f": größer: {fault.what}: {fault.before} -> {fault.after}")


def test_faults_that_look_alike_have_keys_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(
        "class A:\n    def b(self):\n        return a[0] + b[0]\n\n\n"
        "def b():\n    def c():\n        return [0]\n    return c\n",
        encoding="utf-8",
    )
    keys = [fault.key for fault in module("finding").faults(path) if fault.what == "constant"]
    named = [key.partition("a.py: ")[2] for key in keys]
    assert named == ["A.b: constant: 0 -> 1", "A.b: constant: 0 -> 1 (2)", "b.c: constant: 0 -> 1"]


def test_the_larger_of_two_is_the_same_in_either_order(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("def a():\n    return np.maximum(a, np.hypot(b, c))\n", encoding="utf-8")
    assert [fault.before for fault in module("finding").faults(path)] == ["np.hypot(b, c)"]


def test_tests_that_reach_a_line_are_found_after_it_has_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "recorded" / "001"
    file = "emotion_gui/core/a.py"
    source = kept / "source" / file
    source.parent.mkdir(parents=True)
    source.write_text("one = 1\ntwo = 2\nthree = 3\n", encoding="utf-8")
    (kept / "times.xml").write_text(
        "<s><testcase classname='tests.t' name='slow' time='2'/>"
        "<testcase classname='tests.t' name='quick[x]' time='0.5'/>"
        "<testcase classname='tests.t' name='broken' time='0.1'><failure/></testcase></s>",
        encoding="utf-8",
    )
    data = sqlite3.connect(kept / "coverage")
    data.execute("create table file (id, path)")
    data.execute("create table context (id, context)")
    data.execute("create table line_bits (file_id, context_id, numbits)")
    data.execute("insert into file values (1, ?)", (f"/somewhere/{file}",))
    contexts = ("tests/t.py::slow|run", "|tests/t.py::quick[x] (call)|", "tests/t.py::broken|run")
    for number, context in enumerate((*contexts, "")):
        data.execute("insert into context values (?, ?)", (number, context.removeprefix("|")))
        data.execute("insert into line_bits values (1, ?, ?)", (number, bytes([0b0100])))
    data.commit()
    data.close()
    monkeypatch.chdir(tmp_path)
    now = tmp_path / file
    now.parent.mkdir(parents=True)
    now.write_text("zero = 0\none = 1\ntwo = 2\nthree = 4\n", encoding="utf-8")
    reached = module("reaching").Reached(tmp_path)
    fault = module("finding").Fault

    def tests_at(line: int, statement: int) -> list[str]:
        return reached.tests(fault(file, line, "constant", "2", "3", 0, 1, statement, "f", 1))

    both = ["tests/t.py::quick[x]", "tests/t.py::slow"]
    assert tests_at(3, 3) == both  # the second line of then; what failed by itself is left out
    assert tests_at(4, 3) == both  # at a line of its statement
    assert tests_at(2, 2) == []
    assert tests_at(4, 4) == []  # there was no such line
    assert [reached.seconds(test) for test in both] == [0.5, 2.0]
