"""The buttons at the top of the page: folder, snapshot, record, start or stop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QPushButton

from emotion_gui.ui.pages.base import Page
from emotion_gui.ui.pages.live.recording import Recordings
from emotion_gui.ui.pages.live.sending import Sending
from emotion_gui.ui.pages.live.state import LiveState


class Header(QObject):
    """Shows what can be done now; what it does belongs to the page."""

    def __init__(
        self,
        page: Page,
        *,
        recordings: Recordings,
        sending: Sending,
        snapshot: Callable[[], object],
        toggle: Callable[[], object],
    ) -> None:
        super().__init__(page)
        self._recordings = recordings
        self._sends = False
        self.folder_button = page.add_action(
            self.tr("Save to…"), self._choose_folder, icon="folder"
        )
        self.folder_button.setAccessibleName(self.tr("Folder for snapshots and recordings"))
        self.send_button = page.add_action("", _nothing, icon="export")
        self.send_button.setAccessibleName(self.tr("Answers to other programs"))
        self.send_button.setToolTip(
            self.tr("Send every frame's answers to other programs, while a source is watched")
        )
        sending.attach(self.send_button)
        self.snapshot_button = page.add_action(self.tr("S&napshot"), snapshot, icon="camera")
        self.record_button = page.add_action(self.tr("&Record"), recordings.toggle, icon="record")
        self.start_button = page.add_action(self.tr("S&tart"), toggle, primary=True)
        self._name_folder()

    def show_state(self, state: LiveState) -> None:
        """Start or Stop, and whether there is something to keep."""
        stops = state.running or state.waiting
        _say(self.start_button, self.tr("S&top") if stops else self.tr("S&tart"))
        stopping = state.running and not state.may_keep
        self.start_button.setEnabled(not stopping if stops else state.may_start)
        self.snapshot_button.setEnabled(state.may_keep)
        self.record_button.setEnabled(state.may_keep)
        self._sends = bool(state.sent_to)
        self._name_sending()
        _say(
            self.record_button,
            self.tr("End &recording") if state.recording else self.tr("&Record"),
        )

    @Slot(bool)
    def set_narrow(self, narrow: bool) -> None:
        """Without room for four words the folder's is left to its tool tip."""
        self.folder_button.setText("" if narrow else self.tr("Save to…"))

    def _choose_folder(self) -> None:
        self._recordings.choose_folder()
        self._name_folder()

    def _name_sending(self) -> None:
        # Off, its picture and tool tip are enough; on, it is said however little room there is.
        self.send_button.setText(self.tr("Sen&ding") if self._sends else "")

    def _name_folder(self) -> None:
        where = self._recordings.folder_text()
        self.folder_button.setToolTip(
            self.tr("Choose the folder for snapshots and recordings.") + f"\n{where}"
        )
        self.folder_button.setAccessibleDescription(where)


def _nothing() -> None:
    """The menu of the button does it all."""


def _say(button: QPushButton, text: str) -> None:
    """The same to everybody; a mnemonic is not read out."""
    if button.text() != text:
        button.setText(text)
        button.setAccessibleName(text.replace("&", ""))
