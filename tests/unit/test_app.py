"""The application as a whole, without its heavy models."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import platformdirs
import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from emotion_gui import app as application
from emotion_gui.app import App, create_app
from emotion_gui.core.errors import StorageError
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.places import WORKSPACE_VARIABLE
from emotion_gui.core.resources import resources_dir
from emotion_gui.core.settings import Preferences, choose_workspace
from emotion_gui.core.warmup import WarmFacts


def light_warm_up(context: JobContext, *, device: str, threads: int) -> WarmFacts:
    return WarmFacts(device="cpu", threads=2)


@pytest.fixture
def app(
    qapp: QApplication, tmp_path: Path, settings: QSettings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[App]:
    monkeypatch.setattr(application, "warm_up", light_warm_up)
    made = create_app([], workspace_path=tmp_path / "faces", settings=settings)
    yield made
    assert made.shutdown()
    made.window.deleteLater()


def test_models_load_after_the_window_is_shown(qtbot: QtBot, app: App) -> None:
    bar = app.window.bottom_bar
    with qtbot.waitSignal(app.events.models_ready):
        app.show(page="settings")
        assert app.window.isVisible()
        assert bar.title_label.text() == "Loading models…"
    assert bar.title_label.text() == "Ready"
    assert bar.device_label.text() == "CPU · 2 threads"
    assert bar.workspace_label.text() == "Workspace: faces"
    app.window.close()


def test_a_checkpoint_opens_live_with_that_model(qtbot: QtBot, app: App, tmp_path: Path) -> None:
    file = tmp_path / "mine.safetensors"
    file.write_bytes((resources_dir() / "models" / "paper.safetensors").read_bytes())
    with qtbot.waitSignal(app.events.models_ready):
        app.show(file=file)
    assert app.window.current == "live"
    panel = app.window.page("live").model_panel
    qtbot.waitUntil(lambda: panel.first_model is not None, timeout=90_000)
    qtbot.waitUntil(lambda: panel.first_model.file == file, timeout=90_000)
    app.window.close()


def test_a_file_that_no_page_takes_opens_the_first_page(
    qtbot: QtBot, app: App, tmp_path: Path
) -> None:
    with qtbot.waitSignal(app.events.models_ready):
        app.show(file=tmp_path / "letter.odt")
    assert app.window.current == "welcome"
    app.window.close()


@pytest.mark.allow_errors
def test_an_unexpected_error_becomes_a_banner_and_a_log_record(qtbot: QtBot, app: App) -> None:
    with qtbot.waitSignal(app.events.models_ready):
        app.show(page="settings")
    page = app.window.page("settings")
    error = RuntimeError("odd")

    with qtbot.waitSignal(app._caught):
        sys.excepthook(RuntimeError, error, None)
    qtbot.waitUntil(page.banner.isVisible)
    assert "odd" in page.banner.text_label.text()
    assert "odd" in (app.log_dir / "emotion-workbench.log").read_text(encoding="utf-8")

    page.banner.dismiss()
    arguments = threading.ExceptHookArgs((RuntimeError, RuntimeError("aside"), None, None))
    with qtbot.waitSignal(app._caught):
        threading.excepthook(arguments)
    qtbot.waitUntil(page.banner.isVisible)


def test_shutdown_gives_everything_back(
    qapp: QApplication, tmp_path: Path, settings: QSettings
) -> None:
    hooks = (sys.excepthook, threading.excepthook)
    handlers = list(logging.getLogger().handlers)
    made = create_app([], workspace_path=tmp_path / "faces", settings=settings)
    assert made.shutdown()
    assert made.shutdown()
    assert (sys.excepthook, threading.excepthook) == hooks
    assert logging.getLogger().handlers == handlers
    made.window.deleteLater()


def test_a_workspace_that_is_a_file_is_refused(
    qapp: QApplication, tmp_path: Path, settings: QSettings
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    handlers = list(logging.getLogger().handlers)
    with pytest.raises(StorageError):
        create_app([], workspace_path=tmp_path / "file", settings=settings)
    assert logging.getLogger().handlers == handlers


def test_a_home_that_refuses_writing_is_said_in_a_banner(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "warm_up", light_warm_up)
    blocked = tmp_path / "home"
    blocked.write_text("no folder", encoding="utf-8")
    monkeypatch.setattr(platformdirs, "user_log_dir", lambda *_, **__: str(blocked / "log"))
    settings = QSettings(str(blocked / "settings.ini"), QSettings.Format.IniFormat)
    made = create_app([], workspace_path=tmp_path / "faces", settings=settings)
    with qtbot.waitSignal(made.events.models_ready):
        made.show()
    banner = made.window.page(made.window.current).banner
    qtbot.waitUntil(banner.isVisible)  # once the workspace has been looked over
    assert banner.kind == "warning"
    assert "Settings are lost" in banner.text_label.text()
    assert "No log" in banner.text_label.text()
    made.window.close()
    assert made.shutdown()
    made.window.deleteLater()


def test_where_the_workspace_is(
    tmp_path: Path, settings: QSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    preferences = Preferences(settings)
    assert choose_workspace(tmp_path, preferences) == tmp_path
    assert choose_workspace(None, preferences).name == "workspace"
    preferences.set("workspace/folder", str(tmp_path / "a"))
    assert choose_workspace(None, preferences) == tmp_path / "a"
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(tmp_path / "b"))
    assert choose_workspace(None, preferences) == tmp_path / "b"
