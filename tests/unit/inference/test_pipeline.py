import csv
import dataclasses
import json
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from helpers.seven import Emotion
from helpers.systems import can_fill_up

from emotion_gui.core.errors import StorageError, VideoSourceError
from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.faces.cropping import crop_face
from emotion_gui.core.faces.preprocessing import DEFAULT_FRAMING, Framing, Preprocessing
from emotion_gui.core.faces.readable import ReadingLimits
from emotion_gui.core.inference.answer_table import columns
from emotion_gui.core.inference.classifying import USUAL_UNSURE_BELOW, EmotionClassifier
from emotion_gui.core.inference.controls import (
    LiveControls,
    LiveValues,
    Models,
    Recording,
    with_neutral,
)
from emotion_gui.core.inference.display import DisplayClock
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.inference.headless import classify_pictures, classify_video
from emotion_gui.core.inference.live import LiveUpdate, run_live, with_values
from emotion_gui.core.inference.pipeline import EmotionPipeline, PipelineSettings
from emotion_gui.core.inference.smoothing import SmoothedAnswer, SmoothingSettings
from emotion_gui.core.inference.sources import VideoFileSource
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo, save_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.inputs import to_input
from tests.helpers.fake_sources import (
    FakeCamera,
    ScriptedDetector,
    plain_frames,
    real_data,
    write_video,
)
from tests.helpers.films import frames_of

FACE = FaceBox(40, 30, 60, 60, 0.9, "mtcnn")


def make_checkpoint(seed: int = 0) -> Checkpoint:
    torch.manual_seed(seed)
    network = EmotionCNN()
    for block in network.blocks:  # statistics that folding has to get right
        torch.nn.init.normal_(block.bn.running_mean, std=0.2)
        torch.nn.init.uniform_(block.bn.running_var, 0.5, 2.0)
    return Checkpoint(network.eval(), CheckpointInfo(network.spec, temperature=1.5))


@pytest.fixture
def classifier() -> EmotionClassifier:
    return EmotionClassifier(make_checkpoint())


def one_face(picture: np.ndarray) -> list[FaceBox]:
    """A face in everything that is not black."""
    return [FACE] if picture.mean() > 20 else []


@pytest.fixture
def pipeline(classifier: EmotionClassifier) -> EmotionPipeline:
    return EmotionPipeline(classifier, ScriptedDetector(one_face))


def every_frame() -> DisplayClock:
    """Everything is worth showing."""
    return DisplayClock(1e9)


def frame(picture: np.ndarray, index: int = 0) -> Frame:
    return Frame(picture, index, index / 30, 0.0)


def test_the_fused_network_answers_like_the_checkpoint() -> None:
    checkpoint = make_checkpoint()
    faces = np.random.default_rng(0).integers(0, 256, (5, 48, 48)).astype(np.uint8)
    with torch.inference_mode():
        inputs = to_input(faces, checkpoint.info.preprocessing)
        expected = checkpoint.network(inputs).numpy() / 1.5
    np.testing.assert_allclose(EmotionClassifier(checkpoint).logits(faces), expected, atol=1e-4)


def test_answers_about_both_views_are_averaged() -> None:
    classifier = EmotionClassifier(make_checkpoint())
    faces = np.random.default_rng(0).integers(0, 256, (5, 48, 48)).astype(np.uint8)
    one, other = classifier.logits(faces), classifier.logits(faces[:, :, ::-1].copy())
    np.testing.assert_allclose(classifier.logits(faces, flip=True), (one + other) / 2, atol=1e-5)
    assert classifier.logits(faces[:0], flip=True).shape == (0, 7)


@pytest.mark.parametrize("still", [False, True])
def test_mirror_averaging_reaches_both_models(classifier: EmotionClassifier, still: bool) -> None:
    other = EmotionClassifier(make_checkpoint(seed=1))
    controls = LiveControls()
    controls.change(flip=True)
    settings = with_values(PipelineSettings(), controls.values)
    pipeline = EmotionPipeline(classifier, ScriptedDetector(one_face), settings, second=other)
    picture = np.random.default_rng(1).integers(0, 256, (120, 160, 3)).astype(np.uint8)
    faces = pipeline.classify_picture(picture) if still else pipeline.process(frame(picture)).faces
    (face,) = faces
    assert face.second is not None
    for model, answer in ((classifier, face.answer), (other, face.second)):
        one, both = (
            torch.from_numpy(model.logits(face.crop[np.newaxis], flip=flip))[0].softmax(0).numpy()
            for flip in (False, True)
        )
        apart = np.abs(both - one).max()
        assert np.abs(answer.raw - both).max() < apart / 10


