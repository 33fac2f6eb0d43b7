"""Widgets go to another line before one of them is cut, into even lines where that is asked for."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from emotion_gui.ui.widgets.flow import FlowRow


def lines_of(qtbot: QtBot, widths: list[int], width: int, *, even: bool) -> list[list[int]]:
    row = FlowRow(spacing=2, even=even)
    qtbot.addWidget(row)
    for each in widths:
        widget = QWidget()
        widget.setFixedSize(each, 20)
        row.add(widget)
    row.resize(width, 20)
    row.show()
    found: dict[int, list[int]] = {}
    for widget in row.findChildren(QWidget):
        assert 0 <= widget.x() <= width - widget.width(), "none is cut"
        found.setdefault(widget.y(), []).append(widget.width())
    assert row.sizeHint().height() == 22 * len(found) - 2
    return [line for _, line in sorted(found.items())]


@pytest.mark.parametrize(
    ("width", "full", "even"),
    [
        (210, [[50, 40, 40, 30, 40]], [[50, 40, 40, 30, 40]]),
        (170, [[50, 40, 40, 30], [40]], [[50, 40], [40, 30, 40]]),
        (90, [[50], [40, 40], [30, 40]], [[50], [40, 40], [30, 40]]),
        (50, [[50], [40], [40], [30], [40]], [[50], [40], [40], [30], [40]]),
    ],
)
def test_even_lines_are_no_more_than_full_ones(
    qtbot: QtBot, width: int, full: list[list[int]], even: list[list[int]]
) -> None:
    widths = [50, 40, 40, 30, 40]
    assert lines_of(qtbot, widths, width, even=False) == full
    assert lines_of(qtbot, widths, width, even=True) == even
