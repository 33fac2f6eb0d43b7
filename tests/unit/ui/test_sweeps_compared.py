"""Sweeps compared in the window: the card shows what an earlier table and its rows both have."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from emotion_gui.core.training.presets import TABLE_1
from emotion_gui.core.training.sweep_comparison import compare_sweeps, read_sweep_csv
from emotion_gui.core.training.sweep_tables import SweepRow, write_sweep_csv
from emotion_gui.ui.figures.source import table_of_view
from emotion_gui.ui.pages.training.sweep.comparison_panel import ComparisonPanel

ROW = SweepRow(
    preset=TABLE_1[0].key,
    run=1,
    maps=256,
    epochs=10,
    learning_rate=1e-3,
    threshold=8.0,
    mean_test_accuracy=0.3,
    validation_accuracy=0.4,
    maps_pruned=7,
    validation_accuracy_after=0.5,
    n=55,
    interval=(0.3, 0.6),
    mcnemar_p=1.0,
    seed=1,
)


def rows(*after: float, epochs: int = 10) -> list[SweepRow]:
    return [dataclasses.replace(ROW, validation_accuracy_after=x, epochs=epochs) for x in after]


def test_an_earlier_table_stands_beside_the_rows(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "earlier.csv"
    write_sweep_csv(path, rows(0.40, 0.50))
    panel = ComparisonPanel()
    qtbot.addWidget(panel)
    now = rows(0.60, 0.62)
    panel.show_differences(path, compare_sweeps(now, read_sweep_csv(path)), len(now))
    (line,) = table_of_view(panel.table).rows
    assert TABLE_1[0].title in line[0]
    assert line[1:4] == ("45.0 ± 7.1 (2)", "61.0 ± 1.4 (2)", "+16.0")
    assert "earlier.csv" in panel.title.text()
    qtbot.mouseClick(panel.close_button, Qt.MouseButton.LeftButton)
    assert panel.isHidden()


def test_without_a_common_setting_it_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    write_sweep_csv(path, rows(0.40, epochs=99))
    panel = ComparisonPanel()
    qtbot.addWidget(panel)
    panel.show_differences(path, compare_sweeps(rows(0.6), read_sweep_csv(path)), 1)
    assert panel.table.isHidden()
    assert "None of the 1 rows" in panel.words.text()
