"""The steps of distinctiveness on Prune, while the number moves."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from helpers.pruning import random_data, random_network
from pytestqt.qtbot import QtBot

from emotion_gui.core.model.checkpoint import Checkpoint, CheckpointInfo
from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.layer_session import LayerSession
from emotion_gui.core.pruning.options import PruningPreset, Repair
from emotion_gui.ui.pages.pruning.one_layer.ladder_panel import LadderPanel
from emotion_gui.ui.pages.pruning.one_layer.plan_editor import PlanEditor
from emotion_gui.workers.task_manager import TaskManager


@pytest.fixture
def editor(tasks: TaskManager) -> PlanEditor:
    network, data = random_network(), random_data()
    assert data.labels is not None
    session = LayerSession(
        Checkpoint(network, CheckpointInfo(spec=network.spec)),
        train_faces=data.faces,
        train_labels=data.labels,
        eval_faces=data.faces,
        eval_labels=data.labels,
    )
    made = PlanEditor(tasks)
    measured = SimpleNamespace(session=session, maps=session.maps, proposed=Criterion.FISHER)
    made.set_measured(measured)  # type: ignore[arg-type]
    return made


@pytest.fixture
def panel(editor: PlanEditor, qtbot: QtBot) -> LadderPanel:
    made = LadderPanel(editor)
    editor.setParent(made)
    qtbot.addWidget(made)
    editor.set_shown(True)
    editor.go_by_number(True)
    editor.set_count(4)
    qtbot.waitUntil(lambda: told(made, 2) != "–")
    return made


def told(panel: LadderPanel, row: int, column: int = 1) -> str:
    item = panel.steps.item(row, column)
    assert item is not None
    return item.text()


def test_every_step_is_told_and_a_row_takes_it(
    panel: LadderPanel, editor: PlanEditor, qtbot: QtBot
) -> None:
    assert all("%" in told(panel, row) for row in range(3))
    panel.steps.selectRow(1)
    assert editor.state.options.preset is PruningPreset.REFIT
    assert editor.state.options.order is Criterion.CONTRIBUTIONS
    qtbot.waitUntil(lambda: panel.lost.rowCount() == 4 and panel.lost.item(0, 1) is not None)
    panel.steps.selectRow(0)
    assert editor.state.options.preset is PruningPreset.PAPER
    assert editor.plan is not None
    assert editor.plan.merges
    editor.stack.undo()
    assert panel.current is Criterion.CONTRIBUTIONS


def test_the_list_follows_the_number(panel: LadderPanel, editor: PlanEditor, qtbot: QtBot) -> None:
    panel.steps.selectRow(2)
    editor.set_count(6)
    qtbot.waitUntil(lambda: panel.lost.rowCount() == 6)
    item = panel.lost.item(0, 2)
    assert item is not None
    assert "all that stay" in item.toolTip()


def test_the_proposal_is_one_step_with_the_repair(
    panel: LadderPanel, editor: PlanEditor, qtbot: QtBot
) -> None:
    before, steps = editor.state, editor.stack.index()
    panel.propose_button.click()
    options = editor.state.options
    assert (options.preset, options.order) == (PruningPreset.REFIT, Criterion.FISHER)
    assert options.repair is Repair.BOTH_SIDES
    assert editor.stack.index() == steps + 1
    editor.stop_repair()  # which takes the step back
    qtbot.waitUntil(lambda: not editor.is_repairing, timeout=30_000)
    assert editor.state == before
