"""From logits to the shown answer, step by step, with figures worked out by hand."""

import math
from typing import Any

import numpy as np
import pytest
from helpers.seven import Emotion

from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.inference.answer_table import (
    answer_row,
    columns,
    face_cells,
    second_columns,
)
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.inference.neutral import NeutralBaseline, NeutralSettings, shift_of
from emotion_gui.core.inference.results import Answer, FaceResult, FrameResult, Timings
from emotion_gui.core.inference.smoothing import SmoothedAnswer, SmoothingSettings
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.labels.builtin import own_set
from emotion_gui.core.labels.label_set import LabelSet

RAW, CALM = SmoothingSettings(0.0), SmoothingSettings(0.5, margin=0.1)


def logits(*shares: float) -> np.ndarray:
    """Logits whose probabilities are these shares."""
    return np.log(np.array(shares, np.float32) / sum(shares))


def test_a_later_frame_moves_the_answer_by_the_time_that_passed() -> None:
    answer = SmoothedAnswer()
    answer.update(np.array([0, 0], np.float32), 1.0, CALM, unsure_below=0)
    found, _ = answer.update(np.array([0, 4], np.float32), 1.25, CALM, unsure_below=0)
    gap = 4 * (1 - math.exp(-0.5))  # a quarter of a second at half a second's constant
    assert found[1] == pytest.approx(1 / (1 + math.exp(-gap)), abs=1e-6)
    found, _ = answer.update(np.array([0, 0], np.float32), 1.5, CALM, unsure_below=0)
    gap *= math.exp(-0.5)
    assert found[1] == pytest.approx(1 / (1 + math.exp(-gap)), abs=1e-6)


def test_time_that_runs_back_moves_nothing() -> None:
    answer = SmoothedAnswer()
    answer.update(logits(0.5, 0.5), 5.0, CALM, unsure_below=0)
    found, _ = answer.update(logits(0.9, 0.1), 4.0, CALM, unsure_below=0)
    assert found == pytest.approx([0.5, 0.5])
    found, _ = answer.update(logits(0.9, 0.1), 4.5, CALM, unsure_below=0)  # from there on
    assert found[0] > 0.6


def test_what_was_given_is_not_changed_and_not_kept() -> None:
    answer = SmoothedAnswer()
    given = logits(0.9, 0.1)
    answer.update(given, 0.0, CALM, unsure_below=0)
    given[:] = 0
    found, _ = answer.update(logits(0.9, 0.1), 0.1, CALM, unsure_below=0)
    assert found == pytest.approx([0.9, 0.1], abs=1e-6)


def labels_of(settings: SmoothingSettings, limit: float, *frames: np.ndarray) -> list[int | None]:
    """The labels of frames that lie so far apart that nothing is left of the one before."""
    answer = SmoothedAnswer()
    return [
        answer.update(frame, 1000.0 * k, settings, unsure_below=limit)[1]
        for k, frame in enumerate(frames)
    ]


def test_another_class_is_shown_once_it_leads_by_the_margin() -> None:
    first, near, ahead = logits(0.6, 0.4), logits(0.46, 0.54), logits(0.44, 0.56)
    assert labels_of(CALM, 0, first, near, ahead, near) == [0, 0, 1, 1]
    assert labels_of(RAW, 0, first, near, ahead) == [0, 1, 1]
    assert labels_of(SmoothingSettings(0.5, margin=0.0), 0, first, near) == [0, 1]


def test_unsure_ends_half_a_margin_above_the_limit() -> None:
    frames = [logits(share, 1 - share) for share in (0.59, 0.61, 0.64, 0.66, 0.61, 0.59, 0.64)]
    assert labels_of(CALM, 0.6, *frames) == [None, None, None, 0, 0, None, None]
    assert labels_of(RAW, 0.6, *frames) == [None, 0, 0, 0, 0, None, 0]


def test_what_is_certain_is_sure_whatever_the_limit() -> None:
    doubt, certain = logits(0.9, 0.1), np.array([100, 0], np.float32)
    assert labels_of(CALM, 1.0, doubt, certain) == [None, 0]
    assert labels_of(CALM, 0.5, logits(0.5, 0.5)) == [0]  # at the limit is sure


