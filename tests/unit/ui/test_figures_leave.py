"""Plots, matrices, tables and cards are copied and saved, as pictures and as numbers."""

from __future__ import annotations

import csv
import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QTableWidget, QTableWidgetItem, QWidget
from pytestqt.qtbot import QtBot

from emotion_gui.core.labels import SEVEN
from emotion_gui.core.reports.figure_drawing import PictureSize, drawn_svg, save_picture
from emotion_gui.core.reports.figures import (
    BandFigure,
    BarFigure,
    Figure,
    Line,
    LineFigure,
    MapsFigure,
    MatrixFigure,
    Segment,
    Table,
    TableFigure,
    save_table,
    to_latex,
    to_text,
)
from emotion_gui.ui.figures.size_dialog import SizeDialog
from emotion_gui.ui.figures.source import Shown, shown_at
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.plain_text import unwrapped
from emotion_gui.ui.widgets import Card, ConfusionMatrixView, CurvePlot, FactTable

NAN = float("nan")
FIGURES: dict[str, Figure] = {
    "lines": LineFigure(
        "Loss of every epoch, $x_1$",
        (
            Line("training", (1.0, 2.0, 3.0), (1.5, NAN, 0.5), "#2f55d4", points=True),
            Line("_test & 50 %", (1.0, 2.0), (1.25, 1.0), "#c85a00", dashed=True),
        ),
        "epoch",
        "loss",
        marker=2.0,
    ),
    "matrix": MatrixFigure(
        "Confusion",
        ("a", "b"),
        ("a", "b"),
        ((90.0, 10.0), (NAN, 100.0)),
        "truth",
        "answer",
        shades=((0.9, 0.1), (0.0, 1.0)),
        digits=1,
    ),
    "angles": MatrixFigure(
        "Angles", ("0", "1"), ("0", "1"), ((0.0, 45.0), (45.0, 0.0)), written=False
    ),
    "bars": BarFigure(
        "Faces",
        ("angry", "happy"),
        ("train", "test"),
        ((3.0, 1.0), (5.0, 2.0)),
        ("#c43c00", "#bd8700"),
    ),
    "histogram": BarFigure(
        "Angles",
        ("0", "2", "4"),
        ("pairs",),
        ((1.0,), (4.0,), (2.0,)),
        ("#2f55d4",) * 3,
        upright=True,
        x_label="degrees",
    ),
    "bands": BandFigure(
        "Film", (("face 1", (Segment(0.0, 1.5, "happy", "#bd8700"),)), ("face 2", ())), "seconds"
    ),
    "spread": LineFigure(
        "Figure 2",
        (
            Line("Paper", (0.0, 5.0), (60.0, 40.0), "#2f55d4", low=(58.0, 35.0), high=(62.0, 45.0)),
            Line("Run 2", (0.0, 5.0), (61.0, 41.0), "#c85a00"),
        ),
        "degrees",
    ),
    "maps": MapsFigure(
        "Maps",
        (("face", (((0.0, 9.0), (3.0, 1.0)),)), ("module 5", (((2.0,),), ((0.0,),)))),
    ),
    "table": TableFigure("Runs", Table(("Run", "Right"), (("1", "64.9 %"), ("2_b", None)))),
}


@pytest.mark.parametrize("name", FIGURES)
def test_every_kind_is_drawn_in_the_size_asked_for(name: str, tmp_path: Path) -> None:
    size = PictureSize(width=4.0, height=2.0, unit="inch", dpi=100)
    for ending in (".png", ".svg", ".pdf"):
        save_picture(FIGURES[name], tmp_path / f"figure{ending}", size)
    image = QImage(str(tmp_path / "figure.png"))
    assert (image.width(), image.height()) == (400, 200)
    assert image.pixelColor(0, 0).name() == "#ffffff"  # whatever the window looks like
    svg = (tmp_path / "figure.svg").read_text(encoding="utf-8")
    assert 'width="288pt"' in svg
    assert "<text" not in svg  # outlines: no machine lacks the font
    assert b"/FontFile2" in (tmp_path / "figure.pdf").read_bytes()


