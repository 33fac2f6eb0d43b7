"""Names that people and files give, in every table, page and picture that carries them."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from emotion_gui.core.labels import own_set
from emotion_gui.core.reports.figure_drawing import drawn_svg
from emotion_gui.core.reports.figures import Line, LineFigure, Table, TableFigure, to_latex, to_text
from emotion_gui.core.reports.film_report import FilmChapter, write_film_report
from emotion_gui.core.review.edits import Event, Span, first_edits, rename_person
from emotion_gui.core.review.exchange import write_boris, write_elan
from emotion_gui.core.review.figure_rows import comparison_rows, figure_rows
from emotion_gui.core.review.sessions import OpenSession
from emotion_gui.core.review.statistics import film_figures
from emotion_gui.core.review.tables import wide_chunks, wide_columns, write_csv
from emotion_gui.core.workspace.records import RunRow, RunStatus
from emotion_gui.operations.film_comparisons import Compared, asked_comparisons
from emotion_gui.operations.runs_table import RunFacts, runs_csv
from tests.helpers.review import rows_of_labels, session_of

NAMES = (
    '<img src="x">',
    "=1+1",
    "+1+a",
    "-x",
    "@x",
    r"\input{x}",
    "[bold]x[/]",
    "*x",
    r"$\frac{",
    "&lt;b&gt;",
    "_x",
)
CLASSES = ("<b>x</b>", r"$\frac{", "[bold]x[/]", "@x", "_x", "-x", "+1+a")
FORMULAS = ("=", "+", "-", "@")


@pytest.fixture(scope="module", params=NAMES)
def session(request: pytest.FixtureRequest) -> OpenSession:
    """A film whose own name, persons, moments and parts are called so, with own classes."""
    name = request.param
    rows = rows_of_labels({1: [3] * 40 + [2] * 20, 2: [4] * 60})
    rows = replace(rows, labels=own_set(CLASSES))
    edits = replace(first_edits(rows), events=(Event(1.0, name),), sections=(Span(1.0, 3.0, name),))
    for number in (1, 2):
        edits = rename_person(edits, number, f"{name} {number}" if number == 2 else name)
    return session_of(rows, edits, name=name)


def cells(text: str) -> list[str]:
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    return [cell for row in rows for cell in row]


def computed(texts: list[str]) -> list[str]:
    """Cells that a spreadsheet would compute; numbers with their signs are none."""
    number = re.compile(r"[+-]?[\d.]+(e[+-]?\d+)?")
    return [t for t in texts if t.startswith(FORMULAS) and not number.fullmatch(t)]


def test_tables_of_a_film_and_of_comparisons(session: OpenSession, tmp_path: Path) -> None:
    write_csv(tmp_path / "wide.csv", wide_columns(session), wide_chunks(session))
    text = (tmp_path / "wide.csv").read_text(encoding="utf-8")
    assert computed(cells(text)) == []
    figures = tuple(film_figures(session.timeline))
    compared = asked_comparisons([session], (Compared.PERSONS,), ())
    rows = [*figure_rows(session.row.name, figures), *comparison_rows(list(compared))]
    for row in rows:
        assert computed(to_text(Table((), (row,))).rstrip("\n").split("\t")) == []
    name = session.row.name
    assert any(name in str(row[0]) for row in rows)


def test_the_page_of_a_film(session: OpenSession, tmp_path: Path) -> None:
    chapter = FilmChapter(session, tuple(film_figures(session.timeline)))
    write_film_report(tmp_path / "r.html", [chapter])
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<img src=" not in text.replace('<img src="data:', "")
    assert "<b>x</b>" not in text
    assert session.row.name.startswith("&lt;") is ("&amp;lt;b" in text)


@pytest.mark.parametrize("name", NAMES)
def test_a_row_in_latex(name: str) -> None:
    """`[` behind the end of a row would be its height, `*` forbids a new page."""
    text = to_latex(Table(("name", "n"), ((name, 1), (name, 2))), caption=name)
    assert not re.search(r"\\\\\s*[\[*]", text)
    assert not re.search(r"\\(toprule|midrule)\s*[\[*]", text)
    assert r"\input" not in text
    assert r"\frac" not in text


@pytest.mark.parametrize("name", NAMES)
def test_a_picture(name: str) -> None:
    figure = LineFigure(name, (Line(name, (0.0, 1.0), (0.0, 1.0), "#123456"),), name, name)
    assert "<img" not in drawn_svg(figure)
    drawn_svg(TableFigure(name, Table((name,), ((name,),))))


@pytest.mark.parametrize("name", NAMES)
def test_runs_as_a_table(name: str) -> None:
    row = RunRow(
        1, name, "train", RunStatus.FINISHED, "2026", None, None, {}, {}, notes=name, tags=(name,)
    )
    text = runs_csv([RunFacts(row, data_set=name, label_set=name, recipe=name)])
    assert computed(cells(text)) == []
    assert sum(name in cell for cell in cells(text)) >= 5


@pytest.mark.parametrize("name", ["\0\1\x1bx", "\ufffe\uffff", "\udced", "]]>&<", "a\tb\nc"])
def test_an_elan_document_is_one(name: str, tmp_path: Path) -> None:
    rows = rows_of_labels({1: [3] * 40})
    edits = replace(first_edits(rows), events=(Event(1.0, name),), sections=(Span(1.0, 3.0, name),))
    edits = rename_person(edits, 1, f"{name}1")
    session = session_of(rows, edits, name="a")
    write_elan(tmp_path / "a.eaf", session)
    assert ElementTree.parse(tmp_path / "a.eaf").find("TIER") is not None
    write_boris(tmp_path / "a.boris", session)
    json.loads((tmp_path / "a.boris").read_text(encoding="utf-8"))
