"""The live loop, the pipeline and what they write, with made-up models and clocks."""

import csv
from collections import deque
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.faces.readable import CLEAN_LIMITS, ReadingLimits
from emotion_gui.core.inference import live as live_module
from emotion_gui.core.inference import pipeline as pipeline_module
from emotion_gui.core.inference.controls import (
    Collecting,
    LiveControls,
    LiveValues,
    Models,
    NeutralWish,
    Recording,
    with_neutral,
    without_neutral,
)
from emotion_gui.core.inference.display import DisplayClock
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.inference.headless import classify_pictures, classify_video
from emotion_gui.core.inference.live import LiveUpdate, run_live, with_values
from emotion_gui.core.inference.pipeline import EmotionPipeline, PipelineSettings
from emotion_gui.core.inference.results import FaceResult, FrameResult
from emotion_gui.core.inference.run_log import RunLog
from emotion_gui.core.inference.smoothing import SmoothingSettings
from emotion_gui.core.inference.tracking import TrackingSettings
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.labels.builtin import own_set
from emotion_gui.core.model.priors import ExpectedMix
from tests.helpers.fake_sources import FakeCamera, ScriptedDetector
from tests.helpers.scripted_model import BOXES, RAW, TWO, Scripted, grey, pipeline

REST = own_set(["happy", "neutral"])


def test_each_model_answers_by_its_own_limit_and_classes() -> None:
    first, second = Scripted(), Scripted(SEVEN, times=0.5, side=64)
    second.unsure_below = 0.3
    made = pipeline(first, second)
    for faces in (
        made.process(Frame(grey(204), 0, 0.0, 0.0)).faces,
        made.classify_picture(grey(204)),
    ):
        assert [face.track_id for face in faces] == [1, 2]
        assert [face.box for face in faces] == BOXES
        for face in faces:
            assert face.crop.shape == (48, 48)
            assert face.limits is CLEAN_LIMITS
            answer, other = face.answer, face.second
            assert other is not None
            assert (answer.word, answer.unsure_below, answer.labels) == ("happy", 0.55, TWO)
            assert answer.confidence == pytest.approx(0.8, abs=0.01)
            assert (other.labels, other.unsure_below, other.best) == (SEVEN, 0.3, 1)
            assert other.confidence == pytest.approx(0.6, abs=0.01)
            assert other.raw.shape == (7,)
    assert (made.classifier, made.second) == (first, second)


def test_a_persons_limit_is_that_of_both_models() -> None:
    settings = PipelineSettings(smoothing=SmoothingSettings(0.0, unsure_below=0.9))
    (face, _) = pipeline(Scripted(), Scripted(), settings).classify_picture(grey(204))
    assert face.second is not None
    for answer in (face.answer, face.second):
        assert (answer.label, answer.unsure_below) == (None, 0.9)
    settings = PipelineSettings(smoothing=SmoothingSettings(0.0, unsure_below=0.0))
    (face, _) = pipeline(Scripted(), None, settings).classify_picture(grey(128))
    assert (face.answer.label, face.answer.unsure_below) == (0, 0.0)


def test_each_face_has_its_own_crop_and_answers() -> None:
    made = pipeline(Scripted(), Scripted(times=0.5, side=64))
    picture = grey(204)
    picture[:, 95:] = 51
    for faces in (
        made.process(Frame(picture, 0, 0.0, 0.0)).faces,
        made.classify_picture(picture),
    ):
        assert [face.crop[24, 24] for face in faces] == [204, 51]
        firsts = [face.answer.probabilities[0] for face in faces]
        assert firsts == pytest.approx([0.8, 0.2], abs=0.01)
        seconds = [face.second.probabilities[0] for face in faces if face.second]
        assert seconds == pytest.approx([0.4, 0.1], abs=0.01)


@pytest.mark.parametrize("still", [False, True])
def test_mirror_and_mix_reach_both_models(still: bool) -> None:
    first, second = Scripted(), Scripted()
    mix = ExpectedMix((("happy", 2.0),))
    made = pipeline(first, second, PipelineSettings(flip=True, mix=mix))
    if still:
        made.classify_picture(grey(204))
    else:
        made.process(Frame(grey(204), 0, 0.0, 0.0))
    assert first.asked == second.asked == [(2, True, mix)]


