"""The paper in one click: the dialog asks, estimates and starts; the job goes on without it."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from emotion_gui.core.errors import StorageError
from emotion_gui.core.jobs import JobContext
from emotion_gui.operations.reproduce.request import ReproduceRequest
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.reproduction import ReproduceDialog


class Work:
    """Fakes of the two jobs: they note what was asked for and wait to be let go."""

    def __init__(self) -> None:
        self.asked: list[ReproduceRequest] = []
        self.may_end = threading.Event()
        self.error: Exception | None = None
        self.printed: list[Path] = []

    def reproduce(self, request: ReproduceRequest, context: JobContext):
        self.asked.append(request)
        while not self.may_end.wait(0.01):
            context.checkpoint()
        if self.error is not None:
            raise self.error
        report = request.out / "report.html"
        facts = SimpleNamespace(rows=(1,) * 35)
        return SimpleNamespace(folder=request.out, report=report, facts=facts)

    def print_report(self, found, context: JobContext) -> Path:
        self.printed.append(found.report)
        return found.report.with_suffix(".pdf")

    def estimate(self, request: ReproduceRequest, context: JobContext):
        self.asked.append(request)
        return SimpleNamespace(faces=675, seconds=4_500.0)


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def dialog(qtbot: QtBot, services: PageServices, work: Work, tmp_path: Path) -> ReproduceDialog:
    dialog = ReproduceDialog(
        services,
        reproduce=work.reproduce,
        estimate=work.estimate,
        print_report=work.print_report,
    )
    qtbot.addWidget(dialog)
    (tmp_path / "fer2013.csv").write_text("emotion,pixels\n", encoding="utf-8")
    dialog.data.edit.setText(str(tmp_path / "fer2013.csv"))
    dialog.out.edit.setText(str(tmp_path / "paper"))
    dialog.show()
    return dialog


def test_it_starts_only_with_data_that_are_there(dialog: ReproduceDialog, tmp_path: Path) -> None:
    assert dialog.start_button.isEnabled()
    dialog.data.edit.setText(str(tmp_path / "nothing"))
    assert not dialog.start_button.isEnabled()
    assert "no such file" in dialog.state_label.text()
    dialog.data.edit.setText("")
    assert not dialog.measure_button.isEnabled()
    dialog.suggest(str(tmp_path / "fer2013.csv"))
    dialog.out.edit.setText(" ")
    assert not dialog.start_button.isEnabled()


def test_the_estimate_stands_in_words(qtbot: QtBot, dialog: ReproduceDialog) -> None:
    qtbot.mouseClick(dialog.measure_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "1 h 15 min" in dialog.state_label.text())
    assert "675" in dialog.state_label.text()
    assert dialog.start_button.isEnabled()


def test_it_runs_on_when_the_dialog_is_closed_and_leaves_a_line(
    qtbot: QtBot, services: PageServices, dialog: ReproduceDialog, work: Work, tmp_path: Path
) -> None:
    dialog.form.set_values({"splits": 7})
    qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(work.asked))
    assert not dialog.isVisible()
    assert work.asked[0].splits == 7
    assert work.asked[0].out == tmp_path / "paper"
    (task,) = services.tasks.tasks
    assert "fer2013.csv" in task.title
    assert not task.exclusive  # it has a workspace of its own
    with qtbot.waitSignal(services.tasks.history.changed):
        work.may_end.set()
    (job,) = services.tasks.history.jobs
    assert job.summary is not None
    assert "35" in job.summary.text
    qtbot.waitUntil(lambda: work.printed == [tmp_path / "paper" / "report.html"])


def test_a_stop_lets_it_be_started_again(
    qtbot: QtBot, services: PageServices, dialog: ReproduceDialog, work: Work
) -> None:
    dialog.start()
    qtbot.waitUntil(lambda: bool(work.asked))
    assert not dialog.start_button.isEnabled()
    dialog.stop()
    qtbot.waitUntil(lambda: not services.tasks.tasks)
    assert "goes on there" in dialog.state_label.text()
    assert dialog.start_button.isEnabled()


@pytest.mark.allow_errors
def test_a_refusal_comes_back_in_words(
    qtbot: QtBot, dialog: ReproduceDialog, work: Work, tmp_path: Path
) -> None:
    work.error = StorageError(tmp_path, "the folder holds other things; choose an empty one")
    work.may_end.set()
    dialog.start()
    qtbot.waitUntil(lambda: "other things" in dialog.state_label.text())
    assert dialog.isVisible()