def test_a_frame_gives_faces_with_answers(pipeline: EmotionPipeline) -> None:
    result = pipeline.process(frame(plain_frames(1)[0]))
    (face,) = result.faces
    assert face.track_id == 1
    assert face.crop.shape == (48, 48)
    assert face.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert result.timings.total_ms > 0
    assert pipeline.process(frame(np.zeros((120, 160, 3), np.uint8), 1)).faces == ()


def test_a_second_model_that_was_taught_other_crops_gets_its_own(
    classifier: EmotionClassifier,
) -> None:
    wide = Preprocessing(framing=dict.fromkeys(DEFAULT_FRAMING, Framing(1.6, shift_y=0.1)))
    taught = make_checkpoint(seed=1)
    taught = dataclasses.replace(taught, info=dataclasses.replace(taught.info, preprocessing=wide))
    other = EmotionClassifier(taught)
    pipeline = EmotionPipeline(classifier, ScriptedDetector(one_face), second=other)
    picture = np.random.default_rng(1).integers(30, 256, (120, 160, 3)).astype(np.uint8)
    for faces in (pipeline.process(frame(picture)).faces, pipeline.classify_picture(picture)):
        (face,) = faces
        assert face.second is not None
        own = crop_face(picture, face.box, wide)[None]
        for crop, equal in ((own, True), (face.crop[None], False)):
            raw = torch.softmax(torch.from_numpy(other.logits(crop))[0], 0).numpy()
            assert np.allclose(face.second.raw, raw, atol=1e-5) is equal


def test_a_face_that_was_away_starts_afresh(classifier: EmotionClassifier) -> None:
    """It may be another expression by now: nothing of the old one is mixed in."""
    pipeline = EmotionPipeline(classifier, ScriptedDetector(one_face))
    rng = np.random.default_rng(1)
    before = rng.integers(30, 70, (120, 160, 3)).astype(np.uint8)
    after = rng.integers(200, 256, (120, 160, 3)).astype(np.uint8)
    nobody = np.zeros_like(before)
    for k in range(12):
        (face,) = pipeline.process(frame(before, k)).faces
    assert pipeline.process(frame(nobody, 12)).faces == ()
    seen = (pipeline.process(frame(after, k)).faces for k in range(13, 23))
    again = next(faces for faces in seen if faces)[0]  # not every frame is searched
    assert again.track_id == face.track_id
    np.testing.assert_allclose(again.probabilities, again.answer.raw, atol=1e-6)
    (longer,) = pipeline.process(frame(before, 24)).faces
    assert np.abs(longer.probabilities - longer.answer.raw).max() > 1e-4  # it is smoothed again


def test_two_models_see_the_same_crop(classifier: EmotionClassifier) -> None:
    other = EmotionClassifier(make_checkpoint(seed=1))
    pipeline = EmotionPipeline(classifier, ScriptedDetector(one_face), second=other)
    (face,) = pipeline.process(frame(plain_frames(1)[0])).faces
    assert face.second is not None
    np.testing.assert_allclose(
        face.second.raw,
        torch.softmax(torch.from_numpy(other.logits(face.crop[None]))[0], 0),
        atol=1e-5,
    )
    assert face.agrees == (face.answer.best == face.second.best)


def test_each_of_several_faces_has_its_own_answers_of_both_models(
    classifier: EmotionClassifier,
) -> None:
    other = EmotionClassifier(make_checkpoint(seed=1))
    boxes = [FACE, FaceBox(105, 20, 45, 45, 0.8, "mtcnn"), FaceBox(5, 5, 30, 30, 0.7, "mtcnn")]
    pipeline = EmotionPipeline(classifier, ScriptedDetector(lambda picture: boxes), second=other)
    picture = np.random.default_rng(2).integers(0, 256, (120, 160, 3), dtype=np.uint8)
    faces = pipeline.process(frame(picture)).faces
    assert len(faces) == 3
    for face in faces:
        for model, answer in ((classifier, face.answer), (other, face.second)):
            assert answer is not None
            alone = torch.softmax(torch.from_numpy(model.logits(face.crop[None]))[0], 0)
            np.testing.assert_allclose(answer.raw, alone, atol=1e-5)


