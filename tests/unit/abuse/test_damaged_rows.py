"""Rows that hold what nobody wrote there are told as damage by whoever reads them."""

import contextlib
import json
import sqlite3
from pathlib import Path

import pytest
from helpers.datasets import make_dataset, make_run

from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.data.overview import open_overview
from emotion_gui.core.data.versions import content_hash
from emotion_gui.core.errors import WorkspaceError
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.operations.runs_table import run_facts
from emotion_gui.ui.pages.training.watched_run import stored_run


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


@pytest.mark.parametrize(
    ("config", "epoch"),
    [({"epochs": "many"}, None), ({"epochs": 2}, {"film": 3}), ({"epochs": []}, None)],
)
def test_a_run_that_is_shown(workspace: Workspace, config: dict, epoch: dict | None) -> None:
    run = make_run(workspace, name="a", kind="train", dataset_id=None, config={})
    change(workspace, "UPDATE runs SET config = ?", json.dumps(config))
    row = workspace.run(run.run_id)
    (facts,) = run_facts(workspace)
    assert facts.epochs in (None, 2)
    with pytest.raises(WorkspaceError, match="database is damaged"):
        stored_run(row, [] if epoch is None else [epoch], dataset="", workspace=Path())
