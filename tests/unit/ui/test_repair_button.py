"""Repair without labels on Prune: a job that can be stopped, one step of undo."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from helpers.pruning import random_session
from pytestqt.qtbot import QtBot

from emotion_gui.core.pruning.options import Repair
from emotion_gui.ui.pages.pruning.one_layer.plan_editor import PlanEditor
from emotion_gui.ui.pages.pruning.one_layer.repair_button import RepairButton
from emotion_gui.workers.task_manager import TaskManager


@pytest.fixture
def button(qtbot: QtBot, tasks: TaskManager) -> RepairButton:
    editor = PlanEditor(tasks)
    button = RepairButton(editor)
    editor.setParent(button)
    qtbot.addWidget(button)
    session: Any = random_session()
    editor.set_measured(SimpleNamespace(session=session, maps=session.maps))  # type: ignore[arg-type]
    editor.set_shown(True)
    editor.go_by_number(True)
    editor.set_count(4)
    button.editor_for_test = editor  # type: ignore[attr-defined]
    return button


def test_a_click_repairs_and_undo_takes_it_back(button: RepairButton, qtbot: QtBot) -> None:
    editor: PlanEditor = button.editor_for_test  # type: ignore[attr-defined]
    before = editor.figures
    assert button.isEnabled()
    with qtbot.waitSignal(editor.figures_changed, timeout=60_000):
        button.click()
        assert editor.is_repairing
        assert not editor.can_apply
    assert editor.figures is not None
    assert editor.figures.plan.options.repair is Repair.BOTH_SIDES
    assert (editor.figures.maps_gone, button.isEnabled()) == (4, False)
    assert editor.can_apply
    repaired = editor.figures
    editor.stack.undo()
    qtbot.waitUntil(lambda: editor.figures == before)
    assert button.isEnabled()
    editor.stack.redo()
    qtbot.waitUntil(lambda: editor.figures == repaired)
    assert editor.is_repaired
    assert not editor.is_repairing  # it is remembered
    editor.set_count(5)  # other maps: the repair was for those before
    qtbot.waitUntil(lambda: editor.plan is not None and editor.plan.maps_gone == 5)
    assert not editor.is_repaired


def test_a_stop_leaves_all_as_it_was(button: RepairButton, qtbot: QtBot) -> None:
    editor: PlanEditor = button.editor_for_test  # type: ignore[attr-defined]
    before = editor.plan
    with qtbot.waitSignal(editor.figures_changed, timeout=60_000):
        button.click()
        button.click()
    assert editor.plan == before
    assert editor.state.options.repair is Repair.NONE
    assert button.isEnabled()
