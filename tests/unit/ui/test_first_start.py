"""Welcome, help, About and the log: what somebody meets who has never seen the program."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from pytestqt.qtbot import QtBot

from emotion_gui.app import PAGES, _import_page
from emotion_gui.core.inference import camera_check
from emotion_gui.core.inference.camera_check import CameraTiming
from emotion_gui.logs import LOG_NAME, add_file_log
from emotion_gui.ui.about import AboutWindow
from emotion_gui.ui.help.keys import key_map, keys_html, sequence
from emotion_gui.ui.help.topics import KEYS_TOPIC, picture_path, read_topic, topics
from emotion_gui.ui.help.window import HelpWindow
from emotion_gui.ui.log_view import LogWindow
from emotion_gui.ui.main_window import MainWindow
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.settings_page import SettingsPage
from emotion_gui.ui.welcome import WelcomePage


class Beginner(Page):
    """Writes down what it is told to begin with."""

    def __init__(self, services: PageServices, name: str) -> None:
        super().__init__(services, title=name)
        self.begun: list[str] = []

    def begin(self, what: str) -> None:
        self.begun.append(what)

    def accepts_drop(self, paths: Sequence[Path]) -> bool:
        return True


@pytest.fixture
def window(qtbot: QtBot, services: PageServices, tmp_path: Path) -> MainWindow:
    factories = {name: (lambda services, name=name: Beginner(services, name)) for name in PAGES}
    made = MainWindow(
        services,
        {**factories, "settings": SettingsPage, "welcome": WelcomePage},
        log_file=tmp_path / "log.txt",
    )
    qtbot.addWidget(made)
    made.show_first_page()
    with qtbot.waitExposed(made):
        made.show()
    return made


def welcome(window: MainWindow) -> WelcomePage:
    found = window.page("welcome")
    assert isinstance(found, WelcomePage)
    return found


def begun(window: MainWindow, name: str) -> list[str]:
    found = window.page(name)
    assert isinstance(found, Beginner)
    return found.begun


def test_the_first_start_shows_the_doors_and_later_ones_do_not(
    window: MainWindow, services: PageServices
) -> None:
    assert window.current == "welcome"
    assert not any(button.isChecked() for button in window.rail.buttons.values())
    assert services.settings.value("window/page") is None
    window.show_page("train")
    assert services.settings.value("window/page") == "train"
    window.assistance.welcome_action.trigger()
    assert window.current == "welcome"
    assert services.settings.value("window/page") == "train"


def test_each_door_begins_on_its_page(window: MainWindow) -> None:
    welcome(window).live_button.click()
    assert (window.current, begun(window, "live")) == ("live", ["camera"])
    window.show_page("welcome")
    welcome(window).video_button.click()
    window.show_page("welcome")
    welcome(window).pictures_button.click()
    assert (window.current, begun(window, "live")[1:]) == ("live", ["video", "pictures"])
    window.show_page("welcome")
    welcome(window).file_button.click()
    welcome(window).folder_button.click()
    assert (window.current, begun(window, "data")) == ("data", ["file", "folder"])
    window.show_page("welcome")
    welcome(window).samples_button.click()
    assert begun(window, "data")[-1] == "samples"


def test_f1_explains_the_page_in_front(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page("prune")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    shown = window.assistance.help_window
    assert shown is not None
    assert shown.isVisible()
    assert shown.topic == "prune"
    assert "redundant" in shown.browser.toPlainText()
    window.show_page("welcome")
    window.assistance.page_action.trigger()
    assert shown.topic == "start"


def test_every_topic_has_a_text_and_its_links_lead_somewhere(
    qtbot: QtBot, services: PageServices
) -> None:
    shown = HelpWindow(services)
    qtbot.addWidget(shown)
    known = {topic.key for topic in topics()}
    for topic in topics():
        shown.show_topic(topic.key)
        assert shown.topic == topic.key
        assert len(shown.browser.toPlainText()) > 200
        if topic.key == KEYS_TOPIC:
            continue
        html = read_topic(topic.key)
        for part in html.split('href="help:')[1:]:
            assert part.partition('"')[0] in known
        for part in html.split('<img src="')[1:]:
            for dark in (False, True):
                assert picture_path(part.partition('"')[0], dark=dark).is_file()
    shown.browser.anchorClicked.emit(QUrl("help:data"))
    assert shown.topic == "data"
    assert read_topic("data", "xx_YY") == read_topic("data", "en")


def test_the_published_table_is_checked_in_the_window(qtbot: QtBot, services: PageServices) -> None:
    shown = HelpWindow(services)
    qtbot.addWidget(shown)
    shown.show()
    shown.show_topic("method")
    assert shown.check_button.isVisible()
    shown.check_button.click()
    qtbot.waitUntil(lambda: "15 of 15" in shown.browser.toPlainText())
    assert "It agrees with the print." in shown.browser.toPlainText()
    shown.show_topic("data")
    assert not shown.check_button.isVisible()


def test_the_keyboard_map_is_what_the_pages_really_have(
    qtbot: QtBot, services: PageServices
) -> None:
    real: dict[str, set[str]] = {}
    for name, (module, cls) in PAGES.items():
        page = _import_page(module, cls, services)
        qtbot.addWidget(page)
        while page.make_next_view():
            pass
        real[name] = {key.key().toString() for key in page.findChildren(QShortcut)} - {""}
    mapped: dict[str, set[str]] = {name: set() for name in PAGES}
    for group in key_map():
        for row in group.rows:
            if group.page and not row.handled:
                mapped[group.page] |= {sequence(key).toString() for key in row.keys}
    copy = QKeySequence(QKeySequence.StandardKey.Copy).toString()  # every page's, named once
    assert mapped == {name: keys - {copy} for name, keys in real.items()}
    assert all(copy in keys for keys in real.values())
    everywhere = {sequence(k).toString() for row in key_map()[0].rows for k in row.keys}
    assert {copy, "F1", "Ctrl+1", "Ctrl+5", "Ctrl+,", "Ctrl+Q"} <= everywhere
    assert QKeySequence("Ctrl+1").toString() in keys_html()


def test_about_shows_licences_and_opens_no_page_by_itself(qtbot: QtBot) -> None:
    shown = AboutWindow(address="")
    qtbot.addWidget(shown)
    shown.show()
    assert not shown.releases_button.isVisible()
    (numpy,) = shown.component_list.findItems("numpy ", Qt.MatchFlag.MatchStartsWith)
    shown.component_list.setCurrentItem(numpy)
    assert "BSD" in shown.title_label.text()
    linked = AboutWindow(address="https://example.org/releases")
    qtbot.addWidget(linked)
    linked.show()
    assert linked.releases_button.isVisible()


def test_the_report_is_copied_without_names(
    qtbot: QtBot, services: PageServices, tmp_path: Path
) -> None:
    log = tmp_path / "emotion-workbench.log"
    log.write_text(f"cannot read {Path.home()}/Anna.jpg: cut off\n", encoding="utf-8")
    shown = LogWindow(services, log_file=log)
    qtbot.addWidget(shown)
    shown.show()
    shown.copy_button.click()
    copied = QGuiApplication.clipboard().text()
    assert copied == shown.text.toPlainText()
    assert "cut off" in copied
    assert "Anna" not in copied
    assert str(Path.home()) not in copied


def test_the_cameras_are_measured_and_stand_in_the_report(
    services: PageServices, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    timing = CameraTiming("Cam", "camera:0", "MSMF", 7.5, 0.2, (1280, 720), 29.9, 4.1)
    monkeypatch.setattr(camera_check, "check_cameras", lambda context: [timing])
    handler = add_file_log(tmp_path)
    shown = LogWindow(services, log_file=tmp_path / LOG_NAME)
    qtbot.addWidget(shown)
    try:
        shown.cameras_button.click()
        qtbot.waitUntil(lambda: "MSMF" in shown.text.toPlainText())
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
    assert "open 7.50 s, first picture 0.20 s, 1280 x 720" in shown.text.toPlainText()
    monkeypatch.setattr(camera_check, "check_cameras", lambda context: [])
    shown.cameras_button.click()
    qtbot.waitUntil(lambda: "No camera" in shown.state_label.text())
