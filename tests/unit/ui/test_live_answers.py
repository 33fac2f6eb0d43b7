"""Tables of what was answered on Live."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from emotion_gui.core.inference.run_log import RunLog
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.pages.live.answers import AnswersTable
from emotion_gui.ui.pages.live.source import Source
from emotion_gui.ui.pages.live.state import Ending, FinishedRun


def test_tables_saved_one_after_another_are_all_there(
    services: PageServices, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page(services, title="Live")
    qtbot.addWidget(page)
    table = AnswersTable(page)
    targets = [tmp_path / f"{number}.csv" for number in range(3)]
    wanted = iter(targets)
    monkeypatch.setattr(
        "emotion_gui.ui.file_dialogs.ask_save", lambda *args, **kwargs: next(wanted)
    )
    source = Source("video", "film.mp4")
    run = FinishedRun(source, Ending.WHOLE, RunLog().result(), RunLog())
    for _ in targets:
        table.save_run(run)
    qtbot.waitUntil(lambda: all(target.exists() for target in targets))
