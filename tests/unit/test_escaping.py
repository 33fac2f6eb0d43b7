"""Names of others in tables, terminals, logs, JSON, LaTeX and HTML: seen, never obeyed."""

from __future__ import annotations

import csv
import io
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.datasets import make_dataset
from helpers.sources import encoded, face
from PySide6.QtCore import QLocale
from rich.console import Console

from emotion_gui.cli import main
from emotion_gui.cli.progress import TerminalProgress
from emotion_gui.cli.strict_json import dumps
from emotion_gui.core.data.report_csv import export_report_csv
from emotion_gui.core.escaping import (
    TABLE_STYLES,
    CsvTable,
    Digits,
    latex,
    printable,
    table_style,
    use_table_style,
)
from emotion_gui.core.jobs import Progress
from emotion_gui.core.reports.report import Paragraph, Report, Section, TextTable, write_report
from emotion_gui.core.workspace.records import Sample, SampleStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.logs import LOG_NAME, add_file_log
from emotion_gui.ui.numbers import use_tables

FORMULAS = ['=cmd|"/c calc"!A1', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "-x.png"]
NAME = "a\x1b[2J\x07\x9b31m\r\nerror: forged\u202egnp.exe [red]b[/red] [/]"


@pytest.mark.parametrize("name", FORMULAS)
def test_no_cell_of_a_table_is_a_formula(name: str) -> None:
    buffer = io.StringIO(newline="")
    CsvTable(buffer, style=TABLE_STYLES["plain"]).writerow([name, 1])
    ((cell, number),) = csv.reader(io.StringIO(buffer.getvalue(), newline=""))
    assert cell == f"'{name}"
    assert number == "1"


@pytest.mark.parametrize("value", [-1.5, "-1.5", "+2", "-3e-4", "-.5", "", None, "happy", "a=b"])
def test_numbers_and_other_names_stay_as_they_are(value: object) -> None:
    buffer = io.StringIO(newline="")
    CsvTable(buffer, style=TABLE_STYLES["plain"]).writerow([value, "x"])
    ((cell, _),) = csv.reader(io.StringIO(buffer.getvalue(), newline=""))
    assert cell == ("" if value is None else str(value))


def test_a_table_opens_in_excel_by_double_click(tmp_path: Path) -> None:
    """It needs the mark for UTF-8; one line end everywhere."""
    with (tmp_path / "t.csv").open("w", newline="", encoding="utf-8") as file:
        table = CsvTable(file)
        table.writerow(["file", "label"])
        table.writerow(["Müller 测试 😀.jpg", "happy"])
    assert (tmp_path / "t.csv").read_bytes() == (
        b"\xef\xbb\xbffile,label\r\n" + "Müller 测试 😀.jpg,happy\r\n".encode()
    )


def test_numbers_alone_get_a_decimal_comma() -> None:
    """A name that looks like a number is a name."""
    buffer = io.StringIO(newline="")
    table = CsvTable(buffer, style=TABLE_STYLES["semicolon"])
    table.writerow(["2.5", "a;b", 2.5, Digits("0.50"), 3, None, -1e-9])
    assert buffer.getvalue() == '\ufeff2.5;"a;b";2,5;0,50;3;;-1e-09\r\n'


@pytest.fixture
def _style_as_before() -> Iterator[None]:
    before = table_style()
    yield
    use_table_style(before)


@pytest.mark.usefixtures("_style_as_before")
@pytest.mark.parametrize(
    ("wanted", "language", "row"),
    [
        ("language", "de_DE", "\ufeffx;0,5\r\n"),
        ("language", "en_US", "\ufeffx,0.5\r\n"),
        ("semicolon", "en_US", "\ufeffx;0,5\r\n"),
        ("comma", "de_DE", "\ufeffx,0.5\r\n"),
        ("plain", "de_DE", "x,0.5\r\n"),
    ],
)
def test_the_setting_decides_how_tables_are_written(wanted: str, language: str, row: str) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(language))
    use_tables(wanted)
    QLocale.setDefault(before)
    buffer = io.StringIO(newline="")
    CsvTable(buffer).writerow(["x", 0.5])
    assert buffer.getvalue() == row


