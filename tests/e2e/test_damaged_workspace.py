"""What a person is told of a workspace with damage in it, and what can be done about it."""

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.datasets import make_dataset
from helpers.parts import datasets_of
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from emotion_gui.app import App, create_app
from emotion_gui.core.workspace.workspace import Workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace whose only data set has a record that cannot be read."""
    with Workspace.open(tmp_path / "w") as workspace:
        make_dataset(workspace, name="mine", train=7)
        with contextlib.closing(sqlite3.connect(workspace.database_path)) as connection:
            connection.execute("UPDATE datasets SET settings = '{'")
            connection.commit()
    return tmp_path / "w"


@pytest.fixture
def start(
    qapp: QApplication, qtbot: QtBot, folder: Path, settings: QSettings
) -> Iterator[Callable[[], App]]:
    made: list[App] = []

    def begin() -> App:
        app = create_app([], workspace_path=folder, settings=settings)
        app.warm_up = lambda: None
        qtbot.addWidget(app.window)
        made.append(app)
        app.show(page="data")
        return app

    yield begin
    for app in made:
        app.window.close()
        assert app.shutdown()


def test_damage_is_looked_for_beside_the_window_and_told_once(
    start: Callable[[], App], folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    orphan = folder / "runs" / "7" / "best.safetensors"
    orphan.parent.mkdir()
    orphan.write_bytes(b"x")
    threads = set()
    looked_at = Workspace.damaged_records

    def damaged_records(self: Workspace) -> list[Path]:
        threads.add(threading.current_thread())
        return looked_at(self)

    monkeypatch.setattr(Workspace, "damaged_records", damaged_records)
    app = start()
    banner = app.window.page("data").banner
    qtbot.waitUntil(banner.isVisible)
    assert banner.title_label.text() == "There are 2 things you should know"
    told = banner.text_label.text()
    assert "the workspace has no record of" in told
    assert "Records of the workspace are damaged" in told
    assert threads
    assert threading.main_thread() not in threads


def test_a_damaged_data_set_leaves_by_the_trash(start: Callable[[], App], qtbot: QtBot) -> None:
    app = start()
    page = app.window.page("data")
    qtbot.waitUntil(page.banner.isVisible)
    assert page.banner.title_label.text() == "Records of the workspace are damaged"
    # It is in no list, and no other is there: the empty page offers it.
    assert page.aside.damaged_button.isVisible()
    assert not page.aside.trash_button.isVisible()
    (away,) = page.aside.damaged_menu.actions()
    assert "mine" in away.text()
    away.trigger()
    assert not page.aside.damaged_button.isVisible()
    assert page.aside.trash_button.isVisible()
    page.aside.trash_menu.actions()[0].trigger()  # back
    assert page.aside.damaged_button.isVisible()
    page.aside.damaged_menu.actions()[0].trigger()
    faces = app.workspace.dataset_dir(1)
    assert faces.exists()
    page.aside.trash_menu.actions()[-1].trigger()  # for good
    qtbot.waitUntil(lambda: not faces.exists())
    qtbot.waitUntil(lambda: not page.aside.trash_button.isVisible())
    make_dataset(app.workspace, name="mine", train=7)
    page.show_datasets()
    assert not datasets_of(page).aside.isVisible()
