"""Stills that a person turns over, as an album: as long as it is open, one of them is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from emotion_gui.core.clock import now_s
from emotion_gui.core.errors import PictureError, VideoSourceError
from emotion_gui.core.faces.boxes import Picture
from emotion_gui.core.inference.controls import LiveControls
from emotion_gui.core.inference.frames import Frame, wait_until
from emotion_gui.core.inference.notes import Note
from emotion_gui.core.inference.sources import picture_files, read_picture
from emotion_gui.core.jobs import JobContext

LOOK_EVERY_S = 0.03  # how soon a turned page is noticed; nothing is computed meanwhile


class AlbumSource:
    """Gives a still whenever another one is wanted, or the same with other settings.

    Args:
        paths: pictures, and folders of them.
        controls: say which one is wanted. What cannot be read is passed over in the direction
            in which a person turns, and stands in `notes`.
    """

    fps = 0.0

    def __init__(self, paths: Sequence[Path], controls: LiveControls) -> None:
        self._roots = tuple(paths)
        self._controls = controls
        self._files: list[Path] = []
        self._given: tuple[object, ...] | None = None
        self._index = -1
        self._opened_s = 0.0
        self._unreadable: dict[Path, PictureError] = {}
        self.frame_count: int | None = None

    @property
    def address(self) -> str:
        return ", ".join(str(path) for path in self._roots)

    @property
    def notes(self) -> tuple[Note, ...]:
        return tuple(
            Note("{name} was passed over: {reason}", {"name": path.name, "reason": error.reason})
            for path, error in self._unreadable.items()
        )

    def describe(self) -> str:
        return self._files[self._index].name if 0 <= self._index < len(self._files) else ""

    def open(self, context: JobContext | None = None) -> None:
        del context  # files are there or not
        for root in self._roots:
            if not root.exists():
                raise VideoSourceError(str(root), "missing", "there is no such file or folder")
        self._files, unreadable = picture_files(self._roots)
        self._unreadable = {Path(error.name): error for error in unreadable}
        if not self._files:
            raise VideoSourceError(self.address, "unreadable", "there is no picture in it")
        self.frame_count = len(self._files)
        self._opened_s = now_s()

    def read(self, context: JobContext | None = None) -> Frame | None:
        """Wait until another still is wanted; None once the album is closed."""
        while self._files:
            values = self._controls.values
            # Smoothing is not among them: it changes nothing on a still.
            wanted = (
                values.picture,
                values.models,
                values.max_faces,
                values.unsure_below,
                values.flip,
                values.mix,
            )
            if wanted != self._given:
                self._given = wanted
                picture = self._turn_to(values.picture)
                name = self._files[self._index].name
                return Frame(picture, self._index, now_s() - self._opened_s, now_s(), name)
            wait_until(now_s() + LOOK_EVERY_S, context)
        return None

    def close(self) -> None:
        self._files = []

    def _turn_to(self, wanted: int) -> Picture:
        count = len(self._files)
        step = -1 if wanted < self._index else 1
        for passed in range(count):
            self._index = (wanted + step * passed) % count
            try:
                return read_picture(self._files[self._index])
            except PictureError as error:
                self._unreadable[self._files[self._index]] = error
        raise VideoSourceError(self.address, "unreadable", "none of its pictures can be read")
