"""Rows that hold what nobody wrote there are told as damage by whoever reads them."""

import contextlib
import json
import math
import shutil
import sqlite3
import zlib
from pathlib import Path

import pytest
from helpers.datasets import make_dataset, make_run

from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.data.overview import open_overview
from emotion_gui.core.data.versions import content_hash
from emotion_gui.core.errors import WorkspaceError
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.catalogue import list_models
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.records import epochs_of
from emotion_gui.core.workspace.records import RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.check import check_workspace
from emotion_gui.operations.datasets import erase
from emotion_gui.operations.runs_table import run_facts
from emotion_gui.ui.pages.training.watched_run import stored_run

FIGURES = '{"epoch": 1, "train_loss": %s, "train_accuracy": 1, "test_loss": 1, "test_accuracy": 1, '
FIGURES += '"learning_rate": 1, "images_per_second": 1, "seconds": 0}'


def change(workspace: Workspace, words: str, value: object) -> None:
    with contextlib.closing(sqlite3.connect(workspace.database_path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(words, (value,))
        connection.commit()


@pytest.mark.parametrize("label", [2**40, 200, b"\xff", "no number"])
def test_labels(workspace: Workspace, label: object) -> None:
    number = make_dataset(workspace).dataset_id
    change(workspace, "UPDATE samples SET label = ?", label)
    for look in (lambda: list(workspace.samples(number)), lambda: content_hash(workspace, number)):
        with pytest.raises(WorkspaceError, match="database is damaged"):
            look()
    if label == 2**40:
        for look in (
            lambda: open_overview(workspace, number),
            lambda: open_dataset(workspace, "stripes"),
        ):
            with pytest.raises(WorkspaceError, match="database is damaged"):
                look()


def test_an_empty_file_of_faces(workspace: Workspace) -> None:
    number = make_dataset(workspace).dataset_id
    (workspace.dataset_dir(number) / "faces.npy").write_bytes(b"")
    with pytest.raises(WorkspaceError, match="cannot be read"):
        open_dataset(workspace, "stripes")


@pytest.mark.parametrize("config", [{"epochs": "many"}, {"epochs": []}, {"epochs": math.inf}])
def test_a_run_that_is_shown(workspace: Workspace, config: dict) -> None:
    run = make_run(workspace, name="a", kind="train", dataset_id=None, config={})
    change(workspace, "UPDATE runs SET config = ?", json.dumps(config))
    row = workspace.run(run.run_id)
    (facts,) = run_facts(workspace)
    assert facts.epochs in (None, 2)
    with pytest.raises(WorkspaceError, match="database is damaged"):
        stored_run(row, [], dataset="", workspace=Path())


@pytest.mark.parametrize(
    "record",
    ["", "[1, 2]", "7", '{"film": 3}', '{"epoch": 1', "[" * 100_000, b"\xff", FIGURES % '"a"'],
)
def test_epochs(workspace: Workspace, record: object) -> None:
    run = make_run(workspace, name="a", kind="train", dataset_id=None, config={})
    workspace.record_epoch(run.run_id, 1, {})
    change(workspace, "UPDATE epochs SET record = ?", record)
    assert workspace.epoch_seconds() == {run.run_id: 0.0}
    with pytest.raises(WorkspaceError, match="row of run 1 of epochs"):
        epochs_of(workspace, run.run_id)


DAMAGE = (
    *("not a number <b>", b"\xff\xfe\x00x", 2**62, '{"cut', "[1, 2]", "7", "null", "[" * 9_999),
    '{"preprocessing": 3, "teaching": "a", "film": 3}',
    '{"additions": {"a": 1}, "interval": ["a", "b"], "notes": 2}',
    '{"left_alone": [["a"]], "summary": {}, "test_accuracy": "good", "error": []}',
)
COLUMNS = (
    *(("datasets", column) for column in ("state", "settings", "label_set", "faces")),
    *(("runs", column) for column in ("status", "config", "summary")),
    *(("sessions", column) for column in ("state", "facts", "edits", "exports")),
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two of each."""
    folder = tmp_path_factory.mktemp("whole")
    with Workspace.open(folder) as workspace:
        for name in ("first", "second"):
            make_dataset(workspace, name=name, train=7, test=7, validation=7)
            make_run(
                workspace,
                name=name,
                kind="prune",
                dataset_id=None,
                config={},
                status=RunStatus.STOPPED,
            )
            workspace.create_session(name=name, facts={"film": {}})
    return folder


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_damaged_row_hides_no_other(whole: Path, tmp_path: Path, table: str, column: str) -> None:
    shutil.copytree(whole, tmp_path / "w")
    told = 0
    with contextlib.closing(Workspace.open(tmp_path / "w")) as workspace:
        for value in DAMAGE:
            change(workspace, f"UPDATE {table} SET {column} = ? WHERE id = 1", value)
            lists = {
                "datasets": [row.dataset_id for row in workspace.datasets()],
                "runs": [row.run_id for row in workspace.runs()],
                "sessions": [row.session_id for row in workspace.sessions()],
            }
            damaged = 1 not in lists[table]
            assert all(2 in numbers for numbers in lists.values())
            assert all(1 in numbers for name, numbers in lists.items() if name != table)
            list_models(workspace)
            run_facts(workspace)
            if not damaged:  # it could have been written so
                continue
            told += 1
            assert workspace.damaged_records() == [workspace.path / table / "1"]
            named = [entry for entry in check_workspace(workspace.path).findings if entry.damaged]
            assert any("its record is damaged" in entry.trouble for entry in named)
            if table == "datasets":
                (lost,) = workspace.damaged_datasets()
                assert (lost.dataset_id, lost.name) == (1, "first")
                with pytest.raises(WorkspaceError, match="row 1 of datasets"):
                    workspace.dataset("first")
                assert workspace.dataset("second").dataset_id == 2
    assert told >= 4


def test_a_damaged_data_set_goes_into_the_trash_and_back_and_for_good(
    whole: Path, tmp_path: Path
) -> None:
    shutil.copytree(whole, tmp_path / "w")
    with contextlib.closing(Workspace.open(tmp_path / "w")) as workspace:
        change(workspace, "UPDATE datasets SET settings = ? WHERE id = 1", "{")
        workspace.trash_dataset(1)
        assert workspace.damaged_datasets() == workspace.damaged_records() == []
        assert [row.name for row in workspace.trashed_datasets()] == ["first"]
        workspace.restore_dataset(1)
        assert [row.name for row in workspace.damaged_datasets()] == ["first"]
        assert workspace.trashed_datasets() == []
        workspace.trash_dataset(1)
        make_dataset(workspace, name="first", train=1)  # its name is free again
        gone = erase(workspace, (1,), JobContext())
        assert (gone.erased, gone.refused) == (1, ())
        assert not workspace.dataset_dir(1).exists()


def test_texts_that_are_no_texts_hide_no_other(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path / "w")
    with contextlib.closing(Workspace.open(tmp_path / "w")) as workspace:
        words = "UPDATE datasets SET settings = CAST(? AS TEXT) WHERE id = 1"
        change(workspace, words, b'{"\xff": 1}')
        assert [row.name for row in workspace.datasets()] == ["second"]
        (found,) = check_workspace(workspace.path).findings
        assert "its record is damaged" in found.trouble


@pytest.mark.parametrize(
    ("words", "value", "told"),
    [
        ("UPDATE splits SET parts = ?", b"x", "its splits are damaged"),
        ("UPDATE splits SET parts = ?", zlib.compress(b"\7" * 21), "its splits are damaged"),
        ("UPDATE samples SET soft_label = ?", "[1, 2]", "its votes are damaged"),
        ("UPDATE samples SET soft_label = ?", "[[]]", "its votes are damaged"),
        ("UPDATE samples SET label = ?", 9, "its labels are damaged"),
        ("UPDATE samples SET label = ?", b"x", "its labels are damaged"),
    ],
)
def test_what_belongs_to_a_row_is_told(
    whole: Path, tmp_path: Path, words: str, value: object, told: str
) -> None:
    shutil.copytree(whole, tmp_path / "w")
    with contextlib.closing(Workspace.open(tmp_path / "w")) as workspace:
        change(workspace, words, value)
        assert all(told in entry.trouble for entry in check_workspace(workspace.path).findings)
        assert check_workspace(workspace.path).findings
        if "samples" in words:
            return
        with pytest.raises(WorkspaceError, match="of splits"):
            open_dataset(workspace, "first")


def test_a_recipe_that_cannot_be_read_is_told_and_an_erased_one_is_not(
    workspace: Workspace,
) -> None:
    facts = {"kind": "train", "dataset_id": None, "status": RunStatus.STOPPED}
    config = TrainConfig().to_json()
    for name, changed in (("whole", config), ("bad", {**config, "epochs": "many"})):
        make_run(workspace, name=name, config=changed, **facts)
    workspace.erase_run(make_run(workspace, name="gone", config=config, **facts).run_id)
    (found,) = check_workspace(workspace.path).findings
    assert (found.name, found.trouble) == ("2 bad", "its recipe cannot be read")


def test_soft_labels(workspace: Workspace) -> None:
    row = make_dataset(workspace)
    for text in ("[1, 2]", '"a"', "{}", '["a"]'):
        change(workspace, "UPDATE samples SET soft_label = ?", text)
        with pytest.raises(WorkspaceError, match="samples"):
            workspace.soft_labels(row)
