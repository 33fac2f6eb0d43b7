"""Rendered faces: repeatable, balanced, readable by people's detectors and by a classifier."""

from __future__ import annotations

import csv
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from helpers.seven import LABELS, Emotion

from emotion_gui.core.data.sample_faces import (
    EMOTION_ACTIONS,
    Camera,
    FaceActions,
    Identity,
    Light,
    Pose,
    SampleFaces,
    draw_people,
    render_face,
    render_scene,
    sample_faces,
    sample_frames,
    scale_faces,
    varied_actions,
    write_sample_csv,
    write_sample_folder,
    write_sample_pictures,
    write_sample_video,
)
from emotion_gui.core.data.sample_faces.shape import FaceShape, View, face_shape
from emotion_gui.core.errors import ConfigError, StorageError


@pytest.fixture(scope="module")
def sample() -> SampleFaces:
    return sample_faces(count=560, seed=4)


def _face(emotion: Emotion, actions: FaceActions | None = None) -> npt.NDArray[np.uint8]:
    """A face of always the same person, without any accident of the camera."""
    return render_face(
        emotion=emotion,
        identity=Identity.draw(np.random.default_rng(8)),
        rng=np.random.default_rng(0),
        side=96,
        actions=actions or EMOTION_ACTIONS[emotion],
        pose=Pose(),
        light=Light(),
        camera=Camera(noise=0.0, blur_px=0.0, jitter=0.0, zoom_spread=0.0, exposure=0.0),
    )


def _overlap(
    first: tuple[float, float, float, float], second: tuple[float, float, float, float]
) -> float:
    """Intersection over union of two boxes (x, y, width, height)."""
    wide = min(first[0] + first[2], second[0] + second[2]) - max(first[0], second[0])
    tall = min(first[1] + first[3], second[1] + second[3]) - max(first[1], second[1])
    common = max(0.0, wide) * max(0.0, tall)
    return common / (first[2] * first[3] + second[2] * second[3] - common)


def test_every_emotion_has_its_emfacs_prototype() -> None:
    assert set(EMOTION_ACTIONS) == set(Emotion)
    assert EMOTION_ACTIONS[Emotion.NEUTRAL] == FaceActions()
    happy = EMOTION_ACTIONS[Emotion.HAPPY]
    assert happy.au6 > 0
    assert happy.au12 > 0
    assert happy == FaceActions(au6=happy.au6, au12=happy.au12)


def test_actions_mix_and_scale_within_bounds() -> None:
    surprise, sad = EMOTION_ACTIONS[Emotion.SURPRISE], EMOTION_ACTIONS[Emotion.SAD]
    assert surprise.mixed(sad, weight=0.0) == surprise
    assert surprise.mixed(sad, weight=1.0) == sad
    assert surprise.scaled(3.0).au26 == 1.0
    assert surprise.scaled(0.0) == FaceActions()


def test_varied_actions_stay_in_the_unit_interval() -> None:
    rng = np.random.default_rng(1)
    for emotion in Emotion:
        units = vars(varied_actions(emotion, intensity=1.0, rng=rng, spread=0.5)).values()
        assert min(units) >= 0.0
        assert max(units) <= 1.0


def test_the_seven_prototypes_differ_to_the_eye() -> None:
    faces = [_face(emotion).astype(np.float64) for emotion in Emotion]
    for i, first in enumerate(faces):
        for second in faces[i + 1 :]:
            assert np.abs(first - second).mean() > 1.5


def test_a_dropped_jaw_opens_a_dark_mouth() -> None:
    closed, opened = _face(Emotion.NEUTRAL), _face(Emotion.NEUTRAL, FaceActions(au26=1.0))
    mouth = (slice(68, 84), slice(43, 53))
    assert opened[mouth].min() < closed[mouth].min()
    assert opened[mouth].mean() < 0.8 * closed[mouth].mean()


def test_units_move_the_parts_that_facs_says() -> None:
    person = Identity.draw(np.random.default_rng(8))

    def shape(**units: float) -> FaceShape:
        return face_shape(person, FaceActions(**units), View.of(Pose()))

    rest = shape()
    inner, outer = 0, -1
    assert shape(au1=1.0).brows[1][inner, 1] < rest.brows[1][inner, 1]
    assert shape(au2=1.0).brows[1][outer, 1] < rest.brows[1][outer, 1]
    assert shape(au4=1.0).brows[1][inner, 1] > rest.brows[1][inner, 1]
    assert np.ptp(shape(au5=1.0).eyes[0].opening[:, 1]) > np.ptp(rest.eyes[0].opening[:, 1])
    assert np.ptp(shape(au7=1.0).eyes[0].opening[:, 1]) < np.ptp(rest.eyes[0].opening[:, 1])
    assert shape(au12=1.0).mouth.upper_inner[-1, 1] < rest.mouth.upper_inner[-1, 1]
    assert shape(au15=1.0).mouth.upper_inner[-1, 1] > rest.mouth.upper_inner[-1, 1]
    assert np.ptp(shape(au20=1.0).mouth.upper_inner[:, 0]) > np.ptp(rest.mouth.upper_inner[:, 0])
    assert shape(au26=1.0).mouth.gap > shape(au25=1.0).mouth.gap > rest.mouth.gap == 0.0