@pytest.mark.parametrize("name", FIGURES)
def test_the_numbers_behind_a_figure_are_its_table(name: str, tmp_path: Path) -> None:
    figure = FIGURES[name]
    table = figure.table()
    assert all(len(row) == len(table.header) for row in table.rows)
    path = tmp_path / "numbers.csv"
    save_table(figure, path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(newline="", encoding="utf-8-sig") as file:
        read = list(csv.reader(file))
    assert read[0] == list(table.header)
    assert len(read) == len(table.rows) + 1
    save_table(figure, tmp_path / "numbers.tex")
    assert r"\toprule" in (tmp_path / "numbers.tex").read_text(encoding="utf-8")


def test_gaps_are_empty_cells_and_every_digit_stays() -> None:
    rows = FIGURES["lines"].table().rows
    assert rows[1] == ("training", 2.0, None)
    text = to_text(Table(("x",), ((0.1 + 0.2,), (None,), (1e-9,))))
    assert text.splitlines()[1:] == ["0.3", '""', "1e-09"]


def test_latex_takes_names_as_they_are() -> None:
    text = to_latex(Table(("a & b", "n"), (("50 %_$x", 3),)), caption="#1")
    assert r"a \& b & n \\" in text
    assert r"50 \%\_\$x & 3 \\" in text
    assert r"\caption{\#1}" in text
    assert r"\begin{tabular}{lr}" in text


def test_a_latex_table_that_no_page_holds_goes_on_with_its_header() -> None:
    rows = tuple((f"row {k}", k) for k in range(100))
    text = to_latex(Table(("name", "n"), rows), caption="Long")
    assert r"\begin{longtable}{lr}" in text
    assert r"\begin{table}" not in text
    head, _, body = text.partition(r"\endhead")
    assert r"name & n \\" in head
    assert body.count(r"\\") == len(rows)


def test_a_title_is_broken_into_lines_and_not_shortened() -> None:
    title = "Strongest maps of each module on one face that is neither happy nor sad (neutral)"
    for figure in (FIGURES["lines"], FIGURES["maps"], FIGURES["table"]):
        drawn = drawn_svg(dataclasses.replace(figure, title=title), PictureSize(12.0, 8.0))
        words = " ".join(re.findall(r"<!-- (.*?) -->", drawn, flags=re.DOTALL)).split()
        assert title in " ".join(words), type(figure).__name__


@pytest.fixture
def page(services: PageServices, qtbot: QtBot) -> Page:
    """A page with a plot, a matrix, facts, a table and a plain card."""
    made = Page(services, title="Things")
    plot = CurvePlot(services.theme, name="Loss", x_label="epoch")
    plot.set_series("a", [1, 2], [3.0, 4.0], label="training")
    empty = CurvePlot(services.theme, name="Nothing yet")
    matrix = ConfusionMatrixView(services.theme)
    matrix.set_counts(np.eye(7, dtype=int) * 4, SEVEN)
    facts = FactTable()
    facts.add("n", "&Faces", "1,500")
    card = Card("Figures")
    card.body.addWidget(facts)
    table = QTableWidget(2, 2)
    table.setAccessibleName("Runs")
    table.setHorizontalHeaderLabels(["Run", "Right"])
    for row, words in enumerate((("one", "64.9 %"), ("two", ""))):
        for column, word in enumerate(words):
            table.setItem(row, column, QTableWidgetItem(word))
    for widget in (plot, empty, matrix, card, table):
        made.body.addWidget(widget)
    made.parts = (plot, empty, matrix, facts, table)  # type: ignore[attr-defined]
    qtbot.addWidget(made)
    made.resize(900, 1400)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_what_lies_under_the_pointer_is_found(page: Page) -> None:
    plot, empty, matrix, facts, table = page.parts  # type: ignore[attr-defined]
    plot.flush()
    inner = plot.findChildren(QWidget)[-1]
    found = shown_at(inner, within=page)
    assert found is not None
    assert isinstance(found.figure, LineFigure)
    assert found.title == "Loss"
    assert shown_at(empty, within=page) is None
    found = shown_at(matrix, within=page)
    assert found is not None
    assert isinstance(found.figure, MatrixFigure)
    found = shown_at(facts, within=page)
    assert found is not None
    assert found.figure == TableFigure("Figures", Table(("", ""), (("Faces", "1,500"),)))
    found = shown_at(table.viewport(), within=page)
    assert found is not None
    rows = (("one", "64.9 %"), ("two", ""))
    assert found.figure == TableFigure("Runs", Table(("Run", "Right"), rows))


def test_a_hidden_column_stays_behind_and_a_moved_one_in_its_place(page: Page) -> None:
    table = page.parts[4]  # type: ignore[attr-defined]
    table.horizontalHeader().moveSection(0, 1)
    found = shown_at(table, within=page)
    assert found is not None
    assert found.figure is not None
    assert found.figure.table().header == ("Right", "Run")
    table.hideColumn(1)
    found = shown_at(table, within=page)
    assert found is not None
    assert found.figure is not None
    assert found.figure.table().rows == (("one",), ("two",))


def test_the_key_copies_the_numbers_of_what_has_the_focus(page: Page, qtbot: QtBot) -> None:
    table = page.parts[4]  # type: ignore[attr-defined]
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Run\tRight\none\t64.9 %\ntwo\t\n"


def test_the_menu_opens_where_there_is_something(page: Page, qtbot: QtBot) -> None:
    matrix = page.parts[2]  # type: ignore[attr-defined]
    where = matrix.mapTo(page, matrix.rect().center())
    opened: list[Shown] = []
    page.figure_menu.popup = lambda shown, at: opened.append(shown)  # type: ignore[method-assign]
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, page.mapToGlobal(where))
    QApplication.sendEvent(page, event)
    assert opened[0].title.startswith("Confusion matrix")
    menu = page.figure_menu.menu(opened[0])
    words = [action.text() for action in menu.actions()]
    assert words == ["&Copy numbers", "Copy &picture", "&Save picture…", "Save &numbers…"]
    menu.actions()[0].trigger()
    assert QGuiApplication.clipboard().text().splitlines()[1].startswith("angry\t100\t0")


