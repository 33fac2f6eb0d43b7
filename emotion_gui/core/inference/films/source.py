"""A film as a source of frames."""

from __future__ import annotations

from pathlib import Path

from emotion_gui.core.clock import now_s
from emotion_gui.core.errors import VideoSourceError
from emotion_gui.core.inference.films.reader import FilmReader
from emotion_gui.core.inference.films.report import FilmReport
from emotion_gui.core.inference.frames import Frame, wait_until
from emotion_gui.core.inference.notes import Note
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.reading import check_file


class VideoFileSource:
    """A video file, as fast as it is read or at its own pace.

    Args:
        path: the file.
        paced: wait for each frame's time, and skip frames when late, as a player does.
    """

    def __init__(self, path: Path, *, paced: bool = False) -> None:
        self._path = path
        self._paced = paced
        self._reader: FilmReader | None = None
        self._next = 0
        self._started_s = 0.0
        self._size = (0, 0)
        self._recorded_at = ""
        self.fps = 0.0
        self.frame_count: int | None = None
        self._report = FilmReport()  # of the film that was closed

    @property
    def report(self) -> FilmReport:
        """How whole the film is, as far as it was read."""
        return self._report if self._reader is None else self._reader.report

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as it is shown, in pixels; zeros until it was opened."""
        return self._size

    @property
    def recorded_at(self) -> str:
        """When it was recorded by the file's own word, ISO 8601; "" where it says nothing."""
        return self._recorded_at

    @property
    def address(self) -> str:
        return str(self._path)

    @property
    def notes(self) -> tuple[Note, ...]:
        return self.report.notes

    def describe(self) -> str:
        width, height = self._size
        return f"{self._path.name} · {width} x {height}" if width else self._path.name

    def open(self, context: JobContext | None = None) -> None:
        del context  # files are there or not
        try:
            check_file(self._path)
        except FileNotFoundError as error:
            raise VideoSourceError(self.address, "missing", "there is no such file") from error
        except OSError as error:
            raise VideoSourceError(
                self.address, "unreadable", error.strerror or str(error)
            ) from error
        self._reader = FilmReader(self._path)
        self.fps = self._reader.fps
        self.frame_count = self._reader.frame_count
        self._size = self._reader.size
        self._recorded_at = self._reader.recorded_at
        self._next = 0
        self._started_s = 0.0

    def read(self, context: JobContext | None = None) -> Frame | None:
        if self._reader is None:
            return None
        time_s = self._advance(self._reader)
        if time_s is None:
            return None
        picture = self._reader.picture()
        index = self._next
        self._next += 1
        if self._paced:
            self._started_s = self._started_s or now_s() - time_s
            wait_until(self._started_s + time_s, context)
        elif context is not None:
            context.checkpoint()
        return Frame(picture, index, time_s, now_s())

    def skip(self, count: int, context: JobContext | None = None) -> int:
        """Pass over frames without making pictures of them, which is far faster.

        Returns:
            How many there were; fewer than `count` where the film ends before.
        """
        passed = 0
        while passed < count and self._reader is not None:
            if context is not None:
                context.checkpoint()
            if self._reader.advance() is None:
                break
            passed += 1
        self._next += passed
        return passed

    def close(self) -> None:
        if self._reader is not None:
            self._report = self._reader.report
            self._reader.close()
            self._reader = None

    def _advance(self, reader: FilmReader) -> float | None:
        """Time of the next frame; when late, of the one that is due now."""
        time_s = reader.advance()
        if not self._paced or not self._started_s:
            return time_s
        due_s = now_s() - self._started_s - 1 / reader.fps
        while time_s is not None and time_s < due_s:
            time_s = reader.advance()
            self._next += 1
        return time_s
