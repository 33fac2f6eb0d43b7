"""Runs that can be told apart: columns to choose, a filter, notes and tags, two compared."""

from __future__ import annotations

import pytest
from helpers.datasets import make_run
from PySide6.QtCore import QSettings
from PySide6.QtGui import QUndoStack
from pytestqt.qtbot import QtBot

from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.workspace.records import RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.ui.pages.training.runs_model import RunColumn
from emotion_gui.ui.pages.training.runs_view import RunsView
from emotion_gui.ui.theme import Theme


@pytest.fixture
def view(workspace: Workspace, theme: Theme, settings: QSettings, qtbot: QtBot) -> RunsView:
    for seed, accuracy in ((1, 0.5), (2, 0.7)):
        make_run(
            workspace,
            name=f"seed {seed}",
            kind="train",
            dataset_id=None,
            config=TrainConfig(seed=seed, epochs=4).to_json(),
            status=RunStatus.FINISHED,
            summary={"test_accuracy": accuracy, "n": 100},
        )
    view = RunsView(workspace, theme, undo=QUndoStack(), settings=settings)
    qtbot.addWidget(view)
    return view


def test_columns_are_chosen_and_remembered(
    view: RunsView, workspace: Workspace, theme: Theme, settings: QSettings, qtbot: QtBot
) -> None:
    assert view.table.isColumnHidden(RunColumn.INTERVAL)
    view.table.show_column(RunColumn.INTERVAL, True)
    view.table.show_column(RunColumn.NETWORK, False)
    row = view.model.row_of(2)
    assert view.model.index(row, RunColumn.INTERVAL).data() == "60.4–78.1"
    assert view.model.index(row, RunColumn.SEED).data() == "2"

    again = RunsView(workspace, theme, undo=QUndoStack(), settings=settings)
    qtbot.addWidget(again)
    assert not again.table.isColumnHidden(RunColumn.INTERVAL)
    assert again.table.isColumnHidden(RunColumn.NETWORK)
    assert again.table.isColumnHidden(RunColumn.NOTES)


def test_notes_and_tags_are_written_found_and_undone(view: RunsView, workspace: Workspace) -> None:
    row = view.model.row_of(1)
    view.model.setData(view.model.index(row, RunColumn.TAGS), "mine, for paper")
    view.model.setData(view.model.index(row, RunColumn.NOTES), "the good one")
    assert (workspace.run(1).tags, workspace.run(1).notes) == (
        ("mine", "for paper"),
        "the good one",
    )

    view.filter.setText("PAPER good")
    assert [facts.run.run_id for facts in view.listed()] == [1]
    view.filter.setText("")
    assert len(view.listed()) == 2
    view.undo_button.click()
    assert workspace.run(1).notes == ""


def test_two_runs_tell_their_settings_apart(view: RunsView) -> None:
    view.select([1])
    assert view.comparison.differences.isHidden()
    view.select([1, 2])
    assert view.comparison.differences.text() == "seed: 1 → 2"
