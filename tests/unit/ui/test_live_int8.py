"""Whoever opens a model in 8 bits on Live is told what they bring on this computer."""

from __future__ import annotations

from pathlib import Path

from helpers.int8 import measured_int8, unmeasured_int8
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from emotion_gui.core.engines.known import int8_pace
from emotion_gui.core.model.catalogue import list_models
from emotion_gui.core.settings import Preferences
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.ui.pages.live.model_panel import ModelPanel
from emotion_gui.ui.pages.live.parameters import LiveParameters


def test_live_says_what_8_bits_bring_as_soon_as_it_is_known(
    qtbot: QtBot, settings: QSettings, workspace: Workspace
) -> None:
    small = unmeasured_int8(workspace)
    panel = ModelPanel(LiveParameters(Preferences(settings), settings))
    qtbot.addWidget(panel)
    entries = {entry.file: entry for entry in list_models(workspace)}
    panel.set_models(tuple(entries.values()))
    assert panel.pace_label.isHidden()  # in float there is nothing to say

    panel.show()
    panel.show_model(entries[small])
    assert "not measured yet" in panel.pace_label.text()
    measured_int8(small, ms=2.0, as_float_ms=1.0)  # as Live does behind the first faces
    qtbot.waitUntil(lambda: "slower here" in panel.pace_label.text(), timeout=20_000)
    measured_int8(small, ms=1.0, as_float_ms=2.0)
    panel.show_pace()
    assert panel.pace_label.text() == "8 bits are faster on this computer."


def test_a_file_that_cannot_be_read_is_left_to_whoever_loads_it(tmp_path: Path) -> None:
    assert int8_pace(tmp_path / "gone.safetensors") is None
