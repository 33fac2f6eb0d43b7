"""Figure 2 of several models together: lines that are kept while another model is measured."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from emotion_gui.core.pruning.options import PruningPreset
from emotion_gui.operations.threshold_sweep import Curve
from emotion_gui.ui.pages.pruning.one_layer.plan_editor import PlanEditor
from emotion_gui.ui.pages.pruning.one_layer.sweep_panel import SweepPanel
from emotion_gui.ui.theme import Theme
from emotion_gui.workers.task_manager import TaskManager


class Work(QObject):
    """The two signals that the panel hears."""

    sweep_started = Signal()
    swept = Signal(object)


def measured(title: str) -> Any:
    return SimpleNamespace(request=SimpleNamespace(model=SimpleNamespace(title=title)))


def sweeps(last: float) -> dict[PruningPreset, Curve]:
    return {
        preset: Curve((0.0, 10.0, 20.0), (0, 64, 128), (0.6, 0.5, last)) for preset in PruningPreset
    }


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def panel(qtbot: QtBot, tasks: TaskManager, theme: Theme, work: Work) -> SweepPanel:
    editor = PlanEditor(tasks)
    panel = SweepPanel(editor, work, theme)  # type: ignore[arg-type]
    editor.setParent(panel)
    qtbot.addWidget(panel)
    panel.editor_for_test = editor  # type: ignore[attr-defined]
    return panel


def test_lines_of_models_stand_together(panel: SweepPanel, work: Work) -> None:
    editor: PlanEditor = panel.editor_for_test  # type: ignore[attr-defined]
    assert not panel.keep_button.isEnabled()
    for title, last in (("Run 1", 0.4), ("Run 2", 0.3), ("Run 3", 0.1)):
        editor.measured = measured(title)
        work.swept.emit(sweeps(last))
        panel.keep_button.click()
    panel.keep_button.click()  # the same line again is one line
    figure = panel.plot.figure()
    assert figure is not None
    kept = {line.label: line for line in figure.lines if line.label.startswith("Run")}
    assert [label.split(",")[0] for label in kept] == ["Run 1", "Run 2", "Run 3"]
    assert [line.y[-1] for line in kept.values()] == [40.0, 30.0, 10.0]
    assert len({line.color for line in kept.values()}) == 3
    assert not panel.forget_button.isHidden()
    work.sweep_started.emit()  # another model is measured: they come back with it
    work.swept.emit(sweeps(0.2))
    again = panel.plot.figure()
    assert again is not None
    assert sum(line.label.startswith("Run") for line in again.lines) == 3
    panel.forget_button.click()
    assert not any(line.label.startswith("Run") for line in panel.plot.figure().lines)
    assert panel.forget_button.isHidden()
