"""The log in a window, and the report that is made of it."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from emotion_gui import __version__
from emotion_gui.core.diagnostics import make_report, private_facts, read_log_end
from emotion_gui.core.settings import SETTINGS
from emotion_gui.operations.live import time_cameras
from emotion_gui.ui.macos import camera_is_settled
from emotion_gui.ui.messages import describe
from emotion_gui.ui.opening import show_in_folder
from emotion_gui.ui.widgets import set_role
from emotion_gui.ui.widgets.flow import FlowRow
from emotion_gui.ui.widgets.windows import open_at
from emotion_gui.workers.task_slot import TaskSlot

if TYPE_CHECKING:
    from emotion_gui.ui.pages.base import PageServices

logger = logging.getLogger(__name__)

SIZE = QSize(820, 560)


class LogWindow(QWidget):
    """Shows the end of the log as it will be copied: without anything personal."""

    def __init__(
        self, services: PageServices, *, log_file: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._services = services
        self._file = log_file
        self.setWindowTitle(self.tr("Log and report"))
        open_at(self, SIZE)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName(self.tr("Report"))
        self.text.setProperty("monospaced", True)
        self.copy_button = QPushButton(self.tr("&Copy report"))
        self.copy_button.setProperty("primary", True)
        self.refresh_button = QPushButton(self.tr("&Refresh"))
        self.folder_button = QPushButton(self.tr("Open the log &folder"))
        self.cameras_button = QPushButton(self.tr("Check the ca&meras"))
        self.cameras_button.setToolTip(
            self.tr(
                "Opens each camera in every way that this system has, and notes how long it took"
            )
        )
        self.state_label = set_role(QLabel(), "muted")
        self._checking = TaskSlot(
            services.tasks, when_busy="refuse", on_failure=self._on_check_failed, parent=self
        )
        self._lay_out()
        self.cameras_button.clicked.connect(self.check_cameras)
        self.copy_button.clicked.connect(self.copy_report)
        self.refresh_button.clicked.connect(self.refresh)
        self.folder_button.clicked.connect(self._open_folder)

    @Slot()
    def refresh(self) -> None:
        """Read the log again."""
        try:
            lines = read_log_end(self._file)
        except OSError as error:
            lines = [describe(error).text]
        self.text.setPlainText(self._report(lines))
        self.text.verticalScrollBar().setValue(self.text.verticalScrollBar().maximum())
        self.state_label.setText("" if lines else self.tr("The log is empty."))

    @Slot()
    def copy_report(self) -> None:
        """Put what is shown on the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.state_label.setText(self.tr("Copied. Paste it into your message."))

    @Slot()
    def check_cameras(self) -> None:
        """Measure every camera; the figures go into the log, and so into the report."""
        if not camera_is_settled(self, self.check_cameras):
            return
        started = self._checking.start(
            time_cameras, self.tr("Checking the cameras"), self._on_checked
        )
        if started:
            self.state_label.setText(self.tr("Checking the cameras… some take half a minute."))

    def _on_checked(self, lines: tuple[str, ...]) -> None:
        for line in lines:
            logger.info("camera %s", line)
        self.refresh()
        said = self.tr("The cameras' figures stand at the end of the log.")
        self.state_label.setText(said if lines else self.tr("No camera was found."))

    def _on_check_failed(self, error: Exception) -> None:
        self.state_label.setText(describe(error).text)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _report(self, lines: list[str]) -> str:
        workspace, preferences = self._services.workspace, self._services.preferences
        names = [row.name for row in workspace.datasets()] + [run.name for run in workspace.runs()]
        choices = {
            setting.key: preferences.get(setting.key)
            for setting in SETTINGS
            if not setting.is_folder and preferences.overridden(setting.key)
        }
        facts = private_facts(workspace.path, names)
        return make_report(lines, facts, version=__version__, choices=choices)

    @Slot()
    def _open_folder(self) -> None:
        if not show_in_folder(self._file):
            self.state_label.setText(self.tr("No program opened {0}").format(self._file.parent))

    def _lay_out(self) -> None:
        note = QLabel(
            self.tr(
                "This is what the program wrote down last. Names of people, folders and files of "
                "yours are left out; read it before you send it."
            )
        )
        note.setWordWrap(True)
        self.state_label.setWordWrap(True)
        buttons = FlowRow(
            self.folder_button,
            self.refresh_button,
            self.cameras_button,
            self.copy_button,
            spacing=12,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(note)
        column.addWidget(self.text, 1)
        column.addWidget(self.state_label)
        column.addWidget(buttons)
