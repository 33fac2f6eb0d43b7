"""The buttons at the top of the page: folder, snapshot, record, start or stop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QPushButton

from emotion_gui.ui.pages.base import Page
from emotion_gui.ui.pages.live.recording import Keeping
from emotion_gui.ui.pages.live.source_bar import SourceBar


class Header(QObject):
    """Shows what can be done now; what it does belongs to the page."""

    def __init__(
        self,
        page: Page,
        *,
        keeping: Keeping,
        source_bar: SourceBar,
        snapshot: Callable[[], object],
        toggle: Callable[[], object],
    ) -> None:
        super().__init__(page)
        self._keeping = keeping
        self._mark = source_bar.recording
        self.folder_button = page.add_action("", self.choose_folder, icon="folder")
        self.folder_button.setAccessibleName(self.tr("Folder for snapshots and recordings"))
        self.snapshot_button = page.add_action(self.tr("S&napshot"), snapshot, icon="camera")
        self.record_button = page.add_action(self.tr("&Record"), keeping.toggle, icon="record")
        self.start_button = page.add_action(self.tr("S&tart"), toggle, primary=True)
        keeping.changed.connect(self._on_recording)

    def choose_folder(self) -> None:
        """Where snapshots and recordings go."""
        self._keeping.choose_folder()
        self._name_folder()

    def show_idle(self, *, may_start: bool) -> None:
        """Nothing is open."""
        self._show_start(self.tr("S&tart"), enabled=may_start)
        self._allow_keeping(allowed=False)
        self._name_folder()

    def show_running(self) -> None:
        """A source is open, or about to be."""
        self._show_start(self.tr("S&top"), enabled=True)
        self._allow_keeping(allowed=True)

    def show_waiting(self) -> None:
        """Something is waited for, and that can be stopped."""
        self._show_start(self.tr("S&top"), enabled=True)
        self._allow_keeping(allowed=False)

    def show_recording(self, frames: int | None) -> None:
        """The red mark with the number of frames written, while that is on."""
        on = self._keeping.recording
        _say(self.record_button, self.tr("End &recording") if on else self.tr("&Record"))
        self._mark.setVisible(on)
        if on:
            self._mark.setText(self.tr("● Recording {0}").format(f"{frames or 0:,}"))

    def _show_start(self, words: str, *, enabled: bool) -> None:
        _say(self.start_button, words)
        self.start_button.setEnabled(enabled)

    def _allow_keeping(self, *, allowed: bool) -> None:
        self.snapshot_button.setEnabled(allowed)
        self.record_button.setEnabled(allowed)

    def _name_folder(self) -> None:
        self.folder_button.setToolTip(self._keeping.folder_words())

    @Slot()
    def _on_recording(self) -> None:
        self.show_recording(0 if self._keeping.recording else None)


def _say(button: QPushButton, words: str) -> None:
    """The same to everybody; a mnemonic is not read out."""
    if button.text() != words:
        button.setText(words)
        button.setAccessibleName(words.replace("&", ""))
