"""The workspace: data sets, samples, splits and runs survive; damage is told in words."""

import contextlib
import sqlite3
import threading

import numpy as np
import pytest
from helpers.datasets import make_dataset, make_run

from emotion_gui.core.data.dataset import open_dataset, open_faces
from emotion_gui.core.errors import (
    BusyError,
    DatasetExistsError,
    EmptyPartError,
    NotFoundError,
    StorageError,
    WorkspaceBusyError,
    WorkspaceError,
)
from emotion_gui.core.labels import SEVEN
from emotion_gui.core.workspace import schema
from emotion_gui.core.workspace.records import Part, RunStatus, Sample, SampleStatus
from emotion_gui.core.workspace.schema import MIGRATIONS, SCHEMA_VERSION
from emotion_gui.core.workspace.workspace import Workspace


def test_everything_is_there_after_reopening(tmp_path):
    first = Workspace.open(tmp_path / "w")
    row = make_dataset(first)
    run = make_run(first, name="a", kind="train", dataset_id=row.dataset_id, config={"x": 1})
    first.record_epoch(run.run_id, 1, {"loss": 0.5})
    first.save_plan(run.run_id, name="p", plan={"drop": [1]})
    first.close()
    second = Workspace.open(tmp_path / "w")
    assert second.datasets() == [row]
    assert second.epochs(run.run_id) == [{"loss": 0.5}]
    assert second.plans(run.run_id) == [("p", {"drop": [1]})]
    assert second.run(run.run_id).status is RunStatus.INTERRUPTED
    second.close()


def test_a_run_that_another_holds_is_not_interrupted(tmp_path):
    first = Workspace.open(tmp_path / "w")
    run = make_run(first, name="a", kind="train", dataset_id=None, config={})
    with first.hold_run(run.run_id):
        second = Workspace.open(tmp_path / "w")
        assert second.run(run.run_id).status is RunStatus.RUNNING
        second.close()
    first.close()


def test_a_newer_and_a_damaged_database_are_refused(tmp_path):
    Workspace.open(tmp_path / "new").close()
    with sqlite3.connect(tmp_path / "new" / "workspace.sqlite3") as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(WorkspaceError, match="newer version"):
        Workspace.open(tmp_path / "new")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "workspace.sqlite3").write_bytes(b"no database" * 100)
    with pytest.raises(WorkspaceError, match="damaged"):
        Workspace.open(tmp_path / "bad")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StorageError, match="file"):
        Workspace.open(tmp_path / "file")


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_a_workspace_of_every_version_opens_with_what_it_held(version, tmp_path):
    Workspace.open(tmp_path / "w").close()
    for file in (tmp_path / "w").glob("workspace.sqlite3*"):
        file.unlink()
    with contextlib.closing(sqlite3.connect(tmp_path / "w" / "workspace.sqlite3")) as connection:
        for step in MIGRATIONS[:version]:
            step(connection)
        connection.execute(
            "INSERT INTO datasets (id, name, source, created, state, faces)"
            " VALUES (4, 'a', 's', '2026-01-01T00:00:00', 'ready', 2)"
        )
        for place, label in enumerate((6, None)):
            connection.execute(
                "INSERT INTO samples (id, dataset_id, source, status, label, face_index)"
                f" VALUES ({place + 7}, 4, '{place}.png', 'ok', ?, {place})",
                (label,),
            )
        if version >= 5:
            connection.execute("INSERT INTO suggestions VALUES (8, 3, 0.5, 'm')")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.commit()
    with contextlib.closing(Workspace.open(tmp_path / "w")) as workspace:
        (row,) = workspace.datasets()
        assert (row.name, row.faces, row.label_set) == ("a", 2, SEVEN)
        assert workspace.sessions() == []
    with contextlib.closing(sqlite3.connect(tmp_path / "w" / "workspace.sqlite3")) as connection:
        held = connection.execute("SELECT id, label FROM samples ORDER BY id").fetchall()
        supposed = connection.execute("SELECT sample_id, label FROM suggestions").fetchall()
        assert (held, supposed) == ([(7, 6), (8, None)], [(8, 3)] if version >= 5 else [])
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_samples_round_trip(workspace):
    row = workspace.create_dataset(name="a", source="s", settings={"x": 1})
    full = Sample(
        source="a.jpg",
        status=SampleStatus.OK,
        label=3,
        face_index=0,
        reason="r",
        usage="train",
        group="g",
        detector="mtcnn",
        box=(1.0, 2.0, 3.0, 4.0),
        confidence=0.5,
        pixel_hash=b"0123456789abcdef",
        soft_label=(0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0),
    )
    bare = Sample(source="b.jpg", status=SampleStatus.NO_FACE)
    workspace.add_samples(row.dataset_id, [full, bare])
    stored = list(workspace.samples(row.dataset_id))
    assert [s.sample_id for s in stored] == [1, 2]
    assert workspace.dataset("a").faces == 1
    assert workspace.sample_of_face(row.dataset_id, 0) == stored[0]
    assert workspace.samples_of_faces(row.dataset_id, [7, 0]) == [stored[0]]
    assert [s.source for s in workspace.samples(row.dataset_id, problems_only=True)] == ["b.jpg"]
    assert workspace.sample_sources(row.dataset_id) == {"a.jpg", "b.jpg"}
    assert workspace.label_counts(row.dataset_id) == {3: 1}
    assert workspace.count_by(row.dataset_id, "status") == {"ok": 1, "no_face": 1}


