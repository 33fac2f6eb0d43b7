"""What stands in the cells of a workbook, read back from its XML."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from emotion_gui.core.review import workbook
from emotion_gui.core.review.tables import TableColumn
from emotion_gui.core.review.workbook import Workbook

_NAMES = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
COLUMNS = (TableColumn("name", None, "who"), TableColumn("share", 2, "how much"))


def cells(path: Path) -> dict[str, dict[str, object]]:
    """Of each sheet its cells by their place; formulas stand with their sign."""
    with zipfile.ZipFile(path) as file:
        names = re.findall(r'<sheet name="([^"]*)"', file.read("xl/workbook.xml").decode())
        sheets = [
            ET.fromstring(file.read(f"xl/worksheets/sheet{number}.xml"))
            for number in range(1, len(names) + 1)
        ]
    found: dict[str, dict[str, object]] = {}
    for name, sheet in zip(names, sheets, strict=True):
        found[name] = {}
        for cell in sheet.iterfind(".//x:c", _NAMES):
            text = cell.find(".//x:t", _NAMES)
            number = cell.find("x:v", _NAMES)
            formula = cell.find("x:f", _NAMES)
            value: object = None if number is None else float(number.text or "nan")
            value = text.text if text is not None else value
            found[name][cell.attrib["r"]] = "a formula" if formula is not None else value
    return found


def test_a_small_table_stands_below_its_heading(tmp_path: Path) -> None:
    rows = [("=1+1", 0.5), ("https://a.b", None), ("", float("nan")), (-3, float("inf"))]
    long = "a name that is longer than sheets may have"
    with Workbook(tmp_path / "a.xlsx", scratch=tmp_path) as book:
        book.add_table(long, ("what", "share"), rows)
        book.add_table("second", ("alone",), [])
    assert cells(tmp_path / "a.xlsx") == {
        long[:31]: {
            "A1": "what",
            "B1": "share",
            "A2": "=1+1",
            "B2": 0.5,
            "A3": "https://a.b",
            "A5": -3.0,
        },
        "second": {"A1": "alone"},
    }


@pytest.mark.parametrize(("most", "sheets"), [(8, [5]), (6, [5]), (5, [4, 1]), (3, [2, 2, 1])])
def test_many_rows_go_on_in_another_sheet_below_the_same_heading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, sheets: list[int]
) -> None:
    monkeypatch.setattr(workbook, "SHEET_ROWS", most)
    chunks = [
        {"name": np.array(list(names)), "share": np.arange(len(names)) / 3 + ord(names[0])}
        for names in ("abc", "de")
    ]
    with Workbook(tmp_path / "a.xlsx", scratch=tmp_path) as book:
        assert book.add_rows("rows", COLUMNS, chunks) == 5
        assert book.add_rows("none", COLUMNS, []) == 0
    found = cells(tmp_path / "a.xlsx")
    names = ["rows", "rows 2", "rows 3"][: len(sheets)]
    assert list(found) == [*names, "none"]
    assert found["none"] == {"A1": "name", "B1": "share"}
    told = []
    for (_, sheet), count in zip(found.items(), sheets, strict=False):
        assert (sheet["A1"], sheet["B1"]) == ("name", "share")
        assert len(sheet) == 2 * (count + 1)
        told += [(sheet[f"A{row}"], sheet[f"B{row}"]) for row in range(2, count + 2)]
    assert told == [("a", 97.0), ("b", 97.33), ("c", 97.67), ("d", 100.0), ("e", 100.33)]


def test_what_fails_inside_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    def rows() -> Iterator[tuple[str]]:
        yield ("first",)
        raise KeyError

    with pytest.raises(KeyError), Workbook(path, scratch=tmp_path) as book:
        book.add_table("x", ("y",), rows())
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.xlsx"]
