"""Where snapshots and recordings go: a folder that the person may choose."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths

FOLDER_KEY = "page/live/save_folder"
OWN_FOLDER = "Emotion Workbench"


class SaveFolder:
    """Makes names; creates nothing until something is saved."""

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
        return self.chosen or Path(usual) / OWN_FOLDER

    def snapshot_path(self) -> Path:
        """A new name for a picture; its folder is there afterwards.

        Raises:
            OSError: the folder cannot be made.
        """
        return self._new(QStandardPaths.StandardLocation.PicturesLocation, (".png",))

    def recording_paths(self) -> tuple[Path, Path]:
        """New names for a video and its table; their folder is there afterwards.

        Raises:
            OSError: the folder cannot be made.
        """
        kind = QStandardPaths.StandardLocation.MoviesLocation
        base = self._new(kind, (".mp4", ".csv"))
        return base, base.with_suffix(".csv")

    def _new(self, kind: QStandardPaths.StandardLocation, suffixes: tuple[str, ...]) -> Path:
        """Nothing that is there already is ever written over."""
        place = self.place(kind)
        place.mkdir(parents=True, exist_ok=True)
        stem = f"emotion-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
        name, count = stem, 1
        while any((place / f"{name}{suffix}").exists() for suffix in suffixes):
            count += 1
            name = f"{stem}-{count}"
        return place / f"{name}{suffixes[0]}"
