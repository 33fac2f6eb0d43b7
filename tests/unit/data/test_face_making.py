"""Photographs become faces: which are too small, which is chosen, in what size and order."""

import hashlib
import itertools
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest

from emotion_gui.core.data import face_making
from emotion_gui.core.data.face_making import FaceMaker, MadeFace, make_all, pixel_hash
from emotion_gui.core.data.pictures import IMPORT_SIDE, decode_picture
from emotion_gui.core.data.readers import SourceItem
from emotion_gui.core.errors import ArchiveError, PictureError
from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.faces.cropping import crop_face
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.workspace.records import SampleStatus
from tests.helpers.fake_sources import ScriptedDetector
from tests.helpers.sources import encoded, face

USUAL = Preprocessing()
LANDMARKS = ((1.0, 2.0), (9.0, 2.0), (5.0, 5.0), (2.0, 8.0), (8.0, 8.0))


def box(x: float, y: float, side: float) -> FaceBox:
    points = tuple((x + side * a / 10, y + side * b / 10) for a, b in LANDMARKS)
    return FaceBox(x, y, side, side, 0.75, "mtcnn", points)  # type: ignore[arg-type]


def photograph(width: int, height: int) -> bytes:
    small = np.random.default_rng(3).integers(0, 256, (height // 8, width // 8)).astype(np.uint8)
    return encoded(cv2.resize(small, (width, height)), "JPEG")


def made(data: bytes, *boxes: FaceBox, several: str = "largest") -> list[MadeFace]:
    """Of a photograph whose faces a detector finds in the copy of 640 pixels that it looks at."""
    detector = ScriptedDetector(lambda picture: list(boxes))
    item = SourceItem(
        "a.jpg", 3, "Training", "anna", load=lambda: data, soft_label=(0.5, 0.5, 0, 0, 0, 0, 0)
    )
    maker = FaceMaker(detector=detector, several=several, preprocessing=USUAL)  # type: ignore[arg-type]
    return maker.make(item)


@pytest.mark.parametrize("several", ["largest", "central", "all", "ask"])
def test_where_one_face_is_found_nothing_is_asked(several: str) -> None:
    (outcome,) = made(photograph(640, 480), box(200, 150, 80), several=several)
    assert (outcome.sample.status, outcome.sample.reason) == (SampleStatus.OK, "")


@pytest.mark.parametrize("sharp", [False, True])
def test_small_faces_of_a_large_photograph_are_cut_out_of_it_in_full_size(sharp: bool) -> None:
    width = 1600
    data = photograph(width, 1200)
    reduced = decode_picture(data, "", max_side=IMPORT_SIDE)
    assert reduced.scale > 1
    looked = reduced.pixels.shape[1] / 640
    found = box(200, 150, 47.9 / looked if sharp else 48.1 / looked)
    source, scale = reduced, looked
    if sharp:
        source, scale = decode_picture(data, "", max_side=None), width / 640
    expected = crop_face(source.pixels, found.scaled(scale, scale), USUAL)
    (outcome,) = made(data, found)
    np.testing.assert_array_equal(outcome.face, expected)
    assert outcome.sample.box == pytest.approx(
        [value * width / 640 for value in (found.x, found.y, found.width, found.height)], abs=0.06
    )


@pytest.mark.parametrize(
    ("sides", "reason"),
    [
        ((24.0,), ""),
        ((23.99,), "the largest face is 23.9 pixels, under 24"),
        ((20.0, 23.0), "the largest face is 23.0 pixels, under 24"),
        ((), "no face was found"),
    ],
)
def test_faces_under_24_pixels_are_too_small(sides: tuple[float, ...], reason: str) -> None:
    boxes = [box(10 + 50 * k, 20, side) for k, side in enumerate(sides)]
    (outcome,) = made(photograph(320, 240), *boxes)
    sample = outcome.sample
    status = SampleStatus.OK if not reason else SampleStatus.NO_FACE
    assert sample.status == (SampleStatus.TOO_SMALL if "under" in reason else status)
    assert (outcome.face is None, sample.reason) == (bool(reason), reason)
    if sides:  # where it lies is told even so
        x, side = max(zip((10, 60), sides, strict=False), key=lambda each: each[1])
        assert sample.box == (x, 20, round(side, 1), round(side, 1))
        assert (sample.detector, sample.confidence) == ("mtcnn", 0.75)
    else:
        assert (sample.detector, sample.box, sample.confidence) == ("none", None, None)
    assert (sample.label, sample.usage, sample.group) == (3, "Training", "anna")
    assert sample.soft_label == (0.5, 0.5, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        ((24, 24), ""),
        ((24, 23), "23 x 24 pixels, under 24"),
        ((23, 40), "40 x 23 pixels, under 24"),
    ],
)
@pytest.mark.parametrize("cropped", [False, True])
def test_pictures_under_24_pixels_are_too_small(
    shape: tuple[int, int], told: str, cropped: bool
) -> None:
    data = encoded(face(2, 64)[: shape[0], : shape[1]])
    detector = None if cropped else ScriptedDetector(lambda picture: [FaceBox(0, 0, 24, 24)])
    maker = FaceMaker(detector=detector, several="largest", preprocessing=USUAL)
    (outcome,) = maker.make(SourceItem("a.png", load=lambda: data))
    expected = SampleStatus.TOO_SMALL if told else SampleStatus.OK
    assert (outcome.sample.status, outcome.sample.reason) == (expected, told)


@pytest.mark.parametrize(
    ("boxes", "chosen"),
    [
        ([box(0, 0, 90), box(290, 90, 60)], 1),
        ([box(0, 0, 90), box(300, 75, 50), box(280, 95, 60)], 2),
        ([box(0, 0, 90), box(275, 0, 30), box(0, 105, 29)], 2),  # across and down count alike
        ([box(0, 0, 90), box(275, 4, 30), box(0, 105, 29)], 1),
        ([box(0, 60, 40), box(295, 60, 50), box(550, 60, 60)], 1),
    ],
)
def test_the_most_central_face_is_nearest_to_the_middle_as_a_share_of_the_picture(
    boxes: list[FaceBox], chosen: int
) -> None:
    (outcome,) = made(photograph(640, 240), *boxes, several="central")
    wanted = boxes[chosen]
    assert outcome.sample.box == (wanted.x, wanted.y, wanted.width, wanted.height)
    assert outcome.sample.reason == f"most central of {len(boxes)} faces"


def test_of_all_faces_each_has_a_name_and_a_number_of_its_own() -> None:
    outcomes = made(photograph(320, 240), box(0, 0, 60), box(200, 90, 50), several="all")
    told = [(each.sample.source, each.sample.reason) for each in outcomes]
    assert told == [("a.jpg", "face 1 of 2"), ("a.jpg#2", "face 2 of 2")]
    assert all(each.sample.status == SampleStatus.OK for each in outcomes)
    assert [each.sample.pixel_hash for each in outcomes] == [
        pixel_hash(each.face) for each in outcomes if each.face is not None
    ]


@pytest.mark.parametrize("count", [1, 1999, 2000, 2001, 2304, 4000, 4001])
def test_the_hash_of_pixels_is_that_of_their_bytes(count: int) -> None:
    pixels = face(1, 70).reshape(-1, 1)[:count]
    assert pixel_hash(pixels) == hashlib.blake2b(pixels.tobytes(), digest_size=16).digest()


@pytest.mark.parametrize("workers", [0, 1, 2, 3])
def test_faces_come_in_the_order_of_their_items_and_few_are_made_ahead(workers: int) -> None:
    taken = itertools.count()
    makers: list[threading.Thread] = []

    def items() -> Iterator[SourceItem]:
        for number in range(20):
            next(taken)
            yield SourceItem(f"{number}", pixels=face(number))

    def new_maker() -> FaceMaker:
        makers.append(threading.current_thread())
        return FaceMaker(detector=None, several="largest", preprocessing=USUAL)

    outcomes = make_all(items(), new_maker, workers=workers)
    names = [next(outcomes)[0].sample.source]
    assert next(taken) <= max(1, 2 * workers)
    names += [outcome.sample.source for (outcome,) in outcomes]
    assert names == [str(number) for number in range(20)]
    assert 1 <= len(makers) == len(set(makers)) <= max(1, workers)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(5, "the disk is broken"), "the disk is broken"),
        (OSError("no number"), "no number"),
        (PictureError("a.jpg", "it is no picture"), "it is no picture"),
        (
            ArchiveError(Path("a.zip"), "it is damaged"),
            str(ArchiveError(Path("a.zip"), "it is damaged")),
        ),
    ],
)
def test_why_a_picture_cannot_be_read_is_told(error: Exception, reason: str) -> None:
    def load() -> bytes:
        raise error

    maker = FaceMaker(detector=None, several="largest", preprocessing=USUAL)
    (outcome,) = maker.make(SourceItem("a.jpg", load=load))
    assert (outcome.sample.status, outcome.sample.reason) == (SampleStatus.UNREADABLE, reason)
    for excluded, status in ((False, SampleStatus.UNREADABLE), (True, SampleStatus.EXCLUDED)):
        (outcome,) = maker.make(SourceItem("a.jpg", problem="no", excluded=excluded))
        assert (outcome.sample.status, outcome.sample.reason) == (status, "no")


def test_what_is_not_wanted_any_longer_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    submitted: list[Future[list[MadeFace]]] = []

    class Slow(ThreadPoolExecutor):
        """Only the first of its tasks comes to its end."""

        def submit(self, task: object, /, *items: object, **_more: object) -> Future:  # type: ignore[override, type-arg]
            del task, items
            submitted.append(Future())
            if len(submitted) == 1:
                submitted[0].set_result([])
            return submitted[-1]

    monkeypatch.setattr(face_making, "ThreadPoolExecutor", Slow)
    items = (SourceItem(f"{number}", pixels=face(number)) for number in range(20))
    outcomes = make_all(items, object, workers=2)  # type: ignore[arg-type]
    assert next(outcomes) == []
    outcomes.close()
    assert len(submitted) == 4
    assert [future.cancelled() for future in submitted] == [False, True, True, True]