def test_a_failed_batch_changes_nothing(workspace):
    row = workspace.create_dataset(name="a", source="s", settings={})
    sample = Sample(source="a", status=SampleStatus.OK, face_index=0)
    with pytest.raises(sqlite3.IntegrityError):
        workspace.add_samples(row.dataset_id, [sample, sample])
    assert workspace.dataset("a").faces == workspace.sample_count(row.dataset_id) == 0


def test_names_trash_and_erasing(workspace):
    row = make_dataset(workspace, name="a")
    workspace.trash_dataset(row.dataset_id)
    assert workspace.datasets() == []
    with pytest.raises(NotFoundError):
        workspace.dataset("a")
    other = make_dataset(workspace, name="a")
    with pytest.raises(DatasetExistsError):
        workspace.restore_dataset(row.dataset_id)
    workspace.rename_dataset(other.dataset_id, "b")
    workspace.restore_dataset(row.dataset_id)
    assert [d.name for d in workspace.datasets()] == ["a", "b"]
    with pytest.raises(DatasetExistsError):
        workspace.rename_dataset(other.dataset_id, "a")
    workspace.erase_dataset(other.dataset_id)
    assert not workspace.dataset_dir(other.dataset_id).exists()
    assert [d.name for d in workspace.datasets()] == ["a"]


def test_a_number_is_never_used_twice(workspace):
    first = make_dataset(workspace, name="a")
    workspace.erase_dataset(first.dataset_id)
    second = make_dataset(workspace, name="a")
    (workspace.path / "datasets" / "7").mkdir()  # left by an older program
    third = make_dataset(workspace, name="b")
    assert [first.dataset_id, second.dataset_id, third.dataset_id] == [1, 2, 8]


def test_what_could_not_be_erased_is_out_of_sight_and_goes_at_the_next_start(
    workspace, monkeypatch
):
    row = make_dataset(workspace, name="a")
    folder = workspace.dataset_dir(row.dataset_id)

    def held(folder, *, wait_s):
        error = PermissionError(13, "in use", str(folder / "faces.npy"))
        error.winerror = 32
        raise error

    monkeypatch.setattr("emotion_gui.core.workspace.trash.remove_tree", held)
    with pytest.raises(StorageError, match=r"faces\.npy") as caught:
        workspace.erase_dataset(row.dataset_id)
    assert caught.value.in_use
    assert workspace.datasets() == workspace.trashed_datasets() == []
    assert workspace.finish_erasing() == [folder]
    make_dataset(workspace, name="a")  # its name is free
    monkeypatch.undo()
    again = Workspace.open(workspace.path)
    assert not folder.exists()
    assert again.leftovers == ()
    again.close()


def test_a_folder_without_a_record_is_left_alone_and_told(workspace):
    orphan = workspace.path / "datasets" / "5"
    orphan.mkdir()
    assert workspace.unrecorded() == []  # a number that was taken, and nothing more
    (orphan / "faces.npy").write_bytes(b"faces")
    run = make_run(workspace, name="a", kind="train", dataset_id=None, config={})
    (workspace.path / "runs" / "7").mkdir()
    (workspace.path / "runs" / "7" / "best.safetensors").write_bytes(b"weights")
    again = Workspace.open(workspace.path)
    assert again.unrecorded() == [orphan, workspace.path / "runs" / "7"]
    assert again.create_dataset(name="b", source="s", settings={}).dataset_id == 6
    assert make_run(again, name="b", kind="train", dataset_id=None, config={}).run_id == 8
    assert (run.run_id, again.leftovers) == (1, ())
    assert (orphan / "faces.npy").read_bytes() == b"faces"
    again.close()


def test_an_import_at_work_is_not_erased(workspace):
    row = workspace.create_dataset(name="a", source="s", settings={})
    with workspace.hold_dataset(row.dataset_id), pytest.raises(BusyError, match="writing"):
        workspace.erase_dataset(row.dataset_id)
    assert [d.name for d in workspace.datasets()] == ["a"]


def test_splits_are_stored_and_one_is_active(workspace):
    row = make_dataset(workspace, train=10, test=2, validation=2)
    assert workspace.active_parts(row).tolist() == [0] * 10 + [1] * 2 + [2] * 2
    parts = np.full(14, Part.TEST, dtype=np.uint8)
    workspace.add_split(row.dataset_id, name="all", kind="paper", seed=3, parts=parts)
    row = workspace.dataset("stripes")
    np.testing.assert_array_equal(workspace.active_parts(row), parts)
    first = workspace.splits(row.dataset_id)[0]
    workspace.activate_split(row.dataset_id, first.split_id)
    assert len(open_dataset(workspace, "stripes").part(Part.TRAIN)) == 10
    with pytest.raises(EmptyPartError):
        open_dataset(workspace, "stripes").part(Part.TRAIN, minimum=11)


