"""What is taken away: whole, readable by others, and the same as what is shown."""

import errno
import json
import re
import weakref
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter.packager
from helpers.seven import LABELS, Emotion

from emotion_gui.core.errors import ConfigError, StorageError
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.reports.film_report import FilmChapter, method_text, write_film_report
from emotion_gui.core.review import workbook
from emotion_gui.core.review.coding import read_coding
from emotion_gui.core.review.edits import (
    Event,
    Span,
    first_edits,
    rename_person,
    with_event,
    with_section,
)
from emotion_gui.core.review.exchange import (
    write_bids,
    write_bids_sidecar,
    write_boris,
    write_elan,
)
from emotion_gui.core.review.statistics import film_figures
from emotion_gui.core.review.tables import (
    long_chunks,
    long_columns,
    wide_chunks,
    wide_columns,
    write_csv,
)
from emotion_gui.operations import film_outputs
from emotion_gui.operations.film_comparisons import Compared
from emotion_gui.operations.film_outputs import FilmFigures, OutputRequest, planned_files
from tests.helpers.review import rows_of_labels, session_of

HAPPY, SAD = int(Emotion.HAPPY), int(Emotion.SAD)


@pytest.fixture(scope="module")
def session():
    labels = [HAPPY] * 10 + [-1] * 3 + [SAD] * 10 + [None] * 5 + [SAD] * 2
    rows = rows_of_labels({1: labels, 2: [None] * 20 + [HAPPY] * 10})
    edits = rename_person(first_edits(rows), 1, "=Ada & Söhne")
    edits = with_event(with_section(edits, Span(0.5, 1.5, "talk")), Event(2.0, "bell"))
    return session_of(rows, edits, name="talk.mp4")


def test_long_and_wide_tables(session, tmp_path: Path) -> None:
    assert write_csv(tmp_path / "a.csv", long_columns(SEVEN), long_chunks(session)) == 35
    long = pd.read_csv(tmp_path / "a.csv")
    assert list(long) == [column.name for column in long_columns(SEVEN)]
    assert long["name"].dropna().unique().tolist() == ["'=Ada & Söhne"]  # no formula
    assert long["utc"].iloc[-1] == "2026-11-27T12:00:02.900Z"
    assert long[list(LABELS)].sum(axis=1).round(2).eq(1).all()
    columns = wide_columns(session)
    assert write_csv(tmp_path / "b.csv", columns, wide_chunks(session)) == 30
    wide = pd.read_csv(tmp_path / "b.csv")
    assert wide["Person 2_label"].tolist() == ["unseen"] * 20 + ["happy"] * 10


