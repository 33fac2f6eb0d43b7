"""Quantise on Prune: layers, their ranges and losses, and a run of the result."""

from __future__ import annotations

import pytest
from helpers.studies import small_run
from pytestqt.qtbot import QtBot

from emotion_gui.core.model.catalogue import list_models
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.options import PruningOptions
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.pruning.studies.quantize_view import QuantizeView

SPEC = NetworkSpec(modules=((4,), (6, 6), (8,), (8,), (12,)))


@pytest.fixture
def view(services: PageServices, workspace: Workspace, qtbot: QtBot) -> QuantizeView:
    made = QuantizeView(services)
    qtbot.addWidget(made)
    made.set_source(small_run(workspace, SPEC, train=56, test=28, validation=7), PruningOptions())
    return made


def test_from_layers_to_a_run(view: QuantizeView, workspace: Workspace, qtbot: QtBot) -> None:
    assert [box.text() for box in view.layer_boxes] == [*SPEC.layer_names(), "head"]
    view.layer_boxes[1].setChecked(True)
    view.form.set_values({"faces": 8})
    view.show_content()
    view.start()
    qtbot.waitUntil(lambda: view.outcome is not None)
    assert view.table.rowCount() == len(SPEC.widths) + 1
    names = [view.table.item(row, 0) for row in range(3)]
    assert [item is not None and "float" in item.text() for item in names] == [False, True, False]
    assert view.keep.words.text().endswith("n = 28.")
    assert view.keep.save_button.isEnabled()
    qtbot.waitUntil(lambda: not view.busy)
    with qtbot.waitSignal(view.saved) as saved:
        view.keep.save_button.click()
    (run,) = saved.args
    assert run.kind == "quantize"
    assert run.name.endswith("int8")
    assert any(entry.quantized for entry in list_models(workspace))