@pytest.mark.parametrize(
    ("word", "begin"),
    [
        ("comma", b"\xef\xbb\xbfsource,"),
        ("semicolon", b"\xef\xbb\xbfsource;"),
        ("plain", b"source,"),
    ],
)
def test_a_verb_writes_the_table_that_was_asked_for(
    tmp_path: Path, word: str, begin: bytes
) -> None:
    source, report = tmp_path / "faces", tmp_path / "left_out.csv"
    (source / "happy").mkdir(parents=True)
    (source / "happy" / "1.png").write_bytes(encoded(face(1)))
    words = ["--name", "n", "--detector", "none", "--workspace", str(tmp_path / "w")]
    assert main(["import", str(source), "--report", str(report), "--tables", word, *words]) == 0
    assert report.read_bytes().startswith(begin)
    assert table_style() == TABLE_STYLES["comma"]  # the next verb in this process has its own


def test_the_report_of_an_import_holds_no_formula(workspace: Workspace, tmp_path: Path) -> None:
    row = make_dataset(workspace)
    bad = Sample(source="=1+1/a.png", status=SampleStatus.UNREADABLE, reason="@bad", label=None)
    workspace.add_samples(row.dataset_id, [bad])
    export_report_csv(workspace, row.dataset_id, tmp_path / "r.csv", problems_only=True)
    with (tmp_path / "r.csv").open(newline="", encoding="utf-8-sig") as file:
        last = list(csv.reader(file))[-1]
    assert last[0] == "'=1+1/a.png"
    assert last[2] == "'@bad"


def test_what_a_terminal_would_obey_is_made_visible() -> None:
    shown = printable(NAME)
    assert shown == ("a\\x1b[2J\\x07\\x9b31m\\r\\nerror: forged\\u202egnp.exe [red]b[/red] [/]")
    assert printable("Größe 1 · 12 °") == "Größe 1 · 12 °"


def test_json_says_the_same_without_control_characters() -> None:
    text = dumps({"name": NAME})
    assert json.loads(text) == {"name": NAME}
    assert text == printable(text)


def test_a_name_on_the_command_line_is_one_line_and_no_markup(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    missing = tmp_path / "none\x1b[2J\n[bold]x[/]"
    assert main(["classify", str(missing)]) == 1
    if sys.platform == "win32":  # no file can have such a name
        assert "\x1b" not in capsys.readouterr().err
        return
    (folder / f"{NAME.replace('/', '|')}.png").write_bytes(encoded(face(1)))
    (folder / "bad\x1b[31m\nerror: forged.png").write_bytes(b"no picture")
    assert main(["classify", str(folder), "--detector", "none"]) == 0
    told = capsys.readouterr()
    for text in (told.out, told.err):
        assert not any(code in text for code in "\x1b\x07\x9b\u202e")
        assert not any(line.startswith("error: forged") for line in text.splitlines())
    assert "[red]b[|red]" in told.out
    assert "[bold]x[/]" in told.err


def test_markup_in_wrong_usage_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["classify", "x", "--detector", "[/red][bold]"]) == 2
    assert "[/red][bold]" in capsys.readouterr().err


def test_progress_takes_no_name_for_markup() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=200)
    with TerminalProgress(console, "Reading") as line:
        line.show(Progress(1, 2, NAME))
        line._bars.refresh()
    assert "[red]b[/red] [/]" in console.file.getvalue()


def test_a_record_of_the_log_is_one_line(tmp_path: Path) -> None:
    handler = add_file_log(tmp_path)
    logger = logging.getLogger("emotion_gui.test")
    try:
        logger.info("opened %s", NAME)
        logger.warning("failed", exc_info=ValueError(NAME))
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
    lines = (tmp_path / LOG_NAME).read_text(encoding="utf-8").splitlines()
    assert "opened a\\x1b[2J" in lines[0]
    assert lines[1].endswith("failed")
    assert all(line.startswith("  ") for line in lines[2:])
    assert "\x1b" not in "".join(lines)


def test_latex_prints_names_letter_for_letter() -> None:
    assert latex(r"a_b & 5% #1 $x$ {y} ~^ \input{z}") == (
        r"a\_b \& 5\% \#1 \$x\$ \{y\} \textasciitilde{}\textasciicircum{} "
        r"\textbackslash{}input\{z\}"
    )


def test_a_page_shows_markup_in_names(tmp_path: Path) -> None:
    name = '<script>alert(1)</script>"><img src=x onerror=y>'
    blocks = (Paragraph(name), TextTable((name, "n"), ((name, name),), name))
    page = Report(name, name, (), (Section(name, blocks, name),))
    write_report(tmp_path / "r.html", page)
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<script>" not in text
    assert "<img src=x" not in text
    assert "&lt;script&gt;" in text
