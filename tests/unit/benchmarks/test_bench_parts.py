"""Live, clusters, faces and faults of cameras: what is counted, over what, and in which turns."""

import contextlib
import lzma
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from emotion_gui.core.benchmarks import (
    cluster,
    engines,
    faces,
    live,
    photographs,
    repair,
    robustness,
)
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.jobs import JobCancelled, JobContext
from tests.helpers.benches import BlackFilm, Clock, row


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Pipeline:
    """Takes its time for each frame; finds two faces."""

    def __init__(self, clock: Clock, seconds: Iterator[float]) -> None:
        self.clock, self.seconds = clock, seconds
        self.warm = self.resets = 0

    def warm_up(self) -> None:
        self.warm += 1

    def reset(self) -> None:
        self.resets += 1
        self.each_s = next(self.seconds)

    def process(self, frame: Frame) -> Any:
        self.clock.now_s += self.each_s
        return SimpleNamespace(age_ms=1000 * self.each_s, faces=(1, 2))


@pytest.mark.parametrize(("target", "met"), [(4.0, True), (4.1, False)])
@pytest.mark.parametrize("with_usual", [True, False])
def test_frames_of_live(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, target: float, met: bool, with_usual: bool
) -> None:
    made = Pipeline(clock, iter([0.5, 0.25, 0.125]))  # 2, 4 and 8 frames a second
    asked: list[int] = []
    rates = iter([99.0, 2.0, 1.0, 3.0])  # the first is not counted

    class Usual:
        def __init__(self, network: Any) -> None:
            pass

        def rate(self, clip: Path, *, frames: int) -> float:
            asked.append(frames)
            return next(rates)

    for name, value in {
        "EmotionCNN": lambda: SimpleNamespace(eval=lambda: SimpleNamespace(spec=None)),
        "Checkpoint": lambda *args: None,
        "CheckpointInfo": lambda **kwargs: None,
        "EmotionClassifier": lambda checkpoint: None,
        "EmotionPipeline": lambda classifier: made,
        "VideoFileSource": BlackFilm,
        "has_usual_libraries": lambda: with_usual,
        "_UsualLoop": Usual,
        "_MOST_FRAMES": 4,
        "time": clock,
    }.items():
        monkeypatch.setattr(live, name, value)
    case = live._Case("name", 2, target)
    if with_usual:
        stopped = JobContext(is_cancelled=lambda: clock.now_s > 101)  # behind the first pass
        with pytest.raises(JobCancelled):
            live._measure(case, Path("clip"), "words", stopped)
        assert asked == [2], "the usual loop only warmed up"
        asked.clear()
        made.seconds, made.warm, made.resets = iter([0.5, 0.25, 0.125]), 0, 0
        rates = iter([99.0, 2.0, 1.0, 3.0])
    found = live._measure(case, Path("clip"), "words", JobContext())
    usual = (2.0, 2.0) if with_usual else (None, None)
    assert row(found) == ("name", 4.0, "frames/s", *usual, met)
    assert found.conditions.startswith("words, 4 frames, 2.0 faces a frame, ")
    assert "answer after 500 ms at p95" in found.conditions
    assert asked == ([2, 25, 25, 25] if with_usual else [])
    assert (made.warm, made.resets) == (1, 3)


def test_the_clip_is_the_first_expressive_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(photographs.DATA_VARIABLE, str(tmp_path))
    assert live._real_clip() is None
    (tmp_path / "videos").mkdir()
    for name in ("b.mp4", "c_expressive.mp4", "d_expressive.mp4", "a.avi"):
        (tmp_path / "videos" / name).touch()
    assert live._real_clip() == tmp_path / "videos" / "c_expressive.mp4"
    for path in (tmp_path / "videos").glob("*expressive*"):
        path.unlink()
    assert live._real_clip() == tmp_path / "videos" / "b.mp4"
    monkeypatch.delenv(photographs.DATA_VARIABLE)
    assert live._real_clip() is None


@pytest.mark.parametrize(("seconds", "met"), [(0.25, True), (0.4, False)])
def test_live_by_each_engine_in_turns_behind_a_pass_that_warms_up(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, seconds: float, met: bool
) -> None:
    made = {
        "torch": Pipeline(clock, iter([9.0, 0.5, 0.25, 0.5])),
        "onnxruntime": Pipeline(clock, iter([9.0, seconds, 0.2, seconds])),
    }
    for name, value in {
        "EmotionClassifier": lambda loaded, engine: engine,
        "EmotionPipeline": lambda engine: made[engine],
        "VideoFileSource": BlackFilm,
        "_FRAMES": 4,
        "time": clock,
    }.items():
        monkeypatch.setattr(engines, name, value)
    loaded: Any = None
    found = engines._live(loaded, Path("clip"), "5_360", JobContext())
    assert row(found) == (
        "live_engine_5_360p",
        pytest.approx(1 / seconds),
        "frames/s",
        pytest.approx(2.0),
        pytest.approx(0.5 / seconds),
        met,
    )
    assert "drawn clip, 5 face(s)" in found.conditions
    assert f"processor time a frame {1000 * seconds:.1f} ms, by torch 500.0 ms" in found.conditions


