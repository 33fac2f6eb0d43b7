"""The steps of distinctiveness on Prune, while the number moves."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest
from helpers.pruning import random_session
from pytestqt.qtbot import QtBot

from emotion_gui.core.pruning.criteria import Criterion
from emotion_gui.core.pruning.options import PruningPreset, Repair
from emotion_gui.core.pruning.steps import RUNGS
from emotion_gui.ui.pages.pruning.one_layer import plan_editor
from emotion_gui.ui.pages.pruning.one_layer.ladder_panel import LadderPanel
from emotion_gui.ui.pages.pruning.one_layer.lost_list import LostList
from emotion_gui.ui.pages.pruning.one_layer.plan_editor import PlanEditor
from emotion_gui.workers.task_manager import TaskManager


@pytest.fixture
def editor(tasks: TaskManager, monkeypatch: pytest.MonkeyPatch) -> PlanEditor:
    """Its previews are made at once, however busy the computer is."""
    monkeypatch.setattr(plan_editor, "FRAME_MS", math.inf)
    session = random_session()
    made = PlanEditor(tasks)
    measured = SimpleNamespace(session=session, maps=session.maps, proposed=Criterion.FISHER)
    made.set_measured(measured)  # type: ignore[arg-type]
    return made


@pytest.fixture
def lost(qtbot: QtBot) -> LostList:
    made = LostList()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def panel(editor: PlanEditor, lost: LostList, tasks: TaskManager, qtbot: QtBot) -> LadderPanel:
    made = LadderPanel(editor, tasks)
    editor.setParent(made)
    qtbot.addWidget(made)
    made.lost_changed.connect(lost.show_lost)
    editor.set_shown(True)
    editor.go_by_number(True)
    editor.set_count(4)
    wait_for_figures(made, qtbot)
    return made


def wait_for_figures(panel: LadderPanel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: all("%" in panel.button(order).text() for order in RUNGS))


def rows(lost: LostList) -> list[tuple[str, ...]]:
    table = lost.table
    items = [
        [table.item(row, column) for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]
    return [tuple(item.text() if item else "" for item in line) for line in items]


def gone(editor: PlanEditor) -> list[int]:
    return [] if editor.plan is None else list(editor.plan.gone)


def test_a_click_takes_the_step_and_wants_its_list(
    panel: LadderPanel, editor: PlanEditor, lost: LostList, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(panel.list_wanted) as wanted:
        panel.button(Criterion.CONTRIBUTIONS).click()
    assert wanted.args == [True]
    assert editor.state.options.preset is PruningPreset.REFIT
    assert editor.state.options.order is Criterion.CONTRIBUTIONS
    qtbot.waitUntil(
        lambda: all("takes over" in line[3] for line in rows(lost)) and rows(lost) != []
    )
    assert sorted(int(line[0]) for line in rows(lost)) == gone(editor)
    panel.button(Criterion.DISTINCTIVENESS).click()
    assert editor.state.options.preset is PruningPreset.PAPER
    editor.stack.undo()
    assert panel.current is Criterion.CONTRIBUTIONS
    assert panel.button(Criterion.CONTRIBUTIONS).isChecked()


def test_a_step_is_judged_beside_the_window(panel: LadderPanel, editor: PlanEditor) -> None:
    editor.set_count(5)
    assert not any("%" in panel.button(order).text() for order in RUNGS)  # in the same turn


def test_the_list_follows_the_number(
    panel: LadderPanel, editor: PlanEditor, lost: LostList, qtbot: QtBot
) -> None:
    panel.button(Criterion.FISHER).click()
    editor.set_count(6)
    qtbot.waitUntil(lambda: len(rows(lost)) == 6)
    assert "all that stay" in rows(lost)[0][3]


def test_by_threshold_the_papers_step_is_the_plan_itself(
    panel: LadderPanel, editor: PlanEditor, lost: LostList, qtbot: QtBot
) -> None:
    panel.button(Criterion.DISTINCTIVENESS).click()
    editor.set_threshold(30.0)
    assert panel.current is Criterion.DISTINCTIVENESS
    assert gone(editor)
    qtbot.waitUntil(lambda: sorted(int(line[0]) for line in rows(lost)) == gone(editor))
    count = len(gone(editor))
    panel.button(Criterion.FISHER).click()  # which knows no threshold
    assert editor.state.count == count
    assert panel.current is Criterion.FISHER
    editor.stack.undo()
    assert editor.state.count is None


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


def test_the_steps_of_an_inner_layer_wait_until_somebody_asks(
    tasks: TaskManager, qtbot: QtBot
) -> None:
    session = random_session(layer=1)
    editor = PlanEditor(tasks)
    measured = SimpleNamespace(session=session, maps=session.maps, proposed=None)
    editor.set_measured(measured)  # type: ignore[arg-type]
    panel = LadderPanel(editor, tasks)
    editor.setParent(panel)
    qtbot.addWidget(panel)
    editor.set_shown(True)
    editor.go_by_number(True)
    editor.set_count(3)
    assert not panel.isHidden()
    assert not panel.judge_button.isHidden()
    assert panel.propose_button.isHidden()
    assert not panel.button(Criterion.FISHER).isEnabled()  # taking it would rank the maps at once
    panel.judge_button.click()
    assert not panel.judge_button.isEnabled()
    wait_for_figures(panel, qtbot)
    qtbot.waitUntil(panel.judge_button.isHidden)
    panel.button(Criterion.FISHER).click()
    assert panel.current is Criterion.FISHER
    assert len(gone(editor)) == 3
    wait_for_figures(panel, qtbot)  # of themselves from now on
    panel.propose_button.click()
    assert editor.state.options.repair is Repair.BOTH_SIDES
    editor.stop_repair()
    qtbot.waitUntil(lambda: not editor.is_repairing, timeout=30_000)
