"""Tests an address of workers, and shows who is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from emotion_gui.core.executors.workers import WorkerFacts
from emotion_gui.operations import workers
from emotion_gui.ui.messages import describe
from emotion_gui.ui.numbers import number
from emotion_gui.ui.translation import reason_text, translator
from emotion_gui.ui.widgets.labels import set_role
from emotion_gui.workers.task_manager import TaskManager
from emotion_gui.workers.task_slot import TaskSlot

_tr = translator("ClusterPanel")
_SHOWN = 12


class ClusterPanel(QWidget):
    """A button, and below it what came of the test.

    Args:
        tasks: runs the test in the background.
        executor: the address as it stands now.
        parent: of the widget.
    """

    def __init__(
        self, tasks: TaskManager, executor: Callable[[], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._executor = executor
        self._test = TaskSlot(tasks, on_failure=self._on_failed, parent=self)
        self._test.changed.connect(self._show_state)
        self.button = QPushButton(_tr("Test the &address"))
        self.button.clicked.connect(self.test)
        self.found = set_role(QLabel(), "small")
        self.found.setWordWrap(True)
        self.found.setTextFormat(Qt.TextFormat.PlainText)
        self.found.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.found.hide()
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.found)

    def test(self) -> None:
        """Ask the workers at the address who they are."""
        executor = self._executor()
        title = _tr("Testing {place}").format(place=executor)
        self._test.start(partial(workers.look, executor), title, self._on_found)

    def _show_state(self) -> None:
        self.button.setEnabled(not self._test.busy)

    def _on_found(self, answer: tuple[list[WorkerFacts], str]) -> None:
        found, why_not = answer
        lines = [_line(worker) for worker in found[:_SHOWN]]
        if len(found) > _SHOWN:
            lines.append(_tr("and {n} more").format(n=len(found) - _SHOWN))
        if not found:
            lines.append(_tr("The scheduler answers, but no worker is there."))
        if why_not:
            lines.insert(0, _tr("These cannot help: {why}").format(why=reason_text(why_not)))
        self._say("\n".join(lines))

    def _on_failed(self, error: Exception) -> None:
        message = describe(error)
        self._say(f"{message.title}. {message.text}")

    def _say(self, text: str) -> None:
        self.found.setText(text)
        self.found.show()


def _line(worker: WorkerFacts) -> str:
    """`10.0.0.7:41234: version 0.2.0, Python 3.12.4, torch 2.13.0, 1 thread, 320 MB, AMD …`"""
    if not worker.program:
        return _tr("{name}: the program is not installed there").format(name=worker.name)
    text = _tr(
        "{name}: version {program}, Python {python}, torch {torch}, threads {threads}, {mb} MB, "
        "{processor}"
    )
    return text.format(
        name=worker.name or _tr("This computer"),
        program=worker.program,
        python=worker.python,
        torch=worker.torch,
        threads=worker.threads,
        mb=number(worker.memory_bytes / 1e6, 0),
        processor=worker.processor,
    )