def test_an_answer_goes_on_where_it_was_kept() -> None:
    frames = [logits(share, 1 - share) for share in (0.9, 0.62, 0.3, 0.58, 0.5, 0.8)]
    for cut in range(len(frames)):
        straight, first = SmoothedAnswer(), SmoothedAnswer()
        expected = [
            straight.update(frame, 0.3 * k, CALM, unsure_below=0.6)
            for k, frame in enumerate(frames)
        ]
        for k, frame in enumerate(frames[:cut]):
            first.update(frame, 0.3 * k, CALM, unsure_below=0.6)
        second = SmoothedAnswer.restored(first.snapshot())
        for k, frame in enumerate(frames[cut:], start=cut):
            found = second.update(frame, 0.3 * k, CALM, unsure_below=0.6)
            np.testing.assert_array_equal(found[0], expected[k][0])
            assert found[1] == expected[k][1]


def test_the_progress_of_a_baseline_is_the_lesser_of_time_and_frames() -> None:
    baseline = NeutralBaseline(0, NeutralSettings(seconds=2.0, least_frames=4))
    rest = logits(0.2, 0.8)
    progress = []
    for time_s in (10.0, 10.5, 10.75, 11.0, 11.5):
        baseline.update(rest, time_s)
        progress.append(baseline.progress)
    assert progress == [0.0, 0.25, 0.375, 0.5, 0.75]
    baseline.update(rest, 9.0)
    assert baseline.progress == 0.0  # time that runs back takes nothing below
    assert not baseline.ready
    shifted = baseline.update(rest, 12.0)  # this frame is the first one that is shifted
    assert baseline.ready
    assert baseline.progress == 1.0
    assert np.exp(shifted)[0] / np.exp(shifted).sum() == pytest.approx(0.7, abs=1e-4)
    again = baseline.update(logits(0.5, 0.5), 13.0)  # and the baseline stays as it is
    np.testing.assert_allclose(again - logits(0.5, 0.5), shifted - rest, atol=1e-6)


def test_few_frames_are_waited_for() -> None:
    baseline = NeutralBaseline(0, NeutralSettings(seconds=1.0, least_frames=3))
    for time_s, progress in ((0.0, 0.0), (5.0, 2 / 3), (6.0, 1.0)):
        baseline.update(logits(0.2, 0.8), time_s)
        assert baseline.progress == pytest.approx(progress)


def test_a_model_without_a_neutral_class_is_left_alone() -> None:
    baseline = NeutralBaseline(None)
    given = logits(0.2, 0.8)
    assert baseline.update(given, 0.0) is given
    assert baseline.progress == 1.0
    assert not baseline.ready


def test_the_shift_of_two_classes_by_hand() -> None:
    settings = NeutralSettings(sure=0.75, most=9.0)
    rest = np.log(np.array([[0.2, 0.8]] * 3, np.float32))
    # From odds of 1 : 4 to 3 : 1, half of it each.
    half = math.log(12) / 2
    np.testing.assert_allclose(shift_of(rest, settings, neutral=0), [half, -half], atol=1e-6)
    held = shift_of(rest, NeutralSettings(sure=0.75, most=1.0), neutral=0)
    np.testing.assert_array_equal(held, [1, -1])
    enough = np.log(np.array([[0.75, 0.25]], np.float64))
    np.testing.assert_array_equal(shift_of(enough, settings, neutral=0), [0, 0])
    np.testing.assert_allclose(
        shift_of(enough, settings, neutral=1), [-math.log(9) / 2, math.log(9) / 2], atol=1e-6
    )


def answer(
    *probabilities: float, label: int | None = None, labels: LabelSet = SEVEN, raw: Any = None
) -> Answer:
    values = np.array(probabilities)
    return Answer(values if raw is None else raw, values, label, 0.35, labels)


TWO = own_set(["happy", "sad"])
SMILE = (0.05, 0.05, 0.0, 0.6, 0.2, 0.06, 0.04)


