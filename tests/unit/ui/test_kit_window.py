"""The window around the pages."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from helpers.parts import finished_jobs_of
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from emotion_gui.core.errors import ConfigError, TrainingDivergedError
from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.core.settings import SETTINGS
from emotion_gui.ui.bottom_bar import BottomBar
from emotion_gui.ui.main_window import MainWindow
from emotion_gui.ui.messages import UserMessage
from emotion_gui.ui.pages.base import Page, PageServices
from emotion_gui.ui.plain_text import unwrapped
from emotion_gui.ui.settings_page import SettingsPage
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets import ChoiceBox, NumberEdit
from emotion_gui.ui.widgets.banner import Banner
from emotion_gui.workers.task import Summary
from emotion_gui.workers.task_manager import TaskManager

NAMES = ("data", "train", "evaluate", "prune", "live")


class SmallPage(Page):
    def __init__(self, services: PageServices, name: str) -> None:
        super().__init__(services, title=name)
        self.news: list[object] = []
        self.may_close = True

    def activated(self) -> None:
        self.news.append("activated")

    def deactivated(self) -> None:
        self.news.append("deactivated")

    def open_run(self, run_id: object) -> None:
        self.news.append(run_id)

    def accepts_drop(self, paths: Sequence[Path]) -> bool:
        return self.title == "data"

    def dropped(self, paths: Sequence[Path]) -> None:
        self.news.append(list(paths))

    def prepare_to_close(self) -> bool:
        return self.may_close


@pytest.fixture
def window(qtbot: QtBot, services: PageServices) -> MainWindow:
    made = make_window(services)
    qtbot.addWidget(made)
    made.show_first_page()
    with qtbot.waitExposed(made):
        made.show()
    return made


def make_window(services: PageServices) -> MainWindow:
    factories = {name: (lambda services, name=name: SmallPage(services, name)) for name in NAMES}
    return MainWindow(services, {**factories, "settings": SettingsPage})


def page(window: MainWindow, name: str) -> SmallPage:
    found = window.page(name)
    assert isinstance(found, SmallPage)
    return found


def test_pages_are_made_when_first_shown(window: MainWindow) -> None:
    assert window.stack.count() == 1
    window.rail.buttons["prune"].click()
    assert window.current == "prune"
    assert window.stack.count() == 2
    assert page(window, "data").news == ["activated", "deactivated"]


def test_ctrl_digits_change_the_page(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for index, name in enumerate(NAMES):
        key = Qt.Key(Qt.Key.Key_1.value + index)
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        assert window.current == name
        assert window.rail.buttons[name].isChecked()


def test_another_page_can_be_asked_for(window: MainWindow, services: PageServices) -> None:
    services.navigate("live")
    assert window.current == "live"
    services.events.open_run_in.emit("evaluate", 14)
    assert window.current == "evaluate"
    assert page(window, "evaluate").news[-1] == 14


def test_files_dropped_anywhere_reach_the_data_page(window: MainWindow, tmp_path: Path) -> None:
    window.show_page("train")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "fer.csv"))])
    event = QDropEvent(
        QPointF(9, 9),
        Qt.DropAction.CopyAction | Qt.DropAction.MoveAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.ShiftModifier,
    )
    event.setDropAction(Qt.DropAction.MoveAction)  # as a file manager may propose
    window.dropEvent(event)
    assert event.dropAction() == Qt.DropAction.CopyAction  # else it would remove them
    assert window.current == "data"
    assert page(window, "data").news[-1] == [tmp_path / "fer.csv"]


def test_dragged_files_are_told_where_they_go_or_why_not(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "notes.docx"
    file.touch()

    def drag(path: Path) -> QDragEnterEvent:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        event = QDragEnterEvent(
            QPoint(9, 9),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        window.dragEnterEvent(event)
        return event

    hint = window.drop_hint
    assert drag(file).dropAction() == Qt.DropAction.CopyAction
    assert hint.isVisible()
    assert "data" in hint.title.text()
    window.dragLeaveEvent(QDragLeaveEvent())
    assert not hint.isVisible()
    monkeypatch.setattr(SmallPage, "accepts_drop", lambda self, paths: False)
    assert drag(file).dropAction() == Qt.DropAction.IgnoreAction
    assert "notes.docx" in hint.text.text()
    drag(tmp_path / "gone.mp4")
    assert hint.text.text() == "It is not there: gone.mp4"
    data = QMimeData()
    window.dropEvent(
        QDropEvent(
            QPointF(9, 9),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    assert not hint.isVisible()


def test_a_banner_moves_nothing(qtbot: QtBot, window: MainWindow) -> None:
    shown = page(window, "data")
    button = shown.add_action("Start", lambda: None)
    below = QLabel("below")
    shown.body.addWidget(below)
    QCoreApplication.processEvents()
    before = [(w.mapTo(window, w.rect().topLeft()), w.size()) for w in (button, below)]
    shown.show_info("Exported", "/a/b.onnx " * 30, "The original is untouched.")
    QCoreApplication.processEvents()
    assert before == [(w.mapTo(window, w.rect().topLeft()), w.size()) for w in (button, below)]
    banner = shown.banner
    assert shown.rect().contains(banner.geometry())
    assert banner.height() >= banner.layout().totalHeightForWidth(banner.width())
    assert not banner.geometry().intersects(button.geometry())
    window.resize(700, 480)
    QCoreApplication.processEvents()
    assert shown.rect().contains(banner.geometry())


def test_a_page_can_keep_the_window_open(window: MainWindow) -> None:
    page(window, "train").may_close = False
    assert not window.close()
    assert window.isVisible()
    assert window.current == "train"
    page(window, "train").may_close = True
    assert window.close()


def test_closing_stops_what_runs(window: MainWindow, services: PageServices) -> None:
    running = threading.Event()

    def endless(context: JobContext) -> None:
        running.set()
        while True:
            context.checkpoint()

    services.tasks.start(endless, title="Training")
    assert running.wait(timeout=30)
    assert window.close()
    assert services.tasks.tasks == ()


def test_size_and_page_are_remembered(qtbot: QtBot, services: PageServices) -> None:
    first = make_window(services)
    qtbot.addWidget(first)
    first.show_first_page()
    first.resize(700, 500)
    first.show_page("evaluate")
    first.close()
    services.settings.sync()

    second = make_window(services)
    qtbot.addWidget(second)
    second.show_first_page()
    assert second.current == "evaluate"
    assert (second.width(), second.height()) == (700, 500)


@pytest.mark.allow_errors
def test_a_broken_page_says_so_and_leaves_the_others(qtbot: QtBot, services: PageServices) -> None:
    def broken(services: PageServices) -> Page:
        raise RuntimeError("no")

    factories = {"data": broken, "train": lambda services: SmallPage(services, "train")}
    window = MainWindow(services, factories)
    qtbot.addWidget(window)
    window.show_page("data")
    failed = window.page("data")
    assert isinstance(failed, Page)
    assert failed.banner.kind == "error"
    window.show_page("train")
    assert window.current == "train"


@pytest.mark.allow_errors
def test_a_failure_nobody_handles_becomes_a_banner(
    qtbot: QtBot, window: MainWindow, services: PageServices
) -> None:
    def diverges(context: JobContext) -> None:
        raise TrainingDivergedError(3)

    services.tasks.start(diverges, title="Training")
    banner = page(window, "data").banner
    qtbot.waitUntil(banner.isVisible)
    assert "epoch 3" in banner.text_label.text()
    banner.details_button.click()
    assert "TrainingDivergedError" in banner.details.toPlainText()
    assert banner.details.isVisible()
    banner.close_button.click()
    assert not banner.isVisible()


def test_actions_stand_in_the_header(qtbot: QtBot, services: PageServices) -> None:
    pressed: list[int] = []
    small = SmallPage(services, "data")
    qtbot.addWidget(small)
    button = small.add_action("&Start…", lambda: pressed.append(1), primary=True, icon="play")
    small.set_state_text("FER2013")
    button.click()
    assert pressed == [1]
    assert button.accessibleName() == "Start"
    assert small.state_text == "FER2013"


def test_the_bar_shows_a_task_and_cancels_it(qtbot: QtBot, services: PageServices) -> None:
    bar = BottomBar(tasks=services.tasks, theme=services.theme)
    qtbot.addWidget(bar)
    bar.show()
    bar.set_idle("Ready")

    def job(context: JobContext) -> None:
        context.report(Progress(63, 100, "epoch 38"))
        while True:
            context.checkpoint()

    task = services.tasks.start(job, title="Training run 15")
    line = bar.progress_line
    qtbot.waitUntil(lambda: line.share_bar.isVisible() and line.share_bar.value() == 630)
    assert not line.busy_bar.isVisible()
    assert bar.title_label.text() == "Training run 15"
    assert "63 %" in bar.detail_label.text()
    assert "epoch 38" in bar.detail_label.text()

    with qtbot.waitSignal(task.ended):
        bar.cancel_button.click()
        assert "Stopping…" in bar.detail_label.text()
    qtbot.waitUntil(lambda: bar.title_label.text() == "Ready")
    assert not line.isVisible()


def test_finished_jobs_are_listed_with_their_results(
    qtbot: QtBot, window: MainWindow, tasks: TaskManager
) -> None:
    button = finished_jobs_of(window)
    assert not button.isVisible()
    shown = []

    def summary(n: int) -> Summary:
        return Summary(f"64.9 % & more of {n} faces", lambda: shown.append(n))

    with qtbot.waitSignal(tasks.history.changed):
        tasks.start(lambda context: 3_589, title="Training run 15", summary=summary)
    assert button.isVisible()
    assert button.text() == "Finished: 1"
    tasks.history.add("Recording", Summary("clip.mp4"), seconds=125)
    assert button.text() == "Finished: 2"
    button.list_menu.aboutToShow.emit()
    recording, training = button.list_menu.actions()
    assert "Recording: clip.mp4" in recording.text()
    assert "2 min 05 s" in recording.text()
    assert "Training run 15: 64.9 % && more of 3589 faces" in training.text()
    training.trigger()
    assert shown == [3_589]
    assert button.text() == "Finished"


@pytest.mark.parametrize("opened", [True, False])
def test_a_result_that_no_program_opens_is_told_with_its_place(
    window: MainWindow, tasks: TaskManager, tmp_path: Path, opened: bool
) -> None:
    film = tmp_path / "clip.mp4"
    tasks.history.add("Recording", Summary(film.name, lambda: opened, film))
    finished_jobs_of(window).list_menu.aboutToShow.emit()
    window.page("data").clear_message()
    finished_jobs_of(window).list_menu.actions()[0].trigger()
    banner = page(window, "data").banner
    assert banner.isVisible() is not opened
    assert opened or str(film) in unwrapped(banner.text_label.text())


@pytest.mark.allow_errors
def test_a_failure_that_was_overlooked_can_be_read_again(
    qtbot: QtBot, window: MainWindow, tasks: TaskManager
) -> None:
    def fail(context: JobContext) -> None:
        raise ConfigError("threads", 0, "at least one is needed")

    button = finished_jobs_of(window)
    with qtbot.waitSignal(tasks.history.changed):
        tasks.start(fail, title="Sweep", summary=lambda _: Summary("never"))
    window.page("data").clear_message()
    button.list_menu.aboutToShow.emit()
    (entry,) = button.list_menu.actions()
    entry.trigger()
    assert page(window, "data").banner.isVisible()


def test_short_jobs_without_a_result_are_not_listed(
    qtbot: QtBot, window: MainWindow, tasks: TaskManager
) -> None:
    task = tasks.start(lambda context: 1, title="Counting", exclusive=False)
    with qtbot.waitSignal(task.ended):
        pass
    assert tasks.history.jobs == ()
    assert not finished_jobs_of(window).isVisible()


def test_settings_build_themselves_and_take_effect_at_once(
    qtbot: QtBot, services: PageServices, settings: QSettings
) -> None:
    made = SettingsPage(services)
    qtbot.addWidget(made)
    assert all(made.control(setting.key).accessibleName() for setting in SETTINGS)
    box = made.control("ui/theme")
    assert isinstance(box, ChoiceBox)

    box.choose("dark")
    box.activated.emit(box.currentIndex())
    assert services.theme.dark
    assert settings.allKeys() == ["ui/theme"]
    smoothing = made.control("live/smoothing_s")
    assert isinstance(smoothing, NumberEdit)
    smoothing.selectAll()
    qtbot.keyClicks(smoothing, "0,75")
    qtbot.keyClick(smoothing, Qt.Key.Key_Return)
    assert services.preferences.number("live/smoothing_s") == 0.75
    made.reset_button.click()
    assert settings.allKeys() == []
    assert (box.current, smoothing.value()) == ("system", 0.4)


def test_a_success_waits_until_its_page_is_looked_at(
    theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("emotion_gui.ui.widgets.banner.SUCCESS_MS", 0)
    page = QWidget()
    qtbot.addWidget(page)
    shown = Banner(theme, page)
    shown.show_message(UserMessage("Fine-tuned", "62 % became 67 %."), kind="success")
    QCoreApplication.processEvents()  # a countdown of no time would end here
    assert not shown.isHidden()
    with qtbot.waitSignal(shown.closed):
        page.show()
    assert shown.isHidden()