def test_stills_and_cropped_faces(pipeline: EmotionPipeline) -> None:
    (face,) = pipeline.classify_picture(plain_frames(1)[0])
    assert face.box == FACE
    dark = (np.arange(48 * 48).reshape(48, 48) % 24).astype(np.uint8)
    (whole,) = pipeline.classify_picture(dark)
    np.testing.assert_array_equal(whole.crop, dark)
    for flat in (np.zeros((48, 48), np.uint8), dark[:1, :1], dark[:2, :2], dark[:8, :8]):
        assert pipeline.classify_picture(flat) == ()
    assert pipeline.classify_picture(np.zeros((300, 300, 3), np.uint8)) == ()


def test_pictures_without_a_window(pipeline: EmotionPipeline, tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), plain_frames(1)[0])
    (tmp_path / "b.png").write_bytes(b"x")
    good, bad = classify_pictures([tmp_path], pipeline)
    assert good.file == tmp_path / "a.png"
    assert good.faces[0].probabilities.shape == (7,)
    assert good.error is None
    assert bad.faces == ()
    assert bad.error


def test_a_video_without_a_window(pipeline: EmotionPipeline, tmp_path: Path) -> None:
    clip = write_video(tmp_path / "in.avi", plain_frames(10))
    table, video = tmp_path / "out.csv", tmp_path / "out.mp4"
    reports: list[Progress] = []
    summary = classify_video(
        VideoFileSource(clip),
        pipeline,
        csv_path=table,
        video_path=video,
        context=JobContext(reports.append),
    )
    assert summary.frames == 10
    assert summary.faces == 10
    assert summary.tracks == 1
    assert len(reports) == 10
    with table.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == columns(SEVEN)
    assert len(rows) == 10
    capture = cv2.VideoCapture(str(video))
    assert int(capture.get(cv2.CAP_PROP_FRAME_COUNT)) == 10
    capture.release()


def test_the_table_tells_faces_too_small_to_read_from_unclear_ones(
    classifier: EmotionClassifier, tmp_path: Path
) -> None:
    rng = np.random.default_rng(4)
    picture = rng.integers(0, 255, (120, 160, 3)).astype(np.uint8)
    boxes = [FaceBox(10, 40, 60, 60, 0.9, "mtcnn"), FaceBox(110, 40, 21, 21, 0.9, "mtcnn")]
    pipeline = EmotionPipeline(classifier, ScriptedDetector(lambda picture: list(boxes)))
    table = tmp_path / "out.csv"
    clip = write_video(tmp_path / "in.avi", [picture] * 2)
    classify_video(VideoFileSource(clip), pipeline, csv_path=table)
    with table.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert {(row["width"], row["obstacle"]) for row in rows} == {("60.0", ""), ("21.0", "small")}
    assert all(0 < float(row["confidence"]) <= 1 for row in rows)


def test_what_is_too_small_is_the_models_own_matter() -> None:
    checkpoint = make_checkpoint()
    limits = ReadingLimits(side_px=12, light=0, sharpness=0)
    keen = dataclasses.replace(checkpoint, info=dataclasses.replace(checkpoint.info, limits=limits))
    picture = np.random.default_rng(4).integers(0, 255, (120, 160, 3)).astype(np.uint8)
    boxes = [FaceBox(20, 30, 16, 16, 0.9, "mtcnn")]
    told = []
    for one in (checkpoint, keen):
        pipeline = EmotionPipeline(EmotionClassifier(one), ScriptedDetector(lambda _: list(boxes)))
        (still,) = pipeline.classify_picture(picture)
        (followed,) = pipeline.process(Frame(picture, 0, 0.0, 0.0)).faces
        told.append((still.obstacle, followed.obstacle))
    assert told == [("small", "small"), (None, None)]


