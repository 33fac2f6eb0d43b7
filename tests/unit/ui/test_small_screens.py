"""The first window fits the screens that people have, and so do the words of empty pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QRect, QSettings
from PySide6.QtGui import QFontInfo, QScreen
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from emotion_gui.app import App, create_app
from emotion_gui.ui.main_window import DEFAULT_SIZE, MINIMUM_SIZE
from emotion_gui.ui.theme import fixed_family
from emotion_gui.ui.translation import install
from emotion_gui.ui.widgets.current_stack import CurrentStack

PAGES = ("welcome", "data", "train", "evaluate", "prune", "live", "settings")
# Without task bar and title: 1366x768 at 125 %, 1920x1080 at 200 % with both, 1280x720 at 100 %.
SMALL = ((1093, 534), (936, 585), (1264, 640))


@pytest.fixture(params=["en", "de"])
def app(
    request: pytest.FixtureRequest,
    qapp: QApplication,
    qtbot: QtBot,
    tmp_path: Path,
    settings: QSettings,
) -> Iterator[App]:
    before = QLocale()
    settings.setValue("ui/language", request.param)
    made = create_app([], workspace_path=tmp_path / "w", settings=settings)
    made.warm_up = lambda: None  # type: ignore[method-assign]
    qtbot.addWidget(made.window)
    yield made
    made.window.close()
    assert made.shutdown()
    install(qapp, "en")  # as every other test has it
    QLocale.setDefault(before)


def cut(page: QWidget) -> list[str]:
    """Words that are seen in part only, from left to right."""
    return [
        widget.text()
        for widget in (*page.findChildren(QPushButton), *page.findChildren(QLabel))
        if widget.isVisible()
        and not widget.visibleRegion().isEmpty()
        and widget.visibleRegion().boundingRect().width() < widget.width() - 1
    ]


def test_empty_pages_are_laid_out_for_the_width_that_is_seen(app: App, qtbot: QtBot) -> None:
    app.show(page="welcome")
    for size in SMALL:
        app.window.resize(*size)
        for name in PAGES:
            app.window.show_page(name)
            page = app.window.page(name)
            qtbot.waitUntil(lambda: not app.tasks.tasks)
            QApplication.processEvents()
            assert page._scroll.horizontalScrollBar().maximum() == 0, (name, size)
            assert not cut(page), (name, size)


@pytest.mark.parametrize(
    ("screen", "fits"),
    [
        (QRect(0, 0, 1920, 1040), True),
        (QRect(0, 0, 1280, 672), False),
        (QRect(0, 0, 1093, 574), False),
        (QRect(0, 24, 1440, 800), True),
        (QRect(-1093, 0, 1093, 574), False),  # a second screen at the left
    ],
)
def test_the_first_window_is_within_the_screen(
    app: App, monkeypatch: pytest.MonkeyPatch, screen: QRect, fits: bool
) -> None:
    monkeypatch.setattr(QScreen, "availableGeometry", lambda self: screen)
    app.window._fit_screen()
    assert screen.contains(app.window.geometry())
    assert (app.window.size() == DEFAULT_SIZE) is fits


def test_a_screen_smaller_than_the_smallest_window_shows_its_beginning(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QScreen, "availableGeometry", lambda self: QRect(0, 0, 600, 380))
    app.window._fit_screen()
    assert app.window.size() == MINIMUM_SIZE
    assert app.window.pos().x() >= 0


def test_a_stack_is_as_large_as_what_is_in_front(qtbot: QtBot) -> None:
    stack = CurrentStack()
    qtbot.addWidget(stack)
    small, large = QWidget(), QWidget()
    small.setMinimumSize(50, 40)
    large.setMinimumSize(500, 400)
    stack.addWidget(small)
    stack.addWidget(large)
    assert stack.minimumSizeHint().width() == 50
    stack.setCurrentWidget(large)
    assert stack.minimumSizeHint().width() == 500


def test_words_that_wrap_out_of_sight_make_a_stack_no_higher(qtbot: QtBot) -> None:
    stack = CurrentStack()
    qtbot.addWidget(stack)
    short, long = QLabel("A few words"), QLabel("Many words. " * 60)
    for label in (short, long):
        label.setWordWrap(True)
        stack.addWidget(label)
    low = stack.heightForWidth(200)
    assert low < 3 * short.fontMetrics().height()
    stack.setCurrentIndex(1)
    assert stack.heightForWidth(200) > 5 * low


def test_the_focus_goes_with_the_view(qtbot: QtBot) -> None:
    stack = CurrentStack()
    qtbot.addWidget(stack)
    first, second = QPushButton("First"), QPushButton("Second")
    stack.addWidget(first)
    stack.addWidget(second)
    with qtbot.waitActive(stack):
        stack.show()
        stack.activateWindow()
    first.setFocus()
    with qtbot.waitSignal(stack.currentChanged):
        stack.setCurrentWidget(second)
    assert second.hasFocus()
    assert first.isHidden()


def test_text_of_equal_widths_has_a_family_that_is_there(qapp: QApplication) -> None:
    from PySide6.QtGui import QFont

    family = fixed_family()
    assert family
    assert QFontInfo(QFont(family)).family() == family
