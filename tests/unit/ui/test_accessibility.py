"""Every control has a name, can be reached by keyboard, and every word can be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from emotion_gui.app import PAGES, _import_page
from emotion_gui.ui.about import AboutWindow
from emotion_gui.ui.help.window import HelpWindow
from emotion_gui.ui.log_view import LogWindow
from emotion_gui.ui.main_window import MainWindow
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.settings_page import SettingsPage
from emotion_gui.ui.stylesheet import scroll_color
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.tokens import DARK, LIGHT, Tokens
from emotion_gui.ui.welcome import WelcomePage

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)
THEMES = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])


def page_maker(name: str) -> Callable[[PageServices], QWidget]:
    module, cls = PAGES[name]
    return lambda services: _import_page(module, cls, services)


MAKERS: dict[str, Callable[[PageServices], QWidget]] = {
    **{name: page_maker(name) for name in PAGES},
    "settings": SettingsPage,
    "welcome": WelcomePage,
    "help": HelpWindow,
    "about": lambda services: AboutWindow(),
    "log": lambda services: LogWindow(services, log_file=Path("none.log")),
    "window": lambda services: MainWindow(services, {"settings": SettingsPage}),
}


def controls(root: QWidget) -> list[QWidget]:
    """What a person can act upon; parts that Qt makes inside its own controls left out."""
    found = []
    for widget in root.findChildren(QWidget):
        if isinstance(widget, QScrollBar | QHeaderView) or widget.objectName().startswith("qt_"):
            continue
        inner = isinstance(widget.parentWidget(), QAbstractSpinBox | QLineEdit | QAbstractItemView)
        takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if not inner and (isinstance(widget, CONTROLS) or takes_tab):
            found.append(widget)
    return found


def spoken_name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip() if interface is not None else ""


def described(widget: QWidget) -> str:
    parents = []
    at: QWidget | None = widget
    while at is not None:
        parents.append(f"{type(at).__name__}({at.objectName() or at.accessibleName()})")
        at = at.parentWidget()
    return " in ".join(parents[:5])


@pytest.mark.parametrize("name", MAKERS)
def test_every_control_has_a_name(qtbot: QtBot, services: PageServices, name: str) -> None:
    root = MAKERS[name](services)
    qtbot.addWidget(root)
    found = controls(root)
    assert found
    nameless = [described(widget) for widget in found if not spoken_name(widget)]
    assert not nameless, "\n".join(nameless)


@pytest.mark.parametrize("name", MAKERS)
def test_a_button_without_a_word_has_a_tool_tip(
    qtbot: QtBot, services: PageServices, name: str
) -> None:
    root = MAKERS[name](services)
    qtbot.addWidget(root)
    buttons = [button for button in controls(root) if isinstance(button, QAbstractButton)]
    silent = [
        described(button)
        for button in buttons
        if not (button.text() or button.toolTip() or button.icon().isNull())
    ]
    assert not silent, "\n".join(silent)


def test_tab_goes_through_the_rail_and_then_the_page(qtbot: QtBot, services: PageServices) -> None:
    window = MainWindow(services, {"settings": SettingsPage, "welcome": WelcomePage})
    qtbot.addWidget(window)
    window.show_page("welcome")
    with qtbot.waitExposed(window):
        window.show()
    order = []
    at = window.nextInFocusChain()
    while at is not window:
        tab = at.focusPolicy() & Qt.FocusPolicy.TabFocus
        if tab and at.isVisible() and isinstance(at, QAbstractButton):
            order.append(at)
        at = at.nextInFocusChain()
    page = window.page("welcome")
    assert isinstance(page, WelcomePage)
    wanted = [
        *window.rail.buttons.values(),
        page.live_button,
        page.samples_button,
        page.file_button,
        page.folder_button,
        page.steps_button,
        page.method_button,
        page.keys_button,
    ]
    assert [button for button in order if button in wanted] == wanted


def luminance(color: str) -> float:
    parts = (QColor(color).redF(), QColor(color).greenF(), QColor(color).blueF())
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@THEMES
def test_every_word_can_be_read(tokens: Tokens) -> None:
    words = {
        "text": (
            "page",
            "card",
            "hover",
            "track",
            "accent_soft",
            "good_soft",
            "warn_soft",
            "bad_soft",
        ),
        "muted": ("page", "card", "hover", "accent_soft", "good_soft", "warn_soft", "bad_soft"),
        "accent": ("page", "card", "hover", "accent_soft"),
        "good": ("page", "card", "good_soft"),
        "warn": ("page", "card", "warn_soft"),
        "bad": ("page", "card", "bad_soft"),
        "on_accent": ("accent", "accent_hover"),
        "card": ("text",),
    }
    low = {
        (word, ground): round(contrast(getattr(tokens, word), getattr(tokens, ground)), 2)
        for word, grounds in words.items()
        for ground in grounds
        if contrast(getattr(tokens, word), getattr(tokens, ground)) < 4.5
    }
    assert not low


@THEMES
def test_marks_stand_out(tokens: Tokens) -> None:
    for ground in (tokens.card, tokens.page):
        for mark in (tokens.accent, tokens.muted, tokens.edge, scroll_color(tokens)):
            assert contrast(mark, ground) >= 3, (mark, ground)
    # The handle of a progress bar or slider lies on its track.
    assert contrast(tokens.accent, tokens.track) >= 3


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_lines_of_plots_stand_out(theme: Theme, mode: str) -> None:
    theme.set_mode(mode)
    for index in range(6):
        assert contrast(theme.series_color(index).name(), theme.tokens.card) >= 3
