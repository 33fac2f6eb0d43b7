"""Words, fields and lists of the frame around the pages are seen whole, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QCompleter, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from emotion_gui.core.settings import SETTINGS
from emotion_gui.ui.main_window import MainWindow
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.settings_page import SettingsPage
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.translation import install
from emotion_gui.ui.widgets.flow import FlowRow

NAMES = ("data", "train", "evaluate", "prune", "live")


@pytest.fixture(params=["en", "de"])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    before = QLocale()
    install(qapp, request.param)
    yield request.param
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(before)


@pytest.fixture
def window(qtbot: QtBot, services: PageServices, language: str) -> MainWindow:
    pages = {name: lambda given: Page(given, title="A page") for name in NAMES}
    made = MainWindow(services, {**pages, "settings": SettingsPage})
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show_page("settings")
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_the_words_of_the_rail_fit_their_buttons(window: MainWindow) -> None:
    buttons = [*window.rail.buttons.values(), window.rail.help_button]
    for button in buttons:
        font = button.font()
        font.setBold(True)
        needed = QFontMetrics(font).horizontalAdvance(button.text())
        assert button.width() >= needed + 4, button.text()
    assert len({button.width() for button in buttons}) == 1


def test_no_setting_is_squeezed(window: MainWindow) -> None:
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    for setting in SETTINGS:
        control = page.control(setting.key)
        assert control.height() >= control.sizeHint().height(), setting.key


def test_buttons_go_below_each_other_before_a_word_is_cut(qtbot: QtBot, theme: Theme) -> None:
    buttons = [QPushButton("Als neuen Lauf speichern"), QPushButton("Exportieren…")]
    row = FlowRow(*buttons)
    qtbot.addWidget(row)
    wide = sum(button.sizeHint().width() for button in buttons) + 40
    for width, levels in ((wide, 1), (wide - 60, 2)):
        row.resize(width, 200)
        with qtbot.waitExposed(row):
            row.show()
        QApplication.sendPostedEvents()
        qtbot.waitUntil(lambda n=levels: len({button.y() for button in buttons}) == n)
        for button in buttons:
            assert button.width() >= button.sizeHint().width()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_lists_that_qt_shows_as_windows_have_the_themes_colours(
    qtbot: QtBot, theme: Theme, mode: str
) -> None:
    theme.set_mode(mode)
    field = QLineEdit()
    qtbot.addWidget(field)
    # As in Qt's own dialog for files: its list has no parent that a style could go by.
    completer = QCompleter(["plain.jpg", "progressive.mp4"], field)
    field.setCompleter(completer)
    completer.setCompletionPrefix("p")
    popup = completer.popup()
    popup.resize(300, 120)
    image = popup.grab().toImage()
    # At the right no letter stands.
    ground = image.pixelColor(image.width() - 6, image.height() // 4)
    assert ground.name() == theme.color("card").name()
