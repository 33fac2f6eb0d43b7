"""What of the workspace is damaged, what can be saved, what was moved aside: in a window."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from emotion_gui.core.jobs import JobContext, Progress
from emotion_gui.ui.messages import describe
from emotion_gui.ui.numbers import count
from emotion_gui.ui.opening import show_in_folder
from emotion_gui.ui.plain_text import wrapping
from emotion_gui.ui.translation import core_text, translator
from emotion_gui.ui.widgets import Card, ElidedLabel, set_role, set_tone
from emotion_gui.ui.widgets.calm_scroll import CalmScrollArea
from emotion_gui.ui.widgets.flow import FlowRow
from emotion_gui.ui.widgets.progress_line import ProgressLine
from emotion_gui.ui.widgets.windows import open_at
from emotion_gui.workers.task_slot import TaskSlot

if TYPE_CHECKING:
    from emotion_gui.operations.check import CheckReport, Damage
    from emotion_gui.operations.check_sentences import Told
    from emotion_gui.ui.pages.base import PageServices

SIZE = QSize(760, 620)
_tr = translator("CheckWindow")
_MOST = 200  # cards; the command line lists any number


class CheckWindow(QWidget):
    """Looks at every data set and run when it is opened, and again when asked; repairs nothing."""

    def __init__(self, services: PageServices, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._services = services
        self.setWindowTitle(self.tr("Check the workspace"))
        open_at(self, SIZE)
        self.state_label = set_role(QLabel(), "value")
        self.state_label.setWordWrap(True)
        self.progress = ProgressLine(self.tr("Checking"))
        self.findings = QVBoxLayout()
        self.findings.setSpacing(12)
        self.check_button = QPushButton(self.tr("&Check again"))
        self.stop_button = QPushButton(self.tr("&Stop"))
        self._slot = TaskSlot(
            services.tasks, when_busy="refuse", on_failure=self._on_failure, parent=self
        )
        self._lay_out()
        self.check_button.clicked.connect(self.check)
        self.stop_button.clicked.connect(self._slot.cancel)
        self._slot.changed.connect(self._show_busy)
        self._show_busy()

    @Slot()
    def check(self) -> None:
        """Look at everything; the answer stands in the window."""
        started = self._slot.start(
            partial(_check, self._services),
            self.tr("Checking the workspace"),
            self.show_report,
            on_progress=self._on_progress,
            on_cancel=self._on_cancel,
        )
        if started:
            self._clear()
            self._say(self.tr("Checking…"))

    def show_report(self, report: CheckReport) -> None:
        """Every finding on a card of its own, damage first."""
        self._clear()
        looked = self.tr("{datasets}, {faces}, {runs} and {films} were looked at.").format(
            datasets=self.tr("%Ln data sets", "", report.datasets),
            faces=self.tr("%Ln faces", "", report.faces),
            runs=self.tr("%Ln runs", "", report.runs),
            films=self.tr("%Ln analysed films", "", report.sessions),
        )
        damaged = sum(finding.damaged for finding in report.findings)
        if damaged:
            self._say(f"{self.tr('%Ln things are damaged.', '', damaged)} {looked}", "bad")
        else:
            self._say(f"{self.tr('Everything is whole.')} {looked}", "good")
        for finding in report.findings[:_MOST]:
            self.findings.addWidget(FindingCard(finding))
        if len(report.findings) > _MOST:
            more = self.tr("And %Ln more.", "", len(report.findings) - _MOST)
            self.findings.addWidget(set_role(QLabel(more), "muted"))

    def closeEvent(self, event: QCloseEvent) -> None:
        self._slot.stop()
        super().closeEvent(event)

    def _on_progress(self, progress: Progress) -> None:
        self.progress.show_share(progress.done, progress.total)

    def _on_cancel(self) -> None:
        self._say(self.tr("Stopped: nobody knows what was not looked at."), "warn")

    def _on_failure(self, error: Exception) -> None:
        message = describe(error)
        self._say(f"{message.title}. {message.text}", "bad")

    @Slot()
    def _show_busy(self) -> None:
        busy = self._slot.busy
        self.progress.setVisible(busy)
        self.stop_button.setEnabled(busy)
        self.check_button.setEnabled(not busy)

    def _say(self, text: str, tone: str = "") -> None:
        self.state_label.setText(text)
        set_tone(self.state_label, tone)

    def _clear(self) -> None:
        while (item := self.findings.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()

    def _lay_out(self) -> None:
        note = QLabel(
            self.tr(
                "Every row, face and checkpoint of the workspace is looked at. Nothing is repaired "
                "or changed: what is damaged is told, and what of it can still be used."
            )
        )
        note.setWordWrap(True)
        holder = QWidget()
        holder.setObjectName("pageBody")
        lines = QVBoxLayout(holder)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addLayout(self.findings)
        lines.addStretch(1)
        self.findings.setContentsMargins(0, 0, 0, 0)
        scroll = CalmScrollArea()
        scroll.setObjectName("pageScroll")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(note)
        column.addWidget(self.state_label)
        column.addWidget(self.progress)
        column.addWidget(scroll, 1)
        column.addWidget(FlowRow(self.stop_button, self.check_button, spacing=12))


class FindingCard(Card):
    """One finding: what it is, what is wrong, what can be used, and where it lies."""

    def __init__(self, finding: Damage, parent: QWidget | None = None) -> None:
        super().__init__(_title(finding), parent)
        self._path = finding.path
        self.body.addWidget(_line(said(finding.troubles), "bad" if finding.damaged else ""))
        if finding.use is not None:
            use = self.tr("Can be used: {what}").format(what=finding.use.said(core_text, count))
            self.body.addWidget(_line(use, "good"))
        elif finding.damaged:
            self.body.addWidget(_line(self.tr("Nothing of it can be used."), ""))
        place = ElidedLabel(str(finding.path))
        set_role(place, "small")
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.folder_button = QPushButton(self.tr("Show in folder"))
        self.folder_button.setProperty("link", True)
        self.folder_button.clicked.connect(self._show_folder)
        self.body.addWidget(place)
        self.body.addWidget(self.folder_button, 0, Qt.AlignmentFlag.AlignLeft)

    @Slot()
    def _show_folder(self) -> None:
        if not show_in_folder(self._path):
            self.set_note(self.tr("No program opened it"))


def _check(services: PageServices, context: JobContext) -> CheckReport:
    from emotion_gui.operations.check import check_workspace

    return check_workspace(services.workspace.path, context)


def said(sentences: Sequence[Told]) -> str:
    """Sentences of the check in the language of the interface."""
    text = "; ".join(told.said(core_text, count) for told in sentences)
    return text[:1].upper() + text[1:]


def _line(text: str, tone: str) -> QLabel:
    label = QLabel(wrapping(text))
    label.setWordWrap(True)
    set_tone(label, tone)
    return label


def _title(finding: Damage) -> str:
    kinds = {
        "database": _tr("Database"),
        "data set": _tr("Data set {name}"),
        "run": _tr("Run {name}"),
        "session": _tr("Analysed film {name}"),
        "unrecorded": _tr("Folder {name}"),
        "moved aside": _tr("Moved aside: {name}"),
    }
    return kinds[finding.kind].format(name=finding.name)
