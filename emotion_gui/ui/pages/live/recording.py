"""What a person asks to keep: a snapshot, a recording, and the folder for both."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from emotion_gui.core.inference.controls import LiveControls, Recording
from emotion_gui.ui.pages.base import Page
from emotion_gui.ui.pages.live.saving import SaveFolder


class Keeping(QObject):
    """Off until asked; says on the page's banner what was stored and where."""

    changed = Signal()  # recording began or ended

    def __init__(self, page: Page, *, controls: LiveControls, folder: SaveFolder) -> None:
        super().__init__(page)
        self._page = page
        self._controls = controls
        self.folder = folder

    @property
    def recording(self) -> bool:
        return self._controls.values.recording is not None

    def snapshot(self, view: QWidget) -> None:
        """Save a picture as it is shown, boxes included."""
        try:
            path = self.folder.snapshot_path()
        except OSError as error:
            self._page.show_error(error)
            return
        if view.grab().save(str(path)):
            self._page.show_info(self.tr("Snapshot saved"), str(path), kind="success")
        else:
            self._page.show_info(self.tr("The snapshot was not saved"), str(path), kind="warning")

    def toggle(self) -> None:
        """Begin or end storing video and table."""
        if self.recording:
            self.stop()
            return
        try:
            video, table = self.folder.recording_paths()
        except OSError as error:
            self._page.show_error(error)
            return
        self._controls.set_recording(Recording(video, table))
        self.changed.emit()

    def stop(self) -> None:
        """End storing, if it is on, and say where the files are."""
        ended = self._controls.values.recording
        if ended is None:
            return
        self._controls.set_recording(None)
        self.changed.emit()
        where = self.tr("{0} and {1}").format(ended.video, ended.table.name)
        self._page.show_info(self.tr("Recording saved"), where, kind="success")

    def choose_folder(self) -> None:
        """Ask for another folder; a recording that is on stays where it is."""
        start = self.folder.place(QStandardPaths.StandardLocation.PicturesLocation)
        while not start.exists() and start != start.parent:
            start = start.parent
        name = QFileDialog.getExistingDirectory(
            self._page, self.tr("Keep snapshots and recordings in"), str(start)
        )
        if name:
            self.folder.choose(Path(name))
            self._page.show_info(
                self.tr("Snapshots and recordings go to"), str(self.folder.chosen), kind="success"
            )

    def folder_words(self) -> str:
        """For a tool tip."""
        chosen = self.folder.chosen
        if chosen is not None:
            return self.tr("Snapshots and recordings go to {0}").format(chosen)
        pictures = self.folder.place(QStandardPaths.StandardLocation.PicturesLocation)
        videos = self.folder.place(QStandardPaths.StandardLocation.MoviesLocation)
        return self.tr("Snapshots go to {0}, recordings to {1}").format(pictures, videos)
