"""What a person is about to click stays where it is; banners: test_kit_window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.widgets.calm_scroll import CalmScrollArea


@pytest.fixture
def area(qtbot: QtBot) -> CalmScrollArea:
    """Two buttons far from each other in a small area; the first has the focus."""
    made = CalmScrollArea()
    content = QWidget()
    column = QVBoxLayout(content)
    made.first, made.second = QPushButton("First"), QPushButton("Second")
    column.addWidget(made.first)
    column.addSpacing(1000)
    column.addWidget(made.second)
    made.setWidget(content)
    qtbot.addWidget(made)
    made.resize(200, 120)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.first.setFocus()
    return made


@pytest.mark.parametrize("how", ["hide", "disable"])
def test_a_page_stays_where_it_is_when_the_focused_button_goes(
    area: CalmScrollArea, how: str
) -> None:
    if how == "hide":
        area.first.hide()
    else:
        area.first.setEnabled(False)
    QApplication.processEvents()
    assert area.verticalScrollBar().value() == 0


def test_a_page_follows_the_key_that_moves_the_focus(qtbot: QtBot, area: CalmScrollArea) -> None:
    qtbot.keyClick(area.first, Qt.Key.Key_Tab)
    assert area.second.hasFocus()
    assert area.verticalScrollBar().value() > 500


@pytest.mark.parametrize("height_px", [0, 900])
def test_the_last_lines_can_be_read_beside_a_banner_that_stays(
    qtbot: QtBot, services: PageServices, height_px: int
) -> None:
    """On a page that fits, and on one that scrolls."""
    page = Page(services, title="Page")
    first, last = QPushButton("First"), QPushButton("Last")
    first.setMinimumHeight(height_px)
    page.body.addWidget(first, 1)
    page.body.addWidget(last)
    qtbot.addWidget(page)
    page.resize(700, 400)
    page.show()
    QApplication.processEvents()
    scroll = page._scroll.verticalScrollBar()
    before = (first.geometry(), last.geometry(), scroll.maximum())

    page.show_info("A warning", "that stays", kind="warning")
    QApplication.processEvents()

    assert (first.geometry(), last.geometry()) == before[:2]
    scroll.setValue(scroll.maximum())
    bottom = last.mapTo(page, last.rect().bottomLeft()).y()
    assert bottom < page.banner.y()
    page.clear_message()
    QApplication.processEvents()
    assert (first.geometry(), last.geometry(), scroll.maximum()) == before
