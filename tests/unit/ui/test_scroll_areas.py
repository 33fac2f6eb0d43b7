"""What is inside a scroll area has the same width whether it scrolls or not.

Else words that need one more line beside the bar end the process (seen with Windows' fonts).
"""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from emotion_gui.ui.widgets.calm_scroll import GUTTER_PX, CalmScrollArea
from emotion_gui.ui.widgets.scroll_column import ScrollColumn

WIDTH_PX, NEEDED_PX = 280, 500


def cards() -> QWidget:
    """As high as a page's cards."""
    made = QWidget()
    made.setMinimumHeight(NEEDED_PX)
    return made


def widths(area: CalmScrollArea) -> set[int]:
    """Of what is inside, with room for all of it, with one pixel too few, and with little."""
    found = set()
    for height in (NEEDED_PX + 1, NEEDED_PX, NEEDED_PX - 1, NEEDED_PX // 2, NEEDED_PX):
        area.resize(WIDTH_PX, height)
        QApplication.processEvents()
        found.add(area.widget().width())
    return found


def test_an_area_keeps_the_bars_place(qtbot: QtBot) -> None:
    content = QWidget()
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(cards())
    area = CalmScrollArea()
    area.setFrameShape(CalmScrollArea.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(content)
    qtbot.addWidget(area)
    area.show()
    assert len(widths(area)) == 1
    bar = area.verticalScrollBar()
    assert not bar.isEnabled()  # with nothing to scroll no handle is drawn
    area.resize(WIDTH_PX, NEEDED_PX // 2)
    QApplication.processEvents()
    assert bar.isEnabled()


@pytest.mark.parametrize("whole", [False, True])
def test_a_column_is_as_wide_as_ever(qtbot: QtBot, whole: bool) -> None:
    column = ScrollColumn([cards()], width=WIDTH_PX - GUTTER_PX)
    column.set_whole(whole)
    qtbot.addWidget(column)
    column.show()
    assert len(widths(column)) == 1