def test_a_crowd_on_a_film_is_read_whole_and_in_live_what_is_left_out_is_counted(
    classifier: EmotionClassifier, tmp_path: Path
) -> None:
    crowd = [FaceBox(13.0 * k, 20, 12, 12, 0.9, "mtcnn") for k in range(12)]
    pipeline = EmotionPipeline(classifier, ScriptedDetector(lambda picture: list(crowd)))
    clip = write_video(tmp_path / "in.avi", plain_frames(6))
    assert classify_video(VideoFileSource(clip), pipeline).faces == 6 * 12
    updates: list[LiveUpdate] = []
    controls = LiveControls(LiveValues(max_faces=5))
    run_live(
        FakeCamera(plain_frames(3)),
        pipeline,
        controls,
        JobContext(),
        updates.append,
        clock=every_frame(),
    )
    assert [len(update.result.faces) for update in updates] == [5] * 3
    assert [update.result.left_out for update in updates] == [7] * 3


def test_a_recording_lasts_as_long_as_what_was_seen(
    pipeline: EmotionPipeline, tmp_path: Path
) -> None:
    """Frames that were dropped leave gaps in time, not a shorter film."""
    pictures = plain_frames(30)

    class Busy(FakeCamera):
        def read(self, context: JobContext | None = None) -> Frame | None:
            frame = super().read(context)
            if frame is not None and 5 <= frame.index < 20:
                return self.read(context)
            return frame

    files = Recording(tmp_path / "film.mp4", tmp_path / "table.csv")
    controls = LiveControls(LiveValues(recording=files))
    run_live(Busy(pictures), pipeline, controls, JobContext(), lambda update: None)
    expected = [k / 30 for k in (*range(5), *range(20, 30))]
    frames, source = frames_of(files.video)
    assert [frame.time_s for frame in frames] == pytest.approx(expected, abs=0.001)
    assert source.report.ends_s == pytest.approx(1.0, abs=0.05)


@pytest.mark.skipif(not can_fill_up(), reason="no device that is always full")
@pytest.mark.parametrize("option", ["csv_path", "video_path"])
def test_a_full_disk_names_the_file(pipeline: EmotionPipeline, tmp_path: Path, option: str) -> None:
    clip = write_video(tmp_path / "in.avi", plain_frames(30))
    target = tmp_path / "out.mp4"
    target.symlink_to("/dev/full")
    with pytest.raises(StorageError, match="No space left") as caught:
        classify_video(VideoFileSource(clip), pipeline, **{option: target})
    assert caught.value.path == target


def test_a_stop_leaves_whole_files(pipeline: EmotionPipeline, tmp_path: Path) -> None:
    clip = write_video(tmp_path / "in.avi", plain_frames(30))
    table = tmp_path / "out.csv"
    seen: list[Progress] = []
    context = JobContext(seen.append, lambda: len(seen) >= 5)
    with pytest.raises(JobCancelled):
        classify_video(VideoFileSource(clip), pipeline, csv_path=table, context=context)
    assert len(table.read_text(encoding="utf-8").splitlines()) == 6


def test_a_folder_that_is_not_there(pipeline: EmotionPipeline, tmp_path: Path) -> None:
    clip = write_video(tmp_path / "in.avi", plain_frames(3))
    with pytest.raises(StorageError, match="nowhere"):
        classify_video(VideoFileSource(clip), pipeline, csv_path=tmp_path / "nowhere" / "out.csv")


def test_live_posts_every_frame_and_closes_the_source(pipeline: EmotionPipeline) -> None:
    camera = FakeCamera(plain_frames(8))
    updates: list[LiveUpdate] = []
    summary = run_live(
        camera, pipeline, LiveControls(), JobContext(), updates.append, clock=every_frame()
    )
    assert summary.frames == len(updates) == 8
    assert updates[-1].recorded is None
    assert camera.closed == 1
    np.testing.assert_array_equal(updates[-1].pixels[..., :3], camera.pictures[-1])


