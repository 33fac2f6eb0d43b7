"""A report as PDF: everything that stands on its page, in letters, on as many pages as it takes."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from emotion_gui.core.errors import StorageError
from emotion_gui.core.reports.charts import training_curves
from emotion_gui.core.reports.report import (
    CaptionedPicture,
    Chart,
    Matrix,
    Paragraph,
    PictureRow,
    Report,
    Section,
    TextTable,
    Tile,
    png_address,
)
from emotion_gui.core.training.records import EpochRecord
from emotion_gui.ui.report_pdf import write_pdf


def report(rows: int) -> Report:
    records = [EpochRecord(k, 1 / k, 0.5, 1 / k, 0.4 + k / 10, 1e-3, 900, 1) for k in range(1, 4)]
    table = TextTable(("Name <b>", "n"), tuple((f"row {k}", str(k)) for k in range(rows)), "Rows")
    blocks = (
        Paragraph("Words & <signs>", tone="warn"),
        Chart(training_curves(records), "curves", "Curves"),
        table,
        Matrix(("angry", "happy"), ((3, 1), (0, 4)), "Counts"),
        PictureRow((CaptionedPicture(png_address(np.zeros((8, 8), np.uint8)), "x"),)),
    )
    return Report(
        "Title", "Subtitle", (Tile("Accuracy", "61.5 %", "n = 9"),), (Section("S", blocks),)
    )


def pages(path: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", path.read_bytes()))


@pytest.mark.usefixtures("qtbot")
def test_it_holds_letters_and_pictures_on_whole_pages(tmp_path: Path) -> None:
    short, long = tmp_path / "short.pdf", tmp_path / "long.pdf"
    write_pdf(report(3), short, made="today")
    write_pdf(report(200), long)
    data = short.read_bytes()
    assert data.startswith(b"%PDF-")
    assert b"/FontFile" in data  # embedded, as letters that can be searched
    assert b"/Subtype /Image" in data
    assert 1 <= pages(short) < pages(long)


@pytest.mark.usefixtures("qtbot")
def test_a_folder_that_refuses_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x", encoding="utf-8")
    with pytest.raises(StorageError):
        write_pdf(report(1), blocked / "report.pdf")


def test_it_needs_no_torch() -> None:
    import subprocess
    import sys

    code = "import sys, emotion_gui.ui.report_pdf; print('torch' in sys.modules)"
    root = Path(__file__).resolve().parents[3]
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    assert ended.stdout.strip() == "False"
