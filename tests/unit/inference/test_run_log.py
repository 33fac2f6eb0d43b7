"""What a run leaves: shares of time, persons, agreement, and the table of all answers."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers.seven import Emotion

from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.inference import run_log
from emotion_gui.core.inference.answer_table import columns, second_columns
from emotion_gui.core.inference.controls import Models
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.inference.results import Answer, FaceResult, FrameResult, Timings
from emotion_gui.core.inference.run_log import RunLog
from emotion_gui.core.labels import SEVEN, LabelClass, LabelSet

HAPPY, SAD = Emotion.HAPPY, Emotion.SAD


def answer(label: Emotion | None) -> Answer:
    probabilities = np.full(7, 0.05)
    probabilities[HAPPY if label is None else label] = 0.7
    return Answer(probabilities, probabilities, label, 0.3)


def frame(
    index: int,
    time_s: float,
    faces: dict[int, Emotion | None],
    *,
    second: Emotion | None = None,
    name: str = "",
) -> FrameResult:
    results = tuple(
        FaceResult(
            number,
            FaceBox(10, 20, 30, 40),
            np.zeros((48, 48), np.uint8),
            answer(label),
            None if second is None else answer(second),
        )
        for number, label in faces.items()
    )
    picture = np.zeros((2, 2, 3), np.uint8)
    made = Frame(picture, index, time_s, 0.0, name)
    return FrameResult(made, results, Timings(0, 0, 0, 0), searched=False, finished_at=0.0)


def test_an_answer_holds_until_the_next_frame() -> None:
    log = RunLog()
    log.add(frame(0, 10.0, {1: HAPPY}))
    log.add(frame(1, 10.4, {1: HAPPY, 2: None}))
    log.add(frame(4, 11.0, {1: SAD}))  # two were dropped in between
    log.add(frame(5, 11.2, {}))
    result = log.result()
    assert (result.frames, result.skipped, result.answers) == (4, 2, 4)
    assert result.faces == (1, 2)
    assert result.seconds == pytest.approx(1.4)
    assert result.seconds_by_label == {
        HAPPY: pytest.approx(1.0),
        None: pytest.approx(0.6),
        SAD: pytest.approx(0.2),
    }
    assert [(s.face, s.label) for s in result.stretches] == [(1, HAPPY), (2, None), (1, SAD)]


def test_silence_and_clocks_that_run_back_add_no_time() -> None:
    log = RunLog()
    log.add(frame(0, 0.0, {1: HAPPY}))
    log.add(frame(1, 60.0, {1: HAPPY}))  # a minute without a picture
    log.add(frame(2, 59.0, {1: HAPPY}))
    result = log.result()
    assert result.seconds_by_label[HAPPY] == pytest.approx(run_log.LONGEST_STEP_S)
    assert RunLog().result().frames == 0
    assert RunLog().result().seconds_by_label == {}


def test_agreement_is_of_the_models_that_look() -> None:
    log = RunLog()
    log.use(Models(Path("a"), Path("b")))
    log.add(frame(0, 0.0, {1: HAPPY}, second=HAPPY))
    log.add(frame(1, 0.1, {1: HAPPY}, second=SAD))
    assert (log.agreement.agreeing, log.agreement.compared) == (1, 2)
    log.use(Models(Path("a")))
    log.add(frame(2, 0.2, {1: HAPPY}))
    assert log.agreement.compared == 0
    assert log.result().models == (Models(Path("a"), Path("b")), Models(Path("a")))


def test_a_still_is_compared_alone_and_has_no_duration() -> None:
    log = RunLog()
    for index in range(3):
        log.add(frame(index, float(index), {1: HAPPY, 2: SAD}, second=SAD, name="a.png"))
    assert (log.agreement.agreeing, log.agreement.compared) == (1, 2)
    assert log.result().frames == 0


def test_the_table_has_both_models(tmp_path: Path) -> None:
    log = RunLog()
    log.add(frame(0, 0.0, {1: HAPPY}))
    log.add(frame(1, 0.1, {1: None, 2: SAD}, second=SAD))
    log.write_table(tmp_path / "answers.csv")
    text = (tmp_path / "answers.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert tuple(rows[0]) == (*columns(SEVEN), *second_columns(SEVEN))
    assert [row["label"] for row in rows] == ["happy", "unsure", "sad"]
    assert [row["second_label"] for row in rows] == ["", "sad", "sad"]
    assert rows[1]["second_sad"] == "0.7000"
    assert log.result().rows == 3


def test_a_camera_that_is_on_for_days_fills_no_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run_log, "MOST_TABLE_BYTES", 1000)
    log = RunLog()
    for index in range(100):
        log.add(frame(index, index / 30, {1: HAPPY}))
    result = log.result()
    assert result.answers == 100
    assert 0 < result.rows < 20
    log.write_table(tmp_path / "answers.csv")
    lines = (tmp_path / "answers.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == result.rows + 1


def test_a_table_has_the_classes_of_who_looked(tmp_path: Path) -> None:
    two = LabelSet((SEVEN[HAPPY], SEVEN[SAD]))
    made = frame(0, 0.0, {1: HAPPY}, second=SAD)
    (face,) = made.faces
    own = replace(face.answer, probabilities=np.array([0.7, 0.3]), label=0, labels=two)
    log = RunLog()
    log.add(replace(made, faces=(replace(face, answer=own),)))
    log.write_table(tmp_path / "answers.csv")
    with (tmp_path / "answers.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = list(csv.DictReader(file))
    assert tuple(row) == (*columns(two), *second_columns(SEVEN))
    assert (row["label"], row["happy"], row["sad"]) == ("happy", "0.7000", "0.3000")
    RunLog().write_table(tmp_path / "empty.csv")
    head = (tmp_path / "empty.csv").read_text(encoding="utf-8-sig").splitlines()
    assert head == [",".join((*columns(SEVEN), *second_columns(SEVEN)))]


@pytest.mark.parametrize(("ours", "theirs"), [(HAPPY, HAPPY), (HAPPY, SAD)])
def test_models_of_other_classes_agree_where_classes_mean_the_same(
    ours: Emotion, theirs: Emotion
) -> None:
    two = LabelSet((SEVEN[SAD], SEVEN[HAPPY]))
    (face,) = frame(0, 0.0, {1: ours}, second=theirs).faces
    place = 1 if theirs == HAPPY else 0
    assert face.second is not None
    chances = np.eye(2)[place]
    other = replace(face.second, probabilities=chances, label=place, labels=two)
    assert replace(face, second=other).agrees is (ours == theirs)
    back = replace(face, answer=other, second=face.answer)
    assert back.agrees is (ours == theirs)
    assert face.agrees is (ours == theirs)
    assert replace(face, second=None).agrees is None


def test_models_without_a_class_in_common_are_not_compared() -> None:
    strangers = LabelSet(
        (LabelClass("bored", "#112233", "#445566"), LabelClass("curious", "#223344", "#556677"))
    )
    (face,) = frame(0, 0.0, {1: HAPPY}, second=SAD).faces
    assert face.second is not None
    other = replace(face.second, probabilities=np.eye(2)[0], label=0, labels=strangers)
    assert replace(face, second=other).agrees is None
