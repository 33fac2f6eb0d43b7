"""Codings by hand in the forms that programs write, and how far they agree with the model."""

import json
from pathlib import Path

import numpy as np
import pytest
from helpers.seven import Emotion
from sklearn.metrics import cohen_kappa_score

from emotion_gui.core.errors import ConfigError, DatasetFormatError
from emotion_gui.core.review import agreement
from emotion_gui.core.review.agreement import (
    agreement_of,
    coded_labels,
    matched_subjects,
    told_words,
    unnamed_words,
)
from emotion_gui.core.review.coding import read_coding
from emotion_gui.core.review.edits import Person, first_edits
from emotion_gui.core.review.timeline import FilmTimeline
from tests.helpers.review import rows_of_labels

HAPPY, SAD = Emotion.HAPPY, Emotion.SAD
WANTED = [("Ada", 1.0, 2.5, HAPPY), ("Ada", 2.5, 4.0, SAD)]

BORIS = {
    "behaviors_conf": {
        "0": {"code": "happy", "type": "State event"},
        "1": {"code": "blink", "type": "Point event"},
    },
    "observations": {
        "other": {"file": {"1": ["/x/other.mp4"]}, "events": []},
        "mine": {
            "file": {"1": ["/somewhere/talk.mp4"], "2": []},
            "events": [
                [1.0, "Ada", "happy", "", "", 10],
                [1.2, "Ada", "blink", "", "", 12],
                [2.5, "Ada", "happy", "", "", 25],
                [2.5, "Ada", "sadness", "", "", 25],
                [4.0, "Ada", "sadness", "", "", 40],
            ],
        },
    },
}
ELAN = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT><TIME_ORDER>
<TIME_SLOT TIME_SLOT_ID="a" TIME_VALUE="1000"/><TIME_SLOT TIME_SLOT_ID="b" TIME_VALUE="2500"/>
<TIME_SLOT TIME_SLOT_ID="c" TIME_VALUE="4000"/><TIME_SLOT TIME_SLOT_ID="d"/></TIME_ORDER>
<TIER TIER_ID="face" PARTICIPANT="Ada">
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="1" TIME_SLOT_REF1="a" TIME_SLOT_REF2="b">
<ANNOTATION_VALUE>Happy</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="2" TIME_SLOT_REF1="c" TIME_SLOT_REF2="d">
<ANNOTATION_VALUE>fear</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="sad" PARTICIPANT="Ada">
<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="3" TIME_SLOT_REF1="b" TIME_SLOT_REF2="c">
<ANNOTATION_VALUE>strong</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
</ANNOTATION_DOCUMENT>"""
TABLES = {
    "spans": "start,end,label,person\n1,2.5,happy,Ada\n2.5,4,sad,Ada\n",
    "german": "Subject;Behavior;Start (s);Stop (s)\nAda;freude;1,0;2,5\nAda;trauer;2,5;4,0\n",
    "clock": "begin\tduration\temotion\ttier\n00:00:01.0\t1.5\thappy\tAda\n0:02.5\t1.5\tsad\tAda\n",
    "bids": "onset\tduration\ttrial_type\tperson\n1.0\t1.5\thappy\tAda\n2.5\t1.5\tsad\tAda\n",
    "boris events": (
        "Observation id,Subject,Behavior,Behavior type,Time\n"
        "x,Ada,happy,START,1.0\nx,Ada,blink,POINT,1.2\nx,Ada,happy,STOP,2.5\n"
        "x,Ada,sad,START,2.5\nx,Ada,sad,STOP,4.0\n"
    ),
    "samples": "time,label,subject\n1,happy,Ada\n1.75,happy,Ada\n2.5,sad,Ada\n3.25,sad,Ada\n",
}


def spans(path: Path, text: str, film: str = "talk.mp4", encoding: str = "utf-8-sig"):
    path.write_bytes(text.encode(encoding))
    coding = read_coding(path, film=film)
    merged: list[list] = []
    for span in coding.spans:
        if merged and merged[-1][3] == span.emotion and merged[-1][2] == span.begin_s:
            merged[-1][2] = span.end_s
        else:
            merged.append([span.subject, span.begin_s, span.end_s, span.emotion])
    return [tuple(entry) for entry in merged]


@pytest.mark.parametrize("name", list(TABLES))
def test_tables(tmp_path: Path, name: str) -> None:
    assert spans(tmp_path / "coding.csv", TABLES[name]) == WANTED


def test_a_project_of_boris(tmp_path: Path) -> None:
    assert spans(tmp_path / "p.boris", json.dumps(BORIS)) == WANTED
    with pytest.raises(DatasetFormatError, match="several observations"):
        spans(tmp_path / "p.boris", json.dumps(BORIS), film="another.mp4")


def test_a_document_of_elan(tmp_path: Path) -> None:
    assert spans(tmp_path / "e.eaf", ELAN) == WANTED


def test_a_long_document_of_elan_is_no_deep_one(tmp_path: Path) -> None:
    """Elements beside each other are as many as a film has; within each other they are few."""
    tier = ELAN[ELAN.index("<TIER") : ELAN.index("</ANNOTATION_DOCUMENT>")]
    assert spans(tmp_path / "e.eaf", ELAN.replace(tier, tier * 40))[0] == WANTED[0]


def test_a_document_of_elan_that_nests_without_need_is_refused(tmp_path: Path) -> None:
    """Whatever stands before, and though every element is closed."""
    deep = "<a>" * 2_000 + "</a>" * 2_000
    for text in (ELAN.replace("<TIER ", deep + "<TIER ", 1), ELAN.replace("</TIER>", deep)):
        with pytest.raises(DatasetFormatError, match="document of ELAN"):
            spans(tmp_path / "e.eaf", text)
    flat = ELAN.replace("<TIER ", "<a/>" * 2_000 + "<TIER ", 1)
    assert spans(tmp_path / "e.eaf", flat) == WANTED
    with pytest.raises(DatasetFormatError, match="document of ELAN"):
        spans(
            tmp_path / "e.eaf",
            flat.replace("</ANNOTATION_DOCUMENT>", f"{deep}</ANNOTATION_DOCUMENT>"),
        )


def test_a_table_from_windows(tmp_path: Path) -> None:
    assert spans(tmp_path / "c.csv", TABLES["spans"], encoding="utf-16") == WANTED


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("start,end\n1,2\n", "what was coded"),
        ("label\nhappy\n", "no column says when"),
        ("start,end,label\n1,soon,happy\n", "row 2: 'soon' is no time"),
        ("start,end,label\n1,2,3\n", "one of the classes"),
        ("start,end,label\n1,2,content\n", "content"),
        ("{}", "project of BORIS"),
        ("<ANNOTATION_DOCUMENT>", "document of ELAN"),
        ("", "what was coded"),
    ],
)
def test_what_is_no_coding_says_why(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DatasetFormatError, match=words):
        read_coding(tmp_path / "x.csv")


def test_words_of_no_emotion_are_counted(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(
        "start,end,label\n0,1,happy\n1,2,bored\n2,3,bored\n", encoding="utf-8"
    )
    assert read_coding(tmp_path / "x.csv").unknown == {"bored": 2}


def test_words_of_no_class_are_told_with_what_was_compared(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(
        "start,end,label\n0,1,happy\n1,2,bored\n2,3,bored\n3,4,away\n", encoding="utf-8"
    )
    rows = rows_of_labels({1: [Emotion.HAPPY] * 40})
    coding = read_coding(tmp_path / "x.csv")
    found = agreement_of(FilmTimeline(rows, first_edits(rows)), 1, coding, "")
    assert unnamed_words([found, found]) == {"bored": 2, "away": 1}  # one coding, told once
    assert told_words(unnamed_words([found])) == "bored (2), away (1)"
    many = {f"w{number}": 1 for number in range(9)}
    assert told_words(many).endswith("w5 (1), …")


def test_kappa_is_that_of_scikit_learn(tmp_path: Path) -> None:
    generator = np.random.default_rng(5)
    truth = np.repeat(generator.choice(7, 400), 5)
    said = np.where(
        np.repeat(generator.random(400) < 0.7, 5), truth, np.repeat(generator.choice(7, 400), 5)
    )
    rows = rows_of_labels({1: said.tolist()})
    lines = ["start,end,label"]
    for k, label in enumerate(truth.tolist()):
        lines.append(f"{k / 10},{(k + 1) / 10},{Emotion(label).name.lower()}")
    (tmp_path / "x.csv").write_text("\n".join(lines), encoding="utf-8")
    found = agreement_of(
        FilmTimeline(rows, first_edits(rows)), 1, read_coding(tmp_path / "x.csv"), ""
    )
    assert found.kappa.value == pytest.approx(cohen_kappa_score(truth, said), abs=1e-6)
    low, high = found.kappa.interval
    assert low < found.kappa.value < high
    assert found.block_s >= 0.4
    assert sum(map(sum, found.seconds)) == pytest.approx(200)


def test_figures_of_many_draws_are_those_of_each() -> None:
    """An interval is made of them."""
    sums = np.random.default_rng(2).uniform(0.1, 9.0, (5, 49))
    together = agreement._observed_and_kappa(sums)
    for drawn, (observed, kappa) in zip(sums, together, strict=True):
        table = drawn.reshape(7, 7)
        truth, said = np.indices((7, 7)).reshape(2, -1)
        assert observed == pytest.approx(np.trace(table) / table.sum())
        assert kappa == pytest.approx(cohen_kappa_score(truth, said, sample_weight=drawn))


def test_what_nobody_coded_is_not_compared(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("start,end,label\n1,2,happy\n3,4,sad\n", encoding="utf-8")
    coding = read_coding(tmp_path / "x.csv")
    times = np.arange(50) / 10
    labels = coded_labels(coding.spans, times)
    assert (labels == -1).sum() == 30
    filled = coded_labels(coding.spans, times, neutral=6)
    assert (filled == Emotion.NEUTRAL).sum() == 10
    assert (filled == -1).sum() == 20


def test_who_is_whom(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(
        "start,end,label,person\n1,2,happy,ada\n1,2,sad,2\n", encoding="utf-8"
    )
    coding = read_coding(tmp_path / "x.csv")
    ada, second, third = Person(1, "Ada"), Person(2), Person(3)
    assert matched_subjects(coding, [ada, second, third]) == {1: "ada", 2: "2"}
    with pytest.raises(ConfigError, match=r"none of the film's persons \(Person 3, Bo\)"):
        matched_subjects(coding, [third, Person(4, "Bo")])
    with pytest.raises(ConfigError, match=r"none of the film's persons \(nobody\)"):
        matched_subjects(coding, [])
    (tmp_path / "y.csv").write_text("start,end,label\n1,2,happy\n", encoding="utf-8")
    alone = read_coding(tmp_path / "y.csv")
    assert matched_subjects(alone, [third]) == {3: ""}
    with pytest.raises(ConfigError):
        matched_subjects(alone, [ada, third])