def test_same_seed_same_faces() -> None:
    first, again, other = (sample_faces(count=9, seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(first.faces, again.faces)
    assert np.array_equal(first.labels, again.labels)
    assert np.array_equal(first.identities, again.identities)
    assert not np.array_equal(first.faces, other.faces)


def test_shapes_types_and_balance(sample: SampleFaces) -> None:
    assert sample.faces.shape == (560, 48, 48)
    assert sample.faces.dtype == np.uint8
    assert sample.labels.dtype == sample.identities.dtype == np.int64
    assert np.bincount(sample.labels).tolist() == [80] * 7
    assert 20 < len(np.unique(sample.identities)) <= 40


def test_no_two_faces_are_alike_and_none_is_flat(sample: SampleFaces) -> None:
    assert len(np.unique(sample.faces.reshape(len(sample.faces), -1), axis=0)) == 560
    assert sample.faces.std(axis=(1, 2)).min() > 10


def test_brightness_is_like_fer2013(sample: SampleFaces) -> None:
    assert 0.38 < sample.faces.mean() / 255 < 0.62


def test_count_zero_is_empty_and_negative_is_refused() -> None:
    assert sample_faces(count=0, seed=0).faces.shape == (0, 48, 48)
    with pytest.raises(ConfigError, match="count"):
        sample_faces(count=-1, seed=0)


def test_a_linear_probe_learns_emotions_of_unseen_people(sample: SampleFaces) -> None:
    small = np.stack(
        [cv2.resize(face, (20, 20), interpolation=cv2.INTER_AREA).ravel() for face in sample.faces]
    ).astype(np.float64)
    small -= small.mean(axis=1, keepdims=True)
    small /= small.std(axis=1, keepdims=True)
    small = np.hstack((small, np.ones((len(small), 1))))
    test = sample.identities % 5 == 0
    targets = np.eye(7)[sample.labels]
    gram = small[~test].T @ small[~test] + 60.0 * np.eye(small.shape[1])
    weights = np.linalg.solve(gram, small[~test].T @ targets[~test])
    accuracy = float(((small[test] @ weights).argmax(axis=1) == sample.labels[test]).mean())
    assert 0.35 < accuracy < 0.95, accuracy


def test_scale_faces_come_in_pieces_and_repeat() -> None:
    def pieces() -> list[SampleFaces]:
        return list(scale_faces(count=250, seed=6, chunk=100, bases=14))

    first = pieces()
    assert [len(piece.labels) for piece in first] == [100, 100, 50]
    faces = np.concatenate([piece.faces for piece in first])
    assert faces.shape == (250, 48, 48)
    assert np.array_equal(faces, np.concatenate([piece.faces for piece in pieces()]))
    assert len(np.unique(faces.reshape(250, -1), axis=0)) == 250
    counts = np.bincount(np.concatenate([piece.labels for piece in first]), minlength=7)
    assert counts.min() >= 30


@pytest.mark.parametrize("side", [32, 64, 160])
def test_any_side(side: int) -> None:
    assert sample_faces(count=1, seed=0, side=side).faces.shape == (1, side, side)


def test_haar_finds_the_faces_in_scenes() -> None:
    detector = cv2.CascadeClassifier(cv2.data.haarcascades + "haarcascade_frontalface_default.xml")
    total = found = 0
    for seed in range(9):
        scene = render_scene(count=1 + seed % 3, seed=seed)
        gray = cv2.cvtColor(scene.picture, cv2.COLOR_BGR2GRAY)
        boxes = [tuple(map(float, box)) for box in detector.detectMultiScale(gray, 1.1, 5)]
        for truth in scene.boxes:
            assert truth[2] >= 80
            total += 1
            found += any(_overlap(truth, box) > 0.4 for box in boxes)  # type: ignore[arg-type]
    assert found >= 0.95 * total


def test_scene_truth_lies_inside_and_repeats() -> None:
    scene, again = render_scene(count=3, seed=2), render_scene(count=3, seed=2)
    assert scene.picture.shape == (360, 640, 3)
    assert scene.picture.dtype == np.uint8
    assert np.array_equal(scene.picture, again.picture)
    assert scene.boxes == again.boxes
    assert list(scene.boxes) == sorted(scene.boxes)
    for x, y, wide, tall in scene.boxes:
        assert x >= 0
        assert y >= 0
        assert x + wide <= 640
        assert y + tall <= 360


def test_scene_takes_given_people_and_moves_them_with_time() -> None:
    people = draw_people(count=2, seed=1, emotions=(Emotion.HAPPY, Emotion.FEAR))
    early = render_scene(people=people, seed=1)
    late = render_scene(people=people, seed=1, phase=0.8)
    assert early.emotions == late.emotions == (Emotion.HAPPY, Emotion.FEAR)
    assert early.boxes != late.boxes
    with pytest.raises(ConfigError):
        draw_people(count=0, seed=1)


def test_pictures_in_class_folders(tmp_path: Path) -> None:
    written = write_sample_pictures(tmp_path / "photos", count=8, seed=1, width=240, height=240)
    assert len(written) == 8
    assert {path.parent.name for path in written} == set(LABELS)
    picture = cv2.imread(str(written[0]))
    assert picture is not None
    assert picture.shape == (240, 240, 3)


def test_faces_in_class_folders(tmp_path: Path) -> None:
    written = write_sample_folder(tmp_path / "Gesichter-ä", count=14, seed=1)
    assert len(written) == 14
    assert {path.parent.name for path in written} == set(LABELS)
    data = np.frombuffer(written[3].read_bytes(), np.uint8)
    face = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
    assert face is not None
    assert np.array_equal(face, sample_faces(count=14, seed=1).faces[3])


def test_csv_reads_like_fer2013(tmp_path: Path) -> None:
    path = write_sample_csv(tmp_path / "deep" / "fer2013.csv", count=40, seed=2)
    with path.open(newline="", encoding="ascii") as file:
        rows = list(csv.DictReader(file))
    assert [row["Usage"] for row in rows].count("Training") == 32
    assert [row["Usage"] for row in rows].count("PublicTest") == 4
    assert [row["Usage"] for row in rows].count("PrivateTest") == 4
    truth = sample_faces(count=40, seed=2)
    pixels = np.array([row["pixels"].split() for row in rows]).astype(np.uint8)
    assert np.array_equal(pixels.reshape(-1, 48, 48), truth.faces)
    assert [int(row["emotion"]) for row in rows] == truth.labels.tolist()


def test_video_has_one_truth_a_frame(tmp_path: Path) -> None:
    film = write_sample_video(
        tmp_path / "film.mp4", seconds=1.0, fps=10, seed=5, width=320, height=240, faces=2
    )
    assert len(film.frames) == 10
    assert all(len(frame.boxes) == len(frame.emotions) == 2 for frame in film.frames)
    assert all(0.5 <= share <= 1.0 for frame in film.frames for share in frame.strengths)
    reader = cv2.VideoCapture(str(film.path))
    try:
        assert int(reader.get(cv2.CAP_PROP_FRAME_COUNT)) == 10
        assert reader.get(cv2.CAP_PROP_FPS) == film.fps == 10
        worked, picture = reader.read()
    finally:
        reader.release()
    assert worked
    assert picture.shape == (240, 320, 3)


def test_expressions_change_over_a_film() -> None:
    frames = sample_frames(seconds=14, fps=2, seed=5, width=96, height=96)
    assert {truth.emotions[0] for _, truth in frames} == set(Emotion)


def test_a_refused_target_is_a_storage_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    with pytest.raises(StorageError):
        write_sample_folder(blocked, count=1, seed=0)
    with pytest.raises(StorageError):
        write_sample_csv(blocked / "fer2013.csv", count=1, seed=0)
    with pytest.raises(StorageError):
        write_sample_video(blocked / "film.mp4", seconds=0.1, seed=0)


def test_drawn_faces_stay_as_they_were() -> None:
    """Tests, benches and the demonstration are about these very faces; a part that is drawn
    differently would change what all of them say. Means of 4 x 4 pixels, so that the rounding of
    another processor does not matter."""
    kept = np.load(Path(__file__).parents[2] / "data" / "drawn_faces.npy")
    drawn = sample_faces(count=42, seed=11).faces
    means = drawn.reshape(42, 12, 4, 12, 4).mean(axis=(2, 4))
    np.testing.assert_allclose(means, kept.astype(float), atol=1.0)
