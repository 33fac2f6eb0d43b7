"""Reports on one and two networks: every figure in them, by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from emotion_gui.core.evaluation.judgement import Judgement
from emotion_gui.core.evaluation.metrics import Evaluation, evaluate_predictions
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.model.checkpoint_info import CheckpointInfo
from emotion_gui.core.model.spec import PAPER
from emotion_gui.core.reports import report
from emotion_gui.core.reports.report import (
    JudgedModel,
    Matrix,
    Paragraph,
    Report,
    Section,
    TextTable,
    comparison_report,
    evaluation_report,
    evaluation_tiles,
    model_section,
    training_section,
)
from emotion_gui.core.training.records import EpochRecord

RECORDS = [EpochRecord(k, 1 / k, 0.5, 1 / k, 0.4 + 0.1 * (k % 3), 1e-3, 900, 1) for k in (1, 2, 3)]


@pytest.fixture(autouse=True)
def _no_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "reliability_chart", lambda bins: "<svg/>")
    monkeypatch.setattr(report, "training_curves", lambda records: "<svg/>")


def evaluation(answers: str, truth: str = "0011223344") -> Evaluation:
    """Of ten faces of five classes, by the place of the largest logit."""
    logits = np.zeros((len(truth), 7))
    logits[np.arange(len(truth)), [int(letter) for letter in answers]] = 2.0
    return evaluate_predictions(np.array([int(letter) for letter in truth]), logits)


ONE, OTHER = evaluation("0011223340"), evaluation("0011220000")  # nine right, six right


def titles(found: Report) -> list[str]:
    return [one.title for one in found.sections]


def section(found: Report, title: str) -> Section:
    (own,) = (one for one in found.sections if one.title == title)
    return own


def rows(found: Section) -> dict[str, tuple[str, ...]]:
    (table,) = (block for block in found.blocks if isinstance(block, TextTable))
    return {row[0]: row[1:] for row in table.rows}


def told(found: Section) -> list[str]:
    return [block.text for block in found.blocks if isinstance(block, Paragraph)]


def test_tiles_of_an_evaluation() -> None:
    found = [(tile.label, tile.value, tile.note) for tile in evaluation_tiles(ONE)]
    low, high = ONE.interval
    assert found[0] == (
        "Accuracy",
        "90.0 %",
        f"n = 10, 95 % interval {100 * low:.1f}–{100 * high:.1f} %",
    )
    assert found[1] == ("Balanced accuracy", "90.0 %", "mean recall")
    # Two classes were neither seen nor answered.
    assert found[2][:2] == ("Macro-F1", f"{ONE.macro_f1:.3f}")
    assert found[2][2] == (
        f"mean over the 5 classes that were seen or answered; {ONE.macro_f1_all:.3f} over all 7"
    )
    assert found[3][0] == "Calibration error"
    assert found[3][1] == f"{100 * ONE.ece:.1f} %"
    every = evaluation_tiles(evaluation("0123456", "0123456"))
    assert every[2].note == "mean over all 7 classes"
    single = evaluation_tiles(evaluation("33", "33"))
    assert single[2].note.startswith("mean over the one class that was seen or answered; 0.143")


def test_one_network_is_told_section_by_section() -> None:
    judged = Judgement.of(np.arange(10) < 9, new=np.ones(10, bool))
    info = CheckpointInfo(spec=PAPER, run={"dataset": "stripes"})
    bare = evaluation_report("x", JudgedModel("m", ONE))
    assert titles(bare) == ["Evaluation", "Limits"]
    found = evaluation_report("x", JudgedModel("m", ONE, judged, RECORDS, info))
    assert titles(found) == [
        "Training",
        "Learned faces",
        "Evaluation",
        "Model card",
        "Intended use",
        "Limits",
    ]
    assert (found.title, found.subtitle, found.labels) == ("x", "Evaluation report", SEVEN)
    (learned,) = section(found, "Learned faces").blocks
    assert isinstance(learned, Paragraph)
    assert learned.tone == "good"
    some = Judgement.of(np.arange(10) < 9, new=np.arange(10) > 0)
    (learned,) = section(
        evaluation_report("x", JudgedModel("m", ONE, some)), "Learned faces"
    ).blocks
    assert isinstance(learned, Paragraph)
    assert learned.tone == "warn"


def test_scores_of_each_class_and_counts() -> None:
    found = report.evaluation_section(OTHER)
    matrix = found.blocks[0]
    assert isinstance(matrix, Matrix)
    assert matrix.counts == OTHER.confusion
    assert matrix.share(3, 0) == 1.0
    assert matrix.share(0, 0) == 1.0
    assert matrix.share(5, 0) == 0.0  # no face of it
    assert rows(found)["angry"] == ("33.3 %", "100.0 %", "50.0 %", "50.0 %", "2")
    assert rows(found)["surprise"][:2] == ("–", "–")
    assert found.intro.startswith("6 of 10 faces right: n = 10, 95 % interval ")


def test_the_best_epoch_is_told() -> None:
    found = training_section(RECORDS)
    assert found.intro == "3 epochs; the best on the test part is epoch 2 with 60.0 %."


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (10, 10, "no difference beyond chance"),
        (20, 4, "Run 1 is right more often by more than chance explains"),
        (4, 20, "Run 2 is right more often by more than chance explains"),
    ],
)
def test_two_networks_are_told_apart_by_the_paired_test(
    first: int, second: int, words: str
) -> None:
    places = np.arange(60)
    one, other = places < first, (places >= 30) & (places < 30 + second)
    compared = Judgement.of(other, before=one)
    found = comparison_report("x", JudgedModel("Run 1", ONE), JudgedModel("Run 2", OTHER), compared)
    beside = section(found, "Beside each other")
    (sentence,) = told(beside)
    assert f"(n = 60): {first} right for Run 1 alone, {second} for Run 2 alone" in sentence
    assert f"p = {compared.p:.3g}: {words}." in sentence
    assert rows(beside)["Accuracy"] == ("90.0 %", "60.0 %")
    for name, of in {
        "95 % interval": lambda e: f"{100 * e.interval[0]:.1f}–{100 * e.interval[1]:.1f} %",
        "Macro-F1": lambda e: f"{e.macro_f1:.3f}",
        "Right in two guesses": lambda e: f"{100 * e.top2:.1f} %",
        "Calibration error": lambda e: f"{100 * e.ece:.1f} %",
    }.items():
        assert rows(beside)[name] == (of(ONE), of(OTHER))
    assert rows(beside)["Recall, sad"] == ("50.0 %", "0.0 %")
    assert [(tile.label, tile.value) for tile in found.tiles] == [
        ("Run 1", "90.0 %"),
        ("Run 2", "60.0 %"),
    ]
    assert titles(found)[1:3] == ["Run 1: Evaluation", "Run 2: Evaluation"]


def test_faces_that_neither_learned_are_told_where_there_are_any() -> None:
    right = np.arange(10) < 5
    models = JudgedModel("a", ONE), JudgedModel("b", ONE)
    for new, sentences in ((np.arange(10) > 3, 2), (np.zeros(10, bool), 1)):
        compared = Judgement.of(~right, before=right, new=new)
        beside = section(comparison_report("x", *models, compared), "Beside each other")
        assert len(told(beside)) == sentences
    only = Judgement.of(right)  # tested against none
    assert told(section(comparison_report("x", *models, only), "Beside each other")) == []


def test_a_model_card_holds_what_is_known() -> None:
    card = rows(model_section(CheckpointInfo(spec=PAPER)))
    assert card["Network"] == ("1 - 16 - 32 - 64 - 128 - 256 - 7",)
    assert card["Parameters"] == ("409,461",)
    assert card["Input"] == ("48 x 48 gray face",)
    assert card["Trained on"] == ("not recorded",)
    assert not {"Recipe", "Pruned", "Unsure"} & set(card)
    config: dict[str, Any] = {
        "optimizer": "adamw",
        "learning_rate": 0.001,
        "epochs": 3,
        "batch_size": 64,
        "seed": 5,
    }
    info = CheckpointInfo(spec=PAPER, run={"config": config, "dataset": "mine"})
    full = rows(model_section(replace(info, temperature=1.5, unsure_below=0.35)))
    assert full["Recipe"] == ("own: adamw, learning rate 0.001, 3 epochs, batches of 64, seed 5",)
    assert full["Trained on"] == ("mine",)
    assert full["Temperature"] == ("1.500 divides the logits",)
    assert full["Unsure"] == ("answers below 35.0 % are shown as unsure",)
