"""The picture of a stored face is found again in every kind of source, or it is said why not."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from helpers.sources import encoded, face, write_pictures, write_table

from emotion_gui.core.data import review
from emotion_gui.core.data.appending import append_to_dataset
from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.data.originals import load_original
from emotion_gui.core.data.review import Reviewer
from emotion_gui.core.errors import PictureError
from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.workspace.records import DatasetRow, Sample, SampleStatus
from emotion_gui.core.workspace.workspace import Workspace
from tests.helpers.fake_sources import ScriptedDetector

NAMES = ["happy/a.png", "sad/b.png"]
LARGE = face(3, 50).repeat(32, axis=0).repeat(32, axis=1)[:800]


def sources(folder: Path) -> dict[str, ImportRequest]:
    """The same two pictures (`face(0)` and `face(1)`) in every form."""
    write_pictures(folder / "set", NAMES, side=60)
    with zipfile.ZipFile(folder / "set.zip", "w") as archive:
        for name in NAMES:
            archive.write(folder / "set" / name, name)
    files = tuple(folder / "set" / name for name in NAMES)
    return {
        "folder": ImportRequest(folder / "set", "x", detector="none"),
        "archive": ImportRequest(folder / "set.zip", "x", detector="none"),
        "files": ImportRequest(folder / "set", "x", detector="none", files=files),
        "one file": ImportRequest(files[1], "x", detector="none"),
    }


@pytest.mark.parametrize("kind", ["folder", "archive", "files", "one file"])
@pytest.mark.parametrize("added", [False, True])
def test_every_source_gives_its_pictures_again(
    workspace: Workspace, tmp_path: Path, kind: str, added: bool
) -> None:
    request = sources(tmp_path)[kind]
    if added:
        write_table(tmp_path / "fer.csv", 2)
        import_dataset(workspace, ImportRequest(tmp_path / "fer.csv", "x"))
        append_to_dataset(workspace, request)
    else:
        import_dataset(workspace, request)
    row = workspace.dataset("x")
    samples = list(workspace.samples(row.dataset_id))
    if added:
        assert [load_original(row, sample) for sample in samples[:2]] == [None, None]
        samples = samples[2:]
    for sample, seed in zip(samples, [1] if kind == "one file" else [0, 1], strict=True):
        picture = load_original(row, sample)
        assert picture is not None
        np.testing.assert_array_equal(picture.pixels, face(seed, 60))


def test_a_picture_that_is_gone_is_missed_by_its_name(workspace: Workspace, tmp_path: Path) -> None:
    for kind, request in sources(tmp_path).items():
        row = workspace.create_dataset(name=kind, source=str(request.source), settings={})
        missing = Sample("sad/c.png", SampleStatus.OK)
        with pytest.raises(PictureError, match="no longer in") as refused:
            load_original(row, missing)
        assert refused.value.name == "sad/c.png"


def with_settings(workspace: Workspace, folder: Path, **settings: object) -> DatasetRow:
    (folder / "a.png").write_bytes(encoded(LARGE))
    return workspace.create_dataset(name="x", source=str(folder), settings=settings)


def test_one_of_several_faces_has_the_picture_of_all(workspace: Workspace, tmp_path: Path) -> None:
    row = with_settings(workspace, tmp_path)
    found = load_original(row, Sample("a.png#2", SampleStatus.OK, detector="mtcnn"), max_side=None)
    assert found is not None
    np.testing.assert_array_equal(found.pixels, LARGE)
    with pytest.raises(PictureError):  # a cropped picture may well be called so
        load_original(row, Sample("a.png#2", SampleStatus.OK))


@pytest.mark.parametrize(
    ("stored", "asked"),
    [("haar", "haar"), ("mtcnn", "mtcnn"), ("combined", "combined"), ("yolo", "combined")],
)
def test_a_picture_is_looked_at_as_its_import_did(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stored: str, asked: str
) -> None:
    made: list[str] = []
    box = FaceBox(100, 50, 80, 60, 0.9, "mtcnn")

    def make(kind: str) -> ScriptedDetector:
        made.append(kind)
        return ScriptedDetector(lambda picture: [box] if picture.shape == (320, 640) else [])

    monkeypatch.setattr(review, "make_detector", make)
    row = with_settings(workspace, tmp_path, detector=stored)
    reviewer = Reviewer()
    for _ in range(2):  # the detector is kept
        looked = reviewer.look(row, Sample("a.png", SampleStatus.OK, detector="mtcnn"))
        (found,) = looked.boxes
        assert (found.x, found.y, found.width, found.height) == (250, 125, 200, 150)
    assert made == [asked]


def test_a_picture_that_came_cropped_is_its_face(workspace: Workspace, tmp_path: Path) -> None:
    row = with_settings(workspace, tmp_path, detector="none")
    looked = Reviewer().look(row, Sample("a.png", SampleStatus.OK))
    assert looked.picture is not None
    assert looked.boxes == ()
    assert Reviewer().look(row, Sample("row 7", SampleStatus.OK)).picture is None
