"""To a goal on Prune: survey, heat map, a goal, undo, and a run of it."""

from __future__ import annotations

import dataclasses

import pytest
from helpers.studies import small_run
from pytestqt.qtbot import QtBot

from emotion_gui.core.errors import ConfigError
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.cell import Cell
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.pruning.studies.goal_view import GoalView
from emotion_gui.ui.pages.pruning.studies.share_map import COLUMNS, ShareMap
from emotion_gui.ui.theme import Theme

SPEC = NetworkSpec(modules=((8,), (4,)), pooled=(True, True))
WAIT_MS = 300_000  # a survey trains; nothing waits longer than it has to
CELL = Cell(layer=0, gone=2, share=0.25, divergence=0.02, accuracy=0.6, accuracy_before=0.65, p=0.2)


@pytest.fixture
def view(services: PageServices, workspace: Workspace, qtbot: QtBot) -> GoalView:
    made = GoalView(services)
    qtbot.addWidget(made)
    made.set_source(small_run(workspace, SPEC, train=42, test=14), PruningOptions())
    made.show_content()
    return made


def test_from_a_survey_to_a_goal_and_back(
    view: GoalView, workspace: Workspace, qtbot: QtBot
) -> None:
    assert view.start_text() == "Survey the layers"
    texts = list[str]()
    view.busy_changed.connect(lambda: texts.append(view.start_text()))
    view.start()
    qtbot.waitUntil(lambda: view.found is not None and not view.busy, timeout=WAIT_MS)
    figure = view.heat_map.figure()
    assert figure is not None
    assert figure.rows == SPEC.layer_names()
    assert [len(row) for row in figure.values] == [COLUMNS, COLUMNS]
    assert view.table.rowCount() == 2
    assert texts[-1] == view.start_text() == "Prune to the goal"

    with qtbot.waitSignal(view.failed) as refused:
        view.start()  # nothing is wished for
    assert isinstance(refused.args[0], ConfigError)

    view.form.set_values({"at_most_worse": 0.99, "quantize": False})
    view.start()
    qtbot.waitUntil(lambda: view.outcome is not None and not view.busy, timeout=WAIT_MS)
    outcome = view.outcome
    assert outcome is not None
    assert not outcome.missed
    for row, gone in enumerate(outcome.chosen.gone):
        framed = [k for k in range(COLUMNS) if view.heat_map.is_chosen(row, k)]
        assert len(framed) == 1
        cell = view.heat_map.cell(row, framed[0])
        assert (0 if cell is None else cell.gone) == gone
    assert "training" not in view.keep.words.text().replace("training faces", "")
    view.outcome = dataclasses.replace(
        outcome, request=dataclasses.replace(outcome.request, epochs=1)
    )
    view.show_busy()
    assert "one training (seed 7)" in view.keep.words.text()
    view.outcome = outcome
    reasons = [view.table.item(row, 6) for row in range(2)]
    assert all(item is not None and item.text() for item in reasons)

    view.undo_stack.undo()
    assert view.outcome is None
    assert not view.keep.save_button.isEnabled()
    view.undo_stack.redo()
    assert view.outcome is outcome
    with qtbot.waitSignal(view.saved) as saved:
        view.keep.save_button.click()
    (run,) = saved.args
    assert run.name == "small, to a goal"
    assert len(workspace.plans(run.run_id)) == 1


def test_a_stopped_survey_leaves_nothing_behind(view: GoalView, qtbot: QtBot) -> None:
    view.start()
    view.stop()
    qtbot.waitUntil(lambda: not view.busy, timeout=WAIT_MS)
    assert view.found is None
    assert view.start_text() == "Survey the layers"


@pytest.fixture
def heat_map(theme: Theme, qtbot: QtBot) -> ShareMap:
    made = ShareMap(theme)
    qtbot.addWidget(made)
    made.set_layers((("module 1", 8), ("module 2", 2)))
    return made


def test_the_heat_map_fills_cell_by_cell(heat_map: ShareMap) -> None:
    assert heat_map.figure() is None
    heat_map.add_cell(CELL)
    assert heat_map.accuracy(0, 2) == 0.6
    assert heat_map.accuracy(0, 0) == 0.65
    assert heat_map.cell(0, 3) is None
    assert "2 of 8 maps gone: 60.0 %" in heat_map.words(0, 2)


def test_equal_shares_of_a_small_layer_are_framed_once(heat_map: ShareMap) -> None:
    heat_map.add_cell(dataclasses.replace(CELL, layer=1, gone=1))
    heat_map.set_chosen((0, 1))
    assert [heat_map.is_chosen(0, k) for k in range(3)] == [True, False, False]
    assert [k for k in range(COLUMNS) if heat_map.is_chosen(1, k)] == [1]
    assert "taken for the goal" in heat_map.words(1, 1)


def test_the_map_has_the_height_of_its_layers_beside_a_table_that_would_like_more(
    view: GoalView, qtbot: QtBot
) -> None:
    names = [f"module {number}" for number in range(1, 7)]
    view.heat_map.set_layers(tuple((name, 8) for name in names))
    for name in names:
        view.table.add_row([name] * 7)
    for label in (view.missed_label, view.facts.learned_label):
        label.setText("Missed: size, time")
        label.show()
    view.resize(887, 585)  # what a window of 1280x720 leaves
    with qtbot.waitExposed(view):
        view.show()
    assert view.heat_map.height() == view.heat_map.sizeHint().height()
    assert view.table.viewport().height() > 2 * 30