def test_what_an_answer_says_of_itself() -> None:
    sure = answer(*SMILE, label=Emotion.SAD)  # still shown, though another leads
    assert (sure.best, sure.word, sure.confidence) == (Emotion.HAPPY, "sad", 0.2)
    unsure = answer(*SMILE)
    assert (unsure.best, unsure.word, unsure.confidence) == (Emotion.HAPPY, "unsure", 0.6)


CROP = np.full((48, 48), 90, np.uint8)


def face(first: Answer, second: Answer | None = None, *, side: float = 60) -> FaceResult:
    return FaceResult(3, FaceBox(10.04, 20.06, side, side), CROP, first, second)


def test_models_agree_where_they_put_the_same_class_first() -> None:
    smile, grief = answer(*SMILE), answer(0, 0, 0, 0.1, 0.9, 0, 0)
    assert face(smile).agrees is None
    assert face(smile, answer(*SMILE, label=4)).agrees is True
    assert face(smile, grief).agrees is False
    # Of other classes: by what they mean.
    assert face(smile, answer(0.7, 0.3, labels=TWO)).agrees is True
    assert face(smile, answer(0.3, 0.7, labels=TWO)).agrees is False
    assert face(answer(0.3, 0.7, labels=TWO), grief).agrees is True
    other = own_set(["bored", "tired"])
    assert face(smile, answer(0.3, 0.7, labels=other)).agrees is None
    mixed = own_set(["bored", "happy"])
    assert face(smile, answer(0.7, 0.3, labels=mixed)).agrees is False  # theirs has none, ours has


def test_times_add_up_and_the_age_is_from_reading_to_answering() -> None:
    timings = Timings(detect_ms=1.0, crop_ms=20.0, classify_ms=300.0, second_ms=4000.0)
    assert timings.total_ms == 4321.0
    frame = Frame(np.zeros((4, 4, 3), np.uint8), 7, 1.5, 100.0)
    assert FrameResult(frame, (), timings, True, 100.25).age_ms == 250.0


def test_a_row_cell_by_cell() -> None:
    mixed = own_set(["label", "happy"])
    seen = face(answer(*SMILE, label=3), answer(0.3, 0.7, label=None, labels=mixed))
    frame = Frame(np.zeros((4, 4, 3), np.uint8), 7, 1.23456, 0.0, "a.png")
    result = FrameResult(frame, (seen,), Timings(0, 0, 0, 0), True, 0.0)
    probabilities = [f"{value:.4f}" for value in SMILE]
    row = dict(
        zip(
            (*columns(SEVEN), *second_columns(mixed)),
            map(str, answer_row(result, seen, second=mixed)),
            strict=True,
        )
    )
    assert row == {
        "frame": "7",
        "time_s": "1.235",
        "file": "a.png",
        "face": "3",
        "x": "10.0",
        "y": "20.1",
        "width": "60.0",
        "height": "60.0",
        "label": "happy",
        "confidence": "0.6000",
        "obstacle": "blurred",
        **dict(zip(SEVEN.names, probabilities, strict=True)),
        "second_label": "unsure",
        "second_confidence": "0.7000",
        "second_p_label": "0.3000",
        "second_happy": "0.7000",
    }
    assert list(map(str, face_cells(seen))) == list(row.values())[4:18]
    # Columns of other classes: what the model does not have is empty, and so is a second model
    # that did not look.
    cells = answer_row(result, face(answer(*SMILE, label=3)), labels=mixed, second=TWO)
    assert list(map(str, cells[8:])) == ["happy", "0.6000", "blurred", "", "0.6000", "", "", "", ""]
    assert len(answer_row(result, seen)) == len(columns(SEVEN))


def test_columns_by_name() -> None:
    assert second_columns(TWO) == (
        "second_label",
        "second_confidence",
        "second_happy",
        "second_sad",
    )
    clash = own_set(["face", "x", "happy"])
    assert columns(clash)[-3:] == ("p_face", "p_x", "happy")
