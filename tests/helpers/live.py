"""What is to be seen on the Live page, by name."""

from __future__ import annotations

from pathlib import Path

from helpers.parts import frame_of
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from emotion_gui.core.inference.controls import LiveValues
from emotion_gui.core.model.catalogue import ModelEntry
from emotion_gui.ui.pages.live import LivePage
from emotion_gui.ui.pages.live.state import FinishedRun, Scene

LONG_MS = 20_000


def picture(page: LivePage) -> QImage | None:
    """The frame that is shown."""
    return frame_of(page).image


def has_picture(page: LivePage) -> bool:
    return picture(page) is not None


def started(qtbot: QtBot, page: LivePage, path: Path) -> None:
    """Drop a file and wait for its first frame."""
    page.dropped([path])
    qtbot.waitUntil(lambda: has_picture(page), timeout=LONG_MS)


def over(qtbot: QtBot, page: LivePage) -> None:
    """Wait until no source is open."""
    qtbot.waitUntil(lambda: not page.running, timeout=LONG_MS)


def stopped(qtbot: QtBot, page: LivePage) -> None:
    """Let go of the source."""
    page.stop()
    over(qtbot, page)


def scene(page: LivePage) -> Scene:
    """What the large area shows, as it is to be seen."""
    area = page.picture_area
    widgets = {
        area.frame_view: Scene.PICTURE,
        area.empty_card: Scene.INVITATION,
        area.purpose: Scene.PURPOSE,
        area.result: Scene.RESULT,
        area.album: Scene.ALBUM,
    }
    return widgets[area.currentWidget()]


def invitation(page: LivePage) -> str:
    """The title that says what to do first."""
    return page.picture_area.empty.title_label.text()


def run_shown(page: LivePage) -> FinishedRun:
    """The result on the page."""
    assert scene(page) is Scene.RESULT
    assert page.state.finished is not None
    return page.state.finished


def values(page: LivePage) -> LiveValues:
    """What the loop is told."""
    return page.parameters.values


def model(page: LivePage) -> ModelEntry | None:
    """Whose answers are shown."""
    return page.model_panel.first_model


def agreement(page: LivePage) -> str:
    """The note about both models."""
    return page.model_panel.note_label.text()


def speed(page: LivePage) -> str:
    return page.source_bar.speed.text()


def caption(page: LivePage) -> str:
    """What names source and model."""
    return page.caption.text()


def start_words(page: LivePage) -> str:
    """Start or Stop, without its mnemonic."""
    return page.start_button.text().replace("&", "")
