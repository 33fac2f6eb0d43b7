import threading
import time
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from helpers.seven import Emotion

from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.inference.smoothing import SmoothedAnswer, SmoothingSettings
from emotion_gui.core.inference.tracking import FaceTracker, TrackingSettings
from tests.helpers.fake_sources import ScriptedDetector

PICTURE = np.zeros((200, 300, 3), np.uint8)


class Scene:
    """Faces that the test moves."""

    def __init__(self, *boxes: FaceBox) -> None:
        self.boxes = list(boxes)
        self.detector = ScriptedDetector(lambda picture: list(self.boxes))
        self.tracker = FaceTracker(
            self.detector, TrackingSettings(redetect_every=5, search_every=2, steadiness=0.0)
        )
        self.time_s = 0.0

    def step(self) -> dict[int, FaceBox]:
        self.time_s += 0.04
        faces = self.tracker.update(PICTURE, self.time_s)
        return {face.track_id: face.box for face in faces}


def box(x: float, y: float = 50, side: float = 40) -> FaceBox:
    return FaceBox(x, y, side, side, 0.9, "mtcnn")


def test_a_moving_face_keeps_its_number() -> None:
    scene = Scene(box(0))
    for k in range(40):
        scene.boxes = [box(5.0 * k)]
        assert scene.step() == {1: box(5.0 * k)}
    assert scene.detector.searches < 12


def test_a_trembling_box_is_calmed_and_one_that_moves_is_followed() -> None:
    scene = Scene(box(100))
    scene.tracker.settings = TrackingSettings(steadiness=0.5)
    scene.step()
    rng = np.random.default_rng(4)
    asked, shown = [], []
    for x in 100 + rng.normal(0, 1, 40):
        scene.boxes = [box(float(x))]
        asked.append(x)
        shown.append(scene.step()[1].x)
    steps = [float(np.abs(np.diff(places)).mean()) for places in (shown, asked)]
    assert steps[0] < 0.75 * steps[1]
    scene.boxes = [box(115)]  # a good part of its width
    assert scene.step()[1].x == 115


def test_two_faces_keep_apart() -> None:
    scene = Scene(box(20), box(150, side=50))
    first = scene.step()
    for k in range(20):
        scene.boxes = [box(20 + k), box(150 - k, side=50)]
        found = scene.step()
    assert set(found) == set(first)
    larger = max(first, key=lambda number: first[number].area)
    assert found[larger].width == 50


def test_no_box_outlives_its_face() -> None:
    scene = Scene(box(50))
    scene.step()
    scene.boxes = []
    assert scene.step() == {}


def test_a_face_that_comes_back_soon_keeps_its_number_and_later_gets_another() -> None:
    scene = Scene(box(50))
    scene.time_s = 600.0  # well into a film
    scene.step()
    scene.boxes = []
    for _ in range(5):
        scene.step()
    scene.boxes = [box(55)]
    scene.step()
    assert set(scene.step()) == {1}
    scene.boxes = []
    scene.step()
    scene.time_s += 5
    scene.boxes = [box(55)]
    scene.step()
    assert set(scene.step()) == {2}


def test_the_largest_faces_are_kept() -> None:
    scene = Scene(*(box(60 * k, side=20 + 5 * k) for k in range(4)))
    scene.tracker.settings = TrackingSettings(max_faces=2)
    assert [b.width for b in scene.step().values()] == [35, 30]


def test_without_a_limit_every_face_is_followed() -> None:
    scene = Scene(*(box(24.0 * k, side=20) for k in range(12)))
    assert TrackingSettings().max_faces is None
    for _ in range(20):
        assert len(scene.step()) == 12
    assert scene.tracker.left_out == 0


@pytest.mark.parametrize("beside", [False, True])
def test_faces_over_the_limit_are_counted(beside: bool) -> None:
    scene = Scene(*(box(60.0 * k, side=20 + 5 * k) for k in range(4)))
    settings = TrackingSettings(max_faces=3, redetect_every=1, search_every=1)
    scene.tracker = FaceTracker(scene.detector, settings, beside=beside)
    assert len(scene.step()) == 3
    assert scene.tracker.left_out == 1
    scene.boxes = scene.boxes[:3]
    deadline_s = time.monotonic() + 20
    while scene.tracker.left_out:  # until a search beside has seen it
        scene.step()
        assert time.monotonic() < deadline_s
    scene.tracker.close()


def test_two_boxes_that_slide_onto_one_face_become_one() -> None:
    scene = Scene(box(50), box(120))
    assert len(scene.step()) == 2
    scene.boxes = [box(85), box(86)]
    for _ in range(8):
        found = scene.step()
    assert len(found) == 1


def test_a_detector_without_a_judge_is_asked_every_frame() -> None:
    class Plain:
        name = "haar"
        searches = 0

        def detect(self, picture: np.ndarray) -> list[FaceBox]:
            self.searches += 1
            return [box(10.0 + self.searches)]

    detector = Plain()
    tracker = FaceTracker(detector)
    ids = {tracker.update(PICTURE, k * 0.04)[0].track_id for k in range(10)}
    assert ids == {1}
    assert detector.searches == 10


def test_reset_starts_numbers_anew() -> None:
    scene = Scene(box(10), box(90), box(170))
    scene.tracker.settings = TrackingSettings(max_faces=2, search_every=5)
    unused = scene.tracker.snapshot()
    for boxes in (scene.boxes, scene.boxes[:1]):  # one is left out, one is lost
        scene.boxes = boxes
        scene.step()
    scene.tracker.reset()
    assert scene.tracker.snapshot() == unused
    scene.boxes = [box(200)]
    assert set(scene.step()) == {1}


