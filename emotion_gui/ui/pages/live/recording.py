"""What a person asks to keep: a snapshot, a recording, and the folder for both."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QStandardPaths, Signal
from PySide6.QtWidgets import QWidget

from emotion_gui.core.errors import StorageError
from emotion_gui.core.files import make_folder
from emotion_gui.core.inference.controls import Recording
from emotion_gui.core.places import APP_NAME
from emotion_gui.operations.analyse import keep_recording
from emotion_gui.ui import file_dialogs
from emotion_gui.ui.opening import show_in_folder
from emotion_gui.ui.pages.base import Page
from emotion_gui.ui.pages.live.parameters import LiveParameters
from emotion_gui.ui.pictures import save_image
from emotion_gui.workers.task import Summary

FOLDER_KEY = "page/live/save_folder"


class SaveFolder:
    """Where snapshots and recordings go. Makes names; creates nothing until something is saved."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    @property
    def chosen(self) -> Path | None:
        """What the person chose; None = the usual places."""
        text = str(self._settings.value(FOLDER_KEY, "") or "")
        return Path(text) if text else None

    def choose(self, folder: Path) -> None:
        self._settings.setValue(FOLDER_KEY, str(folder))

    def place(self, kind: QStandardPaths.StandardLocation) -> Path:
        """The chosen folder, or one of ours in the system's for this kind."""
        usual = QStandardPaths.writableLocation(kind) or str(Path.home())
        return self.chosen or Path(usual) / APP_NAME

    def snapshot_path(self) -> Path:
        """A new name for a picture; its folder is there afterwards.

        Raises:
            OSError: the folder cannot be made.
        """
        return self._new(QStandardPaths.StandardLocation.PicturesLocation, (".png",))

    def recording_paths(self) -> Recording:
        """New names for a video, its table and its facts; their folder is there afterwards.

        Raises:
            OSError: the folder cannot be made.
        """
        kind = QStandardPaths.StandardLocation.MoviesLocation
        base = self._new(kind, (".mp4", ".csv", ".json"))
        return Recording(base, base.with_suffix(".csv"), base.with_suffix(".json"))

    def _new(self, kind: QStandardPaths.StandardLocation, suffixes: tuple[str, ...]) -> Path:
        """Nothing that is there already is ever written over."""
        place = self.place(kind)
        make_folder(place, private=True)
        stem = f"emotion-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
        name, count = stem, 1
        while any((place / f"{name}{suffix}").exists() for suffix in suffixes):
            count += 1
            name = f"{stem}-{count}"
        return place / f"{name}{suffixes[0]}"


class Recordings(QObject):
    """Off until asked; says on the page's banner what was stored and where.

    A recording counts as saved once the loop has finished its files, not when the button is
    pressed: the disk may refuse the end of a film.
    """

    changed = Signal()  # recording began or ended

    def __init__(self, page: Page, *, parameters: LiveParameters, folder: SaveFolder) -> None:
        super().__init__(page)
        self._page = page
        self._parameters = parameters
        self._finishing: tuple[Recording, ...] = ()
        self.folder = folder
        self.saved: tuple[Recording, ...] = ()  # since the source was opened

    @property
    def current(self) -> Recording | None:
        """The one that is being written."""
        return self._parameters.values.recording

    def begin(self) -> None:
        """Another source: nothing was recorded of it yet."""
        self.saved, self._finishing = (), ()

    def snapshot(self, view: QWidget) -> None:
        """Save a picture as it is shown, boxes included."""
        try:
            path = self.folder.snapshot_path()
            save_image(view.grab().toImage(), path, private=True)
        except (OSError, StorageError) as error:
            self._page.show_error(error)
        else:
            self._page.show_written(self.tr("Snapshot saved"), path)

    def toggle(self) -> None:
        """Begin or end storing video and table."""
        if self.current is not None:
            self.stop()
            return
        try:
            recording = self.folder.recording_paths()
        except OSError as error:
            self._page.show_error(error)
            return
        self._parameters.record(recording)
        self.changed.emit()

    def stop(self) -> None:
        """Ask the loop to end storing, if it is on."""
        if self.current is None:
            return
        self._finishing = (*self._finishing, self.current)
        self._parameters.record(None)
        self.changed.emit()

    def finished(self, *, whole: bool = True) -> None:
        """The loop writes no more: say where the files are, if they are whole."""
        ended, self._finishing = self._finishing, ()
        if not ended or not whole:
            return
        self.saved = (*self.saved, *ended)
        self._page.show_written(self.tr("Recording saved"), ended[-1].video)
        for recording in ended:
            video = recording.video
            summary = Summary(video.name, partial(show_in_folder, video), video)
            self._page.services.tasks.history.add(self.tr("Recording"), summary)
            self._keep(recording)

    def _keep(self, recording: Recording) -> None:
        """Review has it too."""
        if recording.facts is not None:
            services = self._page.services
            services.tasks.start(
                partial(keep_recording, services.workspace, recording.facts),
                title=self.tr("Keeping the recording for Review"),
                exclusive=True,
                on_failure=self._page.show_error,
            )

    def choose_folder(self) -> None:
        """Ask for another folder; a recording that is on stays where it is."""
        start = self.folder.place(QStandardPaths.StandardLocation.PicturesLocation)
        while not start.exists() and start != start.parent:
            start = start.parent
        chosen = file_dialogs.ask_folder(
            self._page, title=self.tr("Keep snapshots and recordings in"), start=start
        )
        if chosen is not None:
            self.folder.choose(chosen)
            self._page.show_info(
                self.tr("Snapshots and recordings go to"), str(chosen), kind="success"
            )

    def folder_text(self) -> str:
        """For a tool tip."""
        chosen = self.folder.chosen
        if chosen is not None:
            return self.tr("Snapshots and recordings go to {0}").format(chosen)
        pictures = self.folder.place(QStandardPaths.StandardLocation.PicturesLocation)
        videos = self.folder.place(QStandardPaths.StandardLocation.MoviesLocation)
        return self.tr("Snapshots go to {0}, recordings to {1}").format(pictures, videos)
