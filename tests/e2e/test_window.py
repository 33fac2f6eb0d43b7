"""The real `main()` in a window without a screen: from a dropped table to a pruned network live."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.parts import browse_of, crop_of, first_of, purpose_of, result_of, threshold_of
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from emotion_gui import app as application
from emotion_gui.core.data.sample_faces import write_sample_csv, write_sample_video
from emotion_gui.core.model.checkpoint import read_info
from emotion_gui.core.workspace.records import RunStatus
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.launch import main
from emotion_gui.ui.main_window import MainWindow
from emotion_gui.ui.pages.data import DataPage
from emotion_gui.ui.pages.evaluation import EvaluatePage
from emotion_gui.ui.pages.live import LivePage
from emotion_gui.ui.pages.pruning import PrunePage
from emotion_gui.ui.pages.training import TrainPage

WAIT_MS = 240_000


def run_main(steps: Callable[[MainWindow], None], workspace: Path) -> int:
    """Run the program; `steps` acts in its event loop, then the window is closed."""
    failures: list[BaseException] = []

    def act() -> None:
        try:
            steps(shown_window())
        except BaseException as error:  # noqa: BLE001 - raised again by the caller
            failures.append(error)
        finally:
            QApplication.closeAllWindows()  # the last one ends the event loop

    guard = QTimer(singleShot=True, interval=5 * WAIT_MS)
    guard.timeout.connect(lambda: QApplication.exit(1))
    guard.start()
    QTimer.singleShot(0, act)
    with pytest.MonkeyPatch.context() as patch:
        # A thread that is slow to end would take the process of the tests with it.
        patch.setattr(application, "LAST_WAIT_S", WAIT_MS / 1000)
        code = main(["gui", "--workspace", str(workspace)])
    guard.stop()
    if failures:
        raise failures[0]
    return code


def shown_window() -> MainWindow:
    """The one that `main` opened; windows of earlier tests may still wait for their end."""
    windows = (w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    return next(window for window in windows if window.isVisible())


def drop(window: MainWindow, path: Path) -> None:
    """Drag a file from outside and let it go in the middle of the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(600, 300), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(600, 300), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(window, event)


class WindowsShown(QObject):
    """Remembers every widget that appeared as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_window = isinstance(watched, QWidget) and watched.isWindow()
        if is_window and event.type() == QEvent.Type.Show:
            self.names.append(type(watched).__name__)
        return False


class Person:
    """Clicks through the window as somebody would, page after page."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=WAIT_MS)

    def click(self, button: object) -> None:
        self.until(lambda: button.isVisible() and button.isEnabled())
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def go_to(self, number: int, name: str) -> object:
        self.until(self.window.isActiveWindow)  # keys go to the active window
        self.qtbot.keyClick(
            self.window, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.ControlModifier
        )
        self.until(lambda: self.window.current == name)
        return self.window.page(name)

    def import_table(self, table: Path) -> None:
        page = self.go_to(1, "data")
        assert isinstance(page, DataPage)
        drop(self.window, table)
        self.click(page.import_button)
        self.until(lambda: browse_of(page).isVisible())
        self.until(lambda: "420" in page.state_text)

    def train_one_epoch(self) -> None:
        page = self.go_to(2, "train")
        assert isinstance(page, TrainPage)
        page.recipe.preset_control.button("quick").click()
        page.recipe.set_value("epochs", 1)
        self.click(page.start_button)
        self.until(lambda: page.evaluate_button.isVisible() and page.evaluate_button.isEnabled())
        self.click(page.evaluate_button)

    def evaluate(self) -> None:
        self.until(lambda: self.window.current == "evaluate")
        page = self.window.page("evaluate")
        assert isinstance(page, EvaluatePage)
        self.click(page.start_button)
        self.until(lambda: result_of(page) is not None)
        assert result_of(page) is not None
        assert first_of(page).evaluation.n == 42

    def prune_and_save(self) -> None:
        page = self.go_to(4, "prune")
        assert isinstance(page, PrunePage)
        self.until(lambda: page.request is not None)
        self.click(page.measure_button)
        self.until(lambda: page.editor.measured is not None)
        threshold_of(page).slider.setValue(400)
        self.until(lambda: not page.editor.is_waiting)
        self.click(page.apply_button)
        self.click(page.compact_button)
        self.until(lambda: page.editor.compacted is not None)
        self.click(page.results.save_button)

    def watch(self, clip: Path) -> None:
        page = self.go_to(5, "live")
        assert isinstance(page, LivePage)
        drop(self.window, clip)
        self.until(lambda: page.model_panel.first_model is not None)
        self.click(page.start_button)
        self.click(purpose_of(page).accept_button)
        self.until(lambda: crop_of(page).image is not None)
        self.click(page.start_button)
        self.until(lambda: not page.running)


@pytest.mark.slow
def test_from_a_dropped_table_to_a_pruned_network_live(tmp_path: Path, qtbot: QtBot) -> None:
    table = write_sample_csv(tmp_path / "fer2013.csv", count=420, seed=3)
    clip = write_sample_video(tmp_path / "clip.mp4", seconds=4, seed=3).path

    def steps(window: MainWindow) -> None:
        person = Person(window, qtbot)
        person.import_table(table)
        person.train_one_epoch()
        person.evaluate()
        person.prune_and_save()
        person.watch(clip)

    assert run_main(steps, tmp_path / "workspace") == 0

    workspace = Workspace.open(tmp_path / "workspace")
    pruned, trained = workspace.runs()
    files = [workspace.checkpoint_path(run.run_id) for run in (trained, pruned)]
    workspace.close()
    assert (trained.kind, trained.status) == ("train", RunStatus.FINISHED)
    assert (pruned.kind, pruned.parent_run) == ("prune", trained.run_id)
    before, after = (read_info(file).spec.widths for file in files)
    assert before == (16, 32, 64, 128, 256)
    assert after[-1] < 256
    assert after[:-1] == before[:-1]


def test_no_page_flashes_a_window_of_its_own(
    tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    shown = WindowsShown()
    qapp.installEventFilter(shown)

    def steps(window: MainWindow) -> None:
        for number, name in enumerate(("data", "train", "evaluate", "prune", "live"), start=1):
            Person(window, qtbot).go_to(number, name)

    try:
        assert run_main(steps, tmp_path / "workspace") == 0
    finally:
        qapp.removeEventFilter(shown)
    assert shown.names == ["MainWindow"]


@pytest.mark.slow
def test_closing_while_training_keeps_what_is_finished(tmp_path: Path, qtbot: QtBot) -> None:
    table = write_sample_csv(tmp_path / "fer2013.csv", count=420, seed=3)

    def steps(window: MainWindow) -> None:
        person = Person(window, qtbot)
        person.import_table(table)
        page = person.go_to(2, "train")
        page.recipe.preset_control.button("quick").click()
        page.recipe.set_value("epochs", 1000)
        person.click(page.start_button)
        person.until(lambda: any(window_epochs(page)))

    def window_epochs(page: TrainPage) -> list[dict[str, object]]:
        runs = page.services.workspace.runs()
        return page.services.workspace.epochs(runs[0].run_id) if runs else []

    assert run_main(steps, tmp_path / "workspace") == 0

    workspace = Workspace.open(tmp_path / "workspace")
    (run,) = workspace.runs()
    assert run.status is RunStatus.STOPPED
    assert len(workspace.epochs(run.run_id)) >= 1
    assert workspace.checkpoint_path(run.run_id).is_file()
    assert (workspace.run_dir(run.run_id) / "resume.pt").is_file()
    workspace.close()
