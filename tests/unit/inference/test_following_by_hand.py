"""Which boxes are followed, which are new, and when is searched: frame by frame, by hand."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from emotion_gui.core.faces.boxes import FaceBox, Landmarks
from emotion_gui.core.inference.tracking import FaceTracker, TrackingSettings

PICTURE = np.zeros((200, 300, 3), np.uint8)
STEADY = TrackingSettings(redetect_every=3, search_every=2, steadiness=0.0)


class Told:
    """A detector that says what a test tells it, and writes down what it was asked."""

    name = "mtcnn"

    def __init__(self, *found: FaceBox) -> None:
        self.found: list[FaceBox] = list(found)
        self.judged: list[FaceBox | None] | None = None  # None: each box as it is
        self.asked: list[str] = []
        self.thresholds: list[float | None] = []
        self.sizes: list[tuple[int, ...]] = []

    def detect(self, picture: np.ndarray) -> list[FaceBox]:
        self.asked.append("search")
        self.sizes.append(picture.shape[:2])
        return list(self.found)

    def judge(
        self, picture: np.ndarray, boxes: Sequence[FaceBox], *, threshold: float | None = None
    ) -> list[FaceBox | None]:
        self.asked.append("follow")
        self.thresholds.append(threshold)
        return list(boxes) if self.judged is None else list(self.judged)


def box(x: float, y: float = 50.0, side: float = 40.0) -> FaceBox:
    return FaceBox(x, y, side, side, 0.9, "mtcnn")


def shown(tracker: FaceTracker, time_s: float = 0.0) -> list[tuple[int, float, float]]:
    """Number, left edge and width of each face of the next frame."""
    return [(f.track_id, f.box.x, f.box.width) for f in tracker.update(PICTURE, time_s)]


def test_when_is_searched() -> None:
    detector = Told(box(10))
    tracker = FaceTracker(detector, STEADY)
    searched = []
    for _ in range(9):
        tracker.update(PICTURE, 0.0)
        searched.append(tracker.searched)
    assert searched == [True, False, False] * 3
    assert detector.asked[:4] == ["search", "follow", "follow", "follow"]
    detector.found, detector.judged = [], [None]
    searched = []
    for _ in range(6):
        tracker.update(PICTURE, 0.0)
        searched.append(tracker.searched)
    assert searched == [True, False, True, False, True, False]  # who is lost is searched at once
    assert set(detector.thresholds) == {0.6}


def test_one_of_two_that_is_lost_is_searched_at_once() -> None:
    detector = Told(box(10), box(100, side=50))
    tracker = FaceTracker(detector, STEADY)
    assert shown(tracker) == [(2, 100, 50), (1, 10, 40)]  # largest first
    detector.judged = [box(101, side=50), None]
    detector.found = [box(101, side=50), box(200)]
    assert shown(tracker) == [(2, 101, 50), (3, 200, 40)]
    assert tracker.searched


@pytest.mark.parametrize(
    ("side", "x", "y", "stays"),
    [
        (8, 100, 100, True),
        (7.9, 100, 100, False),
        (40, -20, 50, True),  # its middle is on the edge
        (40, -20.1, 50, False),
        (40, 279.9, 50, True),
        (40, 280, 50, False),
        (40, 100, -20, True),
        (40, 100, -20.1, False),
        (40, 100, 179.9, True),
        (40, 100, 180, False),
    ],
)
def test_a_face_is_lost_once_its_middle_leaves_the_picture(
    side: float, x: float, y: float, stays: bool
) -> None:
    detector = Told(box(x, y, side))
    tracker = FaceTracker(detector, STEADY)
    tracker.update(PICTURE, 0.0)
    detector.found = []
    assert len(tracker.update(PICTURE, 0.0)) == stays


@pytest.mark.parametrize("shape", [(7.9, 40.0), (40.0, 7.9)])
def test_a_box_too_narrow_is_lost(shape: tuple[float, float]) -> None:
    detector = Told(FaceBox(100, 100, *shape))
    tracker = FaceTracker(detector, STEADY)
    tracker.update(PICTURE, 0.0)
    detector.found = []
    assert tracker.update(PICTURE, 0.0) == []


def test_boxes_that_share_half_of_their_area_become_one() -> None:
    detector = Told(box(30), box(200))
    tracker = FaceTracker(detector, STEADY)
    tracker.update(PICTURE, 0.0)
    third = 40 / 3  # moved by a third of the side: half of the area of both together
    detector.judged = [box(30), box(30 + third + 0.01)]
    assert len(tracker.update(PICTURE, 0.0)) == 2
    detector.judged = [box(30), box(30 + third - 0.01)]
    detector.found = [box(30)]
    assert shown(tracker) == [(1, 30, 40)]  # the older number


def moved_to(iou: float) -> float:
    """By how much of its side a square moves to share so much with where it was."""
    return (1 - iou) / (1 + iou)


def test_a_found_face_is_the_known_one_from_three_tenths_on() -> None:
    near, far = 40 * moved_to(0.301), 40 * moved_to(0.299)
    detector = Told(box(100))
    tracker = FaceTracker(detector, replace(STEADY, redetect_every=1))
    tracker.update(PICTURE, 0.0)
    detector.found = [box(100 + near)]
    assert shown(tracker) == [(1, 100 + near, 40)]
    detector.found = [box(100 + near + far)]
    assert shown(tracker) == [(1, 100 + near, 40), (2, 100 + near + far, 40)]


def test_of_two_known_faces_a_found_one_is_the_nearer() -> None:
    detector = Told(box(100), box(120))
    tracker = FaceTracker(detector, replace(STEADY, redetect_every=1))
    assert {number for number, _, _ in shown(tracker)} == {1}  # too near to be two
    detector = Told(box(100), box(125))
    tracker = FaceTracker(detector, replace(STEADY, redetect_every=1))
    assert {number for number, _, _ in shown(tracker)} == {1, 2}
    detector.found = [box(115), box(113)]
    assert sorted(shown(tracker)) == [(1, 113, 40), (2, 115, 40)]  # each is taken once


def test_a_found_box_like_a_known_face_that_is_taken_is_no_new_one() -> None:
    detector = Told(box(100))
    tracker = FaceTracker(detector, replace(STEADY, redetect_every=1))
    tracker.update(PICTURE, 0.0)
    detector.found = [box(101), box(105), box(200)]
    assert shown(tracker) == [(1, 101, 40), (2, 200, 40)]


def test_a_lost_face_keeps_its_number_for_a_second() -> None:
    for away_s, number in ((1.0, 1), (1.001, 2)):
        detector = Told(box(100))
        tracker = FaceTracker(detector, replace(STEADY, search_every=1))
        tracker.update(PICTURE, 0.0)
        detector.found, detector.judged = [], [None]
        tracker.update(PICTURE, 4.0)
        detector.found = [box(104)]
        assert shown(tracker, 4.0 + away_s) == [(number, 104, 40)]


def test_of_two_lost_faces_the_nearer_one_is_back_and_only_once() -> None:
    detector = Told(box(100), box(126))
    tracker = FaceTracker(detector, replace(STEADY, search_every=1))
    tracker.update(PICTURE, 0.0)
    detector.found, detector.judged = [], [None, None]
    tracker.update(PICTURE, 0.1)
    detector.found = [box(120)]
    assert shown(tracker, 0.2) == [(2, 120, 40)]
    detector.judged = [None]
    detector.found = [box(5)]  # where nobody was lost
    assert shown(tracker, 0.3) == [(3, 5, 40)]
    detector.judged, detector.found = [None], [box(120), box(80)]
    assert shown(tracker, 0.4) == [(2, 120, 40), (1, 80, 40)]


def test_a_number_is_given_back_to_one_face_alone() -> None:
    detector = Told(box(100))
    tracker = FaceTracker(detector, replace(STEADY, search_every=1))
    tracker.update(PICTURE, 0.0)
    detector.found, detector.judged = [], [None]
    tracker.update(PICTURE, 0.1)
    detector.found = [box(85), box(115)]  # on either side of where it was
    assert sorted(shown(tracker, 0.2)) == [(1, 85, 40), (2, 115, 40)]


def test_faces_over_the_limit_are_left_out_and_counted() -> None:
    detector = Told(*(box(20.0 + 60 * k, side=50 - k) for k in range(4)))
    tracker = FaceTracker(detector, replace(STEADY, max_faces=3))
    assert [number for number, _, _ in shown(tracker)] == [1, 2, 3]
    assert tracker.left_out == 1
    tracker.settings = replace(STEADY, max_faces=2)
    assert [number for number, _, _ in shown(tracker)] == [1, 2]
    detector.found = detector.found[:1]
    for _ in range(2):
        tracker.update(PICTURE, 0.0)
    assert tracker.left_out == 0


def test_a_search_looks_at_a_copy_of_the_size_that_is_asked_for() -> None:
    detector = Told()
    FaceTracker(detector, replace(STEADY, longest_side_px=150)).update(PICTURE, 0.0)
    FaceTracker(detector).update(PICTURE, 0.0)
    FaceTracker(detector).update(np.zeros((640, 1280, 3), np.uint8), 0.0)
    assert detector.sizes == [(100, 150), (200, 300), (320, 640)]


POINTS: Landmarks = ((1, 2), (3, 4), (5, 6), (7, 8), (9, 10))


@pytest.mark.parametrize(("iou", "share"), [(1.0, 0.5), (0.85, 0.25), (0.7, 0.0), (0.5, 0.0)])
def test_a_box_is_calmed_less_the_more_it_has_moved(iou: float, share: float) -> None:
    old = replace(box(100), landmarks=POINTS)
    step = 40 * moved_to(iou)
    new = replace(box(100 + step), landmarks=tuple((x + 10, y + 20) for x, y in POINTS))
    detector = Told(old)
    tracker = FaceTracker(detector, replace(STEADY, steadiness=0.5))
    tracker.update(PICTURE, 0.0)
    detector.judged = [new]
    (face,) = tracker.update(PICTURE, 0.0)
    assert face.box.x == pytest.approx(100 + (1 - share) * step)
    expected = [(x + 10 * (1 - share), y + 20 * (1 - share)) for x, y in POINTS]
    np.testing.assert_allclose(face.box.landmarks, expected)
    assert face.box.confidence == 0.9


def test_every_side_of_a_box_is_calmed() -> None:
    old, new = FaceBox(100, 50, 40, 80), FaceBox(101, 52, 42, 76)
    detector = Told(old)
    tracker = FaceTracker(detector, replace(STEADY, steadiness=0.5))
    tracker.update(PICTURE, 0.0)
    detector.judged = [new]
    (face,) = tracker.update(PICTURE, 0.0)
    shared = 39 * 76
    share = 0.5 * (1 - (1 - shared / (40 * 80 + 42 * 76 - shared)) / 0.3)
    found = face.box
    for name in ("x", "y", "width", "height"):
        before, after = getattr(old, name), getattr(new, name)
        assert getattr(found, name) == pytest.approx(after + share * (before - after))
    assert found.landmarks is None
    detector.judged = [replace(new, landmarks=POINTS)]  # its first ones are taken as they are
    (face,) = tracker.update(PICTURE, 0.0)
    assert face.box.landmarks == POINTS
    detector.judged = [new]
    (face,) = tracker.update(PICTURE, 0.0)
    assert face.box.landmarks is None


def test_a_search_calms_the_boxes_that_it_finds_again() -> None:
    detector = Told(box(100), box(200))
    tracker = FaceTracker(detector, replace(STEADY, steadiness=0.5, redetect_every=1))
    tracker.update(PICTURE, 0.0)
    step = 40 * moved_to(0.85)
    detector.found = [box(100 + step), box(200)]
    assert sorted(shown(tracker)) == [
        (1, pytest.approx(100 + 0.75 * step), 40),
        (2, 200, 40),
    ]


def test_a_film_that_goes_on_is_followed_as_one_that_never_stopped() -> None:
    class Film(Told):
        place = 0

        def detect(self, picture: np.ndarray) -> list[FaceBox]:
            return [box(100.0 + 2 * self.place)] if self.place % 4 else []

        def judge(
            self, picture: np.ndarray, boxes: Sequence[FaceBox], *, threshold: float | None = None
        ) -> list[FaceBox | None]:
            return [None if self.place % 4 == 0 else each for each in boxes]

    def run(tracker: FaceTracker, film: Film, places: range) -> list[object]:
        seen: list[object] = []
        for film.place in places:
            faces = tracker.update(PICTURE, 0.3 * film.place)
            seen.append((faces, tracker.searched, tracker.left_out))
        return seen

    film = Film()
    straight = run(FaceTracker(film, STEADY), film, range(20))
    for cut in range(1, 20):
        first, second = FaceTracker(film, STEADY), FaceTracker(film, STEADY)
        head = run(first, film, range(cut))
        second.restore(first.snapshot())
        assert head + run(second, film, range(cut, 20)) == straight