def test_faces_that_do_not_fit_are_refused(workspace):
    row = make_dataset(workspace)
    path = workspace.dataset_dir(row.dataset_id) / "faces.npy"
    np.save(path, np.zeros((3, 48, 48), dtype=np.uint8))
    with pytest.raises(WorkspaceError, match="do not fit"):
        open_faces(workspace, row)
    path.write_bytes(b"junk")
    with pytest.raises(WorkspaceError, match="cannot be read"):
        open_faces(workspace, row)


def test_threads_have_connections_of_their_own(workspace):
    row = workspace.create_dataset(name="a", source="s", settings={})
    errors: list[BaseException] = []

    def add(worker: int) -> None:
        try:
            for i in range(20):
                sample = Sample(source=f"{worker}/{i}", status=SampleStatus.NO_FACE)
                workspace.add_samples(row.dataset_id, [sample])
        except sqlite3.Error as error:
            errors.append(error)

    threads = [threading.Thread(target=add, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert workspace.sample_count(row.dataset_id) == 80


def test_runs_are_starred_and_trashed(workspace):
    run = make_run(workspace, name="a", kind="train", dataset_id=None, config={})
    workspace.star_run(run.run_id, starred=True)
    assert workspace.run(run.run_id).starred
    workspace.trash_run(run.run_id)
    assert workspace.runs() == []
    workspace.trash_run(run.run_id, restore=True)
    assert [r.name for r in workspace.runs()] == ["a"]
    with pytest.raises(NotFoundError):
        workspace.run(99)


def test_many_faces_cost_one_query(workspace):
    row = make_dataset(workspace)
    asked = []
    workspace._connection().set_trace_callback(asked.append)
    faces = [5, 0, 9_999_999, *range(1, 5)]
    found = workspace.samples_of_faces(row.dataset_id, faces)
    workspace._connection().set_trace_callback(None)
    assert [sample.face_index for sample in found] == [5, 0, 1, 2, 3, 4]
    assert len(asked) == 1


def test_a_database_that_is_refused_is_not_held_open(tmp_path, monkeypatch):
    made: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def remember(*arguments, **keywords):
        made.append(connect(*arguments, **keywords))
        return made[-1]

    monkeypatch.setattr(sqlite3, "connect", remember)
    (tmp_path / "workspace.sqlite3").write_bytes(b"no database" * 100)
    with pytest.raises(WorkspaceError, match="damaged"):
        Workspace.open(tmp_path)
    for connection in made:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")
    assert made


def test_a_migration_that_the_disk_ends_tells_the_first_failure(tmp_path, monkeypatch):
    def refused(connection):
        connection.execute("ROLLBACK")  # as SQLite does by itself where the disk is full
        raise StorageError(tmp_path, "the disk is full")

    monkeypatch.setattr(schema, "MIGRATIONS", (refused,))
    with pytest.raises(StorageError, match="the disk is full"):
        Workspace.open(tmp_path / "w")


def test_half_a_letter_in_a_name_is_refused_in_words(workspace):
    row = make_dataset(workspace)
    run = make_run(workspace, name="a", kind="train", dataset_id=None, config={})
    for rename in (
        lambda: workspace.rename_dataset(row.dataset_id, "\udced"),
        lambda: workspace.rename_run(run.run_id, "\ud800"),
        lambda: workspace.describe_run(run.run_id, notes="\udfff", tags=()),
        lambda: workspace.create_session(name="\udced", facts={}),
    ):
        with pytest.raises(WorkspaceError, match="halves of letters"):
            rename()
    assert workspace.dataset("stripes").dataset_id == row.dataset_id


def test_an_erased_run_says_nothing_any_longer(workspace):
    run = make_run(workspace, name="a", kind="train", dataset_id=None, config={"x": 1})
    workspace.describe_run(run.run_id, notes="of somebody", tags=["them"])
    workspace.erase_run(run.run_id)
    with contextlib.closing(sqlite3.connect(workspace.database_path)) as database:
        database.row_factory = sqlite3.Row
        (row,) = database.execute("SELECT * FROM runs").fetchall()
    assert {row[name] for name in ("name", "notes", "tags", "parent_run", "dataset_id")} <= {
        "",
        None,
    }
    assert (row["config"], row["summary"]) == ("{}", "{}")


def test_a_workspace_is_let_go_at_the_end_of_its_block(tmp_path):
    with Workspace.open(tmp_path) as first:
        first.claim()
        with Workspace.open(tmp_path) as second, pytest.raises(WorkspaceBusyError):
            second.claim()
    with Workspace.open(tmp_path) as third:
        third.claim()
