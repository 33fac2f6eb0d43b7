"""A face is cut out anew, row and pixels together, also across a crash and back again."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from emotion_gui.core.data import face_rewriting
from emotion_gui.core.data.dataset import open_dataset, open_faces
from emotion_gui.core.data.face_making import FaceMaker, pixel_hash
from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.data.overview import open_overview
from emotion_gui.core.data.readers import SourceItem
from emotion_gui.core.data.review import Reviewer, recrop, redo_recrop, undo_recrop
from emotion_gui.core.errors import PictureError
from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.workspace.records import Part, SampleStatus


class _Everywhere:
    """Finds the same faces in every picture that is not black."""

    name = "everywhere"

    def __init__(self, *boxes):
        self.boxes = list(boxes)

    def detect(self, picture):
        return self.boxes if picture.any() else []


TWO = (FaceBox(10, 10, 90, 90, 0.9, "mtcnn"), FaceBox(150, 100, 60, 60, 0.8, "mtcnn"))


@pytest.fixture
def detector(monkeypatch):
    made = _Everywhere(*TWO)
    for module in ("piecewise", "review"):
        monkeypatch.setattr(f"emotion_gui.core.data.{module}.make_detector", lambda kind: made)
    return made


@pytest.fixture
def photos(tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for name in ("a.png", "b.png"):
        pixels = rng.integers(0, 255, (24, 32), dtype=np.uint8)
        Image.fromarray(pixels).resize((320, 240)).save(folder / name)
    return folder


def imported(workspace, photos, **choices):
    report = import_dataset(
        workspace, ImportRequest(photos, "x", detector="mtcnn", split="none", **choices)
    )
    return report.dataset


def stored(workspace, row):
    faces = open_faces(workspace, workspace.dataset_by_id(row.dataset_id))
    return np.array(faces), list(workspace.samples(row.dataset_id))


def test_ask_leaves_the_choice_open_until_a_face_is_chosen(workspace, photos, detector):
    row = imported(workspace, photos, several="ask")
    (first, second) = workspace.samples(row.dataset_id)
    assert first.status is second.status is SampleStatus.SEVERAL_FACES
    assert first.reason == "2 faces; choose one"
    looked = Reviewer().look(row, first)
    assert looked.boxes == TWO
    before = stored(workspace, row)
    change = recrop(workspace, row, first, looked.boxes[1])
    now = workspace.sample_of_face(row.dataset_id, first.face_index)
    assert now == change.after
    assert (now.status, now.box, now.detector) == (SampleStatus.OK, (150, 100, 60, 60), "mtcnn")
    faces = open_faces(workspace, row)
    assert now.pixel_hash == pixel_hash(faces[0])
    assert not np.array_equal(faces[0], before[0][0])
    np.testing.assert_array_equal(faces[1], before[0][1])
    undo_recrop(workspace, row, change)
    after = stored(workspace, row)
    np.testing.assert_array_equal(after[0], before[0])
    assert after[1] == before[1]
    redo_recrop(workspace, row, change)
    assert workspace.sample_of_face(row.dataset_id, 0) == change.after


def test_a_drawn_box_is_cut_as_it_was_drawn(workspace, photos, detector):
    row = imported(workspace, photos)
    sample = workspace.sample_of_face(row.dataset_id, 0)
    change = recrop(workspace, row, sample, FaceBox(0, 0, 240, 240))
    assert change.after.detector == "manual"
    assert change.after.confidence is None
    assert change.after.reason == "box drawn by hand"
    whole = np.asarray(Image.open(photos / "a.png"))[:, :240]
    small = whole.reshape(48, 5, 48, 5).mean(axis=(1, 3))
    assert np.abs(small - change.new).mean() < 2.0


def test_a_picture_without_a_face_gets_one(workspace, photos, detector):
    Image.new("L", (320, 240)).save(photos / "a.png")
    row = imported(workspace, photos)
    (first, _) = workspace.samples(row.dataset_id)
    assert first.status is SampleStatus.NO_FACE
    workspace.add_split(
        row.dataset_id, name="p", kind="paper", seed=0, parts=np.zeros(1, dtype=np.uint8)
    )
    change = recrop(workspace, row, replace(first, label=3), FaceBox(20, 20, 100, 100))
    row = workspace.dataset_by_id(row.dataset_id)
    assert (row.faces, change.after.face_index) == (2, 1)
    dataset = open_dataset(workspace, "x")
    assert dataset.parts.tolist()[1] == Part.NONE, "it waits for the next division"
    assert open_overview(workspace, row.dataset_id).count == 2
    undo_recrop(workspace, row, change)
    (again, _) = workspace.samples(row.dataset_id)
    assert again.status is SampleStatus.NO_FACE
    assert workspace.dataset_by_id(row.dataset_id).faces == 2
    assert open_overview(workspace, row.dataset_id).usable.sum() == 1


@pytest.mark.parametrize("moment", ["after the note", "after the pixels", "after the row"])
def test_a_crash_leaves_row_and_pixels_agreed(workspace, photos, detector, monkeypatch, moment):
    row = imported(workspace, photos)
    sample = workspace.sample_of_face(row.dataset_id, 0)

    class CrashError(Exception):
        pass

    def crash(*arguments, **named):
        raise CrashError

    with monkeypatch.context() as patch:
        if moment == "after the note":
            patch.setattr(face_rewriting, "write_faces", crash)
        elif moment == "after the pixels":
            patch.setattr(workspace, "update_samples", crash)
        else:
            write = workspace.update_samples
            patch.setattr(
                workspace,
                "update_samples",
                lambda samples, grown=None: (write(samples, grown=grown), crash()),
            )
        with pytest.raises(CrashError):
            recrop(workspace, row, sample, FaceBox(20, 20, 100, 100))
    faces, samples = stored(workspace, row)
    assert samples[0].pixel_hash == pixel_hash(faces[0])
    assert samples[0].detector == ("manual" if moment == "after the row" else "mtcnn")
    assert not (workspace.dataset_dir(row.dataset_id) / "pending.npz").exists()


@pytest.mark.parametrize("moment", ["after the pixels", "after the row"])
def test_a_crash_while_adding_a_face_counts_it_or_not(
    workspace, photos, detector, monkeypatch, moment
):
    row = imported(workspace, photos)
    detector.boxes = []
    sample = replace(workspace.sample_of_face(row.dataset_id, 1), face_index=None)
    write = workspace.update_samples

    def crash(samples, grown=None):
        if moment == "after the row":
            write(samples, grown=grown)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(workspace, "update_samples", crash)
        with pytest.raises(KeyboardInterrupt):
            recrop(workspace, row, sample, FaceBox(20, 20, 100, 100))
    assert len(stored(workspace, row)[0]) == (3 if moment == "after the row" else 2)


def test_what_cannot_be_cut_is_refused(workspace, photos, detector):
    row = imported(workspace, photos)
    before = stored(workspace, row)
    sample = before[1][0]
    for box, reason in (
        (FaceBox(0, 0, 4, 4), "smaller than 8"),
        (FaceBox(900, 900, 50, 50), "outside"),
    ):
        with pytest.raises(PictureError, match=reason):
            recrop(workspace, row, sample, box)
    (photos / "a.png").unlink()
    with pytest.raises(PictureError):
        recrop(workspace, row, sample, TWO[0])
    after = stored(workspace, row)
    assert after[1] == before[1]
    assert hashlib.sha256(after[0]).digest() == hashlib.sha256(before[0]).digest()


def test_too_small_is_told_with_a_decimal(tmp_path):
    Image.new("L", (100, 100), 90).save(tmp_path / "a.png")
    maker = FaceMaker(
        detector=_Everywhere(FaceBox(0, 0, 23.99, 23.99, 0.9, "mtcnn")),
        several="largest",
        preprocessing=Preprocessing(),
    )
    (made,) = maker.make(SourceItem("a.png", load=(tmp_path / "a.png").read_bytes))
    assert made.sample.status is SampleStatus.TOO_SMALL
    assert made.sample.reason == "the largest face is 23.9 pixels, under 24"
