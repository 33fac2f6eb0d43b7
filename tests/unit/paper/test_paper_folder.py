"""The folder of a reproduction: every table in its forms, and a document that holds them all."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from emotion_gui.core.paper.facts import Protocol
from emotion_gui.core.reports import paper_files
from emotion_gui.core.reports.figures import Figure
from emotion_gui.core.reports.paper_files import paper_report, write_paper
from emotion_gui.core.reports.report import Chart, Paragraph, TextTable
from tests.helpers.reproduction import PAPER_FACTS


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Pictures take their time; here each is a file of its name."""
    found: list[str] = []

    def save(figure: Figure, path: Path, size: object) -> None:
        found.append(path.name)
        path.touch()

    monkeypatch.setattr(paper_files, "save_picture", save)
    monkeypatch.setattr(paper_files, "drawn_svg", lambda figure, size: "<svg/>")
    return found


def test_the_document_holds_all_that_is_in_the_folder(tmp_path: Path, drawn: list[str]) -> None:
    assert write_paper(tmp_path, PAPER_FACTS) == tmp_path / "report.html"
    names = {path.name for path in tmp_path.iterdir()}
    tables = [
        "table-1",
        "table-1-agreement",
        "systems-random",
        "classes-random",
        "systems-whole",
        "classes-whole",
        "readings-random",
        "criteria-random",
    ]
    for name in tables:
        assert {f"{name}.tex", f"{name}.csv"} <= names
    for name in ("trials", "systems-numbers", "readings-random-numbers", "table-1-rows"):
        assert f"{name}.csv" in names
    assert sorted(drawn) == sorted(
        f"figure-{number}{ending}" for number in (1, 2) for ending in (".png", ".svg", ".pdf")
    )
    assert {"figure-1.csv", "figure-2.csv", "table-1-rows.tex", "references.bib"} <= names
    document = (tmp_path / "paper.tex").read_text(encoding="utf-8")
    inputs = re.findall(r"\\input\{(.+?)\}", document)
    assert inputs == ["methods.tex", *(f"{name}.tex" for name in tables)]
    assert set(inputs) <= names
    pictures = re.findall(r"\\includegraphics\[.+?\]\{(.+?)\}", document)
    assert pictures == ["figure-1.pdf", "figure-2.pdf"]
    packages = ",".join(re.findall(r"\\usepackage(?:\[.*?\])?\{(.+?)\}", document)).split(",")
    written = document + "".join((tmp_path / name).read_text("utf-8") for name in inputs)
    for command, package in {
        r"\toprule": "booktabs",
        r"\AtBeginEnvironment": "etoolbox",
        r"\includegraphics": "graphicx",
    }.items():
        assert command in written
        assert package in packages
    assert document.count(r"\begin{document}") == document.count(r"\end{document}") == 1
    assert document.index(r"\usepackage") < document.index(r"\begin{document}")


def test_the_run_is_told_in_json(tmp_path: Path) -> None:
    write_paper(tmp_path, PAPER_FACTS)
    told = json.loads((tmp_path / "configuration.json").read_text(encoding="utf-8"))
    assert told["request"] == dict(PAPER_FACTS.request)
    assert told["seeds"] == [1, 2]
    assert (told["faces"], told["splits"]) == (675, 2)
    assert told["environment"] == {}
    methods = (tmp_path / "methods.txt").read_text(encoding="utf-8")
    assert methods.endswith("\n")
    assert "[@" not in methods


def test_the_report_shows_what_the_folder_holds() -> None:
    found = paper_report(PAPER_FACTS)
    assert found.title == "Reproduction on SFEW"
    titles = [one.title for one in found.sections]
    assert titles[:3] == ["Does it agree?", "Table 1", "Figure 1"]
    assert titles[3:6] == [
        "Pruning, random splits",
        "Systems, random splits",
        "Systems, FER2013, official parts",
    ]
    assert titles[-3:] == ["Methods", "Where these figures come from", "Limits"]
    kinds = {one.title: [type(block) for block in one.blocks] for one in found.sections}
    assert kinds["Table 1"] == [TextTable, TextTable, Paragraph]
    assert kinds["Pruning, random splits"] == [Chart, TextTable, TextTable]
    assert kinds["Systems, random splits"] == [TextTable, TextTable]
    tiles = {tile.label: (tile.value, tile.note) for tile in found.tiles}
    assert tiles["Faces"] == ("675", "2 splits of all")
    assert tiles["Trainings of Table 1"] == ("2", "n = 68 each")
    (line, *_) = paper_files.system_lines(PAPER_FACTS, Protocol.WHOLE)
    low, high = line.accuracy.interval
    assert tiles["CNN of the paper, FER2013, official parts"] == (
        "60.0 %",
        f"{100 * low:.1f}–{100 * high:.1f} %, n = 1,000",
    )