def test_a_workbook_has_the_same_and_goes_on_in_another_sheet(
    session, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(workbook, "SHEET_ROWS", 20)
    with workbook.Workbook(tmp_path / "a.xlsx", scratch=tmp_path) as book:
        assert book.add_rows("faces", long_columns(SEVEN), long_chunks(session)) == 35
    with zipfile.ZipFile(tmp_path / "a.xlsx") as file:
        names = re.findall(r'<sheet name="([^"]*)"', file.read("xl/workbook.xml").decode())
        assert names == ["faces", "faces 2"]
        sheets = [file.read(f"xl/worksheets/sheet{k}.xml").decode() for k in (1, 2)]
    assert [sheet.count("<row ") for sheet in sheets] == [20, 17]
    assert "<f>" not in sheets[0]
    assert "=Ada &amp; Söhne" in sheets[0]


def test_rows_of_a_workbook_that_failed_are_not_left_beside_it(
    workspace, session, tmp_path: Path, monkeypatch
) -> None:
    def full(self: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(xlsxwriter.packager.Packager, "_create_package", full)
    film = FilmFigures(session, (), ())
    opened: list[weakref.ref[zipfile.ZipFile]] = []

    class Watched(zipfile.ZipFile):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)
            opened.append(weakref.ref(self))

    monkeypatch.setattr(xlsxwriter.workbook, "ZipFile", Watched)
    with pytest.raises(StorageError, match=r"a\.xlsx"):
        film_outputs._write_workbook(tmp_path / "out" / "a.xlsx", film, workspace.path)
    assert [ref() for ref in opened] == [None]  # still open, it could not be removed on Windows
    assert list((tmp_path / "out").iterdir()) == []
    assert list((workspace.path / "temporary").iterdir()) == []


@pytest.mark.parametrize("kind", ["boris", "elan", "bids"])
def test_what_others_read_comes_back(session, tmp_path: Path, kind: str) -> None:
    writers = {"boris": write_boris, "elan": write_elan, "bids": write_bids}
    path = tmp_path / f"talk_events.{'tsv' if kind == 'bids' else kind}"
    writers[kind](path, session)
    coding = read_coding(path, film="talk.mp4")
    own = "'=Ada & Söhne" if kind == "bids" else "=Ada & Söhne"
    found = [
        (span.begin_s, span.end_s, span.emotion) for span in coding.spans if span.subject == own
    ]
    assert found == [(0.0, 1.0, HAPPY), (1.3, 3.0, SAD)]
    assert [s.emotion for s in coding.spans if s.subject == "Person 2"] == [HAPPY]
    assert coding.unknown.get("unsure", 0) == 1


def test_an_elan_document_is_as_its_schema_wants(session, tmp_path: Path) -> None:
    write_elan(tmp_path / "a.eaf", session)
    root = ET.parse(tmp_path / "a.eaf").getroot()
    order = [child.tag for child in root]
    assert order == ["HEADER", "TIME_ORDER", "TIER", "TIER", "TIER", "LINGUISTIC_TYPE"]
    assert [tier.get("TIER_ID") for tier in root.iter("TIER")][-1] == "marks"
    slots = {one.get("TIME_SLOT_ID"): int(one.get("TIME_VALUE")) for one in root.iter("TIME_SLOT")}
    for one in root.iter("ALIGNABLE_ANNOTATION"):
        assert slots[one.get("TIME_SLOT_REF1")] < slots[one.get("TIME_SLOT_REF2")]


def test_bids_says_what_its_columns_mean(session, tmp_path: Path) -> None:
    write_bids(tmp_path / "a_events.tsv", session)
    write_bids_sidecar(tmp_path / "a_events.json", session)
    table = pd.read_csv(tmp_path / "a_events.tsv", sep="\t")
    assert list(table)[:3] == ["onset", "duration", "trial_type"]
    assert table["onset"].is_monotonic_increasing
    meanings = json.loads((tmp_path / "a_events.json").read_text(encoding="utf-8"))
    assert set(table) <= set(meanings)
    assert set(table["trial_type"]) <= set(meanings["trial_type"]["Levels"])


def test_a_report_stands_alone_and_says_how(session, tmp_path: Path) -> None:
    chapter = FilmChapter(session, film_figures(session.timeline))
    write_film_report(tmp_path / "r.html", [chapter])
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "=Ada &amp; Söhne" in text
    assert "var(--class-3)" in text
    assert not re.search(r'(src|href)="(?!data:|#)', text)
    words = method_text(session.facts)
    for said in ("000000000000", "3,589", "68.0–72.0", "block bootstrap", "not feelings", "0.35"):
        assert said in words
    assert "talk" in text
    assert "bell + 2 s" in text


def test_files_are_known_before_and_none_is_meant_twice(tmp_path: Path) -> None:
    request = OutputRequest(
        folder=tmp_path,
        kinds=frozenset({"report", "csv", "bids"}),
        compared=frozenset({Compared.FILMS}),
    )
    files = planned_files(request, ["a.mp4", "A.mkv", "con.mp4"])
    assert len({path.name.casefold() for path in files}) == len(files) == 3 * 4 + 3
    assert tmp_path / "A (2).csv" in files
    assert tmp_path / "_con.csv" in files


def test_parquet_without_its_package_says_so(session, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ConfigError, match="pyarrow is not installed"):
        workbook.write_parquet(tmp_path / "a.parquet", long_columns(SEVEN), long_chunks(session))
    assert not (tmp_path / "a.parquet").exists()


def test_all_probabilities_are_written_equally_exactly() -> None:
    digits = {column.name: column.digits for column in long_columns(SEVEN)}
    names = [*SEVEN.names, *(f"raw_{name}" for name in SEVEN.names), "confidence", "detection"]
    assert {digits[name] for name in names} == {4}
