"""More pictures into a data set: nothing doubled, nothing there altered, no part until divided."""

import numpy as np
import pytest
from helpers.sources import face, row_text, write_pictures, write_table

from emotion_gui.core.data.appending import append_to_dataset
from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.data.import_request import ImportRequest
from emotion_gui.core.data.importing import import_dataset
from emotion_gui.core.data.originals import load_original
from emotion_gui.core.data.splitting import split_dataset
from emotion_gui.core.data.versions import content_hash
from emotion_gui.core.errors import NotFoundError, NothingImportedError, UnsupportedSourceError
from emotion_gui.core.jobs import JobCancelled, JobContext
from emotion_gui.core.workspace.records import Part, SampleStatus


@pytest.fixture
def first(workspace, tmp_path):
    write_table(tmp_path / "fer.csv", 20)
    import_dataset(workspace, ImportRequest(tmp_path / "fer.csv", "FER"))
    return open_dataset(workspace, "FER")


def more(path, numbers):
    lines = [row_text(number % 7, face(number)) for number in numbers]
    path.write_text("emotion,pixels,Usage\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return ImportRequest(path, "FER")


def test_new_faces_come_behind_and_are_in_no_part(workspace, tmp_path, first):
    addition = append_to_dataset(workspace, more(tmp_path / "more.csv", range(20, 26)))
    assert (addition.added, addition.known, addition.left_out) == (6, 0, 0)
    now = open_dataset(workspace, "FER")
    np.testing.assert_array_equal(now.faces[:20], first.faces)
    np.testing.assert_array_equal(now.faces[20:], np.stack([face(n) for n in range(20, 26)]))
    np.testing.assert_array_equal(now.parts[:20], first.parts)
    assert (now.parts[20:] == Part.NONE).all()
    assert now.row.content_hash != first.row.content_hash
    split_dataset(workspace, now.row.dataset_id, kind="paper")
    assert (open_dataset(workspace, "FER").parts != Part.NONE).all()


def test_what_is_there_already_is_a_duplicate(workspace, tmp_path, first):
    request = more(tmp_path / "more.csv", [3, 21, 21])
    addition = append_to_dataset(workspace, request)
    assert (addition.added, addition.known) == (1, 2)
    assert append_to_dataset(workspace, request).known == 3
    assert open_dataset(workspace, "FER").row.faces == 21
    (again, *_) = workspace.samples(first.row.dataset_id, status=SampleStatus.DUPLICATE)
    assert again.source == "more.csv: row 2"
    assert "row 5" in again.reason


def test_an_addition_that_was_stopped_can_be_made_again(workspace, tmp_path, first):
    request = more(tmp_path / "more.csv", range(20, 30))
    left = 4

    def stop():
        nonlocal left
        left -= 1
        return left < 0

    with pytest.raises(JobCancelled):
        append_to_dataset(workspace, request, JobContext(is_cancelled=stop))
    stopped = open_dataset(workspace, "FER")
    assert 20 < stopped.row.faces < 30
    assert stopped.row.state == "ready"
    append_to_dataset(workspace, request)
    now = open_dataset(workspace, "FER")
    np.testing.assert_array_equal(now.faces[20:], np.stack([face(n) for n in range(20, 30)]))


def test_faces_that_a_crash_left_behind_are_written_over(workspace, tmp_path, first):
    path = workspace.dataset_dir(first.row.dataset_id) / "faces.npy"
    from emotion_gui.core.data.appending import GrowingFaces

    store = GrowingFaces(path, committed=20, side=48)
    store.append(np.zeros((3, 48, 48), dtype=np.uint8))  # and the database never heard of it
    np.testing.assert_array_equal(open_dataset(workspace, "FER").faces, first.faces)
    append_to_dataset(workspace, more(tmp_path / "more.csv", [25]))
    np.testing.assert_array_equal(open_dataset(workspace, "FER").faces[20], face(25))


def test_added_pictures_know_where_they_came_from(workspace, tmp_path, first):
    write_pictures(tmp_path / "mine", ["a.png"], side=60)
    request = ImportRequest(tmp_path / "mine", "FER", detector="none")
    assert append_to_dataset(workspace, request).added == 1
    row = workspace.dataset("FER")
    sample = workspace.sample_of_face(row.dataset_id, 20)
    assert load_original(row, sample).pixels.shape[:2] == (60, 60)


def test_what_of_an_addition_was_not_taken_is_told_and_kept(workspace, tmp_path, first):
    folder = tmp_path / "mine"
    write_pictures(folder, ["a.png", "happy/b.png", "tiny/c.png"], side=60)
    (folder / "happy" / "d.png").write_bytes(b"")
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    request = ImportRequest(folder, "FER", detector="none")
    addition = append_to_dataset(workspace, request)
    assert (addition.added, addition.known, addition.left_out, addition.unlabelled) == (2, 0, 2, 1)
    assert addition.report.left_alone == (("notes.txt", "not a picture"),)
    again = append_to_dataset(workspace, request)
    assert (again.added, again.known, again.left_out, again.unlabelled) == (0, 2, 2, 0)
    row = workspace.dataset("FER")
    assert row.content_hash == content_hash(workspace, row.dataset_id)
    told = [[f"{name}: notes.txt", "not a picture"] for name in ("mine", "mine (2)")]
    assert row.settings["left_alone"] == told
    names = {sample.source for sample in workspace.samples(row.dataset_id)}
    assert {"mine: a.png", "mine (2): a.png", "mine: happy/d.png", "mine: tiny/c.png"} <= names
    (folder / "happy" / "b.png").unlink()
    (folder / "a.png").unlink()
    with pytest.raises(NothingImportedError) as refused:
        append_to_dataset(workspace, request)
    assert [name for name, _ in refused.value.reasons] == ["happy/d.png", "tiny/c.png"]
    assert refused.value.total == 2


def test_refusals_alter_nothing(workspace, tmp_path, first):
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnsupportedSourceError):
        append_to_dataset(workspace, ImportRequest(tmp_path / "empty", "FER"))
    with pytest.raises(NotFoundError):
        append_to_dataset(workspace, ImportRequest(tmp_path / "fer.csv", "no such"))
    assert workspace.dataset("FER") == first.row