def write_fer(folder: Path, count: int = 40) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """FER2013 as the benches find it, with made pixels."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (count, 4, 4), dtype=np.uint8)
    usage, label = np.arange(count) % 3, rng.integers(0, 7, count, dtype=np.int8)
    (folder / "fer2013").mkdir()
    with lzma.open(folder / "fer2013" / "images.npy.xz", "wb", preset=0) as file:
        np.save(file, images)
    np.savez(folder / "fer2013" / "labels.npz", usage=usage, label=label)
    return images, usage, label


def test_faces_to_learn_from_to_hold_and_to_judge_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    images, usage, label = write_fer(tmp_path)
    monkeypatch.setenv(photographs.DATA_VARIABLE, str(tmp_path))
    found = faces.bench_faces()
    learning, told = images[usage == 0], label[usage == 0]
    places = np.arange(len(learning))
    np.testing.assert_array_equal(found.fitted.faces, learning[places % 10 != 0])
    np.testing.assert_array_equal(found.held.faces, learning[[0, 10]])
    np.testing.assert_array_equal(found.held.labels, told[[0, 10]])
    np.testing.assert_array_equal(found.judged, images[usage == 1])
    np.testing.assert_array_equal(found.labels, label[usage == 1])
    assert found.labels.dtype == np.int64
    assert found.fitted.labels is None
    assert found.words == "Training and PublicTest"


def rendered(count: int, **kwargs: object) -> list[Any]:
    values = np.arange(count, dtype=np.uint8)
    shown = np.broadcast_to(values[:, None, None], (count, 4, 4))
    return [
        SimpleNamespace(faces=shown[part], labels=values[part].astype(np.int64) % 7)
        for part in (slice(0, 7), slice(7, None))
    ]


def test_rendered_faces_are_dealt_out_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(photographs.DATA_VARIABLE, raising=False)
    monkeypatch.setattr(faces, "_RENDERED", 11)
    monkeypatch.setattr(faces, "scale_faces", rendered)
    found = faces.bench_faces()
    assert found.judged[:, 0, 0].tolist() == list(range(1, 22, 2))
    assert found.labels.tolist() == [k % 7 for k in range(1, 22, 2)]
    assert found.held.faces[:, 0, 0].tolist() == [0, 20]
    assert found.held.labels is not None
    assert found.held.labels.tolist() == [0, 20 % 7]
    assert found.fitted.faces[:, 0, 0].tolist() == list(range(2, 20, 2))
    assert found.words == "rendered faces"


def test_faces_under_faults_are_drawn_from_public_test(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    images, usage, label = write_fer(tmp_path)
    monkeypatch.setenv(photographs.DATA_VARIABLE, str(tmp_path))
    monkeypatch.setattr(robustness, "_FACES", 5)
    found, labels, words = robustness._faces()
    places = [int(np.flatnonzero((images == face).all(axis=(1, 2)))[0]) for face in found]
    assert len(places) == 5
    assert places == sorted(places)
    assert set(usage[places]) == {1}
    np.testing.assert_array_equal(labels, label[places])
    assert words == "faces of PublicTest"
    again, _, _ = robustness._faces()
    np.testing.assert_array_equal(found, again)


@pytest.mark.parametrize("damaged", ["images", "labels"])
def test_faces_that_are_code_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, damaged: str
) -> None:
    write_fer(tmp_path)
    monkeypatch.setenv(photographs.DATA_VARIABLE, str(tmp_path))
    objects = np.array([{}, 1], dtype=object)
    if damaged == "images":
        with lzma.open(tmp_path / "fer2013" / "images.npy.xz", "wb", preset=0) as file:
            np.save(file, objects, allow_pickle=True)
    else:
        np.savez(tmp_path / "fer2013" / "labels.npz", usage=objects, label=objects)
    with pytest.raises(ValueError, match="allow_pickle"):
        robustness._faces()


def test_robustness_is_the_mean_under_faults_beside_clean_faces(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    info = SimpleNamespace(label_set=None, labels=("a",), temperature=1.5)
    asked: list[tuple[str, int, float]] = []

    def measure(answers: Any, shown: np.ndarray, labels: Any, **kwargs: Any) -> Any:
        asked.append((answers, len(shown), kwargs["temperature"]))
        worst = SimpleNamespace(accuracy=0.125, label="Blur", words="strong")
        clean = SimpleNamespace(accuracy=0.75)
        return SimpleNamespace(mean_accuracy=0.6, clean=clean, worst=worst, n=1234)

    for name, value in {
        "load_checkpoint": lambda path: SimpleNamespace(info=info),
        "match_labels": lambda *args: None,
        "answerer": lambda loaded, path, match, faces: f"{path.stem} {faces}",
        "measure_robustness": measure,
        "_faces": lambda: (np.zeros((6, 4, 4), np.uint8), np.zeros(6, np.int64), "made faces"),
    }.items():
        monkeypatch.setattr(robustness, name, value)
    found = robustness.bench_robustness(JobContext())
    passes = 6 * robustness.PASSES
    assert asked == [(f"default {passes}", 6, 1.5), (f"paper {passes}", 6, 1.5)]
    assert [row(each) for each in found] == [
        (f"robustness_{name}", 60.0, "%", 75.0, pytest.approx(0.8), None)
        for name in ("default", "paper")
    ]
    assert "n = 1,234 made faces" in found[0].conditions
    assert "worst 12.5 % (Blur strong)" in found[0].conditions


class Gang:
    """Workers that use so much processor time, in all and a piece."""

    count = 2

    def __init__(self, clock: Clock) -> None:
        self.clock, self.used_s = clock, [3.0, 4.0]

    def everywhere(self, function: Callable[..., Any], *arguments: object) -> list[Any]:
        return list(self.used_s) if function == self.clock.process_time else [10e6, 30e6]


@pytest.mark.parametrize(("alone", "met"), [(0.45, True), (0.44, False)])
def test_workers_of_a_cluster(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, alone: float, met: bool
) -> None:
    gang: Any = Gang(clock)
    sizes: list[int] = []

    def done(workers: Any, function: Any, pieces: list[Any], context: JobContext) -> Any:
        sizes.append(len(pieces))
        if function is cluster.make_piece:
            gang.used_s = [used + len(pieces) * 0.25 for used in gang.used_s]
            clock.now_s += 0.01 * len(pieces)
        else:
            clock.now_s += 0.005 * len(pieces)
        return []

    monkeypatch.setattr(cluster, "as_done", done)
    monkeypatch.setattr(cluster, "time", clock)
    piece: Any = ("piece",)
    pictures, overhead, memory = cluster._measured(gang, piece, alone, JobContext())
    assert sizes == [4, 8, 400]
    # Two workers with a quarter of a second each: half a second a piece of 12 pictures.
    ratio = pytest.approx(alone / 0.5)
    assert row(pictures) == (
        "cluster_2_pictures",
        24.0,
        "pictures/processor s",
        12 / alone,
        ratio,
        met,
    )
    assert "uses 10.0 ms a piece" in pictures.conditions
    assert row(overhead) == ("cluster_2_overhead", 5.0, "ms/piece", None, None, None)
    assert row(memory) == ("cluster_2_memory", 20.0, "MB/worker", None, None, None)


def test_a_piece_alone(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    pieces: list[int] = []

    def make(*arguments: object) -> None:
        pieces.append(1)
        clock.now_s += 100.0 if len(pieces) == 1 else 0.25  # detectors are loaded first

    monkeypatch.setattr(cluster, "make_piece", make)
    monkeypatch.setattr(cluster, "time", clock)
    piece: Any = ()
    assert cluster._alone(piece) == 0.25
    assert len(pieces) == 5


def test_one_two_and_four_workers_each_beside_this_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = ["face"] * 30
    measured: list[tuple[object, ...]] = []
    alone = iter((0.1, 0.2, 0.3))

    @contextlib.contextmanager
    def opened(wish: str) -> Iterator[str]:
        yield wish

    def measure(*given: object) -> list[str]:
        measured.append(given)
        return [f"{given[0]} {number}" for number in (1, 2)]

    monkeypatch.setattr(cluster, "_piece", lambda folder: ("piece", folder.is_dir()))
    monkeypatch.setattr(cluster, "make_piece", lambda *piece: made)
    monkeypatch.setattr(cluster, "open_workers", opened)
    monkeypatch.setattr(cluster, "_alone", lambda piece: next(alone))
    monkeypatch.setattr(cluster, "_measured", measure)
    monkeypatch.setattr(cluster, "_killed", lambda *given: "killed")
    context = JobContext()
    *rows, killed, size = cluster.bench_cluster(context)
    wishes = ["dask-local:1", "dask-local:2", "dask-local:4"]
    assert rows == [f"{wish} {number}" for wish in wishes for number in (1, 2)]
    piece = ("piece", True)
    assert measured == [
        (wish, piece, alone_s, context)
        for wish, alone_s in zip(wishes, (0.1, 0.2, 0.3), strict=True)
    ]
    assert killed == "killed"
    # What comes back of a piece of twelve, packed as it goes over the line.
    packed = len(pickle.dumps(made)) / 12
    assert row(size) == ("cluster_bytes", packed, "bytes/picture", None, None, None)


def test_arithmetic_has_one_thread_and_then_as_many_as_before() -> None:
    before = torch.get_num_threads()
    with cluster._one_thread():
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == before


def test_names_of_repairs_rows() -> None:
    names = repair._row_names()
    assert len(names) == 3 * 5 + 4
    assert names[0] == "repair_angle_128"
    assert names[-6:] == (
        "repair_spans_208",
        "repair_spans_224",
        "repair_layers_half",
        "repair_layers_half_survey",
        "repair_layers_quarter",
        "repair_layers_quarter_survey",
    )
    found = repair._right(torch.tensor([[0.0, 1.0], [1.0, 0.0]]), np.array([1, 1]))
    assert found.tolist() == [True, False]
