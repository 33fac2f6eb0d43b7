"""The HTML report: complete in itself, safe, and readable in both themes."""

import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from emotion_gui.core.errors import StorageError
from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.core.evaluation.metrics import Evaluation, evaluate_predictions
from emotion_gui.core.evaluation.robustness import FaultTrial, Robustness
from emotion_gui.core.model.checkpoint import CheckpointInfo
from emotion_gui.core.model.spec import PAPER
from emotion_gui.core.reports.report import (
    CaptionedPicture,
    JudgedModel,
    Matrix,
    Paragraph,
    PictureRow,
    PictureWithFaces,
    Report,
    SceneFace,
    Section,
    Tile,
    comparison_report,
    evaluation_report,
    png_address,
    write_report,
)
from emotion_gui.core.training.records import EpochRecord

VOID = {"meta", "img", "br", "link", "input", "hr"}


class Checker(HTMLParser):
    """Fails on unbalanced tags and collects all that would be loaded."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [v or "" for k, v in attrs if k in {"src", "href", "xlink:href"}]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def checked(path: Path) -> Checker:
    text = path.read_text(encoding="utf-8")
    checker = Checker()
    checker.feed(text)
    assert checker.open == []
    for address in checker.addresses:
        assert address.startswith(("data:", "#")), address
    assert not re.search(r"url\((?!#)|@import|<script", text)
    assert "prefers-color-scheme: dark" in text
    return checker


@pytest.fixture
def evaluation() -> Evaluation:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 6, 90)  # no face is neutral: scores without a case
    logits = rng.normal(size=(90, 7))
    logits[np.arange(90), labels] += 2
    logits[:, 6] -= 20
    return evaluate_predictions(labels, logits)


def test_evaluation_report(tmp_path, evaluation) -> None:
    records = [EpochRecord(k, 1 / k, 0.5, 1 / k, 0.4 + k / 10, 1e-3, 900, 1) for k in range(1, 4)]
    path = tmp_path / "deep" / "report.html"
    info = CheckpointInfo(spec=PAPER, run={"dataset": "stripes"})
    model = JudgedModel("Run 1", evaluation, records=records, info=info)
    write_report(path, evaluation_report("Run 1 on stripes", model))
    checker = checked(path)
    text = path.read_text(encoding="utf-8")
    assert checker.tags.count("svg") == 2
    for words in ("Run 1 on stripes", "n = 90", "409,461", "stripes", "apparent expression"):
        assert words in text
    assert "–</td>" in text  # a score without a case


def test_a_report_tells_what_cameras_do_where_it_was_asked_for(tmp_path, evaluation) -> None:
    def trial(strength: int, value: float, correct: int) -> FaultTrial:
        return FaultTrial("blur", "Blur", strength, value, "px", 90, correct, 0.5, 0.1)

    clean = FaultTrial("", "Clean", 0, 0.0, "", 90, 81, 0.9, 0.02)
    found = Robustness(clean, (trial(1, 0.7, 72), trial(2, 1.4, 63), trial(3, 2.0, 45)), (0.6, 0.7))
    path = tmp_path / "report.html"
    model = JudgedModel("Run 1", evaluation)
    write_report(path, evaluation_report("Run 1 on stripes", model, found))
    checked(path)
    text = path.read_text(encoding="utf-8")
    for words in (
        "66.7 % on average",
        "60.0-70.0",
        "at worst 50.0 % (Blur, 2 px)",
        "n = 90 a trial",
    ):
        assert words in text
    assert "70.0 % (1.4 px)" in text


def test_two_networks_stand_beside_each_other(tmp_path, evaluation) -> None:
    records = [EpochRecord(k, 1 / k, 0.5, 1 / k, 0.4 + k / 10, 1e-3, 900, 1) for k in range(1, 4)]
    first = JudgedModel("Run 1", evaluation, records=records)
    second = JudgedModel("Run 2", evaluation, records=records)
    right = np.arange(90) < evaluation.correct
    compared = Judgement.of(np.roll(right, 9), before=right, new=np.arange(90) > 3)
    path = tmp_path / "two.html"
    write_report(path, comparison_report("Both on stripes", first, second, compared))
    checker = checked(path)
    text = path.read_text(encoding="utf-8")
    # Learning curves and calibration of each.
    assert checker.tags.count("svg") == 4
    for words in ("Run 1: Training", "Run 2: Training", "Beside each other", "Run 2: Evaluation"):
        assert words in text
    assert "9 right for Run 1 alone, 9 for Run 2 alone" in text
    assert "no difference beyond chance" in text
    assert "neither learned" in text


def test_text_is_escaped(tmp_path) -> None:
    evil = "<script>alert(1)</script>"
    section = Section(
        evil, (Paragraph(evil), PictureRow((CaptionedPicture("data:,", evil),), evil)), evil
    )
    write_report(tmp_path / "r.html", Report(evil, evil, (Tile(evil, evil, evil),), (section,)))
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    checked(tmp_path / "r.html")


def test_scene_and_matrix(tmp_path) -> None:
    picture = png_address(np.zeros((40, 60, 3), np.uint8))
    faces = (SceneFace((50, 2, 9, 9), "happy", 0.8), SceneFace((1, 30, 9, 9), "sad", 0.5))
    blocks = (
        PictureWithFaces(picture, 60, 40, faces, "two"),
        Matrix(("happy", "sad"), ((3, 1), (0, 0)), "counts"),
    )
    write_report(tmp_path / "r.html", Report("a", "b", (), (Section("c", blocks),)))
    checked(tmp_path / "r.html")
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "happy 80 %" in text
    assert "--share: 0.750" in text


def test_a_folder_that_refuses(tmp_path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(StorageError, match="report"):
        write_report(tmp_path / "file" / "report.html", Report("a", "b"))
