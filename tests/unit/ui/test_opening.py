"""What is said to be opened was opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from emotion_gui.ui.opening import open_address, open_path, show_in_folder


class Browser(QObject):
    """Takes what the system would open."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.urls.append(url.toString())


@pytest.fixture
def browser(qtbot: QtBot) -> Iterator[Browser]:
    made = Browser()
    for scheme in ("file", "https"):
        QDesktopServices.setUrlHandler(scheme, made, "take")
    yield made
    for scheme in ("file", "https"):
        QDesktopServices.unsetUrlHandler(scheme)


def test_a_file_and_its_folder_are_opened(browser: Browser, tmp_path: Path) -> None:
    report = tmp_path / "report #1 ä.html"
    report.write_text("<p>", encoding="utf-8")
    assert open_path(report)
    assert Path(QUrl(browser.urls[0]).toLocalFile()) == report
    assert show_in_folder(report)
    assert open_address("https://example.org/a")
    assert browser.urls[-1] == "https://example.org/a"


def test_a_file_that_is_gone_is_not_opened(browser: Browser, tmp_path: Path) -> None:
    assert not open_path(tmp_path / "gone.html")
    assert browser.urls == []