def test_a_picture_is_copied_and_saved(
    page: Page, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = shown_at(page.parts[0], within=page)  # type: ignore[attr-defined]
    assert shown is not None
    QGuiApplication.clipboard().clear()
    page.figure_menu.copy_picture(shown)
    qtbot.waitUntil(lambda: not QGuiApplication.clipboard().image().isNull())
    target = tmp_path / "loss.pdf"
    monkeypatch.setattr(SizeDialog, "exec", lambda self: 1)
    monkeypatch.setattr("emotion_gui.ui.file_dialogs.ask_save", lambda *args, **kwargs: target)
    with qtbot.waitSignal(page.figure_menu.written):
        page.figure_menu.save_picture(shown)
    assert target.read_bytes().startswith(b"%PDF")
    assert str(target) in unwrapped(page.banner.text_label.text())


def test_what_has_no_figure_is_saved_as_it_is_seen(
    page: Page, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    widget, target = page.parts[0], tmp_path / "faces.png"  # type: ignore[attr-defined]
    monkeypatch.setattr("emotion_gui.ui.file_dialogs.ask_save", lambda *args, **kwargs: target)
    with qtbot.waitSignal(page.figure_menu.written):
        page.figure_menu.save_picture(Shown(widget, None))
    assert QImage(str(target)).size() == widget.grab().toImage().size()
    target = tmp_path / "no folder" / "faces.png"
    (tmp_path / "no folder").touch()
    with qtbot.waitSignal(page.figure_menu.failed):
        page.figure_menu.save_picture(Shown(widget, None))


def test_tables_saved_one_after_another_are_all_there(
    page: Page, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = shown_at(page.parts[0], within=page)  # type: ignore[attr-defined]
    assert shown is not None
    targets = [tmp_path / f"{number}.csv" for number in range(3)]
    wanted = iter(targets)
    monkeypatch.setattr(
        "emotion_gui.ui.file_dialogs.ask_save", lambda *args, **kwargs: next(wanted)
    )
    for _ in targets:
        page.figure_menu.save_numbers(shown)
    qtbot.waitUntil(lambda: all(target.exists() for target in targets))


def test_the_size_is_remembered_and_nonsense_is_not(settings: QSettings, qtbot: QtBot) -> None:
    settings.setValue("figures/width", "8.5")
    settings.setValue("figures/dpi", "many")
    dialog = SizeDialog(settings)
    qtbot.addWidget(dialog)
    assert dialog.size_on_paper == PictureSize(width=8.5)
    dialog.form.set_values({"unit": "inch"})
    dialog.accept()
    again = SizeDialog(settings)
    qtbot.addWidget(again)
    assert again.size_on_paper.inches == (8.5, 10.0)


HOSTILE = ("\udced", "_x", "a$b$ \\alpha", "=cmd|'x'!A0", "\x1b[31m\n\0", "n" * 3_000, "")


@pytest.mark.parametrize(
    "figure",
    [
        LineFigure(HOSTILE[0], tuple(Line(n, (1.0,), (NAN,), "#2f55d4") for n in HOSTILE), "\0"),
        LineFigure("", (Line("a", (), (), "#2f55d4"),)),
        MatrixFigure(HOSTILE[4], HOSTILE, HOSTILE, ((1e300, -1e300, NAN, 0, 1, 2, 3),) * 7),
        MatrixFigure("", (), (), ()),
        BarFigure("", HOSTILE, (HOSTILE[0],), ((float("inf"),),) * 7, ("#2f55d4",) * 7),
        BandFigure(HOSTILE[5], tuple((n, (Segment(0, NAN, n, "#2f55d4"),)) for n in HOSTILE)),
        TableFigure(HOSTILE[5], Table(HOSTILE, (HOSTILE, (10**400, NAN, None, "", 1, 2.5, "x")))),
        TableFigure("", Table((), ((),))),
    ],
    ids=["lines", "no points", "matrix", "no cells", "bars", "bands", "table", "no columns"],
)
def test_names_and_figures_of_any_kind_are_saved(
    figure: Figure, tmp_path: Path, qtbot: QtBot
) -> None:
    del qtbot  # the clipboard is the application's
    save_table(figure, tmp_path / "a.csv")
    save_table(figure, tmp_path / "a.tex")
    assert b"\x1b" not in (tmp_path / "a.tex").read_bytes()
    save_picture(figure, tmp_path / "a.png", PictureSize(40.0, 30.0, dpi=50))
    assert QImage(str(tmp_path / "a.png")).width() > 0
    QGuiApplication.clipboard().setText(to_text(figure.table()))