def test_no_more_is_shown_than_a_screen_can_show() -> None:
    for interval_s, expected in ((0.001, 60), (0.01, 60), (0.02, 50)):
        clock = DisplayClock(60)
        moments = np.arange(100.0, 110.0, interval_s)
        shown = sum(clock.due(moment) for moment in moments)
        assert shown / 10 == pytest.approx(expected, rel=0.02)
    clock = DisplayClock(60)
    assert clock.due(100)
    assert clock.due(200)  # what was not used is not saved up
    assert not clock.due(200.001)


def test_all_frames_are_read_though_few_are_shown(pipeline: EmotionPipeline) -> None:
    updates: list[LiveUpdate] = []
    summary = run_live(
        FakeCamera(plain_frames(40)),
        pipeline,
        LiveControls(),
        JobContext(),
        updates.append,
        clock=DisplayClock(0.001),
    )
    assert summary.frames == 40
    assert len(updates) == 1


def test_other_models_take_over_without_opening_the_source_again(
    tmp_path: Path, pipeline: EmotionPipeline
) -> None:
    files = []
    for seed in range(2):
        checkpoint = make_checkpoint(seed)
        files.append(tmp_path / f"{seed}.safetensors")
        save_checkpoint(files[-1], checkpoint.network, checkpoint.info)
    camera = FakeCamera(plain_frames(6))
    controls = LiveControls()
    compared: list[int] = []

    def follow(update: LiveUpdate) -> None:
        compared.append(update.agreement.compared)
        if update.frames == 2:
            controls.change(neutral=with_neutral(frozenset(), 1))
            controls.change(models=Models(files[0], files[1]), neutral=frozenset())
        if update.frames == 5:
            controls.change(models=Models(files[0], files[0]), neutral=frozenset())

    run_live(camera, pipeline, controls, JobContext(), follow, clock=every_frame())
    assert compared == [0, 0, 1, 2, 3, 1]
    assert camera.opened == 1
    assert controls.values.neutral == frozenset()


def test_a_model_says_below_which_probability_it_is_unsure(pipeline: EmotionPipeline) -> None:
    checkpoint = make_checkpoint()
    limits = {}
    for limit in (None, 0.0, 0.9):
        info = dataclasses.replace(checkpoint.info, unsure_below=limit)
        classifier = EmotionClassifier(Checkpoint(checkpoint.network, info))
        pipeline = EmotionPipeline(classifier, ScriptedDetector(one_face))
        (face,) = pipeline.process(frame(plain_frames(1)[0])).faces
        (still,) = pipeline.classify_picture(plain_frames(1)[0])
        assert (face.label is None) == (still.label is None)
        limits[limit] = (face.answer.unsure_below, face.label is None)
    assert limits == {None: (USUAL_UNSURE_BELOW, True), 0.0: (0.0, False), 0.9: (0.9, True)}
    mine = SmoothingSettings(unsure_below=0.01)
    pipeline.settings = PipelineSettings(smoothing=mine)
    (face,) = pipeline.process(frame(plain_frames(1)[0], 1)).faces
    assert face.label is not None


def test_unsure_does_not_flicker_at_its_limit() -> None:
    settings = SmoothingSettings(time_constant_s=0.001, margin=0.08)
    calm = SmoothedAnswer()

    def label(probability: float, k: int) -> Emotion | None:
        rest = np.full(7, (1 - probability) / 6)
        rest[Emotion.HAPPY] = probability
        logits = np.log(rest).astype(np.float32)
        return calm.update(logits, float(k), settings, unsure_below=0.5)[1]

    shown = [label(p, k) for k, p in enumerate((0.51, 0.49, 0.51, 0.53, 0.55, 0.51, 0.49))]
    happy = Emotion.HAPPY
    assert shown == [happy, None, None, None, happy, happy, None]


def test_a_camera_that_vanishes_is_closed_and_said(pipeline: EmotionPipeline) -> None:
    camera = FakeCamera(plain_frames(3), vanishes=True)
    with pytest.raises(VideoSourceError, match="unplugged"):
        run_live(camera, pipeline, LiveControls(), JobContext(), lambda update: None)
    assert camera.closed == 1


