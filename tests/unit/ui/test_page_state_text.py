"""The sentence below a page's title, where the header has little room."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.widgets import ElidedLabel

PROMISE = "Off · nothing is stored, nothing leaves this computer · shows expression, not feeling"


def test_a_sentence_without_room_is_said_in_brief_and_its_page_is_told(
    qtbot: QtBot, services: PageServices
) -> None:
    page = Page(services, title="Watch")
    qtbot.addWidget(page)
    page.set_state_text(PROMISE, brief="Off")
    (label,) = (part for part in page.findChildren(ElidedLabel) if part.parent() is page)
    shortened: list[bool] = []
    page.state_shortened.connect(shortened.append)
    for width_px, words in ((1200, PROMISE), (400, "Off"), (1200, PROMISE)):
        page.resize(width_px, 300)
        with qtbot.waitExposed(page):
            page.show()
        qtbot.waitUntil(lambda words=words: label.text() == words)
        assert not label.elided
        assert shortened[-1] is (words == "Off")
        assert page.state_text == PROMISE
