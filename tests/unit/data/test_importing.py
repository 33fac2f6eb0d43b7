"""Imports: everything is accounted for, nothing twice, and a crash costs at most a batch."""

import csv
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers.seven import Emotion
from helpers.sources import encoded, face, png_header, row_text, write_pictures, write_table

from emotion_gui.core.data import import_sink, importing
from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.data.face_making import FaceMaker, pixel_hash
from emotion_gui.core.data.import_request import ImportRequest, request_of
from emotion_gui.core.data.import_sink import FreshFaces
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.data.readers import SourceItem, fer_table
from emotion_gui.core.data.report_csv import export_report_csv
from emotion_gui.core.errors import (
    BusyError,
    ConfigError,
    DatasetExistsError,
    DatasetFormatError,
    NothingImportedError,
    StorageError,
    UngroupedFacesError,
    UnsupportedSourceError,
    WorkspaceError,
)
from emotion_gui.core.faces.boxes import FaceBox
from emotion_gui.core.faces.cropping import as_face
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobCancelled, JobContext, Progress
from emotion_gui.core.workspace.records import Part, SampleStatus
from emotion_gui.core.workspace.workspace import Workspace


class FixedDetector:
    """Finds what it was told, whatever the picture."""

    name = "fixed"

    def __init__(self, *boxes: FaceBox) -> None:
        self.boxes = list(boxes)

    def detect(self, picture: np.ndarray) -> list[FaceBox]:
        return sorted(self.boxes, key=lambda box: -box.area)


def test_a_table_becomes_a_data_set(workspace, tmp_path):
    faces = write_table(tmp_path / "fer2013.csv", 40)
    report = import_dataset(workspace, ImportRequest(tmp_path / "fer2013.csv", "FER"))
    assert (report.imported, report.skipped) == (40, 0)
    assert report.by_status == {"ok": 40}
    assert report.by_class["angry"] == 6
    assert report.by_split == {"train": 20, "test": 20, "validation": 0}
    dataset = open_dataset(workspace, "FER")
    np.testing.assert_array_equal(dataset.faces, faces)
    assert dataset.labels.tolist() == [i % 7 for i in range(40)]
    assert len(dataset.part(Part.TRAIN)) == 20
    assert dataset.row.content_hash
    json.dumps(report.to_json())


def test_bad_rows_are_skipped_and_reported(workspace, tmp_path):
    path = tmp_path / "fer.csv"
    lines = [row_text(1, face(0)), row_text(9, face(1)), "3,1 2,Training", row_text(2, face(2))]
    path.write_text("emotion,pixels,Usage\n" + "\n".join(lines), encoding="utf-8")
    report = import_dataset(workspace, ImportRequest(path, "FER"))
    assert report.by_status == {"ok": 2, "unreadable": 2}
    assert [(p.source, p.status) for p in report.problems] == [
        ("row 3", "unreadable"),
        ("row 4", "unreadable"),
    ]
    assert "emotion '9'" in report.problems[0].reason