def test_start_and_stop_many_times(pipeline: EmotionPipeline) -> None:
    before = threading.active_count()
    for _ in range(200):
        camera = FakeCamera(plain_frames(100))
        seen: list[LiveUpdate] = []
        with pytest.raises(JobCancelled):
            run_live(
                camera,
                pipeline,
                LiveControls(),
                JobContext(is_cancelled=lambda seen=seen: len(seen) >= 2),
                seen.append,
                clock=every_frame(),
            )
        assert camera.closed == 1
    assert threading.active_count() == before


def test_recording_begins_and_ends_at_a_persons_word(
    pipeline: EmotionPipeline, tmp_path: Path
) -> None:
    controls = LiveControls()
    wanted = Recording(tmp_path / "a.mp4", tmp_path / "a.csv")
    recorded: list[int] = []

    def follow(update: LiveUpdate) -> None:
        recorded.append(update.recorded.frames if update.recorded else 0)
        if update.frames == 3:
            controls.change(recording=wanted)
        if update.frames == 6:
            controls.change(recording=None)

    camera = FakeCamera(plain_frames(9))
    run_live(camera, pipeline, controls, JobContext(), follow, clock=every_frame())
    assert recorded == [0, 0, 0, 1, 2, 3, 0, 0, 0]
    assert len(wanted.table.read_text(encoding="utf-8").splitlines()) == 4
    assert wanted.video.stat().st_size > 0


def test_values_change_while_it_runs(pipeline: EmotionPipeline) -> None:
    controls = LiveControls(LiveValues(smoothing_s=0.4, max_faces=5))

    def turn_off(update: LiveUpdate) -> None:
        controls.change(max_faces=1, smoothing_s=0.0)

    run_live(FakeCamera(plain_frames(3)), pipeline, controls, JobContext(), turn_off)
    assert pipeline.settings.tracking.max_faces == 1
    assert pipeline.settings.smoothing.time_constant_s == 0


def test_a_real_face_is_followed_and_an_empty_clip_stays_empty(
    classifier: EmotionClassifier,
) -> None:
    clips = real_data("videos")
    pipeline = EmotionPipeline(classifier)
    for name, expected in (("single_face.mp4", 1), ("no_face.mp4", 0)):
        source = VideoFileSource(clips / name)
        pipeline.reset()
        source.open()
        numbers = []
        for _ in range(30):
            result = pipeline.process(source.read())
            numbers.append([face.track_id for face in result.faces])
        source.close()
        assert numbers == [[1] * expected] * 30


def test_a_recording_says_what_it_was_made_with(tmp_path: Path, pipeline: EmotionPipeline) -> None:
    files = []
    for seed in range(2):
        checkpoint = make_checkpoint(seed)
        files.append(tmp_path / f"{seed}.safetensors")
        save_checkpoint(files[-1], checkpoint.network, checkpoint.info)
    recording = Recording(tmp_path / "a.mp4", tmp_path / "a.csv", tmp_path / "a.json")
    first = Models(files[0])
    controls = LiveControls(LiveValues(models=first, smoothing_s=0.4, recording=recording))
    written: list[bool] = []

    def follow(update: LiveUpdate) -> None:
        written.append(recording.facts.exists())  # from the first frame on: a crash leaves it
        if update.frames == 3:
            controls.change(models=Models(files[0], files[1]), unsure_below=0.9)

    camera = FakeCamera(plain_frames(6))
    camera.address = "rtsp://ann:secret@127.0.0.1:8554/desk"
    run_live(camera, pipeline, controls, JobContext(), follow, clock=every_frame(), models=first)
    assert all(written)
    text = recording.facts.read_text(encoding="utf-8")
    assert "secret" not in text
    facts = json.loads(text)
    assert facts["source"]["address"] == "rtsp://127.0.0.1:8554/desk"
    assert (facts["video"], facts["table"]) == ("a.mp4", "a.csv")
    assert (facts["frames"], facts["rows"]) == (6, 6)
    before, after = facts["settings"]
    assert (before["from_frame"], after["from_frame"]) == (0, 3)
    assert before["second_model"] is None
    assert after["second_model"]["file"] == str(files[1])
    assert after["model"]["unsure_below"] == 0.9
    rows = list(csv.DictReader(recording.table.read_text(encoding="utf-8-sig").splitlines()))
    assert [bool(row["second_label"]) for row in rows] == [False] * 3 + [True] * 3
