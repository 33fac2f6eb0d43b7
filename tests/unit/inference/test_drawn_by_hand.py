"""What is kept and sent of a frame: boxes where faces are, rows, and samples in their order."""

from pathlib import Path

import cv2
import numpy as np

from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.inference.frames import Frame
from emotion_gui.core.inference.outlets import _sample
from emotion_gui.core.inference.recording import Recorder, drawn
from emotion_gui.core.inference.results import Answer, FaceResult, FrameResult, Timings
from emotion_gui.core.labels import SEVEN

BOXES = [FaceBox(20, 30, 60, 60, 0.9, "mtcnn")]


def one_face(label: int | None, box: FaceBox, width: int = 640) -> FrameResult:
    shares = np.full(7, 0.1)
    shares[3] = 0.4
    answer = Answer(shares, shares, label, 0.35)
    crop = np.zeros((48, 48), np.uint8)
    picture = np.full((480, width, 3), 7, np.uint8)
    faces = (FaceResult(5, box, crop, answer),)
    return FrameResult(Frame(picture, 9, 2.5, 0.0), faces, Timings(0, 0, 0, 0), True, 0.0)


def test_boxes_are_drawn_where_faces_are_in_the_colour_of_their_class() -> None:
    box = FaceBox(200.4, 150.6, 100, 120)
    seen = drawn(one_face(3, box))
    light = SEVEN[3].light
    colour = [int(light[place : place + 2], 16) for place in (5, 3, 1)]
    for y, x in ((151, 250), (271, 250), (210, 200), (210, 300)):  # the middles of its sides
        assert seen[y, x].tolist() == colour
        assert seen[y + 8 * (x == 250), x + 8 * (x != 250)].tolist() in ([7, 7, 7], colour)
    assert seen[210, 250].tolist() == [7, 7, 7]
    # The words stand above it, on a ground that ends where they do.
    size = cv2.getTextSize("happy 40 %", cv2.FONT_HERSHEY_SIMPLEX, max(0.45, 640 / 1400), 1)[0]
    rows = np.flatnonzero((seen[:, 201 + size[0] // 2 + 5] != 7).any(axis=1))
    assert rows[0] == 151 - 6 - size[1] - 6
    columns = np.flatnonzero((seen[151 - 6 - size[1] - 5] != 7).any(axis=1))
    assert (columns[0], columns[-1]) == (200, 200 + size[0] + 10)
    ground = seen[rows[0] : 151, 201 : 200 + size[0]]
    assert (ground.max(axis=2) < 60).sum() > 40  # its ink
    unsure = drawn(one_face(None, box))
    assert unsure[210, 200].tolist() == [150, 138, 130]


def test_words_of_a_face_at_the_upper_edge_are_below_it() -> None:
    seen = drawn(one_face(3, FaceBox(200, 2, 100, 120)))
    height = cv2.getTextSize("happy 40 %", cv2.FONT_HERSHEY_SIMPLEX, 640 / 1400, 1)[0][1]
    filled = (seen[:, 201] != 7).any(axis=1)
    assert filled[: height + 6 + 6 + 1].all()


def test_a_frame_is_not_changed_by_drawing_on_it() -> None:
    result = one_face(3, FaceBox(200, 150, 100, 120))
    drawn(result)
    assert (result.frame.picture == 7).all()


def test_a_recorder_counts_frames_and_rows(tmp_path: Path) -> None:
    with Recorder(csv_path=tmp_path / "a.csv") as recorder:
        recorder.write(one_face(3, BOXES[0]))
        empty = one_face(3, BOXES[0])
        recorder.write(FrameResult(empty.frame, (), empty.timings, False, 0.0))
    assert (recorder.frames, recorder.rows) == (2, 1)


def test_a_sample_of_the_lab_layer_is_numbers_in_the_order_of_its_channels() -> None:
    result = one_face(3, FaceBox(1, 2, 3, 4))
    head = [9.0, 2.5, 5.0, 1.0, 2.0, 3.0, 4.0]
    shares = [0.1, 0.1, 0.1, 0.4, 0.1, 0.1, 0.1]
    assert _sample(result, result.faces[0]) == [*head, 3.0, 0.4, *shares]
    result = one_face(None, FaceBox(1, 2, 3, 4))
    sample = _sample(result, result.faces[0])
    assert np.isnan(sample[7])
    assert sample[8:] == [0.4, *shares]
