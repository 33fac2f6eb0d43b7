"""Which tests reach which line, by what `mutants.py record` has kept."""

from __future__ import annotations

import difflib
import sqlite3
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from small_faults.finding import Fault


class Reached:
    """Which tests reach which line, and how long each takes, by all recordings of a folder."""

    def __init__(self, folder: Path) -> None:
        self._recordings = [Recording(each) for each in sorted((folder / "recorded").iterdir())]

    def tests(self, fault: Fault) -> list[str]:
        """Node ids, the quickest first; of the whole statement where none is at its very line."""
        for line in (fault.line, fault.statement):
            found = {
                test for recording in self._recordings for test in recording.tests(fault.file, line)
            }
            if found:
                return sorted(found, key=lambda test: (self.seconds(test), test))
        return []

    def seconds(self, test: str) -> float:
        """What it took when it was recorded."""
        return min(recording.seconds.get(_plain(test), 1.0) for recording in self._recordings)


class Recording:
    """Of some tests, with the source that they ran on: lines that have moved since are found."""

    def __init__(self, folder: Path) -> None:
        self._source = folder / "source"
        self.seconds, self._failed = _seconds(folder / "times.xml")
        self._data = sqlite3.connect(folder / "coverage")
        paths = self._data.execute("select id, path from file").fetchall()
        self._files = {_below_root(path): number for number, path in paths}
        names = self._data.execute("select id, context from context").fetchall()
        self._names = {number: _test_of(name) for number, name in names}
        self._moved: dict[str, dict[int, int]] = {}

    def tests(self, file: str, line: int) -> set[str]:
        """Node ids of those that reach a line of today's file, and passed."""
        rows = self._data.execute(
            "select context_id, numbits from line_bits where file_id = ?", (self._files.get(file),)
        ).fetchall()
        if not rows or (line := self._recorded_line(file, line)) == 0:
            return set()
        byte, bit = line // 8, 1 << line % 8
        found = {
            self._names[context]
            for context, bits in rows
            if byte < len(bits) and bits[byte] & bit and self._names[context]
        }
        return {test for test in found if _plain(test) not in self._failed}

    def _recorded_line(self, file: str, line: int) -> int:
        """0 where there was no such line."""
        if file not in self._moved:
            then, now = (
                path.read_text("utf-8").splitlines() for path in (self._source / file, Path(file))
            )
            blocks = difflib.SequenceMatcher(None, then, now, autojunk=False).get_matching_blocks()
            self._moved[file] = {
                block.b + offset + 1: block.a + offset + 1
                for block in blocks
                for offset in range(block.size)
            }
        return self._moved[file].get(line, 0)


def _below_root(path: str) -> str:
    return path[path.index("emotion_gui/") :] if "emotion_gui/" in path else path


def _test_of(context: str) -> str:
    """Of `test|phase`, or, in a process that a test began, `test (phase)|`."""
    if context.endswith(")|") or (context.endswith(")") and " (" in context):
        return context.rpartition(" (")[0]
    return context.removeprefix("|").partition("|")[0]


def _plain(test: str) -> str:
    """`a/b.py::T::t[x]` as JUnit names it: `a.b.T.t[x]`."""
    file, _, rest = test.partition("::")
    return f"{file.removesuffix('.py').replace('/', '.')}.{rest.replace('::', '.')}"


def _seconds(path: Path) -> tuple[dict[str, float], set[str]]:
    """What each test took, and which of them failed."""
    seconds, failed = {}, set()
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        seconds[name] = float(case.get("time", 1))
        if case.find("failure") is not None or case.find("error") is not None:
            failed.add(name)
    return seconds, failed
