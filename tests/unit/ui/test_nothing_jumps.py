"""What a person is about to click stays where it is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from emotion_gui.ui.messages import UserMessage
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


@pytest.mark.parametrize("kind", ["info", "success", "warning", "error"])
def test_a_banner_moves_nothing_and_leaves_the_actions_free(
    qtbot: QtBot, services: PageServices, kind: str
) -> None:
    page = Page(services, title="A page")
    action = page.add_action("Do it", page.clear_message, primary=True)
    low = QPushButton("Below")
    page.body.addWidget(QPushButton("Above"))
    page.body.addStretch(1)
    page.body.addWidget(low)
    qtbot.addWidget(page)
    page.resize(900, 600)
    with qtbot.waitExposed(page):
        page.show()

    def places() -> list[QPoint]:
        return [b.mapTo(page, QPoint()) for b in page.findChildren(QPushButton) if b in seen]

    seen = [action, low]
    before = places()
    message = UserMessage("A title", "Many words. " * 30, "A hint.")
    page.banner.show_message(message, kind=kind, details="x\n" * 40)
    QApplication.processEvents()
    assert page.banner.isVisible()
    assert places() == before
    assert not page.banner.geometry().intersects(action.rect().translated(before[0]))