def test_a_frame_knows_how_long_each_step_took(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([10.0, 10.001, 10.003, 10.007, 10.015, 10.5])
    monkeypatch.setattr(pipeline_module, "now_s", lambda: next(moments))
    result = pipeline(Scripted()).process(Frame(grey(204), 4, 0.0, 9.75))
    timings = result.timings
    assert timings.detect_ms == pytest.approx(1)
    assert timings.crop_ms == pytest.approx(2)
    assert timings.classify_ms == pytest.approx(4)
    assert timings.second_ms == pytest.approx(8)
    assert (result.finished_at, result.age_ms) == (10.5, 750.0)
    assert result.searched
    assert result.left_out == 0


def test_faces_over_the_limit_are_told_of_a_frame() -> None:
    settings = PipelineSettings(TrackingSettings(max_faces=1), SmoothingSettings(0.0))
    result = pipeline(Scripted(), None, settings).process(Frame(grey(204), 0, 0.0, 0.0))
    assert (len(result.faces), result.left_out) == (1, 1)


@pytest.mark.parametrize(
    ("shape", "whole"), [((96, 70), True), ((70, 96), True), ((97, 70), False), ((70, 97), False)]
)
def test_a_small_still_without_a_face_is_one(shape: tuple[int, int], whole: bool) -> None:
    noise = np.random.default_rng(2).integers(0, 256, (*shape, 3)).astype(np.uint8)
    blind = EmotionPipeline(Scripted(), ScriptedDetector(lambda picture: []), RAW)
    faces = blind.classify_picture(noise)
    assert [face.box for face in faces] == ([FaceBox(0, 0, shape[1], shape[0])] if whole else [])
    assert pipeline(Scripted()).classify_picture(np.zeros((90, 90, 3), np.uint8)) == ()


def test_models_are_warmed_up_each_and_the_detector_too() -> None:
    first, second = Scripted(), Scripted()
    made = pipeline(first, second)
    made.warm_up()
    assert (first.warm, second.warm) == (1, 1)
    assert made._detector.searches == 1


def test_other_models_begin_afresh_and_so_do_other_films() -> None:
    calm = PipelineSettings(smoothing=SmoothingSettings(1e9))
    made = pipeline(Scripted(), None, calm)
    made.process(Frame(grey(204), 0, 0.0, 0.0))
    kept = made.process(Frame(grey(51), 1, 0.1, 0.0)).faces[0]
    assert kept.probabilities[0] == pytest.approx(0.8, abs=0.01)  # still that of the first frame
    assert kept.answer.raw[0] == pytest.approx(0.2, abs=0.01)
    made.use(Scripted())
    fresh = made.process(Frame(grey(51), 2, 0.2, 0.0)).faces[0]
    assert fresh.probabilities[0] == pytest.approx(0.2, abs=0.01)
    made.reset()
    fresh = made.process(Frame(grey(204), 0, 0.0, 0.0)).faces[0]
    assert fresh.probabilities[0] == pytest.approx(0.8, abs=0.01)


@pytest.mark.parametrize(
    "change", [lambda made: made.use(Scripted(REST)), EmotionPipeline.reset], ids=["use", "reset"]
)
def test_a_neutral_face_is_learned_anew(change: Callable[[EmotionPipeline], None]) -> None:
    """Of another model, and of the first face of another film; the wish is kept."""
    settings = PipelineSettings(
        smoothing=SmoothingSettings(0.0), neutral=frozenset({NeutralWish(1, 1)})
    )
    made = pipeline(Scripted(REST), None, settings)

    def shown(time_s: float) -> FaceResult:
        return made.process(Frame(grey(204), round(time_s), time_s, 0.0)).faces[0]

    for k in range(6):
        learned = shown(float(k))
    assert learned.neutral == 1
    assert learned.probabilities[1] > 0.5  # 0.2 as it is
    change(made)
    fresh = shown(6.0)
    assert fresh.neutral == 0
    assert fresh.probabilities[1] == pytest.approx(0.2, abs=0.01)


def test_a_film_goes_on_with_the_answers_that_were_kept() -> None:
    calm = PipelineSettings(smoothing=SmoothingSettings(0.5))
    frames = [Frame(grey(40 + 25 * k), k, 0.1 * k, 0.0) for k in range(8)]
    straight = pipeline(Scripted(), None, calm)
    expected = [straight.process(frame).faces[0].probabilities for frame in frames]
    first, second = pipeline(Scripted(), None, calm), pipeline(Scripted(), None, calm)
    for frame in frames[:4]:
        first.process(frame)
    second.restore(first.snapshot())
    for frame, values in zip(frames[4:], expected[4:], strict=True):
        np.testing.assert_array_equal(second.process(frame).faces[0].probabilities, values)


def test_a_film_goes_on_with_the_numbers_that_were_given() -> None:
    made = pipeline(Scripted())
    levels = (204, 0, 0)  # both faces are lost, and then away for longer than they are remembered
    for k, level in enumerate(levels):
        made.process(Frame(grey(level), k, 5.0 * k, 0.0))
    again = pipeline(Scripted())
    again.restore(made.snapshot())
    for each in (made, again):
        for k in range(3, 9):  # a search comes in some frames
            faces = each.process(Frame(grey(204), k, 5.0 * k, 0.0)).faces
        assert [face.track_id for face in faces] == [3, 4]


def test_a_wish_is_of_one_face_and_a_second_one_begins_anew() -> None:
    wishes = with_neutral(with_neutral(frozenset(), 1), 2)
    assert {wish.track_id for wish in wishes} == {1, 2}
    again = with_neutral(wishes, 1)
    assert len(again) == 2
    assert len(again & wishes) == 1  # that of face 2 stays
    assert {wish.track_id for wish in without_neutral(again, 1)} == {2}
    made = pipeline(Scripted(REST))
    progress = []
    for k, wanted in enumerate((wishes, wishes, again, again, frozenset())):
        made.settings = PipelineSettings(smoothing=SmoothingSettings(0.0), neutral=wanted)
        faces = made.process(Frame(grey(204), k, 0.3 * k, 0.0)).faces
        progress.append([face.neutral for face in faces])
    tenth = pytest.approx(0.1)
    fifth, third = pytest.approx(0.2), pytest.approx(0.3)
    assert progress == [[0, 0], [tenth, tenth], [0, fifth], [tenth, third], [None, None]]


def test_a_still_has_no_neutral_face() -> None:
    made = pipeline(Scripted(REST))
    made.settings = PipelineSettings(neutral=frozenset({NeutralWish(1, 1)}))
    (face, _) = made.process(Frame(grey(204), 0, 0.0, 0.0, "a.png")).faces
    assert face.neutral is None


def test_a_persons_values_become_settings_one_by_one() -> None:
    mix = ExpectedMix((("happy", 2.0),))
    wishes = frozenset({NeutralWish(1, 1)})
    values = LiveValues(
        smoothing_s=0.7, max_faces=3, unsure_below=0.2, neutral=wishes, flip=True, mix=mix
    )
    made = with_values(PipelineSettings(TrackingSettings(redetect_every=9)), values)
    assert made == PipelineSettings(
        TrackingSettings(max_faces=3, redetect_every=9),
        SmoothingSettings(0.7, unsure_below=0.2),
        wishes,
        True,
        mix,
    )
    assert with_values(made, values) is made
    assert [Collecting(a, b).is_on for a in (False, True) for b in (False, True)] == [
        False,
        True,
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("moments", "rate", "left"),
    [
        ([5.0], 0.0, 1),
        ([5.0, 5.0], 0.0, 2),
        ([5.0, 5.25, 5.5], 4.0, 3),
        ([5.0, 5.5, 6.0], 2.0, 3),  # a second is looked at
        ([4.9, 5.5, 6.0], 2.0, 2),
        ([1.0, 9.0], 0.125, 2),  # two frames at least
        ([1.0, 2.0, 9.0], 1 / 7, 2),
    ],
)
def test_frames_a_second(moments: list[float], rate: float, left: int) -> None:
    kept = deque(moments)
    assert live_module._rate(kept) == pytest.approx(rate)
    assert len(kept) == left


class Skipping(FakeCamera):
    """Its third frame is its sixth picture."""

    def read(self, context: JobContext | None = None) -> Frame | None:
        frame = super().read(context)
        if frame is None or frame.index < 2:
            return frame
        return Frame(frame.picture, frame.index + 3, frame.time_s, frame.captured_at)


def test_what_an_update_says(tmp_path: Path) -> None:
    updates: list[LiveUpdate] = []
    watched: list[FrameResult] = []
    recording = Recording(tmp_path / "a.avi", tmp_path / "a.csv", tmp_path / "a.json")
    controls = LiveControls(LiveValues(recording=recording, smoothing_s=0.0))
    source = Skipping([grey(200)] * 4)
    log = RunLog()
    summary = run_live(
        source,
        pipeline(Scripted()),
        controls,
        JobContext(),
        updates.append,
        models=Models(Path("a")),
        log=log,
        clock=DisplayClock(1e9),
        watch=lambda result, values: watched.append(result),
    )
    assert (log.result().frames, log.result().models) == (4, (Models(Path("a")),))
    assert [update.frames for update in updates] == [1, 2, 3, 4]
    assert [update.skipped for update in updates] == [0, 0, 3, 3]
    assert [update.result for update in updates] == watched
    assert updates[0].source == "Fake camera"
    assert updates[0].total is None
    assert [update.recorded.frames for update in updates if update.recorded] == [1, 2, 3, 4]
    seconds = [update.recorded.seconds for update in updates if update.recorded]
    assert seconds == pytest.approx([0, 1 / 30, 2 / 30, 3 / 30])
    assert updates[0].pixels.shape == (120, 160, 4)
    assert (summary.frames, source.closed) == (4, 1)
    assert 0 < summary.seconds < 60  # it is a length, no moment
    with recording.table.open(encoding="utf-8-sig") as table:
        rows = list(csv.DictReader(table))
    assert [row["frame"] for row in rows] == ["0", "0", "1", "1", "5", "5", "6", "6"]
    assert [row["second_happy"] for row in rows] == [""] * 8  # it may be switched on any time


def test_a_film_adds_up() -> None:
    pictures = [grey(200)] * 3 + [grey(128)] * 3 + [grey(0)] * 4
    told: list[Progress] = []
    seen: list[FrameResult] = []
    summary = classify_video(
        FakeCamera(pictures),
        pipeline(Scripted()),
        seconds=8 / 30,
        on_frame=seen.append,
        context=JobContext(told.append),
    )
    assert [each.frame.index for each in seen] == list(range(9))
    assert summary.frames == 9  # what is later than that is not read; at that moment it is
    assert (summary.faces, summary.tracks) == (12, 2)
    assert summary.by_label == {"happy": 6, "unsure": 6}
    assert [(each.done, each.total, each.text) for each in told[-1:]] == [(9, None, "Fake camera")]
    assert summary.frames_per_second == pytest.approx(9 / summary.seconds)


def test_pictures_are_counted_from_one(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        cv2.imwrite(str(tmp_path / name), grey(200))
    (tmp_path / "c.png").write_bytes(b"nothing")
    told: list[Progress] = []
    found = list(
        classify_pictures([tmp_path], pipeline(Scripted()), context=JobContext(told.append))
    )
    assert [(each.file.name, len(each.faces), each.error is None) for each in found] == [
        ("a.png", 2, True),
        ("b.png", 2, True),
        ("c.png", 0, False),
    ]
    assert [(each.done, each.total, each.text) for each in told] == [
        (1, 3, "a.png"),
        (2, 3, "b.png"),
        (3, 3, "c.png"),
    ]


def test_pictures_can_be_stopped_between_two(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        cv2.imwrite(str(tmp_path / name), grey(200))
    seen: list[str] = []
    context = JobContext(is_cancelled=lambda: bool(seen))
    answers = classify_pictures([tmp_path], pipeline(Scripted()), context=context)
    seen.append(next(answers).file.name)
    with pytest.raises(JobCancelled):
        next(answers)
    assert seen == ["a.png"]


def test_limits_are_the_first_models() -> None:
    first, second = Scripted(), Scripted()
    first.limits, second.limits = ReadingLimits(side_px=500), CLEAN_LIMITS
    (face, _) = pipeline(first, second).classify_picture(grey(204))
    assert face.obstacle == "small"


def test_a_screen_shows_sixty_a_second_on_average() -> None:
    clock = DisplayClock(4.0)
    assert [clock.due(now) for now in (10.0, 10.05, 10.0625, 10.25, 10.3125, 10.5625)] == [
        True,
        False,
        True,
        False,
        True,
        True,
    ]
