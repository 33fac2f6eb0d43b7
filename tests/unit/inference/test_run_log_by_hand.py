"""What a run leaves, second by second, against a plain count of the same frames."""

import csv
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from helpers.seven import Emotion
from hypothesis import given, settings
from hypothesis import strategies as st

from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.inference.results import Answer, FaceResult, FrameResult, Timings
from emotion_gui.core.inference.run_log import LONGEST_STEP_S, RunLog
from emotion_gui.core.labels import SEVEN, LabelSet

ANGRY, HAPPY, SAD = Emotion.ANGRY, Emotion.HAPPY, Emotion.SAD


def seen(
    index: int, time_s: float, faces: dict[int, int | None], labels: LabelSet = SEVEN
) -> FrameResult:
    """A frame with these faces and answers."""
    even = np.full(len(labels), 1 / len(labels))
    crop = np.zeros((48, 48), np.uint8)
    found = tuple(
        FaceResult(number, FaceBox(0, 0, 9, 9), crop, Answer(even, even, label, 0.3, labels))
        for number, label in faces.items()
    )
    frame = Frame(np.zeros((2, 2, 3), np.uint8), index, time_s, 0.0)
    return FrameResult(frame, found, Timings(0, 0, 0, 0), searched=False, finished_at=0.0)


_ANSWERS = st.dictionaries(st.integers(1, 3), st.sampled_from([None, 0, 3]), max_size=3)
_STEPS = st.sampled_from([0.04, 0.25, LONGEST_STEP_S, 1.5, 70.0])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(_STEPS, _ANSWERS), min_size=1, max_size=8), st.floats(0, 50))
def test_each_frame_holds_until_the_next_but_no_longer_than_a_second(
    frames: list[tuple[float, dict[int, int | None]]], begin_s: float
) -> None:
    times = [begin_s]
    for step, _ in frames[1:]:
        times.append(times[-1] + step)
    steps = [min(after - before, LONGEST_STEP_S) for before, after in pairwise(times)]
    holds = [*steps, steps[-1] if steps else 0.0]
    log = RunLog()
    expected: list[list[float | int | None]] = []
    open_now: dict[int, list[float | int | None]] = {}
    for k, ((step, faces), time_s) in enumerate(zip(frames, times, strict=True)):
        log.add(seen(2 * k, time_s, faces))
        before, open_now = open_now, {}
        for number, label in faces.items():
            stretch = before.get(number)
            if stretch is None or stretch[1] != label or step > LONGEST_STEP_S:
                stretch = [number, label, time_s, time_s]
                expected.append(stretch)
            stretch[3] = time_s + holds[k]
            open_now[number] = stretch
    result = log.result()
    found = [[s.face, s.label, s.start_s, s.end_s] for s in result.stretches]
    assert found == [pytest.approx(each) for each in expected]
    assert (result.frames, result.skipped) == (len(frames), len(frames) - 1)
    assert result.answers == result.rows == sum(len(faces) for _, faces in frames)
    assert (result.start_s, result.end_s) == (times[0], pytest.approx(times[-1] + holds[-1]))
    for label in (None, 0, 3):
        held = sum(
            h * list(faces.values()).count(label)
            for h, (_, faces) in zip(holds, frames, strict=True)
        )
        assert result.seconds_by_label.get(label, 0.0) == pytest.approx(held)


def test_a_run_is_told_in_the_classes_of_the_model_that_looked_last() -> None:
    """Unsure where these have no such class; the change begins a new stretch."""
    two = LabelSet((SEVEN[SAD], SEVEN[HAPPY]))
    log = RunLog()
    log.add(seen(0, 0.0, {1: HAPPY, 2: ANGRY, 3: None}))
    log.add(seen(1, 0.5, {1: 1, 2: 0, 3: None}, two))
    result = log.result()
    assert result.labels == two
    assert {stretch.labels for stretch in result.stretches} == {two}
    found = [(s.face, s.label, s.start_s, s.end_s) for s in result.stretches]
    assert found == [
        (1, 1, 0.0, 0.5),
        (2, None, 0.0, 0.5),
        (3, None, 0.0, 0.5),
        (1, 1, 0.5, 1.0),
        (2, 0, 0.5, 1.0),
        (3, None, 0.5, 1.0),
    ]


def test_the_table_of_a_run_is_read_from_its_first_cell(tmp_path: Path) -> None:
    """A mark of the encoding stands before the headings at most, never before a row."""
    log = RunLog()
    log.add(seen(7, 1.25, {2: SAD}))
    log.write_table(tmp_path / "answers.csv")
    with (tmp_path / "answers.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = list(csv.DictReader(file))
    assert (row["frame"], row["time_s"], row["face"]) == ("7", "1.250", "2")


def test_frames_that_come_out_of_order_are_not_skipped() -> None:
    log = RunLog()
    for index in (4, 2, 3):
        log.add(seen(index, float(index), {}))
    assert (log.result().frames, log.result().skipped) == (3, 2)
    late = RunLog()
    for index in (0, 0, 0):  # a source that counts none
        late.add(seen(index, 0.0, {}))
    assert late.result().skipped == RunLog().result().skipped == 0