class SlowDetector(ScriptedDetector):
    """Searches wait at a gate, and answer what was there when they began."""

    def __init__(self, scene: "Scene") -> None:
        super().__init__(lambda picture: list(scene.boxes))
        self.gate = threading.Event()
        self.gate.set()
        self.begun = threading.Event()
        self.at_once = self.most_at_once = 0

    def detect(self, picture: np.ndarray) -> list[FaceBox]:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        found = super().detect(picture)
        self.begun.set()
        assert self.gate.wait(20)
        self.at_once -= 1
        return found


@pytest.fixture
def beside() -> Iterator[Scene]:
    """A face that is followed, and a search beside it that waits at the gate."""
    scene = Scene(box(20))
    scene.detector = SlowDetector(scene)
    scene.tracker = FaceTracker(scene.detector, scene.tracker.settings, beside=True)
    assert set(scene.step()) == {1}
    scene.detector.gate.clear()
    scene.detector.begun.clear()
    yield scene
    scene.detector.gate.set()
    scene.tracker.close()
    assert not any(thread.name.startswith("face search") for thread in threading.enumerate())


def step_until(scene: Scene, numbers: set[int]) -> dict[int, FaceBox]:
    """Frames until these faces are there; the gate is open."""
    deadline_s = time.monotonic() + 20
    while True:
        found = scene.step()
        if set(found) == numbers or time.monotonic() > deadline_s:
            return found


def test_no_frame_waits_for_a_search_beside(beside: Scene) -> None:
    beside.boxes.append(box(150))
    for k in range(12):
        beside.boxes[0] = box(20.0 + 5 * k)
        assert beside.step() == {1: box(20.0 + 5 * k)}
    assert beside.detector.begun.is_set()
    assert beside.detector.most_at_once == 1
    beside.boxes[1] = box(155)  # has moved since the search began
    beside.detector.gate.set()
    assert step_until(beside, {1, 2}) == {1: box(75), 2: box(155)}


def test_a_face_that_has_left_before_a_search_ends_is_not_shown(beside: Scene) -> None:
    beside.boxes.append(box(150))
    while not beside.detector.begun.is_set():
        beside.step()
    beside.boxes.pop()
    beside.detector.gate.set()
    for _ in range(50):
        assert set(beside.step()) == {1}


def test_an_empty_picture_waits_for_no_search_but_the_first() -> None:
    scene = Scene()
    scene.detector = SlowDetector(scene)
    scene.tracker = FaceTracker(scene.detector, scene.tracker.settings, beside=True)
    assert scene.step() == {}
    assert scene.detector.searches == 1
    scene.detector.gate.clear()
    scene.detector.begun.clear()
    for _ in range(8):
        assert scene.step() == {}
    assert scene.detector.begun.is_set()
    scene.boxes.append(box(150))
    scene.detector.gate.set()
    assert step_until(scene, {1}) == {1: box(150)}
    scene.tracker.close()


def test_a_search_that_runs_is_waited_for_when_nobody_is_left(beside: Scene) -> None:
    while not beside.detector.begun.is_set():
        beside.step()
    beside.boxes[:] = [box(200)]
    beside.detector.gate.set()
    assert set(beside.step()) == {2}  # with this very frame, though that search was too early
    assert beside.detector.most_at_once == 1
    beside.tracker.reset()
    assert set(step_until(beside, {1})) == {1}


def test_another_source_begins_when_the_search_of_the_last_one_has_ended(beside: Scene) -> None:
    while not beside.detector.begun.is_set():
        beside.step()
    later = threading.Timer(0.05, beside.detector.gate.set)
    later.start()
    beside.tracker.reset()
    assert beside.detector.at_once == 0
    later.join()


def logits(emotion: Emotion, strength: float = 4.0) -> np.ndarray:
    values = np.zeros(7, np.float32)
    values[emotion] = strength
    return values


def test_smoothing_reaches_63_per_cent_after_its_time_constant() -> None:
    answer = SmoothedAnswer()
    settings = SmoothingSettings(time_constant_s=0.5)
    answer.update(np.zeros(7, np.float32), 0.0, settings, unsure_below=0.35)
    for k in range(1, 51):
        answer.update(logits(Emotion.HAPPY, 1.0), k * 0.01, settings, unsure_below=0.35)
    assert answer._logits[Emotion.HAPPY] == pytest.approx(1 - np.exp(-1), abs=1e-3)


def test_raw_answers_follow_every_frame() -> None:
    answer = SmoothedAnswer()
    raw = SmoothingSettings(time_constant_s=0)
    for k, emotion in enumerate([Emotion.HAPPY, Emotion.SAD, Emotion.HAPPY]):
        assert answer.update(logits(emotion), k * 0.04, raw, unsure_below=0.35)[1] == emotion


def test_smoothing_and_margin_stop_flicker() -> None:
    calm, raw = SmoothedAnswer(), SmoothedAnswer()
    rng = np.random.default_rng(1)
    seen_calm, seen_raw = [], []
    for k in range(200):
        values = rng.normal(0, 1.5, 7).astype(np.float32)
        values[Emotion.HAPPY] += 1.0
        values[Emotion.NEUTRAL] += 1.0
        seen_calm.append(calm.update(values, k / 30, SmoothingSettings(), unsure_below=0)[1])
        seen_raw.append(raw.update(values, k / 30, SmoothingSettings(0), unsure_below=0.35)[1])
    changes = [sum(a is not b for a, b in pairwise(s)) for s in (seen_calm, seen_raw)]
    assert changes[0] * 5 < changes[1]


def test_unsure_below_the_threshold() -> None:
    answer = SmoothedAnswer()
    probabilities, label = answer.update(
        np.zeros(7, np.float32), 0, SmoothingSettings(), unsure_below=0.35
    )
    assert label is None
    assert probabilities.sum() == pytest.approx(1, abs=1e-5)