def test_a_folder_with_every_kind_of_damage(workspace, tmp_path):
    source = tmp_path / "set"
    write_pictures(source, [f"happy/{i}.png" for i in range(9)])
    jpeg = encoded(face(1, 200), "JPEG")
    for name, data in {
        "truncated.jpg": jpeg[: len(jpeg) // 2],
        "tiny.png": encoded(face(1, 1)),
        "huge.png": png_header(50_000, 50_000),
        "text.jpg": b"this is no picture",
        "empty.png": b"",
    }.items():
        (source / "happy" / name).write_bytes(data)
    write_pictures(source, ["contempt/x.png"])
    report = import_dataset(workspace, ImportRequest(source, "set", detector="none"))
    assert report.by_status == {"ok": 9, "unreadable": 4, "too_small": 1, "excluded": 1}
    reasons = {p.source: p.reason for p in report.problems}
    assert "truncated" in reasons["happy/truncated.jpg"]
    assert "1 x 1" in reasons["happy/tiny.png"]
    assert "megapixels" in reasons["happy/huge.png"]
    assert "contempt" in reasons["contempt/x.png"]
    assert all(reasons.values())


def test_unlabelled_pictures_are_imported_without_a_split(workspace, tmp_path):
    write_pictures(tmp_path / "set", ["a.png", "b.png"])
    report = import_dataset(workspace, ImportRequest(tmp_path / "set", "mine"))
    assert report.by_class == {"unlabelled": 2}
    assert report.by_split == {"train": 0, "test": 0, "validation": 0, "none": 2}
    assert not any("divided" in note for note in report.notes)  # nobody asked for it
    again = ImportRequest(tmp_path / "set", "sad ones", label=Emotion.SAD)
    assert import_dataset(workspace, again).by_class == {"sad": 2}


def test_where_no_division_is_wanted_there_is_none_nor_a_word_of_it(workspace, tmp_path):
    write_table(tmp_path / "fer.csv", 14)
    report = import_dataset(workspace, ImportRequest(tmp_path / "fer.csv", "x", split="none"))
    assert report.by_split == {"train": 0, "test": 0, "validation": 0, "none": 14}
    assert not any("plit" in note or "divided" in note for note in report.notes)
    assert workspace.splits(report.dataset.dataset_id) == []


def test_an_impossible_official_split_does_not_cost_the_pictures(workspace, tmp_path):
    write_table(tmp_path / "fer.csv", 30, usages=("PublicTest",))
    report = import_dataset(workspace, ImportRequest(tmp_path / "fer.csv", "x", split="official"))
    assert report.by_split["train"] > 20
    assert any("not possible" in note for note in report.notes)


@pytest.mark.parametrize("kind", ["group", "spi"])
def test_films_that_nobody_named_are_never_drawn_at_random(workspace, tmp_path, kind):
    write_table(tmp_path / "fer.csv", 30)
    request = ImportRequest(tmp_path / "fer.csv", "x", split=kind)
    with pytest.raises(ConfigError, match="names 0 films or persons"):
        import_dataset(workspace, request)
    assert workspace.datasets() == [], "refused before anything was read"
    films = ["Juno", "HarryPotter_PhilosopherStone", "21", "Hangover 2"]
    names = [f"happy/{film}_012345678_0000001{n}.png" for film in films for n in range(3)]
    write_pictures(tmp_path / "films", [*names, "sad/me.png", "sad/you.png"])
    request = ImportRequest(tmp_path / "films", "x", split=kind, detector="none")
    with pytest.raises(UngroupedFacesError) as caught:
        import_dataset(workspace, request)
    assert (caught.value.ungrouped, caught.value.total) == (2, 14)
    assert workspace.datasets() == []
    report = import_dataset(workspace, replace(request, ungrouped="out"))
    assert report.by_split["none"] == 2
    report = import_dataset(workspace, replace(request, name="y", ungrouped="single"))
    assert "none" not in report.by_split


@pytest.mark.parametrize("rows", ["9,{pixels},Training", "3,1 2 3,Training"])
def test_an_import_of_nothing_is_refused_with_its_reasons(workspace, tmp_path, rows):
    row = rows.format(pixels=" ".join(["7"] * 2304))
    (tmp_path / "bad.csv").write_text("emotion,pixels,Usage\n" + f"{row}\n" * 5, encoding="utf-8")
    with pytest.raises(NothingImportedError) as caught:
        import_dataset(workspace, ImportRequest(tmp_path / "bad.csv", "x"))
    assert caught.value.total == 5
    assert caught.value.reasons[0][0] == "row 2"
    assert "emotion '9'" in str(caught.value) or "3 pixels" in str(caught.value)
    assert workspace.datasets() == []
    assert workspace.trashed_datasets() == []
    write_pictures(tmp_path / "pictures", ["contempt/a.png", "contempt/b.png"])
    with pytest.raises(NothingImportedError, match="'contempt' is not one of the data set"):
        import_dataset(workspace, ImportRequest(tmp_path / "pictures", "x", detector="none"))
    assert workspace.datasets() == []


def test_refusals_leave_nothing_behind(workspace, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UnsupportedSourceError):
        import_dataset(workspace, ImportRequest(tmp_path / "empty", "x"))
    with pytest.raises(DatasetFormatError):
        import_dataset(workspace, ImportRequest(tmp_path / "bad.csv", "x"))
    write_table(tmp_path / "fer.csv", 4)
    with pytest.raises(ConfigError):
        import_dataset(workspace, ImportRequest(tmp_path / "fer.csv", " "))
    with pytest.raises(ConfigError, match=r"split.*thirds.*auto"):
        import_dataset(workspace, ImportRequest(tmp_path / "fer.csv", "x", split="thirds"))
    with pytest.raises(DatasetFormatError):
        import_dataset(
            workspace, ImportRequest(tmp_path / "fer.csv", "x", votes=tmp_path / "bad.csv")
        )
    assert workspace.datasets() == []


def test_a_taken_name_is_refused(workspace, tmp_path):
    write_table(tmp_path / "fer.csv", 4)
    request = ImportRequest(tmp_path / "fer.csv", "x")
    import_dataset(workspace, request)
    with pytest.raises(DatasetExistsError):
        import_dataset(workspace, request)


def box(x: float, y: float, side: float, confidence: float = 0.9) -> FaceBox:
    return FaceBox(x, y, side, side, confidence, "mtcnn", None)


PHOTO = encoded(face(3, 400), "JPEG")
ITEM = SourceItem("a.jpg", Emotion.HAPPY, load=lambda: PHOTO)


@pytest.mark.parametrize(
    ("several", "kept", "status"),
    [
        ("largest", [(0, 0, 120, 120)], SampleStatus.OK),
        ("central", [(170, 170, 60, 60)], SampleStatus.OK),
        ("all", [(0, 0, 120, 120), (170, 170, 60, 60)], SampleStatus.OK),
        ("ask", [(0, 0, 120, 120)], SampleStatus.SEVERAL_FACES),
    ],
)
def test_choice_among_several_faces(several, kept, status):
    detector = FixedDetector(box(0, 0, 120), box(170, 170, 60), box(300, 300, 10))
    maker = FaceMaker(detector=detector, several=several, preprocessing=Preprocessing())
    outcomes = maker.make(ITEM)
    assert [o.sample.box for o in outcomes] == kept
    assert {o.sample.status for o in outcomes} == {status}
    assert all(o.face.shape == (48, 48) and "2" in o.sample.reason for o in outcomes)
    assert len({o.sample.source for o in outcomes}) == len(kept)
    assert outcomes[0].sample.label == Emotion.HAPPY


def test_no_face_and_too_small_a_face():
    for boxes, status in (((), SampleStatus.NO_FACE), ((box(5, 5, 20),), SampleStatus.TOO_SMALL)):
        maker = FaceMaker(
            detector=FixedDetector(*boxes), several="largest", preprocessing=Preprocessing()
        )
        (outcome,) = maker.make(ITEM)
        assert (outcome.sample.status, outcome.face) == (status, None)


def test_boxes_of_reduced_pictures_are_in_original_pixels():
    data = encoded(face(3, 2_560), "JPEG")
    item = SourceItem("a.jpg", load=lambda: data)
    maker = FaceMaker(
        detector=FixedDetector(box(100, 200, 300)),
        several="largest",
        preprocessing=Preprocessing(),
    )
    # Decoded at 1,280 pixels, searched at 640.
    assert maker.make(item)[0].sample.box == (400.0, 800.0, 1_200.0, 1_200.0)


@pytest.fixture
def row_by_row(monkeypatch):
    """Blocks that hold about one row of `write_table`."""
    monkeypatch.setattr(fer_table, "BLOCK_BYTES", 8_350)


@pytest.mark.usefixtures("row_by_row")
def test_progress_brings_faces_and_counts(workspace, tmp_path, monkeypatch):
    monkeypatch.setattr(import_sink, "REPORT_SECONDS", 0.0)
    write_table(tmp_path / "fer.csv", 30)
    reports: list[Progress] = []
    import_dataset(workspace, ImportRequest(tmp_path / "fer.csv", "x"), JobContext(reports.append))
    details = [r.detail for r in reports if isinstance(r.detail, FreshFaces)]
    assert sum(len(d.faces) for d in details) == 30
    assert (details[-1].imported, details[-1].skipped) == (30, 0)
    assert reports[-1].done == reports[-1].total == 30


class StopAfter:
    """A context that cancels at the n-th checkpoint."""

    def __init__(self, count: int) -> None:
        self.left = count

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.mark.usefixtures("row_by_row")
def test_a_cancelled_import_goes_on_where_it_was(workspace, tmp_path, monkeypatch):
    monkeypatch.setattr(import_sink, "BATCH_SAMPLES", 8)
    faces = write_table(tmp_path / "fer.csv", 60)
    request = ImportRequest(tmp_path / "fer.csv", "x")
    for stop in (13, 7, 20):
        with pytest.raises(JobCancelled):
            import_dataset(workspace, request, JobContext(is_cancelled=StopAfter(stop)))
    (row,) = workspace.datasets()
    assert row.state == "importing"
    assert workspace.sample_count(row.dataset_id) == row.faces > 30
    with pytest.raises(WorkspaceError, match="not finished"):
        open_dataset(workspace, "x")
    import_dataset(workspace, request_of(row))
    dataset = open_dataset(workspace, "x")
    np.testing.assert_array_equal(dataset.faces, faces)
    assert workspace.sample_count(row.dataset_id) == 60


def test_going_on_within_a_block_doubles_nothing(workspace, tmp_path, monkeypatch):
    """What was stored ends in the middle of a block when blocks are cut elsewhere now."""
    faces = write_table(tmp_path / "fer.csv", 60)
    request = ImportRequest(tmp_path / "fer.csv", "x")
    with monkeypatch.context() as patched:
        patched.setattr(fer_table, "BLOCK_BYTES", 8_350)
        with pytest.raises(JobCancelled):
            import_dataset(workspace, request, JobContext(is_cancelled=StopAfter(17)))
    assert 0 < workspace.datasets()[0].faces < 60
    report = import_dataset(workspace, request)
    assert report.imported == 60
    dataset = open_dataset(workspace, "x")
    np.testing.assert_array_equal(dataset.faces, faces)
    samples = list(workspace.samples(dataset.row.dataset_id))
    assert [s.source for s in samples] == [f"row {n}" for n in range(2, 62)]
    assert [s.pixel_hash for s in samples] == [pixel_hash(pixels) for pixels in faces]


def test_rows_of_another_size_and_bad_rows_keep_their_order(workspace, tmp_path):
    path = tmp_path / "fer.csv"
    lines = [row_text(1, face(0)), row_text(9, face(1)), row_text(2, face(2)), "3,1 2,Training"]
    path.write_text("emotion,pixels,Usage\n" + "\n".join(lines) + "\n", encoding="utf-8")
    settings = Preprocessing(side=24)
    report = import_dataset(workspace, ImportRequest(path, "x", preprocessing=settings))
    dataset = open_dataset(workspace, "x")
    assert dataset.faces.shape == (2, 24, 24)
    np.testing.assert_array_equal(dataset.faces[1], as_face(face(2), settings))
    found = [
        (s.source, s.status.value, s.face_index, s.label)
        for s in workspace.samples(report.dataset.dataset_id)
    ]
    assert found == [
        ("row 2", "ok", 0, 1),
        ("row 3", "unreadable", None, None),
        ("row 4", "ok", 1, 2),
        ("row 5", "unreadable", None, 3),
    ]


@pytest.mark.usefixtures("row_by_row")
def test_resuming_needs_the_same_source_and_choices(workspace, tmp_path):
    write_table(tmp_path / "a.csv", 20)
    write_table(tmp_path / "b.csv", 20)
    with pytest.raises(JobCancelled):
        import_dataset(
            workspace, ImportRequest(tmp_path / "a.csv", "x"), JobContext(is_cancelled=StopAfter(3))
        )
    for other in (
        ImportRequest(tmp_path / "b.csv", "x"),
        ImportRequest(tmp_path / "a.csv", "x", seed=5),
    ):
        with pytest.raises(DatasetExistsError):
            import_dataset(workspace, other)


@pytest.mark.usefixtures("row_by_row")
def test_two_imports_of_one_data_set_do_not_meet(workspace, tmp_path):
    write_table(tmp_path / "a.csv", 20)
    request = ImportRequest(tmp_path / "a.csv", "x")
    with pytest.raises(JobCancelled):
        import_dataset(workspace, request, JobContext(is_cancelled=StopAfter(3)))
    (row,) = workspace.datasets()
    with (
        workspace.hold_dataset(row.dataset_id),
        pytest.raises(BusyError, match="another process is writing"),
    ):
        import_dataset(workspace, request)


@pytest.mark.usefixtures("row_by_row")
def test_a_full_disk_says_where_and_keeps_what_was_safe(workspace, tmp_path, monkeypatch):
    from emotion_gui.core.data import face_file

    monkeypatch.setattr(import_sink, "BATCH_SAMPLES", 8)
    faces = write_table(tmp_path / "a.csv", 40)
    syncs = iter(range(100))

    def full(descriptor: int) -> None:
        if stat.S_ISREG(os.fstat(descriptor).st_mode) and next(syncs) == 2:
            raise OSError(28, "No space left on device")

    request = ImportRequest(tmp_path / "a.csv", "x")
    with monkeypatch.context() as patched:
        patched.setattr(face_file.os, "fsync", full)
        with pytest.raises(StorageError, match=r"faces\.npy\.part: No space left"):
            import_dataset(workspace, request)
    (row,) = workspace.datasets()
    assert row.faces == 16
    import_dataset(workspace, request)
    np.testing.assert_array_equal(open_dataset(workspace, "x").faces, faces)


def test_a_workspace_that_cannot_be_written_is_a_storage_error(workspace, tmp_path):
    write_table(tmp_path / "a.csv", 4)
    datasets = workspace.path / "datasets"
    shutil.rmtree(datasets)
    datasets.write_text("a file where the folder was", encoding="utf-8")
    with pytest.raises(StorageError, match="datasets"):
        import_dataset(workspace, ImportRequest(tmp_path / "a.csv", "x"))


@pytest.mark.usefixtures("row_by_row")
def test_lost_faces_are_noticed(workspace, tmp_path):
    write_table(tmp_path / "a.csv", 20)
    request = ImportRequest(tmp_path / "a.csv", "x")
    with pytest.raises(JobCancelled):
        import_dataset(workspace, request, JobContext(is_cancelled=StopAfter(9)))
    (row,) = workspace.datasets()
    (workspace.dataset_dir(row.dataset_id) / "faces.npy.part").unlink()
    with pytest.raises(StorageError, match="missing"):
        import_dataset(workspace, request)


def test_the_report_can_be_written(workspace, tmp_path):
    path = tmp_path / "fer.csv"
    path.write_text(
        "emotion,pixels,Usage\n" + row_text(1, face(0)) + "\n" + row_text(9, face(1)) + "\n",
        encoding="utf-8",
    )
    report = import_dataset(workspace, ImportRequest(path, "x"))
    target = tmp_path / "out" / "report.csv"
    dataset_id = report.dataset.dataset_id
    assert export_report_csv(workspace, dataset_id, target) == 2
    with target.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [(r["source"], r["status"], r["part"]) for r in rows] == [
        ("row 2", "ok", "train"),
        ("row 3", "unreadable", ""),
    ]
    assert export_report_csv(workspace, dataset_id, target, problems_only=True) == 1


def test_every_file_left_out_is_named_with_its_reason(workspace, tmp_path):
    names = [f"happy/{n}.png" for n in range(3)] + [f"grin/{n:02}.png" for n in range(30)]
    write_pictures(tmp_path / "set", [*names, "sad/a.png"])
    for n, data in enumerate(
        (b"", b"\0\0\0\x18ftypheic", encoded(np.full((48, 48), 90, np.uint8)))
    ):
        (tmp_path / "set" / "sad" / f"bad{n}.png").write_bytes(data)
    (tmp_path / "set" / "list.txt").write_text("x", encoding="utf-8")
    report = import_dataset(workspace, ImportRequest(tmp_path / "set", "x", detector="none"))
    told = report.to_json()
    problems = {problem["source"]: problem["reason"] for problem in told["problems"]}
    assert len(problems) == told["skipped"] == 33
    assert problems["sad/bad0.png"] == "the file is empty"
    assert "HEIC" in problems["sad/bad1.png"]
    assert problems["sad/bad2.png"] == "no face: the picture is of one tone"
    assert told["left_alone"] == [{"source": "list.txt", "reason": "not a picture"}]
    target = tmp_path / "report.csv"
    export_report_csv(workspace, report.dataset.dataset_id, target, problems_only=True)
    with target.open(newline="", encoding="utf-8-sig") as file:
        rows = {row["source"]: row for row in csv.DictReader(file)}
    assert rows.keys() == problems.keys() | {"list.txt"}
    assert rows["list.txt"]["status"] == "left_alone"
    assert all(row["reason"] for row in rows.values())


_KILLED = textwrap.dedent(
    """
    import os, signal, sys
    from pathlib import Path
    from emotion_gui.core.data import face_file, import_sink
    from emotion_gui.core.data.import_request import ImportRequest
    from emotion_gui.core.data.importing import import_dataset
    from emotion_gui.core.data.readers import fer_table
    from emotion_gui.core.workspace.workspace import Workspace

    fer_table.BLOCK_BYTES = 8_350
    import_sink.BATCH_SAMPLES = 16
    steps = iter(range(10_000))
    fatal = int(sys.argv[3])

    def fragile(function):
        def call(*arguments, **options):
            if next(steps) == fatal:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments, **options)
        return call

    workspace = Workspace.open(Path(sys.argv[1]))  # what an import does is counted, not this
    face_file.os.fsync = fragile(face_file.os.fsync)
    Workspace.add_sample_rows = fragile(Workspace.add_sample_rows)
    Workspace.finish_dataset = fragile(Workspace.finish_dataset)
    import_dataset(workspace, ImportRequest(Path(sys.argv[2]), "x"))
    """
)


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_kills_lose_and_double_nothing(tmp_path):
    faces = write_table(tmp_path / "fer.csv", 90)
    folder = tmp_path / "workspace"
    for fatal in (4, 1, 8):
        done = subprocess.run(
            [sys.executable, "-c", _KILLED, folder, tmp_path / "fer.csv", str(fatal)],
            check=False,
            capture_output=True,
        )
        assert done.returncode == -signal.SIGKILL, done.stderr.decode()
        workspace = Workspace.open(folder)
        (row,) = workspace.datasets()
        assert row.faces == workspace.sample_count(row.dataset_id)
        workspace.close()
    workspace = Workspace.open(folder)
    import_dataset(workspace, ImportRequest(tmp_path / "fer.csv", "x"))
    dataset = open_dataset(workspace, "x")
    np.testing.assert_array_equal(dataset.faces, faces)
    sources = [s.source for s in workspace.samples(dataset.row.dataset_id)]
    assert sources == [f"row {n}" for n in range(2, 92)]
    workspace.close()


def test_the_module_is_light():
    code = "import sys, emotion_gui.core.data.importing as i; print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.stdout.strip() == "False"
    assert Path(importing.__file__).is_file()
