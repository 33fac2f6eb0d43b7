"""What a person says about classes, in words: what each word means, and which contradict."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from helpers.sources import write_pictures

from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.label_answers import (
    LabelAnswers,
    answered,
    parse_answers,
    understood,
)
from emotion_gui.core.data.label_report import LabelReport, label_report
from emotion_gui.core.data.readers import SourceOptions, SourcePreview
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.labels import EIGHT, MOST_CLASSES, SEVEN, LabelSet, own_set

OWN = own_set(["calm", "yawn"])


@pytest.mark.parametrize(
    ("labels", "names", "answers"),
    [
        ("", [], LabelAnswers()),
        (" affectnet , Eight ", [], LabelAnswers("affectnet", "eight")),
        ("raf-db,rafdb,OWN,own", [], LabelAnswers("rafdb", "own")),
        ("1 = surprise,2=fear", [], LabelAnswers(meanings={"1": "surprise", "2": "fear"})),
        ("7=out", ["grin=happy"], LabelAnswers(meanings={"7": "out", "grin": "happy"})),
        ("", ["a=b=happy"], LabelAnswers(meanings={"a=b": "happy"})),
        ("fer2013,grin=own", [], LabelAnswers("fer2013", meanings={"grin": "own"})),
    ],
)
def test_words_are_understood(labels: str, names: list[str], answers: LabelAnswers) -> None:
    assert parse_answers(labels, names) == answers


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        ("rafdb,sfew", []),
        ("seven,eight", []),
        ("seven,own", []),
        ("whose", []),
        ("", ["grin"]),
        ("", ["=happy"]),
        ("", ["grin="]),
        ("grin=", []),
    ],
)
def test_words_that_contradict_or_say_nothing_are_refused(labels: str, names: list[str]) -> None:
    with pytest.raises(ConfigError):
        parse_answers(labels, names)


def meant(
    labels: str,
    *,
    own_names: Sequence[str] = (),
    present: Sequence[int] = (),
    usual: LabelSet = SEVEN,
    label: str = "",
) -> SourceOptions:
    preview = SourcePreview(
        Path(), "", 9, classes=dict.fromkeys(present, 3), own_names=tuple(own_names)
    )
    options = SourceOptions(label_set=usual, label=1, order="sfew")
    return understood(parse_answers(labels), preview, options, label=label)


@pytest.mark.parametrize(
    ("labels", "facts", "names"),
    [
        ("", {}, SEVEN.names),
        ("", {"usual": OWN}, OWN.names),
        ("eight", {"usual": OWN}, EIGHT.names),
        ("eight,grin=own", {}, (*EIGHT.names, "grin")),
        ("grin=happy,rest=out", {"present": [0]}, SEVEN.names),
        ("own", {"own_names": ["grin", "rest"]}, ("grin", "rest")),
        ("own,rest=out", {"own_names": ["grin", "rest", "yawn"]}, ("grin", "yawn")),
        ("own,Rest=happy", {"own_names": ["grin", "rest"]}, ("grin", "happy")),
        ("own,rest=own", {"own_names": ["grin", "rest"]}, ("grin", "rest")),
        ("own,grin=own,rest=own", {}, ("grin", "rest")),
        ("own,a=happy,b=sad", {}, ("happy", "sad")),
        ("grin=own", {"usual": OWN}, ("calm", "yawn", "grin")),
        ("calm=own", {"usual": OWN}, ("calm", "yawn")),
        ("grin=own", {"present": [3, 0]}, ("angry", "happy", "grin")),
        ("grin=own,joy=happy", {"present": [0]}, ("angry", "happy", "grin")),
    ],
)
def test_the_set_of_classes_is_the_one_that_is_spoken_of(
    labels: str, facts: dict[str, object], names: tuple[str, ...]
) -> None:
    assert meant(labels, **facts).label_set.names == names  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [0, 1, 2, MOST_CLASSES, MOST_CLASSES + 1])
def test_own_classes_are_two_or_more_but_not_too_many(count: int) -> None:
    names = [f"word{number:02}" for number in range(count)]
    if 2 <= count <= MOST_CLASSES:
        assert meant("own", own_names=names).label_set.names == tuple(names)
        return
    with pytest.raises(ConfigError, match="could be classes; found: ") as refused:
        meant("own", own_names=names)
    assert (", ".join(names) or "none, fewer or more") in str(refused.value)


def test_each_name_has_its_meaning_in_that_set() -> None:
    said = meant("rafdb,joy=happy,grin=own,rest=OUT", present=[3])
    assert said.label_set.names == ("happy", "grin")
    assert said.class_names == {"joy": 0, "grin": 1, "rest": None}
    assert (said.order, said.label) == ("rafdb", 1)
    assert (meant("").order, meant("", label="sad").label) == ("sfew", SEVEN.names.index("sad"))
    with pytest.raises(ConfigError, match="known: calm, yawn"):
        meant("", usual=OWN, label="sad")
    with pytest.raises(ConfigError, match="known: angry, "):
        meant("rest=calm")


@pytest.mark.parametrize(
    ("labels", "names", "meanings"),
    [
        ("own", ("calm", "happy", "yawn"), {}),
        ("calm=OWN", ("happy", "calm"), {"calm": 1}),
        ("calm=happy", SEVEN.names, {"calm": 3}),
    ],
)
def test_the_source_is_looked_at_where_the_answer_depends_on_it(
    tmp_path: Path, labels: str, names: tuple[str, ...], meanings: dict[str, int]
) -> None:
    write_pictures(tmp_path, ["calm/a.png", "yawn/b.png", "happy/c.png"])
    told = answered(ImportRequest(tmp_path, "x"), parse_answers(labels), label=names[1])
    assert (told.label_set.names, told.label) == (names, 1)
    assert told.class_names == meanings


def test_what_becomes_of_class_names_is_said() -> None:
    report = LabelReport(
        "rafdb",
        meanings={"1": 5, " Happy": 3, "wut": 0},
        left_out={f"name{number}": 1_000 for number in range(9)},
        unlabelled={"calm": 1},
    )
    assert report.sentences() == [
        "Class names are read as: 1 = surprise, wut = angry.",
        "Not one of the classes, left out: name0 (1,000), name1 (1,000), name2 (1,000), name3 "
        "(1,000), name4 (1,000), name5 (1,000), name6 (1,000), name7 (1,000), ….",
        "1 picture has no label: no class is known for the name of the folder (calm).",
    ]
    numbered = LabelReport(unlabelled={"001": 1_200, "2": 34})
    assert numbered.sentences() == [
        "1,234 pictures have no label: the numbers of the folders (001, 2) are taken for persons "
        "or sessions."
    ]
    assert LabelReport(meanings={"happy": 3}).sentences() == []


@pytest.mark.parametrize(("order", "told"), [("rafdb", "rafdb"), ("none", ""), ("", "")])
def test_a_report_tells_whose_numbers_were_read(order: str, told: str) -> None:
    meanings = {"1": 5, "2": None}
    preview = SourcePreview(
        Path(), "", 3, meanings=meanings, unknown_classes={"x": 1}, nameless={"y": 2}
    )
    report = label_report(preview, order)
    assert report == LabelReport(told, {"1": 5}, {"x": 1}, {"y": 2})


@pytest.mark.parametrize(
    ("names", "may_be"),
    [
        (["calm", "yawn"], True),
        (["calm"], False),
        (["calm", "yawn", "3"], False),
        ([f"w{number}" for number in range(MOST_CLASSES)], True),
        ([f"w{number}" for number in range(MOST_CLASSES + 1)], False),
        ([], False),
    ],
)
def test_words_without_a_class_may_be_own_ones(names: list[str], may_be: bool) -> None:
    assert LabelReport(unlabelled=dict.fromkeys(names, 1)).may_be_own == may_be
